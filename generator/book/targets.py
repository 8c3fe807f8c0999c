"""Metrics against their targets, as far as a book knows what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from generator.book.ledger import Account
from generator.book.load import rounded
from generator.calendars import spoken
from generator.models import Metric, Target
from generator.offsets import parse_duration
from generator.schedule import shift

MET, MISSED, OPEN, UNKNOWN = "met", "missed", "open", "not known"


class Figure(NamedTuple):
    """A metric of one customer: the figure, the verdict, and what it rests on."""

    value: Decimal | None
    verdict: str
    because: str


def is_about(metric: Metric, account: Account) -> bool:
    """Whether the metric is measured for this customer; where an answer is missing, it is not."""
    counted = metric.counted
    return not (counted and counted.of) or bool(account.standing.verdict(counted.of).holds)


def is_noted(metric: Metric, accounts: Sequence[Account]) -> bool:
    """Whether anybody's book says anything of the events that are counted: where nobody notes
    them, there is no telling whether there were any."""
    event = metric.counted.event if metric.counted else None
    return event is None or any(
        metric.id in account.customer.figures or account.happened(event) for account in accounts
    )


def of_customer(metric: Metric, account: Account) -> Figure | None:
    """The figure of one customer, or None where the metric is not computed for a single one."""
    if typed := account.customer.figures.get(metric.id):
        return _judged(metric, Decimal(typed), "as noted")
    if metric.measured:
        return _between(metric, account)
    counted = metric.counted
    if counted is None or counted.per:
        return None
    if counted.event is None:
        assert counted.who
        verdict = account.standing.verdict(counted.who)
        answers = {True: "yes", False: "no", None: UNKNOWN}
        return Figure(None, answers[verdict.holds], "; ".join(verdict.because))
    days = account.happened(counted.event)
    if counted.form == "gap":
        return _gap(metric, account.today, days)
    return _within(metric, account.today, days)


def of_person(metric: Metric, book: Sequence[Account]) -> Figure:
    """The figure of one person, over those of the person's customers whom the metric is about."""
    counted, today = metric.counted, book[0].today
    assert counted
    if counted.event is None:
        assert counted.who
        met = sum(bool(account.standing.verdict(counted.who).holds) for account in book)
        because = f"{met} of {len(book)} customers"
        value = rounded(Decimal(100 * met) / len(book), 1) if counted.form == "share" else met
        return _judged(metric, Decimal(value or 0), because)
    days = sorted(day for account in book for day in account.happened(counted.event))
    if book[0].handbook.events[counted.event].shared:
        days = sorted(set(days))
    return (_gap if counted.form == "gap" else _within)(metric, today, days)


def _within(metric: Metric, today: date, days: Sequence[date]) -> Figure:
    """How many events there were in the last so many months."""
    assert metric.counted
    within = metric.counted.within
    start = shift(today, within, -within.high, []) if within else date.min
    count = Decimal(sum(day > start for day in days))
    because = f"the last on {spoken(days[-1])}" if days else "none is noted"
    if metric.counted.form == "events":
        return _judged(metric, count, because)
    return Figure(count, "yes" if count else "no", because)


def _gap(metric: Metric, today: date, days: Sequence[date]) -> Figure:
    """The time since the last event, in days, against a target in days, weeks or months."""
    if not days:
        return Figure(None, UNKNOWN, "none is noted")
    value = Decimal((today - days[-1]).days)
    because = f"the last on {spoken(days[-1])}"
    target = metric.target
    most = (target.between[1] if target.between else target.at_most) if target else None
    if target is None or most is None:
        return Figure(value, "", because)
    length = parse_duration(f"{most} {target.unit.split()[0]}")
    met = shift(days[-1], length, length.high, []) >= today
    return Figure(value, MET if met else MISSED, because)


def _between(metric: Metric, account: Account) -> Figure:
    """The days between two moments; while the second is to come, the days so far."""
    assert metric.measured
    start = account.day(metric.measured.start)
    if start is None:
        return Figure(None, UNKNOWN, f"{_called(account, metric.measured.start)} is not known")
    end = account.dates.get(metric.measured.end)
    if end is not None and end <= account.today:
        value = Decimal((end - start.day).days)
        least = metric.measured.at_least
        value = value if least is None else max(value, least)
        return _judged(metric, value, f"from {spoken(start.day)} to {spoken(end)}")
    if start.day > account.today:
        return Figure(None, OPEN, f"starts on {spoken(start.day)}")
    so_far = Decimal((account.today - start.day).days)
    most = metric.target.at_most if metric.target else None
    end_title = _called(account, metric.measured.end)
    because = f"from {spoken(start.day)}; {end_title} is not noted yet"
    over = most is not None and so_far > most
    return Figure(so_far, UNKNOWN if over else OPEN, because)


def _called(account: Account, id_: str) -> str:
    return account.handbook.dates[id_].title


def _judged(metric: Metric, value: Decimal, because: str) -> Figure:
    target = metric.target
    return Figure(value, (MET if meets(target, value) else MISSED) if target else "", because)


def meets(target: Target, value: Decimal) -> bool:
    """Whether a figure reaches its target."""
    if target.between:
        return target.between[0] <= value <= target.between[1]
    if target.exactly is not None:
        return value == target.exactly
    high = target.at_most is None or value <= target.at_most
    return high and (target.at_least is None or value >= target.at_least)


def of_book(metric: Metric, figures: Sequence[Figure]) -> tuple[Decimal | None, str]:
    """The figure and the verdict of the whole book: a share or a number of customers where the
    metric is one; else the mean, and how many of those known met the target."""
    counted = metric.counted
    form = counted.form if counted and not (counted.per or metric.measured) else ""
    if form in ("share", "customers"):
        known = [figure for figure in figures if figure.verdict in ("yes", "no")]
        yes = Decimal(sum(figure.verdict == "yes" for figure in known))
        if not known:
            return None, UNKNOWN
        value = yes * 100 / len(known) if form == "share" else yes
        return value, _judged(metric, value, "").verdict
    closed = [f for f in figures if f.verdict in (MET, MISSED, "") and f.value is not None]
    if not closed:
        return None, UNKNOWN
    mean = sum((f.value or Decimal(0) for f in closed), Decimal(0)) / len(closed)
    met = sum(f.verdict == MET for f in closed)
    return mean, f"{met} of {len(closed)} met" if metric.target else ""


def computed(
    metrics: Sequence[Metric], accounts: Sequence[Account]
) -> Iterator[tuple[Metric, list[tuple[Account, Figure]]]]:
    """The metrics of which anything is known, each with the figures of its customers."""
    for metric in metrics:
        if not is_noted(metric, accounts):
            continue
        about = [account for account in accounts if is_about(metric, account)]
        found = [(account, figure) for account in about if (figure := of_customer(metric, account))]
        if found:
            yield metric, found


def by_people(
    metrics: Sequence[Metric], accounts: Sequence[Account]
) -> Iterator[tuple[Metric, list[tuple[str, Figure]]]]:
    """The metrics that each person has a figure of, with the figures by the people's names."""
    for metric in metrics:
        if metric.counted and metric.counted.per and is_noted(metric, accounts):
            books: dict[str, list[Account]] = {}
            for account in accounts:
                if account.person and is_about(metric, account):
                    books.setdefault(account.person, []).append(account)
            found = [(who, of_person(metric, books[who])) for who in sorted(books)]
            if found:
                yield metric, found
