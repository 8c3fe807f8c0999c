"""What `diff` says, read back: JSON by its schema, the note as GitLab reads it, the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import TODAY
from dialects import on_gitlab
from gitlab_reader import addresses, commands, references
from markdown_it import MarkdownIt
from planted import LINES
from schema_reader import faults
from strategies import TORTURE
from test_comparison import BASE, CASES, edited

from generator.comparison.compare import compare
from generator.comparison.effect import Affected, Effect, effect
from generator.comparison.note import note
from generator.comparison.record import record, schema
from generator.comparison.report import Report, text
from generator.handbook import Handbook

DAY = date.fromisoformat(TODAY)


WARD_7 = ("customers", "ward-7")


def report_of(new: Handbook) -> Report:
    """The report of a change, for a book in which nobody stays on a former policy."""
    book = {id_: c.model_copy(update={"policy": None}) for id_, c in BASE.customers.items()}
    found = compare(BASE, replace(new, customers=book))
    return Report(
        "main", "what is here", DAY, found.differences, effect(found, DAY, lambda _: None)
    )


@pytest.mark.parametrize("case", list(CASES)[:: 1 if TORTURE else 4])
def test_record(sample: Path, case: str) -> None:
    """Every record is as the schema says, which describes each field; nothing of the report is
    missing in it."""
    report = report_of(edited(sample, case))
    found = json.loads(record(report))
    assert faults(schema(), found) == []
    assert [one["fingerprint"] for one in found["differences"]] == [
        one.fingerprint for one in report.differences
    ]
    items = [item["id"] for one in found["effect"]["checklists"] for item in one["items"]]
    assert items == [shift.task.id for one in report.effect.lists for shift in one.shifts]


def test_the_schema_says_something() -> None:
    """A record with a field too few, or with a level that does not exist, is not as it says; every
    field has its sentence."""
    found = json.loads(record(Report("a", "b", DAY, [], Effect([], 0, 0))))
    assert faults(schema(), found) == []
    assert faults(schema(), {**found, "today": 5}) != []
    del found["effect"]
    assert faults(schema(), found) != []
    parts = [schema(), *schema()["$defs"].values()]
    told = [field["description"] for part in parts for field in part["properties"].values()]
    assert all(words.endswith((".", "…")) for words in told)


# --- hostile text ---

STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def with_words(handbook: Handbook, words: Sequence[str], due: str) -> Handbook:
    """The handbook with these words as titles and steps, all due on another day."""
    rounds = handbook.playbooks["start-rounds"]
    phase = rounds.phases[0]
    first = type(phase.steps[0]).model_validate({"id": "a", "do": "x", "due": due}).due
    steps = [
        phase.steps[0].model_copy(update={"id": f"step-{n}", "do": one, "due": first})
        for n, one in enumerate(words)
    ]
    title = words[0]
    phases = [phase.model_copy(update={"title": title, "steps": steps})]
    playbook = rounds.model_copy(update={"title": title, "phases": phases, "starts": None})
    playbook.__dict__.pop("steps", None)  # worked out for the former phases
    customer = handbook.customers["ward-3"].model_copy(update={"name": title})
    lead = handbook.customers["ward-3"].people["lead"].model_copy(update={"name": title})
    customer = customer.model_copy(update={"people": {**customer.people, "lead": lead}})
    return replace(
        handbook,
        playbooks={**handbook.playbooks, "start-rounds": playbook},
        customers={"ward-3": customer},
        homes={key: home for key, home in handbook.homes.items() if key != WARD_7},
    )


def hostile_reports() -> Iterator[tuple[list[str], Report]]:
    """The corpus eight by eight (a quarter of it in the normal run): told as titles, as names, as
    what was and what is."""
    words = list(LINES.values())
    for start in range(0, len(words), 8 if TORTURE else 32):
        some = words[start : start + 8]
        old = with_words(BASE, [f"Old {one}" for one in some], "1 week after opening")
        found = compare(old, with_words(BASE, some, "2 weeks after opening"))
        made = effect(found, DAY, lambda _: None)
        assert len(made.lists) == 1
        assert len(made.lists[0].shifts) == len(some)
        yield some, Report(some[0], some[-1], DAY, found.differences, made)


OURS = {"<details>", "</details>", "<small>", "</small>", "<sub>", "</sub>", "<code>", "</code>"}


def html_in(markdown: str) -> list[str]:
    """Every piece of HTML that a reader of CommonMark finds, line by line."""
    found: list[str] = []
    for block in MarkdownIt("commonmark").enable("table").parse(markdown):
        if block.type == "html_block":
            found += block.content.split("\n")
        for child in block.children or []:
            found += [child.content] if child.type == "html_inline" else []
    return [line for line in found if line.strip()]


def test_the_note_is_inert() -> None:
    """Whatever people typed: GitLab mentions nobody, links and does nothing; the only HTML is ours;
    summaries hold plain words; the words can all be read."""
    for words, report in hostile_reports():
        made = note(report)
        assert commands(made) + references(made) + addresses(made) == [], words
        for piece in html_in(made):
            summary = re.fullmatch(r"<summary>(.*)</summary>", piece)
            if summary is None:
                assert piece in OURS or re.fullmatch(r"<span>|</span>", piece), piece
                continue
            assert re.fullmatch(r"[\w\s,:()/'-]*", summary[1]), piece
            assert references(summary[1]) + addresses(summary[1]) + commands(summary[1]) == []
        shown = "\n".join(said for _, said in on_gitlab(made))
        for one in words:
            assert " ".join(one.split()) in " ".join(shown.split()), one


def test_the_terminal_is_left_alone() -> None:
    """No line of the text steers a terminal."""
    for _, report in hostile_reports():
        for line in text(report).split("\n"):
            assert not STEERING.search(line), line


def test_a_large_change_makes_a_short_note() -> None:
    """Thousands of differences and hundreds of customers: the note stays below 100 kB, tells all
    numbers, and says what it leaves out."""
    _, report = next(hostile_reports())
    many = [replace(one, id=f"{one.id}-{n}") for n in range(300) for one in report.differences]
    first = report.effect.lists[0]
    lists: list[Affected] = []
    for n in range(400):
        customer = first.customer.model_copy(update={"id": f"c{n}", "name": f"Customer {n}"})
        lists.append(replace(first, customer=customer, shifts=first.shifts * 9))
    made = note(replace(report, differences=many, effect=Effect(lists, 400, 1)))
    assert len(made.encode()) < 100_000
    assert f"{len(many)} differences" in made
    assert "400 of 400 customers, 400 checklists" in made
    assert "in 280 more entries." in made
    assert "… and 380 more customers." in made
    assert any("more item" in line for line in made.split("\n"))
