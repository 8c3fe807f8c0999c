"""Which policy and priority hold for a customer on a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import TODAY, examined, examples, planned

from generator.conditions import Verdict, judge
from generator.models import Customer, Policy, Priority, Segment
from generator.plan import Planned
from generator.policies import in_force, policy_of, priority_of

DAY = timedelta(days=1)


def policy(name: str, start: date, *priorities: dict[str, object]) -> Policy:
    return Policy.model_validate({"name": name, "from": str(start), "priorities": list(priorities)})


def of_facts(made: Policy, facts: dict[str, str]) -> tuple[Priority | None, Verdict]:
    """The priority of a customer with these answers."""
    return priority_of(made, lambda condition: judge(condition, facts))


def customer(**fields: object) -> Customer:
    return Customer.model_validate({"id": "c", "name": "C", **fields})


@examples(80)
@given(
    st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=5, unique=True),
    st.dates(date(2019, 1, 1), date(2031, 1, 1)),
)
def test_latest_that_has_begun_is_in_force(starts: list[date], day: date) -> None:
    """Whatever order they are written in, the one that began last holds; before all, none."""
    found = in_force([policy(str(start), start) for start in starts], day)
    begun = sorted(start for start in starts if start <= day)
    assert (found.start if found else None) == (begun[-1] if begun else None)


def test_boundary_days() -> None:
    """A policy holds from its first day on, the one before up to the day before."""
    first, second = policy("a", date(2024, 2, 1)), policy("b", date(2025, 2, 1))
    both = [second, first]
    assert in_force(both, date(2024, 1, 31)) is None
    assert in_force(both, date(2024, 2, 1)) is first
    assert in_force(both, date(2025, 1, 31)) is first
    assert in_force(both, date(2025, 2, 1)) is second
    assert in_force([], date(2025, 2, 1)) is None


def test_pinned_policy_stays() -> None:
    """A customer who stays on a policy by name keeps it, before its day and after it."""
    first, second = policy("a", date(2024, 2, 1)), policy("b", date(2025, 2, 1))
    segment = Segment(id="s", title="S", policies=[first, second])
    pinned = customer(policy="a")
    for day in (date(2023, 1, 1), date(2024, 6, 1), date(2026, 1, 1)):
        assert policy_of(segment, pinned, day) is first
    assert policy_of(segment, customer(), date(2026, 1, 1)) is second


def test_first_priority_that_holds() -> None:
    """They are asked in order; one without a condition takes all that come to it."""
    made = policy(
        "a",
        date(2024, 1, 1),
        {"id": "p1", "title": "1", "when": {"at-risk": "true"}},
        {"id": "p2", "title": "2", "when": {"seats": {"at_least": "100"}}},
        {"id": "p3", "title": "3"},
        {"id": "p4", "title": "4"},
    )

    def found(**facts: str) -> str | None:
        priority, _ = of_facts(made, {k.replace("_", "-"): v for k, v in facts.items()})
        return priority.id if priority else None

    assert found(at_risk="true", seats="500") == "p1"
    assert found(at_risk="true") == "p1"
    assert found(at_risk="false", seats="500") == "p2"
    assert found(at_risk="false", seats="5") == "p3"


def test_missing_answer_leaves_the_priority_open() -> None:
    """What is not known of an earlier priority is asked, though a later one would hold."""
    made = policy(
        "a",
        date(2024, 1, 1),
        {"id": "p1", "title": "1", "when": {"at-risk": "true"}},
        {"id": "p2", "title": "2"},
    )
    priority, verdict = of_facts(made, {})
    assert priority is None
    assert (verdict.holds, verdict.missing) == (None, ("at-risk",))


def test_no_priority_fits() -> None:
    """Where none holds there is none, and nothing is missing."""
    made = policy("a", date(2024, 1, 1), {"id": "p", "title": "P", "when": {"tier": "x"}})
    priority, verdict = of_facts(made, {"tier": "y"})
    assert (priority, verdict.holds, verdict.missing) == (None, False, ())
    assert of_facts(policy("a", TODAY), {})[0] is None


SEGMENT = """\
title: Enterprise
policies:
  - name: old
    from: 2025-02-01
    priorities: [{id: p1, title: Old rule, cadence: 1 month}]
  - name: new
    from: 2027-02-01
    priorities: [{id: p1, title: New rule, cadence: 1-2 weeks}]
"""
CUSTOMER = """\
name: Aurora
segment: enterprise
attributes: {tier: premium, seats: 1, hosting: saas}
dates: {contract-start: 2026-12-01}
people: {csm: Priya}
"""


@pytest.mark.parametrize(
    ("today", "pinned", "facts"),
    [
        ("2027-01-31", "", [("Policy", "old"), ("Priority", "Old rule, … every month")]),
        ("2027-02-01", "", [("Policy", "new"), ("Priority", "New rule, … every 1-2 weeks")]),
        ("2027-02-01", "old", [("Policy", "old"), ("Priority", "Old rule, … every month")]),
        ("2025-01-31", "", []),
    ],
)
def test_checklist_names_policy_and_priority(
    tmp_path: Path, today: str, pinned: str, facts: list[tuple[str, str]]
) -> None:
    """What holds on the day of the plan is said at its head."""
    text = CUSTOMER + (f"policy: {pinned}\n" if pinned else "")
    files = {"segments/enterprise.yaml": SEGMENT, "customers/aurora.yaml": text}
    made = planned(tmp_path, files, date.fromisoformat(today))
    assert made.checklist
    shown = [
        (name, re.sub(", .* every", ", … every", words)) for name, words in made.checklist.facts
    ]
    assert shown == [("Segment", "Enterprise"), *facts]


def by_priority(folder: Path, applies: str, customer_text: str, segment: str) -> Planned:
    playbook = (
        f"title: T\naccountable: csm\napplies_to: {applies}\n"
        "phases: [{title: A, steps: [{id: a, do: A}]}]\n"
    )
    return planned(
        folder,
        {
            "playbooks/onboarding.yaml": playbook,
            "customers/aurora.yaml": customer_text,
            "segments/enterprise.yaml": segment,
        },
    )


def test_conditions_can_ask_for_segment_and_priority(tmp_path: Path) -> None:
    """Both follow from the customer, and are asked about like any answer."""
    assert by_priority(tmp_path, "{priority: p1}", CUSTOMER, SEGMENT).checklist
    assert by_priority(tmp_path, "{segment: enterprise}", CUSTOMER, SEGMENT).checklist
    two = SEGMENT.replace("month}]", "month}, {id: p2, title: Rest}]", 1)
    made = by_priority(tmp_path, "{priority: p2}", CUSTOMER, two)
    assert made.checklist is None
    assert made.problems == []
    assert made.applies.because == ("Priority is Old rule, not Rest",)


@pytest.mark.parametrize(
    ("customer_text", "segment", "words"),
    [
        (CUSTOMER.replace("segment: enterprise\n", ""), SEGMENT, "segment"),
        (CUSTOMER, SEGMENT.replace("2025", "2028").replace("2027", "2029"), "no policy"),
        (
            CUSTOMER,
            SEGMENT.replace("Old rule,", "Old rule, when: {tier: ultimate},"),
            "no priority",
        ),
        (
            CUSTOMER.replace("tier: premium, ", ""),
            SEGMENT.replace("Old rule,", "Old rule, when: {tier: ultimate},"),
            "does not state 'tier'",
        ),
    ],
)
def test_open_priority_asks_for_what_it_takes(
    tmp_path: Path, customer_text: str, segment: str, words: str
) -> None:
    """Segment, policy in force, an answer: what is missing is named, once, and nothing is made."""
    made = by_priority(tmp_path, "{priority: p1}", customer_text, segment)
    assert made.checklist is None
    assert [problem.check for problem in made.problems] == ["unanswered"]
    assert words in made.problems[0].message


@pytest.mark.parametrize(
    ("policies", "message"),
    [
        ("{name: a, from: 2024-01-01}, {name: b, from: 2024-01-01}", "2024-01-01"),
        ("{name: a, from: 2024-01-01}, {name: a, from: 2025-01-01}", " a"),
    ],
)
def test_policies_that_cannot_be_told_apart(tmp_path: Path, policies: str, message: str) -> None:
    """Two with one name or one first day are refused; the first is pointed to."""
    text = f"title: E\npolicies: [{policies}]\n"
    found = examined(tmp_path, {"segments/enterprise.yaml": text}).problems
    assert [problem.check for problem in found] == ["same-day-policies"]
    assert message in found[0].message
    assert found[0].also


def test_unknown_policy_is_refused(tmp_path: Path) -> None:
    """A customer cannot stay on a policy that is not there, nor on one without a segment."""
    for text, name in (
        (CUSTOMER + "policy: FY99\n", "FY99"),
        (CUSTOMER.replace("segment: enterprise\n", "policy: FY25\n"), "FY25"),
    ):
        found = examined(tmp_path, {"customers/aurora.yaml": text}).problems
        assert [problem.check for problem in found] == ["unknown-reference"]
        assert "policy" in found[0].message
        assert found[0].where.text == f"policy: {name}"


@pytest.mark.parametrize("answer", ["segment: nonsense", "priority: nonsense"])
def test_what_is_implied_cannot_be_stated_wrongly(tmp_path: Path, answer: str) -> None:
    """A customer's answers cannot put in a segment or priority that does not exist."""
    text = CUSTOMER.replace("{tier: premium,", f"{{{answer}, tier: premium,")
    assert not examined(tmp_path, {"customers/aurora.yaml": text}).sound
