"""`llms.txt`: what the handbook is, and a link to the Markdown twin of every page (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.handbook import Handbook
from generator.machine.data import DATA, SCHEMA
from generator.markdown import Ready, inline
from generator.models import Entry
from generator.pages import guides
from generator.pages.addresses import ADDRESSES, address, title
from generator.pages.sections import LISTS, Listing, ordered
from generator.pages.words import opening
from generator.problems import counted, listed
from generator.references import NOUNS

INDEX = "llms.txt"
_TOLD = ("purpose", "objective", "summary", "how", "question", "note")
"""Fields that say what an entry is; the first that it has is taken."""
_COUNTED = ("stages", "playbooks", "roles", "metrics", "segments")


def index(handbook: Handbook) -> bytes:
    """The index; its links lead from the folder in which it lies."""
    parts = [
        f"# {inline(handbook.settings.title)}",
        f"> {_summary(handbook)}",
        f"Every page is also there as Markdown: `.md` instead of `.html`. All of it as data: "
        f"[{DATA}]({DATA}), described by [{SCHEMA}]({SCHEMA}).",
        *_sections(handbook),
    ]
    return "\n\n".join(parts).encode() + b"\n"


def _summary(handbook: Handbook) -> str:
    """`6 stages, 46 playbooks and 12 roles, …`: what there is, in numbers."""
    sizes = [(len(handbook.of_kind(kind)), NOUNS[kind]) for kind in _COUNTED]
    shown = [counted(size, noun) for size, noun in sizes if size]
    return f"A handbook: {listed(shown, 'and') or 'words and their meaning'}."


def _sections(handbook: Handbook) -> Iterator[str]:
    """A list of links for each kind that has pages, then the hand-written ones, then the rest."""
    lists = [listing for listing in LISTS if listing.has(handbook)]
    for listing in lists:
        if _has_pages(listing):
            entries = ordered(handbook, listing.kind)
            yield _section(listing.title, [_entry(listing.kind, entry) for entry in entries])
    if pages := guides.titles(handbook):
        yield _section("Guides", [_link(words, path) for path, words in pages])
    rest = [_link(one.title, one.path, inline(one.about)) for one in lists]
    yield _section("Lists", [_link("Home", "index.md"), *rest])


def _has_pages(listing: Listing) -> bool:
    return "#" not in ADDRESSES.get(listing.kind, "#")


def _section(heading: str, links: list[str]) -> str:
    return "\n".join([f"## {heading}", "", *links])


def _entry(kind: str, entry: Entry) -> str:
    said = next((text for name in _TOLD if (text := getattr(entry, name, None))), "")
    return _link(title(entry), address(kind, entry.id), opening(said))


def _link(words: str, path: str, about: Ready | None = None) -> str:
    return f"- [{inline(words)}]({path})" + (f": {about}" if about else "")
