"""Working days: weekends, public holidays and days of one's own."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from generator.models import WEEKDAYS, Calendar

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONDAY_TO_FRIDAY = Calendar(id="monday-to-friday", title="Monday to Friday")
LONGEST_BREAK = 60
WEEKEND = "weekend"


@lru_cache(maxsize=4096)
def spoken(day: date, year: bool = True) -> str:
    """`Tue 1 Jun 2027`, in no locale but our own."""
    words = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if year else words


_KEPT: dict[int, tuple[Calendar, dict[date, str]]] = {}
"""The days that were asked for, by the number of the calendar; it is held with them, so that no
other can have its number."""
MOST_CALENDARS, MOST_DAYS = 100, 4000


def day_off(calendar: Calendar, day: date) -> str:
    """Why nobody works on this day: `weekend`, the holiday's name, or nothing when it is worked."""
    _, days = _KEPT.get(id(calendar)) or _keep(calendar)
    why = days.get(day)
    if why is None:
        if len(days) >= MOST_DAYS:
            days.clear()
        why = days[day] = _why_off(calendar, day)
    return why


def _keep(calendar: Calendar) -> tuple[Calendar, dict[date, str]]:
    if len(_KEPT) >= MOST_CALENDARS:
        _KEPT.clear()
    kept = _KEPT[id(calendar)] = (calendar, {})
    return kept


def _why_off(calendar: Calendar, day: date) -> str:
    public, weekend, made_up = _public(calendar.country or "", calendar.region, day.year)
    if calendar.weekend is not None:
        weekend = frozenset(WEEKDAYS.index(name) for name in calendar.weekend)
    if day.weekday() in weekend and day not in made_up:
        return WEEKEND
    return calendar.holidays.get(day) or public.get(day, "")


def reasons_off(calendars: Sequence[Calendar], day: date) -> list[str]:
    """Why not all of these people can work on a day; empty when they can."""
    off = [(calendar, why) for calendar in calendars if (why := day_off(calendar, day))]
    if not off:
        return []
    if len(off) == len(calendars) and all(why == WEEKEND for _, why in off):
        return [WEEKEND]
    alone = len(calendars) == 1
    words = [WEEKEND if alone and why == WEEKEND else f"{why} in {c.title}" for c, why in off]
    return list(dict.fromkeys(words))


class Landing(NamedTuple):
    """The day or the nearest one before it on which everybody works, and what was in the way."""

    day: date
    why: list[str]
    moved: str  # `; moved to Thu 24 Dec: weekend, Christmas Day in Bavaria`, or nothing
    words: str  # the day that was meant, and that


class Landings(dict[date, Landing]):
    """Where each day lands for people with these calendars; forgotten when they are many."""

    def __init__(self, calendars: Sequence[Calendar]) -> None:
        super().__init__()
        self.calendars = calendars

    def __missing__(self, day: date) -> Landing:
        if len(self) >= MOST_LANDINGS:
            self.clear()
        made = self[day] = _landing(day, *_last_working_day(self.calendars, day))
        return made


class Together(tuple[Calendar, ...]):
    """People with these calendars, and what was found out of them."""

    landings: Landings
    counted: dict[tuple[date, int], date]


_TOGETHER: dict[tuple[int, ...], Together] = {}
MOST_TOGETHER, MOST_LANDINGS = 200, 1000


def together(calendars: Sequence[Calendar]) -> Together:
    """The people with these calendars: the same object each time, so that nothing of them is worked
    out twice."""
    if isinstance(calendars, Together):
        return calendars
    numbers = tuple(map(id, calendars))
    found = _TOGETHER.get(numbers)
    if found is None:
        if len(_TOGETHER) >= MOST_TOGETHER:
            _TOGETHER.clear()
        # it holds the calendars, so that no others can have their numbers
        found = _TOGETHER[numbers] = Together(calendars)
        found.landings, found.counted = Landings(calendars), {}
    return found


def last_working_day(calendars: Sequence[Calendar], day: date) -> tuple[date, list[str]]:
    """The day or the nearest one before it on which everybody works, and what was in the way.

    Where no such day comes within 60 days, the day stays as it is.
    """
    found = together(calendars).landings[day]
    return found.day, found.why


def _landing(exact: date, day: date, why: list[str]) -> Landing:
    if day == exact:
        return Landing(day, why, "", spoken(exact))
    year = day.year != exact.year
    moved = f"; moved to {spoken(day, year)}: {', '.join(why)}"
    return Landing(day, why, moved, f"{spoken(exact, year)}{moved}")


def _last_working_day(calendars: Sequence[Calendar], day: date) -> tuple[date, list[str]]:
    why = reasons_off(calendars, day)
    if not why:
        return day, []
    for back in range(1, LONGEST_BREAK):
        moved = day - timedelta(days=back)
        reasons = reasons_off(calendars, moved)
        if not reasons:
            return moved, _in_order(why)
        why += reasons
    return day, []


def _in_order(why: Sequence[str]) -> list[str]:
    """Each reason once, weekends first; without `weekend` beside `weekend in Bavaria`."""
    reasons = list(dict.fromkeys(why))
    if any(reason.startswith(f"{WEEKEND} in") for reason in reasons):
        reasons = [reason for reason in reasons if reason != WEEKEND]
    return sorted(reasons, key=lambda reason: not reason.startswith(WEEKEND))


def working_days_from(calendars: Sequence[Calendar], day: date, count: int) -> date:
    """The day that lies `count` working days after this one (before it, when negative)."""
    kept = together(calendars)
    found = kept.counted.get((day, count))
    if found is None:
        if len(kept.counted) >= MOST_LANDINGS:
            kept.counted.clear()
        found = kept.counted[day, count] = _counted(calendars, day, count)
    return found


def _counted(calendars: Sequence[Calendar], day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    left, idle = abs(count), 0
    while left and idle < LONGEST_BREAK:
        day += step
        works = not reasons_off(calendars, day)
        left -= works
        idle = 0 if works else idle + 1
    return day


def working_days_between(calendars: Sequence[Calendar], start: date, end: date) -> int:
    """How many working days later the one day is than the other; earlier, when negative.

    The day itself does not count, the other one does where it is worked.
    """
    step = 1 if start <= end else -1
    days = (start + timedelta(days=step * n) for n in range(1, abs((end - start).days) + 1))
    return step * sum(not reasons_off(calendars, day) for day in days)


def fault_of(calendar: Calendar) -> tuple[str, str, list[str]]:
    """The key (`country` or `region`) and word without known holidays, and the words known."""
    if not calendar.country:
        return "", "", []
    countries = list(_library().EntityLoader.get_country_codes())
    if calendar.country not in countries:
        return "country", calendar.country, countries
    regions = list(getattr(_library(), calendar.country).subdivisions)
    if calendar.region and calendar.region not in regions:
        return "region", calendar.region, regions
    return "", "", []


@cache
def _library() -> ModuleType:
    """The library of public holidays, which is to import the few countries that are asked of it:
    the package that they are in would import all 250, at every start."""
    import holidays

    countries = ModuleType("holidays.countries")
    countries.__path__ = [str(Path(path, "countries")) for path in holidays.__path__]
    sys.modules.setdefault(countries.__name__, countries)
    return holidays


Public = tuple[dict[date, str], frozenset[int], frozenset[date]]


@cache
def _public(country: str, region: str | None, year: int) -> Public:
    """A year's public holidays by name, the weekdays of the weekend, weekend days worked."""
    if not country:
        return {}, frozenset((5, 6)), frozenset()
    holidays = _library()
    probe = holidays.country_holidays(country, subdiv=region, years=())
    languages = probe.supported_languages
    language = "en_US" if "en_US" in languages else probe.default_language
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of years that the library knows nothing about
        days = holidays.country_holidays(country, subdiv=region, years=year, language=language)
    names = {day: " and ".join(name.split("; ")) for day, name in days.items()}
    worked = frozenset(getattr(days, "weekend_workdays", ()))
    return names, frozenset(days.weekend), worked
