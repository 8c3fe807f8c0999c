"""What the pages about all customers say of one: figures, and what is due soon.

An entry is small and made of plain words, numbers and days, so that it can be kept and used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from generator.book.cadence import called
from generator.book.due import PERIODS, Dues
from generator.book.ledger import Account
from generator.checklist import Item
from generator.internal.subject import Subject
from generator.pages.addresses import address, html_path

OVERDUE, THIS_WEEK, THIRTY = PERIODS[:3]


class OfPerson(NamedTuple):
    """What somebody of our side has to do for a customer: open items in each of PERIODS, and those
    that are due, playbook by playbook.

    These are words: `ebr 2026-12-01 invite 2026-12-08 hold;renewal …`, for neither a day nor an id
    holds a blank. A large book takes a third of the room so. They are not looked at before the
    person's page is made.
    """

    who: str
    counts: tuple[int, ...]
    words: str


_iso = lru_cache(maxsize=4096)(date.isoformat)


def from_words(said: str) -> Iterator[tuple[str, Iterator[tuple[date, str]]]]:
    """What is due by the words of somebody: playbooks, each with its days and items."""
    for words in said.split(";"):
        playbook, *rest = words.split(" ")
        yield playbook, zip(map(date.fromisoformat, rest[::2]), rest[1::2], strict=True)


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
    done: int  # items
    todo: int
    next: date | None  # the first day from today on with something to do
    counts: tuple[int, ...]  # open items in each of PERIODS, whoever answers for them
    people: tuple[OfPerson, ...]  # those of our people
    call: Call | None

    def count(self, period: str) -> int:
        """How many open items fall into a period."""
        return self.counts[PERIODS.index(period)]

    @property
    def path(self) -> str:
        """Where the customer's page lies, below the first page."""
        return page_of(self.id)


@lru_cache(maxsize=16_384)
def page_of(customer_id: str) -> str:
    """Where the page of a customer lies."""
    return html_path(address("customers", customer_id))


def entry(subject: Subject, dues: Dues) -> Entry:
    """A customer's entry, with what is due. Its figures are those of `handrail book due` and
    `book cadence`."""
    today, account = subject.today, subject.account
    still = [item for plan in subject.plans for item in plan.todo]
    days = [item.due for item in still if item.due and item.due >= today]
    segment, ours = subject.customer.segment, _ours(still)
    return Entry(
        id=subject.customer.id,
        name=subject.customer.name,
        segment=account.handbook.segments[segment].title if account and segment else "",
        priority=account.priority.title if account and account.priority else "",
        person=account.person if account else "",
        done=sum(len(plan.items) for plan in subject.plans) - len(still),
        todo=len(still),
        next=min(days, default=None),
        counts=tuple(map(sum, zip(_NONE, *dues.counts.values(), strict=True))),
        people=tuple(_of_people(dues, ours)),
        call=_call(account) if account else None,
    )


_NONE = (0,) * len(PERIODS)


def _of_people(dues: Dues, ours: set[str]) -> Iterator[OfPerson]:
    theirs: dict[str, dict[str, list[str]]] = {who: {} for who in sorted(ours & dues.counts.keys())}
    for day, of, item in dues.coming:
        if (who := item.accountable.name) in theirs:
            words = theirs[who].setdefault(of.playbook_id, [of.playbook_id])
            words.append(f"{_iso(day)} {item.id}")
    for who, found in theirs.items():
        yield OfPerson(who, tuple(dues.counts[who]), ";".join(map(" ".join, found.values())))


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
