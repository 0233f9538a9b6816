"""A trace as a plain C program, which ends with 0 if it sees what the model expects: a regression test to be. What it sees is
less than the executor does: the handlers with their masks and stacks, what is pending and accepted, and what the calls
return."""
import pathlib
import re

from judge import expected
from trace import FORMS, members

HEAD = (pathlib.Path(__file__).parent / "program_head.c").read_text()
RESULTS = {  # -1 and errno
    "raise": "raise({0})", "kill": "kill(getpid(), {0})", "queue": "sigqueue(getpid(), {0}, value_of({1}))",
    "action": "action({0}, {1}, {2}, {3})", "ask": "sigaction({0}, NULL, &g_old)", "ignore": "sigignore({0})",
    "interrupt": "siginterrupt({0}, {1})", "setmask": "sigprocmask(SIG_SETMASK, {0}, NULL)", "hold": "sighold({0})",
    "relse": "sigrelse({0})", "suspend": "sigsuspend({0})", "pause": "sigpause({0})",
}
ERRORS = {  # an error number
    "pkill": "pthread_kill(pthread_self(), {0})", "tqueue": "pthread_sigqueue(pthread_self(), {0}, value_of({1}))",
    "block": "pthread_sigmask(SIG_BLOCK, {0}, NULL)", "unblock": "pthread_sigmask(SIG_UNBLOCK, {0}, NULL)",
    "how": "pthread_sigmask({0}, {1}, NULL)",
}
OTHERS = {
    "signal": "signal({0}, {1})", "sigset": "sigset({0}, {1})", "resume": "back({0})", "pending": "pending()",
    "wait": "sigwait({0}, &g_signo);\n  note(\"wait=%d\\n\", g_signo)", "waitinfo": "accepted(\"waitinfo\", sigwaitinfo({0}, &g_info))",
    "timedwait": "accepted(\"timedwait\", sigtimedwait({1}, &g_info, &(struct timespec){{-{0}, 0}}))",
    "ppoll": "looked(\"ppoll\", {0}, {1})", "pselect": "looked(\"pselect\", -1, {0})",
    "altstack": "altstack(\"altstack\", {0})", "stack": "altstack(\"stack\", -1)",
    "jump": "if (g_landing != NULL) siglongjmp(*g_landing, {0})",
}
KINDS = {*RESULTS, *ERRORS, *OTHERS, "try"}  # of one thread: programs of several are not printed
FLAGS = {"I": "SA_SIGINFO", "N": "SA_NODEFER", "R": "SA_RESETHAND", "S": "SA_RESTART", "O": "SA_ONSTACK"}


def argument(form, value):
    if form == "S":
        return f"set({', '.join(map(str, [len(members(value)), *members(value)]))})"
    if form == "f":
        return " | ".join(f"(int){FLAGS[f]}" for f in value if f in FLAGS) or "0"
    if form == "d":
        return value if value.startswith("h") else f"SIG_{value}"
    return str(value)


def statements(ops, indent):
    for op in ops:
        name, words = op[0], [argument(f, v) for f, v in zip(FORMS[op[0]], op[1:])]
        if name == "try":
            yield f"{indent}{{"
            yield f"{indent}  sigjmp_buf landing, *const outer = g_landing;"
            yield f"{indent}  ucontext_t *const context = g_context;"
            yield f"{indent}  g_landing = &landing;"
            yield f"{indent}  if (sigsetjmp(landing, {words[0]}) == 0) {{"
            yield from statements(op[2], indent + "    ")
            yield f"{indent}  }} else {{\n{indent}    note(\"landed\\n\");\n{indent}  }}"
            yield f"{indent}  g_landing = outer, g_context = context;"
            yield f"{indent}}}"
            continue
        if name == "action":
            words[1] = f"(void *){words[1].replace('h', 'i') if 'I' in op[3] else words[1]}"
        elif name in ("signal", "sigset"):
            words[1] = f"(void (*)(int))(void *){words[1]}"
        call = {**RESULTS, **ERRORS, **OTHERS}[name].format(*words)
        if name not in OTHERS:
            call = f'{"result" if name in RESULTS else "error"}("{name}", {call})'
        yield f"{indent}{call};"


def seen(line):
    """What the program sees of a line of the record."""
    if line[0] == ">":
        return re.sub(r" h\d.*( mask=\w+).*( stack=\d)", r"\1\2", line)
    name, _, value = line.partition("=")
    if line[0] == "<" or name in ("signal", "sigset", "resume", "jump"):
        return None
    if line.startswith("landed"):
        return "landed"
    if name in ("altstack", "stack", "pending"):
        return line
    if name in ("waitinfo", "timedwait") and " " in line:
        return re.sub(r" .*( value=\d+).*", r"\1", line)
    return f"{name}={value.split()[0]}"


def program(trace, rules):
    lines, end, _ = expected(trace, rules)
    bodies = [n for n, body in enumerate(trace.bodies) if body or re.search(rf"'h{n}'", repr((trace.main, trace.bodies)))]
    out = [HEAD]
    for n in bodies:  # with SA_SIGINFO, a handler has a context that `resume` can change
        out += [f"static void body{n}(int signo, void *context);", f"HELPER void h{n}(int signo) {{ body{n}(signo, NULL); }}",
                f"HELPER void i{n}(int signo, siginfo_t *info, void *context) {{", "  (void)info;", f"  body{n}(signo, context);", "}"]
    for n in bodies:
        out += [f"static void body{n}(int signo, void *context) {{",
                "  ucontext_t *const outer = g_context;", "  g_context = context;", "  enter(signo);",
                "  if (++g_runs <= 24) {", *statements(trace.bodies[n], "    "), "  }",
                "  g_context = outer;", "}"]
    text = "".join(f'\n      "{line}\\n"' for line in map(seen, lines) if line) or ' ""'
    out += ["int main(void) {", *statements(trace.main, "  "), f"  /* Then: {end}. */", f"  const char *const expected ={text};",
            '  if (strcmp(expected, g_seen) == 0) return 0;', '  printf("expected:\\n%sgot:\\n%s", expected, g_seen);',
            "  return 1;", "}", ""]
    return "\n".join(out)
