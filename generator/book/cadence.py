"""When each customer was called last and is called next, against the policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from generator.answer import Answer, Cell, Part, columns
from generator.book.ledger import Account
from generator.models import Band, Scale
from generator.schedule import shift

LATE = ("non-engaged", "late", "next call too late")
UNKNOWN = "no last call known"


_HEADS = columns(
    "Customer, Who, Priority, Last call, Days since, Due by, Next call, State",
    "Cadence, Longest gap, Scales, Rule",
)


def cadence(accounts: Sequence[Account], today: date) -> Answer:
    """A row a customer; those who are longest without a call come first."""
    rows = [called(account) for account in accounts]
    unknown = "no call is noted; add it under events, or state it as a date"
    notes = tuple(f"{row[0]}: {unknown}" for row in rows if row[7] == UNKNOWN)
    if not any(e.counts == "calls" for one in accounts[:1] for e in one.handbook.events.values()):
        notes = ("no event counts calls: give one 'counts: calls' in events.yaml",) * bool(notes)
    order = {state: n for n, state in enumerate(LATE)}
    rows.sort(key=lambda row: (order.get(str(row[7]), 9), -_days(row), str(row[0])))
    part = Part("customers", "Customers", _HEADS, tuple(rows))
    return Answer("cadence", "Calls", today, (part,), notes)


def next_call(account: Account) -> date | None:
    """The day that is stated for the next call, if it is still to come."""
    stated = account.customer.dates
    days = [dated.day for id_, dated in account.planned("calls") if id_ in stated]
    return min((day for day in days if day >= account.today), default=None)


def _days(row: tuple[Cell, ...]) -> int:
    return row[4] if isinstance(row[4], int) else -1


def called(account: Account) -> tuple[Cell, ...]:
    """When one customer was called last and is called next: a row of the answer."""
    today, priority, policy = account.today, account.priority, account.policy
    last, ahead = account.latest("calls"), next_call(account)
    every = priority.cadence if priority else None
    gap = policy.longest_gap if policy else None
    due_by = shift(last, every, every.high, []) if last and every else None
    end = shift(last, gap, gap.high, []) if last and gap else None
    state = _state(today, last, due_by, end, ahead) if every or gap else "no regular calls"
    return (
        account.name, account.person, priority.title if priority else None, last,
        (today - last).days if last else None, due_by, ahead, state,
        every.text if every else None, gap.text if gap else None,
        "; ".join(_verdicts(account, (today - last).days)) if last else None, account.rule,
    )  # fmt: skip


def _state(
    today: date, last: date | None, due_by: date | None, end: date | None, ahead: date | None
) -> str:
    if last is None:
        return UNKNOWN
    if end and today > end:
        return "non-engaged"
    if due_by and today > due_by:
        return "late"
    if due_by and ahead and ahead > due_by:
        return "next call too late"
    return "on time" if ahead else "no next call known"


def _verdicts(account: Account, days: int) -> Iterator[str]:
    """What the scales of this priority say of so many days."""
    own = account.priority.id if account.priority else ""
    for scale in account.handbook.call_scales.get(own, ()):
        if band := band_of(scale, days):
            yield f"{scale.title}: {band.title}"


def band_of(scale: Scale, number: Decimal | int) -> Band | None:
    """The first band of a scale that holds a number."""
    for band in scale.bands:
        low = band.low is None or number > band.low or number == band.at_least
        high = band.high is None or number < band.high or number == band.at_most
        if low and high:
            return band
    return None
