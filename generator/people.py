"""Roles to people: who does a step for this customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.calendars import MONDAY_TO_FRIDAY
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


class Roles(NamedTuple):
    """Who has to do with a step, by role; who answers for it comes first."""

    accountable: str
    responsible: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]


class Company(NamedTuple):
    """The people in these roles, nobody twice; and the roles nobody holds, in that order, the
    accountable one as an error."""

    owner: Holder
    responsible: tuple[Holder, ...]
    consulted: tuple[Holder, ...]
    informed: tuple[Holder, ...]
    unheld: tuple[tuple[str, Level], ...]


class Cast:
    """The people of one customer, and the days on which they work."""

    def __init__(self, handbook: Handbook, customer: Customer) -> None:
        self.handbook, self.customer = handbook, customer
        self._holders: dict[str, Holder] = {}
        self._calendars: dict[str, Calendar] = {}
        self._companies: dict[Roles, Company] = {}
        self._meeting: dict[tuple[str, ...], Sequence[Calendar]] = {}
        self.home = handbook.calendars[customer.calendar] if customer.calendar else MONDAY_TO_FRIDAY

    def holder(self, role_id: str) -> Holder:
        """Who holds the role; falls back along `falls_back_to`, never to all who might."""
        if role_id not in self._holders:
            self._holders[role_id] = self._held(role_id)
        return self._holders[role_id]

    def _held(self, role_id: str) -> Holder:
        roles, people = self.handbook.roles, self.customer.people
        wanted = roles[role_id]
        held = role_id if role_id in people else next(filter(people.get, self.chain(role_id)), None)
        if held:
            person, role = people[held], roles[held]
            missed = wanted.name if held != role_id else ""
            name, gitlab, email = person.name, person.gitlab or "", person.email or ""
            return Holder(held, role.name, role.side, name, gitlab, email, missed, role.title)
        return Holder(role_id, wanted.title, wanted.side, role_title=wanted.title)

    def company(self, roles: Roles) -> Company:
        """The people of a step: who is named in one role is not named again in a later one."""
        found = self._companies.get(roles)
        if found is None:
            found = self._companies[roles] = self._company(roles)
        return found

    def _company(self, roles: Roles) -> Company:
        owner = self.holder(roles.accountable)
        unheld: list[tuple[str, Level]] = [] if owner.name else [(owner.role, "error")]
        parts: list[tuple[Holder, ...]] = []
        names: set[str] = set()
        for named in roles[1:]:
            found = self._holders_of(named)
            unheld += [(holder.role, "warning") for holder in found if not holder.name]
            parts.append(tuple([h for h in _themselves(found) if h.name not in names]))
            names |= {holder.name for holder in (owner, *parts[-1]) if holder.name}
        return Company(owner, parts[0], parts[1], parts[2], tuple(unheld))

    def _holders_of(self, roles: Sequence[str]) -> Sequence[Holder]:
        """Who holds each of these roles; nobody twice."""
        if len(roles) < 2:
            return [self.holder(role) for role in roles]
        return list(dict.fromkeys([self.holder(role) for role in roles]))

    def chain(self, role_id: str) -> list[str]:
        """The role and those it falls back to, in order."""
        found: list[str] = []
        next_: str | None = role_id
        while next_ and next_ not in found:
            found.append(next_)
            next_ = self.handbook.roles[next_].falls_back_to
        return found

    def calendar(self, role_id: str) -> Calendar:
        """The calendar of whoever holds the role, else the customer's."""
        if role_id not in self._calendars:
            people = (self.customer.people.get(id_) for id_ in self.chain(role_id))
            person = next(filter(None, people), None)
            own = person.calendar if person else None
            self._calendars[role_id] = self.handbook.calendars[own] if own else self.home
        return self._calendars[role_id]

    def together(self, moment: Moment) -> Sequence[Calendar]:
        """The calendars of those who meet on a date: the customer, and the roles it names."""
        found = [self.home, *(self.calendar(role) for role in moment.attended_by)]
        return list({calendar.id: calendar for calendar in found}.values())

    def calendars(self, roles: tuple[str, ...]) -> Sequence[Calendar]:
        """The calendars of whoever holds these roles, each once."""
        if roles not in self._meeting:
            found = (self.calendar(role) for role in roles)
            self._meeting[roles] = list({calendar.id: calendar for calendar in found}.values())
        return self._meeting[roles]


def _themselves(holders: Sequence[Holder]) -> Sequence[Holder]:
    """Without those who stand in for a role and are here in one of their own."""
    if len(holders) < 2:
        return holders
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
