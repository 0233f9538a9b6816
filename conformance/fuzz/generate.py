"""Random traces. A seed gives the same trace for ever: the generator of numbers is our own."""
from judge import MOST_OUTCOMES, Outcome, outcomes
from model import LIBRARY, LINUX, Ends, Model
from threads import RELEASE, STEP, Racy
from trace import BODIES, Trace, bit

WORD = (1 << 64) - 1


class Random:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed & WORD

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & WORD
        z = self.state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & WORD
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & WORD
        return z ^ z >> 31

    def below(self, n):
        return self.next() % n

    def one_in(self, n):
        return self.next() % n == 0

    def pick(self, items):
        return items[self.next() % len(items)]


# Signals of different kinds: plain ones, faults, ignored by default, stops, real-time.
KINDS = [[1, 2, 3, 10, 12, 13, 14, 15, 16, 24, 25, 26, 27, 29, 30], [4, 5, 6, 7, 8, 11, 31], [17, 23, 28], [18, 20, 21, 22],
         [34, 35, 36, 50, 63, 64]]
KIND_WEIGHTS = [0, 0, 0, 1, 2, 3, 4, 4, 4, 4]
NO_SIGNALS = [0, -1, 65, 1000, 9, 19]
FLAG_SETS = ["-", "-", "I", "I", "IN", "N", "R", "IR", "INR", "O", "IO", "ION", "IRO", "S", "IS", "INRSO"]

# How often each operation comes, in main and in bodies.
WEIGHTS = {
    "raise": 8, "pkill": 4, "kill": 7, "queue": 7, "tqueue": 5, "action": 7, "ask": 2, "signal": 2, "sigset": 2, "ignore": 1,
    "interrupt": 1, "block": 6, "unblock": 6, "setmask": 5, "how": 1, "hold": 1, "relse": 1, "resume": 3, "pending": 3,
    "suspend": 4, "pause": 2, "wait": 2, "waitinfo": 3, "timedwait": 3, "ppoll": 3, "pselect": 2, "altstack": 2, "stack": 1,
    "try": 3, "jump": 4,
}
BAG = [name for name, weight in WEIGHTS.items() for _ in range(weight)]


class Generator:
    def __init__(self, seed):
        self.random = Random(seed)
        self.seed = seed
        self.pool = []
        while len(self.pool) < 2 + self.random.below(4):
            signo = self.random.pick(KINDS[self.random.pick(KIND_WEIGHTS)])
            if signo not in self.pool:
                self.pool.append(signo)
        self.bodies = 1 + self.random.below(4)

    def signal(self):
        return self.random.pick(NO_SIGNALS) if self.random.one_in(60) else self.random.pick(self.pool)

    def sent(self):
        signo = self.signal()
        return 0 if signo in (9, 19) else signo  # these would end it, or stop it

    def set(self):
        chosen = self.random.next()
        word = sum(bit(signo) for i, signo in enumerate(self.pool) if chosen >> i & 1)
        return word | (bit(9) | bit(19) if self.random.one_in(20) else 0)

    def disposition(self):
        if self.random.one_in(5):
            return self.random.pick(["IGN", "DFL"])
        return f"h{self.random.below(self.bodies)}"

    def operation(self, depth, most):
        random, name = self.random, self.random.pick(BAG)
        if name == "try":
            if depth >= 2:
                return ("pending",)
            return (name, int(not random.one_in(3)), self.operations(1 + random.below(most), depth + 1, most))
        if name in ("raise", "pkill", "kill"):
            return (name, self.sent())
        if name in ("queue", "tqueue"):
            return (name, self.sent(), 1 + random.below(99))
        if name == "action":
            return self.action(self.signal())
        if name in ("signal", "sigset"):
            hold = name == "sigset" and random.one_in(4)
            return (name, self.signal(), "HOLD" if hold else self.disposition())
        if name in ("ask", "ignore", "hold", "relse", "pause"):
            return (name, self.signal())
        if name == "interrupt":
            return (name, self.signal(), random.below(2))
        if name == "how":
            return (name, random.pick([0, 1, 2, 3, 77]), self.set())
        if name == "timedwait":
            return (name, int(random.one_in(20)), self.set())
        if name == "ppoll":
            return (name, random.below(2), self.set())
        if name == "altstack":
            return (name, random.pick([0, 1, 1, 2, 2, 3]))
        if name == "jump":
            return (name, 1 + random.below(9))
        return (name,) if name in ("pending", "stack") else (name, self.set())

    def action(self, signo):
        return ("action", signo, self.disposition(), self.random.pick(FLAG_SETS), self.set())

    def operations(self, count, depth, most):
        return [self.operation(depth, most) for _ in range(count)]

    def trace(self):
        random = self.random
        main = [self.action(signo) for signo in self.pool if not random.one_in(6)]
        if random.one_in(3):
            main.append(("altstack", 1))
        main += self.operations(6 + random.below(30), 0, 5)
        bodies = [self.operations(random.below(6), 1, 3) if n < self.bodies else [] for n in range(BODIES)]
        return self.repaired(Trace(self.seed, main, bodies))

    def repaired(self, trace):
        """Without what would stop it or wait for ever, or end it on one of the systems only; and mostly without what
        would end the process."""
        may_die = self.random.one_in(40)
        while True:
            ends = [Outcome(trace, rules) for rules in (LINUX, LIBRARY)]
            bad = next((end for end in ends if end.end != "done"), None)
            if bad is None:
                return trace
            if may_die and bad.end == "dies" and (ends[0].end, ends[0].signo, ends[0].at) == (ends[1].end, ends[1].signo, ends[1].at):
                trace.dies = True
                del trace.main[bad.at + 1:]
                return trace
            del trace.main[bad.at]


class ThreadGenerator(Generator):
    """Traces of several threads: none that ends the process, and what each thread waits for is the same in all outcomes."""

    WAITS = ["wsuspend", "wsuspend", "wppoll", "wpselect", "wwait", "wwaitinfo", "wwaitinfo", "wtimedwait", "wpoll",
             "wread", "wread"]

    def __init__(self, seed):
        super().__init__(seed)
        self.pool = [signo for signo in self.pool if signo != RELEASE] or [10]
        self.threads = 2 + self.random.below(3)

    def operation(self, depth, most):
        random = self.random
        if not random.one_in(3):
            return super().operation(depth, most)
        if random.one_in(8):
            return ("feed", random.below(self.threads))
        return self.sending(random.below(self.threads), self.sent())

    def action(self, signo):
        name, signo, disposition, flags, mask = super().action(signo)
        if "S" not in flags and self.random.one_in(2):
            flags = flags.strip("-") + "S"
        return (name, signo, disposition, flags, mask)

    def sending(self, thread, signo):
        if self.random.one_in(3):
            return ("toqueue", thread, signo, 1 + self.random.below(99))
        return ("tokill", thread, signo)

    def waking(self, waiting):
        """Sends something that one of these threads waits for, to it or to the process."""
        random, model = self.random, self.model
        thread = random.pick(waiting)
        signo = random.pick([signo for signo in self.pool if model.can_take(thread, signo)] or self.pool)
        if random.one_in(2):
            return self.sending(thread, signo)
        return ("kill", signo) if random.one_in(2) else ("queue", signo, 1 + random.below(99))

    def step(self):
        random, waits = self.random, self.model.waits
        idle = [n for n, wait in enumerate(waits) if wait is None]
        waiting = [n for n, wait in enumerate(waits) if wait]
        thread = random.below(self.threads) if random.one_in(20) else random.pick(idle)
        if random.one_in(3) and (len(idle) > 1 or random.one_in(20)):
            return (random.pick(self.WAITS), thread, self.set())
        ops = self.operations(1 + random.below(4), 1, 3)
        if waiting and not random.one_in(4):
            ops[random.below(len(ops))] = self.waking(waiting)
        return ("on", thread, ops)

    def trace(self):
        """Step by step, since who waits decides what is worth a step."""
        random = self.random
        trace = Trace(self.seed, threads=self.threads)
        trace.bodies = [self.operations(random.below(4), 1, 2) if n < self.bodies else [] for n in range(BODIES)]
        self.model = Model(trace, LINUX)
        steps = [("on", 0, [("action", signo, f"h{random.below(self.bodies)}", *self.action(signo)[3:]) for signo in self.pool])]
        for _ in range(12 + random.below(40)):
            try:
                self.model.execute(steps[-1])
                trace.main.append(steps[-1])
            except (Ends, Racy):
                self.model = Model(trace, LINUX)
                for step in trace.main:
                    self.model.execute(step)
            steps.append(self.step())
        return self.repaired(trace)

    def repaired(self, trace):
        while True:
            bad = next((bad for rules in (LINUX, LIBRARY) if (bad := self.undecided(trace, rules))), None)
            if bad is None:
                return trace
            at, inside = bad
            op = trace.main[at]
            if op[0] == "on" and inside < len(op[2]) and len(op[2]) > 1:
                trace.main[at] = (*op[:2], op[2][:inside] + op[2][inside + 1:])
            else:
                del trace.main[at]

    @staticmethod
    def undecided(trace, rules):
        """None, or the step, and the operation in it, after which outcomes differ in more than their records."""
        first, count = None, 0
        for count, outcome in enumerate(outcomes(trace, rules), 1):
            if outcome.end != "done":
                return outcome.at, outcome.inside
            first = first or outcome
            if outcome.settles != first.settles:
                return min(set(outcome.settles.items()) ^ set(first.settles.items()))[0] // STEP, MOST_OUTCOMES
        return (first.choices[0][2], MOST_OUTCOMES) if count == MOST_OUTCOMES else None


THREADED = 1000000  # the first seed of several threads


def generate(seed):
    return (Generator if seed < THREADED else ThreadGenerator)(seed).trace()
