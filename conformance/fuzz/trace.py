"""The trace language: what the generator makes, the shrinker prints, and the executor and the model run.

    trace 17 [dies]
      action 10 h0 IN {12}
      try 1
        raise 10
      end
    h0
      jump 3
    .

A trace of several threads (`trace 17 threads 3`) has steps, each one thread's: `on 1`, with operations up to `end`, or a wait
that may block, whose name begins with w; its first argument is the thread. `settle 4:3` is for the executor: after operation
4 of the first step, counted as they run (1004 is in the second), it waits until the threads have told of 3 events (threads.py).

One operation a line; first the program's, then the handlers' bodies. Arguments are numbers, sets of signals {1,2}, flags of
sigaction() (I SIGINFO, N NODEFER, R RESETHAND, S RESTART, O ONSTACK, - none) and dispositions (h0 to h5, DFL, IGN, HOLD).
An operation is a tuple here: its name, its arguments, and of a `try` the list of what is inside. Sets are words, bit n - 1
for signal n."""

BODIES = 6
# The arguments of each: s a signal or number, S a set, f flags, d a disposition. As in executor/operations.c.
FORMS = {
    "raise": "s", "kill": "s", "pkill": "s", "queue": "ss", "tqueue": "ss",
    "action": "sdfS", "ask": "s", "signal": "sd", "sigset": "sd", "ignore": "s", "interrupt": "ss",
    "block": "S", "unblock": "S", "setmask": "S", "how": "sS", "hold": "s", "relse": "s", "resume": "S",
    "pending": "", "suspend": "S", "pause": "s", "wait": "S", "waitinfo": "S", "timedwait": "sS",
    "ppoll": "sS", "pselect": "S", "altstack": "s", "stack": "", "try": "s", "jump": "s",
    "on": "s", "tokill": "ss", "toqueue": "sss", "wsuspend": "sS", "wppoll": "sS", "wpselect": "sS", "wwait": "sS", "wwaitinfo": "sS",
    "wtimedwait": "sS", "wpoll": "sS", "wread": "sS", "feed": "s",
}
BLOCKS = ("try", "on")


def bit(signo):
    return 1 << (signo - 1)


def members(word):
    return [n for n in range(1, 65) if word >> (n - 1) & 1]


def set_text(word):
    return "{" + ",".join(map(str, members(word))) + "}"


def set_word(text):
    return sum(bit(int(n)) for n in text[1:-1].split(",") if n)


class Trace:
    def __init__(self, number=0, main=None, bodies=None, dies=False, threads=1):
        self.number, self.dies, self.threads = number, dies, threads
        self.main = main if main is not None else []
        self.bodies = bodies if bodies is not None else [[] for _ in range(BODIES)]

    def copy(self):
        return Trace(self.number, list(self.main), [list(body) for body in self.bodies], self.dies, self.threads)

    def size(self):
        def count(ops):
            return sum(1 + (count(op[2]) if op[0] in BLOCKS else 0) for op in ops)
        return count(self.main) + sum(map(count, self.bodies))


def lines_of(ops, indent):
    for op in ops:
        words = [op[0]]
        for form, value in zip(FORMS[op[0]], op[1:]):
            words.append(set_text(value) if form == "S" else str(value))
        yield indent + " ".join(words)
        if op[0] in BLOCKS:
            yield from lines_of(op[2], indent + "  ")
            yield indent + "end"


def to_text(trace, settles=None):
    out = [f"trace {trace.number}" + (" dies" if trace.dies else "") + (f" threads {trace.threads}" if trace.threads > 1 else "")]
    if settles:
        out.append("settle " + " ".join(f"{number}:{events}" for number, events in sorted(settles.items())))
    out += lines_of(trace.main, "  ")
    for number, body in enumerate(trace.bodies):
        if body:
            out.append(f"h{number}")
            out += lines_of(body, "  ")
    return "\n".join(out + [".", ""])


def from_text(text):
    """All traces of a file."""
    traces, open_lists = [], []
    for line in text.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "trace":
            threads = int(words[words.index("threads") + 1]) if "threads" in words else 1
            traces.append(Trace(int(words[1]), dies="dies" in words, threads=threads))
            open_lists = [traces[-1].main]
        elif words[0] in {f"h{n}" for n in range(BODIES)}:
            open_lists = [traces[-1].bodies[int(words[0][1:])]]
        elif words[0] == "end":
            open_lists.pop()
        elif words[0] not in (".", "settle"):
            values = [set_word(w) if f == "S" else w if f in "fd" else int(w) for f, w in zip(FORMS[words[0]], words[1:])]
            op = (words[0], *values)
            if words[0] in BLOCKS:
                op += ([],)
            open_lists[-1].append(op)
            if words[0] in BLOCKS:
                open_lists.append(op[2])
    return traces
