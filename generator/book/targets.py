"""What one customer says of each metric, as far as a book knows what the metrics are made of."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from generator.book.ledger import Account
from generator.calendars import spoken
from generator.conditions import ALWAYS, Condition, attributes_of
from generator.handbook import Handbook
from generator.models import Metric, Target
from generator.offsets import Duration, parse_duration
from generator.schedule import shift
from generator.standing import Standing
from generator.verdicts import MOST_ANSWERS

MET, MISSED, OPEN, UNKNOWN = "met", "missed", "open", "not known"
_ANSWERS = {True: "yes", False: "no", None: UNKNOWN}


class Figure(NamedTuple):
    """A metric of one customer or person: the figure, the verdict, and what it rests on."""

    value: Decimal | None
    verdict: str
    because: str


class Gauged(NamedTuple):
    """What one customer says of the metrics."""

    figures: Mapping[str, Figure]  # by metric
    counts: Mapping[str, bool]  # metrics of persons that are about the customer: whether it is met
    days: Mapping[str, Sequence[date]]  # when events happened that are counted
    typed: Sequence[str]  # metrics that were noted as figures


@dataclass(frozen=True, slots=True)
class Gauge:
    """A metric on a day, with what is the same for every customer."""

    metric: Metric
    target: str | None  # in words
    of: int  # for whom it is, as a number among the conditions
    event: str | None  # what is counted
    since: date  # only events after this day count
    limit: Duration | None  # the longest gap allowed
    figure: Callable[[Gauge, Account], Figure] | None  # of one customer, if there is such a thing

    def judged(self, value: Decimal, because: str) -> Figure:
        """A figure against the target, if there is one."""
        target = self.metric.target
        return Figure(value, (MET if meets(target, value) else MISSED) if target else "", because)


class Gauges:
    """The metrics of a handbook on a day, worked out once for all customers."""

    def __init__(self, handbook: Handbook, today: date) -> None:
        self.today = today
        self._conditions: list[Condition] = [ALWAYS]
        metrics = handbook.metrics.values()
        self.by_id: dict[str, Gauge] = {one.id: self._gauge(one) for one in metrics}
        questions = (q for one in self._conditions for q in attributes_of(one))
        self._asked = tuple({question.attribute: None for question in questions})
        self._about: dict[tuple[str | None, ...], list[Gauge]] = {}  # by the answers
        self.events = {one.event for one in self.by_id.values() if one.event}

    def _gauge(self, metric: Metric) -> Gauge:
        counted = metric.counted
        within = counted.within if counted else None
        return Gauge(
            metric,
            str(metric.target) if metric.target else None,
            self._number(counted.of if counted and counted.of else ALWAYS),
            counted.event if counted else None,
            shift(self.today, within, -within.high, []) if within else date.min,
            _limit(metric.target) if counted and counted.form == "gap" else None,
            _figure_of(metric),
        )

    def _number(self, condition: Condition) -> int:
        """The number of a condition; those that say the same have one."""
        if condition not in self._conditions:
            self._conditions.append(condition)
        return self._conditions.index(condition)

    def about(self, standing: Standing) -> list[Gauge]:
        """The metrics that are measured for a customer; where an answer is missing, one is not."""
        answers = tuple(map(standing.facts.get, self._asked))
        found = self._about.get(answers)
        if found is None:
            if len(self._about) >= MOST_ANSWERS:
                self._about.clear()
            holds = [standing.verdict(condition).holds for condition in self._conditions]
            found = [gauge for gauge in self.by_id.values() if holds[gauge.of]]
            self._about[answers] = found
        return found


def gauges(handbook: Handbook, today: date) -> Gauges:
    """The metrics of a handbook on a day; kept with the handbook."""
    kept: dict[date, Gauges] = handbook.__dict__.setdefault("_gauges", {})
    if today not in kept:
        kept[today] = Gauges(handbook, today)
    return kept[today]


def is_noted(gauge: Gauge, happened: Container[str], typed: Container[str]) -> bool:
    """Whether anything is said of the events that are counted, or of the metric itself: where
    nobody notes them, there is no telling whether there were any."""
    return gauge.event is None or gauge.event in happened or gauge.metric.id in typed


def gauged(account: Account) -> Gauged:
    """What a customer says of the metrics; those of events that nobody's book notes as well."""
    known, noted = gauges(account.handbook, account.today), account.customer.figures
    figures, counts = dict[str, Figure](), dict[str, bool]()
    for gauge in known.about(account.standing):
        id_, counted = gauge.metric.id, gauge.metric.counted
        if id_ in noted:
            figures[id_] = gauge.judged(Decimal(noted[id_]), "as noted")
        elif gauge.figure:
            figures[id_] = gauge.figure(gauge, account)
        if counted and counted.per:
            met = account.standing.verdict(counted.who).holds if counted.who else None
            counts[id_] = bool(met)
    days = {what: on for what, on in account.happened.items() if what in known.events}
    return Gauged(figures, counts, days, [id_ for id_ in noted if id_ in known.by_id])


def _figure_of(metric: Metric) -> Callable[[Gauge, Account], Figure] | None:
    """How a metric of one customer is worked out, where it is."""
    counted = metric.counted
    if metric.measured:
        return _between
    if counted is None or counted.per:
        return None
    return _meets if counted.event is None else _gap if counted.form == "gap" else _times


def _meets(gauge: Gauge, account: Account) -> Figure:
    """Whether the customer is one of those who are counted."""
    counted = gauge.metric.counted
    verdict = account.standing.verdict((counted and counted.who) or ALWAYS)
    return Figure(None, _ANSWERS[verdict.holds], "; ".join(verdict.because))


def _times(gauge: Gauge, account: Account) -> Figure:
    return times(gauge, account.happened.get(gauge.event or "", ()))


def times(gauge: Gauge, days: Sequence[date]) -> Figure:
    """How many events there were in the last so many months."""
    assert gauge.metric.counted
    count = Decimal(sum(day > gauge.since for day in days))
    because = f"the last on {spoken(days[-1])}" if days else "none is noted"
    if gauge.metric.counted.form == "events":
        return gauge.judged(count, because)
    return Figure(count, "yes" if count else "no", because)


def _gap(gauge: Gauge, account: Account) -> Figure:
    return gap(gauge, account.happened.get(gauge.event or "", ()), account.today)


def gap(gauge: Gauge, days: Sequence[date], today: date) -> Figure:
    """The time since the last event, in days, against a target in days, weeks or months."""
    if not days:
        return Figure(None, UNKNOWN, "none is noted")
    value, length = Decimal((today - days[-1]).days), gauge.limit
    because = f"the last on {spoken(days[-1])}"
    if length is None:
        return Figure(value, "", because)
    met = shift(days[-1], length, length.high, []) >= today
    return Figure(value, MET if met else MISSED, because)


def _limit(target: Target | None) -> Duration | None:
    """The longest time that a target in days, weeks or months allows."""
    most = (target.between[1] if target.between else target.at_most) if target else None
    try:
        return parse_duration(f"{most} {target.unit.split()[0]}") if target and most else None
    except ValueError:  # a target in something else
        return None


def _between(gauge: Gauge, account: Account) -> Figure:
    """The days between two moments; while the second is to come, the days so far."""
    measured, today = gauge.metric.measured, account.today
    assert measured
    start = account.day(measured.start)
    if start is None:
        return Figure(None, UNKNOWN, f"{_called(account, measured.start)} is not known")
    end = account.dates.get(measured.end)
    if end is not None and end <= today:
        value = Decimal((end - start.day).days)
        value = value if measured.at_least is None else max(value, measured.at_least)
        return gauge.judged(value, f"from {spoken(start.day)} to {spoken(end)}")
    if start.day > today:
        return Figure(None, OPEN, f"starts on {spoken(start.day)}")
    so_far, target = Decimal((today - start.day).days), gauge.metric.target
    over = target and target.at_most is not None and so_far > target.at_most
    because = f"from {spoken(start.day)}; {_called(account, measured.end)} is not noted yet"
    return Figure(so_far, UNKNOWN if over else OPEN, because)


def _called(account: Account, id_: str) -> str:
    return account.handbook.dates[id_].title


def meets(target: Target, value: Decimal) -> bool:
    """Whether a figure reaches its target."""
    if target.between:
        return target.between[0] <= value <= target.between[1]
    if target.exactly is not None:
        return value == target.exactly
    high = target.at_most is None or value <= target.at_most
    return high and (target.at_least is None or value >= target.at_least)
