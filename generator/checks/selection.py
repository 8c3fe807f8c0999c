"""Conditions that can be met, and the answers they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from generator.conditions import Work
from generator.domains import is_possible
from generator.handbook import Handbook
from generator.problems import Finding, Route, did_you_mean
from generator.references import conditions


def unmeetable(handbook: Handbook) -> Iterator[Finding]:
    """Some customer can meet every condition, together with those around it."""
    work = Work()
    for playbook in handbook.playbooks.values():
        start: Route = ("playbooks", playbook.id)
        outer = [playbook.applies_to] if playbook.applies_to else []
        if not is_possible(handbook.questions, outer, work):
            yield _finding((*start, "applies_to"), "no customer can meet this condition")
            continue
        for p, phase in enumerate(playbook.phases):
            around = [*outer, phase.when] if phase.when else outer
            if not is_possible(handbook.questions, around, work):
                yield _finding(
                    (*start, "phases", p, "when"), "no customer of this playbook can get this phase"
                )
                continue
            for s, step in enumerate(phase.steps):
                if step.when and not is_possible(handbook.questions, [*around, step.when], work):
                    route = (*start, "phases", p, "steps", s, "when")
                    yield _finding(
                        route, f"no customer of this playbook can get the step '{step.id}'"
                    )
    for segment in handbook.segments.values():
        for route, condition in conditions("segments", segment):
            if not is_possible(handbook.questions, [condition], work):
                yield _finding(route, "no customer can meet this condition")


def _finding(route: Route, message: str) -> Finding:
    return Finding(
        route, message, "the conditions exclude each other, or ask for a number out of range"
    )


def bad_default(handbook: Handbook) -> Iterator[Finding]:
    """The default answer of an attribute is one of its answers."""
    for id_, attribute in handbook.attributes.items():
        if attribute.default is not None and (fault := attribute.fault(attribute.default)):
            hint = did_you_mean(attribute.default, attribute.answers)
            yield Finding(("attributes", id_, "default"), fault, hint)
