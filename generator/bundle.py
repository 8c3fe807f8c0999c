"""What a browser needs to plan a playbook for a customer that a reader types in.

Plain data for `templates/assets/plan.js`, which plans from it as `plan.py` does from the handbook.
What can be resolved without a customer is resolved here: who answers for a step, words of limits
and targets, holidays. No customer is in it, so a public page may carry it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from generator.calendars import WEEKEND, day_off
from generator.conditions import Condition, Group, Is, attributes_of
from generator.formats.markdown import _PAGE_LINK as PAGE_LINK
from generator.formats.rich import as_text
from generator.handbook import Handbook
from generator.keep import FORMAT as FILE_FORMAT
from generator.keep import seal
from generator.markdown import prose
from generator.models import (
    BUILT_IN,
    Attribute,
    Calendar,
    Moment,
    Phase,
    Playbook,
    Policy,
    Role,
    Step,
)
from generator.offsets import Offset
from generator.people import accountable_of
from generator.schedule import title_of

Data = dict[str, Any]
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
        "calendars": [_calendar(one, first, last) for one in handbook.calendars.values()],
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
        "roles": [_role(handbook.roles[id_]) for id_ in handbook.roles if id_ in roles],
        "dates": [_moment(handbook.dates[id_]) for id_ in handbook.dates if id_ in dates],
        "attributes": [_attribute(a) for id_, a in handbook.attributes.items() if id_ in asked],
        "segments": [
            {"id": s.id, "title": s.title, "policies": [_policy(p) for p in s.policies]}
            for s in handbook.segments.values()
        ],
        **calendars,
    }


def part(handbook: Handbook, playbook: Playbook) -> Data:
    """What is a playbook's own."""
    return _present(
        id=playbook.id,
        title=playbook.title,
        customer_title=playbook.customer_title,
        purpose=_texts(playbook.purpose),
        trigger=_texts(playbook.trigger),
        base=_base(playbook),
        starts=playbook.starts,
        applies_to=_condition(playbook.applies_to),
        phases=[_phase(handbook, playbook, phase) for phase in playbook.phases],
    )


def _present(**fields: object) -> Data:
    """Only what is there: what is empty, or false, is left out."""
    return {name: value for name, value in fields.items() if value}


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


# --- the parts of the handbook ---


def _role(role: Role) -> Data:
    return _present(
        id=role.id,
        title=role.title,
        short=role.short,
        side=role.side,
        falls_back_to=role.falls_back_to,
    )


def _moment(moment: Moment) -> Data:
    return _present(
        id=moment.id,
        title=moment.title,
        name=title_of(moment),
        default=_offset(moment.default),
        working_day=moment.working_day,
        attended_by=moment.attended_by,
        summary=as_text(moment.summary or ""),
    )


def _attribute(attribute: Attribute) -> Data:
    limits = attribute.number
    return _present(
        id=attribute.id,
        name=attribute.name,
        question=attribute.question,
        values=[[value, label] for value, label in (attribute.values or {}).items()],
        number=limits
        and [None if end is None else f"{end:f}" for end in (limits.at_least, limits.at_most)],
        yes_no=attribute.yes_no,
        default=attribute.default,
    )


def _policy(policy: Policy) -> Data:
    return {
        "name": policy.name,
        "from": policy.start.isoformat(),
        "priorities": [
            _present(
                id=priority.id,
                title=priority.title,
                when=_condition(priority.when),
                every=priority.cadence and priority.cadence.every,
            )
            for priority in policy.priorities
        ],
    }


def _calendar(calendar: Calendar, first: int, last: int) -> Data:
    """Weekdays (Monday is 0) that are not worked, days that are not, and weekend days that are."""
    days = list(_days(first, last))
    why = {day: day_off(calendar, day) for day in days}
    weekend = [number for number in range(7) if _is_weekend(number, why)]
    named = {day: name for day, name in why.items() if name and day.weekday() not in weekend}
    worked = [day for day, name in why.items() if name != WEEKEND and day.weekday() in weekend]
    named |= {day: why[day] for day in worked if why[day]}
    named |= {day: name for day, name in calendar.holidays.items() if day not in why}
    return _present(
        id=calendar.id,
        title=calendar.title,
        public=bool(calendar.country),
        weekend=weekend,
        off=_by_name(named),
        worked=[day.isoformat() for day in worked],
    )


def _days(first: int, last: int) -> Iterator[date]:
    start = date(first, 1, 1)
    return (start + timedelta(days=n) for n in range((date(last, 12, 31) - start).days + 1))


def _is_weekend(weekday: int, why: Mapping[date, str]) -> bool:
    """Most such days are off; on some weekends people work, and a holiday may have this name."""
    off = [name == WEEKEND for day, name in why.items() if day.weekday() == weekday]
    return sum(off) * 2 > len(off)


def _by_name(named: Mapping[date, str]) -> list[list[str]]:
    """Each holiday's name once, with its days."""
    days: dict[str, list[str]] = {}
    for day in sorted(named):
        days.setdefault(named[day], []).append(day.isoformat())
    return [[name, " ".join(all_)] for name, all_ in days.items()]


# --- the parts of a playbook ---


def _phase(handbook: Handbook, playbook: Playbook, phase: Phase) -> Data:
    return _present(
        title=phase.title,
        customer_title=phase.customer_title,
        when=_condition(phase.when),
        steps=[_step(handbook, playbook, phase, step) for step in phase.steps],
    )


def _step(handbook: Handbook, playbook: Playbook, phase: Phase, step: Step) -> Data:
    metrics = (handbook.metrics[id_] for id_ in step.serves)
    return _present(
        id=step.id,
        do=step.do,
        accountable=accountable_of(playbook, phase, step),
        responsible=step.responsible,
        consulted=step.consulted,
        informed=step.informed,
        due=_offset(step.due),
        every=step.every and step.every.every,
        after=step.after,
        when=_condition(step.when),
        serves=[f"{m.title}: {m.target}" if m.target else m.title for m in metrics],
        for_customer=step.visible_to == "customer",
        detail=_texts(step.detail, alone=True),
        customer_detail=_texts(step.customer_detail),
        optional=step.optional,
        was=step.was,
    )


def _texts(text: str | None, alone: bool = False) -> str | list[str] | None:
    """Markdown as typed; where they differ, also as a checklist has it and as plain text.

    `alone`: a page of the site is none of the checklist's, so links to pages are text there.
    """
    if not text:
        return None
    markdown, plain = str(prose(PAGE_LINK.sub(r"\1", text) if alone else text)), as_text(text)
    return text if text == markdown == plain else [text, markdown, plain]


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


def _offset(offset: Offset | None) -> Data | None:
    if offset is None:
        return None
    length = offset.length
    if length is None:
        return {"on": offset.anchor}
    amounts = [length.low] if length.low == length.high else [length.low, length.high]
    return {
        offset.direction: offset.anchor,
        "text": length.text,
        "working days" if length.working else length.unit: amounts,
    }


def _condition(condition: Condition | None) -> Data | None:
    """A tree of `all`, `any`, `not`; its leaves ask for one of some values, or for a number."""
    if condition is None:
        return None
    if isinstance(condition, Group):
        return {condition.way: [_condition(one) for one in condition.parts]}
    if isinstance(condition, Is):
        return {"is": condition.attribute, "values": list(condition.values)}
    limits = (("at least", condition.low), ("at most", condition.high))
    return {
        "within": condition.attribute,
        "limits": [None if limit is None else f"{limit:f}" for _, limit in limits],
        "words": " and ".join(f"{word} {limit}" for word, limit in limits if limit is not None),
    }
