"""The metrics of a whole book: sums over its customers, who are added one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from generator.book.load import rounded
from generator.book.targets import (
    MET,
    MISSED,
    UNKNOWN,
    Figure,
    Gauge,
    Gauged,
    gap,
    gauges,
    is_noted,
    times,
)
from generator.handbook import Handbook


@dataclass(slots=True)
class _Sum:
    """What the figures of one metric come to."""

    ones: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    closed: int = 0  # figures that will not change any more
    total: Decimal = Decimal(0)  # of these

    def add(self, figure: Figure) -> None:
        self.ones += 1
        self.verdicts[figure.verdict] = self.verdicts.get(figure.verdict, 0) + 1
        if figure.value is not None and figure.verdict in (MET, MISSED, ""):
            self.closed += 1
            self.total += figure.value


@dataclass(slots=True)
class _Share:
    """What one person's customers bring to a metric of persons."""

    customers: int = 0
    met: int = 0
    days: list[date] = field(default_factory=list)


class OfBook(NamedTuple):
    """A metric of the whole book: a share or a number of customers where the metric is one; else
    the mean, and how many of those known met the target."""

    gauge: Gauge
    value: Decimal | None
    verdict: str
    customers: int | None
    people: int | None


class Tally:
    """The sums of a book as of a day."""

    def __init__(self, handbook: Handbook, today: date) -> None:
        self.gauges, self._handbook = gauges(handbook, today), handbook
        self._sums = defaultdict[str, _Sum](_Sum)
        self._people = defaultdict[str, defaultdict[str, _Share]](lambda: defaultdict(_Share))
        self._happened: set[str] = set()  # events that somebody's book notes
        self._typed: set[str] = set()  # metrics of which somebody's book has a figure

    def add(self, person: str, one: Gauged) -> None:
        """A customer, and who carries them."""
        self._happened.update(one.days)
        self._typed.update(one.typed)
        for id_, figure in one.figures.items():
            self._sums[id_].add(figure)
        for id_, met in one.counts.items() if person else ():
            share = self._people[id_][person]
            share.customers += 1
            share.met += met
            share.days += one.days.get(self.gauges.by_id[id_].event or "", ())

    def is_noted(self, gauge: Gauge) -> bool:
        """Whether anybody's book says anything of the events that are counted."""
        return is_noted(gauge, self._happened, self._typed)

    @property
    def metrics(self) -> Iterator[OfBook]:
        """The metrics of which anything is known of customers; then those of persons."""
        for id_, gauge in self.gauges.by_id.items():
            if id_ in self._sums and self.is_noted(gauge):
                found = self._sums[id_]
                yield OfBook(gauge, *_of_book(gauge, found), found.ones, None)
        for gauge, figures in self.people:
            found = _Sum()
            for _, figure in figures:
                found.add(figure)
            yield OfBook(gauge, *_of_book(gauge, found), None, found.ones)

    @property
    def people(self) -> Iterator[tuple[Gauge, list[tuple[str, Figure]]]]:
        """The metrics that persons have a figure of, with the figures by the people's names."""
        for id_, gauge in self.gauges.by_id.items():
            if id_ in self._people and self.is_noted(gauge):
                shares = sorted(self._people[id_].items())
                yield gauge, [(who, self._of_person(gauge, share)) for who, share in shares]

    def _of_person(self, gauge: Gauge, share: _Share) -> Figure:
        """The figure of one person, over the person's customers whom the metric is about."""
        counted = gauge.metric.counted
        assert counted
        if counted.event is None:
            because = f"{share.met} of {share.customers} customers"
            percent = rounded(Decimal(100 * share.met) / share.customers, 1)
            value = percent if counted.form == "share" else share.met
            return gauge.judged(Decimal(value or 0), because)
        days: Sequence[date] = sorted(share.days)
        if self._handbook.events[counted.event].shared:
            days = sorted(set(days))
        return gap(gauge, days, self.gauges.today) if counted.form == "gap" else times(gauge, days)


def _of_book(gauge: Gauge, found: _Sum) -> tuple[Decimal | None, str]:
    """The figure and the verdict of all."""
    metric, counts = gauge.metric, found.verdicts
    counted = metric.counted
    form = counted.form if counted and not (counted.per or metric.measured) else ""
    if form in ("share", "customers"):
        yes, known = counts.get("yes", 0), counts.get("yes", 0) + counts.get("no", 0)
        if not known:
            return None, UNKNOWN
        value = Decimal(yes) * 100 / known if form == "share" else Decimal(yes)
        return value, gauge.judged(value, "").verdict
    if not found.closed:
        return None, UNKNOWN
    verdict = f"{counts.get(MET, 0)} of {found.closed} met" if metric.target else ""
    return found.total / found.closed, verdict
