"""One customer with all that is known on a day: what a page of the customer is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator.book.due import is_open
from generator.book.ledger import Account, account_of
from generator.book.ticks import recorded
from generator.checklist import Checklist, Item, ticked
from generator.handbook import Handbook
from generator.internal.former import Former, former, is_former
from generator.keep import Reading, RefusedError, reading
from generator.models import Customer, Happening
from generator.outgoing import by_present_ids
from generator.plan import planned
from generator.problems import Problem
from generator.situation import Situation

Kept = Mapping[str, bytes]
"""The kept checklists of a customer by the ids of their playbooks, as they lie on disk."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A checklist with the ticks of its kept file, and what its person wrote there."""

    checklist: Checklist
    items: tuple[Item, ...]
    todo: tuple[Item, ...]  # those that are open
    notes: Mapping[str, str]  # by the ids of items, as Markdown
    own: tuple[tuple[str, str], ...]  # items of the person's: state and words


@dataclass(frozen=True, slots=True)
class Subject:
    """A customer as of a day, and what could not be read or planned."""

    today: date
    customer: Customer
    account: Account | None  # None without a segment: no policy says anything
    plans: tuple[Plan, ...]
    problems: tuple[Problem, ...]
    unread: Mapping[str, RefusedError]  # kept files whose ticks do not count, by playbook
    remarks: tuple[str, ...]  # what ticks leave open
    playbooks: tuple[str, ...]  # those with a say: for this customer or not known to be, or kept
    former: tuple[Former, ...]  # kept files of which nothing is for this customer any more

    @property
    def checklists(self) -> list[Checklist]:
        return [one.checklist for one in self.plans]


def subject(handbook: Handbook, customer: Customer, kept: Kept, today: date) -> Subject:
    """What there is to say of one customer. Nothing else of the book is looked at."""
    read: dict[str, Reading] = {}
    unread: dict[str, RefusedError] = {}
    for id_, content in kept.items():
        try:
            read[id_] = reading(content, f"{customer.id}/{id_}.md")
        except RefusedError as error:
            unread[id_] = error
    happened = list(_happened(handbook, customer, read))
    events = tuple(one for one in happened if not isinstance(one, str))
    situation = Situation(handbook, customer, today)
    wanted = [i for i, one in situation.verdicts.items() if one.holds is not False or i in kept]
    made = [planned(situation, handbook.playbooks[id_]) for id_ in wanted]
    plans = (_plan(one.checklist, read.get(one.playbook)) for one in made if one.checklist)
    return Subject(
        today,
        customer,
        account_of(situation, events),
        tuple(one for one in plans if one.checklist.sections),
        tuple(problem for one in made for problem in one.problems),
        unread,
        tuple(one for one in happened if isinstance(one, str)),
        tuple(wanted),
        tuple(
            former(customer.id, handbook.playbooks[id_], kept[id_], read[id_])
            for one in made
            if (id_ := one.playbook) in read and is_former(one)
        ),
    )


def _happened(
    handbook: Handbook, customer: Customer, read: Mapping[str, Reading]
) -> Iterator[Happening | str]:
    """What ticks record, and what they leave open."""
    for id_, playbook in handbook.playbooks.items():
        if id_ in read and any(placed.step.records for placed in playbook.steps.values()):
            yield from recorded(customer, playbook, read[id_].states, read[id_].remarks)


def _plan(checklist: Checklist, kept: Reading | None) -> Plan:
    notes: Mapping[str, str] = {}
    if kept:
        states, gone = by_present_ids(checklist, kept.states, kept.deleted)
        notes, _ = by_present_ids(checklist, kept.notes, ())
        checklist = ticked(checklist, states, gone)
    items = tuple(checklist.items)
    todo = tuple([item for item in items if is_open(item)]) if kept else items
    return Plan(checklist, items, todo, notes, kept.own if kept else ())
