"""Each metric against its target, for each customer and the book; scores with their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from generator.answer import Answer, Cell, Part, columns
from generator.book.health import scored
from generator.book.ledger import Account
from generator.book.load import rounded
from generator.book.targets import computed, of_book
from generator.handbook import Handbook
from generator.problems import listed

Rows = tuple[tuple[Cell, ...], ...]


def score(handbook: Handbook, accounts: Sequence[Account], today: date) -> Answer:
    """Metrics of the book, metrics by customer, scores by customer, and what these are made of."""
    found = list(computed(list(handbook.metrics.values()), accounts))
    book: list[tuple[Cell, ...]] = []
    single: list[tuple[Cell, ...]] = []
    for metric, figures in found:
        value, verdict = of_book(metric, [figure for _, figure in figures])
        target = str(metric.target) if metric.target else None
        rule = metric.source or ""
        book.append((metric.title, target, rounded(value, 1), verdict, len(figures), rule))
        single += [
            (metric.title, a.name, a.person, target, f.value, f.verdict, f.because, rule)
            for a, f in figures
        ]
    notes = tuple(_unmeasured(handbook, {metric.id for metric, _ in found}))
    heads = columns("Metric, Target, Figure, Verdict, Customers", "Rule")
    told = columns("Metric, Customer, Who, Target, Figure, Verdict, Because", "Rule")
    return Answer(
        "score", "Scores", today,
        (
            Part("metrics", "Metrics of the book", heads, tuple(book)),
            Part("customers", "Metrics by customer", told, tuple(single)),
            *_scores(handbook, accounts),
        ),
        notes,
    )  # fmt: skip


def _unmeasured(handbook: Handbook, found: Collection[str]) -> Iterator[str]:
    """The metrics without a figure, by what they would need; and those that nobody here is for."""
    by_need: dict[str, list[str]] = {}
    for metric in handbook.metrics.values():
        if metric.id not in found:
            nobody = metric.measured or metric.counted
            need = metric.needs or "nothing says how it follows from what a book holds"
            why = "no customer here is one of those it is for" if nobody else f"needs {need}"
            by_need.setdefault(why, []).append(metric.title)
    for why, titles in by_need.items():
        yield f"not measured here: {listed(titles, 'and')}: {why}"


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
