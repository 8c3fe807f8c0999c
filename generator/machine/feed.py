"""The changes as a feed: Atom (RFC 4287), for readers that look in by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from generator.chronicle import Edit
from generator.handbook import Handbook
from generator.pages.addresses import html_path
from generator.pages.changes import FEED, MOST_NAMES, PATH, Told, anchor, called, tell, where
from generator.problems import listed
from generator.templates import render_html


@dataclass(frozen=True)
class Entry:
    """One commit, as the feed tells it."""

    title: str
    id: str
    updated: str
    anchor: str
    authors: Sequence[str]
    content: str  # HTML, as text: readers unpack it


@dataclass(frozen=True)
class Name:
    """An entry of the handbook that was changed, with the way to its page."""

    title: str
    href: str


@dataclass(frozen=True)
class Line:
    """What was changed, with links for names."""

    before: str
    names: Sequence[Name]
    more: int
    lines: Sequence[str]


def feed(handbook: Handbook, edits: Sequence[Edit]) -> bytes:
    """The feed of these commits, the newest first. Links are whole where it is known where the site
    is published; else they lead from the feed. Ids stay when the site moves."""
    settings = handbook.settings
    address = f"{settings.address}/" if settings.address else ""
    text = render_html(
        "feed/changes.xml.j2",
        title=settings.title,
        id=_id("feed", settings.address or settings.title),
        updated=edits[0].moment,
        address=address,
        feed=FEED,
        page=html_path(PATH),
        entries=[_entry(handbook, edit, address) for edit in edits],
    )
    return text.encode()


def _entry(handbook: Handbook, edit: Edit, address: str) -> Entry:
    told = tell(edit)
    titles = [called(handbook, one) for part in told for one in part.names]
    rest = len(titles) - 3 + sum(part.more for part in told)
    named = [*titles[:3], *([f"{rest} more"] if rest > 0 else [])]
    return Entry(
        title=listed(named, "and"),
        id=_id("entry", edit.mark),
        updated=edit.moment,
        anchor=anchor(edit.day),
        authors=edit.authors if handbook.settings.show_authors else (),
        content=render_html(
            "feed/entry.html.j2", tell=[_line(handbook, part, address) for part in told]
        ),
    )


def _line(handbook: Handbook, told: Told, address: str) -> Line:
    paths = ((called(handbook, one), where(handbook, one)) for one in told.names[:MOST_NAMES])
    names = [Name(title, address + html_path(path) if path else "") for title, path in paths]
    return Line(told.before, names, told.more, told.lines)


def _id(*words: str) -> str:
    """A name for ever, made from words: a UUID of version 8 (RFC 9562)."""
    digits = blake2b(repr(words).encode(), digest_size=16).hexdigest()
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"
