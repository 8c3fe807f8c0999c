"""What a policy promises against what its own figures come to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from generator.checks.scales import in_order
from generator.handbook import Handbook
from generator.models import Policy, Priority
from generator.offsets import Duration
from generator.policies import MONTHS, WEEKS, a_year
from generator.problems import Finding, Route


def calls_a_week(handbook: Handbook) -> Iterator[Finding]:
    """The calls a week that a policy promises are what its accounts and cadences come to."""
    for route, policy in _policies(handbook):
        book = policy.book
        if not book or not book.accounts or not book.calls_per_week:
            continue
        rates = _calls_per_account(policy.priorities)
        if rates is None:
            continue
        low, high = book.accounts[0] * rates[0], book.accounts[1] * rates[1]
        yield from _outside(
            (*route, "book", "calls_per_week"),
            "calls a week",
            book.calls_per_week,
            (low, high),
            f"{_span(book.accounts)} accounts at the cadences of this policy",
        )


def _calls_per_account(priorities: list[Priority]) -> tuple[Decimal, Decimal] | None:
    """Calls a week and account, slowest and fastest; None where a cadence is not given."""
    if not priorities or any(priority.cadence is None for priority in priorities):
        return None
    left, slow, fast = Decimal(1), Decimal(0), Decimal(0)
    for n, priority in enumerate(priorities):
        limits = priority.share
        target = (limits.target or limits.at_most) if limits else None
        share = left if target is None or n == len(priorities) - 1 else target / 100
        left -= share
        assert priority.cadence is not None
        slow += share * a_year(priority.cadence, priority.cadence.high) / WEEKS
        fast += share * a_year(priority.cadence, priority.cadence.low) / WEEKS
    return slow, fast


def reviews_a_month(handbook: Handbook) -> Iterator[Finding]:
    """The reviews a month that a policy promises are those its accounts need."""
    for route, policy in _policies(handbook):
        book, ebr = policy.book, policy.ebr
        if not book or not book.accounts or not book.ebrs_per_month or not ebr or not ebr.every:
            continue
        every = a_year(ebr.every, ebr.every.high) / MONTHS
        more = Decimal(0)
        largest = book.high_value_accounts
        if largest and ebr.high_value_every:
            more = a_year(ebr.high_value_every, ebr.high_value_every.low) / MONTHS - every
        low = book.accounts[0] * every + (largest[0] * more if largest else 0)
        high = book.accounts[1] * every + (largest[1] * more if largest else 0)
        extra = f", {_span(largest)} of them more often" if largest and more else ""
        yield from _outside(
            (*route, "book", "ebrs_per_month"),
            "reviews a month",
            book.ebrs_per_month,
            (low, high),
            f"{_span(book.accounts)} accounts, one every {ebr.every.every}{extra}",
        )


def workshops_a_month(handbook: Handbook) -> Iterator[Finding]:
    """The workshops a month that a policy promises are those its accounts are offered."""
    for route, policy in _policies(handbook):
        book, offered = policy.book, policy.workshops
        if not book or not book.accounts or not book.workshops_per_month or not offered:
            continue
        rare = offered.healthy_every or offered.every
        often = offered.low_usage_every or offered.every
        if not rare or not often:
            continue
        low = book.accounts[0] * a_year(rare, rare.high) / MONTHS
        high = book.accounts[1] * a_year(often, often.low) / MONTHS
        yield from _outside(
            (*route, "book", "workshops_per_month"),
            "workshops a month",
            book.workshops_per_month,
            (low, high),
            f"{_span(book.accounts)} accounts, one every {_every(often, rare)}",
        )


def cadence_colour(handbook: Handbook) -> Iterator[Finding]:
    """A customer who is called as often as the policy says is green on the scale of calls."""
    for scale in handbook.scales.values():
        if scale.judges != "cadence":
            continue
        first = in_order(scale)[0][1]
        for route, policy in _policies(handbook):
            for n, priority in enumerate(policy.priorities):
                if priority.id != scale.priority or not priority.cadence or first.high is None:
                    continue
                days = priority.cadence.most_days
                if days > first.high:
                    yield Finding(
                        (*route, "priorities", n, "cadence"),
                        f"a call every {priority.cadence.every} can be {days} days after the last; "
                        f"'{scale.title}' is {first.title} for {first}",
                        "call more often, or move the scale",
                        ("scales", scale.id, "bands"),
                        "the scale",
                    )


def _every(often: Duration, rare: Duration) -> str:
    return often.every if often == rare else f"{often.every} to {rare.every}"


def _policies(handbook: Handbook) -> Iterator[tuple[Route, Policy]]:
    for segment in handbook.segments.values():
        for n, policy in enumerate(segment.policies):
            yield ("segments", segment.id, "policies", n), policy


def _outside(
    route: Route,
    what: str,
    promised: tuple[Decimal, Decimal],
    computed: tuple[Decimal, Decimal],
    because: str,
) -> Iterator[Finding]:
    low, high = (number.quantize(Decimal("0.01"), ROUND_HALF_UP) for number in computed)
    if low < promised[0] or high > promised[1]:
        yield Finding(
            route,
            f"{what}: {_span(promised)} promised; {because} come to {_span((low, high))}",
            "change the promise, the accounts or how often, or say in accepted.yaml why it stays",
        )


def _span(numbers: tuple[Decimal, Decimal]) -> str:
    return str(numbers[0]) if numbers[0] == numbers[1] else f"{numbers[0]} to {numbers[1]}"
