"""What plans have in common is worked out once: nothing of one customer comes into another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from made_up import TODAY, customer, name_of
from strategies import examples

from generator.build import examine
from generator.calendars import _KEPT, MOST_CALENDARS, day_off
from generator.conditions import judge, parse_condition
from generator.handbook import Handbook
from generator.models import Calendar, Customer
from generator.plan import plan, planned
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
