"""A page of the theme with nothing in it, built once; every page is stamped from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

TITLE, HEADING, ENTRY, BODY = (f"handrail-{what}" for what in ("title", "heading", "entry", "body"))
START = "Start"
"""The id of a page's heading. No id of the handbook has a capital, so it is nobody else's."""
_START = "handrail-start"
PAGE = f"""---
title: {TITLE}
shell: true
search: {{exclude: true}}
---

# {HEADING} {{: #{_START} }}

## {ENTRY} {{: #{ENTRY} }}

{BODY}
"""
"""The Markdown of a shell."""
_PARTS = (
    (
        "list of headings",
        r"(<p\b[^<>]*>[^<>]*(?:</p>)?\s*<ul\b[^<>]*>)\s*"
        rf'<li\b[^<>]*>\s*<a href="?#{ENTRY}"?[^<>]*>\s*{ENTRY}\s*</a>\s*(?:</li>)?\s*(</ul>)',
    ),
    (
        "content",
        rf'<h1 id="?{START}"?>\s*{HEADING}\s*</h1>\s*<h2 id="?{ENTRY}"?>\s*{ENTRY}\s*</h2>'
        rf"\s*<p>\s*{BODY}\s*(?:</p>)?",
    ),
)
"""What a page has of its own, in the order in which it stands; before it the title, twice."""
Headings = Iterable[tuple[str, str]]
"""Ids and words (HTML) of what is listed beside the page."""


class Made(NamedTuple):
    """A page by its path below the site's first page."""

    path: str
    content: bytes


class ShellError(Exception):
    """The theme has made another page than one that can be stamped from."""


@dataclass(frozen=True, slots=True)
class Shell:
    """The HTML around what pages have of their own."""

    parts: tuple[bytes, ...]
    listing: tuple[bytes, bytes]  # what stands around the list of headings, where there are any

    def stamp(self, title: str, headings: Headings, body: str) -> bytes:
        """A page; all that goes into it is HTML already."""
        head, middle, beside, before, after = self.parts
        named = title.encode()
        listed = "".join(_LISTED.format(*heading) for heading in headings).encode()
        listed = listed.join(self.listing) if listed else b""
        return b"".join((head, named, middle, named, beside, listed, before, body.encode(), after))

    def below(self) -> Shell:
        """The shell of the pages below the one it was made for: they are not that page."""
        return replace(self, parts=tuple(part.replace(*_HERE) for part in self.parts))


_LISTED = '<li class=md-nav__item><a href="#{}" class=md-nav__link>{}</a>'
_HERE = (b"aria-current=page", b"aria-current=true")


def shell(html: str, name: str) -> Shell:
    """The shell in a page that was built, finished, from `PAGE`.

    Raises ShellError where a part is not there just as often as it has to be.
    """
    parts, rest, around = [], html.replace(_START, START), [""]
    for what, pattern in ((_TITLE, TITLE), (_TITLE, TITLE), *_PARTS):
        found = re.search(pattern, rest)
        if found is None:
            raise ShellError(f"{name} has no place for the {what}")
        around += found.groups()
        parts.append(rest[: found.start()])
        rest = rest[found.end() :]
    if left := re.search(r"handrail-(?:title|heading|entry|body)", "".join([*parts, rest])):
        raise ShellError(f"{name} has one place too many, '{left[0]}'")
    _, opening, closing = around
    named = tuple(part.encode() for part in (*parts, rest))
    return Shell(named, (opening.encode(), closing.encode()))


_TITLE = "title"
