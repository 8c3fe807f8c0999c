"""Scores of a customer with their parts; what is not known leaves its weight to the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from generator.book.cadence import band_of
from generator.book.ledger import Account
from generator.calendars import spoken
from generator.models import Band, Measure, Scale, Score
from generator.schedule import shift

HUNDRED = Decimal(100)


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
    parts = tuple(_parts(score, account))
    counting = [(part.points, part.weight) for part in parts if part.points is not None]
    known = sum((weight for _, weight in counting), Decimal(0))
    whole = sum((part.weight for part in parts), Decimal(0))
    if not known or not score.points:
        return Scored(None, "not known", Decimal(0), parts)
    most = max(score.points.values())
    points = sum((p * w for p, w in counting), Decimal(0)) * HUNDRED / (most * known)
    over = next((p for p in parts if p.points is not None and p.band in p.measure.overrides), None)
    scale = account.handbook.scales.get(score.scale or "")
    band = _nearest(scale, points) if scale else None
    verdict = band.title if band else ""
    because = ""
    if over and scale:
        verdict = next((b.title for b in scale.bands if b.id == over.band), over.band)
        because = f"{over.measure.title} is {over.band}, which decides"
    return Scored(points, verdict, known * HUNDRED / whole, parts, because)


def _nearest(scale: Scale, points: Decimal) -> Band | None:
    """The band of a score; between two whole limits, that of the points cut to a whole number."""
    return band_of(scale, points) or band_of(scale, points // 1)


def _parts(score: Score, account: Account) -> Iterator[Valued]:
    too_soon = _too_soon(score, account)
    for group in score.groups:
        for measure in group.measures:
            if account.customer.segment not in measure.not_for and measure.weight:
                weight = group.weight * measure.weight / HUNDRED
                if too_soon and not measure.at_once:
                    yield Valued(measure, "", "", None, weight, too_soon)
                else:
                    yield _valued(score, measure, weight, account)


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


def _valued(score: Score, measure: Measure, weight: Decimal, account: Account) -> Valued:
    scale = _scale_for(measure, account)
    typed = account.customer.figures.get(measure.id)
    if measure.set_by:
        return _by_event(score, measure, weight, account)
    because = "as noted"
    if typed is None and scale and scale.judges == "cadence" and (last := _last_call(account)):
        typed, because = str((account.today - last).days), f"days since the call on {spoken(last)}"
    if typed is None:
        return Valued(measure, "", "", None, weight, "not known")
    if typed in score.points:
        return Valued(measure, typed, typed, score.points[typed], weight, because)
    band = band_of(scale, Decimal(typed)) if scale else None
    if band is None:
        return Valued(measure, typed, "", None, weight, "no scale judges it")
    assert scale
    colour = band.id if band.id in score.points else band.title.casefold()
    points = score.points.get(colour) if band.counts else None
    return Valued(measure, typed, colour, points, weight, f"{because}; {scale.title}: {band}")


def _by_event(score: Score, measure: Measure, weight: Decimal, account: Account) -> Valued:
    """What an event set, as long as the scale lets it count."""
    set_ = [h for h in account.customer.events if h.what == measure.set_by and h.value]
    if not set_:
        return Valued(measure, "", "", None, weight, "never set")
    latest = max(set_, key=lambda h: h.on)
    value, days = latest.value or "", (account.today - latest.on).days
    scale = account.handbook.scales.get(measure.scale or "")
    band = band_of(scale, days) if scale else None
    because = f"set on {spoken(latest.on)}, {days} days ago"
    if band and not band.counts:
        return Valued(measure, value, value, None, weight, f"{because}: {band.title.lower()}")
    return Valued(measure, value, value, score.points.get(value), weight, because)


def _scale_for(measure: Measure, account: Account) -> Scale | None:
    """The measure's scale, or the one that says the same for this day and priority."""
    scales = account.handbook.scales
    named = scales.get(measure.scale or "")
    if named is None:
        return None
    same = [s for s in scales.values() if s.rule and s.rule == named.rule and s.unit == named.unit]
    fitting = [s for s in same if _in_force(s, account.today) and _fits(s, named, account)]
    if _in_force(named, account.today) and (_fits(named, named, account) or not fitting):
        return named
    return fitting[0] if fitting else None


def _in_force(scale: Scale, today: date) -> bool:
    return (not scale.start or scale.start <= today) and (not scale.until or today <= scale.until)


def _fits(scale: Scale, named: Scale, account: Account) -> bool:
    own = account.priority.id if account.priority else None
    same_form = [b.id for b in scale.bands] == [b.id for b in named.bands]
    return same_form and scale.priority in (None, own)


def _last_call(account: Account) -> date | None:
    return account.latest("calls")
