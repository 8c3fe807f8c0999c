"""Offsets to dates, each with its reason."""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from generator.calendars import landing, reasons_off, spoken, working_days_from
from generator.models import Calendar, Moment, Placed, Step
from generator.offsets import Duration, Offset

FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)


class Dated(NamedTuple):
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


class _Anchor(NamedTuple):
    """A day that others count from: what it is called, with the day, and how it came about."""

    day: date
    words: str
    chain: tuple[str, ...]


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
        self._anchors: dict[str, _Anchor] = {}  # of those dates
        self._steps: dict[str, Dated | None] = {}
        self._open: set[str] = set()  # steps whose date is being worked out

    def of_playbook(
        self,
        steps: Mapping[str, Placed],
        calendars_of: Callable[[Step], Sequence[Calendar]],
        is_here: Callable[[str], bool],
    ) -> Schedule:
        """The same dates, of which each is worked out once, with the steps of a playbook."""
        made = Schedule(self.moments, self.stated, self.calendars_on, steps, calendars_of, is_here)
        made._dates, made._anchors = self._dates, self._anchors
        return made

    def of_date(self, name: str) -> Dated:
        """A date of the customer, stated or derived. Raises MissingDateError."""
        if name not in self._dates:
            self._dates[name] = self._stated(name) if name in self.stated else self._derived(name)
        return self._dates[name]

    def of_step(self, id_: str) -> Dated | None:
        """When a step is due; None where nothing says so. Raises MissingDateError."""
        if id_ in self._steps:
            return self._steps[id_]
        if id_ in self._open:
            raise MissingDateError(id_)
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
        default, anchor = moment.default, self._date(moment.default.anchor)
        calendars = self.calendars_on(moment)
        landing = calendars if moment.working_day else []
        found = (
            _shifted(default, default.length, anchor, calendars, landing)
            if default.length
            else _on(anchor, landing)
        )
        return Dated(found.day, f"{title_of(moment)}: {found.because}", None, anchor.chain)

    def _due(self, step: Step, due: Offset) -> Dated:
        anchor = self._anchors.get(due.anchor) or self._anchor(due.anchor)
        calendars = self.calendars_of(step)
        if due.length:
            return _shifted(due, due.length, anchor, calendars, calendars)
        off = reasons_off(calendars, anchor.day)
        warning = f"{spoken(anchor.day)}, a day off: {', '.join(off)}" if off else ""
        return Dated(anchor.day, f"on {anchor.words}", None, anchor.chain, warning)

    def _date(self, name: str) -> _Anchor:
        """A date of the customer to count from. Raises MissingDateError."""
        found = self._anchors.get(name)
        if found is None:
            dated, title = self.of_date(name), title_of(self.moments[name])
            found = _Anchor(dated.day, f"{title} ({dated.day})", dated.chain)
            self._anchors[name] = found
        return found

    def _anchor(self, name: str) -> _Anchor:
        """The day a due refers to: the customer's date; where unknown, the step of that name."""
        if name in self.moments:
            try:
                return self._date(name)
            except MissingDateError:
                if name not in self.steps or name in self._open:
                    raise
        found = self.of_step(name)
        if found is None:
            raise MissingDateError(name)
        words = f"'{self.steps[name].step.do}' ({found.day})"
        return _Anchor(found.day, words, found.chain)

    def _with_others(self, step: Step) -> Dated | None:
        """A step without a due date is due with the last of those it comes after."""
        after = [id_ for id_ in step.after if self.is_here(id_)]
        others = [(found, id_) for id_ in after if (found := self.of_step(id_))]
        if not others:
            return None
        last, id_ = max(others, key=lambda other: other[0].day)
        because = f"with '{self.steps[id_].step.do}' ({last.day}), which it comes after"
        return Dated(last.day, because, None, last.chain)


def _on(anchor: _Anchor, landing_on: Sequence[Calendar]) -> Dated:
    """The day of another date itself, or the working day before it."""
    found = landing(landing_on, anchor.day)
    moved = f" is {found.words}" if found.moved else ""
    return Dated(found.day, f"on {anchor.words}{moved}", None, anchor.chain)


def _shifted(
    offset: Offset,
    length: Duration,
    anchor: _Anchor,
    counting: Sequence[Calendar],
    landing_on: Sequence[Calendar],
) -> Dated:
    """The day an offset leads to; `landing_on` calendars move it to a working day before it."""
    before = offset.direction == "before"
    exact = shift(anchor.day, length, -length.low if before else length.high, counting)
    found = landing(landing_on, exact)
    words = f"{length.text} {offset.direction} {anchor.words} is "
    if length.low == length.high:
        return Dated(found.day, words + found.words, None, anchor.chain)
    start = shift(anchor.day, length, -length.high if before else length.low, counting)
    because = f"{words}{spoken(start)} to {spoken(exact)}{found.moved}"
    return Dated(found.day, because, min(start, found.day), anchor.chain)


def title_of(moment: Moment) -> str:
    """A date's title inside a sentence: `renewal`; `EBR` and `Will Churn proposed` stay."""
    return _inside(moment.title)


@lru_cache(maxsize=1024)
def _inside(title: str) -> str:
    is_name = title[1:] != title[1:].lower()
    return title if is_name else title[:1].lower() + title[1:]


def shift(day: date, length: Duration, amount: int, calendars: Sequence[Calendar]) -> date:
    """The day `amount` units away; months end with the month's last day, never in the next one."""
    try:
        if length.working:
            moved = working_days_from(calendars, day, amount)
        elif length.unit == "months":
            year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
            last = 28 if day.day <= 28 else month_lengths.monthrange(year, month + 1)[1]
            moved = date(year, month + 1, min(day.day, last))
        else:
            moved = day + timedelta(amount * 7 if length.unit == "weeks" else amount)
    except (ValueError, OverflowError):
        moved = FIRST if amount < 0 else LAST
    return min(max(moved, FIRST), LAST)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps as written, save that each comes after those it names in `after`."""
    done, here = set[str](), {step.id for step in steps}
    order, left = list[Step](), list(steps)
    while left:
        ready = next(s for s in left if not s.after or here.intersection(s.after) <= done)
        left.remove(ready)
        done.add(ready.id)
        order.append(ready)
    return order
