"""The systems that a trace runs on: an executor's command, and the rules of the model that hold there."""
import pathlib
import subprocess
import tempfile
import time

from judge import settles
from model import LIBRARY, LINUX
from trace import to_text

QUIET = 30  # seconds without a word, after which an executor counts as stuck


class Record:
    """What a trace did: the lines, and how it ended: "done", "died N", "exited N" or "stuck"."""

    def __init__(self, lines, end):
        self.lines, self.end = lines, end


def signal_of(status):
    """The signal that an exit status tells of: Linux's, or the low byte of the library's (docs/design.md)."""
    if status < 0:
        return -status
    return 2 if status == 0x3A else status - 128 if 128 < status <= 192 else 0


class Target:
    def __init__(self, name, command, rules):
        self.name, self.command, self.rules = name, [str(word) for word in command], rules
        self.directory = tempfile.TemporaryDirectory(prefix="fuzz.")
        self.traces = pathlib.Path(self.directory.name) / "traces"
        self.output = pathlib.Path(self.directory.name) / "record"

    def run(self, traces):
        """The records of these traces; a process for all of them, and another after each that ends it."""
        self.traces.write_text("".join(to_text(trace, settles(trace, self.rules)) for trace in traces))
        records = []
        while len(records) < len(traces):
            self.output.write_bytes(b"")
            command = [*self.command, str(self.traces), str(self.output), str(len(records))]
            end = self.wait(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
            records += self.read(end)
        return records

    def wait(self, process):
        size, since = 0, time.monotonic()
        while True:
            try:
                status = process.wait(0.5)
                return f"died {signal_of(status)}" if signal_of(status) else f"exited {status}"
            except subprocess.TimeoutExpired:
                now = self.output.stat().st_size
                if now != size:
                    size, since = now, time.monotonic()
                elif time.monotonic() - since > QUIET:
                    process.kill()
                    process.wait()
                    return "stuck"

    def read(self, end):
        records = []
        for line in self.output.read_text(errors="replace").splitlines():
            if line.startswith("trace "):
                records.append(Record([], end))
            elif line == "done":
                records[-1].end = "done"
            elif records:
                records[-1].lines.append(line)
        if not records or records[-1].end == "done" and end != "exited 0":
            records.append(Record([], end))  # it ended before it could say which trace it was at
        return records


def native(executor):
    return Target("native", [executor], LINUX)


def wine(executor, run):
    return Target("wine", [*run, executor], LIBRARY)
