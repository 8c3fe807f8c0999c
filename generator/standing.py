"""How a customer stands on a day: answers, policy, priority."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from generator.conditions import ALWAYS_HOLDS, Condition, Facts, Verdict
from generator.handbook import Handbook
from generator.happenings import answers_of
from generator.models import Customer, Placed, Policy, Priority
from generator.policies import policy_of, priority_of
from generator.verdicts import Verdicts


class Standing:
    """What is so for one customer on one day. A missing answer leaves a verdict open."""

    def __init__(self, handbook: Handbook, customer: Customer, today: date) -> None:
        self.handbook, self.customer, self.today = handbook, customer, today
        self._verdicts: Verdicts = handbook.__dict__.setdefault("_verdicts", Verdicts())

    @cached_property
    def policy(self) -> Policy | None:
        """The rules that hold for this customer today."""
        segment = self.handbook.segments.get(self.customer.segment or "")
        return policy_of(segment, self.customer, self.today) if segment else None

    @cached_property
    def priority(self) -> tuple[Priority | None, Verdict]:
        """The customer's priority under that policy, and what decided it."""
        return self.priority_under(self.policy) if self.policy else (None, Verdict(False))

    def priority_under(self, policy: Policy) -> tuple[Priority | None, Verdict]:
        """The priority that the customer has or would have under a policy, and why."""
        return priority_of(policy, lambda condition: self._judged(condition, self.answers))

    @cached_property
    def answers(self) -> Facts:
        """What the customer states or events changed, else the defaults; and the segment."""
        segment = {"segment": self.customer.segment} if self.customer.segment else {}
        changed = answers_of(self.handbook.events, self.customer)
        return {**segment, **self.handbook.defaults, **self.customer.attributes, **changed}

    @cached_property
    def facts(self) -> Facts:
        """The answers, and the priority that follows from them."""
        priority = self.priority[0]
        return {"priority": priority.id, **self.answers} if priority else self.answers

    def verdict(self, condition: Condition) -> Verdict:
        """Whether a condition holds for the customer, and by what in words."""
        return self._judged(condition, self.facts)

    def included(self, placed: Placed) -> Verdict:
        """Whether a step is for the customer: its phase's condition and its own."""
        outer, inner = placed.phase.when, placed.step.when
        first = self.verdict(outer) if outer else ALWAYS_HOLDS
        if not first.holds or not inner:
            return first
        second = self.verdict(inner)
        because = (*first.because, *second.because) if second.holds else second.because
        return Verdict(second.holds, because, second.missing)

    def _judged(self, condition: Condition, facts: Facts) -> Verdict:
        return self._verdicts.of(condition, facts, self.say, self.name, id(self.policy))

    def say(self, attribute: str, value: str) -> str:
        """An answer in words: its label, or yes and no."""
        if attribute == "priority" and self.policy and attribute not in self.answers:
            titles = {priority.id: priority.title for priority in self.policy.priorities}
            return titles.get(value, value)
        return self.handbook.questions[attribute].label(value)

    def name(self, attribute: str) -> str:
        """What the attribute is called."""
        return self.handbook.questions[attribute].name
