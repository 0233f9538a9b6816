#!/usr/bin/env python3
"""The layering test: who may include whom. Reads every #include, and every psig_component() of the build, against one table.

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
    "interrupt": {"base", "nt", "signal", "timer"},
    "crt_bridge": {"base", "nt", "signal"},
    "mailbox": {"base", "nt", "signal"},
    "process": {"base", "nt", "signal", "mailbox"},
    "kill": {"base", "nt", "signal", "mailbox", "process"},
    "console": {"base", "nt", "signal", "mailbox", "process", "kill"},
    "runtime": {"base", "nt", "signal", "fault", "timer", "interrupt", "crt_bridge", "mailbox", "process", "kill",
                "console"},
}
# These say more about what Winsock's headers declare (docs/adr/0010, docs/adr/0022).
SOCKETS = {"include/posix/sys/socket.h", "include/posix/overlay/winsock2.h"}
WINDOWS = re.compile(r"^(windows|winternl|winsock2|ws2tcpip|ntstatus|winnt|tlhelp32|psapi|aclapi|sddl)\.h$", re.I)
INCLUDE = re.compile(r'^\s*#\s*include(?:_next)?\s*([<"])([^>"]+)[>"]')
COMPONENT = re.compile(r"psig_component\(\s*(\w+)(.*?)\)", re.S)
REGISTER = re.compile(r"(?:\.|->)(?:R[a-ds][xpi]|Ri?p|R\d+|EFlags|MxCsr|Dr\d|Xmm\d+)\b")
SUFFIXES = {".c", ".cpp", ".h", ".S"}
TOP = "src include tests tools docs conformance bench examples scripts cmake".split()
PATH = re.compile(rf"(?<![\w/.<-])((?:{'|'.join(TOP)})/[\w./-]*\w|[\w/-]+\.(?:cpp|h|S|md))(?![\w/*{{<(>-])")
COMMENT = re.compile(r"//.*|/\*.*|^ \* .*")
# Of the C library, the SDK and other projects.
SYSTEM = set(
    """signal.h pthread.h unistd.h spawn.h limits.h setjmp.h io.h float.h winsock2.h ws2tcpip.h winnt.h ntstatus.h winternl.h
    winerror.h ntddk.h processthreadsapi.h profileapi.h libloaderapi.h consoleapi.h stringapiset.h threadsuspend.cpp""".split()
)


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1] == "<", match[2]


def files(directory):
    return sorted(p for p in directory.rglob("*") if p.suffix in SUFFIXES and p.is_file())


def check_component_include(component, system, target):
    """What is wrong with this include in this component, or None."""
    first = target.split("/")[0]
    if system:
        if WINDOWS.match(target) and component != "nt":
            return f"<{target}> is for src/nt only"
        return None
    if ".." in target.split("/"):
        return f'"{target}": relative include'
    if "/" not in target or first not in MAY:
        return f'"{target}": spell it "component/unit.h"'
    if first != component and first not in MAY[component]:
        return f'component {component} may not include component {first} ("{target}")'
    return None


def check_sources(root):
    for directory in sorted(p for p in (root / "src").iterdir() if p.is_dir()):
        component = directory.name
        if component == "names":
            continue
        if component not in MAY:
            yield f"{directory}: not a component of the table in tests/layering/check.py"
            continue
        for path in files(directory):
            for number, system, target in includes(path):
                wrong = check_component_include(component, system, target)
                if not wrong and target.startswith("nt/windows.h") and component != "nt":
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


def check_registers(root):
    """Only arch/ spells the names of registers."""
    for path in files(root / "src"):
        if "arch" in path.relative_to(root).parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = REGISTER.search(line.split("//")[0])
            if match:
                yield f"{path.relative_to(root)}:{number}: {match[0]}: registers are named in arch/ only"


def check_outside(root):
    """Public headers know nothing of src/; tools, examples and conformance see the public headers only."""
    for name in ("include", "tools", "conformance", "examples"):
        if not (root / name).is_dir():
            continue
        for path in files(root / name):
            for number, system, target in includes(path):
                first = target.split("/")[0]
                own = (path.parent / target).exists() or (root / name / target).exists()
                bad = first in MAY and "/" in target and not own
                if bad or (not system and ".." in target.split("/")):
                    yield f"{path.relative_to(root)}:{number}: {name}/ may not include {target}"
                if name == "include" and WINDOWS.match(target) and path.relative_to(root).as_posix() not in SOCKETS:
                    yield f"{path.relative_to(root)}:{number}: a public header includes <{target}>"


def named_paths(path):
    """Paths that a document, or a comment, names."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if path.suffix == ".md":
            text = line
        else:
            match = None if INCLUDE.match(line) else COMMENT.search(line)
            text = match[0] if match else ""
        for named in PATH.findall(text):
            yield number, named


def check_named_paths(root):
    """A file named in a comment or a document exists: by its path, an ADR's number, an #include's spelling or its name."""
    there = [p for top in TOP if (root / top).is_dir() for p in (root / top).rglob("*")]
    known = {p.name for p in there} | SYSTEM
    tails = {"/".join(p.parts[-n:]) for p in there for n in range(2, 5)}
    for path in there:
        if path.suffix not in SUFFIXES | {".md"} or not path.is_file():
            continue
        for number, named in named_paths(path):
            first, slash, _ = named.partition("/")
            if (root / named).exists() or (named in tails if slash else named in known):
                continue
            if any(p.relative_to(root).as_posix().startswith(named + "-") for p in there) or (slash and first not in {*TOP, *MAY}):
                continue
            yield f"{path.relative_to(root)}:{number}: there is no {named}"


def check_build(root):
    """MAY in the CMake lists is the same table."""
    for path in sorted((root / "src").rglob("CMakeLists.txt")):
        component = path.parent.relative_to(root / "src").parts
        for match in COMPONENT.finditer(path.read_text(encoding="utf-8")):
            words = match[2].split()
            listed = set()
            if "MAY" in words:
                for word in words[words.index("MAY") + 1 :]:
                    if word in ("PORTABLE", "SOURCES", "DIR"):
                        break
                    listed.add(word)
            extra = listed - MAY.get(component[0], set()) - {component[0]}
            if extra:
                yield f"{path.relative_to(root)}: component {match[1]} may not see {', '.join(sorted(extra))}"


def check(root):
    found = []
    for part in (check_sources, check_windows_in_nt_headers, check_registers, check_outside, check_named_paths, check_build):
        found += part(root)
    return found


def self_test():
    """A tree with one violation of each kind: every one must be found."""
    bad = {
        "src/base/a.h": '#include "nt/thread/thread.h"\n',
        "src/signal/b.cpp": "#include <windows.h>\n",
        "src/signal/c.cpp": '#include "../nt/thread.h"\n',
        "src/nt/d.h": "#include <WinTernl.h>\n",
        "src/timer/e.cpp": '#include "kill/x.h"\n',
        "src/process/f.cpp": '#  include "plain.h"\n',
        "src/signal/g.cpp": '#include "nt/windows.h"\n',
        "tools/h.c": '#include "signal/engine_table.h"\n',
        "include/posix/i.h": "#include <windows.h>\n",
        "src/base/k.h": "// as src/base/gone.h has it, and l.h\n",
        "src/signal/n.cpp": "auto n = context.Rip;\n",
        "docs/m.md": "see `gone.cpp`\n",
        "src/timer/CMakeLists.txt": "psig_component(timer\n  MAY base process\n  SOURCES)\n",
    }
    good = {
        "src/base/l.h": "// beside k.h, in src/base/k.h\n",
        "src/signal/ok.cpp": '#include "nt/thread/thread.h"\n#include "signal/arch/x.h"\n#include <atomic>\n',
    }
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
