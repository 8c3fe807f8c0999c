"""Every way out through the command: all files, twice the same, and what changes when plans do."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from books import (
    ALL,
    AT,
    ROUNDS,
    bytes_and_times,
    edit,
    events,
    everything,
    page,
    printed,
    run,
    table,
    workbook,
)
from checklists import CONTENT
from conftest import COMMAND, HERE, Handrail, files_below
from gitlab_reader import commands
from planted import Texts, plant

from generator import store
from generator.exports import FORMATS

ENDINGS = [format_.ending for format_ in FORMATS.values() if format_.of_one]
TICK = ("- [ ] **Hold the first round**", "- [x] **Hold the first round**")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with all its files."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(HERE / "sample", folder / "content")
    assert everything(folder).code == 0
    return folder


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    """A copy of it: the folder of its files; commands are run in `tmp_path`."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "content/checklists"


# --- which files, and when ---


def test_every_format_of_every_checklist(book: Path, tmp_path: Path) -> None:
    """Each checklist has a file of each format; `--json` names exactly the files that are there."""
    done = everything(tmp_path, "--json", "--out", "out")
    told = json.loads(done.out)
    names = [file["path"] for file in told["files"]]
    assert sorted(names) == sorted(files_below(tmp_path / "out"))
    assert {(file["state"], file["written"]) for file in told["files"]} == {("new", True)}
    wanted = {
        f"{one}{ending}"
        for one in (ROUNDS, "ward-3/medicines-audit", "ward-7/start-rounds")
        for ending in ENDINGS
    }
    assert wanted < set(names)
    more = {name for name in set(names) - wanted if "/_project/" not in name}
    assert more == {
        "_schema.json", "ward-3/_all.ics", "ward-7/_all.ics", "_people/aoyelaran.ics",
        "_people/jonas-weiss.ics", "_people/prof-lena-huber.ics",
    }  # fmt: skip


def test_second_run_touches_nothing(book: Path, tmp_path: Path) -> None:
    """The same handbook again: no file is written, its own notes included; it says so."""
    before = bytes_and_times(book), (book / ".handrail/made").stat().st_mtime_ns
    done = everything(tmp_path)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"0 files written to content/checklists, {len(before[0])} unchanged\n"
    assert (bytes_and_times(book), (book / ".handrail/made").stat().st_mtime_ns) == before


def test_another_process_makes_the_same_bytes(
    handrail: Handrail, book: Path, tmp_path: Path
) -> None:
    """In another process, with other hashes, in another time zone: the same files to the byte."""
    surroundings = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    done = handrail("generate", "--format", ALL, "--out", "out", *AT, env=surroundings)
    assert done.code == 0, done.err
    assert files_below(tmp_path / "out") == files_below(book)


def test_dry_run_writes_nothing(sample: Path, tmp_path: Path) -> None:
    """`--dry-run` names every file that would be written, and makes none, its own notes neither."""
    before = sorted(tmp_path.rglob("*"))
    done = everything(tmp_path, "--dry-run")
    assert done.code == 0
    assert all(f"{ROUNDS}{ending}: new" in done.err for ending in ENDINGS)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["generate", "--format", "htlm"], "there is no format 'htlm': did you mean 'html'?"),
        (["generate", "--format", "md,,csv"], "there is no format ''"),
        (["generate", "--format", "project", "--playbook", "start-rounds"], "leave --playbook out"),
        (["show", "ward-3", "start-rounds", "--format", "project"], "generate --format project"),
        (["show", "ward-3", "start-rounds", "--format", "xslx"], "did you mean 'xlsx'?"),
    ],
)
def test_formats_that_cannot_be(sample: Path, tmp_path: Path, args: list[str], said: str) -> None:
    """A format that is not there, or not of this: usage, exit 2, nothing made."""
    done = run(tmp_path, *args, *AT)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not (sample / "checklists").exists()


def test_help_lists_the_formats(sample: Path, tmp_path: Path) -> None:
    """`--format help` has a line for each, and writes nothing."""
    done = run(tmp_path, "generate", "--format", "help")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == list(FORMATS)
    assert not (sample / "checklists").exists()


def test_files_of_many_come_of_the_whole(sample: Path, tmp_path: Path) -> None:
    """Of one customer: their calendar and project, no calendar of people. Of one playbook: none."""
    formats = ("--format", "ics,project")
    assert run(tmp_path, "generate", *formats, "--customer", "ward-3", *AT).code == 0
    names = set(files_below(sample / "checklists"))
    assert {"ward-3/_all.ics", "ward-3/_project/README.md"} < names
    assert not [name for name in names if name.startswith(("_people", "ward-7"))]
    one = ("--format", "ics", "--customer", "ward-7", "--playbook", "start-rounds")
    assert run(tmp_path, "generate", *one, *AT).code == 0
    assert {n for n in files_below(sample / "checklists") if n.startswith("ward-7")} == {
        "ward-7/start-rounds.ics"
    }


# --- show ---


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].of_one])
def test_show_prints_what_generate_writes(book: Path, tmp_path: Path, name: str) -> None:
    """The bytes on standard output are those of the file, ticks included."""
    edit(book / f"{ROUNDS}.md", TICK)
    path = book / f"{ROUNDS}{FORMATS[name].ending}"
    if name not in ("md", "ics"):  # a calendar goes on from the file before it
        run(tmp_path, "generate", "--format", name, *AT)
    shown = printed(tmp_path, "show", "ward-3", "start-rounds", "--format", name, *AT)
    if name == "ics":
        done = events(shown)["ward-3/start-rounds/first-round@handrail"]
        assert done["SUMMARY"] == "✓ Hold the first round · Ward 3"
    elif name == "md":
        assert shown == path.read_bytes().replace(b"\r\n", b"\n")
        assert b"- [x] **Hold the first round**" in shown
    else:
        assert shown == path.read_bytes()


def test_show_of_the_customers_edition(book: Path, tmp_path: Path) -> None:
    """With `--edition customer` it is their edition; a playbook that has none says so, exit 2."""
    shown = printed(tmp_path, "show", "ward-3", "start-rounds", "--edition", "customer", *AT)
    assert b"Walk through the ward together" in shown
    assert b"Read the ward" not in shown
    edit(
        tmp_path / "content/playbooks/medicines-audit.yaml",
        ("visible_to: customer", "every: 1 week"),
    )
    done = run(tmp_path, "show", "ward-3", "medicines-audit", "--edition", "customer", *AT)
    assert (done.code, done.out) == (2, "")
    told = "no step of 'medicines-audit' is for the customer's edition\n"
    assert done.err.endswith(told)
    which = ("--edition", "customer", "--playbook", "medicines-audit", "--customer", "ward-3")
    assert run(tmp_path, "generate", *which, *AT).err.endswith(told)


def test_show_puts_no_workbook_on_a_terminal(sample: Path, tmp_path: Path) -> None:
    """A terminal would show rubbish: usage, exit 2. Into a file or a pipe it goes."""
    ours, theirs = os.openpty()
    command = [str(COMMAND), "show", "ward-3", "start-rounds", "--format", "xlsx", *AT]
    done = subprocess.run(command, cwd=tmp_path, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"a terminal cannot show 'xlsx'" in done.stderr


# --- what changes when plans do ---


@pytest.fixture(scope="module")
def cycle(made: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    """Two ticks and a note; then one due day moves. The files before and after it."""
    folder = tmp_path_factory.mktemp("cycle")
    shutil.copytree(made, folder, dirs_exist_ok=True)
    book = folder / "content/checklists"
    edit(
        book / f"{ROUNDS}.md",
        TICK,
        ("- [ ] **Read the ward", "- [x] **Read the ward"),
        ("\n<!-- base", "\n- [ ] Bring cake\n\n    On Friday, at noon.\n\n<!-- base"),
    )
    assert everything(folder).code == 0
    before = files_below(book)
    playbook = folder / "content/playbooks/start-rounds.yaml"
    edit(playbook, ("due: 1-2 weeks before first-round", "due: 3 weeks before first-round"))
    assert everything(folder).code == 0
    return [before, files_below(book)]


MOVED = "ward-3/start-rounds/isolation-rules@handrail"


def test_calendar_moves_one_event(cycle: list[dict[str, bytes]]) -> None:
    """A changed due day: the same UID, its day, the next number; every other event is as it was."""
    before, after = cycle
    for name in (f"{ROUNDS}.ics", "ward-3/_all.ics"):
        old, new = events(before[name]), events(after[name])
        assert old.keys() == new.keys()
        assert [uid for uid in old if old[uid] != new[uid]] == [MOVED]
        assert (old[MOVED]["DTEND"], new[MOVED]["DTEND"]) == ("20261218", "20261204")
        assert int(new[MOVED]["SEQUENCE"]) == int(old[MOVED]["SEQUENCE"]) + 1
        assert new[MOVED]["STATUS"] == "CONFIRMED"


def test_other_formats_change_where_the_plan_does(cycle: list[dict[str, bytes]]) -> None:
    """The Markdown keeps ticks and note; tables differ in one row; page and data show the ticks."""
    before, after = cycle
    text = after[f"{ROUNDS}.md"].decode()
    assert text.count("- [x] ") == 2
    assert "- [ ] Bring cake\n\n    On Friday, at noon.\n" in text
    for ending, read in ((".csv", table), (".sheet.csv", table), (".xlsx", workbook)):
        pairs = zip(read(before[ROUNDS + ending]), read(after[ROUNDS + ending]), strict=True)
        (changed,) = [(old, new) for old, new in pairs if old != new]
        at = read(after[ROUNDS + ending])[0].index("Due")
        assert changed[0][-1] == "ward-3/start-rounds/isolation-rules"
        assert [c[at][:10] for c in changed] == ["2026-12-17", "2026-12-03"]
    boxes = page(after[f"{ROUNDS}.html"])
    assert [id_ for id_, ticked in boxes.items() if ticked] == ["read-plan", "first-round"]
    rows = {row[-1]: row[2] for row in table(after[f"{ROUNDS}.csv"])[1:]}
    assert [id_.split("/")[2] for id_, status in rows.items() if status == "Done"] == [
        "read-plan", "first-round",
    ]  # fmt: skip
    ward_7 = [name for name in after if name.startswith("ward-7")]
    assert [name for name in ward_7 if after[name] != before[name]] == []


def test_retired_step_is_cancelled(book: Path, tmp_path: Path) -> None:
    """A step that the handbook drops: its event is cancelled in all calendars, and stays so."""
    playbook = tmp_path / "content/playbooks/start-rounds.yaml"
    text = playbook.read_text()
    start = text.index("      - id: isolation-rules")
    end = text.index("      - id: play-corner")
    playbook.write_text(text[:start] + text[end:])
    for _ in range(2):
        assert everything(tmp_path).code == 0
        for name in (f"{ROUNDS}.ics", "ward-3/_all.ics"):
            gone = events((book / name).read_bytes())[MOVED]
            assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", "1")
    assert "isolation-rules" not in (book / f"{ROUNDS}.csv").read_text()


CALENDARS = ["ward-7/_all.ics", "ward-7/start-rounds.ics"]


def statuses(book: Path, name: str) -> set[str]:
    """The states of a calendar's events."""
    return {event["STATUS"] for event in events((book / name).read_bytes()).values()}


def test_customer_who_leaves_is_cancelled(book: Path, tmp_path: Path) -> None:
    """Their calendars are cancelled, theirs in people's calendars too; other files are told of."""
    (tmp_path / "content/customers/ward-7.yaml").unlink()
    done = everything(tmp_path)
    assert done.code == 0
    assert [statuses(book, name) for name in CALENDARS] == [{"CANCELLED"}] * 2
    person = events((book / "_people/prof-lena-huber.ics").read_bytes())
    assert {e["STATUS"] for uid, e in person.items() if uid.startswith("ward-7/")} == {"CANCELLED"}
    assert "ward-7/start-rounds.html: left as it is: it is not of the plan any more" in done.err
    assert statuses(book, f"{ROUNDS}.ics") == {"CONFIRMED"}
    again = bytes_and_times(book)
    assert everything(tmp_path).code == 0
    assert bytes_and_times(book) == again


def test_last_customer_who_leaves_is_cancelled(book: Path, tmp_path: Path) -> None:
    """Also when nobody is left in the book."""
    shutil.rmtree(tmp_path / "content/customers")
    assert run(tmp_path, "generate", "--format", "ics", *AT).code == 0
    assert [statuses(book, name) for name in CALENDARS] == [{"CANCELLED"}] * 2


def test_playbook_that_is_not_theirs_any_more_is_cancelled(book: Path, tmp_path: Path) -> None:
    """Its calendar is cancelled; a run of one customer or one playbook cancels nothing."""
    edit(tmp_path / "content/customers/ward-3.yaml", ("specialty: surgery", "specialty: children"))
    for part in (["--customer", "ward-3"], ["--playbook", "start-rounds"]):
        assert run(tmp_path, "generate", "--format", "ics", *part, *AT).code == 0
        assert statuses(book, "ward-3/medicines-audit.ics") == {"CONFIRMED"}
    assert run(tmp_path, "generate", "--format", "ics", *AT).code == 0
    assert statuses(book, "ward-3/medicines-audit.ics") == {"CANCELLED"}


def test_what_cannot_be_planned_today_is_not_cancelled(book: Path, tmp_path: Path) -> None:
    """With `--keep-going` a customer with a fault is left out; no calendar forgets them."""
    edit(tmp_path / "content/customers/ward-7.yaml", ("opening: 2026-11-26, ", ""))
    before = files_below(book)
    done = run(tmp_path, "generate", "--format", "ics", "--keep-going", *AT)
    assert done.code == 1
    assert "does not state the date 'opening'" in done.err
    assert files_below(book) == before


def test_cycle_on_the_shipped_handbook(tmp_path: Path) -> None:
    """The same with a real customer and all their playbooks: one event of one calendar moves."""
    shutil.copytree(CONTENT, tmp_path / "content")
    shutil.rmtree(tmp_path / "content/checklists", ignore_errors=True)
    folder = tmp_path / "content/checklists"
    name = "aurora-robotics/onboarding-new"
    formats = ("--customer", "aurora-robotics", "--format", "ics,csv,html,md")
    assert run(tmp_path, "generate", *formats, *AT).code == 0
    edit(folder / f"{name}.md", ("- [ ] ", "- [x] "), ("\n- [ ] ", "\n- [x] "))
    assert run(tmp_path, "generate", *formats, *AT).code == 0
    before = files_below(folder)
    playbook = tmp_path / "content/playbooks/onboarding-new.yaml"
    edit(playbook, ("due: 14 days after onboarding-start", "due: 13 days after onboarding-start"))
    done = run(tmp_path, "generate", *formats, *AT)
    assert done.code == 0, done.err
    after = files_below(folder)
    old, new = events(before[f"{name}.ics"]), events(after[f"{name}.ics"])
    moved = {uid for uid in old if old[uid] != new[uid]}
    assert moved
    assert old.keys() == new.keys()
    assert {int(new[u]["SEQUENCE"]) - int(old[u]["SEQUENCE"]) for u in moved} == {1}
    rows = zip(table(before[f"{name}.csv"]), table(after[f"{name}.csv"]), strict=True)
    assert {f"{b[-1]}@handrail" for a, b in rows if a != b} == moved
    assert sum(page(after[f"{name}.html"]).values()) == 2
    assert after[f"{name}.md"].count(b"- [x] ") == 2
    others = [n for n in after if not n.startswith(name) and n != "aurora-robotics/_all.ics"]
    assert [n for n in others if after[n] != before[n]] == []


# --- files that were edited ---


def test_edited_file_stops_the_run(book: Path, tmp_path: Path) -> None:
    """A table edited since: exit 3, told, and nothing at all is written, the Markdown neither."""
    edit(book / f"{ROUNDS}.csv", ('"Open"', '"Done"'))
    revised(tmp_path)
    before = bytes_and_times(book)
    done = everything(tmp_path)
    assert done.code == 3
    table = f"content/checklists/{ROUNDS}.csv"
    assert f"{table}:1: it was edited since Handrail wrote it: take its ticks back" in done.err
    assert f"'handrail pull {table}'" in done.err
    assert "1 file refused: nothing was written" in done.err
    assert bytes_and_times(book) == before
    going = everything(tmp_path, "--keep-going")
    assert going.code == 3
    assert (book / f"{ROUNDS}.csv").read_bytes() == before[f"{ROUNDS}.csv"][0]
    assert "the very first round" in (book / f"{ROUNDS}.html").read_text()


def test_edited_page_stops_the_run(book: Path, tmp_path: Path) -> None:
    """A page is not edited to tick it: it is refused as well, without the way of `pull`."""
    edit(book / f"{ROUNDS}.html", ("<title>", "<title>My "))
    done = everything(tmp_path)
    assert done.code == 3
    assert f"{ROUNDS}.html:1: it was edited since Handrail wrote it: move it away" in done.err


def test_overwritten_file_is_a_version(book: Path, tmp_path: Path) -> None:
    """`--overwrite` writes it all the same; `restore` gives the edited one back to the byte."""
    old = edit(book / f"{ROUNDS}.csv", ('"Open"', '"Done"'))
    assert everything(tmp_path, "--overwrite").code == 0
    assert (book / f"{ROUNDS}.csv").read_bytes() != old
    assert run(tmp_path, "restore", f"content/checklists/{ROUNDS}.csv").code == 0
    assert (book / f"{ROUNDS}.csv").read_bytes() == old
    assert everything(tmp_path).code == 3


def test_file_of_somebody_else_is_not_written_over(sample: Path, tmp_path: Path) -> None:
    """A file that Handrail has no note of stays; one with the very bytes is taken for its own."""
    path = sample / f"checklists/{ROUNDS}.html"
    path.parent.mkdir(parents=True)
    path.write_text("my own page\n")
    done = run(tmp_path, "generate", "--format", "html", *AT)
    assert done.code == 3
    assert f"{ROUNDS}.html:1: there is no note that Handrail wrote it" in done.err
    assert path.read_text() == "my own page\n"
    assert sorted(files_below(sample / "checklists")) == [f"{ROUNDS}.html"]
    path.write_bytes(printed(tmp_path, "show", "ward-3", "start-rounds", "--format", "html", *AT))
    assert run(tmp_path, "generate", "--format", "html", *AT).code == 0
    revised(tmp_path)
    assert run(tmp_path, "generate", "--format", "html", *AT).code == 0


def revised(tmp_path: Path) -> None:
    """The handbook changes the words of a step."""
    playbook = tmp_path / "content/playbooks/start-rounds.yaml"
    edit(playbook, ("do: Hold the first round", "do: Hold the very first round"))


@pytest.mark.parametrize("at", range(4))
def test_killed_run_leaves_nothing_that_looks_edited(book: Path, tmp_path: Path, at: int) -> None:
    """Killed before, between and after its files, and then the handbook changes once more: the next
    run goes on, and all is as without."""
    revised(tmp_path)
    child = os.fork()
    if not child:  # in the child: no test goes on after this
        killed_at(at)
        try:
            run(tmp_path, "generate", "--format", "csv,html,ics", *AT)
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    playbook = tmp_path / "content/playbooks/start-rounds.yaml"
    edit(playbook, ("do: Hold the very first round", "do: Hold the first of all rounds"))
    done = run(tmp_path, "generate", "--format", "csv,html,ics", *AT)
    assert done.code == 0, done.err
    fresh = ("generate", "--format", "csv,html", "--out", "fresh", *AT)
    assert run(tmp_path, *fresh).code == 0
    after = files_below(book)
    assert {n: after[n] for n in files_below(tmp_path / "fresh")} == files_below(tmp_path / "fresh")
    moved = events(after[f"{ROUNDS}.ics"])["ward-3/start-rounds/first-round@handrail"]
    assert (moved["SUMMARY"], moved["STATUS"]) == (
        "Hold the first of all rounds · Ward 3",
        "CONFIRMED",
    )
    assert moved["SEQUENCE"] in {"1", "2"}  # two, where the killed run came so far


def killed_at(at: int) -> None:
    """Let this process be killed when it is about to note, in the midst of files, or to end."""
    calls = iter(range(100))

    def after(step: Callable[..., Any], wanted: int) -> Callable[..., Any]:
        def stepped(*args: Any, **named: Any) -> Any:
            found = step(*args, **named)
            if next(calls) == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        return stepped

    names = ("note_made", "commit", "commit", "sync")
    name, wanted = names[at], (0, 0, 3, 0)[at]
    setattr(store, name, after(getattr(store, name), wanted))


# --- hostile text ---


@pytest.mark.parametrize("edition", ["internal", "customer"])
@pytest.mark.parametrize("round_", [0, 97])
def test_hostile_words_in_every_file(tmp_path: Path, round_: int, edition: str) -> None:
    """Hostile text in every field of the handbook and its customers: every file is made, and its
    independent reader reads as many items as there are."""
    texts = Texts(round_)
    plant(tmp_path / "content", texts)
    done = everything(tmp_path, "--edition", edition, "--out", "out")
    assert done.code == 0, done.err
    files = files_below(tmp_path / "out")
    plans = [
        name.removesuffix(".json")
        for name in files
        if name.count("/") == 1 and name.endswith(".json")
    ]
    assert len(plans) == 3
    for name in plans:
        whole = json.loads(files[f"{name}.json"])
        items = [item for section in whole["sections"] for item in section["items"]]
        assert len(page(files[f"{name}.html"])) == len(items)
        assert [row[-1].split("/")[2] for row in table(files[f"{name}.csv"])[1:]] == [
            item["id"] for item in items
        ]
        assert len(workbook(files[f"{name}.xlsx"])) == len(items) + 1
        dated = [item for item in items if item["due"]]
        assert len(events(files[f"{name}.ics"])) == len(dated)
        assert set(commands(files[f"{name}.gitlab.md"].decode())) <= ACTIONS
        assert commands(files[f"{name}.md"].decode()) == []
        for ending in ENDINGS:
            assert_plain(files[name + ending], ending)
    for name in (name for name in files if "/_project/" in name):
        assert_plain(files[name], "." + name.rpartition(".")[2])


ACTIONS = {"confidential", "label", "due", "assign"}


def assert_plain(content: bytes, ending: str) -> None:
    """Text of its form, without controls."""
    if ending == ".xlsx":
        return
    text = content.decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    if ending.endswith(".csv"):
        cells = [cell for row in table(content) for cell in row]
        assert not [cell for cell in cells if cell[:1] in tuple("=+@\t")]
    if ending.endswith(".json"):
        json.loads(text)


def test_ticks_of_another_customer_count_nowhere(
    quick: Handrail, sample: Path, tmp_path: Path
) -> None:
    """A file copied from another customer's folder is told by whoever looks for ticks in it, and
    its ticks go nowhere."""
    assert quick("generate", *AT).code == 0
    theirs = sample / "checklists/ward-7/start-rounds.md"
    edit(theirs, ("- [ ] **Hold the first round**", "- [x] **Hold the first round**"))
    (sample / "checklists/ward-3/start-rounds.md").write_bytes(theirs.read_bytes())
    told = "start-rounds.md:2: the file belongs to the customer 'ward-7', not to 'ward-3'\n"
    shown = quick("show", "ward-3", "start-rounds", *AT)
    assert (shown.code, shown.out) == (3, "")
    assert told in shown.err
    made = quick("generate", "--format", "csv", "--customer", "ward-3", *AT)
    assert made.code == 3
    assert told in made.err
    assert told in quick("book", "due", "--customer", "ward-3", *AT).err
    table = sample / "checklists/ward-3/start-rounds.csv"
    table.write_text("Id,Status\nward-3/start-rounds/read-plan,Done\n")
    pulled = quick("pull", table)
    assert (pulled.code, told in pulled.err) == (3, True)
    table.unlink()
    assert quick("generate", "--edition", "customer", "--customer", "ward-3", *AT).code == 3
    assert not list((sample / "shared").rglob("*.md"))
