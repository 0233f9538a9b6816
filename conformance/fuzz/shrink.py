"""A smaller trace that still goes wrong in the same system."""
from trace import BLOCKS, FORMS


def shorter_lists(ops):
    """Each list with one part less, or with one `try` replaced by what is in it; large parts first."""
    size = len(ops)
    while size > 0:
        for start in range(0, len(ops), size):
            yield ops[:start] + ops[start + size:]
        size //= 2
    for i, op in enumerate(ops):
        if op[0] in BLOCKS:
            if op[0] == "try":
                yield ops[:i] + op[2] + ops[i + 1:]
            for inside in shorter_lists(op[2]):
                yield ops[:i] + [(*op[:2], inside)] + ops[i + 1:]


def simpler_arguments(ops):
    """Each list with one set one signal smaller, or without the flags of one action."""
    for i, op in enumerate(ops):
        if op[0] == "action" and op[3] != "-":
            for flag in op[3]:
                yield ops[:i] + [(*op[:3], op[3].replace(flag, "") or "-", op[4])] + ops[i + 1:]
        last = op[-1]
        if FORMS[op[0]].endswith("S"):
            rest = last
            while rest:
                yield ops[:i] + [(*op[:-1], last & ~(rest & -rest))] + ops[i + 1:]
                rest &= rest - 1


def candidates(trace):
    for smaller in (shorter_lists, simpler_arguments):
        for main in smaller(trace.main):
            copy = trace.copy()
            copy.main = main
            yield copy
        for number, body in enumerate(trace.bodies):
            for ops in smaller(body):
                copy = trace.copy()
                copy.bodies[number] = ops
                yield copy


def shrink(trace, goes_wrong):
    """`goes_wrong(trace)` says whether a trace shows the fault."""
    again = True
    while again:
        again = False
        for candidate in candidates(trace):
            if goes_wrong(candidate):
                trace, again = candidate, True
                break
    return trace
