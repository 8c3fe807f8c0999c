"""What is due: overdue, this week, in the next 30, 60 and 90 days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from generator.answer import Answer, Cell, Part, columns
from generator.checklist import Checklist, Item

Row = tuple[Cell, ...]
PERIODS = ("Overdue", "This week", "30 days", "60 days", "90 days")
_ITEMS = columns("When, Due, Customer, Task, Who, Role, Days late, Playbook", "Because, Id")
_PEOPLE = columns(", ".join(("Person", *PERIODS)))


class Wish(NamedTuple):
    """Whose items, and how far ahead."""

    person: str = ""
    role: str = ""
    days: int = 30

    def wants(self, item: Item) -> bool:
        """Whether it is an item of this person in this role."""
        who = item.accountable
        return self.person in ("", who.name) and self.role in ("", who.role)


Coming = tuple[date, Checklist, Item]
"""An open item with its checklist and its day."""


class Dues(NamedTuple):
    """What is due: items by their days, how many there are by person in each of PERIODS, and how
    many have no day."""

    coming: list[Coming]
    counts: dict[str, list[int]]
    undated: int


def due(checklists: Iterable[Checklist], today: date, wish: Wish) -> Answer:
    """The open items of checklists that have the states of the kept files.

    An item that is done or not applicable is not due. One without a day is only counted.
    """
    wanted = ((c, [i for i in c.items if is_open(i) and wish.wants(i)]) for c in checklists)
    coming, counts, undated = dues_of(wanted, today, wish.days)
    people: tuple[Row, ...] = tuple((who, *counts[who]) for who in sorted(counts))
    notes = without_day(undated)
    parts = (
        Part("items", "Items", _ITEMS, tuple(_row(*one, today) for one in coming)),
        Part("people", "By person", _PEOPLE, people),
    )
    return Answer("due", "What is due", today, parts, notes)


def without_day(number: int) -> tuple[str, ...]:
    """The note of so many open items that have no day, if there are any."""
    if not number:
        return ()
    return ("1 open item has no day" if number == 1 else f"{number} open items have no day",)


def dues_of(opened: Iterable[tuple[Checklist, Sequence[Item]]], today: date, ahead: int) -> Dues:
    """What is due of the open items of checklists; of the items, those of the next so many days,
    of this week, and those that are overdue."""
    coming: list[Coming] = []
    counts: dict[str, list[int]] = {}
    undated, last = 0, today + timedelta(days=ahead)
    for checklist, items in opened:
        for item in items:
            day = item.due
            if day is None:
                undated += 1
                continue
            period = period_of(day, today)
            if period < len(PERIODS):
                who = item.accountable.name
                if who not in counts:
                    counts[who] = [0] * len(PERIODS)
                counts[who][period] += 1
            if day <= last or period < 2:
                coming.append((day, checklist, item))
    coming.sort(key=lambda one: (one[0], one[1].customer, one[1].title))
    return Dues(coming, counts, undated)


def _row(day: date, of: Checklist, item: Item, today: date) -> Row:
    who, period = item.accountable, period_of(day, today)
    return (
        PERIODS[period] if period < len(PERIODS) else "", day, of.customer, item.do, who.name,
        who.title, (today - day).days if day < today else None, of.title, item.because,
        f"{of.customer_id}/{of.playbook_id}/{item.id}",
    )  # fmt: skip


@lru_cache(maxsize=4096)
def period_of(day: date, today: date) -> int:
    """The number of the first period that a day falls into; their count where it is later."""
    if day < today:
        return 0
    if day <= today + timedelta(days=6 - today.weekday()):
        return 1
    ahead = (day - today).days
    return next((n for n, days in ((2, 30), (3, 60), (4, 90)) if ahead <= days), len(PERIODS))


CLOSED = ("x", "X", "~")
"""What stands in the box of an item that is ticked, or marked as not applicable."""


def is_open(item: Item) -> bool:
    """Whether it is still to be done."""
    return item.state not in CLOSED


def open_items(checklists: Iterable[Checklist]) -> Iterator[tuple[Checklist, Item]]:
    """Every item that is still to be done, with its checklist."""
    for checklist in checklists:
        yield from ((checklist, item) for item in checklist.items if is_open(item))
