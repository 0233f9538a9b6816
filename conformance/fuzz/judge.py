"""Whether what a system did with a trace is what the model says."""
from model import Ends, Model


def expected(trace, rules):
    """The lines of the record, and its end, as in targets.Record; and the number of operations."""
    model = Model(trace, rules)
    try:
        model.run()
        end = "done"
    except Ends as ends:
        end = f"died {ends.signo}" if ends.why == "dies" else ends.why
    return model.record, end, model.operations


def difference(trace, record, rules):
    """None, or what is wrong, in a few lines."""
    lines, end, _ = expected(trace, rules)
    if record.lines == lines and record.end == end:
        return None
    if record.end != end and record.end != "done" and not trace.dies and not record.lines:
        return f"expected: {end}\n     got: {record.end}"
    at = 0
    while at < min(len(lines), len(record.lines)) and lines[at] == record.lines[at]:
        at += 1
    before = "".join(f"          {line}\n" for line in lines[max(0, at - 4):at])
    return before + f"expected: {(lines[at:at + 1] or [end])[0]}\n     got: {(record.lines[at:at + 1] or [record.end])[0]}"
