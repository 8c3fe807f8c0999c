"""Each metric against its target, for each customer and the book; scores with their parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from generator.answer import Answer, Cell, Part, columns
from generator.book.health import scored
from generator.book.ledger import Account
from generator.book.load import rounded
from generator.book.tally import Tally
from generator.book.targets import Gauge, Gauged, gauged, gauges, is_noted
from generator.handbook import Handbook

_BOOK = columns("Metric, Target, Figure, Verdict, Customers, People", "Rule")
_CUSTOMERS = columns("Metric, Customer, Who, Target, Figure, Verdict, Because", "Rule")
_PEOPLE = columns("Metric, Who, Target, Figure, Verdict, Because", "Rule")
_SCORES = columns("Customer, Who, Score, Points, Verdict, Weight known", "Because, Rule")
_PARTS = columns("Customer, Score, Measure, Figure, Colour, Points, Weight, Because", "Rule")


def score(handbook: Handbook, accounts: Sequence[Account], today: date) -> Answer:
    """Metrics of the book, metrics by customer and by person, scores by customer, and what these
    are made of."""
    tally, book = Tally(handbook, today), [gauged(account) for account in accounts]
    for account, one in zip(accounts, book, strict=True):
        tally.add(account.person, one)
    metrics, people = of_book(tally)
    customers = (
        metric_row(gauge, account.name, account.person, one.figures[id_])
        for id_, gauge in tally.gauges.by_id.items()
        if tally.is_noted(gauge)
        for account, one in zip(accounts, book, strict=True)
        if id_ in one.figures
    )
    told = Part("customers", "Metrics by customer", _CUSTOMERS, tuple(customers))
    parts = (metrics, told, people, *scores(handbook, accounts))
    return Answer("score", "Scores", today, parts, tuple(_unmeasured(handbook, tally)))


def of_customer(account: Account, one: Gauged) -> Answer:
    """The same of one customer alone: what only others' books note is not told."""
    known = gauges(account.handbook, account.today)
    rows = tuple(
        metric_row(known.by_id[id_], account.name, account.person, figure)
        for id_, figure in one.figures.items()
        if is_noted(known.by_id[id_], one.days, one.typed)
    )
    told = Part("customers", "Metrics by customer", _CUSTOMERS, rows)
    parts = (told, *scores(account.handbook, [account]))
    return Answer("score", "Scores", account.today, parts)


def of_book(tally: Tally) -> tuple[Part, Part]:
    """The metrics of the book, and those by person."""
    book = (
        (o.gauge.metric.title, o.gauge.target, rounded(o.value, 1), o.verdict, o.customers,
         o.people, o.gauge.metric.source or "")
        for o in tally.metrics
    )  # fmt: skip
    people = (
        metric_row(gauge, who, figure) for gauge, found in tally.people for who, figure in found
    )
    return (
        Part("metrics", "Metrics of the book", _BOOK, tuple(book)),
        Part("people", "Metrics by person", _PEOPLE, tuple(people)),
    )


def metric_row(gauge: Gauge, *of: Any) -> tuple[Cell, ...]:
    """A metric of a customer with the person, or of a person; the figure is the last."""
    *names, figure = of
    return gauge.metric.title, *names, gauge.target, *figure, gauge.metric.source or ""


def _unmeasured(handbook: Handbook, tally: Tally) -> Iterator[str]:
    """The metrics without a figure, those that lack the same together."""
    found = {one.gauge.metric.id for one in tally.metrics}
    lacking: dict[str, list[str]] = {}
    for id_, gauge in tally.gauges.by_id.items():
        if id_ not in found:
            lacking.setdefault(_lack(handbook, tally, gauge), []).append(gauge.metric.title)
    for lack, titles in lacking.items():
        yield f"not measured here: {lack} ({'; '.join(titles)})"


def _lack(handbook: Handbook, tally: Tally, gauge: Gauge) -> str:
    """What a metric lacks, so that it has no figure."""
    metric = gauge.metric
    if metric.needs:
        return f"needs {metric.needs}"
    if not (metric.counted or metric.measured):
        return "nothing says how it follows from what a book holds"
    if gauge.event and not tally.is_noted(gauge):
        return f"nobody's book notes '{handbook.events[gauge.event].title}'"
    return "no customer here is one of those it is for"


def scores(handbook: Handbook, accounts: Sequence[Account]) -> Iterator[Part]:
    """The scores of customers, and what they are made of."""
    whole: list[tuple[Cell, ...]] = []
    parts: list[tuple[Cell, ...]] = []
    for one in handbook.scores.values():
        for account in accounts:
            result = scored(one, account)
            whole.append((
                account.name, account.person, one.title, rounded(result.points, 1), result.verdict,
                rounded(result.known, 0), result.because or None, one.source or "",
            ))  # fmt: skip
            parts += [
                (account.name, one.title, part.measure.title, part.value or None,
                 part.band or None, part.points, rounded(part.weight, 2), part.because,
                 one.source or "")
                for part in result.parts
            ]  # fmt: skip
    yield Part("scores", "Scores", _SCORES, tuple(whole))
    yield Part("parts", "What the scores are made of", _PARTS, tuple(parts))
