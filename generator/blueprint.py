"""What a step brings to every checklist, whosever it is: worked out once for a handbook."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from generator.conditions import Verdict
from generator.handbook import Handbook
from generator.models import Placed, Playbook, Step
from generator.people import Roles, accountable_of, attending, roles_of
from generator.schedule import in_order
from generator.standing import Standing
from generator.verdicts import ByAnswers


class Blueprint(NamedTuple):
    """A step with its roles in full: None where nobody is named who answers for it, which a check
    refuses. `attending` are those who must be at work on its day."""

    placed: Placed
    roles: Roles | None
    attending: tuple[str, ...]
    every: str
    serves: tuple[str, ...]
    was: tuple[str, ...]


class Task(NamedTuple):
    """A step that is for a customer, with the fields of its `Item` that are the handbook's: those
    before the people, and those behind the reason of its day."""

    placed: Placed
    roles: Roles | None
    head: tuple[str, str]
    tail: tuple[object, ...]


class Choice(NamedTuple):
    """What of a playbook is for all customers who give the same answers."""

    here: frozenset[str]  # ids of steps
    dates: tuple[str, ...]  # by which they are due
    phases: tuple[tuple[str, str, tuple[Task, ...]], ...]  # title, the customer's title, steps


class Blueprints:
    """What a playbook brings: its steps, and which of them are chosen by which answers."""

    def __init__(self, handbook: Handbook, playbook: Playbook) -> None:
        placed = playbook.steps
        self.playbook = playbook  # held, so that no other has its number
        self.steps = {id_: _blueprint(handbook, playbook, one) for id_, one in placed.items()}
        conditions = [phase.when for phase in playbook.phases]
        conditions += [one.step.when for one in placed.values()]
        self._choices: ByAnswers[Choice | None] = ByAnswers(conditions)

    def choice(self, standing: Standing) -> Choice | None:
        """What is for a customer who stands so; None where an answer is missing that matters."""
        policy = id(standing.policy)
        return self._choices.of(standing.facts, policy, lambda: self._choice(standing))

    def _choice(self, standing: Standing) -> Choice | None:
        found = {id_: standing.included(one.placed) for id_, one in self.steps.items()}
        if any(verdict.holds is None for verdict in found.values()):
            return None
        here = frozenset(id_ for id_, verdict in found.items() if verdict.holds)
        phases, steps = [], list[Step]()
        for phase in self.playbook.phases:
            order = in_order([step for step in phase.steps if step.id in here])
            tasks = [
                task(self.steps[step.id], found[step.id], filter(here.__contains__, step.after))
                for step in order
            ]
            steps += order
            phases.append((phase.title, phase.customer_title or "", tuple(tasks)))
        dates = tuple(dates_of(steps, standing.handbook.dates))
        return Choice(here, dates, tuple(phase for phase in phases if phase[2]))


def dates_of(steps: Iterable[Step], dates: Container[str]) -> Iterable[str]:
    """Those of the dates that steps are due by, in the order of the steps."""
    return dict.fromkeys([s.due.anchor for s in steps if s.due and s.due.anchor in dates])


def task(blueprint: Blueprint, verdict: Verdict, after: Iterable[str]) -> Task:
    """A step that is here because of this verdict, and comes after these."""
    step = blueprint.placed.step
    tail = (
        "; ".join(dict.fromkeys(verdict.because)),
        step.detail or "",
        blueprint.every,
        step.optional,
        step.visible_to,
        blueprint.serves,
        tuple(after),
        blueprint.was,
        step.customer_detail or "",
        " ",
    )
    return Task(blueprint.placed, blueprint.roles, (step.id, step.do), tail)


def blueprints(handbook: Handbook, playbook: Playbook) -> Blueprints:
    """Every step of a playbook by its id; kept with the handbook."""
    kept: dict[int, Blueprints] = handbook.__dict__.setdefault("_blueprints", {})
    found = kept.get(id(playbook))
    if found is None:
        found = kept[id(playbook)] = Blueprints(handbook, playbook)
    return found


def _blueprint(handbook: Handbook, playbook: Playbook, placed: Placed) -> Blueprint:
    step = placed.step
    accountable = accountable_of(playbook, placed.phase, step)
    return Blueprint(
        placed,
        _roles(step, accountable) if accountable else None,
        attending(handbook, step, accountable) if accountable else (),
        step.every.every if step.every else "",
        tuple(_served(handbook, step)),
        tuple(step.was),
    )


def _roles(step: Step, accountable: str) -> Roles:
    responsible = tuple(step.responsible) or (accountable,)
    return roles_of(accountable, responsible, tuple(step.consulted), tuple(step.informed))


def _served(handbook: Handbook, step: Step) -> Iterator[str]:
    for id_ in step.serves:
        metric = handbook.metrics[id_]
        yield f"{metric.title}: {metric.target}" if metric.target else metric.title
