#!/usr/bin/env python3
"""Every relative link of the Markdown pages leads to a file of the repository, and its anchor to a heading of that page.

usage: links.py SOURCE_DIR | --self-test | --external SOURCE_DIR

--external lists the links to other sites, which nothing here follows.
"""

import os
import pathlib
import re
import sys
import tempfile
import urllib.parse

CODE = re.compile(r"^```.*?^```|^(?: {4}|\t).*?$|`[^`\n]+`", re.M | re.S)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|\b(?:href|src|srcset)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.*?) *#*$", re.M)
IGNORED = {"build", "out", ".git"}


def pages(root):
    for directory, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in IGNORED)
        yield from (pathlib.Path(directory, f) for f in sorted(files) if f.endswith(".md"))


def links(text):
    """(line, target) of each link that is not inside code."""
    text = CODE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    for match in LINK.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1] or match[2]


def anchors(text):
    """The anchors of a page, as GitHub makes them of its headings."""
    found, text = set(), re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    for heading in HEADING.findall(text):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = next(n for n in range(len(found) + 1) if (f"{slug}-{n}" if n else slug) not in found)
        found.add(f"{slug}-{number}" if number else slug)
    return found


def is_external(target):
    return bool(urllib.parse.urlsplit(target).scheme)


def broken(root, page, target):
    """What is wrong with a link, or None."""
    path, _, anchor = target.partition("#")
    if path.startswith("/"):
        return "is absolute"
    there = (page.parent / urllib.parse.unquote(path)).resolve() if path else page
    if not there.is_relative_to(root) or not there.exists():
        return "leads nowhere"
    if there.is_dir():
        return "leads to a directory: name a page"
    if anchor and (there.suffix != ".md" or anchor not in anchors(there.read_text(encoding="utf-8"))):
        return "has no such heading"
    return None


def check(root):
    for page in pages(root):
        for line, target in links(page.read_text(encoding="utf-8")):
            if not is_external(target) and (wrong := broken(root, page, target)):
                yield f"{page.relative_to(root)}:{line}: {target} {wrong}"


def external(root):
    return sorted({target for page in pages(root) for _, target in links(page.read_text(encoding="utf-8")) if is_external(target)})


def self_test():
    bad = {"docs/a.md": "[x](b.md)", "docs/c.md": "[x\ny](../README.md#two)", "docs/d.md": "[x](#none)", "e.md": "[x](docs)",
           "f.md": "[x](/README.md)", "g.md": "![x](docs/p.svg)", "h.md": '<img src="docs/p.svg">', "i.md": "[x](../../etc)"}
    good = {"README.md": "# One\n## A `b()`: c / d\n## One\n[x](#one-1) [y](docs/ok.md) [z](#a-b-c--d) [e](https://example.org/a#b)",
            "docs/ok.md": "# T\n`[x](gone.md)`\n\n    [x](gone.md)\n\n```\n[x](gone.md)\n```\n[t](#t)"}
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name).resolve()
        for path, text in {**bad, **good}.items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        found = list(check(root))
    named = {line.split(":")[0] for line in found}
    return [f"missed: {path}" for path in bad if path not in named] + [f"false alarm: {x}" for x in found if x.split(":")[0] not in bad]


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--external"] and len(arguments) == 2:
        print("\n".join(external(pathlib.Path(arguments[1]).resolve())))
        return
    if len(arguments) != 1:
        sys.exit(__doc__)
    found = self_test() if arguments[0] == "--self-test" else list(check(pathlib.Path(arguments[0]).resolve()))
    print("\n".join(found) or "links: ok")
    sys.exit(bool(found))


main()
