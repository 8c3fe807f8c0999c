"""What the pages about all customers say of one: figures, and what is due soon.

An entry is small and made of plain words, numbers and days, so that it can be kept and used again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from generator.book.cadence import called
from generator.book.due import PERIODS, Wish, dues_of
from generator.book.ledger import Account
from generator.checklist import Item
from generator.internal.subject import Subject
from generator.pages.addresses import address, html_path

OVERDUE, THIS_WEEK, THIRTY = PERIODS[:3]


class Due(NamedTuple):
    """An open item that is overdue or comes soon."""

    day: date
    person: str  # who answers for it, if anybody
    role: str  # in which role
    playbook: str  # ids
    item: str


class Call(NamedTuple):
    """When a customer was called and is called next: some of the row of `book cadence`."""

    last: date | None
    days: int | None
    due_by: date | None
    next: date | None
    state: str
    every: str | None
    rule: str


class Entry(NamedTuple):
    """One customer in a few words."""

    id: str
    name: str
    segment: str
    priority: str
    person: str  # who carries the customer
    done: int
    todo: int
    next: date | None  # the next day on which something open is due
    dues: tuple[Due, ...]  # overdue, this week, and in 30 days
    counts: tuple[tuple[str, tuple[int, ...]], ...]  # by person, for each of PERIODS
    call: Call | None
    ours: tuple[str, ...]  # people of our side who have something to do soon

    def count(self, period: str) -> int:
        """How many open items fall into a period, whoever answers for them."""
        return sum(numbers[PERIODS.index(period)] for _, numbers in self.counts)

    @property
    def path(self) -> str:
        """Where the customer's page lies, below the first page."""
        return page_of(self.id)


@lru_cache(maxsize=16_384)
def page_of(customer_id: str) -> str:
    """Where the page of a customer lies."""
    return html_path(address("customers", customer_id))


def entry(subject: Subject) -> Entry:
    """A customer's entry. Its figures are those of `handrail book due` and `book cadence`."""
    today, account = subject.today, subject.account
    coming, counts, _ = dues_of(((p.checklist, p.todo) for p in subject.plans), today, Wish().days)
    still = [item for plan in subject.plans for item in plan.todo]
    days = [item.due for item in still if item.due and item.due >= today]
    segment = subject.customer.segment
    return Entry(
        id=subject.customer.id,
        name=subject.customer.name,
        segment=account.handbook.segments[segment].title if account and segment else "",
        priority=account.priority.title if account and account.priority else "",
        person=account.person if account else "",
        done=sum(len(plan.items) for plan in subject.plans) - len(still),
        todo=len(still),
        next=min(days, default=None),
        dues=tuple(
            [
                Due(day, item.accountable.name, item.accountable.title, of.playbook_id, item.id)
                for day, of, item in coming
            ]
        ),
        counts=tuple((who, tuple(numbers)) for who, numbers in sorted(counts.items())),
        call=_call(account) if account else None,
        ours=tuple(sorted(_ours(still))),
    )


def _call(account: Account) -> Call:
    _, _, _, *days, every, _, _, rule = called(account)
    return Call._make((*days, every, rule))


def _ours(items: Iterable[Item]) -> set[str]:
    """Those of our side who answer for something."""
    return {
        holder.name
        for holder in {id(item.accountable): item.accountable for item in items}.values()
        if holder.name and holder.side != "customer"
    }
