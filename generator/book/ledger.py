"""What is known of each customer of a book on a day; what is not known is None, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType

from generator.calendars import spoken
from generator.handbook import Handbook
from generator.happenings import until
from generator.models import Happening, Policy, Priority, Promise
from generator.schedule import Dated
from generator.situation import Situation

Happened = Mapping[str, Iterable[Happening]]
"""What ticks of kept checklists record, by customer."""


class Account:
    """A customer in somebody's book, as of a day."""

    def __init__(
        self,
        situation: Situation,
        person: str = "",
        role: str = "",
        ahead: Sequence[Happening] = (),
    ) -> None:
        self.situation, self.person, self.role = situation, person, role
        self.ahead = ahead  # what is noted for days still to come
        self.handbook, self.customer = situation.handbook, situation.customer
        self.today, self.standing, self.cast = situation.today, situation.standing, situation.cast

    @property
    def name(self) -> str:
        return self.customer.name

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

    @property
    def dates(self) -> dict[str, date]:
        """The dates that are stated or follow from what happened."""
        return self.situation.known

    def day(self, name: str) -> Dated | None:
        """A date that is stated or can be derived."""
        return self.situation.dates.known(name)

    @cached_property
    def happened(self) -> Mapping[str, list[date]]:
        """The days on which something has happened, the latest last, by what it was."""
        days: dict[str, set[date]] = {}
        for one in self.customer.events:
            days.setdefault(one.what, set()).add(one.on)
        for kind in self.handbook.dated_events:
            for id_ in (kind.first, kind.latest):
                if id_ in self.dates:
                    days.setdefault(kind.id, set()).add(self.dates[id_])
        past = {what: sorted(day for day in on if day <= self.today) for what, on in days.items()}
        return {what: on for what, on in past.items() if on}

    def latest(self, promise: Promise) -> date | None:
        """The last day on which a promise of the policy was kept."""
        kinds, known = self.handbook.promises.get(promise, ()), self.happened
        return max((known[kind.id][-1] for kind in kinds if kind.id in known), default=None)

    def planned(self, promise: Promise) -> Iterator[tuple[str, Dated]]:
        """The dates for which the next one is planned, by their ids."""
        for event in self.handbook.promises.get(promise, ()):
            if event.next and (found := self.day(event.next)):
                yield event.next, found


def ledger(
    handbook: Handbook, today: date, ticked: Happened = MappingProxyType({})
) -> list[Account]:
    """Every customer with a segment, as of a day, in the order of the book."""
    found = (
        account_of(Situation(handbook, customer, today), ticked.get(customer.id, ()))
        for customer in handbook.customers.values()
    )
    return [account for account in found if account]


def account_of(situation: Situation, ticked: Iterable[Happening] = ()) -> Account | None:
    """The customer of a situation with what ticks record and without what is still to happen; None
    without a segment."""
    handbook, customer, today = situation.handbook, situation.customer, situation.today
    if not customer.segment:
        return None
    more = [h for h in ticked if h not in customer.events]
    known = customer.model_copy(update={"events": [*customer.events, *more]}) if more else customer
    past = until(known, today)
    if past is not customer:
        situation = Situation(handbook, past, today)
    role = next((id_ for id_ in handbook.carrying if id_ in customer.people), "")
    person = customer.people[role].name if role else ""
    ahead = [one for one in known.events if one.on > today] if past is not known else ()
    return Account(situation, person, role, ahead)


def left_out(handbook: Handbook, accounts: Iterable[Account]) -> Iterator[str]:
    """Notes: who is no customer of a segment, whom nobody carries, whose priority is open, of whom
    events are noted that have not happened yet."""
    for customer in handbook.customers.values():
        if not customer.segment:
            yield f"{customer.name} has no segment: no policy says anything of it"
    carrying = ", ".join(handbook.roles[id_].title for id_ in handbook.carrying)
    if not carrying:
        yield "no role carries customers: write 'carries_book: true' for one in roles.yaml"
    for account in accounts:
        if carrying and not account.person:
            yield f"nobody carries {account.name}: it has none of {carrying}"
        if account.policy is None:
            yield f"no policy of its segment is in force for {account.name}"
        elif account.policy.priorities and account.priority is None:
            missing = ", ".join(account.standing.priority[1].missing)
            why = f"it does not state {missing}" if missing else "none of the policy's fits"
            yield f"the priority of {account.name} is not known: {why}"
        for one in account.ahead:
            title = handbook.events[one.what].title
            yield f"{account.name}: '{title}' on {spoken(one.on)} is still to come, and not counted"


def source_of(policy: Policy) -> str:
    """`FY24 (S3)`."""
    return f"{policy.name} ({policy.source})" if policy.source else policy.name
