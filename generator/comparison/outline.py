"""A plan in outline: which items, when, whose. What `plan` works out, without the words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from generator.calendars import spoken
from generator.handbook import Handbook
from generator.models import Customer, Playbook
from generator.people import Holder, accountable_of
from generator.plan import Planning
from generator.situation import Situation


class Task(NamedTuple):
    """An item of a checklist: from when (of a window), until when, and whose."""

    id: str
    do: str
    start: date | None
    due: date | None
    owner: Holder

    @property
    def when(self) -> str:
        """`Tue 1 Dec 2026`, `Sun 1 Nov to Tue 1 Dec 2026`; empty without a day."""
        if self.due is None:
            return ""
        if self.start is None or self.start == self.due:
            return spoken(self.due)
        return f"{spoken(self.start, self.start.year != self.due.year)} to {spoken(self.due)}"


class Outline(NamedTuple):
    """The items by id, None where the playbook is not for the customer; and why it cannot be
    planned, where it cannot."""

    tasks: Mapping[str, Task] | None
    failed: str = ""


NOTHING = Outline(None)


def outline(handbook: Handbook, customer: Customer, playbook: Playbook, today: date) -> Outline:
    """One customer's plan of one playbook; the same items, days and owners as `plan` gives."""
    planning = Planning(Situation(handbook, customer, today), playbook)
    selection = planning.selection
    holds = selection.applies.holds
    tasks = {}
    for placed in playbook.steps.values() if holds else ():
        if selection.included(placed).holds:
            owner = accountable_of(playbook, placed.phase, placed.step)
            assert owner  # a check saw to it
            dated = planning.dated(placed)
            holder = planning.holder(placed, owner)
            start, day = (dated.start, dated.day) if dated else (None, None)
            tasks[placed.step.id] = Task(placed.step.id, placed.step.do, start, day, holder)
    planning.tell_lacking()
    errors = [problem.message for problem in planning.problems if problem.level == "error"]
    if errors:
        return Outline(None, errors[0])
    return Outline(tasks if holds else None)
