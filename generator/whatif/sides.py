"""The book before and after: the answers of the same questions, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest
from typing import Any, NamedTuple

from generator.answer import Answer, Cell
from generator.book.cadence import LATE, cadence
from generator.book.health import scored
from generator.book.ledger import Account
from generator.book.load import (
    Carried,
    Group,
    calls_a_week,
    carried,
    groups,
    load,
    reviews_a_month,
    rounded,
    span,
    workshops_a_month,
)
from generator.book.priorities import priorities
from generator.book.roadmap import ahead, roadmap
from generator.book.tally import Tally
from generator.book.targets import MISSED, Figure, gauged
from generator.handbook import Handbook

Row = tuple[Cell, ...]
Key = tuple[str, ...]


class Aim(NamedTuple):
    """A metric of the book or of one customer, or a score: what it is about, and how it is."""

    metric: str
    target: str | None
    customer: str
    figure: Decimal | None
    verdict: str


@dataclass(frozen=True)
class Side:
    """A handbook with the customers of its book, as of a day."""

    handbook: Handbook
    accounts: Sequence[Account]
    today: date
    end: date  # of the roadmap

    @cached_property
    def by_id(self) -> Mapping[str, Account]:
        """The customers by id."""
        return {one.customer.id: one for one in self.accounts}

    @cached_property
    def _carried(self) -> list[Carried]:
        return [carried(one) for one in self.accounts]

    @cached_property
    def _groups(self) -> list[Group]:
        return groups(self.handbook, self._carried)

    @cached_property
    def _load(self) -> Answer:
        return load(self.handbook, self._carried, self.today)

    @cached_property
    def people(self) -> Mapping[Key, Row]:
        """What `load` says of each person under each policy, by person, segment and policy."""
        rows = self._load.parts[0].rows
        return dict(zip(map(_key, self._groups), rows, strict=True))

    def whole(self, person: str) -> Row:
        """Customers, calls, reviews, hours and planned hours of a person under all policies; no
        verdict, for each policy has its own."""
        book = [one for one in self._carried if one.person == person]
        if not book:
            return (None,) * 6
        fewest, most = calls_a_week(book)
        rows = [row for key, row in self.people.items() if key[0] == person]
        own, planned = ([row[n] for row in rows if row[n] is not None] for n in (9, 10))
        return (
            len(book), span((rounded(fewest), rounded(most))), rounded(reviews_a_month(book)),
            _sum(own) if own else None, _sum(planned) if planned else None, None,
        )  # fmt: skip

    @cached_property
    def shares(self) -> Mapping[Key, Row]:
        """What `load` says of each of the policy's priorities as well."""
        keys = [
            (*_key(group), priority.id)
            for group in self._groups
            for priority in group.policy.priorities
        ]
        return dict(zip(keys, self._load.parts[1].rows, strict=True))

    @cached_property
    def calls(self) -> Mapping[str, Row]:
        """What `cadence` says of each customer, by id."""
        return {id_: _only(cadence([one], self.today)) for id_, one in self.by_id.items()}

    @cached_property
    def standings(self) -> Mapping[str, Row]:
        """What `priorities` says of each customer, by id."""
        return {id_: _only(priorities([one], self.today)) for id_, one in self.by_id.items()}

    @cached_property
    def roadmap(self) -> Answer:
        """The reviews, renewals and other days to come."""
        book = [ahead(one, self.end) for one in self.accounts]
        return roadmap(self.handbook, book, self.today, self.end)

    @cached_property
    def days(self) -> Mapping[tuple[str, str], list[Row]]:
        """The rows of the roadmap by customer and what it is, each in the order of the days."""
        found = defaultdict(list)
        for row in self.roadmap.parts[0].rows:
            found[str(row[1]), str(row[2])].append(row)
        return found

    @cached_property
    def aims(self) -> Mapping[Key, Aim]:
        """Each metric of the book and of each customer, and each score, as far as it is known."""
        found: dict[Key, Aim] = {}
        tally, book = Tally(self.handbook, self.today), [gauged(one) for one in self.accounts]
        for one, said in zip(self.accounts, book, strict=True):
            tally.add(one.person, said)
        people = {gauge.metric.id: ones for gauge, ones in tally.people}
        for gauge, value, verdict, customers, _ in tally.metrics:
            id_, title = gauge.metric.id, gauge.metric.title
            found[id_,] = Aim(title, gauge.target, "", value, verdict)
            ones: Iterable[tuple[Key, str, Figure]] = (
                (((id_, "", who), who, figure) for who, figure in people[id_])
                if customers is None
                else (
                    ((id_, one.customer.id), one.name, said.figures[id_])
                    for one, said in zip(self.accounts, book, strict=True)
                    if id_ in said.figures
                )
            )
            for key, name, figure in ones:
                found[key] = Aim(title, gauge.target, name, figure.value, figure.verdict)
        for score in self.handbook.scores.values():
            for id_, one in self.by_id.items():
                result = scored(score, one)
                aim = Aim(score.title, None, one.name, rounded(result.points, 1), result.verdict)
                found["", score.id, id_] = aim
        return found

    def totals(self) -> Iterator[tuple[str, Decimal]]:
        """The figures of the whole book, by what they count."""
        yield "Customers", Decimal(len(self.handbook.customers))
        yield "People who carry them", Decimal(len({a.person for a in self.accounts} - {""}))
        yield "Calls a week, at most", calls_a_week(self._carried)[1]
        yield "Reviews a month", reviews_a_month(self._carried)
        yield "Workshops a month", workshops_a_month(self._carried)
        yield "Hours a week", _sum(row[9] for row in self.people.values())
        yield "Planned hours a week", _sum(row[10] for row in self.people.values())
        for title, count in self._of_priority.items():
            yield f"{title}: customers", Decimal(count)
            yield f"{title}: % of customers", Decimal(100 * count) / len(self.accounts)
        states = [row[7] for row in self.calls.values()]
        yield "Customers called too late", Decimal(sum(state in LATE for state in states))
        yield "Non-engaged customers", Decimal(states.count(LATE[0]))
        moved = self.roadmap.parts[2].rows
        yield "Reviews that have to move", Decimal(len(moved))
        yield "Reviews later than allowed", Decimal(sum("later than" in str(r[4]) for r in moved))
        missed = [aim for aim in self.aims.values() if aim.verdict == MISSED]
        yield "Targets missed, book", Decimal(sum(not aim.customer for aim in missed))
        yield (
            "Targets missed, by customers and people",
            Decimal(sum(bool(aim.customer) for aim in missed)),
        )

    @cached_property
    def _of_priority(self) -> Mapping[str, int]:
        """How many customers have each priority, by its title."""
        counts: dict[str, int] = {}
        for account in self.accounts:
            for priority in account.policy.priorities if account.policy else ():
                counts.setdefault(priority.title, 0)
            if account.priority:
                counts[account.priority.title] += 1
        return dict(sorted(counts.items()))


def both(before: Mapping[Any, Row], after: Mapping[Any, Row]) -> Iterator[tuple[Row, Row]]:
    """The rows of both sides by their keys; nothing in every cell where a side has none."""
    for key in sorted({*before, *after}):
        there, here = before.get(key), after.get(key)
        empty = (None,) * len(there or here or ())
        yield there or empty, here or empty


def pairs_of_days(before: Side, after: Side) -> Iterator[tuple[Row | None, Row | None]]:
    """The days of the roadmap that are others: first with first, second with second."""
    for key in sorted({*before.days, *after.days}):
        olds, news = before.days.get(key, []), after.days.get(key, [])
        yield from (
            (old, new)
            for old, new in zip_longest(olds, news)
            if not (old and new) or old[0] != new[0]
        )


def _key(group: Group) -> Key:
    return group.who, group.segment.id, group.policy.name


def _only(answer: Answer) -> Row:
    return answer.parts[0].rows[0]


def _sum(cells: Iterable[Cell]) -> Decimal:
    return sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0))
