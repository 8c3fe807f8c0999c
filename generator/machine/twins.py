"""The Markdown twin of a page: what a reader of the page sees, as plain Markdown.

The pages' own Markdown has wrappers for the style, drawings, filters and words for the search; a
twin has none of them. Links lead to other twins; the id of a heading stands behind it, `{#id}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.pages.harmless import TAGS

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCED = re.compile(r"^((?:`{3,}|~{3,}).*?^(?:`{3,}|~{3,})[ \t]*$)", re.DOTALL | re.MULTILINE)
_MARK = re.compile(
    r"(?P<kept>\\.|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|<(?:https?://|mailto:)[^<>\s]*>)"
    r"|(?P<comment><!--.*?-->)"
    r"|<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<said>(?:\s(?:\"[^\"]*\"|[^<>\"])*)?)>",
    re.DOTALL,
)
_HIDDEN = re.compile(r"\shidden(?=[\s=/]|$)")
_UNREAD = ("figure", "svg")
"""Drawings: what they show is said in words beside them."""
_ALONE = ("br", "hr", "img", "input")
_HEADING = re.compile(r"^(#{1,6} .*?)[ \t]*\{: #([a-z0-9-]+) \}$", re.MULTILINE)
_DEFINED = re.compile(r"^(\S.*)\n: {3}", re.MULTILINE)
_BLANK = re.compile(r"[ \t]*\n(?:[ \t]*\n){2,}")
_MARKDOWN = ".md"


def twins(docs: Mapping[str, bytes]) -> dict[str, bytes]:
    """For each page of the site's sources, its twin at the same path."""
    return {
        path: twin(content.decode()).encode()
        for path, content in docs.items()
        if path.endswith(_MARKDOWN)
    }


def twin(page: str) -> str:
    """The Markdown of a page, as MkDocs reads it, for everybody else."""
    parts = _FENCED.split(_FRONT.sub("", page))  # text, block of code, text, …
    parts[::2] = [_plain(part) for part in parts[::2]]
    return "".join(parts).strip() + "\n"


def _plain(text: str) -> str:
    """Without wrappers; definitions as a list, which all Markdown knows."""
    text = _HEADING.sub(r"\1 {#\2}", _unwrapped(text))
    return _BLANK.sub("\n\n", _DEFINED.sub(r"- **\1:** ", text))


def _unwrapped(text: str) -> str:
    """The text without tags, and without what they hide."""
    parts: list[str] = []
    at, hiding, depth = 0, "", 0
    for mark in _MARK.finditer(text):
        if not hiding:
            parts.append(text[at : mark.start()])
        at = mark.end()
        tag = mark["tag"]
        if hiding:
            depth += (-1 if mark["end"] else 1) if tag == hiding else 0
            hiding = hiding if depth else ""
        elif tag in TAGS:
            hides = not mark["end"] and (tag in _UNREAD or _HIDDEN.search(mark["said"]))
            hiding, depth = (tag, 1) if hides and tag not in _ALONE else ("", 0)
        elif not mark["comment"]:
            parts.append(mark[0] if mark["kept"] else mark[0].replace("<", "&lt;"))
    return "".join([*parts, "" if hiding else text[at:]])
