"""What each person carries: customers, calls, reviews and hours against policy and hours table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from generator.answer import Answer, Cell, Part, columns
from generator.book.ledger import Account, source_of
from generator.book.reviews import review_every, workshop_every
from generator.handbook import Handbook
from generator.models import Policy, Segment, Table
from generator.offsets import parse_duration
from generator.policies import MONTHS, WEEKS, a_year

_UNITS = [Decimal(1).scaleb(-digits) for digits in range(3)]
_PEOPLE = columns(
    "Who, Segment, Policy, Customers, Planned, Calls a week, Planned calls, Reviews a month, "
    "Planned reviews, Hours a week, Planned hours, Verdict",
    "Made of, Rule",
)
_SHARES = columns(
    "Who, Segment, Policy, Priority, Customers, Share, Target, At most, Verdict", "Rule"
)


class Carried(NamedTuple):
    """What one customer comes to for whoever carries them: plain words, so that it can be kept."""

    person: str
    segment: str  # ids
    policy: str  # its name; empty where none is in force
    priority: str
    calls: str  # how often, as a length of time; empty where there are none
    reviews: str
    workshops: str


class Group(NamedTuple):
    """A person, a policy, and the customers whom the person carries under it."""

    who: str
    segment: Segment
    policy: Policy
    book: list[Carried]


def carried(account: Account) -> Carried:
    """What a customer comes to."""
    policy, priority = account.policy, account.priority
    return Carried(
        account.person,
        account.customer.segment or "",
        policy.name if policy else "",
        priority.id if priority else "",
        *(
            every.text if every else ""
            for every in (
                priority.cadence if priority else None,
                review_every(account),
                workshop_every(account),
            )
        ),
    )


def load(handbook: Handbook, book: Iterable[Carried], today: date) -> Answer:
    """A row for each person and policy; and one for each of the policy's priorities."""
    grouped = list(groups(handbook, book))
    people = tuple(_person(handbook, group) for group in grouped)
    shares = tuple(row for group in grouped for row in _shares(group))
    parts = (
        Part("people", "People", _PEOPLE, people),
        Part("shares", "Priorities", _SHARES, shares),
    )
    return Answer("load", "Load", today, parts)


def groups(handbook: Handbook, book: Iterable[Carried]) -> list[Group]:
    """The customers by person and policy, in the order of the people's names."""
    found: dict[tuple[str, str, str], list[Carried]] = {}
    for one in book:
        if one.person and one.policy:
            found.setdefault((one.person, one.segment, one.policy), []).append(one)
    made = []
    for (who, segment, name), ones in found.items():
        of = handbook.segments[segment]
        policy = next(policy for policy in of.policies if policy.name == name)
        made.append(Group(who, of, policy, ones))
    return sorted(made, key=lambda one: (one.who, one.segment.title, one.policy.name))


def calls_a_week(book: Iterable[Carried]) -> tuple[Decimal, Decimal]:
    """The calls that the cadences of these customers come to, fewest and most."""
    every = [_a_year(one.calls) for one in book if one.calls]
    fewest = sum((least / WEEKS for least, _ in every), Decimal(0))
    return fewest, sum((most / WEEKS for _, most in every), Decimal(0))


def reviews_a_month(book: Iterable[Carried]) -> Decimal:
    """The executive business reviews that these customers need."""
    return _a_month(one.reviews for one in book)


def workshops_a_month(book: Iterable[Carried]) -> Decimal:
    """The workshops that these customers are to be offered."""
    return _a_month(one.workshops for one in book)


def _a_month(every: Iterable[str]) -> Decimal:
    return sum((_a_year(one)[0] / MONTHS for one in every if one), Decimal(0))


@lru_cache(maxsize=256)
def _a_year(every: str) -> tuple[Decimal, Decimal]:
    """How often something comes in a year, at least and at most, by a length of time in words."""
    length = parse_duration(every)
    return a_year(length, length.high), a_year(length, length.low)


def hours_a_week(table: Table, calls: Decimal, reviews: Decimal) -> tuple[Decimal, Decimal]:
    """The hours of a table as they stand, and with these calls a week and reviews a month.

    A row that says which count it is made of is made of the person's own; the others are taken as
    they stand.
    """
    weekly = table.absence.weekly if table.absence else table.columns[0].id
    own = {"calls_per_week": (calls, Decimal(1)), "ebrs_per_month": (reviews, WEEKS / MONTHS)}
    stated = computed = Decimal(0)
    for row in table.rows:
        cell = row.cells.get(weekly, Decimal(0))
        stated += cell
        counted = next((b for b in row.made_of if b.counts in own), None)
        count, weeks = own[counted.counts] if counted and counted.counts else (Decimal(0), 1)
        computed += count * counted.each / weeks if counted else cell
    return stated, computed


def _person(handbook: Handbook, group: Group) -> tuple[Cell, ...]:
    who, segment, policy, ones = group
    book = policy.book
    fewest, most = calls_a_week(ones)
    reviews = reviews_a_month(ones)
    planned, own = None, None
    if policy.hours:
        table = handbook.tables[policy.hours]
        planned, own = hours_a_week(table, most, reviews)
    size = book.accounts if book else None
    calls = book.calls_per_week if book else None
    monthly = book.ebrs_per_month if book else None
    verdicts = [
        _outside("customers", Decimal(len(ones)), size),
        _outside("calls", most, calls),
        _outside("reviews", reviews, monthly),
    ]
    made_of = f"hours: {policy.hours}; calls: cadences of the priorities" if policy.hours else None
    return (
        who, segment.title, policy.name, len(ones), span(size),
        span((rounded(fewest), rounded(most))), span(calls),
        rounded(reviews), span(monthly), rounded(own), rounded(planned),
        "; ".join(filter(None, verdicts)) or "as planned", made_of,
        source_of(policy),
    )  # fmt: skip


def _shares(group: Group) -> Iterator[tuple[Cell, ...]]:
    who, segment, policy, ones = group
    counts = Counter(one.priority for one in ones)
    for priority in policy.priorities:
        count = counts[priority.id]
        share = rounded(Decimal(100 * count) / len(ones), 1)
        limits = priority.share
        target = limits.target if limits else None
        most = limits.at_most if limits else None
        verdict = _share_verdict(share, target, most)
        yield (
            who, segment.title, policy.name, priority.title, count, share, target, most,
            verdict, source_of(policy),
        )  # fmt: skip


def _share_verdict(
    share: Decimal | None, target: Decimal | None, most: Decimal | None
) -> str | None:
    if share is None or (target is None and most is None):
        return None
    if most is not None and share > most:
        return "more than allowed"
    return "as planned" if target is None or share <= target else "more than the target"


def _outside(what: str, number: Decimal, limits: tuple[Decimal, Decimal] | None) -> str:
    if limits is None or limits[0] <= number <= limits[1]:
        return ""
    return f"too many {what}" if number > limits[1] else f"few {what}"


def span(limits: tuple[Decimal | None, Decimal | None] | None) -> str | None:
    """`5 to 7`, or one number where both are the same."""
    if limits is None:
        return None
    return str(limits[0]) if limits[0] == limits[1] else f"{limits[0]} to {limits[1]}"


def rounded(number: Decimal | None, digits: int = 2) -> Decimal | None:
    """A number as people read it, halves up."""
    if number is None:
        return None
    return number.quantize(_UNITS[digits], ROUND_HALF_UP)
