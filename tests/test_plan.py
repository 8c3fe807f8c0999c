"""Handbook and customer to checklist: what is on it, in what order, and what is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import TODAY, examined, examples, handbook, planned, said

from generator.build import checklist_tree, plans
from generator.checklist import Checklist
from generator.formats.markdown import label, markdown, note
from generator.keep import fingerprint
from generator.models import Step
from generator.plan import Planned, plan
from generator.schedule import in_order
from generator.why import why

CUSTOMER = """\
name: Aurora
segment: enterprise
attributes: {tier: premium, seats: 100, hosting: saas}
dates: {contract-start: 2026-12-01}
people: {csm: Priya Nair}
"""


def made(folder: Path, playbook: str, customer: str = CUSTOMER, today: date = TODAY) -> Planned:
    """Aurora's plan of a playbook typed as in its file."""
    files = {"playbooks/onboarding.yaml": playbook, "customers/aurora.yaml": customer}
    return planned(folder, files, today)


def steps(*lines: str, head: str = "") -> str:
    """A playbook of one phase."""
    return (
        f"title: Onboarding\naccountable: csm\n{head}phases:\n  - title: First\n    steps:\n"
        + "".join(f"      - {{{line}}}\n" for line in lines)
    )


def ids(found: Planned) -> list[str]:
    assert found.checklist, found.problems
    return [item.id for item in found.checklist.items]


def one(found: Planned) -> Checklist:
    assert found.checklist, found.problems
    return found.checklist


# --- selection ---


def test_conditions_select_phases_and_steps(tmp_path: Path) -> None:
    """What does not hold is left out, an empty phase with it; what holds says why it is here."""
    text = """\
title: T
accountable: csm
applies_to: {tier: [premium]}
phases:
  - title: Own
    when: {hosting: own}
    steps: [{id: install, do: Install}]
  - title: All
    steps:
      - {id: big, do: Big, when: {seats: {at_least: 50}}}
      - {id: small, do: Small, when: {seats: {at_most: 49}}}
      - {id: always, do: Always}
"""
    found = made(tmp_path, text)
    assert ids(found) == ["big", "always"]
    assert [section.title for section in one(found).sections] == ["All"]
    assert [item.here for item in one(found).items] == ["Seats is 100", ""]
    assert found.problems == []


def test_playbook_for_others(tmp_path: Path) -> None:
    """Where the playbook does not apply there is no checklist, no problem, and a reason."""
    found = made(tmp_path, steps("id: a, do: A", head="applies_to: {tier: ultimate}\n"))
    assert (found.checklist, found.problems) == (None, [])
    assert found.applies.because == ("Tier is Premium, not Ultimate",)


def test_unanswered_questions_are_asked_once(tmp_path: Path) -> None:
    """However many steps need an answer, each is asked for once, by its question."""
    text = steps(
        "id: a, do: A, when: {tier: premium}",
        "id: b, do: B, when: {tier: ultimate}, after: [a]",
        "id: c, do: C, when: {all: [{tier: premium}, {hosting: own}]}, after: [a, b]",
        "id: d, do: D, when: {seats: {at_least: 1}}, after: [a, b, c]",
    )
    customer = CUSTOMER.replace("{tier: premium, seats: 100, hosting: saas}", "{seats: 100}")
    found = made(tmp_path, text, customer)
    assert found.checklist is None
    unique = list(dict.fromkeys(found.problems))
    assert [p.message.split(": ")[-1] for p in unique] == ["Which tier?", "Where does it run?"]
    assert {p.check for p in unique} == {"unanswered"}
    assert unique == found.problems


def test_answers_that_do_not_matter_are_not_asked_for(tmp_path: Path) -> None:
    """Nothing is asked that cannot change what is on the list; defaults count as answers."""
    text = steps(
        "id: a, do: A, when: {any: [{seats: 100}, {tier: premium}]}",
        "id: b, do: B, when: {all: [{seats: 1}, {hosting: own}]}",
        "id: c, do: C, when: {at-risk: false}",
    )
    customer = CUSTOMER.replace("{tier: premium, seats: 100, hosting: saas}", "{seats: 100}")
    found = made(tmp_path, text, customer)
    assert ids(found) == ["a", "c"]
    assert found.problems == []


# --- order ---


@examples(60)
@given(st.data())
def test_order_is_as_written_save_for_after(data: st.DataObject) -> None:
    """Each step stands after those it comes after; without `after` nothing moves."""
    count = data.draw(st.integers(1, 7))
    names = data.draw(st.permutations([f"s{n}" for n in range(count)]))
    after = {
        name: data.draw(st.lists(st.sampled_from(names[:n]), max_size=3, unique=True)) if n else []
        for n, name in enumerate(names)
    }
    written = [
        Step.model_validate({"id": name, "do": name, "after": after[name]})
        for name in data.draw(st.permutations(names))
    ]
    order = [step.id for step in in_order(written)]
    assert sorted(order) == sorted(names)
    for name, earlier in after.items():
        assert all(order.index(other) < order.index(name) for other in earlier)
    if not any(after.values()):
        assert order == [step.id for step in written]
    first = in_order(written)
    assert in_order(first) == first


def test_after_names_what_is_on_the_list(tmp_path: Path) -> None:
    """A step that is left out is not waited for."""
    text = steps(
        "id: a, do: A, when: {hosting: own}, due: 20 days after go-live",
        "id: b, do: B, due: 3 days after contract-start",
        "id: c, do: C, after: [a, b]",
    )
    found = made(tmp_path, text)
    assert ids(found) == ["b", "c"]
    last = list(one(found).items)[-1]
    assert last.after == ("b",)
    assert last.due == date(2026, 12, 4)
    assert "'A'" not in last.because


# --- days ---


def test_windows_optional_and_undated(tmp_path: Path) -> None:
    """A window has a start, an optional step says so, a step without a day has none."""
    text = steps(
        "id: a, do: A, due: 2-3 weeks after contract-start, optional: true",
        "id: b, do: B",
    )
    first, second = one(made(tmp_path, text)).items
    assert (first.start, first.due, first.optional) == (
        date(2026, 12, 15), date(2026, 12, 22), True,
    )  # fmt: skip
    assert (second.start, second.due, second.because) == (None, None, "")
    assert (
        label(first) == "**A** · Priya Nair (CSM) · optional · Tue 15 Dec 2026 to Tue 22 Dec 2026"
    )
    assert label(second) == "**B** · Priya Nair (CSM) · no date"


def test_missing_dates_are_told_once_by_name(tmp_path: Path) -> None:
    """A date that two steps need is one problem that names both its date and a step."""
    text = steps(
        "id: a, do: A, due: 1 day after go-live", "id: b, do: B, due: 2 days after go-live"
    )
    found = made(tmp_path, text)
    assert found.checklist is None
    assert [problem.check for problem in found.problems] == ["undated"]
    assert "'go-live'" in found.problems[0].message
    assert "'a'" in found.problems[0].message


def test_days_before_the_start_and_before_others(tmp_path: Path) -> None:
    """A plan that cannot be kept is made, with a warning for each reason."""
    text = steps(
        "id: a, do: A, due: 1 week before contract-start",
        "id: b, do: B, due: 10 days after contract-start",
        "id: c, do: C, due: 2 days after contract-start, after: [b]",
        head="starts: contract-start\n",
    )
    found = made(tmp_path, text)
    assert ids(found) == ["a", "b", "c"]
    assert [(p.level, p.check) for p in found.problems] == [("warning", "impossible")] * 2
    assert "before the start on Tue 1 Dec 2026" in found.problems[0].message
    assert "comes after 'b', due Fri 11 Dec 2026" in found.problems[1].message


def test_late_items_are_those_before_today(tmp_path: Path) -> None:
    """What was due before the day of the plan is late, what is due today is not."""
    text = steps("id: a, do: A, due: on contract-start", "id: b, do: B, due: 1 day after a")
    for today, late in (("2026-12-01", []), ("2026-12-02", ["a"]), ("2026-12-03", ["a", "b"])):
        found = made(tmp_path, text, today=date.fromisoformat(today))
        assert [item.id for item in found.late] == late


def test_step_on_a_day_off(tmp_path: Path) -> None:
    """`on` never moves a step; who does not work that day is said in a warning."""
    customer = CUSTOMER.replace("2026-12-01", "2026-12-05")
    found = made(tmp_path, steps("id: a, do: A, due: on contract-start"), customer)
    assert next(one(found).items).due == date(2026, 12, 5)
    assert [p.level for p in found.problems] == ["warning"]
    assert "weekend" in found.problems[0].message


def test_moments_in_the_order_of_days(tmp_path: Path) -> None:
    """The customer's dates that the list rests on, earliest first, each once."""
    text = steps(
        "id: a, do: A, due: on renewal",
        "id: b, do: B, due: 1 day after contract-start",
        "id: c, do: C, due: 2 days after contract-start",
        "id: d, do: D, due: 1 day after go-live, when: {hosting: own}",
    )
    found = one(made(tmp_path, text)).moments
    assert [(title, str(day)) for title, day, _ in found] == [
        ("Contract start", "2026-12-01"),
        ("Renewal", "2027-12-01"),
    ]


# --- people ---


def test_unheld_roles(tmp_path: Path) -> None:
    """Nobody accountable is an error; nobody to consult or inform is a warning; each told once."""
    text = steps(
        "id: a, do: A, consulted: [champion]",
        "id: b, do: B, consulted: [champion], informed: [ae]",
    )
    found = made(tmp_path, text)
    assert found.checklist
    assert [(p.level, p.check) for p in found.problems] == [("warning", "unheld-role")] * 2
    assert "Champion" in found.problems[0].message
    owner = made(tmp_path, steps("id: a, do: A, accountable: ae", "id: b, do: B, accountable: ae"))
    assert owner.checklist is None
    assert [(p.level, p.check) for p in owner.problems] == [("error", "unheld-role")]
    assert "Account Executive" in owner.problems[0].message


def test_helpers_are_those_beside_the_owner(tmp_path: Path) -> None:
    """Responsible defaults to the owner; who is both is not said twice."""
    customer = CUSTOMER.replace("{csm: Priya Nair}", "{csm: Priya Nair, ae: Tom Okafor}")
    text = steps("id: a, do: A, responsible: [csm, ae]", "id: b, do: B")
    first, second = one(made(tmp_path, text, customer)).items
    assert [str(holder) for holder in first.helpers] == ["Tom Okafor (Account Executive)"]
    assert second.helpers == ()
    assert second.responsible == (second.accountable,)


# --- as text ---


def test_note_says_why(tmp_path: Path) -> None:
    """Below a task: why this day, with whom, why this step, for which metric, and how."""
    customer = CUSTOMER.replace("{csm: Priya Nair}", "{csm: Priya Nair, ae: Tom, champion: Ada}")
    text = steps(
        "id: a, do: A *star*, due: 14 days after contract-start, responsible: [csm, ae], "
        "consulted: [champion], informed: [csm-manager], serves: [time-to-engage], "
        'when: {tier: premium}, detail: "Leave with **answers**:\\n- one\\n- two"'
    )
    item = next(one(made(tmp_path, text, customer)).items)
    said_below = str(note(item, "internal"))
    for words in (
        "14 days after contract start (2026-12-01) is Tue 15 Dec 2026.",
        "Together with Tom (Account Executive).",
        "Consult Ada (Champion).",
        "Here because Tier is Premium.",
        "Counts towards Time to engage: at most 14 days.",
        "Leave with **answers**:\n\n- one\n- two",
    ):
        assert words in said_below
    assert label(item).startswith(r"**A \*star\*** · ")


def test_file_of_a_checklist(tmp_path: Path) -> None:
    """Every item is one task line with its id and a fingerprint; the end is marked."""
    book = handbook(tmp_path)
    tree = checklist_tree(plans(book, TODAY))
    assert list(tree) == ["aurora/onboarding.md"]
    text = tree["aurora/onboarding.md"].decode()
    checklist = plan(book, book.customers["aurora"], book.playbooks["onboarding"], TODAY).checklist
    assert checklist
    assert markdown(checklist) == text
    for item in checklist.items:
        words = label(item)
        line = f"- [ ] {words} <!-- id: {item.id} {fingerprint(words)} -->"
        assert text.split("\n").count(line) == 1
    assert text.rstrip().endswith("end -->")
    assert text.endswith("\n")
    assert text.count("- [ ] ") == 2


def test_fingerprint_changes_with_the_words() -> None:
    """Eight hexadecimal digits, the same for the same words, others for others."""
    prints = {fingerprint(f"task {n}") for n in range(1000)}
    assert len(prints) == 1000
    assert all(len(one) == 8 and int(one, 16) >= 0 for one in prints)
    assert fingerprint("task 1") == fingerprint("task 1")


def test_plans_of_some(tmp_path: Path) -> None:
    """All customers with all playbooks, or those that are named."""
    other = CUSTOMER.replace("Aurora", "Borealis")
    book = handbook(
        tmp_path,
        {"customers/borealis.yaml": other, "playbooks/second.yaml": steps("id: x, do: X")},
    )
    pairs = [(p.customer, p.playbook) for p in plans(book, TODAY)]
    assert pairs == [(c, p) for c in ("aurora", "borealis") for p in ("onboarding", "second")]
    some = plans(book, TODAY, ["borealis"], ["second"])
    assert [(p.customer, p.playbook) for p in some] == [("borealis", "second")]


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Nothing but the input decides: two runs, and files made in another order, give one text."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    other = {f"customers/c{n}.yaml": CUSTOMER.replace("Aurora", f"C{n}") for n in range(5)}
    one_tree = checklist_tree(plans(handbook(first, other), TODAY))
    reversed_order = dict(reversed(list(other.items())))
    assert checklist_tree(plans(handbook(second, reversed_order), TODAY)) == one_tree


def test_long_chain_of_steps(tmp_path: Path) -> None:
    """A playbook of many hundred steps, each dated by the one before, is planned like any other."""
    lines = ["id: s0, do: S, due: on contract-start"]
    lines += [f"id: s{n}, do: S, due: 0 days after s{n - 1}" for n in range(1, 900)]
    found = made(tmp_path, steps(*lines))
    assert len(ids(found)) == 900


# --- why ---


def test_why_tells_the_whole_derivation(tmp_path: Path) -> None:
    """Whether, when with every sentence, who along which roles, and where it is written."""
    book = handbook(tmp_path)
    answer, problems = why(
        book, book.customers["aurora"], book.playbooks["onboarding"], "review", TODAY
    )
    assert problems == []
    told = {heading: [line for h, line in answer if h == heading] for heading, _ in answer}
    assert list(told) == ["Here", "When", "Who", "Written"]
    assert told["Here"][0].startswith("yes")
    assert told["When"][0] == "Tue 15 Dec 2026"
    assert any("contract start is stated as Tue 1 Dec 2026" in line for line in told["When"])
    assert told["Who"][0] == "Priya Nair (CSM)"
    assert told["Written"][0].endswith("playbooks/onboarding.yaml:9:14")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (steps("id: a, do: A", head="applies_to: {tier: ultimate}\n"), "not for this customer"),
        (steps("id: a, do: A, when: {hosting: own}"), "no"),
        (steps("id: a, do: A, when: {at-risk: false}"), "yes"),
    ],
)
def test_why_a_step_is_here_or_not(tmp_path: Path, text: str, words: str) -> None:
    """Yes or no, with what decided."""
    book = handbook(tmp_path, {"playbooks/onboarding.yaml": text})
    answer, problems = why(book, book.customers["aurora"], book.playbooks["onboarding"], "a", TODAY)
    here = [line for heading, line in answer if heading == "Here"]
    assert words in here[0]
    assert len(here) == 2
    assert problems == []


def test_why_without_answers(tmp_path: Path) -> None:
    """What cannot be said yet says what is missing; an undated, unheld step is told too."""
    customer = "name: Aurora\npeople: {csm: P}\n"
    text = steps(
        "id: a, do: A, when: {tier: premium}",
        "id: b, do: B, due: on go-live",
        "id: c, do: C",
        "id: d, do: D, accountable: ae",
    )
    files = {"playbooks/onboarding.yaml": text, "customers/aurora.yaml": customer}
    book = handbook(tmp_path, files)

    def ask(step: str) -> tuple[list[str], list[str]]:
        answer, problems = why(
            book, book.customers["aurora"], book.playbooks["onboarding"], step, TODAY
        )
        return [line for _, line in answer], [problem.check for problem in problems]

    lines, checks = ask("a")
    assert "cannot be said" in lines[0]
    assert checks == ["unanswered"]
    assert ask("b")[1] == ["undated"]
    assert any("no date" in line for line in ask("c")[0])
    lines, checks = ask("d")
    assert checks == ["unheld-role"]
    assert any("nobody" in line for line in lines)


def test_sound_book_says_nothing(tmp_path: Path) -> None:
    """The small book of these tests has no problem of its own."""
    assert said(examined(tmp_path).problems) == []
