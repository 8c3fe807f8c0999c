"""What a browser needs to plan a playbook for a customer that a reader types in.

Plain data for `templates/assets/plan.js`, which plans from it as `plan.py` does from the handbook.
What can be resolved without a customer is resolved here: who answers for a step, words of limits
and targets, holidays. No customer is in it, so a public page may carry it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from generator.bundle.entries import (
    attribute_data,
    calendar_data,
    moment_data,
    policy_data,
    role_data,
)
from generator.bundle.forms import Data, condition_data, offset_data, present, texts
from generator.conditions import Condition, attributes_of
from generator.handbook import Handbook
from generator.keep import FORMAT as FILE_FORMAT
from generator.keep import seal
from generator.markdown import prose
from generator.models import BUILT_IN, Phase, Playbook, Step
from generator.people import accountable_of

__all__ = ["Data", "as_json", "bundle", "part", "shared", "worked_days"]

FORMAT = 1
YEARS = (-1, 4)
"""The years around today's whose public holidays are known in the browser, both included."""


def bundle(handbook: Handbook, playbook: Playbook, calendars: Data) -> Data:
    """What one page needs for one playbook; `calendars` come from `worked_days`."""
    return {**shared(handbook, [playbook], calendars), "playbook": part(handbook, playbook)}


def worked_days(handbook: Handbook, today: date) -> Data:
    """The calendars with the holidays of the years around this day's: `years`, `calendars`.

    They take the longest to work out and are the same for every playbook.
    """
    first, last = (today.year + years for years in YEARS)
    return {
        "years": [first, last],
        "calendars": [calendar_data(one, first, last) for one in handbook.calendars.values()],
    }


def as_json(data: Data) -> str:
    """Data as text for `<script type="application/json">`: nothing in it ends the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def shared(handbook: Handbook, playbooks: Sequence[Playbook], calendars: Data) -> Data:
    """What these playbooks need of the handbook, in the order in which it was written."""
    dates = _dates(handbook, playbooks)
    roles = _roles(handbook, playbooks, dates)
    asked = _attributes(handbook, playbooks)
    return {
        "format": FORMAT,
        "file_format": FILE_FORMAT,
        "scheme": handbook.settings.scheme,
        "roles": [role_data(handbook.roles[id_]) for id_ in handbook.roles if id_ in roles],
        "dates": [moment_data(handbook.dates[id_]) for id_ in handbook.dates if id_ in dates],
        "attributes": [attribute_data(a) for id_, a in handbook.attributes.items() if id_ in asked],
        "segments": [
            {"id": s.id, "title": s.title, "policies": [policy_data(p) for p in s.policies]}
            for s in handbook.segments.values()
        ],
        **calendars,
    }


def part(handbook: Handbook, playbook: Playbook) -> Data:
    """What is a playbook's own."""
    return present(
        id=playbook.id,
        title=playbook.title,
        customer_title=playbook.customer_title,
        purpose=texts(playbook.purpose),
        trigger=texts(playbook.trigger),
        base=_base(playbook),
        starts=playbook.starts,
        applies_to=condition_data(playbook.applies_to),
        phases=[_phase(handbook, playbook, phase) for phase in playbook.phases],
    )


# --- what is needed ---


def _conditions(handbook: Handbook, playbooks: Iterable[Playbook]) -> Iterator[Condition | None]:
    for segment in handbook.segments.values():
        for policy in segment.policies:
            yield from (priority.when for priority in policy.priorities)
    for playbook in playbooks:
        yield playbook.applies_to
        for phase in playbook.phases:
            yield phase.when
            yield from (step.when for step in phase.steps)


def _attributes(handbook: Handbook, playbooks: Iterable[Playbook]) -> set[str]:
    asked = {
        question.attribute
        for condition in _conditions(handbook, playbooks)
        if condition is not None
        for question in attributes_of(condition)
    }
    return asked - set(BUILT_IN)


def _dates(handbook: Handbook, playbooks: Iterable[Playbook]) -> set[str]:
    """The dates that steps are due by, and those they are derived from."""
    named = {playbook.starts for playbook in playbooks if playbook.starts}
    dues = (placed.step.due for one in playbooks for placed in one.steps.values())
    named |= {due.anchor for due in dues if due and due.anchor in handbook.dates}
    found: set[str] = set()
    while named:
        found |= named
        defaults = (handbook.dates[id_].default for id_ in named)
        named = {default.anchor for default in defaults if default} - found
    return found


def _roles(handbook: Handbook, playbooks: Iterable[Playbook], dates: set[str]) -> set[str]:
    """The roles of steps and dates, and those they fall back to."""
    named = {role for id_ in dates for role in handbook.dates[id_].attended_by}
    for playbook in playbooks:
        for step, phase, _ in playbook.steps.values():
            named |= {*_owners(playbook, phase, step), *step.consulted, *step.informed}
    found: set[str] = set()
    while named:
        found |= named
        others = (handbook.roles[id_].falls_back_to for id_ in named)
        named = {other for other in others if other} - found
    return found


def _owners(playbook: Playbook, phase: Phase, step: Step) -> list[str]:
    """The accountable role, and those responsible where they are others."""
    return [*filter(None, [accountable_of(playbook, phase, step)]), *step.responsible]


# --- the parts of a playbook ---


def _phase(handbook: Handbook, playbook: Playbook, phase: Phase) -> Data:
    return present(
        title=phase.title,
        customer_title=phase.customer_title,
        when=condition_data(phase.when),
        steps=[_step(handbook, playbook, phase, step) for step in phase.steps],
    )


def _step(handbook: Handbook, playbook: Playbook, phase: Phase, step: Step) -> Data:
    metrics = (handbook.metrics[id_] for id_ in step.serves)
    return present(
        id=step.id,
        do=step.do,
        accountable=accountable_of(playbook, phase, step),
        responsible=step.responsible,
        consulted=step.consulted,
        informed=step.informed,
        due=offset_data(step.due),
        every=step.every and step.every.every,
        after=step.after,
        when=condition_data(step.when),
        serves=[f"{m.title}: {m.target}" if m.target else m.title for m in metrics],
        for_customer=step.visible_to == "customer",
        detail=texts(step.detail, alone=True),
        customer_detail=texts(step.customer_detail),
        optional=step.optional,
        was=step.was,
    )


_TOKENS = re.compile(r"<!-- base: (.+) \| dropped:")


def _base(playbook: Playbook) -> str:
    """What the comment at a file's end remembers of purpose and trigger."""
    parts = [
        f"{start}{prose(text)}\n\n"
        for start, text in (("", playbook.purpose), ("**Starts when:** ", playbook.trigger))
        if text
    ]
    found = _TOKENS.search(seal("".join(parts)))
    return found[1] if found else ""
