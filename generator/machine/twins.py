"""The Markdown twin of a page: what a reader of the page sees, as plain Markdown.

The pages' own Markdown has wrappers for the style, drawings, filters and words for the search; a
twin has none of them. Links lead to other twins; the id of a heading stands behind it, `{#id}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.pages.harmless import TAGS

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)
_MARK = re.compile(
    r"(?=[\\`<\]])(?:(?P<kept>\\.|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|<(?:https?://|mailto:)[^<>\s]*>)"
    r"|(?P<comment><!--.*?-->)|(?P<link>\]\()/(?!/)"
    r"|<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<said>(?:\s(?:\"[^\"]*\"|[^<>\"])*)?)>)",
    re.DOTALL,
)
_SAID = r"(?:\s+[a-z-]+(?:=\"[^\"]*\"|=[^\s\">]*)?)*?"
_HIDDEN = re.compile(rf"{_SAID}\s+hidden(?=[\s=/]|$)")
_TARGET = re.compile(rf"{_SAID}\s+id=\"([a-z0-9-]+)\"")
_UNREAD = ("figure", "svg")
"""Drawings: what they show is said in words beside them."""
_ALONE = ("br", "hr", "img", "input")
_SMALL = ("a", "span")
_HEADING = re.compile(r"^(#{1,6} .*?)[ \t]*\{: #([a-z0-9-]+) \}$", re.MULTILINE)
_DEFINED = re.compile(r"^(\S.*)\n: {3}", re.MULTILINE)
_BLANK = re.compile(r"\n(?:[ \t]*\n){2,}")
_MARKDOWN = ".md"


def twins(docs: Mapping[str, bytes]) -> dict[str, bytes]:
    """For each page of the site's sources, its twin at the same path."""
    return {
        path: twin(content.decode(), path.count("/")).encode()
        for path, content in docs.items()
        if path.endswith(_MARKDOWN)
    }


def twin(page: str, depth: int = 0) -> str:
    """The Markdown of a page, as MkDocs reads it, for everybody else.

    `depth`: how many folders it lies below the first page, from where links that start with / lead.
    """
    text, root = _FRONT.sub("", page), "../" * depth
    parts, at = list[str](), 0
    for code in _FENCED.finditer(text):
        parts += [_plain(text[at : code.start()], root), code[0]]
        at = code.end()
    return "".join([*parts, _plain(text[at:], root)]).strip() + "\n"


def _plain(text: str, root: str) -> str:
    """Without wrappers; definitions as a list, which all Markdown knows."""
    text = _HEADING.sub(r"\1 {#\2}", _unwrapped(text, root))
    text = _DEFINED.sub(r"- **\1:** ", text) if "\n:   " in text else text
    *parts, last = _BLANK.split(text)
    return "\n\n".join([*(part.rstrip(" \t") for part in parts), last])


def _unwrapped(text: str, root: str) -> str:
    """The text without tags and what they hide; behind a small element with an id stands its id."""
    parts: list[str] = []
    at, hiding, depth, target = 0, "", 0, ""
    for mark in _MARK.finditer(text):
        if not hiding:
            parts.append(text[at : mark.start()])
        at = mark.end()
        tag = mark["tag"]
        if hiding:
            depth += (-1 if mark["end"] else 1) if tag == hiding else 0
            hiding = hiding if depth else ""
        elif tag in TAGS:
            hiding, depth = (tag, 1) if _hides(mark) else ("", 0)
            parts.append(target if mark["end"] else "")
            found = _TARGET.match(mark["said"]) if tag in _SMALL else None
            target = f" {{#{found[1]}}}" if found else ""
        elif mark["link"]:
            parts.append(f"{mark['link']}{root}")
        elif not mark["comment"]:
            parts.append(mark[0] if mark["kept"] else mark[0].replace("<", "&lt;"))
    return "".join([*parts, "" if hiding else text[at:]])


def _hides(mark: re.Match[str]) -> bool:
    """Whether an element begins that nobody reads."""
    if mark["end"] or mark["tag"] in _ALONE:
        return False
    return mark["tag"] in _UNREAD or bool(_HIDDEN.match(mark["said"]))
