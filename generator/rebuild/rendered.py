"""What MkDocs has made of each page, kept beside the site, so that it need not be made again.

Two keys decide. One stands for a page's Markdown and all that it is read by; where it is the same,
so are its HTML, its headings, and what the search finds in it. The other stands for what is around
the pages too: the navigation, and the title of each; where it is the same, so is the whole file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from generator.output import write
from generator.rebuild.inputs import content_of, digest

RENDERED = "pages.json"
FORM = 1
"""The form of the file; of another one nothing is used."""


class Rendered(NamedTuple):
    """One page."""

    key: str  # of its Markdown and what that is read by
    title: str
    content: str  # HTML, without what is there for the search alone
    headings: list[Any]  # as Python-Markdown lists them
    ids: list[str]
    links: dict[str, dict[str, str]]  # for other pages: ids that are linked to, and how
    found: list[dict[str, Any]]  # records of the search
    around: str  # key of what the file rests on besides
    html: str  # of the whole file


Pages = Mapping[str, Rendered]
"""By their paths below docs/."""


def rendered(folder: Path) -> Pages:
    """The pages of the last build; none where the file is of another form, or is not as it was
    written."""
    try:
        seal, _, text = content_of(folder / RENDERED).partition(b"\n")
        if seal.decode() != digest(text):
            return {}
        form, pages = json.loads(text)
        return {path: Rendered(*page) for path, page in pages.items()} if form == FORM else {}
    except (ValueError, TypeError, AttributeError):
        return {}


def keep(folder: Path, pages: Pages) -> None:
    """Leave the pages to the next build. Raises OSError."""
    text = json.dumps([FORM, pages], ensure_ascii=False, separators=(",", ":"), default=str)
    content = text.encode("utf-8", "surrogatepass")
    write(folder, {RENDERED: b"\n".join((digest(content).encode(), content))}, durable=False)
