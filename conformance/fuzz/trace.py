"""The trace language: what the generator makes, the shrinker prints, and the executor and the model run.

    trace 17 [dies]
      action 10 h0 IN {12}
      try 1
        raise 10
      end
    h0
      jump 3
    .

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
}


def bit(signo):
    return 1 << (signo - 1)


def members(word):
    return [n for n in range(1, 65) if word >> (n - 1) & 1]


def set_text(word):
    return "{" + ",".join(map(str, members(word))) + "}"


def set_word(text):
    return sum(bit(int(n)) for n in text[1:-1].split(",") if n)


class Trace:
    def __init__(self, number=0, main=None, bodies=None, dies=False):
        self.number, self.dies = number, dies
        self.main = main if main is not None else []
        self.bodies = bodies if bodies is not None else [[] for _ in range(BODIES)]

    def copy(self):
        return Trace(self.number, list(self.main), [list(body) for body in self.bodies], self.dies)

    def size(self):
        def count(ops):
            return sum(1 + (count(op[2]) if op[0] == "try" else 0) for op in ops)
        return count(self.main) + sum(map(count, self.bodies))


def lines_of(ops, indent):
    for op in ops:
        words = [op[0]]
        for form, value in zip(FORMS[op[0]], op[1:]):
            words.append(set_text(value) if form == "S" else str(value))
        yield indent + " ".join(words)
        if op[0] == "try":
            yield from lines_of(op[2], indent + "  ")
            yield indent + "end"


def to_text(trace):
    out = [f"trace {trace.number}" + (" dies" if trace.dies else "")]
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
            traces.append(Trace(int(words[1]), dies=words[2:] == ["dies"]))
            open_lists = [traces[-1].main]
        elif words[0] in {f"h{n}" for n in range(BODIES)}:
            open_lists = [traces[-1].bodies[int(words[0][1:])]]
        elif words[0] == "end":
            open_lists.pop()
        elif words[0] != ".":
            values = [set_word(w) if f == "S" else w if f in "fd" else int(w) for f, w in zip(FORMS[words[0]], words[1:])]
            op = (words[0], *values)
            if words[0] == "try":
                op += ([],)
            open_lists[-1].append(op)
            if words[0] == "try":
                open_lists.append(op[2])
    return traces
