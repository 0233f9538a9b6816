#!/usr/bin/env python3
"""locks.py ROOT [--update]: docs/contexts.md lists the locks in the order of their ranks as the code has them, one lock for
each; and whoever says by PSIG_REQUIRES that he runs under a lock begins with its assert_held(). --update writes the table."""
import pathlib
import re
import sys

BEGIN, END = "<!-- made by tests/layering/locks.py --update -->\n", "<!-- end of what is made -->\n"
RANK = re.compile(r"^  (k\w+),\s*// (.*)$", re.M)
DEFINITION = re.compile(r"^( *)(?:constinit )?Lock<LockRank::(k\w+)> (\w+);", re.M)
REQUIRES = re.compile(r"(\w+)\([^;{}\[\]]*\)\s+PSIG_REQUIRES\(([\w.]+)\)")
PROSE = re.compile(r"// Under the ([\w']+ )*lock\b")


def locks(sources):
    """rank: [(lock's name, its file)]"""
    found = {}
    for path, text in sources.items():
        for indent, rank, name in DEFINITION.findall(text):
            if indent:  # a member, of an object that the header declares
                owner = re.findall(r"^struct (\w+) \{", text[: text.index(f"Lock<LockRank::{rank}> {name};")], re.M)[-1]
                name = re.search(rf"^extern {owner} (\w+);", text, re.M)[1] + "." + name
            found.setdefault(rank, []).append((name, path))
    return found


def table(ranks, found):
    yield "| | lock | where | what it is about |\n|---|---|---|---|\n"
    for number, (rank, about) in enumerate(ranks, 1):
        name, path = found[rank][0]
        yield f"| {number} | `{name}` | `{path}` | {about} |\n"


def begins_with(sources, function, lock):
    """Whether some definition of the function begins with the assertion."""
    definition = rf"^\S[^;{{}}]*\b{function}\([^;{{}}]*\)[^;{{}}]*\{{\s*{re.escape(lock)}\.assert_held\(\);"
    return any(re.search(definition, text, re.M) for path, text in sources.items() if path.endswith(".cpp"))


def check(sources, ranks, found):
    for rank, _ in ranks:
        if len(found.get(rank, [])) != 1:
            yield f"src/base/lock_rank.h: {rank} has {len(found.get(rank, []))} locks"
    for path, text in sources.items():
        code = re.sub(r"//.*", "", text)
        for match in REQUIRES.finditer(code):
            function, lock = match.groups()
            line = code[: match.start()].count("\n") + 1
            if not begins_with(sources, function, lock):
                yield f"{path}:{line}: {function}() does not begin with {lock}.assert_held()"
        for match in PROSE.finditer(text):
            line = text[: match.start()].count("\n") + 1
            yield f"{path}:{line}: say it by PSIG_REQUIRES and assert_held()"


root = pathlib.Path(sys.argv[1])
sources = {p.relative_to(root).as_posix(): p.read_text() for p in sorted((root / "src").rglob("*")) if p.suffix in (".h", ".cpp")}
ranks = RANK.findall(sources["src/base/lock_rank.h"])
found = locks(sources)
problems = list(check(sources, ranks, found))
page = root / "docs/contexts.md"
if not problems:
    before, rest = page.read_text().split(BEGIN)
    old, after = rest.split(END)
    new = "".join(table(ranks, found))
    if "--update" in sys.argv:
        page.write_text(before + BEGIN + new + END + after)
    elif old != new:
        problems.append("docs/contexts.md: the table of locks is not that of the code; locks.py ROOT --update makes it")

print("\n".join(problems) if problems else f"{len(ranks)} locks, in their order")
sys.exit(bool(problems) or not ranks)
