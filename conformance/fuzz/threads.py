"""The part of the model that knows several threads.

A trace of several threads is a list of steps, and each step one thread's: `on`, with operations in it, or a wait that may
block. They take turns (executor/turns.c): the others are idle, with every signal blocked, or in such a wait. So a signal
is taken by the thread whose turn it is, or by one that waits, and the order of everything is the trace's. Which thread
takes a signal for the process is a choice: `script` says which of the legal ones this run makes, `choices` what there was.

`events` counts what other threads can make happen: 2 for each signal taken, of which one is the end of the wait that the
handler interrupts. `settles` says after which operation how many there have to be before its thread goes on."""
from trace import bit

ALL = (1 << 64) - 1
STEP = 1000  # operations are numbered from that times the step's number on
RELEASE = 30  # ends the waits at the end of the trace; no trace uses it otherwise


class Racy(Exception):
    """The trace's order is not its own: a thread takes something that shows nowhere."""


class Threads:
    def __init__(self, count, script):
        self.me, self.stored, self.waits = 0, [None] * count, [None] * count
        self.script, self.choices = script, []  # of each: how many options, and the record's length and the step then
        self.events, self.settles, self.woken, self.in_wait = 0, {}, False, False
        self.idle = count > 1
        self.fed, self.reading = [0] * count, False  # bytes in the pipe of each; whether handlers interrupt a read()
        self.inside = self.in_step = 0  # the operation of the step that runs; how many have, with those in handlers

    # ---- turns -----------------------------------------------------------------------------------------------------

    def switch(self, thread):
        """From now on this thread's; who it was before."""
        former = self.me
        self.stored[former] = (self.mask, self.altstack, self.stack, self.context, self.landings, self.in_wait)
        self.me, self.own = thread, self.owns[thread]
        self.mask, self.altstack, self.stack, self.context, self.landings, self.in_wait = (
            self.stored[thread] or (0, 0, 0, None, [], False))
        return former

    def busy(self, thread):
        if self.waits[thread]:
            self.switch(self.waits.index(None))
            self.say("busy")
        else:
            self.switch(thread)
        return self.me != thread

    def op_on(self, thread, inside):
        if self.busy(thread):
            return
        self.idle = False
        self.deliver()
        for self.inside, op in enumerate(inside):
            self.execute(op)
        self.idle = True

    def free_all(self):
        self.switch(self.waits.index(None))
        for thread in range(self.trace.threads):
            if self.waits[thread] and self.waits[thread][0] in ENDED_BY_DATA:
                self.op_feed(thread)
            elif self.waits[thread]:
                self.op_tokill(thread, RELEASE)

    # ---- who takes a signal ----------------------------------------------------------------------------------------

    def blocks(self, thread, signo):
        """Whether it has the signal blocked; one that waits for it by sigwait() has, too."""
        wait = self.waits[thread]
        if wait:
            return wait[0] in ACCEPTING or bool(wait[1] & bit(signo))
        return self.idle or bool(self.mask & bit(signo)) if thread == self.me else True

    def accepts(self, thread, signo):
        wait = self.waits[thread]
        return wait is not None and wait[0] in ACCEPTING and bool((wait[1] | bit(RELEASE)) & bit(signo))

    def can_take(self, thread, signo):
        return self.accepts(thread, signo) or not self.blocks(thread, signo)

    def able(self, signo, target):
        return [n for n in ([target] if target is not None else range(len(self.waits))) if self.can_take(n, signo)]

    def kept(self, signo, target):
        """Whether a signal that is ignored stays pending, for one that has it blocked: the target, or the main thread.
        One that is on its way into a wait has everything blocked, and one that is there has not; for the library one that
        accepts a signal keeps it, too (differences.md). Where it matters which it is the trace is none."""
        kept = self.blocks(0 if target is None else target, signo)
        others = [n for n in self.able(signo, target) if n != self.me]
        if any(not kept or not self.accepts(n, signo) for n in others):
            raise Racy
        return kept

    def taker(self, signo, target):
        """The thread that takes what has just been sent, or None. One that is on its way into its wait is not chosen by the
        system, so that the sender can always be the one."""
        able = self.able(signo, target)
        if not (self.shared if target is None else self.owns[target]).bits & bit(signo) or not able:
            return None
        if len(able) == 1:
            return able[0]
        made = len(self.choices)
        self.choices.append((len(able), len(self.record), self.at))
        return able[self.script[made] if made < len(self.script) else 0]

    # ---- waits that block ------------------------------------------------------------------------------------------

    def woken_wait(self):
        """Whether this is the first handler that a wait is interrupted by."""
        was, self.in_wait = self.in_wait, False
        return was

    def wait(self, thread, name, which):
        if self.busy(thread):
            return
        if sum(wait is None for wait in self.waits) == 1:
            return self.say("alone")
        self.waits[thread] = (name, which)
        if name == "wpoll" and self.fed[thread]:
            return self.data(thread)
        allowed = which | bit(RELEASE) if name in ACCEPTING else ~which
        if (self.own.bits | self.shared.bits) & allowed & ~UNBLOCKABLE:
            self.wake(thread)
        if name == "wread" and self.fed[thread]:
            self.data(thread)

    def wake(self, thread):
        """What it waits for has come."""
        former, idle = self.switch(thread), self.idle
        name, which = self.waits[thread]
        self.idle = False
        if name in ACCEPTING:
            accepted = self.accept(which | bit(RELEASE))
            self.waits[thread] = None
            self.events += 2
            if name == "wwait":
                self.call(name, None, accepted[0])
            else:
                self.say_accepted(name, accepted)
        elif name == "wread":
            self.interrupt_read(thread, which)
        else:
            mask, self.mask, self.in_wait = self.mask, which & ~UNBLOCKABLE, True
            self.waits[thread] = None
            ran = self.deliver(ALL & ~UNBLOCKABLE)
            self.mask, self.in_wait = mask, False
            if not ran:
                raise Racy
            self.events += 1
            self.call(name, "EINTR")
        self.switch(former)
        self.idle, self.woken = idle, True

    def interrupt_read(self, thread, which):
        """Handlers with SA_RESTART alone: whether another one comes before the call, or in it, nobody can see."""
        self.waits[thread] = None
        mask, self.mask = self.mask, which & ~UNBLOCKABLE
        outer, self.reading = self.reading, True
        if not self.deliver():
            raise Racy
        self.waits[thread] = ("wread", self.mask)
        self.mask, self.reading = mask, outer

    def handler_may_interrupt(self, action):
        if self.reading and "S" not in action.flags:
            raise Racy

    def data(self, thread):
        """There is a byte for a thread that waits for one; read() takes it."""
        former = self.switch(thread)
        name, _ = self.waits[thread]
        self.waits[thread] = None
        self.fed[thread] -= name == "wread"
        self.events += 2
        self.call(name, None, 1)
        self.switch(former)
        self.woken = True

    def op_feed(self, thread):
        self.fed[thread] += 1
        self.call("feed", None, 1)
        if self.waits[thread] and self.waits[thread][0] in ENDED_BY_DATA:
            self.data(thread)

    def op_wpoll(self, thread, mask):
        self.wait(thread, "wpoll", mask)

    def op_wread(self, thread, mask):
        self.wait(thread, "wread", mask)

    def op_wsuspend(self, thread, mask):
        self.wait(thread, "wsuspend", mask)

    def op_wppoll(self, thread, mask):
        self.wait(thread, "wppoll", mask)

    def op_wpselect(self, thread, mask):
        self.wait(thread, "wpselect", mask)

    def op_wwait(self, thread, which):
        self.wait(thread, "wwait", which)

    def op_wwaitinfo(self, thread, which):
        self.wait(thread, "wwaitinfo", which)

    def op_wtimedwait(self, thread, which):
        self.wait(thread, "wtimedwait", which)


ACCEPTING = {"wwait", "wwaitinfo", "wtimedwait"}
ENDED_BY_DATA = {"wpoll", "wread"}
UNBLOCKABLE = bit(9) | bit(19)
