"""The index: reads conformance/assertions and the programs in conformance/tests (used by run and check_index)."""
import collections
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
Assertion = collections.namedtuple("Assertion", "id function section clause test reason")


def assertions(path=HERE / "assertions"):
    """Lines `id | section | clause | test file`, or `-- reason` in place of the file; # is a comment."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" | ")]
        if len(parts) != 4 or not all(parts):
            raise SystemExit(f"{path.name}:{number}: not `id | section | clause | test`: {line}")
        test, reason = (None, parts[3][2:].strip()) if parts[3].startswith("--") else (parts[3], None)
        found.append(Assertion(parts[0], parts[0].rsplit(".", 1)[0], parts[1], parts[2], test, reason))
    return found


def case_of(assertion):
    return assertion.id.replace(".", "_").replace("-", "_")


def cases(path):
    return re.findall(r"^CASE\((\w+)\)", path.read_text(), re.M)


def requires(path):
    line = re.search(r"REQUIRES:([\w ]*)", path.read_text())
    return line.group(1).split() if line else []


def forking():
    """The assertions in programs that start themselves again by respawn(), which fork() can do as well."""
    paths = [p.name for p in sources() if re.search(r"\brespawn\(", p.read_text())]
    return [a for a in assertions() if a.test in paths]


def sources():
    return sorted((HERE / "tests").glob("*.c"))
