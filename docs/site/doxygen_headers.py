#!/usr/bin/env python3
"""The public headers for Doxygen: their plain comments as Doxygen's, each function with that of its page.

usage: doxygen_headers.py ROOT OUT
"""

import pathlib
import re
import sys

import headers


def escaped(text):
    """Plain text for Doxygen; what is in backticks stays code."""
    parts = re.split(r"(`[^`\n]+`)", text)
    return "".join(part if n % 2 else re.sub(r"([\\@#%$&<>*_])", r"\\\1", part).replace("\\_", "_") for n, part in enumerate(parts))


def body(text):
    """Paragraphs, and indented lines as a list of terms."""
    out = []
    for line in text.split("\n"):
        if match := re.match(r"  (\S.*?) {2,}(\S.*)", line):
            out.append(f"\n- **{escaped(match[1])}**: {escaped(match[2])}")
        elif line.startswith("  "):
            out[-1] += " " + escaped(line.strip())
        else:
            out.append(escaped(line))
    return "\n".join(out)


def linked(note):
    """A note of docs/differences.md, with its links as they are from the reference."""
    note = re.sub(r"\]\((?!https?:)([^)#]+)\.md(#[^)]*)?\)", lambda m: f"](../docs/{m[1]}.html{m[2] or ''})", note)
    parts = re.split(r"(`[^`\n]+`|\]\([^)]*\))", note)
    return "".join(part if n % 2 else re.sub(r"([\\@#%$&<>])", r"\\\1", part) for n, part in enumerate(parts))


def documentation(page, top, notes, name):
    said = headers.parts(page, top)
    out = [body(said["description"] or said["returns"])]
    if name in said["asides"]:
        out.append(f"{name}(): {escaped(said['asides'][name])}.")
    if said["returns"] and said["description"]:
        out.append("@par Return value\n" + body(said["returns"]))
    if said["errors"]:
        rows = [f"- **{error}** {escaped(why)}" for error, why in said["errors"].items()]
        out.append("@par Errors\n" + "\n".join(rows))
    if said["context"]:
        out.append("@par Context\n" + escaped(headers.context_of(said)))
    if said["standard"]:
        out.append("@par Follows\n" + escaped(said["standard"]))
    if about := headers.of_header(page, top):
        out.append("@par Header\n" + re.sub(r"\n+", "\\\\n\n", body(about)))
    if interruption := notes.interruption(page):
        out.append("@par When a handler runs meanwhile\n" + "\n".join("- " + escaped(line) for line in interruption))
    if windows := notes.windows(page, top):
        out.append("@par On Windows\n" + "\n".join("- " + linked(note).replace("\n", "\n  ") for note in windows))
    out.append(f"@par Manual page\n{page.name}(3)" + "; [what differs from Linux](../docs/differences.html)")
    return "\n\n".join(out).replace("*/", "*\\/")


def shown(text, header, tops, at, notes):
    """A header, declarations as they are, functions with their documentation."""
    first, pending = True, ""
    for kind, token, *_ in headers.tokens(text):
        if kind == "comment":
            plain = body(headers.unwrapped(token))
            pending = "" if first or token.startswith("/* ----") else plain
            if first:
                yield f"/** @file\n{plain}\n*/"
            first = False
        elif kind == "directive":
            if pending and token.startswith("#define"):
                yield f"/** {pending} */"
                pending = ""
            yield re.sub(r"/\*(.*?)\*/", "", token, flags=re.S)
        elif function := headers.declared(token):
            pending = ""
            page = at.get(function[0])
            if page and page.header == header and page.functions[function[0]] == function[1]:
                yield f"/** {documentation(page, tops[page.header], notes, function[0])}\n*/\n{function[1]}"
        elif not token.startswith(("static", "__typeof__")):
            if pending:
                yield f"/** {pending} */"
                pending = ""
            yield re.sub(r"/\*(.*?)\*/", lambda m: f"/**<{escaped(m[1])}*/", token, flags=re.S)


def main():
    root, out = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    tops, pages = headers.all_pages(root)
    at = {name: page for page in pages for name in page.functions}
    notes, include = headers.Notes(root), root / "include/posix"
    for path in sorted(include.rglob("*.h")):
        header = path.relative_to(include).as_posix()
        if header.startswith("overlay/"):
            continue
        (out / header).parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(shown(path.read_text(encoding="utf-8"), header, tops, at, notes))
        (out / header).write_text(text + "\n", encoding="utf-8")


main()
