#!/usr/bin/env python3
"""The manual pages: section 3 from the public headers, sections 1 and 7 from docs/ and README.md. Needs lowdown, which makes roff of Markdown.

usage: manpages.py ROOT OUT
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import headers

TOOLS = ("kill", "timeout", "posix-run", "sigstat")


def escaped(text):
    """Plain text for roff; what is in backticks is set off."""
    text = re.sub(r"`([^`\n]+)`", "\\\\fI\\1\\\\fR", text.replace("\\", "\\e").replace("\\e\\e", "\\e"))
    text = re.sub(r"(?<![\w])-(?=\w)", r"\\-", text)
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.M)


def prose(text):
    """Paragraphs, and indented lines as a list of terms."""
    out, fresh = [], True
    for line in text.split("\n"):
        if match := re.match(r"  (\S.*?) {2,}(\S.*)", line):
            out += [".TP", escaped(match[1]), escaped(match[2])]
        elif not line:
            fresh = True
        else:
            out += ([] if line.startswith("  ") or (fresh and not out) else [".PP"]) + [escaped(line.strip())]
            fresh = False
    return out


def unlinked(text):
    """Markdown without links: pages of tools by their section, others by what they are called."""
    def named(match):
        page = pathlib.PurePosixPath(match[2].partition("#")[0]).stem
        return f"{page}(1)" if page in TOOLS else match[1]

    return re.sub(r"\[([^]]*)\]\(([^)]*)\)", named, text)


def listed(table):
    """A Markdown table as a list: what is in its first column, with what the others say of it."""
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))] for row in table.strip().split("\n")]
    out = []
    for first, *rest in rows[2:]:
        cells = [f"{head[:1].upper()}{head[1:]}: {cell.rstrip('.')}." for head, cell in zip(rows[0][1:], rest) if cell]
        said = rest[0] if len(rest) == 1 else " ".join(cells)
        out.append(f"{first}\n: {said or '-'}\n")
    return "\n" + "\n".join(out) + "\n"


def markdown(text):
    """A piece of Markdown without headings, as lines of roff."""
    text = re.sub(r"(?:^\|.*\n)+", lambda m: listed(m[0]), unlinked(text).strip("\n") + "\n", flags=re.M)
    parts = re.split(r"(`[^`]+`|^    .*$)", text, flags=re.M)  # code between what is none, where _ would be emphasis
    text = "".join(part if n % 2 else re.sub(r"(?<=\w)_|_(?=\w)", r"\\_", part) for n, part in enumerate(parts))
    made = subprocess.run(["lowdown", "-Tman"], input=text, capture_output=True, text=True, check=True)
    lines = [line.rstrip() for line in made.stdout.replace("\\fC", "\\fB").split("\n") if line.strip()]
    while lines and lines[0] in (".LP", ".PP", ".P"):
        lines.pop(0)
    return lines


def parted(text):
    """(heading, body) of a Markdown page by its second-level headings; the first has none."""
    pieces = re.split(r"^## +(.*)$", re.sub(r"^# .*\n", "", text, count=1), flags=re.M)
    return [("", pieces[0]), *zip(pieces[1::2], pieces[2::2])]


class Book:
    def __init__(self, root, out):
        self.root, self.out = root, out
        version = (root / "include/posix/version.h").read_text(encoding="utf-8")
        self.version = ".".join(re.search(rf"VERSION_{part} (\d+)", version)[1] for part in ("MAJOR", "MINOR", "PATCH"))
        self.date = self.dated()

    def dated(self):
        if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
            return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)))
        git = subprocess.run(["git", "-C", self.root, "log", "-1", "--format=%cs"], capture_output=True, text=True, check=False)
        return git.stdout.strip() or time.strftime("%Y-%m-%d")

    def read(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, name, section, source, lines):
        release = f'"posix-signals {self.version}" "POSIX signals for Windows"'
        head = [f".\\\" Made by scripts/site from {source}", f".TH {name.upper()} {section} {self.date} {release}"]
        path = self.out / f"man{section}" / f"{name}.{section}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(head + lines) + "\n", encoding="utf-8")

    def function(self, page, top, notes, near):
        said = headers.parts(page, top)
        header = "signal.h" if page.header == "signal_np.h" else page.header
        overlay = (self.root / "include/posix/overlay" / header).exists()
        lines = [".SH NAME", f"{', '.join(page.functions)} \\- {escaped(short(headers.brief(page, top)))}", ".SH SYNOPSIS", ".nf"]
        lines += [f".B #include <{header}>  /* or <posix/{header}> */" if overlay else f".B #include <posix/{header}>"]
        lines += [".PP"] + [wrapped(prototype) for prototype in page.functions.values()] + [".fi", ".SH DESCRIPTION"]
        lines += prose(said["description"] or said["returns"])
        for name, aside in said["asides"].items():
            lines += [".TP", f".BR {name} ()", escaped(aside) + "."]
        if said["returns"] and said["description"]:
            lines += [".SH RETURN VALUE"] + prose(said["returns"])
        if said["errors"]:
            lines.append(".SH ERRORS")
        for error, why in said["errors"].items():
            lines += [".TP", f".B {error}", escaped(re.sub(r"^[a-z](?=[a-z ])", lambda m: m[0].upper(), why)) + "."]
        if said["context"]:
            lines += [".SH CONTEXT", escaped(headers.context_of(said))]
        if said["standard"]:
            lines += [".SH STANDARDS", escaped(re.sub(r"\bXSH ", "POSIX.1-2024, System Interfaces (XSH): ", said["standard"])) + "."]
        if about := headers.of_header(page, top):
            lines += [".SH HEADER"] + prose(about)
        if interruption := notes.interruption(page):
            lines += [".SH WHEN A HANDLER RUNS MEANWHILE"] + [x for line in interruption for x in (".PP", escaped(line))][1:]
        if windows := notes.windows(page, top):
            lines += [".SH NOTES FOR WINDOWS"] + markdown("\n".join("* " + note.replace("\n", "\n  ") for note in windows))
        lines += [".SH SEE ALSO"] + [f".BR {name} (3)," for name in near] + [".BR posix\\-signals (7)"]
        self.write(page.name, 3, f"include/posix/{page.header} and docs/", lines)
        for other in list(page.functions)[1:]:
            (self.out / "man3" / f"{other}.3").symlink_to(f"{page.name}.3")

    def functions(self):
        tops, pages = headers.all_pages(self.root)
        notes = headers.Notes(self.root)
        for page in pages:
            near = [p.name for p in pages if p is not page and (p.header, p.section) == (page.header, page.section)][:10]
            self.function(page, tops[page.header], notes, near)
        return tops, pages

    def tool(self, name):
        what = re.search(rf'psig_tool\({name} DESCRIPTION "([^"]*)"', self.read("tools/CMakeLists.txt"))[1]
        text = self.read(f"docs/{name}.md")
        synopsis = next(x[0] or x[1] for x in re.findall(rf"^    ({name} .*)$|`({name} [^`]*)`", text, re.M))
        lines = [".SH NAME", f"{escaped(name)} \\- {what[0].lower() + what[1:]}", ".SH SYNOPSIS", f".B {escaped(synopsis)}"]
        for heading, body in parted(text):
            lines += [f".SH {heading.upper().replace('`', '') or 'DESCRIPTION'}"] + markdown(body)
        others = [f".BR {escaped(other)} (1)," for other in TOOLS if other != name]
        self.write(name, 1, f"docs/{name}.md", lines + [".SH SEE ALSO", *others, ".BR posix\\-signals (7)"])

    def overview(self, tops, pages):
        lead = re.sub(r"^# .*\n", "", self.read("README.md").split("\n|")[0].split("\n!")[0].split("\n<")[0])
        lines = [".SH NAME", "posix\\-signals \\- POSIX signals for native Windows programs", ".SH DESCRIPTION"] + markdown(lead)
        lines += [".SH CONTEXTS"] + prose(tops["signal.h"].partition("\n")[2].strip())
        lines += [".SH FUNCTIONS"]
        for page in pages:
            lines += [".TP", f".BR {page.name} (3)", escaped(headers.brief(page, tops[page.header])) + "."]
        lines += [".SH DIFFERENCES FROM POSIX AND LINUX"]
        for heading, body in parted(self.read("docs/differences.md")):
            lines += ([f".SS {heading.replace('`', '')}"] if heading else []) + markdown(body)
        others = [f".BR {escaped(tool)} (1)," for tool in TOOLS]
        self.write("posix-signals", 7, "README.md, docs/differences.md and include/posix", lines + [".SH SEE ALSO", *others, ".BR signal (3)"])


def short(brief):
    """For the line of NAME, of which apropos has one."""
    if len(brief) > 60:
        brief = re.split(r",? \(|, |: |;", brief)[0]
    return re.sub(r"^([A-Z])(?=[a-z ])", lambda m: m[1].lower(), brief.replace("`", ""))


def wrapped(prototype):
    """A prototype in bold, wrapped behind commas."""
    lines, indent = [""], "    "
    for piece in re.split(r"(?<=,) ", prototype):
        if len(lines[-1]) + len(piece) > 76:
            lines.append(indent)
        lines[-1] += (" " if lines[-1].strip() else "") + piece
    return "\n".join(f".B \"{line}\"" for line in (x.replace("\\", "\\e").replace('"', '""') for x in lines))


def main():
    book = Book(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]))
    for section in (1, 3, 7):
        shutil.rmtree(book.out / f"man{section}", ignore_errors=True)
    for name in TOOLS:
        book.tool(name)
    book.overview(*book.functions())


main()
