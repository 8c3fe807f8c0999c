"""Conditions against brute force: every customer there could be is tried."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import TODAY, examined, examples, said

from generator.conditions import (
    ALWAYS,
    Condition,
    Facts,
    Group,
    Is,
    Verdict,
    Within,
    Work,
    attributes_of,
    can_hold,
    in_words,
    judge,
    parse_condition,
)
from generator.plan import plan

DOMAINS: Mapping[str, list[str]] = {
    "tier": ["premium", "ultimate", "free"],
    "region": ["eu", "us"],
    "at-risk": ["true", "false"],
    "seats": ["0", "1", "2", "3"],
    "score": ["0.5", "1.50", "2"],
}
NUMBERS = ("seats", "score")


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """One attribute with what it is compared with, as a writer types it."""
    attribute = draw(st.sampled_from(sorted(DOMAINS)))
    if attribute in NUMBERS and draw(st.booleans()):
        limits = st.sampled_from(["0", "1", "1.5", "2", "2.0", "4"])
        ends = draw(st.sampled_from([["at_least"], ["at_most"], ["at_least", "at_most"]]))
        return {attribute: {end: draw(limits) for end in ends}}
    values = draw(
        st.lists(st.sampled_from(DOMAINS[attribute]), min_size=1, max_size=3, unique=True)
    )
    return {attribute: values[0] if len(values) == 1 and draw(st.booleans()) else values}


def groups(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, min_size=1, max_size=3)
    one_key = st.one_of(
        lists.map(lambda parts: {"all": parts}),
        lists.map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    )
    several = st.lists(questions(), min_size=2, max_size=3).map(
        lambda parts: {key: value for part in parts for key, value in part.items()}
    )
    return st.one_of(one_key, several)


conditions = st.recursive(questions(), groups, max_leaves=6)
facts_known = st.fixed_dictionaries({a: st.sampled_from(v) for a, v in DOMAINS.items()})
facts_partly = st.fixed_dictionaries(
    {}, optional={a: st.sampled_from(v) for a, v in DOMAINS.items()}
)


def holds(typed: Mapping[str, Any], facts: Facts) -> bool:
    """The oracle: what a writer typed, evaluated on what is so, in plain Python."""
    return all(_holds_one(key, value, facts) for key, value in typed.items())


def _holds_one(key: str, value: Any, facts: Facts) -> bool:
    if key == "all":
        return all(holds(part, facts) for part in value)
    if key == "any":
        return any(holds(part, facts) for part in value)
    if key == "not":
        return not holds(value, facts)
    fact = facts[key]
    if isinstance(value, dict):
        low, high = value.get("at_least", "-1e9"), value.get("at_most", "1e9")
        return Decimal(low) <= Decimal(fact) <= Decimal(high)
    wanted = value if isinstance(value, list) else [value]
    if key in NUMBERS:
        return Decimal(fact) in [Decimal(one) for one in wanted]
    return fact in wanted


def completions(facts: Facts) -> Iterator[dict[str, str]]:
    """Every way to answer what is not answered yet."""
    open_ones = [a for a in DOMAINS if a not in facts]
    for answers in itertools.product(*(DOMAINS[a] for a in open_ones)):
        yield {**facts, **dict(zip(open_ones, answers, strict=True))}


# --- properties ---


@examples(160)
@given(conditions, facts_known)
def test_verdict_is_plain_evaluation(typed: dict[str, Any], facts: dict[str, str]) -> None:
    """With every answer known the verdict is what plain logic says, and says why."""
    verdict = judge(parse_condition(typed), facts)
    assert verdict.holds is holds(typed, facts)
    assert verdict.missing == ()
    assert verdict.because


@examples(120)
@given(conditions, facts_partly)
def test_verdict_with_open_answers_is_sound(typed: dict[str, Any], facts: dict[str, str]) -> None:
    """Yes or no holds however the open questions are answered; the rest asks what matters."""
    verdict = judge(parse_condition(typed), facts)
    outcomes = {holds(typed, completed) for completed in completions(facts)}
    if verdict.holds is None:
        asked = {question.attribute for question in attributes_of(parse_condition(typed))}
        assert verdict.missing
        assert set(verdict.missing) <= asked - set(facts)
        assert len(set(verdict.missing)) == len(verdict.missing)
    else:
        assert outcomes == {verdict.holds}
        assert verdict.missing == ()


@examples(80)
@given(conditions, facts_partly)
def test_answering_what_is_asked_settles_it(typed: dict[str, Any], facts: dict[str, str]) -> None:
    """Whoever answers each question that is asked gets a verdict, and never a question twice."""
    condition, asked = parse_condition(typed), set[str]()
    for _ in range(len(DOMAINS) + 1):
        verdict = judge(condition, facts)
        if verdict.holds is not None:
            break
        assert not asked & set(verdict.missing)
        asked |= set(verdict.missing)
        facts = {**facts, **{a: DOMAINS[a][0] for a in verdict.missing}}
    assert verdict.holds is holds(typed, {**{a: v[0] for a, v in DOMAINS.items()}, **facts})


@examples(120)
@given(st.lists(conditions, min_size=1, max_size=3))
def test_can_hold_is_brute_force(typed: list[dict[str, Any]]) -> None:
    """Conditions can be met together just when one of all possible customers meets them."""
    possible = any(all(holds(one, facts) for one in typed) for facts in completions({}))
    assert can_hold([parse_condition(one) for one in typed], DOMAINS) is possible


@examples(80)
@given(conditions, facts_known)
def test_reasons_name_an_attribute_that_was_asked(
    typed: dict[str, Any], facts: dict[str, str]
) -> None:
    """Every reason is about an attribute of the condition and quotes what the customer states."""
    condition = parse_condition(typed)
    asked = {question.attribute for question in attributes_of(condition)}
    for reason in judge(condition, facts).because:
        attribute = reason.split(" is ")[0]
        assert attribute in asked
        assert reason.startswith(f"{attribute} is {facts[attribute]}")


@examples(80)
@given(conditions)
def test_questions_know_their_place(typed: dict[str, Any]) -> None:
    """The route of every question leads to it in what was typed."""
    for question in attributes_of(parse_condition(typed)):
        place: Any = typed
        for step in question.route:
            place = place[step]
        assert question.route[-1] == question.attribute
        wanted = place if isinstance(place, list | dict) else [place]
        assert set(wanted) <= {*getattr(question, "values", ()), "at_least", "at_most"}


@examples(80)
@given(
    st.recursive(
        st.text(max_size=3) | st.none(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["all", "any", "not", "x", "at_least"]), inner, max_size=3
            )
        ),
        max_leaves=8,
    )
)
def test_any_data_is_a_condition_or_refused(data: Any) -> None:
    """No data of whatever form raises anything but a complaint, and each has its place in it."""
    try:
        condition = parse_condition(data)
    except ValidationError as error:
        for fault in error.errors():
            place = data
            for step in fault["loc"]:
                place = place if step == "[key]" else place[step]
    else:
        assert {q.attribute for q in attributes_of(condition)} <= {"x", "at_least"}


# --- examples ---


def verdict(typed: dict[str, Any], **facts: str) -> Verdict:
    return judge(parse_condition(typed), facts)


def test_reasons_in_words() -> None:
    """Why and why not, with what was asked for."""
    tier = {"tier": ["premium", "ultimate"]}
    seats = {"seats": {"at_least": "2", "at_most": "5"}}
    assert verdict(tier, tier="premium") == Verdict(True, ("tier is premium",))
    assert verdict(tier, tier="free").because == ("tier is free, not premium or ultimate",)
    assert verdict(seats, seats="7").because == ("seats is 7, not at least 2 and at most 5",)
    assert verdict(seats) == Verdict(None, ("seats is not stated",), ("seats",))
    both = {"all": [tier, seats]}
    assert verdict(both, tier="free", seats="7").because == (
        "tier is free, not premium or ultimate",
        "seats is 7, not at least 2 and at most 5",
    )
    assert verdict(both, tier="free").holds is False
    assert verdict({"any": [tier, seats]}, seats="3").because == ("seats is 3",)
    assert verdict({"not": tier}, tier="free") == Verdict(
        True, ("tier is free, not premium or ultimate",)
    )


def test_labels_stand_in_reasons() -> None:
    """Values and attributes are said as people know them."""
    condition = parse_condition({"tier": ["premium", "free"]})
    found = judge(condition, {"tier": "free"}, lambda _, value: value.upper(), str.title)
    assert found.because == ("Tier is FREE",)


def test_condition_knows_where_each_part_stands() -> None:
    """Groups and questions with their routes; a group of one part that nobody wrote is none."""
    typed = {"any": [{"a": "1"}, {"not": {"b": "2", "c": {"at_most": "3"}}}]}
    parts = (Is("b", ("2",), ("any", 1, "not", "b")),
             Within("c", None, Decimal(3), ("any", 1, "not", "c")))  # fmt: skip
    inner = Group("not", (Group("all", parts, ("any", 1, "not")),), ("any", 1, "not"))
    whole = Group("any", (Is("a", ("1",), ("any", 0, "a")), inner), ("any",))
    assert parse_condition(typed) == whole
    assert parse_condition({"all": [{"a": "1"}]}) == Group(
        "all", (Is("a", ("1",), ("all", 0, "a")),), ("all",)
    )


def test_words_are_asked_for_by_attribute() -> None:
    """Inside a group too, a value is worded for its own attribute, and the attribute named."""
    both = parse_condition({"all": [{"tier": "free"}, {"seats": ["1", "2"]}]})
    found = judge(both, {"tier": "pro", "seats": "3"}, "{}/{}".format, str.title)
    assert found.because == (
        "Tier is tier/pro, not tier/free",
        "Seats is seats/3, not seats/1 or seats/2",
    )
    asked = judge(both, {}, "{}/{}".format, str.title)
    assert asked == Verdict(None, ("Tier is not stated", "Seats is not stated"), ("tier", "seats"))


def test_yes_and_no_answer_each_other() -> None:
    """Who reads `At risk is no` need not be told that it is not yes."""
    for wanted, stated, said_as in (("true", "false", "no"), ("false", "true", "yes")):
        condition = parse_condition({"at-risk": wanted})
        found = judge(condition, {"at-risk": stated}, lambda _, v: {"true": "yes"}.get(v, "no"))
        assert found == Verdict(False, (f"at-risk is {said_as}",))


def test_first_that_holds_is_the_reason() -> None:
    """Where any will do, the first that does is named and no other; where all have to, all are."""
    parts = [{"tier": "free"}, {"region": "eu"}]
    facts = {"tier": "free", "region": "eu"}
    assert verdict({"any": parts}, **facts) == Verdict(True, ("tier is free",))
    assert verdict({"all": parts}, **facts) == Verdict(True, ("tier is free", "region is eu"))


def test_numbers_are_compared_as_numbers() -> None:
    """`2`, `2.0` and `02` are one number; a word is no number and meets no limit."""
    assert verdict({"seats": ["2"]}, seats="2.0").holds is True
    assert verdict({"seats": ["2"]}, seats="02").holds is True
    assert verdict({"seats": {"at_least": "1.5"}}, seats="1.50").holds is True
    assert verdict({"seats": {"at_most": "9"}}, seats="few").holds is False
    assert verdict({"seats": {"at_least": "0"}}, seats="few").holds is False


def test_no_condition_always_holds() -> None:
    """What asks nothing is for everybody."""
    assert judge(ALWAYS, {}) == Verdict(True)
    assert can_hold([], {})
    assert in_words(ALWAYS, lambda _, value: value, str) == "always"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"tier": "free"}, "Tier: free"),
        ({"tier": ["free", "premium"]}, "Tier: free or premium"),
        ({"seats": {"at_least": "2"}}, "Seats: at least 2"),
        ({"tier": "free", "region": "eu"}, "Tier: free and Region: eu"),
        ({"any": [{"tier": "free"}, {"region": "eu"}]}, "Tier: free or Region: eu"),
        ({"not": {"tier": "free"}}, "not (Tier: free)"),
        ({"all": [{"any": [{"tier": "free"}, {"region": "eu"}]}]}, "Tier: free or Region: eu"),
        ({"seats": {"at_least": "2", "at_most": "5"}}, "Seats: at least 2 and at most 5"),
        (
            {"all": [{"any": [{"tier": "free"}, {"region": "eu"}]}, {"at-risk": "true"}]},
            "(Tier: free or Region: eu) and At-risk: true",
        ),
        (
            {"any": [{"all": [{"tier": "free"}, {"at-risk": "true"}]}, {"region": ["eu", "us"]}]},
            "Tier: free and At-risk: true or Region: eu or us",
        ),
    ],
)
def test_condition_as_a_phrase(typed: dict[str, Any], words: str) -> None:
    """What a page says of a condition; brackets where `and` and `or` would be confused."""
    condition = parse_condition(typed)
    assert in_words(condition, lambda _, value: value, str.capitalize) == words


MAPPING = "write it like {colour: [red, blue]}"
LIST = "[{colour: red}, {size: {at_least: 2}}]"
IN_BRACKETS = "several answers stand in brackets, like {colour: [red, blue]}"
DIGITS = "write digits with a point, like 12 or 0.25"


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ("tier", [((), "a condition is a mapping, not text", MAPPING)]),
        (["tier"], [((), "a condition is a mapping, not a list", MAPPING)]),
        (None, [((), "a condition is a mapping, not nothing", MAPPING)]),
        ({}, [((), "this condition is empty", "delete it, or say what has to hold")]),
        ({"all": {}}, [(("all",), "'all' takes a list of conditions", f"write all: {LIST}")]),
        ({"any": []}, [(("any",), "'any' takes a list of conditions", f"write any: {LIST}")]),
        ({"any": ["x"]}, [(("any", 0), "a condition is a mapping, not text", MAPPING)]),
        ({"not": None}, [(("not",), "a condition is a mapping, not nothing", MAPPING)]),
        ({"tier": None}, [(("tier",), "'tier' is compared with text, not nothing", IN_BRACKETS)]),
        ({"tier": []}, [(("tier",), "this list is empty", "say which values are meant")]),
        (
            {"tier": ["x", ["y"]]},
            [(("tier", 1), "'tier' is compared with text, not a list", IN_BRACKETS)],
        ),
        ({"tier": {}}, [(("tier",), "say at_least or at_most", "like {at_least: 2}")]),
        (
            {"tier": {"at_lest": "1", "at_most": "?"}},
            [
                (
                    ("tier", "at_lest", "[key]"),
                    "'at_lest' is not known here",
                    "did you mean 'at_least'?",
                ),
                (("tier", "at_most"), "'?' is not a number", DIGITS),
            ],
        ),
        (
            {"tier": {"limit": "1"}},
            [
                (
                    ("tier", "limit", "[key]"),
                    "'limit' is not known here",
                    "it can be at_least or at_most",
                )
            ],
        ),
        ({"tier": {"at_least": "x"}}, [(("tier", "at_least"), "'x' is not a number", DIGITS)]),
        (
            {"all": [{"a": None}, {"b": {"at_most": "?"}}], "c": []},
            [
                (("all", 0, "a"), "'a' is compared with text, not nothing", IN_BRACKETS),
                (("all", 1, "b", "at_most"), "'?' is not a number", DIGITS),
                (("c",), "this list is empty", "say which values are meant"),
            ],
        ),
        (
            {"any": [{"tier": "free"}] * 101},
            [((), "a condition may ask 100 things at the most", "make it simpler")],
        ),
        (
            {"any": [{"tier": "free"}] * 101 + [{}]},
            [(("any", 101), "this condition is empty", "delete it, or say what has to hold")],
        ),
    ],
)
def test_every_fault_has_its_place(typed: Any, faults: list[tuple[Any, str, str]]) -> None:
    """All mistakes of a condition are told at once, each where it stands, with what to write."""
    with pytest.raises(ValidationError) as refused:
        parse_condition(typed)
    found = refused.value.errors()
    assert [(f["loc"], f["msg"], f["ctx"]["hint"]) for f in found] == faults
    assert {f["type"] for f in found} == {
        "number" if words.endswith("a number") else "condition" for _, words, _ in faults
    }


def test_nesting_has_a_bound() -> None:
    """Ten groups inside each other are read; many more are refused and do not crash."""
    typed: Any = {"tier": "free"}
    for _ in range(10):
        typed = {"all": [typed]}
    assert judge(parse_condition(typed), {"tier": "free"}).holds
    for _ in range(300):
        typed = {"any": [typed]}
    with pytest.raises(ValidationError) as refused:
        parse_condition(typed)
    (fault,) = refused.value.errors()
    assert fault["loc"] == ("any", 0) * 11
    assert (fault["type"], fault["msg"]) == ("condition", "this condition nests too deep")
    assert fault["ctx"]["hint"] == "make it simpler"


def test_questions_have_a_bound() -> None:
    """A condition asks at most a hundred things."""
    many = [{"tier": "free"}] * 100
    assert judge(parse_condition({"any": many}), {"tier": "free"}).holds
    with pytest.raises(ValidationError, match="100 things at the most"):
        parse_condition({"any": [*many, {"tier": "free"}]})


def test_search_costs_what_it_asks() -> None:
    """Each trial takes its questions from the work; what is asked most comes first, and decides."""
    deciding = [parse_condition({"b": "1"}) for _ in range(3)]
    rest = [parse_condition({"a": "3"}), parse_condition({"c": "1"}), parse_condition({"c": "1"})]
    domains = {"a": ["1", "2", "3"], "b": ["0", "1"], "c": ["0", "1"]}
    work = Work(1_000)
    assert can_hold([*rest, *deciding], domains, work)
    # nothing, b=0, b=1, then c=0, c=1, then a=1, a=2, a=3: eight trials of six questions
    assert work.left == 1_000 - 8 * 6
    never = [*rest, *deciding, parse_condition({"a": "4"})]  # a is asked before c now
    # nothing, b=0, b=1, then a=1, a=2, a=3, none of which will do: six trials of seven questions
    assert not can_hold(never, domains, Work(6 * 7))
    assert can_hold(never, domains, Work(6 * 7 - 1))


def test_wide_condition_counts_as_possible() -> None:
    """What is too wide to search through is not called impossible, and the search ends."""
    pairs: list[Condition] = [
        parse_condition({"any": [{f"a{n}": "1"}, {f"a{n + 1}": "1"}]}) for n in range(60)
    ]
    clash = [parse_condition({"z": "1"}), parse_condition({"z": "2"})]
    domains = {f"a{n}": ["0", "1"] for n in range(61)} | {"z": ["1", "2"]}
    assert can_hold(pairs, domains)
    assert can_hold([*pairs, *clash], domains, Work(2_000))
    assert not can_hold(clash, domains)
    assert not can_hold([parse_condition({"unknown": "x"})], {})


PLAYBOOK = """\
title: Onboarding
accountable: csm
{applies}
phases:
  - title: First
    {phase}
    steps:
      - {{id: hello, do: Say hello{step}}}
"""


def playbook(applies: str = "", phase: str = "", step: str = "") -> dict[str, str | None]:
    """The book's playbook with conditions on all of it, its phase and its step."""
    filled = PLAYBOOK.format(
        applies=f"applies_to: {applies}" if applies else "",
        phase=f"when: {phase}" if phase else "",
        step=f", when: {step}" if step else "",
    )
    return {"playbooks/onboarding.yaml": filled}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"applies": "{all: [{tier: premium}, {tier: ultimate}]}"}, "no customer can meet this"),
        ({"applies": "{seats: {at_least: 10001}}"}, "no customer can meet this condition"),
        ({"applies": "{tier: premium}", "phase": "{not: {tier: premium}}"}, "can get this phase"),
        (
            {"phase": "{seats: {at_least: 5}}", "step": "{seats: {at_most: 4.5}}"},
            "the step 'hello'",
        ),
        ({"applies": "{segment: enterprise}", "step": "{not: {segment: enterprise}}"}, "'hello'"),
    ],
)
def test_unmeetable_conditions_are_found(
    tmp_path: Path, asked: dict[str, str], message: str
) -> None:
    """A playbook, phase or step that no customer can ever get is an error."""
    found = said(examined(tmp_path, playbook(**asked)).problems)
    assert [check for check, _ in found] == ["unmeetable"]
    assert message in found[0][1]


@pytest.mark.parametrize(
    "asked",
    [
        {"applies": "{seats: {at_least: 10000}}"},
        {"phase": "{seats: {at_least: 5}}", "step": "{seats: {at_most: 5}}"},
        {
            "phase": "{seats: {at_least: 5}}",
            "step": "{all: [{seats: {at_most: 6}}, {not: {seats: [5, 6]}}]}",
        },
        {"applies": "{tier: premium}", "step": "{not: {all: [{tier: premium}, {at-risk: true}]}}"},
    ],
)  # fmt: skip
def test_meetable_conditions_are_left_alone(tmp_path: Path, asked: dict[str, str]) -> None:
    """Limits that just touch, and numbers between whole ones, can be met."""
    assert examined(tmp_path, playbook(**asked)).problems == []


def test_priority_that_nobody_can_have(tmp_path: Path) -> None:
    """A priority's condition has to be one that somebody can meet."""
    text = (
        "title: E\npolicies:\n  - name: A\n    from: 2024-01-01\n    priorities:\n"
        "      - {id: p1, title: P, when: {all: [{at-risk: true}, {at-risk: false}]}}\n"
    )
    found = said(examined(tmp_path, {"segments/enterprise.yaml": text}).problems)
    assert found == [("unmeetable", "no customer can meet this condition")]


def test_default_has_to_be_an_answer(tmp_path: Path) -> None:
    """A default that the question does not allow is found."""
    text = "attributes:\n  - {id: tier, question: Which?, values: {a: A}, default: b}\n"
    files = {
        "attributes.yaml": text,
        "customers/aurora.yaml": None,
        "segments/enterprise.yaml": None,
    }
    found = examined(tmp_path, files).problems
    assert said(found) == [("bad-default", "'b' is not an answer to 'Which?'")]


def test_priority_that_asks_for_a_priority(tmp_path: Path) -> None:
    """A priority that depends on the priority is refused by name, and crashes nothing."""
    text = (
        "title: E\npolicies:\n  - name: A\n    from: 2024-01-01\n    priorities:\n"
        "      - {id: p1, title: P, when: {priority: p1}}\n"
    )
    found = examined(tmp_path, {"segments/enterprise.yaml": text, **playbook("{priority: p1}")})
    if found.sound:
        book = found.handbook
        made = plan(book, book.customers["aurora"], book.playbooks["onboarding"], TODAY)
        assert [p.check for p in made.problems] == ["unanswered"]
    else:
        assert "priority" in found.problems[0].message
