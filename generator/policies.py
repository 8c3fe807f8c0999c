"""Which rules of a segment hold for a customer on a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from generator.conditions import ALWAYS, Condition, Verdict
from generator.models import Customer, Policy, Priority, Segment
from generator.offsets import Duration

WEEKS, MONTHS = Decimal(52), Decimal(12)
"""Weeks and months of a year: the handbook's own formula, N x (p / 2 + (1 - p) x 12 / 52)."""


def in_force(policies: Sequence[Policy], day: date) -> Policy | None:
    """The policy with the latest first day that is not after this day."""
    begun = [policy for policy in policies if policy.start <= day]
    return max(begun, key=lambda policy: policy.start, default=None)


def policy_of(segment: Segment, customer: Customer, day: date) -> Policy | None:
    """The policy that the customer stays on by name, else the one in force."""
    if customer.policy is not None:
        return next(policy for policy in segment.policies if policy.name == customer.policy)
    return in_force(segment.policies, day)


def priority_of(
    policy: Policy, judged: Callable[[Condition], Verdict]
) -> tuple[Priority | None, Verdict]:
    """The first priority whose condition holds, and what decided it.

    None with an open verdict where an answer is missing that matters.
    """
    verdict = Verdict(False)
    for priority in policy.priorities:
        verdict = judged(priority.when or ALWAYS)
        if verdict.holds:
            return priority, verdict
        if verdict.holds is None:
            return None, verdict
    return None, verdict


def a_year(length: Duration, count: int) -> Decimal:
    """How often something comes in a year that comes every `count` units."""
    units = {"days": Decimal(260 if length.working else 365), "weeks": WEEKS, "months": MONTHS}
    return units[length.unit] / max(count, 1)
