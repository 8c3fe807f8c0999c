"""What is written of a customer against itself."""

from __future__ import annotations

from collections.abc import Iterator

from generator.calendars import spoken
from generator.handbook import Handbook
from generator.models import Customer, Happening
from generator.problems import Finding


def stated_otherwise(handbook: Handbook) -> Iterator[Finding]:
    """A customer's answer is the one that the latest event left."""
    for customer in handbook.customers.values():
        yield from against_itself(handbook, customer)


def against_itself(handbook: Handbook, customer: Customer) -> Iterator[Finding]:
    """The same of one customer, who need not stand in the handbook."""
    for attribute, (n, happening) in _latest(handbook, customer).items():
        stated = customer.attributes.get(attribute)
        if stated is not None and stated != happening.value:
            question = handbook.attributes[attribute]
            yield Finding(
                ("customers", customer.id, "attributes", attribute),
                f"{question.name} is stated as {question.label(stated)}; what happened on "
                f"{spoken(happening.on)} made it {question.label(happening.value or '')}",
                "delete this line: the events tell it, and since when",
                ("customers", customer.id, "events", n),
                "the event",
            )


def _latest(handbook: Handbook, customer: Customer) -> dict[str, tuple[int, Happening]]:
    """For each answer that events change, the latest of them and its number in the list."""
    found: dict[str, tuple[int, Happening]] = {}
    for n, happening in enumerate(customer.events):
        changed = handbook.events[happening.what].changes
        if changed and (changed not in found or found[changed][1].on <= happening.on):
            found[changed] = n, happening
    return found
