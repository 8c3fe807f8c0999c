"""Handbook and customer to checklist: selection, people, dates, order and grouping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from generator.blueprint import Task, blueprints, dates_of, task
from generator.calendars import Together, spoken
from generator.checklist import Checklist, Item, Section
from generator.conditions import Verdict
from generator.handbook import Handbook
from generator.models import Customer, Phase, Placed, Playbook, Step
from generator.people import Holder
from generator.problems import Level, Problem, Route, counted, has_errors, needing
from generator.schedule import Dated, MissingDateError, in_order
from generator.selection import Selection
from generator.situation import Situation


class Planned(NamedTuple):
    """A checklist, or why there is none: the playbook does not apply, or there are errors."""

    customer: str
    playbook: str
    applies: Verdict
    checklist: Checklist | None
    problems: list[Problem]
    today: date  # on which it was made
    former: tuple[str, ...] = ()  # `customer/playbook`, by ids the playbook had

    @property
    def late(self) -> tuple[Item, ...]:
        """What was due before that day."""
        items = self.checklist.items if self.checklist else ()
        return tuple([item for item in items if item.due and item.due < self.today])


def plan(handbook: Handbook, customer: Customer, playbook: Playbook, today: date) -> Planned:
    """One customer's checklist of one playbook, as of `today`; see `planned`."""
    return planned(Situation(handbook, customer, today), playbook)


def planned(situation: Situation, playbook: Playbook) -> Planned:
    """The checklist of one playbook for a customer in this situation.

    Every problem is returned at once: answers that are not stated, dates that cannot be derived,
    roles nobody holds, and (as warnings) days that do not fit.
    """
    customer, today = situation.customer, situation.today
    if (applies := situation.applies(playbook)).holds is False:
        return Planned(customer.id, playbook.id, applies, None, [], today)
    planning = Planning(situation, playbook)
    made = planning.checklist() if planning.selection.applies.holds else None
    problems = planning.problems
    sound = None if has_errors(problems) else made
    former = _former(situation.handbook, customer, playbook)
    return Planned(customer.id, playbook.id, applies, sound, problems, today, former)


def _former(handbook: Handbook, customer: Customer, playbook: Playbook) -> tuple[str, ...]:
    """Not by the customer's former ids: that another has one of them now is not always known."""
    return tuple([f"{customer.id}/{id_}" for id_ in playbook.was if id_ not in handbook.playbooks])


class Planning:
    """What is worked out for one checklist; each part on its own can be asked why."""

    def __init__(self, situation: Situation, playbook: Playbook) -> None:
        self.situation, self.cast = situation, situation.cast
        self.handbook, self.customer = situation.handbook, situation.customer
        self.playbook = playbook
        self.selection = Selection(situation.standing, playbook)
        self.blueprints = blueprints(self.handbook, playbook)
        # None where an answer is missing, which is then asked for
        self.choice = self.blueprints.choice(situation.standing)
        is_here = self.choice.here.__contains__ if self.choice else self.is_here
        self.schedule = situation.dates.of_playbook(playbook.steps, self.calendars, is_here)
        self.problems = self.selection.problems
        self._warned: dict[str, Dated] = {}  # the days of steps, where there is a warning
        self._lacks: dict[tuple[str, str], tuple[Level, dict[str, Placed]]] = {}

    # --- who ---

    def calendars(self, step: Step) -> Together:
        """The calendars of those who must be at work on a step's day."""
        return self.cast.calendars(self.blueprints.steps[step.id].attending)

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
            found = self.schedule.of_step(placed.step.id)
        except MissingDateError as missing:
            self._lacking("undated", missing.name, "error", placed)
            return None
        if found and found.warning:
            self._warned[placed.step.id] = found
        return found

    def tell_impossible(self, items: Sequence[Item], moments: Mapping[str, Dated]) -> None:
        """Warnings: before the playbook starts, before a step it comes after, on a day off."""
        due = {item.id: item.due for item in items}
        starts = self.start()
        first = starts.day if starts else date.min
        for item in items:
            if (day := item.due) is None:
                continue
            if day < first:
                self.warn(item, f"{_due(item)}, before the start on {spoken(first)}")
            for other in item.after:
                if (earlier := due.get(other)) and day < earlier:
                    words = f"{_due(item)}, but comes after '{other}', due {spoken(earlier)}"
                    self.warn(item, words)
        self.tell_days_off(items, moments)

    def tell_days_off(self, items: Sequence[Item], moments: Mapping[str, Dated]) -> None:
        """Warnings: days that are taken as stated although not all who meet work then."""
        told = set()
        for name, dated in moments.items():
            if dated.warning:
                told.add(dated.day)
                route: Route = ("customers", self.customer.id, "dates", name)
                words = f"{self.customer.name}: {dated.warning}"
                self.problem(route, "day-off", words, "", "warning")
        off: dict[str, list[Item]] = {}
        for item in items if self._warned else ():
            found = self._warned.get(item.id)
            if found and found.day not in told:
                off.setdefault(found.warning, []).append(item)
        for warning, together in off.items():
            more = f" and {counted(len(together) - 1, 'other')}" if len(together) > 1 else ""
            words = f"'{together[0].id}'{more}: due {warning}"
            self.warn(together[0], words, "day-off")

    def start(self) -> Dated | None:
        """The day on which the playbook starts, where it is known."""
        return self.schedule.known(self.playbook.starts) if self.playbook.starts else None

    def warn(self, item: Item, words: str, check: str = "impossible") -> None:
        route = ("playbooks", self.playbook.id, *self.playbook.steps[item.id].route, "due")
        self.problem(route, check, f"{self.customer.name}: {words}", "", "warning")

    def problem(
        self, route: Route, check: str, message: str, hint: str, level: Level = "error"
    ) -> None:
        self.problems.append(Problem(self.handbook.locate(route), check, message, hint, level))

    # --- the whole ---

    def checklist(self) -> Checklist:
        sections = tuple(self.sections())
        every = [item for section in sections for item in section.items]
        self.tell_lacking()
        dates, moments = self.handbook.dates, self.moments(every)
        if not has_errors(self.problems):
            self.tell_impossible(every, moments)
        in_order = sorted([(one.day, name, one.because) for name, one in moments.items()])
        return Checklist(
            customer_id=self.customer.id,
            customer=self.customer.name,
            playbook_id=self.playbook.id,
            title=self.playbook.title,
            purpose=self.playbook.purpose or "",
            trigger=self.playbook.trigger or "",
            scheme=self.handbook.settings.scheme,
            facts=self.situation.facts,
            moments=tuple([(dates[name].title, day, why) for day, name, why in in_order]),
            sections=sections,
            customer_title=self.playbook.customer_title or "",
        )

    def moments(self, items: Sequence[Item]) -> dict[str, Dated]:
        """The customer's dates that steps of this checklist are due by; a step of the same name may
        have been meant instead."""
        steps, choice, dates = self.playbook.steps, self.choice, self.handbook.dates
        names = choice.dates if choice else dates_of([steps[i.id].step for i in items], dates)
        return {name: dated for name in names if (dated := self.schedule.known(name))}

    def sections(self) -> Iterator[Section]:
        """The phases with their items; those that have none are left out."""
        for title, customer_title, tasks in self.choice.phases if self.choice else ():
            yield Section(title, tuple(map(self.item, tasks)), customer_title)
        for phase in () if self.choice else self.playbook.phases:
            if items := self.asked(phase):
                yield Section(phase.title, items, phase.customer_title or "")

    def asked(self, phase: Phase) -> tuple[Item, ...]:
        """The items of a phase; what is missing to choose them is asked for."""
        here = in_order([step for step in phase.steps if self.is_here(step.id)])
        items = []
        for step in here:
            blueprint = self.blueprints.steps[step.id]
            item = self.item(task(blueprint, self.selection.included(blueprint.placed), step.after))
            items.append(item._replace(after=tuple(filter(self.is_here, item.after))))
        return tuple(items)

    def item(self, task: Task) -> Item:
        """A task with its day and its people."""
        assert task.roles is not None  # a check saw to it
        dated = self.dated(task.placed)
        people, unheld = self.cast.companies[task.roles]
        for role, level in unheld:
            self._lacking("unheld", role, level, task.placed)
        when = (dated.day, dated.start, dated.because) if dated else _UNDATED
        return _item(task.head + people + when + task.tail)

    def is_here(self, step_id: str) -> bool:
        if self.choice:
            return step_id in self.choice.here
        return bool(self.selection.included(self.playbook.steps[step_id]).holds)


_UNDATED = (None, None, "")
_item = partial(tuple.__new__, Item)
"""Of all its fields at once: many are made."""


def _due(item: Item) -> str:
    return f"'{item.id}' is due {spoken(item.due)}" if item.due else ""
