#!/usr/bin/env python3
"""contexts.py ROOT: the context tags in the sources are those that docs/contexts.md explains, every public function has one
on its own comment or on its section's, and only what is [thread] takes the heap."""
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

# The heap's lock may be held by the code that a handler has interrupted, or by a thread that is suspended.
ALLOCATES = re.compile(
    r"(?<![\w.>])(?:std::)?(?:malloc|calloc|realloc|_?strdup|_?wcsdup|_aligned_malloc|HeapAlloc|HeapReAlloc|RtlAllocateHeap|LocalAlloc|"
    r"GlobalAlloc)\s*\(|\bnew\s+[A-Za-z_]|\bstd::(?:w?string|vector|deque|list|map|set|function|unique_ptr|shared_ptr|make_unique)\b"
)
MAY_ALLOCATE = {
    "src/runtime/thread_hooks.cpp",  # pthread_create()
    "src/timer/api/timer_thread.cpp",  # SIGEV_THREAD
    "src/process/api/spawn_actions.cpp",  # posix_spawn_file_actions_add*()
}
for path in sorted((root / "src").rglob("*")):
    name = path.relative_to(root).as_posix()
    if path.suffix not in (".h", ".cpp") or name in MAY_ALLOCATE or name.startswith("src/nt/helper/"):
        continue
    code = re.sub(r"/\*.*?\*/", lambda comment: "\n" * comment[0].count("\n"), path.read_text(), flags=re.S)
    for number, line in enumerate(code.splitlines(), 1):
        if ALLOCATES.search(re.sub(r'//.*|"[^"]*"', "", line)):
            problems.append(f"{name}:{number}: takes the heap: only what is [thread] may, and tests/layering/contexts.py lists it")

for path in sorted((root / "include/posix").glob("*.h")):
    text = path.read_text()
    if path.name != "export.h" and "POSIX_SIGNALS_LABEL(" in text and not any(f"[{tag}]" in text for tag in known):
        problems.append(f"{path.relative_to(root)}: declares functions without a context")

print("\n".join(problems) if problems else f"{len(known)} contexts, all tags known")
sys.exit(bool(problems))
