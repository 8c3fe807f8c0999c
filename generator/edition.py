"""The customer's edition of a checklist: what is meant for them, and nothing else.

Whatever is not named here stays inside: purpose, trigger, what is known of the customer, reasons,
targets, details, who is only consulted or informed on our side, addresses and user names, the
roles in which we see their people, and signs of a person's own in boxes. Ids stay: by them ticks
find their way back. So the ids of steps that a customer sees, of their playbook and of our roles
are words that a customer may read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from hashlib import blake2b
from itertools import groupby

from generator.checklist import Checklist, Item, Section
from generator.people import Holder

TITLE, SECTION = "Shared plan", "Next steps"
STATES = " x~"
"""What a box may say to a customer; a sign of a person's own is for themselves."""


def for_customer(checklist: Checklist) -> Checklist | None:
    """The checklist as the customer may read it, or None where no step of it is meant for them.

    A step is meant for them by `visible_to: customer`; its words are `do` and `customer_detail`.
    Titles are `customer_title`; without one they are neutral, never the internal ones.
    """
    sections = tuple(_sections(checklist))
    if not sections:
        return None
    return Checklist(
        customer_id=checklist.customer_id,
        customer=checklist.customer,
        playbook_id=checklist.playbook_id,
        title=checklist.customer_title or TITLE,
        purpose="",
        trigger="",
        scheme=checklist.scheme,
        facts=(),
        moments=(),
        sections=sections,
        customer_title=checklist.customer_title,
        edition="customer",
    )


def _sections(checklist: Checklist) -> Iterator[Section]:
    """Phases with steps for the customer; neighbours of the same title are one section."""
    seen = {item.id for item in checklist.items if item.visible_to == "customer"}
    shown = [
        (section.customer_title or SECTION, _shown(item, seen, checklist.customer))
        for section in checklist.sections
        for item in section.items
        if item.id in seen
    ]
    for title, items in groupby(shown, key=lambda pair: pair[0]):
        yield Section(title, tuple(item for _, item in items), title)


def _shown(item: Item, seen: set[str], customer: str) -> Item:
    named = partial(_named, customer)
    return Item(
        id=item.id,
        do=item.do,
        accountable=named(item.accountable),
        responsible=tuple(map(named, item.responsible)),
        consulted=tuple(named(holder) for holder in item.consulted if holder.side == "customer"),
        informed=tuple(named(holder) for holder in item.informed if holder.side == "customer"),
        due=item.due,
        start=item.start,
        because="",
        here="",
        detail=item.customer_detail,
        every=item.every,
        optional=item.optional,
        visible_to="customer",
        after=tuple(id_ for id_ in item.after if id_ in seen),
        was=item.was,
        customer_detail=item.customer_detail,
        state=item.state if item.state.lower() in STATES else " ",
    )


def _named(customer: str, holder: Holder) -> Holder:
    """Our people by name and role in full; theirs by name alone, or as the customer. What role
    we see them in is ours to know: instead of its id stands a mark of their name."""
    if holder.side == "customer":
        name = holder.name or customer
        mark = blake2b(name.encode(), digest_size=4).hexdigest()
        return Holder(f"customer-{mark}", "", holder.side, name)
    return Holder(holder.role, holder.role_title, holder.side, holder.name)
