"""Each metric against its target, for each customer and the book; scores with their parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.answer import Answer, Cell, Part, columns
from generator.book.health import scored
from generator.book.ledger import Account
from generator.book.load import rounded
from generator.book.targets import computed, of_book
from generator.handbook import Handbook

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
    missing = len(handbook.metrics) - len(found)
    notes = (f"{missing} metrics rest on what a book does not hold",) if missing else ()
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
