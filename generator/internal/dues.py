"""Lists of what is due, and figures in large: the same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from generator.book.due import period_of
from generator.internal.entry import OVERDUE, THIRTY, THIS_WEEK, Due, Entry
from generator.internal.pieces import Pieces

SOON: Mapping[str, str] = {OVERDUE: "Overdue", THIS_WEEK: "This week", THIRTY: "In 30 days"}
"""The periods that are told item by item, and their headings."""

Pair = tuple[Entry, Due]
"""A customer's item."""


def counts(figures: Iterable[tuple[object, str]]) -> str:
    """Figures with their words, side by side."""
    items = "".join(f"<li><b>{figure}</b> {words}</li>" for figure, words in figures)
    return f'<ul class="counts">{items}</ul>'


def by_period(rows: Iterable[Pair], today: date) -> dict[str, list[Pair]]:
    """Items by the headings of their periods."""
    found: dict[str, list[Pair]] = {heading: [] for heading in SOON.values()}
    periods = list(found.values())
    for row in rows:
        periods[period_of(row[1].day, today)].append(row)
    return found


def dues(pieces: Pieces, rows: Sequence[Pair], on_page: bool = False) -> str:
    """Items, each a link to where it stands; on the customer's own page without the name. Nothing
    where there are none."""
    items = "".join([_due(pieces, one, row, on_page) for one, row in rows])
    return f'<ul class="items plain">{items}</ul>' if rows else ""


def _due(pieces: Pieces, one: Entry, row: Due, on_page: bool) -> str:
    page = "" if on_page else f"../{one.path}"
    whose = pieces.words[(row.person or row.role) if on_page else one.name]
    playbook, item = row.playbook, row.item
    return (
        f'<li><p class="do"><a href="{page}#{playbook}.{item}">{pieces.tasks[playbook][item]}</a>'
        f'</p><p class="when">{pieces.days[row.day]}{pieces.late[row.day]}</p>'
        f'<p class="why">{whose} \u00b7 {pieces.titles[playbook]}</p></li>'
    )
