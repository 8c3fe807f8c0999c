"""The book as an older handbook would have it: today's customers, called what they were then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.handbook import Handbook
from generator.happenings import answers_of, dates_of
from generator.models import Customer, Happening, Person

Names = Mapping[str, Mapping[str, str]]
"""Ids by kind, with what they stand for."""


def as_it_was(old: Handbook, new: Handbook, renames: Names) -> Handbook:
    """The old handbook with the customers of the new one; `renames` has former ids with present.

    What the old one has not heard of (a segment, a policy) is left out; a calendar it lacks is
    taken over, and what an event of a kind it lacks says of dates and answers is taken as stated,
    so that nothing moves because of them.
    """
    former = {kind: {now: was for was, now in ids.items()} for kind, ids in renames.items()}
    calendars = {former["calendars"].get(id_, id_): one for id_, one in new.calendars.items()}
    customers = {id_: _customer(old, new, one, former) for id_, one in new.customers.items()}
    return replace(old, customers=customers, calendars={**calendars, **old.calendars})


def _customer(old: Handbook, new: Handbook, customer: Customer, former: Names) -> Customer:
    named = former["segments"].get(customer.segment or "", customer.segment)
    segment = old.segments.get(named or "")
    policies = [policy.name for policy in segment.policies] if segment else []
    roles, attributes, dates = former["roles"], former["attributes"], former["dates"]
    events = [_happening(one, former) for one in customer.events]
    unknown = [one for one, was in zip(customer.events, events, strict=True) if not _in(old, was)]
    stated = customer.model_copy(update={"events": unknown})
    answers = {**customer.attributes, **answers_of(new.events, stated)}
    return customer.model_copy(
        update={
            "segment": segment.id if segment else None,
            "policy": customer.policy if customer.policy in policies else None,
            "calendar": _calendar(customer.calendar, former),
            "attributes": {attributes.get(k, k): v for k, v in answers.items()},
            "dates": {dates.get(k, k): v for k, v in dates_of(new.events, stated).items()},
            "events": [was for was in events if _in(old, was)],
            "people": {roles.get(k, k): _person(v, former) for k, v in customer.people.items()},
        }
    )


def _happening(happening: Happening, former: Names) -> Happening:
    what = former["events"].get(happening.what, happening.what)
    return happening.model_copy(update={"what": what})


def _in(old: Handbook, happening: Happening) -> bool:
    return happening.what in old.events


def _person(person: Person, former: Names) -> Person:
    return person.model_copy(update={"calendar": _calendar(person.calendar, former)})


def _calendar(id_: str | None, former: Names) -> str | None:
    return former["calendars"].get(id_, id_) if id_ else None
