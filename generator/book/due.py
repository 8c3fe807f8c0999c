"""What is due: overdue, this week, in the next 30, 60 and 90 days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from generator.answer import Answer, Cell, Part, columns
from generator.checklist import Checklist, Item

PERIODS = ("Overdue", "This week", "30 days", "60 days", "90 days")


class Wish(NamedTuple):
    """Whose items, and how far ahead."""

    person: str = ""
    role: str = ""
    days: int = 30

    def wants(self, item: Item) -> bool:
        """Whether it is an item of this person in this role."""
        who = item.accountable
        return self.person in ("", who.name) and self.role in ("", who.role)


def due(checklists: Iterable[Checklist], today: date, wish: Wish) -> Answer:
    """The open items of checklists that have the states of the kept files.

    An item that is done or not applicable is not due. One without a day is only counted.
    """
    rows: list[tuple[date, Checklist, Item, str]] = []
    counts, undated = Counter[tuple[str, str]](), 0
    for checklist, item in open_items(checklists):
        if not wish.wants(item):
            continue
        if item.due is None:
            undated += 1
            continue
        period = period_of(item.due, today)
        if period:
            counts[item.accountable.name, period] += 1
        if item.due <= today + timedelta(days=wish.days) or period in PERIODS[:2]:
            rows.append((item.due, checklist, item, period))
    rows.sort(key=lambda row: (row[0], row[1].customer, row[1].title))
    table: tuple[tuple[Cell, ...], ...] = tuple(
        (period, day, c.customer, item.do, item.accountable.name, item.accountable.title,
         (today - day).days if day < today else None, c.title, item.because,
         f"{c.customer_id}/{c.playbook_id}/{item.id}")
        for day, c, item, period in rows
    )  # fmt: skip
    people = sorted({person for person, _ in counts})
    by_person: tuple[tuple[Cell, ...], ...] = tuple(
        (who, *(counts[who, period] for period in PERIODS)) for who in people
    )
    notes = (f"{undated} open items have no day",) if undated else ()
    heads = columns("When, Due, Customer, Task, Who, Role, Days late, Playbook", "Because, Id")
    return Answer(
        "due", "What is due", today,
        (
            Part("items", "Items", heads, table),
            Part("people", "By person", columns(", ".join(("Person", *PERIODS))), by_person),
        ),
        notes,
    )  # fmt: skip


def period_of(day: date, today: date) -> str:
    """The first period that a day falls into; empty where it is later than all."""
    if day < today:
        return PERIODS[0]
    if day <= today + timedelta(days=6 - today.weekday()):
        return PERIODS[1]
    ahead = (day - today).days
    return next((f"{days} days" for days in (30, 60, 90) if ahead <= days), "")


def is_open(item: Item) -> bool:
    """Whether it is still to be done: not ticked, and not marked as not applicable."""
    return item.state not in ("x", "X", "~")


def open_items(checklists: Iterable[Checklist]) -> Iterator[tuple[Checklist, Item]]:
    """Every item that is still to be done, with its checklist."""
    for checklist in checklists:
        yield from ((checklist, item) for item in checklist.items if is_open(item))
