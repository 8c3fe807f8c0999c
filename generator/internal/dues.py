"""Lists of what is due, and figures in large: the same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from generator.book.due import period_of
from generator.internal.entry import OVERDUE, THIRTY, THIS_WEEK
from generator.internal.pieces import Pieces

Row = TypeVar("Row", bound=tuple[Any, ...])
SOON: Mapping[str, str] = {OVERDUE: "Overdue", THIS_WEEK: "This week", THIRTY: "In 30 days"}
"""The periods that are told item by item, and their headings."""


def counts(figures: Iterable[tuple[object, str]]) -> str:
    """Figures with their words, side by side."""
    items = "".join(f"<li><b>{figure}</b> {words}</li>" for figure, words in figures)
    return f'<ul class="counts">{items}</ul>'


def by_period(rows: Iterable[Row], today: date) -> dict[str, list[Row]]:
    """Items by the headings of their periods; the first cell is the day."""
    found: dict[str, list[Row]] = {heading: [] for heading in SOON.values()}
    periods = list(found.values())
    for row in rows:
        periods[period_of(row[0], today)].append(row)
    return found


def dues(items: Sequence[str]) -> str:
    """A list of items, each as `due` says it; nothing where there are none."""
    return f'<ul class="items plain">{"".join(items)}</ul>' if items else ""


def due(pieces: Pieces, day: date, page: str, playbook: str, item: str, whose: str) -> str:
    """An item, a link to where it stands on a page; `whose` is HTML."""
    return (
        f'<li><p class="do"><a href="{page}{pieces.targets[playbook][item]}{pieces.whens[day]}'
        f'<p class="why">{whose} \u00b7 {pieces.titles[playbook]}</p></li>'
    )
