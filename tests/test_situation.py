"""What plans have in common is worked out once: nothing of one customer comes into another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from made_up import TODAY, customer, name_of
from strategies import examples

from generator.build import examine
from generator.calendars import (
    _KEPT,
    _TOGETHER,
    MOST_CALENDARS,
    MOST_LANDINGS,
    MOST_TOGETHER,
    day_off,
    last_working_day,
    working_days_from,
)
from generator.conditions import judge, parse_condition
from generator.handbook import Handbook
from generator.models import Calendar, Customer
from generator.plan import Planning, plan, planned
from generator.situation import Situation
from generator.verdicts import MOST_ANSWERS, Verdicts
from generator.yaml_source import read

CONTENT = Path(__file__).parents[1] / "content"


@cache
def handbook() -> Handbook:
    return examine(CONTENT, None).handbook


def made(n: int) -> Customer:
    data = read(customer(n)).data
    assert isinstance(data, dict)
    return Customer.model_validate({**data, "id": name_of(n)})


@examples(12)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=3))
def test_a_plan_is_the_same_whoever_was_planned_before(numbers: list[int]) -> None:
    """Planned one after the other with one handbook, or each playbook with a handbook that has
    planned nothing: item for item, reason for reason, problem for problem the same."""
    used = replace(handbook())
    for one in map(made, [*numbers, numbers[0]]):
        situation = Situation(used, one, TODAY)
        for playbook in used.playbooks.values():
            assert planned(situation, playbook) == plan(replace(used), one, playbook, TODAY)


@examples(12)
@given(st.integers(0, 10_000), st.booleans())
def test_what_answers_choose_is_what_is_asked_for(number: int, whole: bool) -> None:
    """The steps that are kept for all who answer alike are those that a plan comes to which judges
    each step for this customer; where an answer that matters is missing, none are kept."""
    one, used = made(number), handbook()
    if not whole:
        one = one.model_copy(update={"attributes": {"relationship": "existing"}})
    situation = Situation(used, one, TODAY)
    for playbook in used.playbooks.values():
        quick, careful = Planning(situation, playbook), Planning(situation, playbook)
        careful.choice = None
        assert careful.checklist() == quick.checklist()
        assert careful.problems == quick.problems
        unanswered = [one for one in quick.problems if one.check == "unanswered"]
        assert (quick.choice is None) == bool(unanswered)


def test_verdicts_that_are_kept_are_those_that_are_judged() -> None:
    """For more answers than are kept, twice over: the same as `judge`, and no more are kept."""
    condition, kept = parse_condition({"seats": {"at_least": "500"}}), Verdicts()
    for n in [*range(MOST_ANSWERS + 50), *range(MOST_ANSWERS + 50)]:
        facts = {"seats": str(n * 4)}
        found = kept.of(condition, facts, lambda _, value: value, str, 0)
        assert found == judge(condition, facts)
        assert all(len(one._kept) <= MOST_ANSWERS for one in kept._known.values())


def test_days_off_that_are_kept_have_a_bound() -> None:
    """More calendars than are kept: each has its own days off, and old ones make way."""
    christmas = date(2026, 12, 25)
    for n in range(MOST_CALENDARS + 20):
        given = {"id": f"c{n}", "title": "C", "holidays": {str(christmas): f"Feast {n}"}}
        own = Calendar.model_validate(given)
        assert [day_off(own, christmas) for _ in "twice"] == [f"Feast {n}"] * 5
        assert len(_KEPT) <= MOST_CALENDARS


def test_days_that_are_kept_of_people_together_have_a_bound() -> None:
    """More groups of people, and more days of one group, than are kept: days off move and count as
    they do for each, and old ones make way."""
    groups = [[Calendar(id="c", title="C")] for _ in range(MOST_TOGETHER + 5)]
    saturday, day = date(2026, 11, 21), timedelta(days=1)
    for group in groups:
        assert last_working_day(group, saturday) == (saturday - day, ["weekend"])
        assert working_days_from(group, saturday, 1) == saturday + 2 * day
        assert len(_TOGETHER) <= MOST_TOGETHER
    for n in range(0, 7 * (MOST_LANDINGS + 50), 7):
        later = saturday + n * day
        assert last_working_day(groups[0], later)[0] == later - day
        assert working_days_from(groups[0], later, -1) == later - day
    kept = _TOGETHER[id(groups[0][0]),]
    assert max(len(kept.landings), len(kept.counted)) <= MOST_LANDINGS
