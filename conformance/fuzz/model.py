"""A model of POSIX signals: what the record of a trace has to be. What several threads need is in threads.py.

It is XSH 2.4 and the pages of the functions, and where these leave it open, Linux. What differs on purpose between the two
systems is in `Rules`, each with its clause and the place where the difference is documented; nothing else may differ.
The methods op_NAME are the operations of trace.py."""
from collections import namedtuple

from threads import RELEASE, STEP, Racy, Threads  # noqa: F401
from trace import bit

Rules = namedtuple("Rules", "lowest_realtime_first return_restores_altstack jump_leaves_the_stack_first")
LINUX = Rules(
    lowest_realtime_first=False,     # of several real-time signals the thread's own go first
    return_restores_altstack=True,   # a handler's return undoes the sigaltstack() calls made in it (rt_sigreturn)
    jump_leaves_the_stack_first=False,  # siglongjmp() sets the mask, and what that lets through runs, where it was called
)
LIBRARY = Rules(
    lowest_realtime_first=True,      # XSH 2.4.2: the lowest-numbered first, whomever it is directed at (differences.md)
    return_restores_altstack=False,  # XSH sigaltstack(): what was set is in effect (differences.md)
    jump_leaves_the_stack_first=True,  # ... where it lands: XSH siglongjmp() does not say; so no stack of a jump's is used
)

RTMIN, LAST = 34, 64
UNBLOCKABLE = bit(9) | bit(19)
FAULTS = sum(map(bit, (4, 5, 7, 8, 11, 31)))  # ILL TRAP BUS FPE SEGV SYS: before all others (Linux; POSIX leaves it open)
STOPS = sum(map(bit, (19, 20, 21, 22)))
CONTINUE = bit(18)
IGNORED_BY_DEFAULT = sum(map(bit, (17, 18, 23, 28)))  # CHLD CONT URG WINCH
RESERVED = bit(32) | bit(33)
SHOWN = (1 << 64) - 1 & ~RESERVED
FUEL = 24

Action = namedtuple("Action", "handler flags mask")
Info = namedtuple("Info", "code value mine")
DEFAULT = Action("DFL", "", 0)


class Ends(Exception):
    """The trace does not come to its end. `why`: dies, stops or blocks."""

    def __init__(self, why, signo=0):
        super().__init__(why, signo)
        self.why, self.signo = why, signo


class Jump(Exception):
    """A siglongjmp() on its way to the landing of that index."""

    def __init__(self, index, value):
        super().__init__()
        self.index, self.value = index, value


class Pending:
    """One pending set. A standard signal is there once, the first; real-time ones queue."""

    def __init__(self):
        self.bits, self.queues = 0, {}

    def add(self, signo, info):
        if signo < RTMIN and self.bits & bit(signo):
            return
        self.bits |= bit(signo)
        self.queues.setdefault(signo, []).append(info)

    def take(self, signo):
        queue = self.queues[signo]
        info = queue.pop(0)
        if not queue:
            self.bits &= ~bit(signo)
        return info

    def discard(self, which):
        for signo in list(self.queues):
            if bit(signo) & which:
                self.queues[signo].clear()
        self.bits &= ~which


def lowest(word):
    return (word & -word).bit_length()


def first_of(word):
    return lowest(word & FAULTS or word)


def valid(signo):
    return 1 <= signo <= LAST


class Model(Threads):
    def __init__(self, trace, rules, script=()):
        super().__init__(trace.threads, script)
        self.trace, self.rules = trace, rules
        self.record, self.operations = [], 0
        self.owns, self.shared = [Pending() for _ in range(trace.threads)], Pending()  # directed at the threads, at the process
        self.own = self.owns[0]
        self.actions, self.mask = {RELEASE: Action("h5", "", 0)} if trace.threads > 1 else {}, 0
        self.interrupting = set()  # siginterrupt(sig, 1): signal() then leaves SA_RESTART out
        self.altstack = self.stack = 0  # which is set; which one is in use
        self.context = None  # of the handler that runs: the mask that its return is to set
        self.landings, self.fuel = [], FUEL
        self.at = 0  # the operation of main that runs

    # ---- running ---------------------------------------------------------------------------------------------------

    def run(self):
        """The record; Ends is raised where it ends before the trace does."""
        for self.at, op in enumerate(self.trace.main):
            self.inside = self.in_step = 0
            self.execute(op)
        if self.trace.threads > 1:
            self.free_all()
        return self.record

    def execute(self, op):
        number = STEP * self.at + self.in_step
        self.in_step += 1
        self.operations += 1
        getattr(self, "op_" + op[0])(*op[1:])
        if self.woken:
            self.woken = False
            self.settles[number] = self.events
            if not self.idle:
                self.deliver()  # what came while the others had their turn

    def say(self, text):
        self.record.append(text if self.trace.threads == 1 else f"{self.me} {text}")

    def call(self, name, error=None, value=0):
        self.say(f"{name}={error or value}")

    # ---- generation (XSH 2.4.1) ------------------------------------------------------------------------------------

    def action_of(self, signo):
        return self.actions.get(signo, DEFAULT)

    def ignored(self, signo):
        handler = self.action_of(signo).handler
        return handler == "IGN" or handler == "DFL" and bit(signo) & IGNORED_BY_DEFAULT

    def discard(self, which):
        for own in self.owns:
            own.discard(which)
        self.shared.discard(which)

    def generate(self, pending, signo, info, target):
        if bit(signo) & STOPS:
            self.discard(CONTINUE)
        if bit(signo) & CONTINUE:
            self.discard(STOPS)
        if self.ignored(signo) and not self.kept(signo, target):
            return
        pending.add(signo, info)

    def send(self, name, pending, signo, info):
        if signo == 0:
            return self.call(name)
        if not valid(signo):
            return self.call(name, "EINVAL")
        target = None if pending is self.shared else self.owns.index(pending)
        self.generate(pending, signo, info, target)
        taker = self.taker(signo, target) if self.trace.threads > 1 else self.me
        if taker == self.me:
            self.deliver()
        self.call(name)
        if taker not in (None, self.me):
            self.wake(taker)
        self.woken = self.woken or self.trace.threads > 1 and taker is not None

    # ---- delivery --------------------------------------------------------------------------------------------------

    def select(self, allowed):
        """The signal that goes first and the set that it is in, or None."""
        own, shared = self.own.bits & allowed, self.shared.bits & allowed
        if not own | shared:
            return None
        signo = first_of(own or shared)
        if signo >= RTMIN and self.rules.lowest_realtime_first:
            signo = lowest((own | shared) >> (RTMIN - 1) << (RTMIN - 1))
        return signo, self.own if own & bit(signo) else self.shared

    def deliver(self, former=None):
        """Delivers until nothing deliverable is left; whether a handler has run. With `former`, the mask in force is
        one for a wait, and the first handler's return goes back to that one (XSH sigsuspend)."""
        ran = False
        while selected := self.select(~self.mask):
            signo, pending = selected
            info = pending.take(signo)
            action = self.action_of(signo)
            if self.ignored(signo):
                continue
            if action.handler == "DFL":
                raise Ends("stops" if bit(signo) & STOPS else "dies", signo)
            self.handler_may_interrupt(action)
            if "R" in action.flags:
                self.actions[signo] = action._replace(handler="DFL")
            back, former = self.mask if former is None else former, None
            self.mask |= action.mask | (0 if "N" in action.flags else bit(signo))
            self.enter(signo, action, info, back)
            ran = True
        return ran

    def enter(self, signo, action, info, back):
        outer_stack, outer_context, altstack = self.stack, self.context, self.altstack
        if "O" in action.flags and self.altstack:
            self.stack = self.altstack
        self.deliver()  # what the mask lets through comes before this handler's first instruction
        self.events += 1 if self.woken_wait() else 2
        with_info = "I" in action.flags
        self.context = [back] if with_info else None
        context = self.context
        text = f">{signo} {action.handler}"
        if with_info:
            text += f" {info.code} value={info.value} from={info.mine}"
        text += f" mask={self.mask & SHOWN:x}"
        if with_info:
            text += f" back={back & SHOWN:x}"
        self.say(f"{text} stack={self.stack}")
        if self.fuel > 0:
            self.fuel -= 1
            for op in self.trace.bodies[int(action.handler[1:])]:
                self.execute(op)
        self.say(f"<{signo}")
        self.stack, self.context = outer_stack, outer_context
        self.mask = (context[0] if with_info else back) & ~UNBLOCKABLE
        if self.rules.return_restores_altstack:
            self.altstack = altstack

    # ---- sending ---------------------------------------------------------------------------------------------------

    def op_raise(self, signo):
        self.send("raise", self.own, signo, Info("TKILL", 0, 1))

    def op_pkill(self, signo):
        self.send("pkill", self.own, signo, Info("TKILL", 0, 1))

    def op_kill(self, signo):
        self.send("kill", self.shared, signo, Info("USER", 0, 1))

    def op_queue(self, signo, value):
        self.send("queue", self.shared, signo, Info("QUEUE", value, 1))

    def op_tqueue(self, signo, value):
        self.send("tqueue", self.own, signo, Info("QUEUE", value, 1))

    def op_tokill(self, thread, signo):
        self.send("tokill", self.owns[thread], signo, Info("TKILL", 0, 1))

    def op_toqueue(self, thread, signo, value):
        self.send("toqueue", self.owns[thread], signo, Info("QUEUE", value, 1))

    # ---- dispositions ----------------------------------------------------------------------------------------------

    def install(self, signo, action):
        """The former action, or None: EINVAL."""
        if not valid(signo) or bit(signo) & UNBLOCKABLE:
            return None
        former = self.action_of(signo)
        self.actions[signo] = action._replace(mask=action.mask & ~UNBLOCKABLE)
        if self.ignored(signo):
            self.discard(bit(signo))
        return former

    def say_action(self, name, action):
        if action is None:
            return self.call(name, "EINVAL")
        flags = "".join(f for f in "INRSO" if f in action.flags)
        return self.say(f"{name}=0 {action.handler} -{flags} mask={action.mask & SHOWN:x}")

    def op_action(self, signo, handler, flags, mask):
        self.say_action("action", self.install(signo, Action(handler, flags.strip("-"), mask)))

    def op_ask(self, signo):
        self.say_action("ask", self.action_of(signo) if valid(signo) else None)

    def op_signal(self, signo, handler):
        if not valid(signo):
            return self.call("signal", "EINVAL")
        flags = "" if signo in self.interrupting else "S"
        former = self.install(signo, Action(handler, flags, bit(signo)))
        return self.call("signal", former.handler if former else "EINVAL")

    def op_sigset(self, signo, handler):
        if not valid(signo):
            return self.call("sigset", "EINVAL")
        held = self.mask & bit(signo)
        if handler == "HOLD":
            former = self.action_of(signo)
            self.mask |= bit(signo) & ~UNBLOCKABLE
        else:
            former = self.install(signo, Action(handler, "", 0))
            if former is None:
                return self.call("sigset", "EINVAL")
            self.mask &= ~bit(signo)
            self.deliver()
        return self.call("sigset", "HOLD" if held else former.handler)

    def op_ignore(self, signo):
        self.call("ignore", None if self.install(signo, Action("IGN", "", 0)) else "EINVAL")

    def op_interrupt(self, signo, yes):
        if not valid(signo) or bit(signo) & UNBLOCKABLE:
            return self.call("interrupt", "EINVAL")
        action = self.action_of(signo)
        self.install(signo, action._replace(flags=action.flags.replace("S", "") + ("" if yes else "S")))
        (self.interrupting.add if yes else self.interrupting.discard)(signo)
        return self.call("interrupt")

    # ---- masks -----------------------------------------------------------------------------------------------------

    def set_mask(self, mask):
        self.mask = mask & ~UNBLOCKABLE
        self.deliver()

    def change_mask(self, name, mask):
        old = self.mask
        self.set_mask(mask)
        self.say(f"{name}=0 old={old & SHOWN:x} mask={self.mask & SHOWN:x}")

    def op_block(self, which):
        self.change_mask("block", self.mask | which)

    def op_unblock(self, which):
        self.change_mask("unblock", self.mask & ~which)

    def op_setmask(self, which):
        self.change_mask("setmask", which)

    def op_how(self, how, which):
        if how not in (0, 1, 2):
            return self.call("how", "EINVAL")
        return self.change_mask("how", [self.mask | which, self.mask & ~which, which][how])

    def op_hold(self, signo):
        if not valid(signo):
            return self.call("hold", "EINVAL")
        self.set_mask(self.mask | bit(signo))
        return self.call("hold")

    def op_relse(self, signo):
        if not valid(signo):
            return self.call("relse", "EINVAL")
        self.set_mask(self.mask & ~bit(signo))
        return self.call("relse")

    def op_resume(self, which):
        if self.context is None:
            return self.call("resume", "none")
        self.context[0] = which
        return self.call("resume")

    # ---- waits -----------------------------------------------------------------------------------------------------

    def op_pending(self):
        self.say(f"pending=0 {(self.own.bits | self.shared.bits) & self.mask & SHOWN:x}")

    def suspend(self, name, mask):
        former, self.mask = self.mask, mask & ~UNBLOCKABLE
        if not self.deliver(former):
            raise Ends("blocks")
        self.call(name, "EINTR")

    def op_suspend(self, mask):
        self.suspend("suspend", mask)

    def op_pause(self, signo):
        if not valid(signo):
            return self.call("pause", "EINVAL")
        return self.suspend("pause", self.mask & ~bit(signo))

    def look(self, name, mask):
        """ppoll() and pselect() with nothing ready and no time: a handler of what the mask lets through ends them."""
        former, self.mask = self.mask, mask & ~UNBLOCKABLE
        ran = self.deliver(former)
        if not ran:
            self.set_mask(former)
        self.call(name, "EINTR" if ran else None)

    def op_ppoll(self, ready, mask):
        if ready:
            return self.call("ppoll", None, 1)  # and what the mask lets through stays pending, as on Linux
        return self.look("ppoll", mask)

    def op_pselect(self, mask):
        self.look("pselect", mask)

    def accept(self, which):
        """As sigwaitinfo(): the number and what is told of it, or None if nothing of the set is pending."""
        selected = self.select(which & ~UNBLOCKABLE)
        if selected is None:
            return None
        signo, pending = selected
        info = pending.take(signo)
        return signo, info._replace(code="USER" if info.code == "TKILL" else info.code)  # so glibc

    def say_accepted(self, name, accepted):
        signo, info = accepted
        self.say(f"{name}={signo} {info.code} value={info.value} from={info.mine}")

    def must_accept(self, which):
        accepted = self.accept(which)
        if accepted is None:
            raise Ends("blocks")
        return accepted

    def op_wait(self, which):
        self.call("wait", None, self.must_accept(which)[0])

    def op_waitinfo(self, which):
        self.say_accepted("waitinfo", self.must_accept(which))

    def op_timedwait(self, bad, which):
        if bad:
            return self.call("timedwait", "EINVAL")
        accepted = self.accept(which)
        return self.say_accepted("timedwait", accepted) if accepted else self.call("timedwait", "EAGAIN")

    # ---- the alternate stack, and jumps ----------------------------------------------------------------------------

    def say_stack(self, name, which):
        flags = 2 if not which else 1 if self.stack == which else 0
        self.say(f"{name}=0 old={which} flags={flags}")

    def op_altstack(self, which):
        if self.altstack and self.stack == self.altstack:
            return self.call("altstack", "EPERM")
        if which == 3:
            return self.call("altstack", "ENOMEM")
        self.say_stack("altstack", self.altstack)
        self.altstack = which

    def op_stack(self):
        self.say_stack("stack", self.altstack)

    def op_try(self, save_mask, inside):
        index = len(self.landings)
        context, stack = self.context, self.stack
        self.landings.append((self.mask if save_mask else None, stack))
        try:
            for op in inside:
                self.execute(op)
        except Jump as jump:
            if jump.index != index:
                raise
            self.context, self.stack = context, stack
            self.say(f"landed {jump.value} mask={self.mask & SHOWN:x} stack={self.stack}")
        del self.landings[index:]

    def op_jump(self, value):
        if not self.landings:
            return self.call("jump", "none")
        index, (saved, stack) = len(self.landings) - 1, self.landings[-1]
        if self.rules.jump_leaves_the_stack_first:
            self.stack = stack
        if saved is not None:
            self.set_mask(saved)
        raise Jump(index, value)
