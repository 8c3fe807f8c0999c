"""Offsets to dates, each with its reason."""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

from generator.calendars import Together, reasons_off, spoken, together, working_days_from
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


_dated = partial(tuple.__new__, Dated)
"""Made of its fields at once: thousands are made."""


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
        calendars_on: Callable[[Moment], Together],
        steps: Mapping[str, Placed],
        calendars_of: Callable[[Step], Together],
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
        calendars_of: Callable[[Step], Together],
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

    def known(self, name: str) -> Dated | None:
        """The same; None where it is neither."""
        try:
            return self.of_date(name)
        except MissingDateError:
            return None

    def of_step(self, id_: str) -> Dated | None:
        """When a step is due; None where nothing says so. Raises MissingDateError."""
        if id_ in self._steps:
            return self._steps[id_]
        step = self.steps[id_].step
        due = step.due
        if due and (anchor := self._anchors.get(due.anchor)):
            found: Dated | None = self._from(anchor, step, due)
        else:
            found = self._followed(step)
        self._steps[id_] = found
        return found

    def _followed(self, step: Step) -> Dated | None:
        """The same, where what the step counts from has to be worked out first."""
        if step.id in self._open:
            raise MissingDateError(step.id)
        self._open.add(step.id)
        try:
            due = step.due
            return (
                self._from(self._anchor(due.anchor), step, due) if due else self._with_others(step)
            )
        finally:
            self._open.discard(step.id)

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
        landing = calendars if moment.working_day else together([])
        found = (
            _shifted(default, default.length, anchor, calendars, landing)
            if default.length
            else _on(anchor, landing)
        )
        return Dated(found.day, f"{title_of(moment)}: {found.because}", None, anchor.chain)

    def _from(self, anchor: _Anchor, step: Step, due: Offset) -> Dated:
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


def _on(anchor: _Anchor, landing_on: Together) -> Dated:
    """The day of another date itself, or the working day before it."""
    found = landing_on.landings[anchor.day]
    moved = f" is {found.words}" if found.moved else ""
    return Dated(found.day, f"on {anchor.words}{moved}", None, anchor.chain)


def _shifted(
    offset: Offset,
    length: Duration,
    anchor: _Anchor,
    counting: Together,
    landing_on: Together,
) -> Dated:
    """The day an offset leads to; `landing_on` calendars move it to a working day before it."""
    day, words, chain = anchor
    low, high = length.low, length.high
    first, last = (-high, -low) if offset.direction == "before" else (low, high)
    exact = shift(day, length, last, counting)
    landed, _, moved, said = landing_on.landings[exact]
    words = f"{length.text} {offset.direction} {words} is "
    if low == high:
        return _dated((landed, words + said, None, chain, ""))
    start = shift(day, length, first, counting)
    because = f"{words}{spoken(start)} to {spoken(exact)}{moved}"
    return _dated((landed, because, min(start, landed), chain, ""))


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
        if length.unit == "months":
            month = day.year * 12 + day.month - 1 + amount
            moved = _in_month(month // 12, month % 12 + 1, day.day)
        elif length.working:
            moved = working_days_from(calendars, day, amount)
        else:
            moved = day + _SPANS[amount * 7 if length.unit == "weeks" else amount]
    except (ValueError, OverflowError):
        return FIRST if amount < 0 else LAST
    return moved if FIRST <= moved <= LAST else min(max(moved, FIRST), LAST)


def _in_month(year: int, month: int, day: int) -> date:
    """This day of a month; its last one, where it has not so many."""
    if day > 28:
        day = min(day, month_lengths.monthrange(year, month)[1])
    return date(year, month, day)


class _Spans(dict[int, timedelta]):
    """Days, each number of them made once: there are not many, and most come again."""

    def __missing__(self, days: int) -> timedelta:
        made = self[days] = timedelta(days)
        return made


_SPANS = _Spans()


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
