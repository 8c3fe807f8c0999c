"""How often a customer has an executive business review, and when the next ones are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from generator.book.ledger import Account
from generator.calendars import spoken
from generator.models import Where
from generator.offsets import Duration
from generator.schedule import shift


class Review(NamedTuple):
    """A review to come: the day meant, whether people agreed on it, and the last day allowed."""

    day: date
    agreed: bool
    latest: date | None
    because: str


def review_every(account: Account) -> Duration | None:
    """How often, by the policy in force; more often for those it counts as of high value."""
    rules = account.policy.ebr if account.policy else None
    if rules is None:
        return None
    return _every(account, rules.every, rules.high_value_every, rules.high_value)


def workshop_every(account: Account) -> Duration | None:
    """How often a workshop is due, by the policy in force; more often where use is low."""
    rules = account.policy.workshops if account.policy else None
    if rules is None:
        return None
    usual = rules.healthy_every or rules.every
    return _every(account, usual, rules.low_usage_every, rules.low_usage)


def _every(
    account: Account, usual: Duration | None, special: Duration | None, whose: Where | None
) -> Duration | None:
    """How often for this customer: as usual, or as the policy says for customers like this one."""
    theirs = special and whose and account.standing.verdict(whose).holds
    return special if theirs else usual


def reviews_to_come(account: Account, end: date) -> Iterator[Review]:
    """The reviews that the policy asks for from today to a day.

    The next is on the date planned for it, else so long after the last as the policy allows; what
    is past and was not held is for today. Each further one follows so long after it.
    """
    every = review_every(account)
    if every is None:
        return
    last = account.latest("reviews")
    allowed = shift(last, every, every.high, []) if last else None
    found = _next(account, last, allowed, every)
    while found and found.day <= end:
        yield found
        day = shift(found.day, every, every.high, [])
        if day <= found.day:
            return
        found = Review(day, False, day, f"{every.text} after the one before")


def _next(
    account: Account, last: date | None, allowed: date | None, every: Duration
) -> Review | None:
    today, stated = account.today, account.customer.dates
    for id_, dated in account.planned("reviews"):
        past = dated.day < today
        held = last and allowed and (last >= dated.day or (past and allowed >= today))
        too_late = id_ not in stated and allowed and allowed < dated.day
        if not held and not too_late:
            because = f"{dated.because}; not held yet" if past else dated.because
            agreed = id_ in stated and not past
            return Review(max(dated.day, today), agreed, allowed, because)
    if allowed is None or last is None:
        return None
    because = f"{every.text} after the last on {spoken(last)}"
    return Review(max(allowed, today), False, allowed, because)
