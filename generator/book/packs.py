"""Packs: what somebody needs who takes a customer over, or who covers for an absence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from generator.answer import Answer, Cell, Part, columns
from generator.book.cadence import next_call
from generator.book.due import is_open, open_items, without_day
from generator.book.ledger import Account
from generator.calendars import spoken
from generator.checklist import Checklist, Item
from generator.models import Customer, Pack, Person

AHEAD = timedelta(days=90)


def stand_in(customer: Customer, pack: Pack, taker: str, days: Sequence[date]) -> Customer:
    """The customer as the pack's playbook sees them: who gives, who takes, and when.

    The taker is known by the name only; calendar and addresses are not made up.
    """
    people = dict(customer.people)
    giver = people.get(pack.carried)
    if giver:
        people[pack.gives] = giver
    people[pack.takes] = Person(name=taker)
    dates = {**customer.dates, **dict(zip(pack.dates, days, strict=False))}
    attributes = {**customer.attributes, **pack.answers}
    return customer.model_copy(update={"people": people, "dates": dates, "attributes": attributes})


def handoff(
    account: Account,
    checklists: Sequence[Checklist],
    steps: Checklist | None,
    taker: str,
    day: date,
) -> Answer:
    """What passes from one person to another on a day: open, ahead, to read, to tell, to do."""
    end = day + AHEAD
    mine = list(open_items(checklists))
    before = [pair for pair in mine if pair[1].due and pair[1].due <= day]
    after = [pair for pair in mine if pair[1].due and day < pair[1].due <= end]
    return Answer(
        "handoff",
        f"{account.name}: from {account.person or 'nobody'} to {taker} on {spoken(day)}",
        account.today,
        (
            Part("facts", "In short", columns("What, Is"), tuple(_facts(account))),
            Part("before", f"Open until {spoken(day)}", _OF_ONE, _rows(before)),
            Part(
                "after",
                f"Due in the 90 days after {spoken(day)}",
                _OF_ONE,
                _rows(after, {account.person: taker}),
            ),
            Part("read", "To read", columns("Checklist, Done, Open, File"), _files(checklists)),
            Part("tell", "To tell", columns("Who, Role, Side, Email"), tuple(_people(account))),
            Part("steps", "The handoff, step by step", _OF_ONE, _steps(steps)),
        ),
        without_day(sum(not item.due for _, item in mine)),
    )


def absence(
    person: str,
    covers: Iterable[tuple[Account, str, Checklist | None]],
    checklists: Sequence[Checklist],
    days: tuple[date, date],
    today: date,
    cover: str = "",
) -> Answer:
    """What falls into somebody's absence, who covers it, and what is to be done before.

    `covers` names for each of the person's customers who stands in (empty: nobody is named), with
    the steps of the handbook for it; for tasks at customers of others it is `cover`.
    """
    first, last = days
    known = list(covers)
    stands_in = defaultdict(lambda: cover, {account.customer.id: who for account, who, _ in known})
    theirs = [(c, i) for c, i in open_items(checklists) if i.accountable.name == person and i.due]
    within = [(c, i) for c, i in theirs if i.due and first <= i.due <= last]
    before = [(c, i) for c, i in theirs if i.due and i.due < first]
    steps = [(c, item) for _, _, c in known if c for item in c.items]
    notes = tuple(
        f"nobody is named who covers {account.name}" for account, who, _ in known if not who
    )
    return Answer(
        "absence",
        f"{person} away from {spoken(first)} to {spoken(last)}",
        today,
        (
            _in_short(known, within, before, today, stands_in),
            _covered(within, stands_in),
            _calls(known, days),
            Part("before", "Open from before", _HEADS, _rows(before)),
            Part("steps", "The absence, step by step", _HEADS, _rows(steps)),
        ),
        notes,
    )


_HEADS = columns("Due, Customer, Task, Who, Playbook", "Because")
_OF_ONE = tuple(replace(one, detail=one.id in ("customer", "because")) for one in _HEADS)
"""The same where all of it is about one customer, whom the title names."""


def _in_short(
    known: Sequence[tuple[Account, str, Checklist | None]],
    within: Sequence[tuple[Checklist, Item]],
    before: Sequence[tuple[Checklist, Item]],
    today: date,
    stands_in: Mapping[str, str],
) -> Part:
    counts = {
        "Customers": len(known),
        "Customers with somebody who covers": sum(bool(who) for _, who, _ in known),
        "Due while away": len(within),
        "Due while away, covered": sum(bool(stands_in[c.customer_id]) for c, _ in within),
        "Open from before": len(before),
        "Open from before, overdue today": sum(bool(i.due and i.due < today) for _, i in before),
    }
    return Part("facts", "In short", columns("What, Is"), tuple(counts.items()))


def _covered(pairs: Iterable[tuple[Checklist, Item]], stands_in: Mapping[str, str]) -> Part:
    heads = columns("Due, Customer, Task, Covered by, Playbook")
    rows = [
        (i.due, c.customer, i.do, stands_in[c.customer_id] or None, c.title)
        for c, i in _by_day(pairs)
    ]
    return Part("within", "Due while away", heads, tuple(rows))


def _calls(
    covers: Iterable[tuple[Account, str, Checklist | None]], days: tuple[date, date]
) -> Part:
    rows = [
        (day, account.name, who or None)
        for account, who, _ in covers
        if (day := next_call(account)) and days[0] <= day <= days[1]
    ]
    heads = columns("Day, Customer, Covered by")
    return Part("calls", "Calls while away", heads, tuple(rows))


def _rows(
    pairs: Iterable[tuple[Checklist, Item]], instead: Mapping[str, str] = MappingProxyType({})
) -> tuple[tuple[Cell, ...], ...]:
    """Items by their days; `instead` says who does what somebody else did."""
    return tuple(
        (i.due, c.customer, i.do, instead.get(who, who) or None, c.title, i.because)
        for c, i in _by_day(pairs)
        for who in [i.accountable.name]
    )


def _by_day(pairs: Iterable[tuple[Checklist, Item]]) -> list[tuple[Checklist, Item]]:
    return sorted(pairs, key=lambda pair: (pair[1].due or date.max, pair[0].customer))


def _steps(checklist: Checklist | None) -> tuple[tuple[Cell, ...], ...]:
    return _rows((checklist, item) for item in checklist.items) if checklist else ()


def _files(checklists: Iterable[Checklist]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            c.title,
            sum(not is_open(item) for item in c.items),
            sum(is_open(item) for item in c.items),
            f"checklists/{c.customer_id}/{c.playbook_id}.md",
        )
        for c in checklists
    )


def _facts(account: Account) -> Iterator[tuple[Cell, ...]]:
    """What is known of the customer: segment, policy, priority, dates, answers."""
    handbook, customer = account.handbook, account.customer
    yield "Segment", handbook.segments[customer.segment].title if customer.segment else None
    yield "Policy", account.rule or None
    yield "Priority", account.priority.title if account.priority else None
    for id_, day in sorted(account.dates.items(), key=lambda known: known[1]):
        yield handbook.dates[id_].title, day
    for id_, value in customer.attributes.items():
        yield account.standing.name(id_), account.standing.say(id_, value)


def _people(account: Account) -> Iterator[tuple[Cell, ...]]:
    for id_, person in account.customer.people.items():
        role = account.handbook.roles[id_]
        yield person.name, role.title, role.side, person.email
