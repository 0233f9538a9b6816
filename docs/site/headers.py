"""The public headers as a list of pages: a comment, and the functions that it is about. For Doxygen, the man pages and the test of both.

A comment before declarations is about all of them up to the next comment or blank line. One that begins with ---- is about a
section, and about those functions of it that have no comment with a context tag. A comment behind a declaration is about that one.
"""

import dataclasses
import errno
import os
import re

TOKEN = re.compile(r"\s*(?:(?P<comment>/\*.*?\*/)|(?P<directive>#(?:[^\n\\]|\\\n|\\.)*|POSIX_SIGNALS_\w+\n)|(?P<code>\S))", re.S)
TAG = re.compile(r"\[(any|thread)\]")
STANDARD = re.compile(r"(?:^|(?<=\. ))((?:XSH|glibc|BSD|Linux)\b[^.]*(?:\.\d+)*)\.?$")
RETURN = re.compile(r"(?:^|(?<=[.:] )|(?<=\n))(?=Returns? |Always returns|Never fails|The functions return|-1 with |They fail )")
CANCEL = re.compile(r"\s*\b((?:\w+\(\) is a|A|Both are|Are) cancellation points?\.|Cancellation points\.)")
ERROR = re.compile(
    r"\b(E[A-Z0-9]{2,})\b(?: \(((?:[^()]|\([^()]*\))*)\)"
    r"| ((?:if|for|once|when|also when|where) [^.;]*?)(?=,? (?:and )?(?:with )?E[A-Z0-9]{2}|[.;]|$))?"
)
MEANINGS = {  # of an error that a header names without a condition; strerror() says less, or thinks of other calls
    "E2BIG": "the arguments and the environment are too long",
    "EACCES": "the system does not let the caller at it",
    "EAGAIN": "not now: it would have to wait, or there is no room for one more",
    "EBADF": "the descriptor is not open, or not of the kind that is wanted",
    "ECHILD": "the caller has no such child to wait for",
    "EFAULT": "a pointer to memory that the call cannot read, or cannot write",
    "EINTR": "a signal handler has run meanwhile",
    "EINVAL": "an argument has none of the values that it may have",
    "EMFILE": "the process has no descriptor left",
    "ENAMETOOLONG": "the name, or a part of it, is too long",
    "ENOENT": "there is nothing of that name",
    "ENOMEM": "the system has no memory left for it",
    "ENOSYS": "what it needs is not there: a service of the system, or the library in the other process",
    "ENOTTY": "the descriptor is no terminal's",
    "EPERM": "the caller may not do that to it",
    "EPIPE": "nobody reads",
    "ESRCH": "there is no such process, or thread",
    "ETIMEDOUT": "the time is over",
}
CONTEXTS = {"any": "may be called from anywhere, signal handlers included.", "thread": "may block or allocate: not for signal handlers."}
NO_PREPROCESSED = re.compile(r"__attribute__\(\(.*?\)\)|POSIX_SIGNALS_LABEL\(\w+\)|\bWSAAPI\b|__(?=restrict__)|(?<=restrict)__")


@dataclasses.dataclass
class Page:
    """A man page: functions, and what is said of them."""

    header: str
    section: str
    text: str = ""
    shared: str = ""  # the section's text
    functions: dict = dataclasses.field(default_factory=dict)  # name: prototype
    asides: dict = dataclasses.field(default_factory=dict)  # name: the comment behind it
    symbols: dict = dataclasses.field(default_factory=dict)  # name: what it is bound to

    @property
    def name(self):
        return next(iter(self.functions))


def unwrapped(comment):
    """A comment's text: paragraphs of one line, separated by blank lines; indented lines stay lines."""
    lines = [re.sub(r"^ ?\*? ?", "", line) if n else line for n, line in enumerate(comment[2:-2].strip("\n ").split("\n"))]
    out = []
    for line in (line.rstrip() for line in lines):
        if not line or not out or not out[-1] or re.match(r"  \S", line) or (out[-1].startswith("  ") and not line.startswith("  ")):
            out.append(line.strip() if not line.startswith("  ") else line)
        else:
            out[-1] += " " + line.strip()
    return "\n".join(out).strip()


def statement(text, at):
    """Where the declaration that begins here ends: a semicolon, or the brace that closes an inline function."""
    depth, inline = 0, text.startswith("static", at)
    while at < len(text):
        if text.startswith("/*", at):
            at = text.index("*/", at) + 1
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if depth == 0 and text[at - 1] == ("}" if inline else ";"):
            return at
    raise ValueError("no end of a declaration")


def declared(code):
    """Name, prototype and symbol of a function's declaration; None for anything else."""
    if code.startswith(("typedef", "static", "struct", "enum", "__typeof__")) and not re.match(r"struct \w+ \*?\w+\(", code):
        return None
    label = re.search(r"POSIX_SIGNALS_LABEL\((\w+)\)", code)
    code = re.sub(r"\s+", " ", NO_PREPROCESSED.sub("", code)).strip().replace(" ;", ";")
    code = re.sub(r"^(\w+)\((\w+)\)", r"\1 \2", code)
    name = re.search(r"(\w+)[(\[]", code)
    return name and (name[1], code, "posix_" + label[1] if label else name[1])


def tokens(text):
    """Kind, text, and whether a blank line is before it."""
    at = 0
    while match := TOKEN.match(text, at):
        kind = match.lastgroup
        end = statement(text, match.start("code")) if kind == "code" else match.end()
        yield kind, text[match.start(kind) : end], text.count("\n", at, match.start(kind)) > 1, match.start(kind), end
        at = end


def section_of(comment):
    """Title and text of a ---- section."""
    text = re.sub(r"-{3,}", "", unwrapped(comment)).strip()
    title, _, rest = text.partition("\n") if "\n" in text else (text, "", "")
    match = re.match(r"([^:\[]*?)(?: ?(?=\[)|: |$)", title)
    rest = (title[match.end() :] + "\n" + rest).strip()
    match_tag = re.match(r"\[(any|thread)\]\s*", rest)
    if match_tag and match_tag.end() < len(rest):
        rest = rest[match_tag.end() :] + f" [{match_tag[1]}]"
    return match[1].strip(), rest


def pages_of(path, name):
    """The pages of one header, and the comment at its top."""
    text = path.read_text(encoding="utf-8")
    top, section, page, comment, pages = None, ("", ""), None, "", []
    end_before = 0
    for kind, token, blank, start, end in tokens(text):
        if kind == "comment":
            same_line = "\n" not in text[end_before:start]
            if top is None:
                top = unwrapped(token)
            elif same_line and page and page.functions:
                page.asides[list(page.functions)[-1]] = unwrapped(token)
            elif token.startswith("/* ----"):
                section, comment, page = section_of(token), "", None
            elif not same_line:
                comment, page = unwrapped(token), None
        elif kind == "code" and (function := declared(token)):
            if page is None or (blank and page.functions):
                page = Page(name, section[0], comment, section[1])
                pages.append(page)
                comment = ""
            page.functions[function[0]] = function[1]
            page.symbols[function[0]] = function[2]
        elif blank and kind == "code" and page:
            comment, page = "", None
        end_before = end
    return top, pages


def all_pages(root):
    """{header: its comment}, and all pages; a name that two headers declare is on the first one's page."""
    include = root / "include/posix"
    names = [p.relative_to(include).as_posix() for p in include.rglob("*.h") if p.relative_to(include).parts[0] not in ("bits", "overlay")]
    tops, pages, seen = {}, [], set()
    for name in sorted(names, key=lambda n: (n != "signal.h", n)):
        tops[name], found = pages_of(include / name, name)
        for page in found:
            page.functions = {n: p for n, p in page.functions.items() if n not in seen}
            if page.functions:
                seen |= set(page.functions)
                pages.append(page)
    return tops, pages


def parts(page, top):
    """What a page says, as a dictionary: description, returns, errors {name: condition}, context, standard."""
    own, context, standard = page.text, "", ""
    asides = {n: STANDARD.sub("", TAG.split(a)[0]).strip(" .\n") for n, a in page.asides.items()}
    if not TAG.search(own) and (page.shared or not own):
        own = (own + "\n\n" + page.shared).strip()
    for source in (own, *page.asides.values(), *([top] if len(TAG.findall(top)) == 1 else [])):
        tag = TAG.search(source)
        if tag:
            rest = source[tag.end() :].strip()
            context = tag[1] + ("" if not rest.startswith(",") else rest.rstrip("."))
            standard = "" if rest.startswith(",") else rest
            if source == own:
                own = own[: tag.start()].strip()
            break
    for source in (own, *page.asides.values()):
        if not standard and (found := STANDARD.search(source)):
            standard = found[1]
    own = STANDARD.sub("", own).strip()
    points = [m[1] for m in CANCEL.finditer(own)]
    whole = own
    own = CANCEL.sub("", own)
    at = RETURN.search(own)
    description, returns = (own[: at.start()], own[at.start() :]) if at else (own, "")
    known = {n for n in errno.errorcode.values()} | {"ENOTSUP", "EWOULDBLOCK"}
    errors = {}
    said = f"{returns} {page.shared if not TAG.search(page.text) else ''}" if ERROR.search(returns) else whole
    for name, bracket, clause in ERROR.findall(said.replace("\n", " ")):
        if name in known and not errors.get(name):
            errors[name] = (bracket or clause).strip()
    errors = {name: why or MEANINGS.get(name) or os.strerror(getattr(errno, name)) for name, why in errors.items()}
    description = re.sub(r"^([a-z])(?=[a-z])", lambda m: m[1].upper(), description.strip())
    return {"description": description, "returns": returns.strip(), "errors": errors, "context": context,
            "points": points, "standard": standard.strip(" ."), "asides": {n: a for n, a in asides.items() if a}}


def context_of(said):
    """Where a page's functions may be called, in words."""
    tag, comma, rest = said["context"].partition(",")
    return " ".join([f"[{tag}]{comma}{rest}: {CONTEXTS[tag]}", *said["points"]])


def of_header(page, top):
    """What the comment at the top of its header says for all of its functions; that of signal.h is in posix-signals(7)."""
    if page.header == "signal.h":
        return ""
    return re.sub(r"(?:Context t|T)ags as (?:in <posix/signal\.h>|there)(?::[^.]*)?\. ?", "", top).strip()


def brief(page, top):
    """One line for lists: the first sentence."""
    said = parts(page, top)
    if not page.text or ERROR.match(said["description"]):
        return page.section
    text = said["description"] or said["asides"].get(page.name) or said["returns"] or page.section
    return re.split(r"(?<=[.:;])\s|\n", text)[0].rstrip(".:; ")


def bullets(text):
    """(heading, paragraph) for each top-level item of a Markdown page."""
    heading, item = "", []
    for line in text.split("\n") + ["# "]:
        if line.startswith(("#", "* ", "|")) or (item and line and not line.startswith(" ")):
            if item:
                yield heading, "\n".join(item).strip()
            item = [line[2:]] if line.startswith("* ") else []
            heading = line.lstrip("# ") if line.startswith("#") else heading
        elif item:
            item.append(line[2:])


def table_rows(text):
    """The cells of each row of the first table."""
    lines = text[text.index("\n|") + 1 :].split("\n")
    end = next((n for n, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return [row.strip("| ").split(" | ") for row in lines[2:end]]


class Notes:
    """What the documents say of a function: the items of docs/differences.md that name it, and the rows of two tables."""

    def __init__(self, root):
        self.items = list(bullets((root / "docs/differences.md").read_text(encoding="utf-8")))
        mapping = table_rows((root / "docs/windows-mapping.md").read_text(encoding="utf-8"))
        self.rows = [(row[0], f"Behind it: {row[1]}.") for row in mapping]
        self.interrupted = table_rows((root / "docs/interrupted-calls.md").read_text(encoding="utf-8"))

    @staticmethod
    def named(text):
        return {name for code in re.findall(r"`([^`]+)`", text) for name in re.findall(r"^(\w+\*?)(?:\(.*\))?$", code)}

    def interruption(self, page):
        """What a handler does to the page's functions while they wait, a line for each (docs/interrupted-calls.md)."""
        rows = [(call.strip("`"), *rest) for call, *rest in self.interrupted]
        says = "{}(), waiting for {}: with SA_RESTART {}; without {}.".format
        return [says(call, what, *[x if x == "EINTR" else f"it {x}" for x in ends]) for call, what, *ends in rows if call in page.functions]

    def windows(self, page, top):
        """The notes on a page's functions; a family's name (`exec`) is that of its page of POSIX."""
        names = set(page.functions) | set(re.findall(r"\w+", parts(page, top)["standard"]))

        def meant(text):
            return any(n in names or (n.endswith("*") and any(x.startswith(n[:-1]) for x in names)) for n in self.named(text))

        return [body for _, body in self.items if meant(body)] + [note for what, note in self.rows if meant(what)]
