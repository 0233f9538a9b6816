"""Random traces. A seed gives the same trace for ever: the generator of numbers is our own."""
from model import LIBRARY, LINUX, Ends, Model
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
            ends = [end_of(trace, rules) for rules in (LINUX, LIBRARY)]
            if ends == [None, None]:
                return trace
            end = next(end for end in ends if end)
            if may_die and end[0] == "dies" and ends[0] == ends[1]:
                trace.dies = True
                del trace.main[end[2] + 1:]
                return trace
            del trace.main[end[2]]


def end_of(trace, rules):
    """None, or why the trace does not come to its end, of which signal, and in which operation of main."""
    model = Model(trace, rules)
    try:
        model.run()
        return None
    except Ends as ends:
        return ends.why, ends.signo, model.at


def generate(seed):
    return Generator(seed).trace()
