"""One customer on a day: how they stand, who is there, and when things are. All of their
checklists rest on it, so it is worked out once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from generator.conditions import ALWAYS_HOLDS, Verdict
from generator.handbook import Handbook
from generator.happenings import dates_of
from generator.models import Customer, Playbook
from generator.people import Cast
from generator.schedule import Schedule
from generator.standing import Standing
from generator.verdicts import ByAnswers


class Situation:
    """What the plans of one customer have in common."""

    def __init__(self, handbook: Handbook, customer: Customer, today: date) -> None:
        self.handbook, self.customer, self.today = handbook, customer, today
        self.standing = Standing(handbook, customer, today)
        self.cast = Cast(handbook, customer)

    def applies(self, playbook: Playbook) -> Verdict:
        """Whether a playbook of the handbook is for this customer; open, where an answer is
        missing."""
        return self.verdicts[playbook.id]

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The same of all playbooks, by their ids."""
        standing, playbooks = self.standing, self.handbook.playbooks.values()
        kept = self.handbook.__dict__
        if "_applying" not in kept:
            kept["_applying"] = ByAnswers([playbook.applies_to for playbook in playbooks])
        known: ByAnswers[Mapping[str, Verdict]] = kept["_applying"]
        return known.of(standing.facts, id(standing.policy), self._judged)

    def _judged(self) -> Mapping[str, Verdict]:
        return {
            one.id: self.standing.verdict(one.applies_to) if one.applies_to else ALWAYS_HOLDS
            for one in self.handbook.playbooks.values()
        }

    @cached_property
    def dates(self) -> Schedule:
        """When the dates of the customer's life are; without the steps of any playbook."""
        cast, dates = self.cast, self.handbook.dates
        return Schedule(dates, self.known, cast.together, {}, lambda _: cast.calendars(()))

    @cached_property
    def known(self) -> dict[str, date]:
        """The dates that the customer states, and those that follow from what happened."""
        return dates_of(self.handbook.events, self.customer)

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the reader of a checklist should know of the customer: segment, policy, priority."""
        return tuple(self._facts())

    def _facts(self) -> Iterator[tuple[str, str]]:
        if self.customer.segment:
            yield "Segment", self.handbook.segments[self.customer.segment].title
        if self.standing.policy:
            yield "Policy", self.standing.policy.name
        if priority := self.standing.priority[0]:
            cadence = f", contact every {priority.cadence.every}" if priority.cadence else ""
            yield "Priority", priority.title + cadence
