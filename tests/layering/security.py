#!/usr/bin/env python3
"""security.py ROOT: every claim of docs/security.md, every pitfall of docs/kill.md and every row of
docs/not-tried-on-windows.md names a test that exists, or says that there is none."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
programs, tests, problems, claims = set(), set(), [], 0
for path in sorted((root / "tests").rglob("*")):
    if path.name == "CMakeLists.txt":
        text = path.read_text()
        programs |= set(re.findall(r"psig_test\((\w+)", text)) | {"stress_" + n for n in re.findall(r"stress_test\((\w+)", text)}
    elif path.suffix == ".cpp":
        tests |= {f"{a}.{b}" for a, b in re.findall(r"TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", path.read_text())}

lines = [("docs/security.md", n, text) for n, text in enumerate((root / "docs/security.md").read_text().splitlines(), 1)]
pitfalls = (root / "docs/kill.md").read_text().split("## Pitfalls")
lines += [("docs/kill.md, pitfalls", n, text) for n, text in enumerate(pitfalls[1].splitlines(), 1)]
for page, number, line in lines:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != 4 or cells[1] in ("claim", "pitfall", "---"):
        continue
    claims += 1
    named = re.findall(r"(\w+): (\w+\.\w+)", cells[2])
    if not named and not re.search(r"\*\*not tried on real Windows\*\*|^documented|^by ", cells[2]):
        problems.append(f"{page}:{number}: no test, and no word about it")
    problems += [f"{page}:{number}: no test program {p}" for p, _ in named if p not in programs]
    problems += [f"{page}:{number}: no test {t}" for _, t in named if t not in tests]

for number, line in enumerate((root / "docs/not-tried-on-windows.md").read_text().splitlines(), 1):
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != 4 or cells[1] in ("what", "---"):
        continue
    claims += 1
    named = re.findall(r"`(\w+\.[a-z]\w+)`", cells[2])
    if "there is none yet" not in cells[2] and "`tests/" not in cells[2]:
        problems.append(f"docs/not-tried-on-windows.md:{number}: no test, and no word about it")
    problems += [f"docs/not-tried-on-windows.md:{number}: no test {t}" for t in named if t not in tests]

print("\n".join(problems) if problems else f"{claims} claims, all with their tests")
sys.exit(1 if problems or claims == 0 else 0)
