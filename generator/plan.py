"""Handbook and customer to checklist: selection, people, dates, order and grouping."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from generator.blueprint import Blueprints, blueprints
from generator.calendars import spoken
from generator.checklist import Checklist, Item, Section
from generator.conditions import Verdict
from generator.handbook import Handbook
from generator.models import Calendar, Customer, Phase, Placed, Playbook, Step
from generator.people import Holder
from generator.problems import Level, Problem, Route, counted, has_errors, needing
from generator.schedule import Dated, MissingDateError, Schedule, in_order
from generator.selection import Selection
from generator.situation import Situation


class Planned(NamedTuple):
    """A checklist, or why there is none: the playbook does not apply, or there are errors."""

    customer: str
    playbook: str
    applies: Verdict
    checklist: Checklist | None
    problems: list[Problem]
    late: tuple[Item, ...] = ()  # due before the day it was made


def plan(handbook: Handbook, customer: Customer, playbook: Playbook, today: date) -> Planned:
    """One customer's checklist of one playbook, as of `today`; see `planned`."""
    return planned(Situation(handbook, customer, today), playbook)


def planned(situation: Situation, playbook: Playbook) -> Planned:
    """The checklist of one playbook for a customer in this situation.

    Every problem is returned at once: answers that are not stated, dates that cannot be derived,
    roles nobody holds, and (as warnings) days that do not fit.
    """
    customer = situation.customer
    if (applies := situation.applies(playbook)).holds is False:
        return Planned(customer.id, playbook.id, applies, None, [])
    planning = Planning(situation, playbook)
    if not planning.selection.applies.holds:
        return Planned(customer.id, playbook.id, applies, None, planning.problems)
    made, problems = planning.checklist(), planning.problems
    if has_errors(problems):
        return Planned(customer.id, playbook.id, applies, None, problems)
    late = tuple([item for item in made.items if item.due and item.due < situation.today])
    return Planned(customer.id, playbook.id, applies, made, problems, late)


class Planning:
    """What is worked out for one checklist; each part on its own can be asked why."""

    def __init__(self, situation: Situation, playbook: Playbook) -> None:
        self.handbook, self.customer = situation.handbook, situation.customer
        self.playbook, self.cast = playbook, situation.cast
        self.selection = Selection(situation.standing, playbook)
        self.problems = self.selection.problems
        self._situation = situation
        self._lacks: dict[tuple[str, str], tuple[Level, dict[str, Placed]]] = {}

    @cached_property
    def blueprints(self) -> Blueprints:
        """What the steps are for every customer."""
        return blueprints(self.handbook, self.playbook)

    @cached_property
    def schedule(self) -> Schedule:
        """When the steps are due."""
        dates = self._situation.dates
        return dates.of_playbook(self.playbook.steps, self.calendars, self.is_here)

    # --- who ---

    def calendars(self, step: Step) -> Sequence[Calendar]:
        attending = self.blueprints[step.id].attending
        return self.cast.calendars(attending) if attending else [self.cast.home]

    def holder(self, placed: Placed, role: str) -> Holder:
        """Who answers for a step in this role; that nobody holds it is noted as an error."""
        found = self.cast.holder(role)
        if not found.name:
            self._lacking("unheld", found.role, "error", placed)
        return found

    def _lacking(self, what: str, name: str, level: Level, placed: Placed) -> None:
        """Note that a step needs something; it is told once for all steps of the playbook."""
        needed_by = self._lacks.setdefault((what, name), (level, {}))
        if level == "error" and needed_by[0] != level:
            needed_by = self._lacks[what, name] = (level, needed_by[1])
        needed_by[1][placed.step.id] = placed

    def tell_lacking(self) -> None:
        """A problem for each role nobody holds and each date that is not known."""
        for (what, name), (level, steps) in self._lacks.items():
            if what == "undated":
                check, key = "undated", "dates"
                cause = f"{self.customer.name} does not state the date '{name}'"
                hint = f"add '{name}: 2026-12-01', say, under dates"
            else:
                check, key = "unheld-role", "people"
                title = self.handbook.roles[name].title
                cause = f"nobody has the role {title} for {self.customer.name}"
                hint = (
                    f"add '{name}: {{name: …}}' under people, or let the role fall back to another"
                )
            where = self.handbook.locate(("customers", self.customer.id, key))
            needed_by = tuple((self.playbook.id, step) for step in steps)
            message = needing(cause, needed_by)
            self.problems.append(
                Problem(where, check, message, hint, level, cause=cause, needed_by=needed_by)
            )

    # --- when ---

    def dated(self, placed: Placed) -> Dated | None:
        """When a step is due, or None and a problem."""
        try:
            return self.schedule.of_step(placed.step.id)
        except MissingDateError as missing:
            self._lacking("undated", missing.name, "error", placed)
            return None

    def tell_impossible(self, items: Sequence[Item]) -> None:
        """Warnings: before the playbook starts, before a step it comes after, on a day off."""
        due = {item.id: item.due for item in items}
        starts = self.start()
        for item in items:
            if item.due is None:
                continue
            if starts and item.due < starts.day:
                self.warn(item, f"{_due(item)}, before the start on {spoken(starts.day)}")
            for other in item.after:
                if (earlier := due.get(other)) and item.due < earlier:
                    words = f"{_due(item)}, but comes after '{other}', due {spoken(earlier)}"
                    self.warn(item, words)
        self.tell_days_off(items)

    def tell_days_off(self, items: Sequence[Item]) -> None:
        """Warnings: days that are taken as stated although not all who meet work then."""
        told = set()
        for name in self.moment_names(items):
            dated = self.schedule.of_date(name)
            if dated.warning:
                told.add(dated.day)
                route: Route = ("customers", self.customer.id, "dates", name)
                words = f"{self.customer.name}: {dated.warning}"
                self.problem(route, "day-off", words, "", "warning")
        off: dict[str, list[Item]] = {}
        for item in items:
            found = self.schedule.of_step(item.id)
            if found and found.warning and found.day not in told:
                off.setdefault(found.warning, []).append(item)
        for warning, together in off.items():
            more = f" and {counted(len(together) - 1, 'other')}" if len(together) > 1 else ""
            words = f"'{together[0].id}'{more}: due {warning}"
            self.warn(together[0], words, "day-off")

    def start(self) -> Dated | None:
        try:
            return self.schedule.of_date(self.playbook.starts) if self.playbook.starts else None
        except MissingDateError:
            return None

    def warn(self, item: Item, words: str, check: str = "impossible") -> None:
        route = ("playbooks", self.playbook.id, *self.playbook.steps[item.id].route, "due")
        self.problem(route, check, f"{self.customer.name}: {words}", "", "warning")

    def problem(
        self, route: Route, check: str, message: str, hint: str, level: Level = "error"
    ) -> None:
        self.problems.append(Problem(self.handbook.locate(route), check, message, hint, level))

    # --- the whole ---

    def checklist(self) -> Checklist:
        sections = [
            Section(phase.title, items, phase.customer_title or "")
            for phase in self.playbook.phases
            if (items := self.items(phase))
        ]
        every = [item for section in sections for item in section.items]
        self.tell_lacking()
        if not has_errors(self.problems):
            self.tell_impossible(every)
        return Checklist(
            customer_id=self.customer.id,
            customer=self.customer.name,
            playbook_id=self.playbook.id,
            title=self.playbook.title,
            purpose=self.playbook.purpose or "",
            trigger=self.playbook.trigger or "",
            scheme=self.handbook.settings.scheme,
            facts=tuple(self.known()),
            moments=tuple(self.moments(every)),
            sections=tuple(sections),
            customer_title=self.playbook.customer_title or "",
        )

    def known(self) -> Iterator[tuple[str, str]]:
        """What the reader should know of the customer: segment, policy, priority."""
        if self.customer.segment:
            yield "Segment", self.handbook.segments[self.customer.segment].title
        standing = self.selection.standing
        if standing.policy:
            yield "Policy", standing.policy.name
        priority = standing.priority[0]
        if priority:
            cadence = f", contact every {priority.cadence.every}" if priority.cadence else ""
            yield "Priority", priority.title + cadence

    def moments(self, items: Sequence[Item]) -> Iterator[tuple[str, date, str]]:
        """The customer's dates that steps of this checklist are due by, in the order of days."""
        dated = {name: self.schedule.of_date(name) for name in self.moment_names(items)}
        for name in sorted(dated, key=lambda name: (dated[name].day, name)):
            yield self.handbook.dates[name].title, dated[name].day, dated[name].because

    def moment_names(self, items: Sequence[Item]) -> list[str]:
        """The ids of those dates; a step of the same name may have been meant instead."""
        found = []
        for item in items:
            due = self.playbook.steps[item.id].step.due
            if due and due.anchor in self.handbook.dates and due.anchor not in found:
                with contextlib.suppress(MissingDateError):
                    self.schedule.of_date(due.anchor)
                    found.append(due.anchor)
        return found

    def items(self, phase: Phase) -> tuple[Item, ...]:
        """The steps of a phase that are for this customer; each comes after those it has to."""
        steps, included = self.playbook.steps, self.selection.included
        here = in_order([step for step in phase.steps if self.is_here(step.id)])
        return tuple([self.item(steps[step.id], included(steps[step.id])) for step in here])

    def item(self, placed: Placed, verdict: Verdict) -> Item:
        step, blueprint = placed.step, self.blueprints[placed.step.id]
        assert blueprint.roles is not None  # a check saw to it
        dated = self.dated(placed)
        company = self.cast.company(blueprint.roles)
        for role, level in company.unheld:
            self._lacking("unheld", role, level, placed)
        return Item(
            id=step.id,
            do=step.do,
            accountable=company.owner,
            responsible=company.responsible,
            consulted=company.consulted,
            informed=company.informed,
            due=dated.day if dated else None,
            start=dated.start if dated else None,
            because=dated.because if dated else "",
            here="; ".join(dict.fromkeys(verdict.because)) if verdict.because else "",
            detail=step.detail or "",
            customer_detail=step.customer_detail or "",
            every=blueprint.every,
            optional=step.optional,
            visible_to=step.visible_to,
            serves=blueprint.serves,
            after=tuple([id_ for id_ in step.after if self.is_here(id_)]),
            was=blueprint.was,
        )

    def is_here(self, step_id: str) -> bool:
        return bool(self.selection.included(self.playbook.steps[step_id]).holds)


def _due(item: Item) -> str:
    return f"'{item.id}' is due {spoken(item.due)}" if item.due else ""
