#!/usr/bin/env python3
"""The version in each package description is that of <posix/version.h>, and what they name is there.

usage: check.py SOURCE_DIR [--scoop MANIFEST ZIP]"""
import hashlib
import importlib.util
import json
import pathlib
import re
import sys
import types
import zipfile

sys.dont_write_bytecode = True


def header_version(root):
    numbers = dict(re.findall(r"VERSION_(MAJOR|MINOR|PATCH) (\d+)$", (root / "include/posix/version.h").read_text(), re.M))
    return ".".join(numbers[part] for part in ("MAJOR", "MINOR", "PATCH"))


def conan_version(root):
    """As Conan asks the recipe, with as much of Conan as that takes."""
    def load(_, path):
        return pathlib.Path(path).read_text()

    fakes = {"conan": {"ConanFile": object}, "conan.errors": {"ConanInvalidConfiguration": ValueError}, "conan.tools": {},
             "conan.tools.cmake": dict.fromkeys(("CMake", "CMakeToolchain", "cmake_layout")),
             "conan.tools.files": {"copy": None, "load": load}}
    for name, members in fakes.items():
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__dict__.update(members)
    path = root / "packaging/conan/conanfile.py"
    spec = importlib.util.spec_from_file_location("recipe", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    recipe = module.PosixSignals()
    recipe.recipe_folder = str(path.parent)
    recipe.set_version()
    return recipe.version


def versions(root):
    """(where, version) of each place that has one."""
    def one(path, pattern):
        match = re.search(pattern, (root / path).read_text(), re.M)
        return path, match[1] if match else None

    yield one("CHANGELOG.md", r"^## (\d[\d.]*)")
    yield one("packaging/debian/changelog", r"\A\S+ \(([\d.]+)-\d+\)")
    yield one("packaging/msys2/PKGBUILD", r"^pkgver=(.*)$")
    yield "packaging/vcpkg", json.loads((root / "packaging/vcpkg/posix-signals/vcpkg.json").read_text())["version"]
    yield "packaging/conan", conan_version(root)


def check(root):
    wanted = header_version(root)
    for where, version in versions(root):
        if version != wanted:
            yield f"{where}: version {version}, but <posix/version.h> says {wanted}"


def check_scoop(root, manifest, archive):
    told = json.loads(pathlib.Path(manifest).read_text())
    if told["version"] != header_version(root):
        yield f"{manifest}: version {told['version']}"
    if told["architecture"]["64bit"]["hash"] != hashlib.sha256(pathlib.Path(archive).read_bytes()).hexdigest():
        yield f"{manifest}: another hash than that of {archive}"
    there = zipfile.ZipFile(archive).namelist()
    for program in told["bin"]:
        name = program if isinstance(program, str) else program[0]
        if f"{told['extract_dir']}/{name}" not in there:
            yield f"{manifest}: {archive} has no {name}"


def main():
    if len(sys.argv) not in (2, 5) or sys.argv[2:3] not in ([], ["--scoop"]):
        sys.exit(__doc__)
    root = pathlib.Path(sys.argv[1])
    found = [*check(root), *(check_scoop(root, *sys.argv[3:]) if sys.argv[2:] else [])]
    for line in found:
        print(line)
    if found:
        sys.exit(1)
    print("packaging: ok")


main()
