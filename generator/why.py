"""Why a step is on a checklist or not, why on this day, and why this person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.calendars import spoken
from generator.handbook import Handbook
from generator.models import Customer, Placed, Playbook
from generator.people import accountable_of
from generator.plan import Planning
from generator.problems import Problem
from generator.situation import Situation

Answer = list[tuple[str, str]]
"""Lines of text, each under a heading that is said once: `Here`, `When`, `Who`, `Written`."""


def why(
    handbook: Handbook, customer: Customer, playbook: Playbook, step_id: str, today: date
) -> tuple[Answer, list[Problem]]:
    """The derivation of one step for one customer, and what stands in its way."""
    planning = Planning(Situation(handbook, customer, today), playbook)
    placed = playbook.steps[step_id]
    answer = list(_here(planning, placed))
    if planning.selection.applies.holds and planning.selection.included(placed).holds:
        answer += [*_when(planning, placed), *_who(planning, placed)]
    planning.tell_lacking()
    where = handbook.locate(("playbooks", playbook.id, *placed.route, "id"))
    return [*answer, ("Written", str(where))], planning.problems


def _here(planning: Planning, placed: Placed) -> Iterator[tuple[str, str]]:
    applies, included = planning.selection.applies, planning.selection.included(placed)
    if not applies.holds:
        yield "Here", f"{_yes_or_no(applies.holds)}, the whole playbook is not for this customer"
        yield from (("Here", reason) for reason in applies.because)
        return
    reasons = [*applies.because, *included.because] if included.holds else list(included.because)
    asked = placed.step.when or placed.phase.when
    everybody = "" if asked else ", every customer of the playbook gets it"
    yield "Here", _yes_or_no(included.holds) + everybody
    yield from (("Here", reason) for reason in dict.fromkeys(reasons))


def _yes_or_no(holds: bool | None) -> str:
    return {True: "yes", False: "no", None: "cannot be said"}[holds]


def _when(planning: Planning, placed: Placed) -> Iterator[tuple[str, str]]:
    dated = planning.dated(placed)
    if dated is None:
        yield "When", "no date: it has no due date, and comes after no step that has one"
        return
    start = f"{spoken(dated.start)} to " if dated.start else ""
    yield "When", f"{start}{spoken(dated.day)}"
    yield from (("When", sentence) for sentence in dated.chain)
    if dated.warning:
        yield "When", dated.warning
    calendars = planning.calendars(placed.step)
    yield "When", f"working days of: {' and '.join(c.title for c in calendars)}"


def _who(planning: Planning, placed: Placed) -> Iterator[tuple[str, str]]:
    role_id = accountable_of(planning.playbook, placed.phase, placed.step)
    assert role_id is not None  # a check saw to it
    holder = planning.holder(placed, role_id)
    yield "Who", str(holder) if holder.name else f"nobody holds the role {holder.title}"
    yield "Who", f"accountable: {' -> '.join(planning.cast.chain(role_id))}"
    if not placed.step.accountable:
        yield "Who", "the step names nobody; its phase, its playbook or the first step does"
