"""A command about some customers reads no others, and tells what is wrong as it always did."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import HERE, Handrail

DAY = ("--today", "2026-11-21")
SHOW = ("show", "ward-7", "start-rounds")
WHY = ("why", "ward-7", "start-rounds", "first-round")
COMMANDS = (
    SHOW,
    WHY,
    ("generate", "--customer", "ward-7", "--dry-run"),
    ("book", "cadence", "--customer", "ward-7"),
)
"""Of one customer, each in another way."""


@pytest.fixture
def book(sample: Path) -> Path:
    """The sample's book of two, and a third customer."""
    text = (sample / "customers/ward-3.yaml").read_text()
    (sample / "customers/ward-9.yaml").write_text(text.replace("Ward 3", "Ward 9"))
    return sample


def checked(quick: Handrail) -> str:
    """What `check` says, without the line about `explain`."""
    told = quick("check", *DAY).err.splitlines(keepends=True)
    return "".join(line for line in told if not line.startswith("for more"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_others_are_not_read(command: tuple[str, ...], book: Path, quick: Handrail) -> None:
    """What is wrong with somebody else's customers keeps nobody from an answer, and does not change
    it; `check` tells of them."""
    before = quick(*command, *DAY)
    assert before.code == 0, before.err
    (book / "customers/ward-3.yaml").write_text("name: [\n")
    (book / "customers/ward-9.yaml").write_text("nome: Ward 9\n")
    assert quick(*command, *DAY) == before
    assert quick("check", *DAY).code == 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("segment: acute", "segment: acuter"),
        ("beds: 12", "bed: 12"),
        ("name: Ward 7", "name: Ward 7\nname: Ward 8"),
        ("specialty: children", "specialty: children, mood: angry"),  # against an event
    ],
)
def test_what_is_wrong_is_told_whole(
    old: str, new: str, command: tuple[str, ...], book: Path, quick: Handrail
) -> None:
    """With an error in the customer that is meant, all that is wrong in the book is told, in the
    words of `check`, and nothing comes out."""
    (book / "customers/ward-3.yaml").write_text("nome: Ward 3\n")
    path = book / "customers/ward-7.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert quick(*command, *DAY) == (1, "", checked(quick))


def test_nobody_of_that_name(book: Path, quick: Handrail) -> None:
    """An unknown customer is told with those who are known; what is no id leaves the folder
    alone."""
    for name in ("ward-8", "../customers/ward-7", "Ward-7"):
        found = quick("show", name, "start-rounds", *DAY)
        assert found.code == 2
        assert f"there is no customer '{name}': " in found.err
        assert "ward-" in found.err.rpartition(": ")[2]
    shutil.rmtree(book / "customers")
    assert "there is no customer 'ward-7'" in quick(*SHOW, *DAY).err


def test_a_wrong_handbook_is_refused(book: Path, quick: Handrail) -> None:
    """Nothing is less checked than before: any error of the handbook ends the run."""
    roles = book / "roles.yaml"
    roles.write_text(roles.read_text() + "  - {id: porter, titel: Porter}\n")
    assert quick(*SHOW, *DAY) == (1, "", checked(quick))


def test_a_book_with_tables_is_read_whole(book: Path, quick: Handrail) -> None:
    """For a table may say more of any customer: also that one of a file is in it once more."""
    (book / "customers/ward-3.yaml").write_text("nome: Ward 3\n")
    (book / "book.yaml").write_text("customers: []\n")
    assert "nome" in quick(*SHOW, *DAY).err
    (book / "book.yaml").unlink()
    accepted = book / "accepted.yaml"
    at = "{check: stated-otherwise, at: customers/ward-3 attributes.mood, because: It is so.}"
    accepted.write_text(f"{accepted.read_text()}\n  - {at}\n")
    assert "nome" in quick(*SHOW, *DAY).err


def test_notes_are_of_those_who_are_asked_about(book: Path, quick: Handrail) -> None:
    """What is not known of others is not said of this one; a handoff of a customer without a
    segment says why there is none."""
    (book / "customers/ward-9.yaml").write_text("name: Ward 9\n")
    assert "Ward 9" in quick("book", "cadence", *DAY).out
    assert "Ward 9" not in quick("book", "cadence", "--customer", "ward-7", *DAY).out
    content = HERE.parent / "content"
    given = ("pack", "handoff", "team-emea", "--to", "Priya Nair", "--on", "2026-12-10")
    found = quick(*given, "--content", content, *DAY)
    assert found.code == 2
    assert "no segment" in found.err
