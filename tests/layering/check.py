#!/usr/bin/env python3
"""The layering test: who may include whom. Reads every #include, and every psig_room() of the build, against one table.

usage: check.py SOURCE_DIR | --self-test
"""

import pathlib
import re
import sys
import tempfile

MAY = {
    "base": set(),
    "nt": {"base"},
    "signal": {"base", "nt"},
    "fault": {"base", "nt", "signal"},
    "timer": {"base", "nt", "signal"},
    "interrupt": {"base", "nt", "signal"},
    "crt_bridge": {"base", "nt", "signal"},
    "process": {"base", "nt", "signal"},
    "console": {"base", "nt", "signal", "process"},
    "transport": {"base", "nt", "signal", "process"},
    "runtime": {"base", "nt", "signal", "fault", "timer", "interrupt", "crt_bridge", "process", "console", "transport"},
}
SOCKETS = "include/posix/sys/socket.h"  # says more about what Winsock's headers declare (docs/adr/0010)
WINDOWS = re.compile(r"^(windows|winternl|winsock2|ws2tcpip|ntstatus|winnt|tlhelp32|psapi|aclapi|sddl)\.h$", re.I)
INCLUDE = re.compile(r'^\s*#\s*include(?:_next)?\s*([<"])([^>"]+)[>"]')
ROOM = re.compile(r"psig_room\(\s*(\w+)(.*?)\)", re.S)
SUFFIXES = {".c", ".cpp", ".h", ".S"}


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1] == "<", match[2]


def files(directory):
    return sorted(p for p in directory.rglob("*") if p.suffix in SUFFIXES and p.is_file())


def check_room_include(room, system, target):
    """What is wrong with this include in this room, or None."""
    first = target.split("/")[0]
    if system:
        if WINDOWS.match(target) and room != "nt":
            return f"<{target}> is for src/nt only"
        return None
    if ".." in target.split("/"):
        return f'"{target}": relative include'
    if "/" not in target or first not in MAY:
        return f'"{target}": spell it "room/unit.h"'
    if first != room and first not in MAY[room]:
        return f'room {room} may not include room {first} ("{target}")'
    return None


def check_sources(root):
    for directory in sorted(p for p in (root / "src").iterdir() if p.is_dir()):
        room = directory.name
        if room == "names":
            continue
        if room not in MAY:
            yield f"{directory}: not a room of the table in tests/layering/check.py"
            continue
        for path in files(directory):
            for number, system, target in includes(path):
                wrong = check_room_include(room, system, target)
                if not wrong and target.startswith("nt/windows.h") and room != "nt":
                    wrong = "nt/windows.h is for src/nt only"
                if wrong:
                    yield f"{path.relative_to(root)}:{number}: {wrong}"


def check_windows_in_nt_headers(root):
    """src/nt's headers are for everyone: Windows types stay in its sources and in nt/windows.h."""
    for path in files(root / "src" / "nt"):
        if path.suffix != ".h" or path.name == "windows.h":
            continue
        for number, _, target in includes(path):
            if WINDOWS.match(target) or target == "nt/windows.h":
                yield f"{path.relative_to(root)}:{number}: a header of src/nt includes {target}"


def check_outside(root):
    """Public headers know nothing of src/; tools, examples and conformance see the public headers only."""
    for name in ("include", "tools", "conformance", "examples"):
        if not (root / name).is_dir():
            continue
        for path in files(root / name):
            for number, system, target in includes(path):
                first = target.split("/")[0]
                bad = first in MAY and "/" in target and not (path.parent / target).exists()
                if bad or (not system and ".." in target.split("/")):
                    yield f"{path.relative_to(root)}:{number}: {name}/ may not include {target}"
                if name == "include" and WINDOWS.match(target) and path.relative_to(root).as_posix() != SOCKETS:
                    yield f"{path.relative_to(root)}:{number}: a public header includes <{target}>"


def check_build(root):
    """MAY in the CMake lists is the same table."""
    for path in sorted((root / "src").rglob("CMakeLists.txt")):
        room = path.parent.relative_to(root / "src").parts
        for match in ROOM.finditer(path.read_text(encoding="utf-8")):
            words = match[2].split()
            listed = set()
            if "MAY" in words:
                for word in words[words.index("MAY") + 1 :]:
                    if word in ("PURE", "SOURCES", "DIR"):
                        break
                    listed.add(word)
            extra = listed - MAY.get(room[0], set()) - {room[0]}
            if extra:
                yield f"{path.relative_to(root)}: room {match[1]} may not see {', '.join(sorted(extra))}"


def check(root):
    found = []
    for part in (check_sources, check_windows_in_nt_headers, check_outside, check_build):
        found += part(root)
    return found


def self_test():
    """A tree with one violation of each kind: every one must be found."""
    bad = {
        "src/base/a.h": '#include "nt/thread.h"\n',
        "src/signal/b.cpp": "#include <windows.h>\n",
        "src/signal/c.cpp": '#include "../nt/thread.h"\n',
        "src/nt/d.h": "#include <WinTernl.h>\n",
        "src/timer/e.cpp": '#include "transport/x.h"\n',
        "src/process/f.cpp": '#  include "plain.h"\n',
        "src/signal/g.cpp": '#include "nt/windows.h"\n',
        "tools/h.c": '#include "signal/engine_table.h"\n',
        "include/posix/i.h": "#include <windows.h>\n",
        "src/timer/CMakeLists.txt": "psig_room(timer\n  MAY base process\n  SOURCES)\n",
    }
    good = {"src/signal/ok.cpp": '#include "nt/thread.h"\n#include "signal/arch/x.h"\n#include <atomic>\n'}
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for path, text in {**bad, **good}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        found = check(root)
    missed = [path for path in bad if not any(line.startswith(path) for line in found)]
    wrong = [line for line in found if line.split(":")[0] not in bad]
    return [f"missed: {m}" for m in missed] + [f"false alarm: {w}" for w in wrong]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = self_test() if sys.argv[1] == "--self-test" else check(pathlib.Path(sys.argv[1]))
    for line in found:
        print(line)
    if found:
        sys.exit(f"{len(found)} violations")
    print("layering: ok")


main()
