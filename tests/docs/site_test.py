#!/usr/bin/env python3
"""scripts/site makes the whole site and the manual pages, without a warning, and nothing that the headers declare is left out.

usage: site_test.py SOURCE_DIR OUT
"""

import html
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

NEEDS = ("mkdocs", "doxygen", "lowdown", "mandoc")


def run(*command, cwd):
    done = subprocess.run([str(c) for c in command], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def broken_links(site):
    """Links and anchors of the finished site that lead nowhere, those from and to the API reference, too."""
    pages = {p: p.read_text(encoding="utf-8", errors="replace") for p in site.rglob("*.html") if p.name != "404.html"}
    anchors = {p: set(re.findall(r'\b(?:id|name)="([^"]+)"', text)) for p, text in pages.items()}
    for page, text in pages.items():
        for target in set(re.findall(r'\b(?:href|src)="([^"]*)"', re.sub(r"<script.*?</script>", "", text, flags=re.S))):
            link = urllib.parse.urlsplit(html.unescape(target))
            if link.scheme or link.netloc:
                continue
            there = (page.parent / urllib.parse.unquote(link.path)).resolve() if link.path else page
            there = there / "index.html" if there.is_dir() else there
            if not there.exists() or (link.fragment and link.fragment not in anchors.get(there, {link.fragment})):
                yield f"{page.relative_to(site)}: {target} leads nowhere"


def problems(root, out):
    status, said = run("scripts/site", "--no-install", out, cwd=root)
    if status:
        yield f"scripts/site fails:\n{said}"
        return
    yield from broken_links(out / "site")
    manual = out / "man"
    made = sorted(p for p in manual.rglob("*.[137]") if not p.is_symlink())
    status, said = run("mandoc", "-T", "lint", "-W", "warning", *made, cwd=root)
    if status or said.strip():
        yield f"mandoc:\n{said}"

    sys.path.insert(0, str(root / "docs/site"))
    import headers  # pylint: disable=import-outside-toplevel

    tops, pages = headers.all_pages(root)
    listed = (out / "site/functions.html").read_text(encoding="utf-8")
    linked = dict(re.findall(r'<a href="(api/[^"#]*)[^"]*">(\w+)</a>', listed))
    names = {name for page in pages for name in page.functions}
    for name in sorted(names):
        if not (manual / f"man3/{name}.3").exists():
            yield f"{name}: no manual page"
        where = next((path for path, known in linked.items() if known == name), None)
        if not where or not (out / "site" / where).exists():
            yield f"{name}: not in the API reference"
    for page in pages:
        if not headers.parts(page, tops[page.header])["context"] and not any(p.startswith("extern") for p in page.functions.values()):
            yield f"{page.name} (<posix/{page.header}>): no context tag"

    text = "\n".join(p.read_text(encoding="utf-8") for p in (root / "include/posix").rglob("*.h"))
    symbols = {symbol for page in pages for symbol in page.symbols.values()}
    for export in re.findall(r"^posix_\w+", (root / "tests/artefacts/exports.txt").read_text(encoding="utf-8"), re.M):
        declared = re.search(rf"LABEL\({export.removeprefix('posix_')}\)|\b{export}\(", text)
        if declared and export not in symbols and not export.endswith("_sockets"): # a second name of the same function
            yield f"{export}: declared, and on no page"
    for tool in re.findall(r"^psig_tool\((\S+)", (root / "tools/CMakeLists.txt").read_text(encoding="utf-8"), re.M):
        if not (manual / f"man1/{tool}.1").exists() or not (out / f"site/docs/{tool}.html").exists():
            yield f"{tool}: no page"
    if not (manual / "man7/posix-signals.7").exists():
        yield "posix-signals(7) is missing"


def main():
    root, out = (pathlib.Path(a).resolve() for a in sys.argv[1:3])
    if missing := [tool for tool in NEEDS if not shutil.which(tool)]:
        print(f"docs_site: not run: {', '.join(missing)} missing")
        sys.exit(77)
    found = list(problems(root, out))
    print("\n".join(found) or "site: ok")
    sys.exit(bool(found))


main()
