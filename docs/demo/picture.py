#!/usr/bin/env python3
"""docs/demo.svg, the picture in README.md: what scripts/demo has shown, as a terminal with two columns.

usage: picture.py [--check | --update]

Made of linux.txt and windows.txt beside this script, the transcripts of a run. --update takes those of the last run of
`scripts/demo atlasd`; --check says whether the picture is the one that these transcripts make.
"""

import html
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PICTURE = ROOT / "docs/demo.svg"
SHOWN = ((1, 3), (19, 21), (25, 28), (37, 45))  # lines of the transcripts; the whole is too long for a picture
COLUMNS = (("linux.txt", "Linux: kill"), ("windows.txt", "Windows program, under Wine: kill.exe"))
CHARACTER, LINE, TOP, LEFT, WIDTH = 8.2, 19, 86, 20, 430  # pixels
STYLE = """
  text { font: 13.5px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d6deeb; white-space: pre; }
  .head { font-weight: bold; fill: #ffffff; } .command { fill: #7fdbca; } .left-out { fill: #8899aa; } .agree { fill: #a5d66f; }
"""


def rows(lines):
    """(class, text) of each row of a column."""
    for number, (first, last) in enumerate(SHOWN):
        if number:
            yield "left-out", "…"
        for line in lines[first - 1 : last]:
            yield ("command" if line.startswith("$ ") else "said"), line


def text(x, y, kind, words):
    return f'<text x="{x}" y="{y}" class="{kind}">{html.escape(words)}</text>'


def picture():
    read = {name: (HERE / name).read_text(encoding="utf-8").splitlines() for name, _ in COLUMNS}
    linux, windows = read.values()
    verdict = f"the transcripts agree ({len(linux)} lines)" if linux == windows else "the transcripts DIFFER"
    drawn, y = [text(LEFT, 26, "left-out", "scripts/demo atlasd: one source in C, built for both systems, sent the same signals")], TOP
    for column, (name, head) in enumerate(COLUMNS):
        x = LEFT + column * WIDTH
        drawn.append(text(x, 60, "head", head))
        for number, (kind, line) in enumerate(rows(read[name])):
            if len(line) * CHARACTER > WIDTH:
                sys.exit(f"picture.py: too long for its column: {line}")
            y = TOP + number * LINE
            drawn.append(text(x, y, kind, line))
    drawn.append(text(LEFT, y + 2 * LINE, "agree", verdict))
    width, height = 2 * WIDTH + 2 * LEFT, y + 3 * LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">\n'
        f"<!-- Made by docs/demo/picture.py. -->\n<title>A daemon on Linux and on Windows, told the same by kill</title>\n<style>{STYLE}</style>\n"
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="#10202f" stroke="#57697a"/>\n'
        f'<path d="M0.5 40H{width - 0.5} M{WIDTH + 4} 40V{y + LINE - 4}" stroke="#57697a"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def main():
    arguments = sys.argv[1:]
    if arguments == ["--check"]:
        if PICTURE.read_text(encoding="utf-8") != picture():
            sys.exit("docs/demo.svg is not what docs/demo/picture.py makes of the transcripts: run it")
        print("picture: ok")
        return
    if arguments == ["--update"]:
        for name, _ in COLUMNS:
            shutil.copyfile(ROOT / "build/demo/atlasd" / name, HERE / name)
    elif arguments:
        sys.exit(__doc__)
    PICTURE.write_text(picture(), encoding="utf-8")


main()
