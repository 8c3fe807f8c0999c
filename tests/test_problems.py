"""How a problem is said: place, excerpt, carets, help; each once and in order."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, lines

from generator.problems import (
    Level,
    Location,
    Problem,
    Span,
    counted,
    did_you_mean,
    has_errors,
    in_order,
    listed,
    needing,
)

shown = lines.filter(str.isprintable)


def problem(text: str = "", span: Span | None = None, **more: str) -> Problem:
    return Problem(Location("a.yaml", span, text), "check", "it is wrong", **more)  # type: ignore[arg-type]


def under_carets(said: str) -> str:
    """What stands above the carets, as a terminal aligns it."""
    rows = said.expandtabs(8).split("\n")
    below = next(n for n, row in enumerate(rows) if re.fullmatch(r" +\| *\^+", row))
    first, last = rows[below].index("^"), rows[below].rindex("^") + 1
    return rows[below - 1][first:last]


def test_whole_problem() -> None:
    """Every part of a problem in its place."""
    whole = Problem(
        Location("content/roles.yaml", Span(12, 5, 8), "  - csm: x"),
        "unknown-key",
        "the key 'csm' is not known here",
        "did you mean 'id'?",
        also=Location("content/roles.yaml", Span(3, 1, 2), "a: b"),
        also_says="first here",
    )
    assert str(whole) == (
        "content/roles.yaml:12:5: error[unknown-key]: the key 'csm' is not known here\n"
        "    |\n"
        " 12 |   - csm: x\n"
        "    |     ^^^\n"
        "    = first here: content/roles.yaml:3:1\n"
        "   |\n"
        " 3 | a: b\n"
        "   | ^\n"
        "    = help: did you mean 'id'?"
    )


def test_problem_without_a_line() -> None:
    """A problem of a whole file has no excerpt; an empty line none either."""
    assert str(problem()) == "a.yaml: error[check]: it is wrong"
    assert str(problem("", Span(7, 1, 2))) == "a.yaml:7:1: error[check]: it is wrong"
    assert "warning[check]" in str(problem(level="warning"))


@examples(120)
@given(shown, shown, shown, st.integers(1, 100_000))
def test_carets_are_under_what_is_meant(before: str, meant: str, after: str, line: int) -> None:
    """In a line of any length, the carets are under the text that the span covers."""
    text = f"{before}{meant}{after}"
    span = Span(line, len(before) + 1, len(before) + len(meant) + 1)
    assert under_carets(str(problem(text, span))) == meant


@pytest.mark.parametrize("length", [0, 1, 59, 60, 61, 119, 120, 121, 500, 5000])
@pytest.mark.parametrize("after", [0, 1, 200])
def test_long_lines_are_cut_around_the_place(length: int, after: int) -> None:
    """Of a long line no more than 120 characters are shown, the place among them."""
    text = "x" * length + "HERE" + "y" * after
    said = str(problem(text, Span(3, length + 1, length + 5)))
    assert under_carets(said) == "HERE"
    assert all(len(row) <= 140 for row in said.split("\n"))


def test_span_longer_than_what_is_shown() -> None:
    """Carets end where the excerpt ends; a span without width has one caret."""
    assert under_carets(str(problem("a" * 500, Span(1, 100, 500)))).strip("a") == ""
    assert under_carets(str(problem("abc", Span(1, 2, 2)))) == "b"
    assert str(problem("abc", Span(1, 4, 5))).endswith("|    ^")


@pytest.mark.parametrize("text", ["\tHERE", "a:\tHERE", "\t\ta\tHERE # x", "a\tHERE\tb"])
def test_tabs_do_not_shift_the_carets(text: str) -> None:
    """A tab in the line, the commonest mistake, leaves the carets where they belong."""
    at = text.index("HERE") + 1
    assert under_carets(str(problem(text, Span(1, at, at + 4)))) == "HERE"


@examples(80)
@given(st.text(max_size=40), st.text(max_size=10), st.integers(1, 45))
def test_nothing_steers_the_terminal(text: str, word: str, column: int) -> None:
    """No control or direction character of a file, its name or a message reaches the terminal."""
    row = text.replace("\n", "")
    one = Problem(
        Location(f"{word}.yaml", Span(1, column, column + 1), row),
        "check",
        f"'{word}'",
        word or "x",
    )
    for character in str(one).replace("\n", ""):
        assert unicodedata.category(character) not in ("Cc", "Zl", "Zp")
        assert (
            character
            not in "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )


@examples(40)
@given(st.data())
def test_problems_are_in_order_and_said_once(data: st.DataObject) -> None:
    """By file, line and column, whatever order they came in; none twice."""
    places = st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.integers(1, 3))
    some = data.draw(st.lists(places, max_size=8))
    made = [Problem(Location(f, Span(n, c, c + 1)), "check", "x") for f, n, c in some]
    ordered = in_order(made)
    assert ordered == in_order(data.draw(st.permutations(made)))
    assert len(ordered) == len(set(some))
    found = [(p.where.file, p.where.span) for p in ordered]
    assert found == sorted(found, key=lambda place: (place[0], place[1] or ()))


def lacking(level: Level, *needed_by: tuple[str, str]) -> Problem:
    where, cause = Location("ward-9.yaml"), "nobody is the pharmacist"
    message = needing(cause, needed_by)
    return Problem(where, "unheld-role", message, "", level, cause=cause, needed_by=needed_by)


@pytest.mark.parametrize(
    ("playbooks", "words"),
    [
        ([[("rounds", "ask")]], "step 'ask' of 'rounds' needs it"),
        ([[("rounds", "ask"), ("rounds", "go")]], "step 'ask' and 1 other of 'rounds' need it"),
        (
            [[("rounds", "ask")], [("audit", "look"), ("audit", "list")]],
            "step 'ask' of 'rounds', and step 'look' and 1 other of 'audit', need it",
        ),
        (
            [[("rounds", "ask"), ("rounds", "go")], [("audit", "look")], [("cover", "ask")]],
            "step 'ask' and 1 other of 'rounds', and 2 steps of 2 other playbooks, need it",
        ),
    ],
)
def test_each_cause_is_told_once(playbooks: list[list[tuple[str, str]]], words: str) -> None:
    """What several playbooks lack is one problem with all that suffers, however it is told of."""
    problems = [lacking("error", *steps) for steps in playbooks]
    (one,) = in_order([*problems, *problems])
    assert one.message == f"nobody is the pharmacist: {words}"
    assert in_order([one]) == [one]


def test_a_cause_is_as_grave_as_its_gravest() -> None:
    """A warning in one playbook and an error in the next make an error."""
    two = lacking("warning", ("rounds", "ask")), lacking("error", ("audit", "look"))
    assert [p.level for p in in_order(two)] == ["error"]
    assert [p.level for p in in_order(two[:1])] == ["warning"]


def test_problem_of_a_file_comes_before_those_of_its_lines() -> None:
    """What has no line is said first."""
    first, second = problem(), problem("x", Span(1, 1, 2))
    assert in_order([second, first, second]) == [first, second]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([], False), (["warning"], False), (["warning", "error"], True)],
)
def test_only_errors_end_a_run(levels: list[Level], expected: bool) -> None:
    """Warnings do not."""
    assert has_errors(problem(level=level) for level in levels) is expected


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("renewl", ["renewal", "kickoff"], "did you mean 'renewal'?"),
        ("CSM", ["csm", "ae"], "did you mean 'csm'?"),
        ("zzz", ["csm", "ae", "sa"], "it can be csm, ae or sa"),
        ("zzz", ["csm"], "it can be csm"),
        ("zzz", [], ""),
        ("zzz", [f"name{n}" for n in range(25)], ""),
        ("ab", ["ab", "ab"], "did you mean 'ab'?"),
    ],
)
def test_hints(word: str, known: list[str], hint: str) -> None:
    """The nearest word, else all when they are few."""
    assert did_you_mean(word, known) == hint


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a or b"),
        (["a", "b", "c"], "a, b or c"),
        ([1, 2], "1 or 2"),
    ],
)
def test_lists_in_words(words: list[object], text: str) -> None:
    """Commas, and a word before the last."""
    assert listed(words) == text
    assert listed(words, "and") == text.replace(" or ", " and ")


def test_numbers_in_words() -> None:
    """One thing, or several."""
    assert [counted(n, "step") for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
