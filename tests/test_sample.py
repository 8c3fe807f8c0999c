"""A colleague's handbook: written from the design's section 5 alone, it goes all the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import HERE, TODAY, Handrail, files_below

from generator.build import examine, plans
from generator.handbook import Handbook
from generator.loader import KINDS


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return examine(HERE / "sample", HERE / "sample").handbook


@pytest.mark.parametrize("today", ["2025-02-28", TODAY, "2028-02-29"])
def test_sample_has_no_problems(quick: Handrail, sample: Path, today: str) -> None:
    """The hospital's handbook is sound on any day, warnings included."""
    assert quick("check", "--today", today) == (0, "", "0 problems\n")


def test_sample_has_every_kind(handbook: Handbook) -> None:
    """Nothing that a writer can write is left out of the sample."""
    empty = [k.name for k in KINDS if k.name != "accepted" and not handbook.of_kind(k.name)]
    assert empty == []
    assert handbook.accepted
    assert handbook.pages
    assert handbook.settings.scheme == "RACI"


def test_sample_uses_what_dates_can_do(handbook: Handbook) -> None:
    """The sample has windows, working days, `on`, steps dated by steps and by what they follow."""
    steps = [p.step for book in handbook.playbooks.values() for p in book.steps.values()]
    lengths = [s.due.length for s in steps if s.due and s.due.length]
    assert any(length.low < length.high for length in lengths)
    assert any(length.working for length in lengths)
    assert any(s.due and s.due.direction == "on" for s in steps)
    assert any(s.due and s.due.anchor not in handbook.dates for s in steps)
    assert any(s.due is None and s.after for s in steps)


def test_sample_checklists_differ_by_ward(handbook: Handbook) -> None:
    """Conditions decide: each optional, phased or conditional step is on one list, not on all."""
    from datetime import date

    lists = {
        (one.customer, one.playbook): {item.id for item in one.checklist.items}
        for one in plans(handbook, date.fromisoformat(TODAY))
        if one.checklist
    }
    assert {name: sorted(ids) for name, ids in lists.items()} == {
        ("ward-3", "start-rounds"): [
            "first-round", "isolation-rules", "read-plan", "walk-through", "write-up",
        ],
        ("ward-3", "medicines-audit"): ["ask-lead", "count", "present", "second-count"],
        ("ward-7", "start-rounds"): [
            "first-round", "paper-folders", "play-corner", "read-plan", "walk-through", "write-up",
        ],
    }  # fmt: skip


def test_handbook_stands_without_its_book(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """Customers can live in a folder of their own; without `--book` nothing there is looked at."""
    book = tmp_path / "book"
    book.mkdir()
    (sample / "customers").rename(book / "customers")
    assert quick("check", "--today", TODAY).code == 0
    done = quick("generate", "--book", book, "--today", TODAY)
    assert done.code == 0
    assert sorted(files_below(book / "checklists")) == [
        "ward-3/medicines-audit.md", "ward-3/start-rounds.md", "ward-7/start-rounds.md",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["no", "on", "1.10", "010", "02134", "12:30", "1_000", "2026-12-01", "=", "~", "null", "0x1F",
     "1e3", ".inf", "Émile 🧑‍⚕️", "C# & <b>", "a*b_c`d`", "-5", "100 %"],
)  # fmt: skip
def test_text_stays_as_typed(quick: Handrail, sample: Path, typed: str) -> None:
    """YAML's guesses (Norway, octal, sexagesimal, dates) do not happen: text is what was typed."""
    roles = sample / "roles.yaml"
    roles.write_text(roles.read_text().replace("title: Medical director", f"title: {typed}"))
    assert quick("check", "--today", TODAY) == (0, "", "0 problems\n")
    assert examine(sample, sample).handbook.roles["medical-director"].title == typed


def test_byte_order_mark_and_crlf(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """Files as Windows editors save them mean the same: the checklists have the same bytes."""
    quick("generate", "--out", "before", "--today", TODAY)
    for path in sample.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert quick("generate", "--out", "after", "--today", TODAY).code == 0
    assert files_below(tmp_path / "after") == files_below(tmp_path / "before") != {}


def test_editors_leftovers_are_not_read(quick: Handrail, sample: Path) -> None:
    """Hidden files (editors' and the system's) are nobody's entries."""
    (sample / ".DS_Store").write_bytes(b"\0\0\1")
    (sample / "playbooks" / ".start-rounds.yaml.swp").write_bytes(b"b0VIM 9.0\0")
    assert quick("check", "--today", TODAY) == (0, "", "0 problems\n")
