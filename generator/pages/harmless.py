"""HTML held to a list of harmless tags and attributes, whatever a page's text brings with it."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from markdown.postprocessors import Postprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER, STX

_TAG = re.compile(
    r"</?([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:=\"[^\"<>]*\"|='[^'<>]*')?)*)\s*/?>"
)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:=(\"[^\"]*\"|'[^']*'))?")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align: (left|center|right);")
_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")
PUT_ASIDE = re.compile(HTML_PLACEHOLDER % "([0-9]+)")
TAGS = frozenset((
    "a", "abbr", "b", "blockquote", "br", "caption", "circle", "cite", "code", "dd", "del", "desc",
    "details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "img", "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rect", "s",
    "section", "small", "span", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td",
    "text", "tfoot", "th", "thead", "time", "tr", "u", "ul",
))  # fmt: skip
ATTRIBUTES = frozenset((
    "alt", "aria-hidden", "aria-label", "aria-labelledby", "checked", "class", "colspan", "cx",
    "cy", "data-plan", "data-roles", "data-search-exclude", "data-when", "datetime", "dir",
    "disabled", "dx", "height", "hidden", "href", "id", "lang", "open", "r", "role", "rowspan",
    "scope", "span", "src", "start", "tabindex", "text-anchor", "title", "type", "width", "x", "y",
))  # fmt: skip
"""Drawings may have shapes and text; nothing in them leads anywhere, moves, or loads."""


def restrict(element: Element) -> None:
    """Only harmless tags and attributes; an image from elsewhere becomes a link to it."""
    if element.tag not in TAGS:
        element.tag = "div"
        element.attrib.clear()
    if not element.attrib:
        return
    for name in [n for n in element.attrib if n not in ATTRIBUTES and n != "style"]:
        del element.attrib[name]
    for name, value in element.items():
        if STX in value:
            whole = PUT_ASIDE.sub("", value)  # no tag comes back inside an attribute
            element.set(name, _ESCAPED.sub(lambda sign: chr(int(sign[1])), whole))
    if aligned := _ALIGNED.fullmatch(element.attrib.pop("style", "")):
        element.set("class", aligned[1])
    if element.tag == "img" and _scheme(element.get("src", "")):
        element.tag, element.text = "a", element.get("alt") or element.get("src")
        element.attrib = {"href": element.get("src", "")}
    for name in ("href", "src"):
        if name in element.attrib and not _harmless(element.get(name, "")):
            element.set(name, "#")


def _scheme(url: str) -> str:
    """The scheme of an address as a browser sees it; `//host` counts as one."""
    plain = re.sub(r"[\x00-\x20]", "", html.unescape(url))
    found = _SCHEME.match(plain)
    return "//" if plain[:2] in ("//", "/\\", "\\\\", "\\/") else found[1].lower() if found else ""


def _harmless(url: str) -> bool:
    return AMP_SUBSTITUTE in url or _scheme(url) in ("", "http", "https", "mailto", "//")


class HarmlessHtml(Postprocessor):
    """Raw HTML: what is not on the list is shown as text, comments are dropped."""

    def run(self, text: str) -> str:
        blocks: list[Any] = self.md.htmlStash.rawHtmlBlocks
        blocks[:] = [_tamed(block) if isinstance(block, str) else block for block in blocks]
        return text


@lru_cache(4096)  # Python-Markdown runs all of it again for each heading of a page
def _tamed(raw: str) -> str:
    at, parts = 0, []
    raw = _COMMENT.sub("", raw)
    for tag in _TAG.finditer(raw):
        parts.append(raw[at : tag.start()].replace("<", "&lt;"))
        parts.append(tag[0] if _is_harmless(tag) else html.escape(tag[0]))
        at = tag.end()
    return "".join([*parts, raw[at:].replace("<", "&lt;")])


def _is_harmless(tag: re.Match[str]) -> bool:
    if tag[1].lower() not in TAGS:
        return False
    for name, value in _ATTRIBUTE.findall(tag[2]):
        if name.lower() not in ATTRIBUTES:
            return False
        if name.lower() in ("href", "src") and not _harmless(value.strip("\"'")):
            return False
        if name.lower() == "src" and _scheme(value.strip("\"'")):
            return False
    return True
