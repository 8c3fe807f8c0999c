"""What is known of each customer of a book on a day; what is not known is None, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from generator.handbook import Handbook
from generator.happenings import dates_of, until
from generator.models import Customer, Happening, Policy, Priority, Promise
from generator.people import Cast
from generator.schedule import Dated, MissingDateError, Schedule
from generator.standing import Standing

Happened = Mapping[str, Iterable[Happening]]
"""What ticks of kept checklists record, by customer."""


@dataclass(frozen=True)
class Account:
    """A customer in somebody's book, as of a day."""

    handbook: Handbook
    customer: Customer
    today: date
    person: str = ""
    role: str = ""

    @property
    def name(self) -> str:
        return self.customer.name

    @cached_property
    def standing(self) -> Standing:
        """The answers, the policy and the priority."""
        return Standing(self.handbook, self.customer, self.today)

    @property
    def policy(self) -> Policy | None:
        """The rules that hold for the customer."""
        return self.standing.policy

    @property
    def priority(self) -> Priority | None:
        """The customer's priority under them, where the answers are known."""
        return self.standing.priority[0]

    @property
    def rule(self) -> str:
        """Where the figures that hold for the customer come from."""
        return source_of(self.policy) if self.policy else ""

    @cached_property
    def dates(self) -> dict[str, date]:
        """The dates that are stated or follow from what happened."""
        return dates_of(self.handbook.events, self.customer)

    @cached_property
    def cast(self) -> Cast:
        return Cast(self.handbook, self.customer)

    @cached_property
    def _schedule(self) -> Schedule:
        return Schedule(self.handbook.dates, self.dates, self.cast.together, {}, lambda _: [])

    def day(self, name: str) -> Dated | None:
        """A date that is stated or can be derived."""
        try:
            return self._schedule.of_date(name)
        except MissingDateError:
            return None

    def happened(self, event: str) -> list[date]:
        """The days on which something of a kind has happened, the latest last."""
        days = {h.on for h in self.customer.events if h.what == event}
        kind = self.handbook.events[event]
        days |= {self.dates[id_] for id_ in (kind.first, kind.latest) if id_ in self.dates}
        return sorted(day for day in days if day <= self.today)

    def latest(self, promise: Promise) -> date | None:
        """The last day on which a promise of the policy was kept."""
        kinds = [e.id for e in self.handbook.events.values() if e.counts == promise]
        return max((day for kind in kinds for day in self.happened(kind)), default=None)

    def planned(self, promise: Promise) -> Iterator[tuple[str, Dated]]:
        """The dates for which the next one is planned, by their ids."""
        for event in self.handbook.events.values():
            if event.counts == promise and event.next and (found := self.day(event.next)):
                yield event.next, found


def ledger(
    handbook: Handbook, today: date, ticked: Happened = MappingProxyType({})
) -> list[Account]:
    """Every customer with a segment, as of a day, in the order of the book."""
    found = (
        account_of(handbook, customer, today, ticked.get(customer.id, ()))
        for customer in handbook.customers.values()
    )
    return [account for account in found if account]


def account_of(
    handbook: Handbook, customer: Customer, today: date, ticked: Iterable[Happening] = ()
) -> Account | None:
    """One customer as of a day, with what ticks record; None without a segment."""
    if not customer.segment:
        return None
    more = [h for h in ticked if h not in customer.events]
    known = customer.model_copy(update={"events": [*customer.events, *more]}) if more else customer
    carrying = (role.id for role in handbook.roles.values() if role.carries_book)
    role = next((id_ for id_ in carrying if id_ in customer.people), "")
    person = customer.people[role].name if role else ""
    return Account(handbook, until(known, today), today, person, role)


def left_out(handbook: Handbook, accounts: Iterable[Account]) -> Iterator[str]:
    """Notes: who is no customer of a segment, whom nobody carries, whose priority is open."""
    for customer in handbook.customers.values():
        if not customer.segment:
            yield f"{customer.name} has no segment: no policy says anything of it"
    for account in accounts:
        if not account.person:
            roles = [role.title for role in handbook.roles.values() if role.carries_book]
            yield f"nobody carries {account.name}: it has none of {', '.join(roles) or 'the roles'}"
        if account.policy is None:
            yield f"no policy of its segment is in force for {account.name}"
        elif account.policy.priorities and account.priority is None:
            missing = ", ".join(account.standing.priority[1].missing)
            why = f"it does not state {missing}" if missing else "none of the policy's fits"
            yield f"the priority of {account.name} is not known: {why}"


def source_of(policy: Policy) -> str:
    """`FY24 (S3)`."""
    return f"{policy.name} ({policy.source})" if policy.source else policy.name
