"""What each kind of field takes and refuses, and how a refusal is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError
from strategies import examined, examples, lines

from generator import fields
from generator.fields import (
    as_day,
    as_duration,
    as_flag,
    as_id,
    as_line,
    as_month_day,
    as_number,
    as_offset,
    as_range,
    as_url,
    as_whole,
)
from generator.models import Target
from generator.prose import as_prose

Field = Callable[[object], Any]
ALL: list[Field] = [
    as_day, as_duration, as_flag, as_id, as_line, as_month_day, as_number, as_offset, as_prose,
    as_range, as_url, as_whole,
]  # fmt: skip
LONG = "x" * 5001


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (as_id, "a", "a"),
        (as_id, "9-lives", "9-lives"),
        (as_id, "x" * 64, "x" * 64),
        (as_line, " Hold the call ", "Hold the call"),
        (as_line, "é 漢 🎉 no", "é 漢 🎉 no"),
        (as_line, "x" * 300, "x" * 300),
        (as_prose, " a\n\n- b\n ", "a\n\n- b"),
        (as_prose, "[the page](other.md), <https://x.de>", "[the page](other.md), <https://x.de>"),
        (as_prose, "mail [us](mailto:a@b.de)", "mail [us](mailto:a@b.de)"),
        (as_prose, "a < b and `<b>` in code", "a < b and `<b>` in code"),
        (as_prose, "time: [10:30] and a [note]: text", "time: [10:30] and a [note]: text"),
        (as_number, "12", Decimal(12)),
        (as_number, "-0.25", Decimal("-0.25")),
        (as_number, "+1", Decimal(1)),
        (as_number, "33.250", Decimal("33.250")),
        (as_number, "999999999999999", Decimal(999999999999999)),
        (as_whole, "0", 0),
        (as_whole, "9999", 9999),
        (as_whole, "010", 10),
        (as_flag, "true", True),
        (as_flag, "false", False),
        (as_day, "2026-12-01", date(2026, 12, 1)),
        (as_day, "2028-02-29", date(2028, 2, 29)),
        (as_day, "1970-01-01", date(1970, 1, 1)),
        (as_day, "2199-12-31", date(2199, 12, 31)),
        (as_month_day, "02-01", "02-01"),
        (as_month_day, "12-31", "12-31"),
        (as_url, "https://git.example.com/cs/book/", "https://git.example.com/cs/book"),
        (as_url, "https://x.de:8443", "https://x.de:8443"),
        (as_range, ["12", "20"], (Decimal(12), Decimal(20))),
        (as_range, "3", (Decimal(3), Decimal(3))),
        (as_range, ["5", "5"], (Decimal(5), Decimal(5))),
    ],
)  # fmt: skip
def test_taken(field: Field, text: object, value: object) -> None:
    """What a writer may type, and the value it becomes; numbers are decimals, never floats."""
    found = field(text)
    assert found == value
    assert type(found) is type(value)
    assert str(found) == str(value)


@pytest.mark.parametrize(
    ("field", "refused"),
    [
        (as_id, ["", "A", "Kickoff", "a_b", "-a", "a b", "é", "x" * 65, "a\n", "\u0663", "a.b",
                 "a/b", "..", "index", "search", "404", "con", "com1", "lpt9", "all", "any",
                 "not"]),
        (as_line, ["", " ", "\u00a0", "\t", "a\nb", "a\r\nb", "a\u2028b", "a\x0bb", "x" * 301]),
        (as_prose, ["", " \n ", LONG, "<b>x</b>", "a <br> b", "<!-- x -->", "<script>", "a\n<div>",
                    "[x](javascript:alert)", "[x](JaVaScRiPt:alert)", "[x](data:text/html,x)",
                    "![x](javascript:x)", "[x]\n\n[x]: vbscript:x", "<javascript:x>", "# head",
                    "a\n===", "- [ ] task", "```\ncode\n```", "~~~\ncode\n~~~",
                    "[x](&#106;avascript:x)", "[x](file:///etc/passwd)"]),
        (as_number, ["", "x", "1e3", "1_000", "1,5", "1.", ".5", "0x1f", "NaN", "Infinity",
                     "\u0661\u0662", "\uff11", "1 2", "--1", "1" * 16, "0." + "1" * 10,
                     "12:30", "\u00bd", "\u00b2"]),
        (as_whole, ["", "-1", "1.0", "10000", "1e3", "\uff13", "\u0663", "+1", "four"]),
        (as_flag, ["", "yes", "no", "on", "True", "TRUE", "1", "true ", "\uff54rue"]),
        (as_day, ["", "2026-02-29", "2026-13-01", "2026-1-1", "01.12.2026", "20261201",
                  "2026-W05-1", "2026-12-01T00:00", "tomorrow", "1969-12-31", "2200-01-01",
                  "\uff12026-12-01",
                  "\u0662\u0660\u0662\u0666-12-01", "2026\u201312\u201301"]),
        (as_month_day, ["", "2-1", "02-30", "02-29", "13-01", "W05-1", "0201", "2026-02-01", "032",
                        "\uff10\uff12-01"]),
        (as_url, ["", "http://x.de", "x.de", "https://", "javascript:x", "https://x.de/a b",
                  "https://user@x.de", "https://user:pw@x.de/", "https://x.de/\"onclick",
                  "https://x.de\\@y",
                  "HTTPS://x.de", "https://x.de/<b>", "https://x.de:\u0663/"]),
        (as_offset, ["", "soon", "2 weeks", "2 years before ebr", "before ebr"]),
        (as_duration, ["", "soon", "weeks", "2 years", "\uff13 days"]),
        (as_range, ["", "x", [], ["1"], ["1", "2", "3"], ["2", "1"], ["1", None], ["a", "b"]]),
    ],
)  # fmt: skip
def test_refused(field: Field, refused: list[object]) -> None:
    """What is not meant is refused with words, also digits and letters that only look right."""
    for value in refused:
        with pytest.raises(PydanticCustomError) as error:
            pytest.fail(f"{field.__name__} took {value!r} as {field(value)!r}")
        assert error.value.message()


def test_the_line_that_may_not_be_is_quoted() -> None:
    """In a text of many lines, the message has the one that is meant."""
    with pytest.raises(PydanticCustomError, match=r"a task box is not allowed in text: - .x. two$"):
        as_prose("One.\n\n- one\n- [x] two\n- three\n")


@pytest.mark.parametrize("field", ALL)
def test_wrong_form_is_named(field: Field) -> None:
    """Nothing, a mapping and (where one value is meant) a list are told apart."""
    with pytest.raises(PydanticCustomError, match=r"empty|nothing"):
        field(None)
    with pytest.raises(PydanticCustomError, match="not a mapping"):
        field({"a": "b"})
    with pytest.raises(PydanticCustomError, match=r"not a list|two numbers"):
        field([])


@examples(200)
@given(
    st.sampled_from(ALL),
    st.one_of(
        st.text(max_size=30),
        lines,
        st.lists(st.sampled_from("[]()<>!:-`*# \n\tab/javscript:&;")).map("".join),
        st.lists(st.text(max_size=5), max_size=3),
        st.none(),
    ),
)
def test_any_value_is_taken_or_refused(field: Field, value: object) -> None:
    """Nothing a file can hold raises anything but a complaint; what is taken is taken again."""
    words, found = "refused", None
    try:
        found = field(value)
    except PydanticCustomError as error:
        words = error.message()
    assert 0 < len(words) < 500
    if isinstance(found, str):
        assert field(found) == found


@examples(80)
@given(st.decimals(-(10**9), 10**9, places=4))
def test_numbers_keep_every_digit(number: Decimal) -> None:
    """No digit is lost or added, as it would be with floats."""
    assert str(as_number(f"{number:f}")) == f"{number:f}"


@examples(80)
@given(st.dates(date(1970, 1, 1), date(2199, 12, 31)))
def test_days_come_back(day: date) -> None:
    """Every day of the years allowed is read as itself."""
    assert as_day(day.isoformat()) == day
    if (day.month, day.day) != (2, 29):
        assert as_month_day(day.isoformat()[5:]) == day.isoformat()[5:]


def test_reserved_ids_are_refused_wherever_they_lead() -> None:
    """No id is a name that a file system, a site or a condition has taken."""
    for name in sorted(fields._RESERVED):
        with pytest.raises(PydanticCustomError, match="reserved"):
            as_id(name)


# --- as a writer sees it ---


def told(folder: Path, files: dict[str, str]) -> list[str]:
    """Each problem as `line:column: message (hint)`, without the file's name."""
    found = examined(folder, dict(files)).problems
    return [
        f"{p.where.span[0]}:{p.where.span[1]}: {p.message}" + (f" ({p.hint})" if p.hint else "")
        for p in found
        if p.where.span
    ]


def test_unknown_and_missing_keys(tmp_path: Path) -> None:
    """A misspelt key is said once, not as unknown and as missing; its neighbour is proposed."""
    text = (
        "roles:\n  - {id: csm, tilte: X}\n"
        "  - id: ae\n    title: A\n    side: vendor\n    x: 1\n  - {}\n"
    )
    found = told(tmp_path, {"roles.yaml": text})
    assert found[0] == "2:15: the key 'tilte' is not known here (did you mean 'title'?)"
    assert found[1].startswith("6:5: the key 'x' is not known here")
    assert found[2].startswith("7:5: 'id' is missing")
    assert found[3].startswith("7:5: 'title' is missing")
    assert len(found) == 4


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("playbooks/onboarding.yaml", "title: T\nphases:\n  - title: A\n    steps:\n"
         "      - {id: a, do: A, consultd: [ae]}\n", "5:24: the key 'consultd' is not known here "
         "(did you mean 'consulted'?)"),
        ("playbooks/onboarding.yaml", "title: T\nphases:\n  - title: A\n    steps:\n"
         "      - {id: a}\n", "5:9: 'do' is missing (these are needed here: id and do)"),
        ("segments/enterprise.yaml", "title: E\npolicies:\n  - name: A\n    from: 2024-01-01\n"
         "    ebr: {evry: 1 month}\n", "5:11: the key 'evry' is not known here "
         "(did you mean 'every'?)"),
        ("segments/enterprise.yaml", "title: E\npolicies:\n  - name: A\n",
         "3:5: 'from' is missing (these are needed here: name and from)"),
        ("customers/aurora.yaml", "name: A\npeople:\n  csm: {nam: P}\n",
         "3:9: the key 'nam' is not known here (did you mean 'name'?)"),
        ("customers/aurora.yaml", "name: A\npeople:\n  CSM: P\n",
         "3:3: 'CSM' cannot be an id (write 'csm': an id has small letters, digits and hyphens)"),
        ("playbooks/onboarding.yaml", "title: T\nphases: [{title: A, steps: "
         "[{id: a, do: A, due: 2026-12-01}]}]\n", "2:49: this has to be relative to a date "
         "or a step, not the day 2026-12-01 (write it like '2 weeks before renewal', "
         "'3-4 months before ebr' or 'on kickoff')"),
    ],
)  # fmt: skip
def test_mistakes_deep_inside_an_entry(tmp_path: Path, file: str, text: str, words: str) -> None:
    """Keys that are not known or missing, at any depth: their place, and what may stand there."""
    assert told(tmp_path, {file: text}) == [words]


def test_wrong_forms(tmp_path: Path) -> None:
    """Text for a list, a list for text, nothing for a mapping: each said in words, on its place."""
    text = (
        "title: [a]\nphases:\n  - title: P\n    steps:\n      - id: a\n        do: A\n"
        "        consulted: ae\n        serves:\n          - {a: b}\n        optional: yes\n"
        "        visible_to: all\n        due: later\n"
    )
    quotes = "(write it in one line; in quotes if it starts with [ or {)"
    assert told(tmp_path, {"playbooks/onboarding.yaml": text}) == [
        "1:8: text is expected here, not a list "
        "(write just one, like a; text that starts with [ stands in quotes)",
        "7:20: a list is expected here, not text (write [ae])",
        f"9:13: text is expected here, not a mapping {quotes}",
        "10:19: 'yes' is neither true nor false (write true or false, without quotes)",
        "11:21: 'all' is not possible here (it can be internal or customer)",
        "12:14: 'later' does not say when (write it like '2 weeks before renewal', "
        "'3-4 months before ebr' or 'on kickoff')",
    ]  # fmt: skip


def test_empty_lists_and_mappings(tmp_path: Path) -> None:
    """A playbook without phases, a phase without steps, a customer without people."""
    found = told(
        tmp_path,
        {
            "playbooks/onboarding.yaml": "title: A\nphases: []\n",
            "playbooks/other.yaml": "title: A\nphases:\n  - {title: B, steps: []}\n",
            "customers/aurora.yaml": "name: A\npeople:\nattributes: x\n",
        },
    )
    assert any("this list is empty" in one for one in found)
    assert sum("this list is empty" in one for one in found) == 2
    assert any(one.startswith("2:1: this is empty; a mapping is expected") for one in found)
    assert any("3:13: a mapping is expected here, not text" in one for one in found)


def test_several_faults_in_one_field(tmp_path: Path) -> None:
    """Each bad day of a list and each bad part of a condition on a place of its own."""
    found = told(
        tmp_path,
        {
            "calendars.yaml": "calendars:\n  - id: a\n    title: A\n"
            "    holidays: [2026-02-30, x]\n",
            "playbooks/onboarding.yaml": "title: A\naccountable: csm\napplies_to:\n  any:\n"
            "    - tier: {at_least: x}\n    - seats: []\n"
            "phases: [{title: B, steps: [{id: a, do: A}]}]\n",
        },
    )
    assert [one.split(": ")[0] for one in found] == ["4:16", "4:28", "5:24", "6:14"]


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("attributes.yaml", "attributes:\n  - {id: a, question: Q}\n", "one form of answer"),
        ("attributes.yaml", "attributes:\n  - {id: a, question: Q, yes_no: true, values: {b: C}}\n",
         "one form of answer"),
        ("attributes.yaml", "attributes:\n  - {id: a, question: Q, values: [b]}\n",
         "values are a mapping of id to label"),
        ("metrics.yaml", "metrics:\n  - {id: a, title: A, target: {unit: days}}\n", "one limit"),
        ("metrics.yaml",
         "metrics:\n  - {id: a, title: A, target: {unit: x, at_least: 1, exactly: 2}}\n",
         "one limit"),
        ("metrics.yaml",
         "metrics:\n  - {id: a, title: A, needs: X, counted: {who: {a: b}, as: share}}\n",
         "needs nothing more"),
        ("tables/t.yaml", "title: T\ncolumns: [{id: a, title: A, times: 4}]\n", "go together"),
        ("tables/t.yaml",
         "title: T\ncolumns: [{id: a, title: A}]\nrows: [{id: r, title: R, a: few}]\n",
         "'few' is not a number"),
        ("handbook.yaml", "title: A\nscheme: RACY\n", "'RACY' is not possible here"),
        ("handbook.yaml", "title: A\nfiscal_year_starts: 30-02\n", "not a month and day"),
        ("handbook.yaml", "title: A\nrepository: http://x.de\n", "not an https address"),
        ("journey.yaml", "stages: {id: a}\n", "'stages' is a list"),
        ("journey.yaml", "stage: []\n", "the key 'stage' is not known here"),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_together(tmp_path: Path, file: str, text: str, words: str) -> None:
    """What a single field cannot see is said by the entry, in words too."""
    found = [message for message in told(tmp_path, {file: text}) if words in message]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"at_most": "14"}, "at most 14 days"),
        ({"at_least": "1.5"}, "at least 1.5 days"),
        ({"exactly": "0"}, "0 days"),
        ({"between": ["5", "7"]}, "5 to 7 days"),
    ],
)
def test_targets_in_words(typed: dict[str, object], words: str) -> None:
    """A target reads as a sentence would have it."""
    assert str(Target.model_validate({"unit": "days", **typed})) == words
