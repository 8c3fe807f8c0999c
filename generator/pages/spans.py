"""How far due dates lie from each other, roughly, for drawings: months have 30.4 days here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from generator.handbook import Handbook
from generator.models import Playbook, Step
from generator.offsets import Offset

DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4}
WORKING = 1.4  # calendar days for a working day


class Span(NamedTuple):
    """From day to day, counted from a date that nothing else is counted from."""

    root: str
    start: float
    end: float


@dataclass(frozen=True)
class Spans:
    """Where the dates of a handbook and the steps of a playbook lie."""

    handbook: Handbook
    playbook: Playbook | None = None

    def date(self, id_: str) -> Span:
        """A date by its default; one without is its own beginning."""
        default = self.handbook.dates[id_].default
        return self.due(default) if default else Span(id_, 0, 0)

    def due(self, due: Offset) -> Span:
        """What is written as due."""
        dates = self.handbook.dates
        at = self.date(due.anchor) if due.anchor in dates else self.steps[due.anchor]
        first, last = _days(due)
        return Span(at.root, at.end + first, at.end + last)

    @cached_property
    def steps(self) -> Mapping[str, Span]:
        """The steps that have a day, by id."""
        assert self.playbook
        found: dict[str, Span] = {}
        for id_ in self.playbook.steps:
            self._place(id_, found)
        return found

    def _place(self, id_: str, found: dict[str, Span]) -> None:
        """Enter a step's span, and before it those of the steps that it is counted from."""
        assert self.playbook
        step = self.playbook.steps[id_].step
        needed = _counted_from(step, self.handbook)
        for other in needed:
            if other not in found:
                self._place(other, found)
        if step.due:
            at = found.get(step.due.anchor) if needed else self.date(step.due.anchor)
            if at:
                first, last = _days(step.due)
                found[id_] = Span(at.root, at.end + first, at.end + last)
        elif placed := [found[other] for other in needed if other in found]:
            last_one = max(placed, key=lambda span: span.end)
            found[id_] = last_one._replace(start=last_one.end)


def _counted_from(step: Step, handbook: Handbook) -> list[str]:
    """The steps whose day a step needs to have one."""
    if step.due:
        return [] if step.due.anchor in handbook.dates else [step.due.anchor]
    return step.after


def _days(offset: Offset) -> tuple[float, float]:
    """From when to when, in days from the anchor."""
    length = offset.length
    if length is None:
        return 0.0, 0.0
    each = DAYS[length.unit] * (WORKING if length.working else 1)
    if offset.direction == "before":
        return -length.high * each, -length.low * each
    return length.low * each, length.high * each


def distance(days: float) -> str:
    """`3 weeks`: in the largest unit that fits."""
    size = abs(days)
    unit = "days" if size < 21 else "weeks" if size < 92 else "months"
    count = round(size / DAYS[unit])
    return f"{count} {unit if count != 1 else unit[:-1]}"


def beside(days: float, name: str) -> str:
    """`3 weeks before Kickoff`, `on Kickoff`."""
    if round(days) == 0:
        return f"on {name}"
    return f"{distance(days)} {'before' if days < 0 else 'after'} {name}"
