"""Where each entry is shown, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping

from generator.models import Attribute, Customer, Entry, Role, Term

ADDRESSES: Mapping[str, str] = {
    "stages": "stages/{}.md",
    "playbooks": "playbooks/{}.md",
    "roles": "roles/{}.md",
    "metrics": "metrics/{}.md",
    "segments": "segments/{}.md",
    "tables": "tables/{}.md",
    "customers": "customers/{}.md",
    "responsibilities": "responsibilities.md#{}",
    "dates": "dates.md#{}",
    "attributes": "questions.md#{}",
    "events": "events.md#{}",
    "calendars": "calendars.md#{}",
    "scales": "scales.md#{}",
    "scores": "scores/{}.md",
    "matrices": "matrices/{}.md",
    "rules": "rules.md#{}",
    "systems": "coverage.md#{}",
    "terms": "glossary.md#{}",
}
"""Where an entry of a kind is shown: a page of its own, or a heading on a page of all."""

FOLDERS = ("playbooks", "segments", "tables", "scales", "scores", "matrices", "customers")
"""Kinds that have a file for each entry."""


def address(kind: str, id_: str) -> str:
    """The path of an entry below docs/, with its anchor."""
    own = f"_{id_}" if (kind, id_) == ("customers", "index") else id_  # `index` lists them all
    return ADDRESSES[kind].format(own)


def html_path(path: str) -> str:
    """Where a page lies once it is built, by the path of its Markdown; other files stay."""
    page, hash_, anchor = path.partition("#")
    return f"{page.removesuffix('.md')}.html{hash_}{anchor}" if page.endswith(".md") else path


def title(entry: Entry) -> str:
    """What an entry is called."""
    match entry:
        case Term():
            return f"{entry.term} ({entry.short})" if entry.short else entry.term
        case Role():
            return f"{entry.title} ({entry.short})" if entry.short else entry.title
        case Attribute() | Customer():
            return entry.name
        case _:
            return str(getattr(entry, "title", entry.id))
