"""Roles to people: who does a step for this customer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from generator.calendars import MONDAY_TO_FRIDAY, Together, together
from generator.handbook import Handbook
from generator.models import Calendar, Customer, Moment, Phase, Playbook, Step
from generator.problems import Level


class Holder(NamedTuple):
    """Who holds a role for a customer. `name` is empty where nobody does."""

    role: str
    title: str
    side: str
    name: str = ""
    gitlab: str = ""
    email: str = ""
    stands_in_for: str = ""  # the role that nobody holds
    role_title: str = ""  # the role in full, where `title` is its short form

    def __str__(self) -> str:
        if not self.name or not self.title:
            return self.name or self.title
        instead = f", standing in for {self.stands_in_for}" if self.stands_in_for else ""
        return f"{self.name} ({self.title}{instead})"


@dataclass(frozen=True, slots=True, eq=False)
class Roles:
    """Who has to do with a step, by role. The same roles are the same object: see `roles_of`."""

    accountable: str
    others: tuple[tuple[str, ...], ...]  # responsible, consulted, informed
    each: tuple[str, ...]  # every role once, in the order in which it is first named
    first: int  # where the accountable one stands among them
    parts: tuple[slice, ...]  # where the others do, without those named before


@lru_cache(maxsize=4096)
def roles_of(accountable: str, *others: tuple[str, ...]) -> Roles:
    """These roles: the accountable one, those responsible, consulted, and informed. Many steps have
    the same."""
    each: list[str] = []
    parts = []
    for named in others:
        start = len(each)
        each += [role for role in dict.fromkeys(named) if role not in each]
        parts.append(slice(start, len(each)))
        each += [accountable] if accountable not in each else []
    return Roles(accountable, others, tuple(each), each.index(accountable), tuple(parts))


_NAME = attrgetter("name")

Company = tuple[tuple[Holder | tuple[Holder, ...], ...], tuple[tuple[str, Level], ...]]
"""The people in some roles, nobody twice: who answers, then those responsible, consulted and
informed; and the roles nobody holds, in that order, the accountable one as an error."""


class Cast:
    """The people of one customer, and the days on which they work."""

    def __init__(self, handbook: Handbook, customer: Customer) -> None:
        self.handbook, self.customer = handbook, customer
        self._holders = _Holders(handbook, customer)
        self.companies = _Companies(self._holders)
        self.home = handbook.calendars[customer.calendar] if customer.calendar else MONDAY_TO_FRIDAY
        self._calendars: dict[str, Calendar] = {}
        self._meeting: dict[tuple[str, ...], Together] = {(): together([self.home])}

    def holder(self, role_id: str) -> Holder:
        """Who holds the role; falls back along `falls_back_to`, never to all who might."""
        return self._holders[role_id]

    def calendar(self, role_id: str) -> Calendar:
        """The calendar of whoever holds the role, else the customer's."""
        found = self._calendars.get(role_id)
        if found is None:
            held = held_by(self.handbook, self.customer, role_id)
            own = self.customer.people[held].calendar if held else None
            found = self._calendars[role_id] = self.handbook.calendars[own] if own else self.home
        return found

    def chain(self, role_id: str) -> list[str]:
        """The role and those it falls back to, in order."""
        return chain(self.handbook, role_id)

    def together(self, moment: Moment) -> Together:
        """The calendars of those who meet on a date: the customer, and the roles it names."""
        found = [self.home, *map(self.calendar, moment.attended_by)]
        return together([*{calendar.id: calendar for calendar in found}.values()])

    def calendars(self, roles: tuple[str, ...]) -> Together:
        """The calendars of whoever holds these roles, each once; without any, the customer's."""
        found = self._meeting.get(roles)
        if found is None:
            own = {calendar.id: calendar for calendar in map(self.calendar, roles)}
            found = self._meeting[roles] = together([*own.values()])
        return found


class _Companies(dict[Roles, Company]):
    """The people of steps for one customer: who is named in one role is not named again in a later
    one."""

    def __init__(self, holders: _Holders) -> None:
        super().__init__()
        self.holders = holders

    def __missing__(self, roles: Roles) -> Company:
        made = self[roles] = self._plain(roles) or self._with_care(roles)
        return made

    def _plain(self, roles: Roles) -> Company | None:
        """The same as `_with_care`, where each of the roles has somebody of its own; else None."""
        found = tuple(map(self.holders.__getitem__, roles.each))
        names = set(map(_NAME, found))
        if "" in names or len(names) < len(found):
            return None
        first, second, third = roles.parts
        return (found[roles.first], found[first], found[second], found[third]), ()

    def _with_care(self, roles: Roles) -> Company:
        holders = self.holders
        owner = holders[roles.accountable]
        unheld: list[tuple[str, Level]] = [] if owner.name else [(owner.role, "error")]
        people: list[Holder | tuple[Holder, ...]] = [owner]
        names: set[str] = set()
        for named in roles.others:
            found = [holders[role] for role in named]
            if len(found) > 1:
                found = _themselves(list(dict.fromkeys(found)))
            here = tuple([one for one in found if one.name not in names])
            names.add(owner.name)
            for one in here:
                names.add(one.name)
                if not one.name:
                    unheld.append((one.role, "warning"))
            names.discard("")
            people.append(here)
        return tuple(people), tuple(unheld)


class _Holders(dict[str, Holder]):
    """Who holds which role for a customer."""

    def __init__(self, handbook: Handbook, customer: Customer) -> None:
        super().__init__()
        self.handbook, self.customer = handbook, customer

    def __missing__(self, role_id: str) -> Holder:
        held = held_by(self.handbook, self.customer, role_id)
        wanted = self.handbook.roles[role_id]
        if held:
            person, role = self.customer.people[held], self.handbook.roles[held]
            words = (person.name, person.gitlab or "", person.email or "")
            missed = wanted.name if held != role_id else ""
            made = Holder(held, role.name, role.side, *words, missed, role.title)
        else:
            made = Holder(role_id, wanted.title, wanted.side, role_title=wanted.title)
        self[role_id] = made
        return made


def held_by(handbook: Handbook, customer: Customer, role_id: str) -> str | None:
    """The role in which the customer has somebody for this one: itself, or one it falls back to."""
    if role_id in customer.people:
        return role_id
    return next(filter(customer.people.get, chain(handbook, role_id)), None)


def chain(handbook: Handbook, role_id: str) -> list[str]:
    """A role and those it falls back to, in order."""
    found: list[str] = []
    next_: str | None = role_id
    while next_ and next_ not in found:
        found.append(next_)
        next_ = handbook.roles[next_].falls_back_to
    return found


def _themselves(holders: list[Holder]) -> list[Holder]:
    """Without those who stand in for a role and are here in one of their own."""
    here = {holder.name for holder in holders if not holder.stands_in_for}
    return [h for h in holders if not h.stands_in_for or h.name not in here]


def attending(handbook: Handbook, step: Step, accountable: str) -> tuple[str, ...]:
    """The roles of those who must be at work on a step's day.

    The owner; for a step that the customer sees and in which people of both sides take part
    (accountable, responsible or consulted), the customer's side as well.
    """
    roles = (accountable, *step.responsible, *step.consulted)
    sides = {id_: handbook.roles[id_].side for id_ in roles}
    if step.visible_to != "customer" or len(set(sides.values())) != 2:
        return (accountable,)
    return (accountable, *(id_ for id_ in roles if sides[id_] != sides[accountable]))


def accountable_of(playbook: Playbook, phase: Phase, step: Step) -> str | None:
    """The one role that answers for a step: its own, else the phase's, the playbook's, or that of
    the first step of the playbook that names one."""
    named = step.accountable or phase.accountable or playbook.accountable
    if named:
        return named
    return next((p.step.accountable for p in playbook.steps.values() if p.step.accountable), None)
