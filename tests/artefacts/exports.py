#!/usr/bin/env python3
"""exports.py [--update] DLL LIST: the DLL exports what the list says, and nothing else. docs/abi.md says what a change means."""
import pathlib
import sys

sys.dont_write_bytecode = True
import pe  # noqa: E402

update = "--update" in sys.argv
dll, listed = (pathlib.Path(a) for a in sys.argv[1:] if a != "--update")
found = [name if function else f"{name} DATA" for name, function in sorted(pe.Pe(dll).exports().items())]
head = [line for line in listed.read_text().splitlines() if line.startswith("#")] if listed.exists() else []
if update:
    listed.write_text("\n".join([*head, *found]) + "\n")
wanted = [line for line in listed.read_text().splitlines() if line and not line.startswith("#")]
problems = [f"{name}: in {listed.name}, no longer exported" for name in wanted if name not in found]
problems += [f"{name}: exported, not in {listed.name}" for name in found if name not in wanted]
if not problems and wanted != found:
    problems.append(f"{listed.name} is not sorted, or says something twice")
print("\n".join(problems) or f"{len(found)} exports: ok")
if problems:
    print(f"If that is meant: tests/artefacts/exports.py --update {dll} tests/artefacts/{listed.name}, and see docs/abi.md")
sys.exit(bool(problems))
