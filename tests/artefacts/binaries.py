#!/usr/bin/env python3
"""binaries.py PREFIX VERSION DIRECTORY...: every program and DLL installed in PREFIX/bin may be loaded anywhere, has no memory
that is both written and executed, no symbols, no time of its making, and this version; and nothing that is installed names one
of the directories that it was made in."""
import pathlib
import sys

sys.dont_write_bytecode = True
import pe  # noqa: E402

prefix, version, *directories = sys.argv[1:]
prefix = pathlib.Path(prefix)


def wrong_with(path):
    file = pe.Pe(path)
    flags = {"DYNAMIC_BASE": pe.DYNAMIC_BASE, "NX_COMPAT": pe.NX_COMPAT}
    if file.is_64:
        flags["HIGH_ENTROPY_VA"] = pe.HIGH_ENTROPY_VA
    yield from (f"{name} is not set" for name, bit in flags.items() if not file.dll_characteristics & bit)
    if not file.directory(pe.RELOCATIONS)[1]:
        yield "has no relocations: cannot be loaded elsewhere"
    both = pe.EXECUTABLE_SECTION | pe.WRITABLE_SECTION
    yield from (f"section {s[0]} is written and executed" for s in file.sections if s[4] & both == both)
    if file.timestamp:
        yield f"has a timestamp ({file.timestamp})"
    if file.symbol_count:
        yield f"has {file.symbol_count} symbols: it is not stripped"
    # The long names of ".debug_..." sections are in the string table, "/4" and so on.
    yield from (f"has section {s[0]}" for s in file.sections if s[0].startswith(("/", ".debug")))
    found = file.version()
    wanted = {"FILEVERSION": tuple(map(int, f"{version}.0".split("."))), "FileVersion": version, "ProductVersion": version,
              "OriginalFilename": path.name}
    yield from (f"{key} is {found.get(key)}, not {value}" for key, value in wanted.items() if found.get(key) != value)
    if not found.get("FileDescription"):
        yield "has no description"


binaries = sorted(p for p in (prefix / "bin").iterdir() if p.suffix in (".exe", ".dll"))
problems = [f"{path.name}: {problem}" for path in binaries for problem in wrong_with(path)]
problems += [f"{name} is not installed" for name in ("kill.exe", "posix-run.exe", "posix-signals-helper.exe", "posix-signals.dll",
                                                     "sigstat.exe", "timeout.exe") if prefix / "bin" / name not in binaries]
installed = sorted(p for p in prefix.rglob("*") if p.is_file())
problems += [f"{path.relative_to(prefix)}: names {directory}" for path in installed for directory in directories
             if directory.encode() in path.read_bytes()]
print("\n".join(problems) or f"{len(binaries)} programs and DLLs, {len(installed)} files: ok")
sys.exit(bool(problems))
