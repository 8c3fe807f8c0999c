"""Hand-written pages: copied as they are, listed by their first heading."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from generator.handbook import Handbook

_HEADING = re.compile(r"^# +(.+?)\s*$", re.MULTILINE)


def copies(handbook: Handbook) -> Mapping[str, bytes]:
    """`pages/…`: they cannot clash with a page that Handrail makes."""
    return {f"pages/{name}": content for name, content in handbook.pages.items()}


def titles(handbook: Handbook) -> list[tuple[str, str]]:
    """The pages by path, with their titles."""
    return [
        (f"pages/{name}", _title(name, content.decode()))
        for name, content in sorted(handbook.pages.items())
        if name.endswith(".md")
    ]


def _title(name: str, text: str) -> str:
    found = _HEADING.search(text)
    if found:
        return html.unescape(re.sub(r"[*_`\\]", "", found[1]))
    words = name.rpartition("/")[2].removesuffix(".md").replace("-", " ")
    return words[:1].upper() + words[1:]
