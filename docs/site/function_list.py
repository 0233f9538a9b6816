#!/usr/bin/env python3
"""The page of all functions, in Markdown: what each does, and where Doxygen has put it.

usage: function_list.py ROOT TAGFILE
"""

import pathlib
import sys
import xml.etree.ElementTree as xml

import headers


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    at = {}
    for member in xml.parse(sys.argv[2]).iter("member"):
        if member.get("kind") in ("function", "variable"):
            at.setdefault(member.findtext("name"), f"{member.findtext('anchorfile')}#{member.findtext('anchor')}")
    tops, pages = headers.all_pages(root)
    print("# Functions\n\nEach function with what it does, its errors, and what is special about it on Windows. "
          "The [reference by header](api/files.html) has the types and constants, too.")
    header = ""
    for page in pages:
        if page.header != header:
            header = page.header
            print(f"\n## `<posix/{header}>`\n\n| functions | what | context |\n|---|---|---|")
        names = ", ".join(f"[{name}](api/{at[name]})" for name in page.functions)
        said = headers.parts(page, tops[header])
        print(f"| {names} | {headers.brief(page, tops[header]).replace('|', '&#124;')} | {said['context'].split(',')[0]} |")
    print("\n`any` may be called from anywhere, signal handlers included; `thread` may block or allocate ([contexts](docs/contexts.md)).")


main()
