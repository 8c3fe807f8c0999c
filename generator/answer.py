"""What a question about a book is answered with: tables, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None
"""None: there is nothing to say, or it is not known; then a note says which."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; one of `detail` is shown to people only when they ask for it."""

    id: str
    title: str
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One table of an answer."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a format sees, and all that it sees."""

    id: str
    title: str
    today: date
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()  # what is not known, and what was left out


def columns(titles: str, detail: str = "") -> tuple[Column, ...]:
    """Columns by their titles, `Last call, Days since`; those of `detail` after them."""
    named = [(title, False) for title in titles.split(", ")]
    named += [(title, True) for title in detail.split(", ") if title]
    return tuple(Column(t.lower().replace(" ", "_"), t, hidden) for t, hidden in named)
