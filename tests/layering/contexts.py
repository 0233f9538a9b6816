#!/usr/bin/env python3
"""contexts.py ROOT: the context tags in the sources are those that docs/contexts.md explains, and every public function
has one on its own comment or on its section's."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
known = set(re.findall(r"^\| `\[(\w+)\]`", (root / "docs/contexts.md").read_text(), re.M))
problems = []

TAG = re.compile(r"(?<![\w\])>\"'&*])\[([a-z]+)\](?!\s*[({=])")
for folder in ("src", "include"):
    for path in sorted((root / folder).rglob("*")):
        if path.suffix not in (".h", ".cpp", ".c", ".S"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            comment = re.search(r"(//|/\*|^\s*\*|^#)(.*)$", line)
            if comment is None:
                continue
            for tag in TAG.findall(comment.group(2)):
                if tag not in known:
                    problems.append(f"{path.relative_to(root)}:{number}: unknown context [{tag}]")

for path in sorted((root / "include/posix").glob("*.h")):
    text = path.read_text()
    if path.name != "export.h" and "POSIX_SIGNALS_LABEL(" in text and not any(f"[{tag}]" in text for tag in known):
        problems.append(f"{path.relative_to(root)}: declares functions without a context")

print("\n".join(problems) if problems else f"{len(known)} contexts, all tags known")
sys.exit(bool(problems))
