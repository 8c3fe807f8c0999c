"""Who has which priority and why, and who would have another under another policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.answer import Answer, Cell, Part, columns
from generator.book.ledger import Account, source_of
from generator.models import Policy, Priority

_CUSTOMERS = columns("Customer, Who, Segment, Policy, Priority, Because", "Rule")
_OTHERS = columns("Customer, Who, Under, Priority, Instead of, Because", "Rule")


def priorities(accounts: Sequence[Account], today: date, under: str = "") -> Answer:
    """Each customer's priority with its reason; and, policy by policy (or only `under` one), the
    customers whose priority would be another."""
    rows = tuple(map(_row, accounts))
    others = tuple(row for account in accounts for row in _others(account, under))
    return Answer(
        "priorities", "Priorities", today,
        (
            Part("customers", "Customers", _CUSTOMERS, rows),
            Part("others", "Under another policy", _OTHERS, others),
        ),
    )  # fmt: skip


def _row(account: Account) -> tuple[Cell, ...]:
    segment = account.handbook.segments[account.customer.segment or ""]
    priority, policy = account.priority, account.policy
    return (
        account.name, account.person, segment.title, policy.name if policy else None,
        priority.title if priority else None, reason(account), account.rule,
    )  # fmt: skip


def reason(account: Account) -> str:
    """Why a customer has the priority."""
    priority, verdict = account.standing.priority
    return _because(account.policy, priority, verdict.because)


def _others(account: Account, under: str) -> Iterator[tuple[Cell, ...]]:
    segment = account.handbook.segments[account.customer.segment or ""]
    now = account.priority.title if account.priority else None
    for policy in segment.policies:
        if policy is account.policy or under not in ("", policy.name):
            continue
        priority, verdict = account.standing.priority_under(policy)
        title = priority.title if priority else None
        if title != now:
            words = _because(policy, priority, verdict.because)
            yield account.name, account.person, policy.name, title, now, words, source_of(policy)


def _because(policy: Policy | None, priority: Priority | None, words: Sequence[str]) -> str:
    if priority is None:
        return "; ".join(words) or "the policy has no priorities"
    if priority.when is None:
        alone = policy is not None and policy.priorities[0] is priority
        return "the policy gives it to everyone" if alone else "the others' conditions do not hold"
    return "; ".join(words)
