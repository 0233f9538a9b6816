#!/usr/bin/env python3
"""bundle_test.py BUILD WINE-RUN...: a bundle of a few programs is the same bytes when it is made again, and its selftest.cmd runs
from a directory with blanks and letters that are not ASCII, and reports what it has seen."""
import filecmp
import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
build, *wine_run = sys.argv[1:]
work = pathlib.Path(build, "selftest-bundle")
shutil.rmtree(work, ignore_errors=True)
work.mkdir()
zips = [work / "first.zip", work / "second.zip"]
for out in zips:
    subprocess.run([ROOT / "scripts/bundle", "--build", build, "--no-build", "--only", "^(raise|default_action|api_version|api_version_shared)$",
                    "--out", out], check=True)
assert filecmp.cmp(*zips, shallow=False), "made again, the bundle is another one"
with zipfile.ZipFile(zips[0]) as bundle:
    names = set(bundle.namelist())
    place = work / "Größe und Maß 信号"
    bundle.extractall(place)
(top,) = place.iterdir()
installed = {"bin/kill.exe", "bin/posix-signals.dll", "lib/libposix-signals.a", "include/posix/signal.h", "selftest.cmd",
             "lib/pkgconfig/posix-signals.pc", "lib/cmake/PosixSignals/PosixSignalsConfig.cmake", "conformance/expected.txt"}
missing = {f"{top.name}/{name}" for name in installed} - names
assert not missing, f"not in the bundle: {missing}"

environment = {**os.environ, "LC_ALL": "C.UTF-8"}


def selftest():
    done = subprocess.run([*wine_run, "cmd", "/c", "selftest.cmd", "/quiet"], cwd=top, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace")
    return done, json.loads((top / "report/report.json").read_text())


done, report = selftest()
print(done.stdout, done.stderr)
assert done.returncode == 0 and report["differs"] == [], report["differs"]
assert report["target"] == "wine" and report["machine"]["windows"].startswith("10.0."), report["machine"]
statuses = {result["status"] for name, result in report["results"].items() if name.startswith("raise.")}
assert statuses == {"PASS"}, statuses
guarded = {name: p for name, p in report["programs"].items() if name.endswith(" (guarded)")}
assert len(guarded) == 2 and all(p["status"] == "UNSUPPORTED" and p["why"] for p in guarded.values()), guarded
programs = {name: p for name, p in report["programs"].items() if name not in guarded}
assert len(programs) == 2 and all(p["status"] == "PASS" and p["passed"] for p in programs.values()), programs
assert "Nothing." in (top / "report/report.html").read_text()

# A program that is not what it should be is told. One assertion is enough beside it.
table = top / "conformance/assertions"
table.write_text(table.read_text().splitlines(keepends=True)[0])
shutil.copy(top / "bin/kill.exe", top / "tests/api/test_api_version.exe")
done, report = selftest()
assert done.returncode == 1 and report["differs"] == ["tests/api/test_api_version.exe"], report["differs"]
print("the bundle: ok")
