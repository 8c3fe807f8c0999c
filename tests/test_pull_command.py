"""`pull`: ticks from whatever went out come back; every refusal leaves all bytes as they were."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import AT, ROUNDS, edit, events, page, run, table
from conftest import HERE, Handrail, files_below

import generator.store
from generator import store

FORMATS = "md,csv,sheet,xlsx,gitlab,html,ics"
KEPT = f"{ROUNDS}.md"
STEPS = ["read-plan", "walk-through", "isolation-rules", "first-round", "write-up"]
Returned = Callable[[Path, dict[str, str]], Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with the files of those formats in which people tick."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(HERE / "sample", folder / "content")
    assert run(folder, "generate", "--format", FORMATS, *AT).code == 0
    return folder


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    """A copy of it: the folder of its files."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "content/checklists"


def boxes(book: Path, name: str = KEPT) -> dict[str, str]:
    """The boxes of a kept file, read line by line."""
    found = re.findall(r"^- \[(.)\] .*<!-- id: ([a-z-]+) ", (book / name).read_text(), re.MULTILINE)
    return {id_: state for state, id_ in found}


# --- from each tool ---

WORDS = {"x": "Done", "~": "Not applicable", " ": "Open"}


def excel_csv(book: Path, states: dict[str, str]) -> Path:
    """The table as Excel saves it where commas are decimal points: semicolons, quotes at need."""
    path = book / f"{ROUNDS}.csv"
    rows = table(path.read_bytes())
    for row in rows:
        id_ = row[-1].rpartition("/")[2]
        row[2] = WORDS[states[id_]] if id_ in states else row[2]
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=";", lineterminator="\r\n").writerows(rows)
    path.write_bytes(saved.getvalue().encode("utf-8-sig"))
    return path


def excel(book: Path, states: dict[str, str]) -> Path:
    """The workbook, opened and saved by another program."""
    path = book / f"{ROUNDS}.xlsx"
    workbook = openpyxl.load_workbook(path)
    rows = list(workbook.worksheets[0].iter_rows())
    heads = next(n for n, row in enumerate(rows) if "Id" in [cell.value for cell in row])
    names = [cell.value for cell in rows[heads]]
    for row in rows[heads + 1 :]:
        id_ = str(row[names.index("Id")].value).rpartition("/")[2]
        if id_ in states:
            row[names.index("Status")].value = WORDS[states[id_]]
    workbook.save(path)
    return path


def issue_text(book: Path, states: dict[str, str]) -> Path:
    """The text of an issue as it is copied from GitLab: no line end at the end."""
    text = (book / f"{ROUNDS}.gitlab.md").read_text()
    for id_, state in states.items():
        text = re.sub(rf"^- \[.\](?=.*<!-- id: {id_} )", f"- [{state}]", text, flags=re.MULTILINE)
    path = book.parent.parent / "pasted.txt"
    path.write_text(text[text.index("<!-- handrail") :].rstrip("\n"))
    return path


def browser_file(book: Path, states: dict[str, str]) -> Path:
    """The file that the page saves in a browser."""
    path = book.parent.parent / "ticks.json"
    whose = {"format": 1, "customer": "ward-3", "playbook": "start-rounds"}
    path.write_text(json.dumps({**whose, "states": states}))
    return path


RETURNED: list[Returned] = [excel_csv, excel, issue_text, browser_file]


@pytest.mark.parametrize("returned", RETURNED)
def test_ticks_come_back(book: Path, tmp_path: Path, returned: Returned) -> None:
    """From every kind of file: the boxes change, told one by one, and nothing else does."""
    before = (book / KEPT).read_text()
    path = returned(book, {"read-plan": "x", "first-round": "~"})
    done = run(tmp_path, "pull", path)
    assert done.code == 0, done.err
    assert "  read-plan: [ ] becomes [x]\n  first-round: [ ] becomes [~]\n" in done.err
    assert re.fullmatch(rf"content/checklists/{KEPT}: 2 of [25] changed\n", done.out)
    expected = before.replace("- [ ] **Read", "- [x] **Read").replace(
        "- [ ] **Hold", "- [~] **Hold"
    )
    assert (book / KEPT).read_text() == expected
    again = run(tmp_path, "pull", path)
    assert (again.code, "0 of " in again.out) == (0, True)


def test_installed_command_pulls(handrail: Handrail, book: Path) -> None:
    """The installed command, from its own process."""
    path = excel_csv(book, {"read-plan": "x"})
    done = handrail("pull", path)
    assert (done.code, boxes(book)["read-plan"]) == (0, "x")


@pytest.mark.parametrize("returned", [excel_csv, excel])
def test_after_pull_the_book_goes_on(book: Path, tmp_path: Path, returned: Returned) -> None:
    """At six in the evening: the table was ticked, `generate` refuses it, `pull` takes it, and
    `generate` goes on. All files show the ticks; the table as it was edited is a version."""
    path = returned(book, {"read-plan": "x", "write-up": "x"})
    old = path.read_bytes()
    generate = ("generate", "--format", FORMATS, *AT)
    assert run(tmp_path, *generate).code == 3
    done = run(tmp_path, "pull", path)
    assert f"{path}: the next 'generate' makes it anew; as it is now, it becomes a version" in (
        done.err
    )
    assert path.read_bytes() == old
    assert run(tmp_path, *generate).code == 0
    ticked = {"read-plan", "write-up"}
    assert {id_ for id_, state in boxes(book).items() if state == "x"} == ticked
    assert {id_ for id_, on in page((book / f"{ROUNDS}.html").read_bytes()).items() if on} == ticked
    rows = table((book / f"{ROUNDS}.csv").read_bytes())
    assert {row[-1].rpartition("/")[2] for row in rows if row[2] == "Done"} == ticked
    summary = events((book / f"{ROUNDS}.ics").read_bytes())[f"{ROUNDS}/read-plan@handrail"]
    assert summary["SUMMARY"].startswith("✓ ")
    assert run(tmp_path, "restore", path).code == 0
    assert path.read_bytes() == old


def test_table_edited_again_after_pull_is_refused_again(book: Path, tmp_path: Path) -> None:
    """Only the very bytes that were pulled may go; so may none with rows of a person's own."""
    path = excel_csv(book, {"read-plan": "x"})
    assert run(tmp_path, "pull", path).code == 0
    edit(path, (";Open;", ";Done;"))
    assert run(tmp_path, "generate", "--format", FORMATS, *AT).code == 3
    with path.open("a", newline="") as file:
        file.write(";Bring cake" + ";" * 12 + "\r\n")
    done = run(tmp_path, "pull", path)
    assert done.code == 0, done.err
    assert f"{path}: it holds rows of your own, so 'generate' will not write over it" in done.err
    assert run(tmp_path, "generate", "--format", FORMATS, *AT).code == 3


def test_files_of_the_customers_edition_come_back(book: Path, tmp_path: Path) -> None:
    """A table out of shared/ ticks the internal checklist, and is made anew there."""
    generate = ("generate", "--edition", "customer", "--format", "csv", *AT)
    assert run(tmp_path, *generate).code == 0
    path = tmp_path / f"content/shared/{ROUNDS}.csv"
    edit(
        path, ('"Walk through the ward together","Open"', '"Walk through the ward together","Done"')
    )
    assert run(tmp_path, *generate).code == 3
    assert run(tmp_path, "pull", path).code == 0
    assert boxes(book)["walk-through"] == "x"
    done = run(tmp_path, *generate)
    assert done.code == 0, done.err
    assert '"Done"' in path.read_text()


def test_several_files_at_once(book: Path, tmp_path: Path) -> None:
    """Files of several checklists, and two of one: what is ticked in either is ticked."""
    other = tmp_path / "other.csv"
    other.write_bytes((book / "ward-7/start-rounds.csv").read_bytes())
    edit(other, ('"Open"', '"Done"'))
    first = browser_file(book, {"read-plan": "x", "write-up": " "})
    second = excel_csv(book, {"write-up": "x"})
    done = run(tmp_path, "pull", first, second, other, first)
    assert done.code == 0, done.err
    assert {id_ for id_, state in boxes(book).items() if state == "x"} == {"read-plan", "write-up"}
    assert list(boxes(book, "ward-7/start-rounds.md").values()).count("x") == 1


# --- stale files ---


@pytest.mark.parametrize("returned", RETURNED)
def test_stale_file_unticks_nothing(book: Path, tmp_path: Path, returned: Returned) -> None:
    """What is ticked here and open in the file stays ticked, and is told; `--untick` opens it."""
    path = returned(book, {"read-plan": " ", "walk-through": "x"})
    edit(book / KEPT, ("- [ ] **Read", "- [X] **Read"), ("- [ ] **Walk", "- [X] **Walk"))
    before = (book / KEPT).read_bytes()
    done = run(tmp_path, "pull", path)
    assert done.code == 0
    words = "ticked here, open in the file, left as they are (or --untick): read-plan"
    assert words in done.err
    assert (book / KEPT).read_bytes() == before
    assert run(tmp_path, "pull", path, "--untick").code == 0
    assert boxes(book)["read-plan"] == " "
    assert boxes(book)["walk-through"] == "X"


def test_step_that_was_renamed_or_retired(book: Path, tmp_path: Path) -> None:
    """A table from before: a former id is its step of today; an open row of a step that is gone is
    told, a ticked one refused."""
    path = tmp_path / "old.csv"
    path.write_bytes((book / f"{ROUNDS}.csv").read_bytes())
    edit(path, ('what was decided","Open', 'what was decided","Done'))
    playbook = tmp_path / "content/playbooks/start-rounds.yaml"
    text = playbook.read_text().replace("id: write-up\n", "id: minutes\n        was: [write-up]\n")
    start, end = text.index("      - id: isolation-rules"), text.index("      - id: play-corner")
    playbook.write_text(text[:start] + text[end:])
    edit(tmp_path / "content/tables/round-timetable.yaml", ("write-up", "minutes"))
    assert run(tmp_path, "generate", *AT).code == 0
    done = run(tmp_path, "pull", path)
    assert done.code == 0, done.err
    assert "no item has the id 'isolation-rules'" in done.err
    assert boxes(book)["minutes"] == "x"
    edit(path, ('rooms are visited","Open', 'rooms are visited","Done'))
    before = files_below(tmp_path)
    done = run(tmp_path, "pull", path)
    assert done.code == 1
    assert "old.csv:" in done.err
    assert files_below(tmp_path) == before


# --- what is refused ---


def two_that_disagree(book: Path) -> list[Path]:
    return [browser_file(book, {"read-plan": "~"}), excel_csv(book, {"read-plan": "x"})]


def unknown_id(book: Path) -> list[Path]:
    return [browser_file(book, {"read-plan": "x", "read-plans": "x"})]


def two_checklists(book: Path) -> list[Path]:
    path = excel_csv(book, {"read-plan": "x"})
    edit(path, (f"{ROUNDS}/first-round", "ward-7/start-rounds/first-round"))
    return [path]


def not_a_state(book: Path) -> list[Path]:
    path = excel_csv(book, {"read-plan": "x"})
    edit(path, ("Open", "Perhaps"))
    return [path]


def no_checklist_here(book: Path) -> list[Path]:
    path = browser_file(book, {"read-plan": "x"})
    edit(path, ("ward-3", "ward-9"))
    return [path]


def newer_markdown(book: Path) -> list[Path]:
    edit(book / KEPT, ("format: 2", "format: 3"))
    return [browser_file(book, {"read-plan": "x"})]


def cut_markdown(book: Path) -> list[Path]:
    text = (book / KEPT).read_text()
    (book / KEPT).write_text(text[: text.index("<!-- base")])
    return [browser_file(book, {"read-plan": "x"})]


def one_sound_one_not(book: Path) -> list[Path]:
    good = book.parent.parent / "good.csv"
    good.write_bytes((book / "ward-7/start-rounds.csv").read_bytes())
    edit(good, ('"Open"', '"Done"'))
    return [good, *unknown_id(book)]


def linked_kept_file(book: Path) -> list[Path]:
    (book / KEPT).rename(book / "elsewhere.md")
    (book / KEPT).symlink_to(book / "elsewhere.md")
    return [browser_file(book, {"read-plan": "x"})]


def linked_file(book: Path) -> list[Path]:
    path = book.parent.parent / "link.json"
    path.symlink_to(browser_file(book, {"read-plan": "x"}))
    return [path]


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        (two_that_disagree, 1, "another of these files says otherwise of 'read-plan'"),
        (unknown_id, 1, "no item has the id 'read-plans'"),
        (two_checklists, 1, "this is of ward-7/start-rounds; what stands before it is of ward-3"),
        (not_a_state, 1, "'Perhaps' is not a status"),
        (no_checklist_here, 1, "ward-9/start-rounds.md is not there: make it with"),
        (newer_markdown, 3, f"{KEPT}:4: the file has format 3"),
        (cut_markdown, 3, f"{KEPT}:"),
        (one_sound_one_not, 1, "no item has the id 'read-plans'"),
        (linked_kept_file, 3, "start-rounds.md"),
        (linked_file, 3, "link.json is a link to another place"),
        (lambda book: [book / "nothing.csv"], 2, "there is no file"),
        (lambda book: [book / "ward-3"], 2, "is a folder: name the files in it"),
        (lambda book: [book / f"{ROUNDS}.html"], 1, "this kind of file carries no ticks"),
        (lambda book: [book / f"{ROUNDS}.ics"], 1, "this kind of file carries no ticks"),
    ],
)
def test_refusal_leaves_all_as_it_was(
    book: Path, tmp_path: Path, files: Callable[[Path], list[Path]], code: int, said: str
) -> None:
    """Whatever is unclear ends the run in words with its place, and not a byte is written."""
    paths = files(book)
    before = files_below(tmp_path)
    done = run(tmp_path, "pull", *paths)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert files_below(tmp_path) == before


def test_whose_ticks_they_are(book: Path, tmp_path: Path) -> None:
    """A text that does not say so needs `--customer` and `--playbook`; one that says so may not be
    put into another's checklist."""
    path = tmp_path / "pasted.md"
    path.write_text("- [x] **Read the plan** <!-- id: read-plan 1a2b3c4d -->\n")
    before = files_below(book)
    done = run(tmp_path, "pull", path)
    assert done.code == 2
    assert "give --customer and --playbook" in done.err
    said = browser_file(book, {"read-plan": "x"})
    done = run(tmp_path, "pull", said, "--customer", "ward-7")
    assert done.code == 2
    assert "is of the customer 'ward-3', not of 'ward-7'" in done.err
    for whose in ("../../ward-3", "", "ward-3/x"):
        done = run(tmp_path, "pull", path, "--customer", whose, "--playbook", "start-rounds")
        assert done.code == 2
    assert files_below(book) == before
    args = ("--customer", "ward-3", "--playbook", "start-rounds")
    assert run(tmp_path, "pull", path, *args).code == 0
    assert boxes(book)["read-plan"] == "x"


def test_dry_run_says_and_writes_nothing(book: Path, tmp_path: Path) -> None:
    """`--dry-run` tells each box, and leaves bytes, times and its own notes as they are."""
    path = excel_csv(book, {"read-plan": "x"})
    before = sorted((p, p.stat().st_mtime_ns) for p in tmp_path.rglob("*") if p.is_file())
    done = run(tmp_path, "pull", path, "--dry-run")
    assert done.code == 0
    assert done.out == f"content/checklists/{KEPT}: 1 of 5 would change\n"
    assert "  read-plan: [ ] becomes [x]\n" in done.err
    assert sorted((p, p.stat().st_mtime_ns) for p in tmp_path.rglob("*") if p.is_file()) == before
    assert run(tmp_path, "generate", "--format", "csv", *AT).code == 3


# --- while somebody writes ---


def saved_meanwhile(
    monkeypatch: pytest.MonkeyPatch, path: Path, change: Callable[[str], str]
) -> None:
    """Let somebody save a file after it was read, and before it is written."""
    real, once = store.commit, iter([1])

    def commit(*args: Any) -> Any:
        for _ in once:
            path.write_text(change(path.read_text()))
        return real(*args)

    monkeypatch.setattr(generator.store, "commit", commit)


def test_edit_meanwhile_is_kept(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tick that is saved while `pull` is at it stays, beside those that come back."""
    path = browser_file(book, {"read-plan": "x"})
    saved_meanwhile(
        monkeypatch, book / KEPT, lambda text: text.replace("- [ ] **Walk", "- [x] **Walk")
    )
    assert run(tmp_path, "pull", path).code == 0
    assert {id_ for id_, state in boxes(book).items() if state == "x"} == {
        "read-plan", "walk-through",
    }  # fmt: skip


def test_file_that_breaks_meanwhile_is_refused(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of which somebody saves the half meanwhile: exit 3 in words, their bytes stay."""
    path = browser_file(book, {"read-plan": "x"})
    saved_meanwhile(monkeypatch, book / KEPT, lambda text: text[: text.index("<!-- base")])
    done = run(tmp_path, "pull", path)
    assert done.code == 3
    assert done.err.startswith("  read-plan: ")
    assert "<!-- base" not in (book / KEPT).read_text()
    assert boxes(book)["read-plan"] == " "
    assert not list((book / "ward-3").glob(".*"))
