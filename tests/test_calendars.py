"""Working days: weekends, public holidays by country and year, days of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import BAVARIA, CALIFORNIA, GULF, PLAIN, calendar, examined, examples, said

from generator.calendars import (
    MONDAY_TO_FRIDAY,
    WEEKEND,
    day_off,
    fault_of,
    last_working_day,
    reasons_off,
    spoken,
    working_days_from,
)
from generator.models import WEEKDAYS

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-12-24", ""),
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", WEEKEND),  # Second Day of Christmas, a Saturday
        ("2027-01-06", "Epiphany"),  # in Bavaria, not in Berlin
        ("2027-03-26", "Good Friday"),
        ("2027-03-29", "Easter Monday"),
        ("2026-10-03", WEEKEND),
        ("2028-10-03", "German Unity Day"),
        ("2026-11-23", ""),
    ],
)
def test_bavaria(day: str, why: str) -> None:
    """Public holidays of a region by their English names; a weekend is a weekend first."""
    assert day_off(BAVARIA, date.fromisoformat(day)) == why


def test_region_matters() -> None:
    """Epiphany is worked in Berlin."""
    berlin = calendar("berlin", country="DE", region="BE")
    assert day_off(berlin, date(2027, 1, 6)) == ""
    assert day_off(berlin, date(2027, 3, 8)) == "Women's Day"


def test_country_without_region() -> None:
    """A country alone has the holidays of all of it."""
    assert day_off(calendar("us", country="US"), date(2026, 11, 26)) == "Thanksgiving Day"
    assert day_off(CALIFORNIA, date(2026, 3, 31)) != ""


def test_weekends_differ() -> None:
    """Friday and Saturday in the Gulf, by country or as typed; none at all where all days count."""
    friday, sunday = date(2026, 11, 27), date(2026, 11, 29)
    assert (day_off(GULF, friday), day_off(GULF, sunday)) == (WEEKEND, "")
    kuwait = calendar("kuwait", country="KW")
    assert (day_off(kuwait, friday), day_off(kuwait, sunday)) == (WEEKEND, "")
    always = calendar("always", weekend=[])
    assert day_off(always, sunday) == ""
    mixed = calendar("mixed", country="DE", weekend=["monday"])
    assert (day_off(mixed, sunday), day_off(mixed, sunday + DAY)) == ("", WEEKEND)


def test_own_holidays_have_names_or_are_holidays() -> None:
    """A list of days, or a mapping of day to name; they go before public ones."""
    assert day_off(GULF, date(2026, 12, 2)) == "holiday"
    own = calendar("own", country="DE", holidays={"2026-12-25": "Works outing"})
    assert day_off(own, date(2026, 12, 25)) == "Works outing"


def test_weekend_days_that_are_worked() -> None:
    """Where a Saturday is made a working day (China, in exchange for a holiday), it is worked."""
    china = calendar("china", country="CN")
    assert date(2025, 1, 26).weekday() == 6
    assert day_off(china, date(2025, 1, 26)) == ""
    assert day_off(china, date(2025, 1, 19)) == WEEKEND


def test_reasons_name_the_calendar_where_there_are_several() -> None:
    """Alone a weekend is a weekend; together it is said whose; common to all it is just that."""
    saturday, sunday, friday = date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 25)
    assert reasons_off([BAVARIA], saturday) == [WEEKEND]
    assert reasons_off([BAVARIA, GULF], saturday) == [WEEKEND]
    assert reasons_off([BAVARIA, GULF], sunday) == ["weekend in Bavaria"]
    assert reasons_off([BAVARIA, GULF], friday) == ["Christmas Day in Bavaria", "weekend in Gulf"]
    assert reasons_off([BAVARIA, CALIFORNIA], friday) == [
        "Christmas Day in Bavaria",
        "Christmas Day in California",
    ]
    assert reasons_off([], sunday) == []


def test_what_was_in_the_way_is_said_once() -> None:
    """Over Christmas: the weekend first, then each holiday, each once."""
    found, why = last_working_day([BAVARIA], date(2026, 12, 27))
    assert (found, why) == (date(2026, 12, 24), ["weekend", "Christmas Day in Bavaria"])
    assert last_working_day([BAVARIA], date(2026, 12, 24)) == (date(2026, 12, 24), [])
    assert last_working_day([], date(2026, 12, 27)) == (date(2026, 12, 27), [])


def test_calendar_without_end_of_break() -> None:
    """Where nobody works for two months, a day stays, and counting comes to an end."""
    start = date(2026, 1, 1)
    off = {str(start + n * DAY): "closed" for n in range(200)}
    closed = calendar("closed", holidays=off)
    day = start + 150 * DAY
    assert last_working_day([closed], day) == (day, [])
    assert working_days_from([closed], day, -3) <= day
    long_break = calendar("long", holidays={str(start + n * DAY): "closed" for n in range(40)})
    assert last_working_day([long_break], start + 39 * DAY)[0] == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-30", -1, "2026-11-27"),
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-12-24", 5, "2027-01-04"),
        ("2026-11-28", 0, "2026-11-28"),
    ],
)
def test_working_days_over_weekends_and_holidays(start: str, count: int, end: str) -> None:
    """Worked out by hand on Bavaria's calendar."""
    found = working_days_from([BAVARIA], date.fromisoformat(start), count)
    assert found == date.fromisoformat(end)


@pytest.mark.parametrize("country", ["DE", "US", "GB", "AE", "CN", "IN", "IL", "JP", "SA", "BR"])
@pytest.mark.parametrize("year", [1900, 1970, 2026, 2199, 4100, 9000])
def test_no_year_is_too_far(country: str, year: int) -> None:
    """No year that an offset can reach breaks a calendar, and none makes it talk on stderr."""
    one = calendar("far", country=country)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert {bool(day_off(one, date(year, 1, 1) + n * DAY)) for n in range(14)} == {True, False}


@examples(80)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_days_are_spoken_as_the_c_locale_has_them(day: date) -> None:
    """`Tue 1 Jun 2027`: strftime in the C locale says the same."""
    assert spoken(day) == f"{day:%a} {day.day} {day:%b} {day.year}"
    assert spoken(day, year=False) == f"{day:%a} {day.day} {day:%b}"


@pytest.mark.slow
def test_language_of_the_machine_changes_no_name() -> None:
    """Holidays are named in English whatever LANG and LANGUAGE say."""
    code = (
        "from datetime import date, timedelta\n"
        "from generator.calendars import day_off\n"
        "from generator.models import Calendar\n"
        "for country in ('DE', 'FR', 'US', 'BR', 'KW', 'JP', 'CN'):\n"
        "    one = Calendar(id='x', title='X', country=country)\n"
        "    print([day_off(one, date(2026, 1, 1) + timedelta(days=n)) for n in range(365)])\n"
    )
    said_by = []
    for language in ("C", "de_DE.UTF-8", "ja_JP.UTF-8"):
        settings = {"LANG": language, "LC_ALL": language, "LANGUAGE": language.split("_")[0]}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, **settings, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        )
        said_by.append(done.stdout)
    assert said_by[0] == said_by[1] == said_by[2]
    assert b"Christmas Day" in said_by[0]


def test_unknown_country_and_region_are_found(tmp_path: Path) -> None:
    """A calendar whose holidays are not known is an error, with what would be right."""
    text = (
        "calendars:\n  - {id: bavaria, title: B, country: DE, region: BX}\n"
        "  - {id: gulf, title: G, country: XX}\n  - {id: own, title: O}\n"
    )
    found = examined(tmp_path, {"calendars.yaml": text}).problems
    assert said(found) == [
        ("calendar", "the public holidays of the region 'BX' are not known"),
        ("calendar", "the public holidays of the country 'XX' are not known"),
    ]
    assert all(problem.hint for problem in found)
    assert fault_of(MONDAY_TO_FRIDAY) == ("", "", [])
    assert fault_of(BAVARIA) == ("", "", [])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"weekend": WEEKDAYS}, "nobody works on any day"),
        ({"region": "BY"}, "a region needs its country"),
        ({"weekend": ["Sunday"]}, "'Sunday' is not possible here"),
        ({"holidays": "2026-12-24"}, "holidays are a list of days"),
        ({"holidays": ["2026-12-24", "Christmas"]}, "'Christmas' is not a date"),
        ({"holidays": {"2026-12-24": None}}, "this is empty"),
    ],
)  # fmt: skip
def test_calendars_that_cannot_be(fields: dict[str, object], message: str) -> None:
    """What makes no sense as a calendar is refused in words."""
    with pytest.raises(ValidationError, match=message):
        calendar("x", **fields)


def test_monday_to_friday_is_the_default() -> None:
    """Without any calendar of its own a customer works Monday to Friday."""
    week = [date(2026, 11, 23) + n * DAY for n in range(7)]
    assert [day_off(MONDAY_TO_FRIDAY, day) for day in week] == [""] * 5 + [WEEKEND] * 2
    assert [day_off(PLAIN, day) for day in week] == [""] * 5 + [WEEKEND] * 2


ALONE = """
import sys
from datetime import date, timedelta
from generator.calendars import day_off, fault_of
from generator.models import Calendar

def days(code):
    one = Calendar(id=code.lower(), title=code, country=code)
    assert not fault_of(one)[0]
    start = date(2026, 12, 20)
    return [day_off(one, start + timedelta(days=n)) for n in range(30)]

found = {"DE": days("DE")}
print(*(name for name in sys.modules if name.startswith("holidays.countries.")))
found |= {code: days(code) for code in ("GB", "GP", "PR")}  # two that build on other countries
for name in [name for name in sys.modules if name.split(".")[0] == "holidays"]:
    del sys.modules[name]
import holidays, holidays.countries
for code, known in found.items():
    kind = getattr(holidays.countries, code)
    public = kind(years=(2026, 2027), language="en_US" if code != "PR" else None)
    for n, said in enumerate(known):
        day = date(2026, 12, 20) + timedelta(days=n)
        assert (day in public) == (said not in ("", "weekend")) or said == "weekend", (code, day)
"""


def test_countries_come_one_at_a_time() -> None:
    """The country that is asked for is imported alone, though the library would import all; one
    that builds on another is there too; they have the days that they have otherwise."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.stdout) == ("", "holidays.countries.germany\n")
