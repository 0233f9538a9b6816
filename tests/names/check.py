#!/usr/bin/env python3
"""Every function that a public header binds by a label is defined by the library, exported by the DLL, and either in
the names library or known to be owned by mingw-w64; the DLL exports posix_* alone; and nothing in the library waits for
a constructor, since it works before the first of them."""

import argparse
import pathlib
import re
import subprocess

parser = argparse.ArgumentParser(description=__doc__)
for option in ("nm", "include", "archive", "start", "exports", "prefix", "names", "owned"):
    parser.add_argument("--" + option, default="")
args = parser.parse_args()

LABEL = re.compile(r"POSIX_SIGNALS_LABEL\((\w+)\)")
PLAIN = re.compile(r"\b(posix_(?:signal|kill|pidfd|process|console|service|job|spawnattr)\w*_np)\s*\(")
symbols, plain = set(), set()
for path in pathlib.Path(args.include).rglob("*.h"):
    text = re.sub(r"^\s*#\s*define.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
    symbols |= set(LABEL.findall(text))
    plain |= set(PLAIN.findall(text))

names, owned = set(args.names.split(";")), set(args.owned.split(";"))
defined = set()
for archive in filter(None, (args.archive, args.start)):
    listing = subprocess.run([args.nm, "--defined-only", "--extern-only", archive], text=True, capture_output=True, check=True)
    defined |= {line.split()[2].removeprefix(args.prefix) for line in listing.stdout.splitlines() if len(line.split()) == 3}
constructors = set()
for archive in filter(None, (args.archive, args.start)):
    listing = subprocess.run([args.nm, "--defined-only", archive], text=True, capture_output=True, check=True)
    constructors |= {line.split()[2] for line in listing.stdout.splitlines() if re.search(r" t \S*_GLOBAL__sub_I", line)}
exports = {line.split()[0] for line in pathlib.Path(args.exports).read_text(encoding="utf-8").splitlines()[1:] if line.strip()}

wanted = {"posix_" + name for name in symbols} | plain
of_winsock = {s for s in symbols if s.endswith("_sockets")}  # a second shape of a function (docs/adr/0022)
problems = []
problems += [f"{s}: in a header, not in the library" for s in sorted(wanted - defined)]
problems += [f"{s}: in a header, not exported by the DLL" for s in sorted((wanted & defined) - exports)]
problems += [f"{s}: exported by the DLL, not a name of ours" for s in sorted(e for e in exports if not e.startswith("posix_"))]
problems += [f"{s}: neither in PSIG_NAMES nor in PSIG_NAMES_OWNED (src/names)" for s in sorted(symbols - names - owned - of_winsock)]
problems += [f"{s}: in the names library, in no header" for s in sorted(names - symbols)]
problems += [f"{s}: an object that is initialised at run time; constinit?" for s in sorted(constructors)]
for problem in problems:
    print(problem)
if problems:
    raise SystemExit(f"{len(problems)} problems")
print(f"names: {len(names)} in the names library, {len(exports)} exports: ok")
