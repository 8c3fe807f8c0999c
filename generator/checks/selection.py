"""Conditions that can be met, and the answers they rest on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.conditions import (
    Condition,
    Group,
    Is,
    Within,
    Work,
    as_decimal,
    attributes_of,
    can_hold,
)
from generator.handbook import Handbook
from generator.models import Attribute
from generator.problems import Finding, Route, did_you_mean
from generator.references import conditions


def unmeetable(handbook: Handbook) -> Iterator[Finding]:
    """Some customer can meet every condition, together with those around it."""
    work = Work()
    for playbook in handbook.playbooks.values():
        start: Route = ("playbooks", playbook.id)
        outer = [playbook.applies_to] if playbook.applies_to else []
        if not _possible(handbook, outer, work):
            yield _finding((*start, "applies_to"), "no customer can meet this condition")
            continue
        for p, phase in enumerate(playbook.phases):
            around = [*outer, phase.when] if phase.when else outer
            if not _possible(handbook, around, work):
                yield _finding(
                    (*start, "phases", p, "when"), "no customer of this playbook can get this phase"
                )
                continue
            for s, step in enumerate(phase.steps):
                if step.when and not _possible(handbook, [*around, step.when], work):
                    route = (*start, "phases", p, "steps", s, "when")
                    yield _finding(
                        route, f"no customer of this playbook can get the step '{step.id}'"
                    )
    for segment in handbook.segments.values():
        for route, condition in conditions("segments", segment):
            if not _possible(handbook, [condition], work):
                yield _finding(route, "no customer can meet this condition")


def _finding(route: Route, message: str) -> Finding:
    return Finding(
        route, message, "the conditions exclude each other, or ask for a number out of range"
    )


def _possible(handbook: Handbook, together: list[Condition], work: Work) -> bool:
    if len(together) == 0 or work.left < 0:
        return True
    asked = [question for c in together for question in attributes_of(c)]
    if len({question.attribute for question in asked}) == len(asked) and _is_plain(together):
        return True  # each question once: the link step saw to it that the values can be answered
    domains = {}
    for question in asked:
        attribute = handbook.questions[question.attribute]
        limits = [limit for q in asked if q.attribute == attribute.id for limit in _limits(q)]
        domains[attribute.id] = attribute.answers or _samples(attribute, limits)
    return can_hold(together, domains, work)


def _is_plain(conditions: Sequence[Condition]) -> bool:
    """Nothing is denied, and no number is asked for."""
    return all(
        _is_plain(one.parts) and one.way != "not" if isinstance(one, Group) else isinstance(one, Is)
        for one in conditions
    )


def _limits(question: object) -> list[Decimal]:
    if isinstance(question, Within):
        return [limit for limit in (question.low, question.high) if limit is not None]
    values = getattr(question, "values", ())
    return [number for value in values if (number := as_decimal(value)) is not None]


def _samples(attribute: Attribute, limits: list[Decimal]) -> list[str]:
    """Numbers at, below and above every limit, as far as the attribute allows them."""
    near = {limit + step for limit in limits for step in (-1, 0, 1)}
    ordered = sorted(set(limits))
    middle = {(a + b) / 2 for a, b in itertools.pairwise(ordered)}
    ends = (
        {end for end in (attribute.number.at_least, attribute.number.at_most) if end is not None}
        if attribute.number
        else set()
    )
    numbers = sorted(near | middle | ends | {Decimal(0)})
    return [f"{n:f}" for n in numbers if not attribute.fault(f"{n:f}")]


def bad_default(handbook: Handbook) -> Iterator[Finding]:
    """The default answer of an attribute is one of its answers."""
    for id_, attribute in handbook.attributes.items():
        if attribute.default is not None and (fault := attribute.fault(attribute.default)):
            hint = did_you_mean(attribute.default, attribute.answers)
            yield Finding(("attributes", id_, "default"), fault, hint)
