"""Roles to people: who does a step for this customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.calendars import MONDAY_TO_FRIDAY
from generator.handbook import Handbook
from generator.models import Calendar, Customer, Moment, Phase, Playbook, Step


@dataclass(frozen=True, slots=True)
class Holder:
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


class Cast:
    """The people of one customer, and the days on which they work."""

    def __init__(self, handbook: Handbook, customer: Customer) -> None:
        self.handbook, self.customer = handbook, customer
        self._holders: dict[str, Holder] = {}
        self._calendars: dict[str, Calendar] = {}
        self.home = handbook.calendars[customer.calendar] if customer.calendar else MONDAY_TO_FRIDAY

    def holder(self, role_id: str) -> Holder:
        """Who holds the role; falls back along `falls_back_to`, never to all who might."""
        if role_id not in self._holders:
            self._holders[role_id] = self._held(role_id)
        return self._holders[role_id]

    def _held(self, role_id: str) -> Holder:
        wanted = self.handbook.roles[role_id]
        for id_ in self.chain(role_id):
            if person := self.customer.people.get(id_):
                role = self.handbook.roles[id_]
                missed = wanted.name if id_ != role_id else ""
                return Holder(
                    id_,
                    role.name,
                    role.side,
                    person.name,
                    person.gitlab or "",
                    person.email or "",
                    missed,
                    role.title,
                )
        return Holder(role_id, wanted.title, wanted.side, role_title=wanted.title)

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

    def calendars(self, step: Step, accountable: str) -> Sequence[Calendar]:
        """Those who must be at work on the step's day.

        The owner; for a step that the customer sees and in which people of both sides take part
        (accountable, responsible or consulted), the customer's side as well.
        """
        roles = [accountable, *step.responsible, *step.consulted]
        sides = {self.handbook.roles[id_].side for id_ in roles}
        found = [self.calendar(accountable)]
        if step.visible_to == "customer" and len(sides) == 2:
            other = "customer" if self.handbook.roles[accountable].side == "vendor" else "vendor"
            found += [self.calendar(id_) for id_ in roles if self.handbook.roles[id_].side == other]
        return list({calendar.id: calendar for calendar in found}.values())


def accountable_of(playbook: Playbook, phase: Phase, step: Step) -> str | None:
    """The one role that answers for a step: its own, else the phase's, the playbook's, or that of
    the first step of the playbook that names one."""
    named = step.accountable or phase.accountable or playbook.accountable
    if named:
        return named
    return next((p.step.accountable for p in playbook.steps.values() if p.step.accountable), None)
