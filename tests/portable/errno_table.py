"""errno_table.py DIFFERENCES LINUX-PROGRAM WINDOWS-PROGRAM [WINE-RUN...]: whether errno_table answers alike on both.

DIFFERENCES has the answers that may differ, one kind a line: CALL | LINUX | WINDOWS | REASON, the first a regular expression
for the whole call. A line that fits no difference is an error, too: it has become untrue. With --list the differences that
no line fits are printed and nothing else.
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOM = ["unshare", "--fork", "--pid", "--mount-proc"]  # there kill() reaches nobody else


def fail(text):
    sys.exit("errno_table: " + text)


def lines_of(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=100, check=False)
    lines = done.stdout.decode(errors="replace").replace("\r", "").splitlines()
    if done.returncode != 0 or not lines or lines[-1] != "end":
        fail(f"{' '.join(map(str, command))}: exit status {done.returncode}, last line: {lines[-1:]}")
    return lines[:-1]


def native_lines(program):
    """A PID namespace takes root, or user namespaces that are allowed."""
    for room in (ROOM, ROOM + ["--map-root-user"]):
        if shutil.which("unshare") and subprocess.run(room + ["true"], capture_output=True, check=False).returncode == 0:
            # As its child: the first process of a namespace has rights of its own.
            return lines_of(room + ["sh", "-c", '"$0" alone; exit $?', program]), True
    print("portable_errno_table: not run: the calls that send, since no PID namespace may be made here")
    return lines_of([program]), False


class Difference:
    def __init__(self, number, text):
        fields = [field.strip() for field in re.split(r" +\| +", text)]
        if len(fields) != 4 or not fields[3]:
            fail(f"line {number} of the differences is not CALL | LINUX | WINDOWS | REASON")
        self.number, self.text, self.used = number, text, False
        self.call, self.linux, self.windows = re.compile(fields[0]), fields[1], fields[2]

    def fits(self, call, linux, windows):
        return (linux, windows) == (self.linux, self.windows) and self.call.fullmatch(call) is not None


def known_differences(path):
    lines = enumerate(Path(path).read_text(encoding="ascii").splitlines(), 1)
    return [Difference(number, line) for number, line in lines if line.strip() and not line.startswith("#")]


def main(arguments):
    listing = arguments[:1] == ["--list"]
    differences, native, windows, *wine_run = arguments[1:] if listing else arguments
    known = known_differences(differences)
    expected, alone = native_lines(native)
    answers = lines_of([*wine_run, windows] + (["alone"] if alone else []))
    wrong = []
    for linux_line, windows_line in zip(expected, answers):
        call, _, linux = linux_line.rpartition(" = ")
        other, _, answer = windows_line.rpartition(" = ")
        if call != other:
            fail(f"the two are not about the same call: {linux_line} / {windows_line}")
        if linux == answer:
            continue
        fitting = [one for one in known if one.fits(call, linux, answer)]
        for one in fitting:
            one.used = True
        if not fitting:
            wrong.append(f"{call} | {linux} | {answer}")
    if listing:
        print("\n".join(wrong))
        return
    if len(expected) != len(answers):
        fail(f"{len(expected)} calls on Linux, {len(answers)} on Windows")
    wrong += [f"line {one.number} has become untrue: {one.text}" for one in known if not one.used]
    print("\n".join(wrong[:200]))
    if wrong:
        fail(f"{len(wrong)} of {len(expected)} calls; CALL | LINUX | WINDOWS above")
    print(f"errno_table: {len(expected)} calls answer alike, but for {len(known)} kinds of known differences")


main(sys.argv[1:])
