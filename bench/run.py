#!/usr/bin/env python3
"""Runs the benchmark programs, natively and under Wine in turn, and makes one table of them. Called by scripts/bench.

Every program runs in several passes, and within one the rivals take turns batch by batch: what else the machine does
hits all of them. A figure is the median of all batches of all passes; a ratio is one of two such medians, and "quiet"
that of the two 10th percentiles: what is left of it when the machine was least busy with something else.

Rivals that cannot be in one program (PAIRS) run as many short processes in turn, and their ratio is the median of those of
each pair: the frequency of the processor, the cache and the neighbours are the same for both halves of a pair."""
import argparse
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time

# What is measured, ours, the rival, the bar. "faster": rival / ours must be at least it; "slower": ours / rival at most.
ROWS = [
    ("raise() to a handler, against native Linux", "raise", "linux raise", "faster", 10),
    ("raise() to an SA_SIGINFO handler, against native Linux", "raise siginfo", "linux raise siginfo", "faster", 10),
    ("block + unblock pair, against native Linux", "mask pair", "linux mask pair", "faster", 8),
    ("raise() to a handler, against the CRT's raise", "raise", "raise crt", "slower", None),
    ("pthread_kill to sigwait, against WaitOnAddress", "sigwait", "wait on address", "slower", 1.3),
    ("pthread_kill to sigsuspend, against WaitOnAddress", "sigsuspend", "wait on address", "slower", 1.3),
    ("pthread_kill to pause, against WaitOnAddress", "pause", "wait on address", "slower", 1.3),
    ("pthread_kill to SleepEx(alertable), against QueueUserAPC", "sleepex", "apc", "slower", 1.2),
    ("WaitForSingleObject that handlers run in, against the bare call", "wait", "wait bare", "slower", 1.3),
    ("pthread_mutex_lock and unlock, against without the replacements", "mutex", "mutex bare", "slower", 1.02),
    ("pthread_kill to a busy thread, against a raw redirect", "busy", "redirect", "slower", 1.3),
    ("nanosleep(1 ms), how late, against a bare waitable timer", "sleep late", "waitable late", "slower", None),
    ("the same, against native Linux", "sleep late", "linux sleep late", "slower", None),
    ("a tick of a 1 kHz timer, how late (median), against a bare waitable timer", "tick median late", "waitable tick median late", "slower", None),
    ("the same, 99th percentile", "tick p99 late", "waitable tick p99 late", "slower", None),
    ("the median, against native Linux", "tick median late", "linux tick median late", "slower", None),
    ("the 99th percentile, against native Linux", "tick p99 late", "linux tick p99 late", "slower", None),
    ("timer_settime() with 10,000 armed, against 1", "set one of 10000", "set one of 1", "slower", None),
    ("ticks that a 1 kHz profiler loses of 1,000, as ns, against native Linux", "profile lost", "linux profile lost", "slower", None),
    ("kill() to another process's sigwait, against SetEvent", "kill round", "event round", "slower", 1.5),
    ("the same with kill() both ways", "kill both ways", "event round", "slower", None),
    ("kill() to a receiver that demands verified senders, against kill()", "kill verified", "kill round", "slower", None),
    ("first kill() to a process, against a later one", "kill cold", "kill cached", "slower", None),
    ("killpg() to 10 processes, against 1", "killpg 10", "killpg 1", "slower", None),
    ("killpg() to 100 processes, against 10", "killpg 100", "killpg 10", "slower", None),
    ("plan for a process without the library, against OpenProcess", "plan", "open and close", "slower", None),
    ("posix_spawn() and waitpid(), against CreateProcess and a wait", "spawn and wait", "create and wait", "slower", 1.3),
    ("the same with 50 children at once, each", "many spawned", "many created", "slower", None),
    ("SIGCHLD after a child's end, against a wait for its handle", "sigchld", "handle wait", "slower", None),
    ("page repaired by a handler, first chance, against a bare vectored handler", "repair first chance", "repair vectored", "slower", 1.3),
    ("the same, last chance, against a bare filter for unhandled exceptions", "repair last chance", "repair filter", "slower", 1.3),
    ("write() and read() of 4 KiB through a pipe, against WriteFile and ReadFile", "transfer", "transfer bare", "slower", 1.1),
    ("the same with a byte", "transfer byte", "transfer byte bare", "slower", None),
    ("poll() on 1,000 sockets, against WSAPoll", "poll 1000", "wsapoll 1000", "slower", 1.2),
    ("poll() on a pipe without waiting, against PeekNamedPipe", "poll pipe", "peek pipe", "slower", None),
    ("C++ throw with the library, against without", "throw", "throw bare", "slower", 1.05),
    ("kill.exe as a whole, against an empty program", "kill.exe", "empty.exe", "slower", None),
    ("start and end of a program: static, against without", "start static", "start bare", "slower", None),
    ("start and end of a program: DLL, against without", "start shared", "start bare", "slower", None),
]
# What is got done under rain, of what is got done in calm: at least this part of what Linux keeps.
RAIN_SENDERS, RAIN_BAR = (1, 2, 8), 0.5
RAIN = [("compute", "computing"), ("malloc", "malloc and free"), ("stat", "stat"), ("lock", "a mutex"), ("thread", "thread start"),
        ("library", "load and free a library"), ("spawn", "posix_spawn and wait"), ("create", "CreateProcess and wait")]
# Programs to run in turn; what the second measures is the first's rival.
PAIRS = [("bench_throws.exe", "bench_throws_bare.exe", "throw", "throw bare")]
PAIRS_EACH_PASS, PAIR_SHARE = 4, 20
IDLE = [("sigwait", "bench_idle.exe"), ("sigsuspend", "bench_idle.exe"), ("pause", "bench_idle.exe"),
        ("10,000 timers far off, and a profiler", "bench_idle.exe"),
        ("Sleep(INFINITE)", "bench_empty_bare.exe")]
IDLE_SECONDS = 5


def windows_path(path):
    return "Z:" + os.path.abspath(path).replace("/", "\\")


def time_text(ns):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return f"{ns / size:.2f} {unit}"
    return f"{ns:.1f} ns"


class Runner:
    def __init__(self, arguments):
        self.native, self.windows = arguments.native, arguments.windows
        self.wine = shlex.split(arguments.wine_run)
        self.out = os.path.dirname(os.path.abspath(arguments.out))
        self.share = arguments.share or arguments.passes
        self.batches = {}
        self.pairs = {}

    def run(self, command, prefix="", share=None):
        """The median of each benchmark in this run alone."""
        file = os.path.join(self.out, "bench-part.json")
        target = windows_path(file) if command[0] == self.wine[0] else file
        done = subprocess.run([*command, "--json", target, "--share", str(share or self.share)], stdout=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, timeout=600)
        if done.returncode != 0:
            sys.exit(f"bench: {' '.join(command)}: exit status {done.returncode}")
        with open(file) as part:
            results = {prefix + name: values for name, values in json.load(part).items()}
        os.remove(file)
        for name, values in results.items():
            self.batches.setdefault(name, []).extend(values)
        return {name: statistics.median(values) for name, values in results.items()}

    def run_wine(self, name, *options, share=None):
        return self.run([*self.wine, os.path.join(self.windows, "bench", name), *options], share=share)

    def run_pairs(self):
        for number in range(PAIRS_EACH_PASS):
            for first, second, ours, raw in PAIRS:
                order = (first, second) if number % 2 == 0 else (second, first)
                medians = {}
                for program in order:
                    medians.update(self.run_wine(program, share=PAIR_SHARE))
                self.pairs.setdefault((ours, raw), []).append(medians[ours] / medians[raw])

    def rain(self):
        self.run([os.path.join(self.native, "bench", "bench_rain")], "linux ")
        self.run_wine("bench_rain.exe")

    def one_pass(self):
        bench, tools = os.path.join(self.windows, "bench"), os.path.join(self.windows, "tools")
        empty = windows_path(os.path.join(bench, "bench_empty_bare.exe"))
        for _ in range(2):
            self.run([os.path.join(self.native, "bench", "bench_self")], "linux ")
            self.run_wine("bench_self.exe")
        self.run([os.path.join(self.native, "bench", "bench_timers")], "linux ")
        self.run_wine("bench_timers.exe")
        self.run_wine("bench_wake.exe")
        self.run_wine("bench_foreign.exe")
        self.run_wine("bench_busy.exe")
        self.run_wine("bench_fault.exe")
        self.run_wine("bench_transfer.exe")
        self.run_wine("bench_poll.exe")
        self.rain()
        self.run_pairs()
        self.run_wine("bench_process.exe", "--kill", windows_path(os.path.join(tools, "kill.exe")), "--empty", empty)
        self.run_wine("bench_group.exe", "--empty", empty)
        self.run_wine("bench_spawn.exe", "--empty", empty)
        self.run_wine("bench_start.exe", "--bare", empty,
                      "--static", windows_path(os.path.join(bench, "bench_empty.exe")),
                      "--shared", windows_path(os.path.join(bench, "bench_empty_shared.exe")))

    def idle(self, how, program):
        """How often per second Linux switches to any thread of a process that waits."""
        waiting = subprocess.Popen([*self.wine, os.path.join(self.windows, "bench", program), how],
                                   stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        assert waiting.stdout.readline().strip() == "ready"
        pid = find_process(program, how)
        try:
            time.sleep(1)  # let it get into its wait
            before = switches(pid)
            time.sleep(IDLE_SECONDS)
            return (switches(pid) - before) / IDLE_SECONDS
        finally:
            os.kill(pid, 9)
            waiting.wait()


def find_process(program, argument):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().decode(errors="replace").rstrip("\0").split("\0")
            if words[-1] == argument and words[-2].endswith(program) and len(os.listdir(f"/proc/{pid}/task")) > 0:
                with open(f"/proc/{pid}/maps") as maps:
                    if "ntdll" in maps.read():
                        return int(pid)
        except (OSError, IndexError):
            continue
    sys.exit(f"bench: cannot find the process of {program} {argument}")


def switches(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status") as file:
            total += sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
    return total


def stripped_sizes(directory):
    sizes = {}
    for name in ("bench_empty_bare.exe", "bench_empty.exe", "bench_empty_shared.exe"):
        copy = os.path.join(directory, name + ".stripped")
        subprocess.run(["x86_64-w64-mingw32-strip", "-o", copy, os.path.join(directory, name)], check=True)
        sizes[name] = os.path.getsize(copy)
        os.remove(copy)
    return sizes


def rain_table(batches):
    lines = []
    for senders in RAIN_SENDERS:
        for name, label in RAIN:
            a, b = (statistics.median(batches[f"{whose}rain {senders} {name}"]) for whose in ("", "linux "))
            lines.append((f"{label} under {senders} sender{'s' if senders > 1 else ''}: share of calm, against Linux",
                          f"{a / 10:.1f} %", f"{b / 10:.1f} %", f"{a / max(b, 0.1):.2f}", "", f">= {RAIN_BAR}",
                          a >= RAIN_BAR * b))
    return lines


def table(batches, pairs, idle, sizes):
    """Lines of (what, ours, raw, ratio, quiet, bar, met); met is None where there is no bar."""
    lines = []
    for what, ours, raw, direction, bar in ROWS:
        a, b = statistics.median(batches[ours]), statistics.median(batches[raw])
        quiet_a, quiet_b = (statistics.quantiles(batches[name], n=10)[0] for name in (ours, raw))
        ratio, quiet = (b / a, quiet_b / quiet_a) if direction == "faster" else (a / b, quiet_a / quiet_b)
        if (ours, raw) in pairs:
            ratio = statistics.median(pairs[ours, raw])
        met = None if bar is None else (ratio >= bar if direction == "faster" else ratio <= bar)
        sign = ">=" if direction == "faster" else "<="
        lines.append((what, time_text(a), time_text(b), f"{ratio:.2f}", f"{quiet:.2f}", f"{sign} {bar}" if bar else "", met))
    lines += rain_table(batches)
    bare = idle["Sleep(INFINITE)"]
    for how, rate in idle.items():
        if how != "Sleep(INFINITE)":
            lines.append((f"idle in {how}: wake-ups per second, against Sleep", f"{rate:.1f}", f"{bare:.1f}", "", "", "0",
                          rate == 0))
    without = sizes["bench_empty_bare.exe"]
    for name, label in (("bench_empty.exe", "static"), ("bench_empty_shared.exe", "DLL")):
        added = (sizes[name] - without) / 1024
        lines.append((f"size of a stripped program: {label}, against without", f"{sizes[name] / 1024:.0f} KiB",
                      f"{without / 1024:.0f} KiB", f"+{added:.0f} KiB", "", "", None))
    return lines


def print_table(lines):
    heading = ("what", "ours", "raw", "ratio", "quiet", "bar", "met?")
    text = [(*line[:-1], {None: "", True: "yes", False: "NO"}[line[-1]]) for line in lines]
    width = [max(len(row[i]) for row in [heading, *text]) for i in range(len(heading))]
    rule = tuple("-" * w for w in width)
    for row in [heading, rule, *text]:
        print("| " + " | ".join(cell.ljust(w) if i == 0 else cell.rjust(w) if row is not rule else cell
                                for i, (cell, w) in enumerate(zip(row, width))) + " |")


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--native", required=True)
    parser.add_argument("--windows", required=True)
    parser.add_argument("--wine-run", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--share", type=int, default=0, help="each pass does one of so many parts of the rounds")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--rain", action="store_true", help="these rows alone")
    arguments = parser.parse_args()

    runner = Runner(arguments)
    if arguments.rain:
        for _ in range(arguments.passes):
            runner.rain()
        print_table(rain_table(runner.batches))
        return 0
    load_before = os.getloadavg()[0]
    for number in range(arguments.passes):
        print(f"     pass {number + 1} of {arguments.passes}", flush=True)
        runner.one_pass()
    print("     idle processes", flush=True)
    idle = {how: runner.idle(how, program) for how, program in IDLE}
    sizes = stripped_sizes(os.path.join(arguments.windows, "bench"))
    lines = table(runner.batches, runner.pairs, idle, sizes)
    load = (load_before, os.getloadavg()[0])

    print()
    print_table(lines)
    here = machine()
    print(f"\n{here['cpu']}, {here['cores']} cores, Linux {here['kernel']}; load average {load[0]:.1f} before, "
          f"{load[1]:.1f} after; {arguments.passes} passes")
    series = {name: {"median_ns": statistics.median(values), "p90_ns": statistics.quantiles(values, n=10)[8],
                     "batches": len(values)} for name, values in runner.batches.items()}
    with open(arguments.out, "w") as file:
        keys = ("what", "ours", "raw", "ratio", "quiet", "bar", "met")
        json.dump({"machine": here, "load": load, "table": [dict(zip(keys, line)) for line in lines],
                   "series": series, "pairs": {ours: ratios for (ours, raw), ratios in runner.pairs.items()}, "idle_wakeups_per_second": idle, "stripped_bytes": sizes}, file, indent=1)
    missed = [line[0] for line in lines if line[-1] is False]
    for what in missed:
        print(f"     bar missed: {what}")
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
