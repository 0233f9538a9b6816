#!/usr/bin/env python3
"""index_test: check_index finds what it is there to find, and the runner judges as it says. Works on a copy."""
import importlib.machinery
import importlib.util
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parents[2] / "conformance"
wrong = []


def check_index_after(change):
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch, "conformance")
        shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        change(copy)
        done = subprocess.run([sys.executable, copy / "check_index"], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def edit(name, old, new):
    def change(copy):
        path = copy / name
        text = path.read_text()
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1))
    return change


def expect(what, change, code, words=""):
    got, said = check_index_after(change)
    if got != code or words not in said:
        wrong.append(f"{what}: exit status {got}, said: {said[:300]}")


expect("as it is", lambda copy: None, 0, "assertions on")
expect("a test without assertion", edit("tests/kill.c", "CASE(kill_01)", "CASE(kill_999)"), 1, "kill_999 proves nothing")
expect("an assertion without test", edit("tests/kill.c", "CASE(kill_02)", "static void gone(void)"), 1, "kill.02: no CASE")
expect("the same id twice", lambda copy: (copy / "assertions").open("a").write("kill.01 | x | y | kill.c\n"), 1, "2 times")
expect("no reason", lambda copy: (copy / "assertions").open("a").write("kill.99 | x | y | --\n"), 1, "neither")
expect("a bad line", lambda copy: (copy / "assertions").open("a").write("kill.99 | x\n"), 1, "not `id")

sys.path.insert(0, str(HERE))
loader = importlib.machinery.SourceFileLoader("run", str(HERE / "run"))
run = importlib.util.module_from_spec(importlib.util.spec_from_loader("run", loader))
loader.exec_module(run)
for line in (HERE / "judgements").read_text().splitlines():
    if line.startswith("#"):
        continue
    target, code, output, status = line.split(" | ")
    output = "" if output == "-" else output.replace("\\n", "\n")
    judged = run.judge(int(code, 0), output, target)
    if judged[0] != status:
        wrong.append(f"judge: {line}: {judged}")
lines = len((HERE / "conformance.h").read_text().splitlines())
if lines > 100:
    wrong.append(f"conformance.h has {lines} lines, more than 100")
print("\n".join(wrong) or "the index and the runner do as they say")
sys.exit(bool(wrong))
