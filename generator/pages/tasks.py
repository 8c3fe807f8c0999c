"""Who has which part in each step and each responsibility, under either scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.handbook import Handbook
from generator.markdown import Ready
from generator.models import Phase, Playbook, Responsibility, Step
from generator.people import accountable_of

Parts = Mapping[str, tuple[str, ...]]
"""The roles by part, in the order of the scheme; a part that nobody has is left out."""

_DCI = {"accountable": "DRI", "responsible": "Responsible", "consulted": "Consulted"}
SCHEMES: Mapping[str, Mapping[str, str]] = {
    "DCI": {**_DCI, "informed": "Informed"},
    "RACI": {
        "responsible": "Responsible",
        "accountable": "Accountable",
        "consulted": "Consulted",
        "informed": "Informed",
    },
}
"""How each scheme heads the parts."""


@dataclass(frozen=True)
class Task:
    """A step in its place, with the roles by part."""

    playbook: Playbook
    phase: Phase
    step: Step
    parts: Parts


def tasks(handbook: Handbook) -> Iterator[Task]:
    """Every step of every playbook, as written."""
    scheme = handbook.settings.scheme
    for playbook in handbook.playbooks.values():
        for placed in playbook.steps.values():
            accountable = accountable_of(playbook, placed.phase, placed.step)
            parts = parts_of(placed.step, accountable, scheme)
            yield Task(playbook, placed.phase, placed.step, parts)


def parts_of(step: Step | Responsibility, accountable: str | None, scheme: str) -> Parts:
    """The roles by part. Under DCI the DRI does the work too, and is not named twice."""
    answers = [accountable] if accountable else []
    does = step.responsible or answers
    if scheme == "DCI":
        does = [role for role in does if role != accountable]
    found: dict[str, Sequence[str]] = {
        "accountable": answers,
        "responsible": does,
        "consulted": step.consulted,
        "informed": step.informed,
    }
    return {part: tuple(found[part]) for part in SCHEMES[scheme] if found[part]}


def letters(parts: Parts, role: str, scheme: str) -> Ready:
    """`<b>D</b>` or `R <b>A</b>`: the parts of a role as the matrix shows them; empty for none."""
    found = [(part, SCHEMES[scheme][part][0]) for part, roles in parts.items() if role in roles]
    return Ready(
        " ".join(f"<b>{sign}</b>" if part == "accountable" else sign for part, sign in found)
    )


def shown_parts(all_parts: Sequence[Parts], scheme: str) -> list[str]:
    """The parts that anybody has, in the order of the scheme."""
    return [part for part in SCHEMES[scheme] if any(part in parts for parts in all_parts)]


def roles_in(handbook: Handbook, all_parts: Sequence[Parts]) -> list[str]:
    """The roles that have a part in any of these, as the handbook orders them."""
    named = {role for parts in all_parts for roles in parts.values() for role in roles}
    return [role for role in handbook.roles if role in named]
