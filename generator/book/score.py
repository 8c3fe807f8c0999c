"""Each metric against its target, for each customer and the book; scores with their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from generator.answer import Answer, Cell, Part, columns
from generator.book.health import scored
from generator.book.ledger import Account
from generator.book.load import rounded
from generator.book.targets import Figure, by_people, computed, is_noted, of_book
from generator.handbook import Handbook
from generator.models import Metric


def score(handbook: Handbook, accounts: Sequence[Account], today: date) -> Answer:
    """Metrics of the book, metrics by customer and by person, scores by customer, and what these
    are made of."""
    metrics = list(handbook.metrics.values())
    single = list(computed(metrics, accounts))
    personal = list(by_people(metrics, accounts))
    book = [_of_book(m, [f for _, f in figures], len(figures), None) for m, figures in single]
    book += [_of_book(m, [f for _, f in figures], None, len(figures)) for m, figures in personal]
    customers = [(m, one.name, one.person, figure) for m, ones in single for one, figure in ones]
    people = [(m, who, figure) for m, ones in personal for who, figure in ones]
    heads = columns("Metric, Target, Figure, Verdict, Customers, People", "Rule")
    told = columns("Metric, Customer, Who, Target, Figure, Verdict, Because", "Rule")
    of_people = columns("Metric, Who, Target, Figure, Verdict, Because", "Rule")
    return Answer(
        "score", "Scores", today,
        (
            Part("metrics", "Metrics of the book", heads, tuple(book)),
            Part("customers", "Metrics by customer", told, tuple(_row(*one) for one in customers)),
            Part("people", "Metrics by person", of_people, tuple(_row(*one) for one in people)),
            *_scores(handbook, accounts),
        ),
        tuple(_unmeasured(handbook, accounts, {metric.id for metric, _ in (*single, *personal)})),
    )  # fmt: skip


def _of_book(metric: Metric, figures: Sequence[Figure], *of: int | None) -> tuple[Cell, ...]:
    """A metric of the whole book, and of how many customers or people it is one."""
    value, verdict = of_book(metric, figures)
    target = str(metric.target) if metric.target else None
    return metric.title, target, rounded(value, 1), verdict, *of, metric.source or ""


def _row(metric: Metric, *of: Any) -> tuple[Cell, ...]:
    """A metric of a customer with the person, or of a person; the figure is the last."""
    *names, figure = of
    target = str(metric.target) if metric.target else None
    return (
        metric.title, *names, target, figure.value, figure.verdict, figure.because,
        metric.source or "",
    )  # fmt: skip


def _unmeasured(
    handbook: Handbook, accounts: Sequence[Account], found: Collection[str]
) -> Iterator[str]:
    """The metrics without a figure, those that lack the same together."""
    lacking: dict[str, list[str]] = {}
    for metric in handbook.metrics.values():
        if metric.id not in found:
            lacking.setdefault(_lack(handbook, accounts, metric), []).append(metric.title)
    for lack, titles in lacking.items():
        yield f"not measured here: {lack} ({'; '.join(titles)})"


def _lack(handbook: Handbook, accounts: Sequence[Account], metric: Metric) -> str:
    """What a metric lacks, so that it has no figure."""
    if metric.needs:
        return f"needs {metric.needs}"
    if not (metric.counted or metric.measured):
        return "nothing says how it follows from what a book holds"
    if metric.counted and metric.counted.event and not is_noted(metric, accounts):
        return f"nobody's book notes '{handbook.events[metric.counted.event].title}'"
    return "no customer here is one of those it is for"


def _scores(handbook: Handbook, accounts: Sequence[Account]) -> Iterator[Part]:
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
    heads = columns("Customer, Who, Score, Points, Verdict, Weight known", "Because, Rule")
    told = columns("Customer, Score, Measure, Figure, Colour, Points, Weight, Because", "Rule")
    yield Part("scores", "Scores", heads, tuple(whole))
    yield Part("parts", "What the scores are made of", told, tuple(parts))
