"""Whether what a system did with a trace is what the model says."""
from model import Ends, Model, Racy

MOST_OUTCOMES = 64


class Outcome:
    """One legal outcome: the lines of the record, and its end, as in targets.Record."""

    def __init__(self, trace, rules, script=()):
        model = Model(trace, rules, script)
        self.end, self.signo = "done", 0
        try:
            model.run()
        except Racy:
            self.end = "racy"
        except Ends as ends:
            self.end, self.signo = ends.why, ends.signo
        self.lines, self.operations, self.at, self.inside = model.record, model.operations, model.at, model.inside
        self.settles, self.choices = model.settles, model.choices
        self.script = [*script, *[0] * (len(self.choices) - len(script))]

    def as_recorded(self):
        return f"died {self.signo}" if self.end == "dies" else self.end

    def agrees(self, record):
        """How many lines of a record are as they are here."""
        at = 0
        while at < min(len(self.lines), len(record)) and self.lines[at] == record[at]:
            at += 1
        return at


def following(outcome, length):
    """The script of the next outcome, of those that differ within the first lines of the record; or None."""
    script = list(outcome.script)
    while script:
        options, before, _ = outcome.choices[len(script) - 1]
        if before <= length and script[-1] + 1 < options:
            script[-1] += 1
            return script
        script.pop()
    return None


def outcomes(trace, rules):
    """All of them, up to a limit."""
    script = ()
    for _ in range(MOST_OUTCOMES):
        outcome = Outcome(trace, rules, script)
        yield outcome
        script = following(outcome, len(outcome.lines))
        if script is None:
            return


def settles(trace, rules):
    """After which operations which threads wait for others: the same in all outcomes (generate.py)."""
    return Outcome(trace, rules).settles if trace.threads > 1 else None


def expected(trace, rules):
    """The lines and the end of the first outcome, and the number of operations."""
    outcome = Outcome(trace, rules)
    return outcome.lines, outcome.as_recorded(), outcome.operations


def difference(trace, record, rules):
    """None, or what is wrong, in a few lines: with the outcome that the record agrees with longest."""
    script, best, best_at = (), None, -1
    while script is not None:
        outcome = Outcome(trace, rules, script)
        if record.lines == outcome.lines and record.end == outcome.as_recorded():
            return None
        at = outcome.agrees(record.lines)
        if at > best_at:
            best, best_at = outcome, at
        script = following(outcome, at)
    lines, end = best.lines, best.as_recorded()
    if record.end != end and record.end != "done" and not trace.dies and not record.lines:
        return f"expected: {end}\n     got: {record.end}"
    at = best_at
    before = "".join(f"          {line}\n" for line in lines[max(0, at - 4):at])
    return before + f"expected: {(lines[at:at + 1] or [end])[0]}\n     got: {(record.lines[at:at + 1] or [record.end])[0]}"
