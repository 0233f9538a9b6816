#!/usr/bin/env python3
"""relink.py BUILD FILE...: links these files of the build tree (Ninja's) once more, in another directory and at another time,
and compares, import libraries too. Same objects, same bytes. What is compiled is not compiled again."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

build = pathlib.Path(sys.argv[1]).resolve()
wanted = sys.argv[2:]
listing = subprocess.run(["ninja", "-C", build, "-t", "compdb", "-x"], capture_output=True, text=True, check=True).stdout
commands = {entry["output"]: entry["command"] for entry in json.loads(listing[listing.index("["):])}
OUTPUT = re.compile(r"( -o |--out-implib,)(\S+)")


def differing(name, scratch):
    for entry in build.iterdir():
        (scratch / entry.name).symlink_to(entry)
    (scratch / "again").mkdir()
    link = commands[name].split(" && ")[1]  # before and behind it: what CMake does besides
    products = [match[1] for match in OUTPUT.findall(link)]
    again = OUTPUT.sub(lambda match: f"{match[1]}again/{pathlib.Path(match[2]).name}", link)
    subprocess.run(again, shell=True, cwd=scratch, check=True)
    for product in map(pathlib.Path, products):
        if product.suffix == ".a" and not (build / product).exists():
            continue  # a program exports nothing
        if (scratch / "again" / product.name).read_bytes() != (build / product).read_bytes():
            yield f"{product}: linked again it is another one"


problems = []
for name in wanted:
    with tempfile.TemporaryDirectory() as directory:
        problems += differing(name, pathlib.Path(directory))
print("\n".join(problems) or f"{len(wanted)} files linked again: the same bytes")
sys.exit(bool(problems))
