"""Offsets to dates, against an oracle that walks the calendar day by day."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import BAVARIA, GULF, PLAIN, calendar, examined, examples, planned, said, typed_days

from generator.calendars import spoken, together
from generator.models import Calendar, Moment, Playbook
from generator.offsets import Duration, Unit, parse_duration
from generator.schedule import (
    FIRST,
    LAST,
    Dated,
    MissingDateError,
    Schedule,
    in_order,
    shift,
    title_of,
)

DAY = timedelta(days=1)
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))


# --- the oracle: nothing of Handrail in it ---


def works(calendars: Sequence[Calendar], day: date) -> bool:
    """Whether none of these (without a country) has the day off."""
    return not any(
        NAMES[day.weekday()] in (c.weekend if c.weekend is not None else NAMES[5:])
        or day in c.holidays
        for c in calendars
    )


def walk_months(day: date, count: int) -> date:
    """Month by month; a day that is not in the month becomes its last."""
    year, month = day.year, day.month
    for _ in range(abs(count)):
        month += 1 if count > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    end = (date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)) - DAY
    return end if day.day > end.day else date(year, month, day.day)


def walk(day: date, count: int, unit: str, calendars: Sequence[Calendar]) -> date:
    """So many units on (back, when negative), one day at a time."""
    if unit == "months":
        return walk_months(day, count)
    left = abs(count) * (7 if unit == "weeks" else 1)
    while left:
        day += DAY if count > 0 else -DAY
        left -= unit != "working days" or works(calendars, day)
    return day


def back_to_work(day: date, calendars: Sequence[Calendar]) -> date:
    """The day, or the nearest before it on which everybody works."""
    while not works(calendars, day):
        day -= DAY
    return day


# --- what is tried ---


@st.composite
def calendars(draw: st.DrawFn, id_: str = "own") -> Calendar:
    """A week with up to three days off, and holidays with names of their own."""
    weekend = draw(st.sets(st.sampled_from(NAMES), max_size=3))
    off = draw(st.sets(days, max_size=40))
    return calendar(
        id_, weekend=sorted(weekend), holidays={str(d): f"Feast of {d}" for d in sorted(off)}
    )


def busy(id_: str, anchor: date, draw: st.DrawFn) -> Calendar:
    """A calendar with many holidays near one day."""
    near = draw(st.sets(st.integers(-40, 40), max_size=25))
    weekend = draw(st.sets(st.sampled_from(NAMES), max_size=3))
    off = {str(anchor + n * DAY): f"Feast {n + 40}." for n in sorted(near)}
    return calendar(id_, weekend=sorted(weekend), holidays=off)


def schedule(
    dates: Mapping[str, object],
    stated: Mapping[str, date],
    steps: Sequence[Mapping[str, object]] = (),
    home: Calendar = PLAIN,
    others: Sequence[Calendar] = (),
) -> Schedule:
    """A schedule from what a writer types; everybody on a step works by `others`, else `home`."""
    moments = {
        id_: Moment.model_validate(
            {"id": id_, "title": id_.capitalize(), **(fields if isinstance(fields, dict) else {})}
        )
        for id_, fields in dates.items()
    }
    placed = {}
    if steps:
        phases = [{"title": "First", "steps": [{"do": f"Do {s['id']}", **s} for s in steps]}]
        placed = Playbook.model_validate({"id": "book", "title": "Book", "phases": phases}).steps
    all_, there = together([home]), together(others or [home])
    return Schedule(moments, stated, lambda _: all_, placed, lambda _: there)


def due(words: str, anchor: date, *, calendars: Sequence[Calendar] = (PLAIN,)) -> Dated:
    """When a step is due that says this of the date `renewal`."""
    planned = schedule(
        {"renewal": {}}, {"renewal": anchor}, [{"id": "step", "due": words}], others=calendars
    )
    found = planned.of_step("step")
    assert found
    return found


@dataclass(frozen=True)
class Case:
    """One offset, its anchor, and those who have to be there."""

    low: int
    high: int
    unit: str
    way: str
    anchor: date
    calendars: list[Calendar]

    @property
    def words(self) -> str:
        amount = f"{self.low}" if self.low == self.high else f"{self.low}-{self.high}"
        return f"{amount} {self.unit} {self.way} renewal"

    @property
    def exact(self) -> tuple[date, date]:
        """The first and the last day by walking."""
        first, last = (self.high, self.low) if self.way == "before" else (self.low, self.high)
        sign = -1 if self.way == "before" else 1
        start, end = (
            walk(self.anchor, sign * count, self.unit, self.calendars) for count in (first, last)
        )
        return start, end

    @property
    def found(self) -> Dated:
        return due(self.words, self.anchor, calendars=self.calendars)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    anchor = draw(days)
    low = draw(st.integers(0, 40))
    high = draw(st.one_of(st.just(low), st.integers(low, 60)))
    joint = [busy(f"c{n}", anchor, draw) for n in range(draw(st.integers(1, 3)))]
    week = {name for c in joint for name in c.weekend or ()}
    assume(len(week) < 7)
    unit = draw(st.sampled_from(["days", "weeks", "months", "working days"]))
    return Case(low, high, unit, draw(st.sampled_from(["before", "after"])), anchor, joint)


# --- properties ---


@examples(120)
@given(cases())
def test_due_day_is_the_one_found_by_walking(case: Case) -> None:
    """Days, weeks, months, working days and windows, for one to three calendars together."""
    start, exact = case.exact
    day = back_to_work(exact, case.calendars)
    assert case.found.day == day
    assert case.found.start == (None if case.low == case.high else min(start, day))


@examples(80)
@given(cases())
def test_moved_day_is_the_nearest_working_day_before(case: Case) -> None:
    """A due day is worked by all, is never later than the exact day, and skips no working day."""
    exact, day = case.exact[1], case.found.day
    assert works(case.calendars, day)
    assert day <= exact
    between = [day + n * DAY for n in range(1, (exact - day).days + 1)]
    assert [d for d in between if works(case.calendars, d)] == []


@examples(80)
@given(cases())
def test_sentence_names_anchor_result_and_all_in_between(case: Case) -> None:
    """The reason holds the words, the anchor's day, the day found, and every day off passed."""
    found, (start, exact) = case.found, case.exact
    words = case.words.removesuffix(" renewal")
    assert found.because.startswith(f"{words} renewal ({case.anchor}) is ")
    day_words = f"{found.day:%d}".lstrip("0") + f" {spoken(found.day).split()[2]}"
    assert day_words in found.because
    assert ("moved to" in found.because) == (found.day != exact)
    if case.low != case.high:
        assert f"{spoken(start)} to {spoken(exact)}" in found.because
    for n in range((exact - found.day).days):
        passed = exact - n * DAY
        for one in case.calendars:
            if not works([one], passed):
                weekend = NAMES[passed.weekday()] in (one.weekend or ())
                reason = "weekend" if weekend else f"{one.holidays[passed]} in {one.title}"
                assert reason in found.because


@examples(120)
@given(days, st.integers(-600, 600))
def test_months_clamp_and_stay_in_their_month(day: date, count: int) -> None:
    """Month arithmetic lands in the month that was counted to, on the same day or its last."""
    found = shift(day, Duration("", 0, 0, "months"), count, [])
    assert found == walk_months(day, count)
    assert found.year * 12 + found.month == day.year * 12 + day.month + count
    assert found.day == day.day or (found + DAY).month != found.month


@examples(80)
@given(days, st.integers(1, 80), st.sampled_from([-1, 1]), st.data())
def test_working_days_are_counted_one_by_one(
    day: date, count: int, sign: int, data: st.DataObject
) -> None:
    """Between a day and the day `n working days` away lie n working days, the last one included."""
    own = data.draw(calendars())
    found = shift(day, Duration("", 0, 0, "days", working=True), sign * count, [own])
    passed = [day + sign * n * DAY for n in range(1, abs((found - day).days) + 1)]
    assert passed[-1] == found
    assert works([own], found)
    assert sum(works([own], d) for d in passed) == count


@examples(60)
@given(calendars(), days, st.integers(0, 20), st.booleans())
def test_derived_meeting_moves_and_stated_one_stays(
    home: Calendar, start: date, months: int, working: bool
) -> None:
    """`working_day: true` moves what is derived, never what the customer states."""
    dates = {
        "start": {},
        "meeting": {"default": f"{months} months after start", "working_day": str(working).lower()},
    }
    exact = walk_months(start, months)
    derived = schedule(dates, {"start": start}, home=home).of_date("meeting")
    assert derived.day == (back_to_work(exact, [home]) if working else exact)
    stated = schedule(dates, {"start": start, "meeting": exact}, home=home).of_date("meeting")
    assert stated.day == exact
    assert bool(stated.warning) == (working and not works([home], exact))


@examples(60)
@given(calendars(), days, st.booleans())
def test_on_never_moves_a_step(own: Calendar, day: date, chained: bool) -> None:
    """A step due `on` a date or another step is due that very day; days off are warned of."""
    steps = [{"id": "a", "due": "on renewal"}, {"id": "b", "due": "on a"}]
    found = schedule({"renewal": {}}, {"renewal": day}, steps, home=own).of_step("ab"[chained])
    assert found
    assert found.day == day
    assert str(day) in found.because
    assert bool(found.warning) == (not works([own], day))


@examples(40)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=12), days)
def test_chains_add_up(links: list[tuple[int, bool]], start: date) -> None:
    """A step dated by a step dated by a step is where the sum of the offsets leads."""
    steps = [{"id": "s0", "due": "on renewal"}]
    for n, (count, before) in enumerate(links):
        way = "before" if before else "after"
        steps.append({"id": f"s{n + 1}", "due": f"{count} days {way} s{n}"})
    always = calendar("always", weekend=[])
    found = schedule({"renewal": {}}, {"renewal": start}, steps, home=always).of_step(
        f"s{len(links)}"
    )
    assert found
    assert found.day == start + sum(-n if before else n for n, before in links) * DAY
    assert len(found.chain) == len(set(found.chain))
    assert found.chain[-1] == f"renewal is stated as {spoken(start)}"


@examples(40)
@given(typed_days, st.integers(0, 999), st.sampled_from(["days", "weeks", "months"]))
def test_far_days_stay_inside_the_calendar(day: date, count: int, unit: Unit) -> None:
    """No offset a writer can type leads out of the years a date can have."""
    for working in (False, True) if unit == "days" else (False,):
        for sign in (-1, 1):
            found = shift(day, Duration("", 0, 0, unit, working), sign * count, [PLAIN])
            assert FIRST <= found <= LAST
            assert (found - day).days * sign >= 0


# --- the examples ---


@pytest.mark.parametrize(
    ("words", "anchor", "start", "day"),
    [
        ("14 days after renewal", "2026-12-01", None, "2026-12-15"),
        ("6 months before renewal", "2027-12-01", None, "2027-06-01"),
        ("3-4 months before renewal", "2027-06-01", "2027-02-01", "2027-03-01"),
        ("1 week before renewal", "2027-06-01", None, "2027-05-25"),
        ("6 months after renewal", "2026-08-31", None, "2027-02-26"),  # 28 Feb is a Sunday
        ("6 months after renewal", "2027-08-31", None, "2028-02-29"),
        ("1 month before renewal", "2027-03-31", None, "2027-02-26"),
        ("12 months after renewal", "2028-02-29", None, "2029-02-28"),
        ("5 working days after renewal", "2026-11-27", None, "2026-12-04"),
        ("1 working day before renewal", "2026-11-30", None, "2026-11-27"),
        ("0 days after renewal", "2026-11-28", None, "2026-11-27"),
        ("2-3 weeks after renewal", "2026-11-30", "2026-12-14", "2026-12-21"),
        ("on renewal", "2026-11-28", None, "2026-11-28"),
    ],
)
def test_examples(words: str, anchor: str, start: str | None, day: str) -> None:
    """Dates that were worked out by hand, with Monday to Friday as working days."""
    found = due(words, date.fromisoformat(anchor))
    assert str(found.day) == day
    assert (str(found.start) if found.start else None) == start


def test_christmas_in_bavaria() -> None:
    """The design's sentence: a due day on the weekend after Christmas, in so many words."""
    found = due("25 days after renewal", date(2026, 12, 1), calendars=[BAVARIA])
    assert found.day == date(2026, 12, 24)
    assert found.because == (
        "25 days after renewal (2026-12-01) is Sat 26 Dec; "
        "moved to Thu 24 Dec: weekend, Christmas Day in Bavaria"
    )


def test_move_into_the_year_before_names_both_years() -> None:
    """A New Year's Day that moves back says which year it means."""
    found = due("0 days after renewal", date(2027, 1, 1), calendars=[BAVARIA])
    assert found.because.endswith(
        "is Fri 1 Jan 2027; moved to Thu 31 Dec 2026: New Year's Day in Bavaria"
    )


def test_plain_day_is_said_with_its_year() -> None:
    """A day that does not move is named in full."""
    found = due("6 months before renewal", date(2027, 12, 1))
    assert found.because == "6 months before renewal (2027-12-01) is Tue 1 Jun 2027"


def test_window_is_said_with_both_ends() -> None:
    """A window names its first and last day, and the move of the last."""
    found = due("1-2 weeks after renewal", date(2026, 12, 12), calendars=[BAVARIA])
    assert found.because == (
        "1-2 weeks after renewal (2026-12-12) is Sat 19 Dec 2026 to Sat 26 Dec 2026"
        "; moved to Thu 24 Dec: weekend, Christmas Day in Bavaria"
    )


def test_gulf_weekend() -> None:
    """Friday and Saturday are off, Sunday is worked, and a national day too is passed."""
    assert due("0 days after renewal", date(2026, 11, 29), calendars=[GULF]).day.day == 29
    assert due("0 days after renewal", date(2026, 11, 28), calendars=[GULF]).day == date(
        2026, 11, 26
    )
    found = due("0 days after renewal", date(2026, 12, 2), calendars=[GULF])
    assert found.day == date(2026, 12, 1)
    assert found.because.endswith("moved to Tue 1 Dec: holiday in Gulf")


def test_joint_calendars_name_who_is_away() -> None:
    """Between a Gulf and a Bavarian office only Monday to Thursday are worked by both."""
    found = due("0 days after renewal", date(2026, 11, 29), calendars=[BAVARIA, GULF])
    assert found.day == date(2026, 11, 26)
    assert "weekend in Bavaria" in found.because
    assert "weekend in Gulf" in found.because


def test_default_chain_of_dates() -> None:
    """Renewal from the contract's start, the review from the renewal, with every sentence."""
    dates = {
        "start": {"title": "Contract start"},
        "renewal": {"default": "12 months after start"},
        "ebr": {"title": "EBR", "default": "6 months before renewal", "working_day": "true"},
    }
    found = schedule(dates, {"start": date(2026, 12, 1)}).of_date("ebr")
    assert found.day == date(2027, 6, 1)
    assert found.chain == (
        "EBR: 6 months before renewal (2027-12-01) is Tue 1 Jun 2027",
        "renewal: 12 months after contract start (2026-12-01) is Wed 1 Dec 2027",
        "contract start is stated as Tue 1 Dec 2026",
    )


def test_default_on_another_date() -> None:
    """A date that is `on` another one takes its day; with `working_day` it moves."""
    dates = {
        "renewal": {},
        "party": {"default": "on renewal"},
        "call": {"default": "on renewal", "working_day": "true"},
    }
    made = schedule(dates, {"renewal": date(2026, 11, 29)})
    assert made.of_date("party").day == date(2026, 11, 29)
    assert made.of_date("call").day == date(2026, 11, 27)
    assert made.of_date("call").because == (
        "call: on renewal (2026-11-29) is Sun 29 Nov; moved to Fri 27 Nov: weekend"
    )


def test_missing_date_is_named() -> None:
    """The date that has to be stated is the one named, however far down the chain."""
    dates = {"start": {}, "renewal": {"default": "1 month after start"}}
    steps = [{"id": "a", "due": "1 day after renewal"}, {"id": "b", "due": "1 day after a"}]
    made = schedule(dates, {}, steps)
    for _ in range(2):  # asking again gives the same answer
        with pytest.raises(MissingDateError) as missing:
            made.of_step("b")
        assert missing.value.name == "start"
    with pytest.raises(MissingDateError, match="start"):
        made.of_date("renewal")


def test_step_without_due_is_with_the_last_it_comes_after() -> None:
    """The latest of those before it, its title and day in the sentence; nothing before it: none."""
    steps: list[dict[str, object]] = [
        {"id": "early", "due": "1 day after renewal"},
        {"id": "late", "due": "8 days after renewal"},
        {"id": "free"},
        {"id": "both", "after": ["late", "early", "free"]},
        {"id": "after-free", "after": ["free"]},
    ]
    made = schedule({"renewal": {}}, {"renewal": date(2026, 11, 30)}, steps)
    both = made.of_step("both")
    assert both
    assert both.day == date(2026, 12, 8)
    assert both.because == "with 'Do late' (2026-12-08), which it comes after"
    assert made.of_step("free") is None
    assert made.of_step("after-free") is None
    steps = [{"id": id_, "due": "1 day after renewal"} for id_ in "az"]
    alike = schedule(
        {"renewal": {}}, {"renewal": date(2026, 11, 30)}, [*steps, {"id": "b", "after": ["a", "z"]}]
    ).of_step("b")
    assert alike
    assert alike.because == "with 'Do a' (2026-12-01), which it comes after"  # the first of them


def test_step_with_others_is_never_before_them() -> None:
    """A step that takes its day from another has that very day, a day off too."""
    steps: list[dict[str, object]] = [
        {"id": "a", "due": "on renewal"},
        {"id": "b", "after": ["a"]},
    ]
    found = schedule({"renewal": {}}, {"renewal": date(2026, 11, 28)}, steps).of_step("b")
    assert found
    assert found.day == date(2026, 11, 28)
    assert found.because == "with 'Do a' (2026-11-28), which it comes after"


def test_step_dated_by_an_undated_step_is_missing() -> None:
    """A step anchored on one that has no date at all names that step."""
    made = schedule({}, {}, [{"id": "free"}, {"id": "b", "due": "1 day after free"}])
    with pytest.raises(MissingDateError, match="free"):
        made.of_step("b")


def test_date_goes_before_a_step_of_the_same_name() -> None:
    """`kickoff` is the customer's date where it is known, else the step called kickoff."""
    steps = [
        {"id": "kickoff", "due": "3 days after start"},
        {"id": "minutes", "due": "1 day after kickoff"},
    ]
    dates: dict[str, object] = {"start": {}, "kickoff": {}}
    start = date(2026, 11, 30)
    known = schedule(dates, {"start": start, "kickoff": date(2026, 12, 7)}, steps)
    unknown = schedule(dates, {"start": start}, steps)
    first, second = known.of_step("minutes"), unknown.of_step("minutes")
    assert first
    assert second
    assert first.because == "1 day after kickoff (2026-12-07) is Tue 8 Dec 2026"
    assert second.because == "1 day after 'Do kickoff' (2026-12-03) is Fri 4 Dec 2026"


def test_step_on_the_date_of_its_own_name() -> None:
    """The step `kickoff` may be due on the date `kickoff`; unknown, the date is what is missing."""
    dates: dict[str, object] = {"kickoff": {}}
    steps = [{"id": "kickoff", "due": "on kickoff"}]
    found = schedule(dates, {"kickoff": date(2026, 12, 7)}, steps).of_step("kickoff")
    assert found
    assert found.day == date(2026, 12, 7)
    with pytest.raises(MissingDateError, match="kickoff"):
        schedule(dates, {}, steps).of_step("kickoff")


@pytest.mark.parametrize(
    ("title", "said_as"),
    [
        ("Renewal", "renewal"),
        ("EBR", "EBR"),
        ("Go-live", "go-live"),
        ("X", "x"),
        ("QBR day", "QBR day"),
    ],
)
def test_title_inside_a_sentence(title: str, said_as: str) -> None:
    """Titles start small inside a sentence, abbreviations stay."""
    assert title_of(Moment(id="x", title=title)) == said_as


def test_stated_day_off_is_warned_of(tmp_path: Path) -> None:
    """A meeting day that the customer states on a Sunday is taken, and said to be one."""
    made = planned(
        tmp_path,
        {
            "customers/aurora.yaml": "name: Aurora\nattributes: {tier: premium, seats: 1}\n"
            "people: {csm: Priya}\ndates: {contract-start: 2026-12-01, ebr: 2027-05-30}\n",
            "playbooks/onboarding.yaml": "title: Onboarding\naccountable: csm\nphases:\n"
            "  - {title: A, steps: [{id: prepare, do: Prepare, due: 2 weeks before ebr}]}\n",
        },
    )
    assert [p.level for p in made.problems] == ["warning"]
    assert "EBR is stated as Sun 30 May 2027" in made.problems[0].message
    assert "weekend" in made.problems[0].message


@pytest.mark.parametrize(
    ("file", "text", "loop"),
    [
        (
            "dates.yaml",
            "dates:\n  - {id: contract-start, title: A, default: on ebr}\n"
            "  - {id: go-live, title: B}\n"
            "  - {id: ebr, title: C, default: 1 day after contract-start}\n",
            "'contract-start' is derived from 'ebr' is derived from 'contract-start'",
        ),
        (
            "playbooks/onboarding.yaml",
            "title: T\naccountable: csm\nphases: [{title: A, steps: ["
            "{id: a, do: A, after: [b]}, {id: b, do: B, after: [a]}]}]\n",
            "'a' comes after 'b' comes after 'a'",
        ),
        (
            "playbooks/onboarding.yaml",
            "title: T\naccountable: csm\nphases: [{title: A, steps: ["
            "{id: a, do: A, due: on b}, {id: b, do: B, due: on c}, {id: c, do: C, after: [a]}]}]\n",
            "'a' is dated by 'b' is dated by 'c' is dated by 'a'",
        ),
        (
            "playbooks/onboarding.yaml",
            "title: T\naccountable: csm\nphases: [{title: A, steps: ["
            "{id: a, do: A, due: 1 day after a}]}]\n",
            "'a' is dated by 'a'",
        ),
    ],
)
def test_circles_are_refused(tmp_path: Path, file: str, text: str, loop: str) -> None:
    """What waits for itself is found by a check, so that no schedule ever turns in a circle."""
    found = said(examined(tmp_path, {file: text}).problems)
    assert [check for check, _ in found] == ["cycle"]
    assert found[0][1].endswith(loop)


# --- each sentence, chain and warning in full ---


def test_window_that_does_not_move_ends_with_its_last_day() -> None:
    """Nothing follows the two days of a window on which everybody works; it rests on its anchor."""
    found = due("1-2 weeks after renewal", date(2026, 12, 7))
    assert found == Dated(
        date(2026, 12, 21),
        "1-2 weeks after renewal (2026-12-07) is Mon 14 Dec 2026 to Mon 21 Dec 2026",
        date(2026, 12, 14),
        ("renewal is stated as Mon 7 Dec 2026",),
    )


def test_step_with_others_rests_on_what_they_rest_on() -> None:
    """The sentence of the step it comes after, and that of the date, stand in its chain."""
    steps: list[dict[str, object]] = [
        {"id": "a", "due": "1 day after renewal"},
        {"id": "b", "after": ["a"]},
    ]
    found = schedule({"renewal": {}}, {"renewal": date(2026, 11, 30)}, steps).of_step("b")
    assert found == Dated(
        date(2026, 12, 1),
        "with 'Do a' (2026-12-01), which it comes after",
        None,
        (
            "1 day after renewal (2026-11-30) is Tue 1 Dec 2026",
            "renewal is stated as Mon 30 Nov 2026",
        ),
    )


def test_date_on_another_rests_on_it() -> None:
    """`on renewal` says so and no more, with the sentence of the renewal behind it."""
    made = schedule({"renewal": {}, "party": {"default": "on renewal"}}, {"renewal": date.max})
    assert made.of_date("party") == Dated(
        date.max,
        "party: on renewal (9999-12-31)",
        None,
        ("renewal is stated as Fri 31 Dec 9999",),
    )


def test_steps_by_one_date_count_for_their_own_people() -> None:
    """A second step by a date that is known, and one that is asked for again, are dated as if they
    were the first."""
    steps = [{"id": id_, "due": "1 working day after renewal"} for id_ in "ab"]
    made = schedule({"renewal": {}}, {"renewal": date(2026, 11, 26)}, steps)
    own = {"a": together([PLAIN]), "b": together([GULF])}
    made.calendars_of = lambda step: own[step.id]
    found = [made.of_step(id_) for id_ in "abab"]
    assert [dated and dated.day.day for dated in found] == [27, 29, 27, 29]


@pytest.mark.parametrize(("start", "amount", "end"), [(8999, 999, LAST), (1901, -999, FIRST)])
def test_no_day_lies_beyond_the_last(start: int, amount: int, end: date) -> None:
    """Days that Python knows and no plan needs are the last or first one that there is."""
    assert shift(date(start, 1, 1), parse_duration("999 months"), amount, []) == end


def test_two_who_are_away_are_both_in_the_warning() -> None:
    """A stated meeting and a step `on` a date name everybody who has that day off."""
    christmas, offices = date(2026, 12, 25), together([BAVARIA, GULF])
    moment = Moment.model_validate({"id": "ebr", "title": "EBR", "working_day": "true"})
    made = Schedule({"ebr": moment}, {"ebr": christmas}, lambda _: offices, {}, lambda _: offices)
    off = "Christmas Day in Bavaria, weekend in Gulf"
    assert made.of_date("ebr").warning == f"EBR is stated as Fri 25 Dec 2026, a day off: {off}"
    found = due("on renewal", christmas, calendars=offices)
    assert found.warning == f"Fri 25 Dec 2026, a day off: {off}"
    assert due("on renewal", date(2026, 12, 22), calendars=offices).warning == ""


def test_derived_meeting_counts_and_lands_on_its_own_calendars() -> None:
    """The calendars asked for are those of this very date: they count, and they move it."""
    dates = {
        "start": Moment(id="start", title="Start"),
        "call": Moment.model_validate(
            {"id": "call", "title": "Call", "default": "3 working days after start"}
        ),
        "meeting": Moment.model_validate(
            {"id": "meeting", "title": "M", "default": "3 days after start", "working_day": "true"}
        ),
    }
    by_date = {"start": [PLAIN], "call": [GULF], "meeting": [PLAIN]}
    made = Schedule(
        dates,
        {"start": date(2026, 11, 26)},
        lambda moment: together(by_date[moment.id]),
        {},
        lambda _: together([]),
    )
    assert made.of_date("call").day == date(2026, 12, 1)  # Friday and Saturday off: Sun, Mon, Tue
    assert made.of_date("meeting").day == date(2026, 11, 27)  # a Sunday, moved to the Friday


def test_step_follows_only_those_that_are_here() -> None:
    """A step that is not for this customer dates nothing; each is asked about by its own id."""
    steps: list[dict[str, object]] = [
        {"id": "a", "due": "1 day after renewal"},
        {"id": "z", "due": "9 days after renewal"},
        {"id": "b", "after": ["a", "z"]},
    ]
    whole = schedule({"renewal": {}}, {"renewal": date(2026, 11, 30)}, steps)
    is_here = {"a": True, "z": False, "b": True}.__getitem__
    anew = Schedule(
        whole.moments,
        whole.stated,
        whole.calendars_on,
        whole.steps,
        whole.calendars_of,
        is_here,
    )
    for made in (anew, whole.of_playbook(whole.steps, whole.calendars_of, is_here)):
        found = made.of_step("b")
        assert found
        assert found.day == date(2026, 12, 1)


def test_step_that_waits_for_itself_is_named() -> None:
    """Where a check has not refused a circle, the step that closes it is what is missing."""
    steps = [{"id": "a", "due": "1 day after b"}, {"id": "b", "due": "1 day after a"}]
    made = schedule({}, {}, steps)
    for _ in range(2):  # nothing stays half worked out
        with pytest.raises(MissingDateError) as missing:
            made.of_step("a")
        assert missing.value.name == "a"


def test_what_leads_out_of_the_calendar_ends_at_its_edge() -> None:
    """Too far back is the first day there is, too far on the last."""
    months, days_ = Duration("", 0, 0, "months"), Duration("", 0, 0, "days")
    day = date(2026, 11, 21)
    assert shift(day, months, -30_000, []) == FIRST
    assert shift(day, months, 120_000, []) == LAST
    assert shift(day, days_, -(10**10), []) == FIRST
    assert shift(day, days_, 10**10, []) == LAST
    assert shift(day, days_, 0, []) == day
    assert shift(date(1, 1, 1), Duration("", 0, 0, "days", True), -1, [PLAIN]) == FIRST


def test_steps_come_after_those_they_name() -> None:
    """As written otherwise; a name of a step that is not here holds nobody up."""
    phases = [
        {
            "title": "First",
            "steps": [
                {"id": "c", "do": "C", "after": ["b", "a"]},
                {"id": "b", "do": "B", "after": ["a"]},
                {"id": "d", "do": "D"},
                {"id": "a", "do": "A"},
            ],
        }
    ]
    book = Playbook.model_validate({"id": "book", "title": "Book", "phases": phases})
    steps = [placed.step for placed in book.steps.values()]
    assert [step.id for step in in_order(steps)] == ["d", "a", "b", "c"]
    assert [step.id for step in in_order(steps[:3])] == ["b", "c", "d"]
    assert [step.id for step in in_order([steps[0], steps[2]])] == ["c", "d"]


@pytest.mark.slow
def test_machine_settings_change_nothing() -> None:
    """Time zone and language of the machine do not show in any day or sentence."""
    code = (
        "from datetime import date\n"
        "from strategies import BAVARIA, GULF\n"
        "from test_schedule import due\n"
        "for n in range(0, 400, 7):\n"
        "    print(due(f'{n} days after renewal', date(2026, 1, 31), calendars=[BAVARIA, GULF]))\n"
    )
    said_by = set()
    for zone, language in (("UTC", "C"), ("Pacific/Kiritimati", "de_DE.UTF-8")):
        settings = {"TZ": zone, "LANG": language, "LC_ALL": language, "LANGUAGE": language[:2]}
        environment = {**os.environ, **settings, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        said_by.add(done.stdout)
    assert len(said_by) == 1
    assert b"Christmas Day in Bavaria" in said_by.pop()
