"""What the search finds in a page: its sections, as Material's search plugin reads them.

That reads HTML by the standard library's parser, which is a quarter of MkDocs's time.
Ours is of few kinds: one expression finds every tag. A page with anything else in it is left
to the plugin. `tests/test_found.py` holds the two equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from math import inf

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:=\"[^\"<>]*\")?)*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"\s+([a-z-]+)(?:=\"([^\"]*)\")?")
_EXCLUDED = "data-search-exclude"
_OTHER = re.compile(r"<(?:script|style|object|textarea|title|!)|=\"(?:headerlink|linenodiv)\"")
"""What the plugin or the parser treats in a way of its own, and our pages do not have."""
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
KEPT = frozenset(("p", "code", "pre", "li", "ol", "ul", "sub", "sup"))
"""Tags that stay in the text of a record."""


@dataclass(slots=True)
class Section:
    """A heading and what is below it."""

    tag: str
    depth: float = 0
    id: str | None = None
    excluded: bool = False
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def is_excluded(self) -> bool:
        """Whether its heading says that it is not to be found."""
        return self.excluded


def sections(html: str) -> Sequence[Section] | None:
    """The sections of a page; None where it has to be read with more care."""
    if _OTHER.search(html):
        return None
    reader, at, tags = _Reader(), 0, 0
    for tag in _TAG.finditer(html):
        start, tags = tag.start(), tags + 1
        if start > at:
            reader.words(html[at:start])
        at = tag.end()
        if not tag[1]:
            reader.start(tag[2], tag[3])
        if tag[1] or tag[4]:
            reader.end(tag[2])
    if html.count("<") != tags:
        return None
    if at < len(html):
        reader.words(html[at:])
    return reader.found


class _Reader:
    """One page as it is read. Elements are known by their tags alone, as in the plugin."""

    def __init__(self) -> None:
        self.inside: list[str] = []  # tags that are open
        self.skipped: set[str] = set()
        self.found: list[Section] = []
        self.now: Section | None = None

    def section(self) -> Section:
        """The one that words go into; before the first heading there is one without."""
        if self.now is None:
            self.now = Section("hx")
            self.found.append(self.now)
        return self.now

    def into(self) -> list[str]:
        """Where words go: into the title, inside a heading, or into the text."""
        section = self.section()
        return section.title if section.tag in self.inside else section.text

    def start(self, tag: str, said: str) -> None:
        if tag in VOID:
            return
        self.inside.append(tag)
        heads = tag in HEADINGS
        attributes = dict(_ATTRIBUTE.findall(said)) if heads or _EXCLUDED in said else {}
        if heads and "id" in attributes:
            self.head(tag, unescape(attributes["id"]), _EXCLUDED in attributes)
        self.section()
        if _EXCLUDED in attributes:
            self.skipped.add(tag)
        elif tag in KEPT and self.skipped.isdisjoint(self.inside):
            self.into().append(f"<{tag}>")

    def head(self, tag: str, id_: str, excluded: bool) -> None:
        """A section begins; what stands before a first heading that is not h1 is one as well."""
        depth = len(self.inside)
        if tag != "h1" and not self.found:
            self.found.append(Section("hx", depth))
        named = id_ if self.found else None
        self.now = Section(tag, depth, named, excluded)
        self.found.append(self.now)

    def end(self, tag: str) -> None:
        if not self.inside or self.inside[-1] != tag:
            return
        self.leave()
        self.inside.pop()
        if tag in self.skipped:
            self.skipped.remove(tag)
        elif tag in KEPT and self.skipped.isdisjoint(self.inside):
            _close(self.into(), tag)

    def leave(self) -> None:
        """At the end of what a heading stands in, an earlier section goes on."""
        section, depth = self.section(), len(self.inside)
        if section.depth > depth:
            earlier = (one for one in reversed(self.found) if one.depth <= depth)
            if before := next(earlier, None):
                section.depth, self.now = inf, before

    def words(self, html: str) -> None:
        if not self.skipped.isdisjoint(self.inside):
            return
        data, exact = unescape(html), "pre" in self.inside
        if not exact:
            data = " " if data.isspace() else data.replace("\n", " ")
        into = self.into()
        if into is not self.section().title and data.isspace():
            if exact or not into or not into[-1].isspace():
                into.append(data)
        else:
            into.append(escape(data, quote=False))


def _close(into: list[str], tag: str) -> None:
    """The end of an element; where it has nothing but blanks, it goes again."""
    at = into.index(f"<{tag}>")
    if all(part.isspace() for part in into[at + 1 :]):
        del into[at:]
    else:
        into.append(f"</{tag}>")
