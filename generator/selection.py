"""Which playbooks and steps are for a customer, and by what."""

from __future__ import annotations

from generator.calendars import spoken
from generator.conditions import ALWAYS_HOLDS, Verdict
from generator.models import Placed, Playbook
from generator.problems import Problem, Route, did_you_mean, listed
from generator.standing import Standing


class Selection:
    """What of one playbook follows from how a customer stands on a day.

    An answer that matters and is not stated becomes a problem.
    """

    def __init__(self, standing: Standing, playbook: Playbook) -> None:
        self.standing, self.playbook = standing, playbook
        self.handbook, self.customer = standing.handbook, standing.customer
        self.problems: list[Problem] = []
        self._included: dict[str, Verdict] = {}

    @property
    def applies(self) -> Verdict:
        """Whether the playbook is for this customer."""
        condition = self.playbook.applies_to
        return self._told(self.standing.verdict(condition)) if condition else ALWAYS_HOLDS

    def included(self, placed: Placed) -> Verdict:
        """Whether a step is for this customer: its phase's condition and its own."""
        id_ = placed.step.id
        if id_ not in self._included:
            self._included[id_] = self._told(self.standing.included(placed))
        return self._included[id_]

    def _told(self, verdict: Verdict) -> Verdict:
        for attribute in verdict.missing:
            self.ask(attribute)
        return verdict

    def ask(self, attribute: str) -> None:
        """A problem: an answer that matters is not stated."""
        if attribute == "priority" and attribute not in self.handbook.attributes:
            self.ask_for_priority()
        elif attribute == "segment" and attribute not in self.handbook.attributes:
            message = f"{self.customer.name} has no segment, and it matters here"
            known = listed([f"'segment: {id_}'" for id_ in self.handbook.segments][:10])
            hint = f"add {known}" if known else "add a segment to the handbook first"
            self.problem(("customers", self.customer.id), "unanswered", message, hint)
        else:
            question = self.handbook.questions[attribute]
            hint = did_you_mean("", question.answers, "it can be")
            self.problem(
                ("customers", self.customer.id, "attributes"),
                "unanswered",
                f"{self.customer.name} does not state '{attribute}': {question.question}",
                hint or f"add '{attribute}: …' under attributes",
            )

    def ask_for_priority(self) -> None:
        """What it takes to know the priority: a segment, a policy in force, its answers."""
        segment = self.handbook.segments.get(self.customer.segment or "")
        if segment is None:
            self.ask("segment")
        elif (policy := self.standing.policy) is None:
            first = min((policy.start for policy in segment.policies), default=None)
            self.problem(
                ("customers", self.customer.id, "segment"),
                "unanswered",
                f"no policy of '{segment.title}' is in force on {spoken(self.standing.today)}",
                f"the first begins on {spoken(first)}" if first else "the segment has no policies",
            )
        elif self.standing.priority[1].missing:
            for missing in self.standing.priority[1].missing:
                self.ask(missing)
        else:
            self.problem(
                ("customers", self.customer.id, "attributes"),
                "unanswered",
                f"no priority of the policy '{policy.name}' fits {self.customer.name}",
                "let the last priority of the policy have no condition",
            )

    def problem(self, route: Route, check: str, message: str, hint: str) -> None:
        found = Problem(self.handbook.locate(route), check, message, hint)
        if found not in self.problems:
            self.problems.append(found)
