"""Handbook and customer to checklist: selection, people, dates, order and grouping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from generator.calendars import spoken
from generator.checklist import Checklist, Item, Section
from generator.conditions import ALWAYS, Condition, Facts, Verdict, judge
from generator.handbook import Handbook
from generator.models import Calendar, Customer, Phase, Placed, Playbook, Policy, Priority, Step
from generator.people import Cast, Holder, accountable_of
from generator.policies import policy_of, priority_of
from generator.problems import Level, Problem, Route, counted, did_you_mean, has_errors
from generator.schedule import Dated, MissingDateError, Schedule


@dataclass(frozen=True)
class Planned:
    """A checklist, or why there is none: the playbook does not apply, or there are errors."""

    customer: str
    playbook: str
    applies: Verdict
    checklist: Checklist | None
    problems: list[Problem]
    late: tuple[Item, ...] = ()  # due before the day it was made


def plan(handbook: Handbook, customer: Customer, playbook: Playbook, today: date) -> Planned:
    """One customer's checklist of one playbook, as of `today`.

    Every problem is returned at once: answers that are not stated, dates that cannot be derived,
    roles nobody holds, and (as warnings) days that do not fit.
    """
    planning = Planning(handbook, customer, playbook, today)
    checklist = planning.checklist() if planning.applies.holds else None
    if has_errors(planning.problems):
        checklist = None
    items = checklist.items if checklist else ()
    late = tuple(item for item in items if item.due and item.due < today)
    return Planned(customer.id, playbook.id, planning.applies, checklist, planning.problems, late)


class Planning:
    """What is worked out for one checklist; each part on its own can be asked why."""

    def __init__(
        self, handbook: Handbook, customer: Customer, playbook: Playbook, today: date
    ) -> None:
        self.handbook, self.customer, self.playbook = handbook, customer, playbook
        self.today = today
        self.cast = Cast(handbook, customer)
        self.schedule = Schedule(
            handbook.dates, customer.dates, self.cast.home, playbook.steps, self.calendars
        )
        self.problems: list[Problem] = []
        self._unheld: dict[tuple[str, Level], list[Placed]] = {}

    # --- whether ---

    @cached_property
    def policy(self) -> Policy | None:
        """The rules that hold for this customer today."""
        segment = self.handbook.segments.get(self.customer.segment or "")
        return policy_of(segment, self.customer, self.today) if segment else None

    @cached_property
    def priority(self) -> tuple[Priority | None, Verdict]:
        """The customer's priority under that policy, and what decided it."""
        return priority_of(self.policy, self.answers) if self.policy else (None, Verdict(False))

    @cached_property
    def answers(self) -> Facts:
        """What the customer states, else the defaults; and the segment."""
        defaults = {id_: a.default for id_, a in self.handbook.attributes.items() if a.default}
        segment = {"segment": self.customer.segment} if self.customer.segment else {}
        return {**segment, **defaults, **self.customer.attributes}

    @cached_property
    def facts(self) -> Facts:
        """The answers, and the priority that follows from them."""
        priority = self.priority[0]
        return {"priority": priority.id, **self.answers} if priority else self.answers

    @cached_property
    def applies(self) -> Verdict:
        """Whether the playbook is for this customer."""
        return self.judge(self.playbook.applies_to)

    def included(self, placed: Placed) -> Verdict:
        """Whether a step is for this customer: its phase's condition and its own."""
        outer = self.judge(placed.phase.when)
        if not outer.holds or not placed.step.when:
            return outer
        inner = self.judge(placed.step.when)
        because = (*outer.because, *inner.because) if inner.holds else inner.because
        return Verdict(inner.holds, because, inner.missing)

    def judge(self, condition: Condition | None) -> Verdict:
        verdict = judge(condition or ALWAYS, self.facts, self.say, self.name)
        for attribute in verdict.missing:
            self.ask(attribute)
        return verdict

    def say(self, attribute: str, value: str) -> str:
        """An answer in words: its label, or yes and no."""
        return self.handbook.questions[attribute].label(value)

    def name(self, attribute: str) -> str:
        return self.handbook.questions[attribute].name

    def ask(self, attribute: str) -> None:
        """A problem: the customer does not say."""
        if attribute == "priority" and self.priority[1].missing:
            for missing in self.priority[1].missing:
                self.ask(missing)
            return
        question = self.handbook.questions[attribute]
        hint = (
            did_you_mean("", question.answers, "it can be")
            or f"add '{attribute}: …' under attributes"
        )
        self.problem(
            ("customers", self.customer.id, "attributes"),
            "unanswered",
            f"{self.customer.name} does not state '{attribute}': {question.question}",
            hint,
        )

    # --- who ---

    def calendars(self, step: Step) -> Sequence[Calendar]:
        placed = self.playbook.steps[step.id]
        accountable = accountable_of(self.playbook, placed.phase, step)
        return self.cast.calendars(step, accountable) if accountable else [self.cast.home]

    def holders(self, placed: Placed, roles: Sequence[str], level: Level) -> tuple[Holder, ...]:
        """The people in these roles; a role nobody holds is noted at this level."""
        found = tuple(dict.fromkeys(self.cast.holder(role) for role in roles))
        for holder in found:
            if not holder.name:
                self._unheld.setdefault((holder.role, level), []).append(placed)
        return found

    def tell_unheld(self) -> None:
        for (role_id, level), steps in self._unheld.items():
            role = self.handbook.roles[role_id]
            more = f" and {counted(len(steps) - 1, 'other')}" if len(steps) > 1 else ""
            needs = "needs one" if level == "error" else "consults or informs that role"
            self.problem(
                ("customers", self.customer.id, "people"),
                "unheld-role",
                f"nobody is {role.title} for {self.customer.name}: step '{steps[0].step.id}'{more} "
                f"of '{self.playbook.id}' {needs}",
                f"add '{role_id}: {{name: …}}' under people, or let the role fall back to another",
                level,
            )

    # --- when ---

    def dated(self, placed: Placed) -> Dated | None:
        """When a step is due, or None and a problem."""
        try:
            return self.schedule.of_step(placed.step.id)
        except MissingDateError as missing:
            self.problem(
                ("customers", self.customer.id, "dates"),
                "undated",
                f"{self.customer.name} does not state the date '{missing.name}': step "
                f"'{placed.step.id}' of '{self.playbook.id}' needs it",
                f"add '{missing.name}: 2026-12-01', say, under dates",
            )
            return None

    def tell_impossible(self, items: Sequence[Item]) -> None:
        """Warnings: before the playbook starts, before a step it comes after, on a day off."""
        due = {item.id: item.due for item in items}
        starts = self.start()
        for item in items:
            if item.due is None:
                continue
            words = f"is due {spoken(item.due)}"
            if starts and item.due < starts.day:
                self.warn(item, f"{words}, before the start on {spoken(starts.day)}")
            for other in item.after:
                if (earlier := due.get(other)) and item.due < earlier:
                    self.warn(item, f"{words}, but comes after '{other}', due {spoken(earlier)}")
            dated = self.schedule.of_step(item.id)
            if dated and dated.warning:
                self.warn(item, f"{words}: {dated.warning}")

    def start(self) -> Dated | None:
        try:
            return self.schedule.of_date(self.playbook.starts) if self.playbook.starts else None
        except MissingDateError:
            return None

    def warn(self, item: Item, words: str) -> None:
        route = ("playbooks", self.playbook.id, *self.playbook.steps[item.id].route, "due")
        self.problem(
            route, "impossible", f"{self.customer.name}: '{item.id}' {words}", "", "warning"
        )

    def problem(
        self, route: Route, check: str, message: str, hint: str, level: Level = "error"
    ) -> None:
        self.problems.append(Problem(self.handbook.locate(route), check, message, hint, level))

    # --- the whole ---

    def checklist(self) -> Checklist:
        sections = [
            Section(phase.title, items)
            for phase in self.playbook.phases
            if (items := self.items(phase))
        ]
        self.tell_unheld()
        if not has_errors(self.problems):
            self.tell_impossible([item for section in sections for item in section.items])
        return Checklist(
            customer_id=self.customer.id,
            customer=self.customer.name,
            playbook_id=self.playbook.id,
            title=self.playbook.title,
            purpose=self.playbook.purpose or "",
            trigger=self.playbook.trigger or "",
            scheme=self.handbook.settings.scheme,
            facts=tuple(self.known()),
            moments=tuple(self.moments(sections)),
            sections=tuple(sections),
        )

    def known(self) -> Iterator[tuple[str, str]]:
        """What the reader should know of the customer: segment, policy, priority."""
        if self.customer.segment:
            yield "Segment", self.handbook.segments[self.customer.segment].title
        if self.policy:
            yield "Policy", self.policy.name
        priority = self.priority[0]
        if priority:
            cadence = f", a call every {priority.cadence.every}" if priority.cadence else ""
            yield "Priority", priority.title + cadence

    def moments(self, sections: Sequence[Section]) -> Iterator[tuple[str, date, str]]:
        """The customer's dates that steps of this checklist are due by, in the order of days."""
        shown = {item.id for section in sections for item in section.items}
        names = {
            p.step.due.anchor
            for p in self.playbook.steps.values()
            if p.step.id in shown and p.step.due and p.step.due.anchor in self.handbook.dates
        }
        found = []
        for name in sorted(names):
            try:
                dated = self.schedule.of_date(name)
            except MissingDateError:
                continue  # the step of that name was meant
            found.append((dated.day, self.handbook.dates[name].title, dated.because))
        yield from ((title, day, because) for day, title, because in sorted(found))

    def items(self, phase: Phase) -> tuple[Item, ...]:
        """The steps of a phase that are for this customer; each comes after those it has to."""
        placed = [p for p in self.playbook.steps.values() if p.phase is phase]
        kept = {p.step.id: (p, verdict) for p in placed if (verdict := self.included(p)).holds}
        order = in_order([p.step for p, _ in kept.values()])
        return tuple(self.item(*kept[step.id]) for step in order)

    def item(self, placed: Placed, verdict: Verdict) -> Item:
        step = placed.step
        accountable = accountable_of(self.playbook, placed.phase, step)
        assert accountable is not None  # a check saw to it
        responsible = step.responsible or [accountable]
        dated = self.dated(placed)
        return Item(
            id=step.id,
            do=step.do,
            accountable=self.holders(placed, [accountable], "error")[0],
            responsible=self.holders(placed, responsible, "error"),
            consulted=self.holders(placed, step.consulted, "warning"),
            informed=self.holders(placed, step.informed, "warning"),
            due=dated.day if dated else None,
            start=dated.start if dated else None,
            because=dated.because if dated else "",
            here="; ".join(verdict.because),
            detail=step.detail or "",
            optional=step.optional,
            visible_to=step.visible_to,
            serves=tuple(self.served(step)),
            after=tuple(id_ for id_ in step.after if self.included(self.playbook.steps[id_]).holds),
            was=tuple(step.was),
        )

    def served(self, step: Step) -> Iterator[str]:
        for id_ in step.serves:
            metric = self.handbook.metrics[id_]
            yield f"{metric.title}: {metric.target}" if metric.target else metric.title


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps as written, save that each comes after those it names in `after`."""
    left, done, here = list(steps), set[str](), {step.id for step in steps}
    order: list[Step] = []
    while left:
        ready = next(s for s in left if all(id_ in done or id_ not in here for id_ in s.after))
        left.remove(ready)
        done.add(ready.id)
        order.append(ready)
    return order
