"""One customer's plan of one playbook, with nothing left to look up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from generator.people import Holder


class Item(NamedTuple):
    """One thing to do: by whom, until when, and why so."""

    id: str
    do: str
    accountable: Holder
    responsible: tuple[Holder, ...]
    consulted: tuple[Holder, ...]
    informed: tuple[Holder, ...]
    due: date | None
    start: date | None  # of a window that ends on `due`
    because: str  # why this date
    here: str  # why this step, where a condition decided
    detail: str = ""
    every: str = ""  # how often it comes again: `week`, `2 weeks`
    optional: bool = False
    visible_to: str = "internal"
    serves: tuple[str, ...] = ()  # metrics with their targets
    after: tuple[str, ...] = ()  # ids of items in this checklist
    was: tuple[str, ...] = ()
    customer_detail: str = ""  # how it is done, in words for the customer
    state: str = " "  # of its box in the kept file: `x` done, `~` not applicable

    @property
    def helpers(self) -> tuple[Holder, ...]:
        """Those responsible beside the accountable."""
        return tuple(h for h in self.responsible if h.role != self.accountable.role)


@dataclass(frozen=True, slots=True)
class Section:
    """Items that belong together; a phase of the playbook."""

    title: str
    items: tuple[Item, ...]
    customer_title: str = ""  # what a customer may read instead


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a format sees, and all that it sees."""

    customer_id: str
    customer: str
    playbook_id: str
    title: str
    purpose: str
    trigger: str
    scheme: str  # DCI or RACI
    facts: tuple[tuple[str, str], ...]  # what is known of the customer: label, value
    moments: tuple[tuple[str, date, str], ...]  # the dates it rests on: title, day, why
    sections: tuple[Section, ...]
    customer_title: str = ""  # what a customer may read instead of the title
    edition: str = "internal"  # or customer: then nothing internal is left in it

    @property
    def items(self) -> Iterator[Item]:
        """All items in order."""
        return chain.from_iterable([section.items for section in self.sections])

    @property
    def revision(self) -> str:
        """Eight hexadecimal digits that change when the plan does; ticks are not part of it."""
        return blake2b(repr(ticked(self, {})).encode(), digest_size=4).hexdigest()


def ticked(
    checklist: Checklist, states: Mapping[str, str], dropped: Collection[str] = ()
) -> Checklist:
    """The checklist as its person keeps it: the states of the kept file's boxes by item id, and
    without the items that the person deleted."""
    sections = [
        Section(
            section.title,
            tuple([
                item if item.state == (state := states.get(item.id, " ")) else _at(item, state)
                for item in section.items
                if item.id not in dropped
            ]),
            section.customer_title,
        )
        for section in checklist.sections
    ]  # fmt: skip
    return replace(checklist, sections=tuple([s for s in sections if s.items]))


def _at(item: Item, state: str) -> Item:
    """The item with another state, which is the last of its fields."""
    return tuple.__new__(Item, (*item[:-1], state))
