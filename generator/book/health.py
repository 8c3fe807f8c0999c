"""Scores of a customer with their parts; what is not known leaves its weight to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from generator.book.cadence import band_of
from generator.book.ledger import Account
from generator.calendars import spoken
from generator.models import Band, Measure, Scale, Score
from generator.schedule import shift

HUNDRED = Decimal(100)
MOST_KNOWN = 500
"""So many different figures of a measure are kept before the memory is emptied."""


class Valued(NamedTuple):
    """A measure of one customer: its figure, its band, what it counts, and its weight."""

    measure: Measure
    value: str
    band: str
    points: Decimal | None  # None: it does not count
    weight: Decimal  # percent of the score, as if every measure counted
    because: str


class Scored(NamedTuple):
    """A score of one customer: None where nothing of it is known."""

    points: Decimal | None
    verdict: str
    known: Decimal  # percent of the weight that is known
    parts: tuple[Valued, ...]
    because: str = ""


def scored(score: Score, account: Account) -> Scored:
    """The mean of the points by weight, over the measures that have a figure.

    A measure whose band is among those that override is the verdict on the whole.
    """
    sheet, too_soon = _sheet(score, account), _too_soon(score, account)
    parts = tuple(
        [
            one.without(too_soon) if too_soon and not one.measure.at_once else one.of(account)
            for one in sheet.measures
        ]
    )
    counting = [part for part in parts if part.points is not None]
    known = sum((part.weight for part in counting), Decimal(0))
    if not known or not score.points:
        return Scored(None, "not known", Decimal(0), parts)
    points = sum((p.points * p.weight for p in counting if p.points is not None), Decimal(0))
    points = points * HUNDRED / (sheet.most * known)
    over = next((p for p in counting if p.band in p.measure.overrides), None)
    scale = account.handbook.scales.get(score.scale or "")
    band = _nearest(scale, points) if scale else None
    verdict = band.title if band else ""
    because = ""
    if over and scale:
        verdict = next((b.title for b in scale.bands if b.id == over.band), over.band)
        because = f"{over.measure.title} is {over.band}, which decides"
    return Scored(points, verdict, known * HUNDRED / sheet.weight, parts, because)


def _nearest(scale: Scale, number: Decimal) -> Band | None:
    """The band of a number; between two whole limits, that of the number cut to a whole one."""
    return band_of(scale, number) or band_of(scale, number // 1)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A measure as it counts on a day for customers of one segment and priority."""

    score: Score
    measure: Measure
    weight: Decimal
    scale: Scale | None
    today: date
    known: dict[object, Valued] = field(default_factory=dict)  # by what is known of a customer

    def of(self, account: Account) -> Valued:
        """The measure of one customer: worked out once for all of whom the same is known."""
        known = self._set(account) if self.measure.set_by else self._noted(account)
        valued = self.known.get(known)
        if valued is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            valued = self.known[known] = self._valued(known)
        return valued

    def _noted(self, account: Account) -> str | date | None:
        """The figure as typed; else the last call, where that is what the scale judges."""
        typed = account.customer.figures.get(self.measure.id)
        if typed is None and self.scale and self.scale.judges == "cadence":
            return account.latest("calls")
        return typed

    def _set(self, account: Account) -> tuple[date, str] | None:
        """What an event set it to, and when."""
        what = self.measure.set_by
        set_ = [h for h in account.customer.events if h.what == what and h.value]
        latest = max(set_, key=lambda h: h.on) if set_ else None
        return (latest.on, latest.value or "") if latest else None

    def _valued(self, known: str | date | tuple[date, str] | None) -> Valued:
        if isinstance(known, tuple):
            return self._by_event(*known)
        if known is None:
            return self.without("never set" if self.measure.set_by else "not known")
        if isinstance(known, date):
            days = str((self.today - known).days)
            return self._by_scale(days, f"days since the call on {spoken(known)}")
        return self._by_scale(known, "as noted")

    def without(self, because: str) -> Valued:
        """No figure."""
        return Valued(self.measure, "", "", None, self.weight, because)

    def _by_scale(self, typed: str, because: str) -> Valued:
        points, scale = self.score.points, self.scale
        if typed in points:
            return Valued(self.measure, typed, typed, points[typed], self.weight, because)
        number = Decimal(typed) if scale else Decimal(0)
        band = _nearest(scale, number) if scale else None
        if band is None or scale is None:
            return Valued(self.measure, typed, "", None, self.weight, "no scale judges it")
        if not band_of(scale, number):
            because += f", cut to {number // 1}"
        colour = band.id if band.id in points else band.title.casefold()
        count = points.get(colour) if band.counts else None
        because += f"; {scale.title}: {band}"
        return Valued(self.measure, typed, colour, count, self.weight, because)

    def _by_event(self, on: date, value: str) -> Valued:
        """What an event set, as long as the scale lets it count."""
        days = (self.today - on).days
        band = band_of(self.scale, days) if self.scale else None
        because, points = f"set on {spoken(on)}, {days} days ago", self.score.points.get(value)
        if band and not band.counts:
            because, points = f"{because}: {band.title.lower()}", None
        return Valued(self.measure, value, value, points, self.weight, because)


class _Sheet(NamedTuple):
    """A score for customers of one segment and priority."""

    measures: tuple[_Weighed, ...]
    weight: Decimal  # of all of them
    most: Decimal  # points of a measure


def _sheet(score: Score, account: Account) -> _Sheet:
    """The score for customers like this one; kept with the handbook."""
    handbook, segment, today = account.handbook, account.customer.segment, account.today
    own = account.priority.id if account.priority else None
    kept: dict[object, _Sheet] = handbook.__dict__.setdefault("_sheets", {})
    found = kept.get((score.id, segment, own, today))
    if found is None:
        measures = tuple(
            _Weighed(score, measure, group.weight * measure.weight / HUNDRED, scale, today)
            for group in score.groups
            for measure in group.measures
            if segment not in measure.not_for and measure.weight
            for scale in [_scale_for(measure, handbook.scales, own, today)]
        )
        weight = sum((one.weight for one in measures), Decimal(0))
        most = max(score.points.values(), default=Decimal(0))
        found = kept[score.id, segment, own, today] = _Sheet(measures, weight, most)
    return found


def _too_soon(score: Score, account: Account) -> str:
    """Why most measures do not count yet; empty after the score's beginning, or where nobody knows
    when the customer's began."""
    begin = score.beginning
    dated = account.day(begin.start) if begin else None
    if begin is None or dated is None:
        return ""
    end = shift(dated.day, begin.first, begin.first.high, [])
    if account.today >= end:
        return ""
    title = account.handbook.dates[begin.start].title.lower()
    return f"counts from {spoken(end)} on, {begin.first.text} after {title}"


def _scale_for(
    measure: Measure, scales: Mapping[str, Scale], own: str | None, today: date
) -> Scale | None:
    """The measure's scale; where its events do not set it, the one that says the same for this day
    and priority."""
    named = scales.get(measure.scale or "")
    if named is None or measure.set_by:
        return named
    same = [s for s in scales.values() if s.rule and s.rule == named.rule and s.unit == named.unit]
    fitting = [s for s in same if _in_force(s, today) and _fits(s, named, own)]
    if _in_force(named, today) and (_fits(named, named, own) or not fitting):
        return named
    return fitting[0] if fitting else None


def _in_force(scale: Scale, today: date) -> bool:
    return (not scale.start or scale.start <= today) and (not scale.until or today <= scale.until)


def _fits(scale: Scale, named: Scale, own: str | None) -> bool:
    same_form = [b.id for b in scale.bands] == [b.id for b in named.bands]
    return same_form and scale.priority in (None, own)
