"""What each person carries: customers, calls, reviews and hours against policy and hours table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from generator.answer import Answer, Cell, Part, columns
from generator.book.ledger import Account, source_of
from generator.book.reviews import review_every, workshop_every
from generator.models import Policy, Table
from generator.policies import MONTHS, WEEKS, a_year

Group = tuple[str, Policy, list[Account]]
"""A person, a policy, and the customers whom the person carries under it."""


def load(accounts: Sequence[Account], today: date) -> Answer:
    """A row for each person and policy; and one for each of the policy's priorities."""
    grouped = list(groups(accounts))
    people = tuple(_person(group) for group in grouped)
    shares = tuple(row for group in grouped for row in _shares(group))
    heads = columns(
        "Who, Segment, Policy, Customers, Planned, Calls a week, Planned calls, Reviews a month, "
        "Planned reviews, Hours a week, Planned hours, Verdict",
        "Made of, Rule",
    )
    told = columns(
        "Who, Segment, Policy, Priority, Customers, Share, Target, At most, Verdict", "Rule"
    )
    return Answer(
        "load", "Load", today,
        (Part("people", "People", heads, people), Part("shares", "Priorities", told, shares)),
    )  # fmt: skip


def groups(accounts: Sequence[Account]) -> Iterator[Group]:
    """The customers by person and policy, in the order of the people's names."""
    found: dict[tuple[str, int], Group] = {}
    for account in accounts:
        if account.person and account.policy:
            key = account.person, id(account.policy)
            found.setdefault(key, (account.person, account.policy, []))[2].append(account)
    yield from sorted(found.values(), key=lambda one: (one[0], _segment(one[2]), one[1].name))


def calls_a_week(accounts: Sequence[Account]) -> tuple[Decimal, Decimal]:
    """The calls that the cadences of these customers come to, fewest and most."""
    every = [a.priority.cadence for a in accounts if a.priority and a.priority.cadence]
    fewest = sum((a_year(e, e.high) / WEEKS for e in every), Decimal(0))
    return fewest, sum((a_year(e, e.low) / WEEKS for e in every), Decimal(0))


def reviews_a_month(accounts: Sequence[Account]) -> Decimal:
    """The executive business reviews that these customers need."""
    every = filter(None, map(review_every, accounts))
    return sum((a_year(e, e.high) / MONTHS for e in every), Decimal(0))


def workshops_a_month(accounts: Sequence[Account]) -> Decimal:
    """The workshops that these customers are to be offered."""
    every = filter(None, map(workshop_every, accounts))
    return sum((a_year(e, e.high) / MONTHS for e in every), Decimal(0))


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


def _person(group: Group) -> tuple[Cell, ...]:
    who, policy, accounts = group
    book = policy.book
    fewest, most = calls_a_week(accounts)
    reviews = reviews_a_month(accounts)
    planned, own = None, None
    if policy.hours:
        table = accounts[0].handbook.tables[policy.hours]
        planned, own = hours_a_week(table, most, reviews)
    size = book.accounts if book else None
    calls = book.calls_per_week if book else None
    monthly = book.ebrs_per_month if book else None
    verdicts = [
        _outside("customers", Decimal(len(accounts)), size),
        _outside("calls", most, calls),
        _outside("reviews", reviews, monthly),
    ]
    made_of = f"hours: {policy.hours}; calls: cadences of the priorities" if policy.hours else None
    return (
        who, _segment(accounts), policy.name, len(accounts), span(size),
        span((rounded(fewest), rounded(most))), span(calls),
        rounded(reviews), span(monthly), rounded(own), rounded(planned),
        "; ".join(filter(None, verdicts)) or "as planned", made_of,
        source_of(policy),
    )  # fmt: skip


def _shares(group: Group) -> Iterator[tuple[Cell, ...]]:
    who, policy, accounts = group
    for priority in policy.priorities:
        count = sum(a.priority is not None and a.priority.id == priority.id for a in accounts)
        share = rounded(Decimal(100 * count) / len(accounts), 1)
        limits = priority.share
        target = limits.target if limits else None
        most = limits.at_most if limits else None
        verdict = _share_verdict(share, target, most)
        yield (
            who, _segment(accounts), policy.name, priority.title, count, share, target, most,
            verdict, source_of(policy),
        )  # fmt: skip


def _segment(accounts: Sequence[Account]) -> str:
    """The segment whose policy these customers are under."""
    return accounts[0].handbook.segments[accounts[0].customer.segment or ""].title


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
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
