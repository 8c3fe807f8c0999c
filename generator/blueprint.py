"""What a step brings to every checklist, whosever it is: worked out once for a handbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.handbook import Handbook
from generator.models import Placed, Playbook, Step
from generator.people import Roles, accountable_of, attending


class Blueprint(NamedTuple):
    """A step with its roles in full: None where nobody is named who answers for it, which a check
    refuses. `attending` are those who must be at work on its day."""

    placed: Placed
    roles: Roles | None
    attending: tuple[str, ...]
    every: str
    serves: tuple[str, ...]
    was: tuple[str, ...]


Blueprints = Mapping[str, Blueprint]


def blueprints(handbook: Handbook, playbook: Playbook) -> Blueprints:
    """Every step of a playbook by its id; kept with the handbook."""
    kept: dict[int, tuple[Playbook, Blueprints]] = handbook.__dict__.setdefault("_blueprints", {})
    found = kept.get(id(playbook))  # the playbook is held, so that no other has its number
    if found is None:
        made = {id_: _blueprint(handbook, playbook, p) for id_, p in playbook.steps.items()}
        found = kept[id(playbook)] = (playbook, made)
    return found[1]


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
    return Roles(accountable, responsible, tuple(step.consulted), tuple(step.informed))


def _served(handbook: Handbook, step: Step) -> Iterator[str]:
    for id_ in step.serves:
        metric = handbook.metrics[id_]
        yield f"{metric.title}: {metric.target}" if metric.target else metric.title
