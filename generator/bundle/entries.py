"""Entries of the handbook as a bundle holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from generator.bundle.forms import Data, condition_data, offset_data, present
from generator.calendars import WEEKEND, day_off
from generator.formats.rich import as_text
from generator.models import Attribute, Calendar, Moment, Policy, Role
from generator.schedule import title_of


def role_data(role: Role) -> Data:
    """Who may take part."""
    return present(
        id=role.id,
        title=role.title,
        short=role.short,
        side=role.side,
        falls_back_to=role.falls_back_to,
    )


def moment_data(moment: Moment) -> Data:
    """A date, with what it is derived from."""
    return present(
        id=moment.id,
        title=moment.title,
        name=title_of(moment),
        default=offset_data(moment.default),
        working_day=moment.working_day,
        attended_by=moment.attended_by,
        summary=as_text(moment.summary or ""),
    )


def attribute_data(attribute: Attribute) -> Data:
    """A question, and what may be answered."""
    limits = attribute.number
    return present(
        id=attribute.id,
        name=attribute.name,
        question=attribute.question,
        values=[[value, label] for value, label in (attribute.values or {}).items()],
        number=limits
        and [None if end is None else f"{end:f}" for end in (limits.at_least, limits.at_most)],
        yes_no=attribute.yes_no,
        default=attribute.default,
    )


def policy_data(policy: Policy) -> Data:
    """The rules of a segment that decide the priority."""
    return {
        "name": policy.name,
        "from": policy.start.isoformat(),
        "priorities": [
            present(
                id=priority.id,
                title=priority.title,
                when=condition_data(priority.when),
                every=priority.cadence and priority.cadence.every,
            )
            for priority in policy.priorities
        ],
    }


def calendar_data(calendar: Calendar, first: int, last: int) -> Data:
    """Weekdays (Monday is 0) that are not worked, days that are not, and weekend days that are."""
    days = list(_days(first, last))
    why = {day: day_off(calendar, day) for day in days}
    weekend = _weekend(why)
    named = {day: name for day, name in why.items() if name and day.weekday() not in weekend}
    worked = [day for day, name in why.items() if name != WEEKEND and day.weekday() in weekend]
    named |= {day: why[day] for day in worked if why[day]}
    named |= {day: name for day, name in calendar.holidays.items() if day not in why}
    return present(
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


def _weekend(why: Mapping[date, str]) -> list[int]:
    """Most such days are off; on some weekends people work, and a holiday may have this name."""
    every = Counter(day.weekday() for day in why)
    off = Counter(day.weekday() for day, name in why.items() if name == WEEKEND)
    return [number for number in range(7) if off[number] * 2 > every[number]]


def _by_name(named: Mapping[date, str]) -> list[list[str]]:
    """Each holiday's name once, with its days."""
    days: dict[str, list[str]] = {}
    for day in sorted(named):
        days.setdefault(named[day], []).append(day.isoformat())
    return [[name, " ".join(all_)] for name, all_ in days.items()]
