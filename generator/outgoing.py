"""Checklists on their way out: with the ticks of the kept files, in the edition that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.checklist import Checklist, ticked
from generator.edition import for_customer
from generator.keep import RefusedError, deleted, states

EDITIONS = ("internal", "customer")
Kept = Callable[[str], bytes | None]
"""The kept file of a checklist, by `<customer>/<playbook>.md`; None where there is none."""


class UnreadableError(Exception):
    """A kept file out of which no ticks can be read; says which, where and why."""


def outgoing(checklists: Iterable[Checklist], kept: Kept, edition: str) -> Iterator[Checklist]:
    """The checklists as their people keep them; for the customer, only what is meant for them.

    Raises UnreadableError.
    """
    for checklist in checklists:
        own = as_kept(checklist, kept)
        shown = own if edition == "internal" else for_customer(own)
        if shown and shown.sections:
            yield shown


def as_kept(checklist: Checklist, kept: Kept) -> Checklist:
    """The checklist with the states of its kept file, and without what was deleted there."""
    name = f"{checklist.customer_id}/{checklist.playbook_id}.md"
    old = kept(name)
    if old is None:
        return checklist
    try:
        found, gone = states(old), deleted(old)
    except RefusedError as error:
        raise UnreadableError(f"{name}:{error.line or 1}: {error}") from None
    by_id = {item.id: found[name] for item in checklist.items for name in item.was if name in found}
    return ticked(checklist, {**by_id, **found}, gone)
