"""`handrail diff` of revisions whose customers are rows of tables, in real repositories."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY, Handrail
from repositories import commit_all, git, replace_in

ROUNDS = "content/playbooks/start-rounds.yaml"
BOOK = """\
customers:
  - file: wards.csv
    dates: D.M.YYYY
    columns:
      Ward: name
      Beds: attributes.beds
      Opens: dates.opening
      Lead: people.lead
    fixed: {segment: acute, attributes.specialty: surgery, people.sister.name: Maria Gruber}
events:
  - file: moves.csv
    columns: {Ward: customer, Day: on, What: what, To: is}
    dates: D.M.YYYY
"""
WARDS = [("Ward 21", "24", "12.12.2026", "Dr Oak"), ("Ward 22", "12", "1.2.2027", "Dr Elm")]


def write_table(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([head, *rows])
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.getvalue().encode())


@pytest.fixture
def wards(sample: Path) -> Path:
    """The sample handbook with two wards in a table and what happened to one of them in another,
    committed; in the next commit a step is due sooner."""
    for path in (sample / "customers").glob("*.yaml"):
        path.unlink()
    (sample / "book.yaml").write_text(BOOK)
    write_table(sample / "customers/wards.csv", ["Ward", "Beds", "Opens", "Lead"], WARDS)
    moved = [("ward 21", "1.11.2026", "moved", "paper")]
    write_table(sample / "customers/moves.csv", ["Ward", "Day", "What", "To"], moved)
    git(sample.parent, "init", "-qb", "main")
    commit_all(sample.parent)
    rounds = sample.parent / ROUNDS
    replace_in(rounds, "due: 2 working days before walk-through", "due: 6 days before walk-through")
    replace_in(rounds, "when: {records: [paper]}", "when: {records: [electronic]}")
    commit_all(sample.parent)
    return sample.parent


def diff(quick: Handrail, *words: object, code: int = 0) -> Any:
    done = quick("diff", *words, "--format", "json", "--today", TODAY)
    assert done.code == code, done.err
    return json.loads(done.out) if done.out else done.err


def becomes(told: Any) -> dict[str, dict[str, str]]:
    return {
        one["customer"]: {item["id"]: " and ".join(item["whats"]) for item in one["items"]}
        for one in told["effect"]["checklists"]
    }


def test_rows_of_a_revision(wards: Path, quick: Handrail) -> None:
    """The wards of the second revision are planned, with what the table of events says of them, and
    as the same files on disk are; what has become of the tables since does not matter."""
    wanted = {
        "ward-21": {"read-plan": "moves", "paper-folders": "disappears"},
        "ward-22": {"read-plan": "moves", "paper-folders": "appears"},
    }
    here = diff(quick, "main~1")
    assert becomes(here) == wanted
    named = diff(quick, "main~1", "main")
    assert named["effect"] == here["effect"]
    for path in (wards / "content/book.yaml", *(wards / "content/customers").iterdir()):
        path.unlink()
    assert becomes(diff(quick, "main~1")) == {}
    assert diff(quick, "main~1", "main")["effect"] == here["effect"]


def test_a_later_table(wards: Path, quick: Handrail) -> None:
    """Each revision has the rows that it had: a ward that came later is not in the earlier one."""
    more = [*WARDS, ("Ward 23", "8", "3.3.2027", "Dr Ash")]
    table = wards / "content/customers/wards.csv"
    write_table(table, ["Ward", "Beds", "Opens", "Lead"], more)
    commit_all(wards)
    assert sorted(becomes(diff(quick, "main~2", "main"))) == ["ward-21", "ward-22", "ward-23"]
    assert sorted(becomes(diff(quick, "main~2", "main~1"))) == ["ward-21", "ward-22"]


def test_wrong_rows_of_a_revision(wards: Path, quick: Handrail) -> None:
    """A wrong cell, and a table that is missing, are told as on disk: file, row, column."""
    table = wards / "content/customers/wards.csv"
    replace_in(table, "1.2.2027", "2027-02-01")
    commit_all(wards)
    told = diff(quick, "main~2", "main", code=1)
    assert "content/customers/wards.csv:3:12: error[date]" in told
    assert "'2027-02-01' is not a date of the form D.M.YYYY" in told
    assert "= column: Opens" in told
    git(wards, "mv", "content/customers/moves.csv", "content/customers/moved.csv")
    commit_all(wards)
    told = diff(quick, "main~3", "main", code=1)
    assert "there is no table 'moves.csv' in the folder customers/" in told
    assert "'moved.csv'" in told


def test_a_large_table(wards: Path, quick: Handrail) -> None:
    """Tables may be larger than files of the handbook may."""
    rows: list[Sequence[str]] = [(*row, "n" * 30_000) for row in WARDS]
    rows += [(f"Ward {n}", "9", "1.2.2027", "Dr Elm", "n" * 30_000) for n in range(40, 80)]
    table = wards / "content/customers/wards.csv"
    write_table(table, ["Ward", "Beds", "Opens", "Lead", "Notes"], rows)
    assert table.stat().st_size > 1_000_000
    commit_all(wards)
    assert diff(quick, "main~2", "main")["effect"]["totals"]["customers"] == len(rows)


def test_without_book_yaml(wards: Path, quick: Handrail) -> None:
    """Tables that no book.yaml names are not read."""
    git(wards, "rm", "-q", "content/book.yaml")
    commit_all(wards)
    assert diff(quick, "main~2", "main")["effect"]["totals"]["customers"] == 0
