"""Offsets to dates, each with its reason."""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from generator.calendars import last_working_day, reasons_off, spoken, working_days_from
from generator.models import Calendar, Moment, Placed, Step
from generator.offsets import Duration, Offset

FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, why it is that day, and how the days it rests on came about."""

    day: date
    because: str
    start: date | None = None  # of a window that ends on `day`
    rests_on: tuple[str, ...] = ()
    warning: str = ""

    @property
    def chain(self) -> tuple[str, ...]:
        """Every sentence of the derivation, the last one first."""
        return tuple(dict.fromkeys((self.because, *self.rests_on)))


class MissingDateError(Exception):
    """A date that is not stated and cannot be derived; `name` is its id."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Schedule:
    """When things are for one customer: the dates of their life and the steps of one playbook.

    `stated` holds what the customer states. `calendars_on` gives the calendars of those who meet
    on a date, `calendars_of` of those who have to be there for a step; `is_here` tells whether a
    step is for this customer. A check refused cycles.
    """

    def __init__(
        self,
        moments: Mapping[str, Moment],
        stated: Mapping[str, date],
        calendars_on: Callable[[Moment], Sequence[Calendar]],
        steps: Mapping[str, Placed],
        calendars_of: Callable[[Step], Sequence[Calendar]],
        is_here: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.moments, self.stated, self.calendars_on = moments, stated, calendars_on
        self.steps, self.calendars_of, self.is_here = steps, calendars_of, is_here
        self._dates: dict[str, Dated] = {}
        self._steps: dict[str, Dated | None] = {}
        self._open: set[str] = set()  # steps whose date is being worked out

    def of_date(self, name: str) -> Dated:
        """A date of the customer, stated or derived. Raises MissingDateError."""
        if name not in self._dates:
            self._dates[name] = self._stated(name) if name in self.stated else self._derived(name)
        return self._dates[name]

    def of_step(self, id_: str) -> Dated | None:
        """When a step is due; None where nothing says so. Raises MissingDateError."""
        if id_ in self._open:
            raise MissingDateError(id_)
        if id_ not in self._steps:
            self._open.add(id_)
            try:
                step = self.steps[id_].step
                found = self._due(step, step.due) if step.due else self._with_others(step)
            finally:
                self._open.discard(id_)
            self._steps[id_] = found
        return self._steps[id_]

    def _stated(self, name: str) -> Dated:
        day, moment = self.stated[name], self.moments[name]
        off = reasons_off(self.calendars_on(moment), day) if moment.working_day else []
        title = title_of(moment)
        warning = f"{title} is stated as {spoken(day)}, a day off: {', '.join(off)}" if off else ""
        return Dated(day, f"{title} is stated as {spoken(day)}", warning=warning)

    def _derived(self, name: str) -> Dated:
        moment = self.moments[name]
        if moment.default is None:
            raise MissingDateError(name)
        default, anchor = moment.default, self.of_date(moment.default.anchor)
        calendars = self.calendars_on(moment)
        landing = calendars if moment.working_day else []
        name = self._named(default.anchor)
        found = (
            self._shifted(default, default.length, name, anchor, calendars, landing)
            if default.length
            else _on(name, anchor, landing)
        )
        return Dated(found.day, f"{title_of(moment)}: {found.because}", None, anchor.chain)

    def _due(self, step: Step, due: Offset) -> Dated:
        anchor, name = self._anchor(due.anchor)
        calendars = self.calendars_of(step)
        if due.length:
            return self._shifted(due, due.length, name, anchor, calendars, calendars)
        off = reasons_off(calendars, anchor.day)
        warning = f"{spoken(anchor.day)}, a day off: {', '.join(off)}" if off else ""
        because = f"on {name} ({anchor.day})"
        return Dated(anchor.day, because, None, anchor.chain, warning)

    def _anchor(self, name: str) -> tuple[Dated, str]:
        """The day a due refers to: the customer's date; where unknown, the step of that name."""
        if name in self.moments:
            try:
                return self.of_date(name), self._named(name)
            except MissingDateError:
                if name not in self.steps or name in self._open:
                    raise
        found = self.of_step(name)
        if found is None:
            raise MissingDateError(name)
        return found, f"'{self.steps[name].step.do}'"

    def _with_others(self, step: Step) -> Dated | None:
        """A step without a due date is due with the last of those it comes after."""
        after = [id_ for id_ in step.after if self.is_here(id_)]
        others = [(found, id_) for id_ in after if (found := self.of_step(id_))]
        if not others:
            return None
        last, id_ = max(others, key=lambda other: other[0].day)
        because = f"with '{self.steps[id_].step.do}' ({last.day}), which it comes after"
        return Dated(last.day, because, None, last.chain)

    def _shifted(
        self,
        offset: Offset,
        length: Duration,
        name: str,
        anchor: Dated,
        counting: Sequence[Calendar],
        landing: Sequence[Calendar],
    ) -> Dated:
        """The day an offset leads to; `landing` calendars move it to a working day before it."""
        before = offset.direction == "before"
        amounts = (-length.high, -length.low) if before else (length.low, length.high)
        start, exact = (shift(anchor.day, length, amount, counting) for amount in amounts)
        day, why = last_working_day(landing, exact) if landing else (exact, [])
        words = f"{length.text} {offset.direction} {name} ({anchor.day}) is "
        if length.low == length.high:
            because = words + (
                spoken(exact) if day == exact else _moved(exact, day, why, first=True)
            )
            return Dated(day, because, None, anchor.chain)
        because = f"{words}{spoken(start)} to {spoken(exact)}{_moved(exact, day, why)}"
        return Dated(day, because, min(start, day), anchor.chain)

    def _named(self, name: str) -> str:
        return title_of(self.moments[name])


def _on(name: str, anchor: Dated, landing: Sequence[Calendar]) -> Dated:
    """The day of another date itself, or the working day before it."""
    day, why = last_working_day(landing, anchor.day) if landing else (anchor.day, [])
    words = f"on {name} ({anchor.day})"
    moved = "" if day == anchor.day else f" is {_moved(anchor.day, day, why, first=True)}"
    return Dated(day, words + moved, None, anchor.chain)


def title_of(moment: Moment) -> str:
    """A date's title inside a sentence: `renewal`; `EBR` and `Will Churn proposed` stay."""
    title = moment.title
    is_name = title[1:] != title[1:].lower()
    return title if is_name else title[:1].lower() + title[1:]


def _moved(exact: date, day: date, why: Sequence[str], first: bool = False) -> str:
    """`Sat 26 Dec; moved to Thu 24 Dec: weekend, Christmas Day in Bavaria`, or nothing."""
    if day == exact:
        return ""
    year = day.year != exact.year
    moved = f"; moved to {spoken(day, year)}: {', '.join(why)}"
    return f"{spoken(exact, year)}{moved}" if first else moved


def shift(day: date, length: Duration, amount: int, calendars: Sequence[Calendar]) -> date:
    """The day `amount` units away; months end with the month's last day, never in the next one."""
    try:
        if length.working:
            moved = working_days_from(calendars, day, amount)
        elif length.unit == "months":
            year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
            last = month_lengths.monthrange(year, month + 1)[1]
            moved = date(year, month + 1, min(day.day, last))
        else:
            moved = day + timedelta(days=amount * (7 if length.unit == "weeks" else 1))
    except (ValueError, OverflowError):
        moved = FIRST if amount < 0 else LAST
    return min(max(moved, FIRST), LAST)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps as written, save that each comes after those it names in `after`."""
    left, done, here = list(steps), set[str](), {step.id for step in steps}
    order: list[Step] = []
    while left:
        ready = next(s for s in left if all(id_ in done or id_ not in here for id_ in s.after))
        left.remove(ready)
        done.add(ready.id)
        order.append(ready)
    return order
