"""For mkdocs: what GitHub reads in Markdown and Python-Markdown does not, anchors as GitHub makes them, and the decisions in the navigation."""

import pathlib
import re


def github_slug(text, separator):
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", separator)


def on_config(config):
    config["mdx_configs"].setdefault("toc", {})["slugify"] = github_slug
    for part in config["nav"]:
        if pages := part.get("Decisions"):
            pages += sorted(f"docs/adr/{p.name}" for p in pathlib.Path(config["docs_dir"], "docs/adr").glob("0*.md"))
    return config


ITEM = re.compile(r"(?:[*-]|\d+\.) ")


def on_page_markdown(markdown, **_):
    """Two spaces are inside of an item on GitHub; here it takes four. An item that follows a paragraph needs a blank line here."""
    fenced, begins, lines = False, "", []
    for line in markdown.split("\n"):
        fenced ^= line.startswith("```")
        if fenced:
            lines.append(line)
            continue
        if ITEM.match(line) and begins and not ITEM.match(begins):
            lines.append("")
            begins = line
        begins = (begins or line) if line else ""
        lines.append(re.sub(r"^ {1,3}(?=\S)", "    ", line))
    return "\n".join(lines)


def on_nav(nav, config, files):
    """Every page is in the navigation."""
    left = [file.src_path for file in files.documentation_pages() if not file.page or file.page not in nav.pages]
    if left:
        raise SystemExit(f"not in the navigation of docs/site/mkdocs.yml: {', '.join(left)}")
