"""Lists of what is due, and figures in large: the same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.internal.entry import OVERDUE, THIRTY, THIS_WEEK, Due, page_of
from generator.internal.pieces import Pieces

SOON: Mapping[str, str] = {OVERDUE: "Overdue", THIS_WEEK: "This week", THIRTY: "In 30 days"}
"""The periods that are told item by item, and their headings."""


def counts(figures: Iterable[tuple[object, str]]) -> str:
    """Figures with their words, side by side."""
    items = "".join(f"<li><b>{figure}</b> {words}</li>" for figure, words in figures)
    return f'<ul class="counts">{items}</ul>'


def dues(pieces: Pieces, rows: Sequence[Due], on_page: bool = False) -> str:
    """Rows of `book due`, each a link to its item; on the customer's own page without the name.
    Nothing where there are none."""
    items = "".join(_due(pieces, row, on_page) for row in rows)
    return f'<ul class="items plain">{items}</ul>' if rows else ""


def _due(pieces: Pieces, row: Due, on_page: bool) -> str:
    customer, playbook, item = row.id.split("/")
    page = "" if on_page else f"../{page_of(customer)}"
    whose = pieces.words[row.person or row.role] if on_page else pieces.words[row.customer]
    return (
        f'<li><p class="do"><a href="{page}#{playbook}.{item}">{pieces.words[row.task]}</a></p>'
        f'<p class="when">{pieces.days[row.day]}{pieces.late[row.day]}</p>'
        f'<p class="why">{whose} \u00b7 {pieces.words[row.playbook]}</p></li>'
    )
