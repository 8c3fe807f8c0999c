"""`generate` and `restore`: what people wrote stays, what changed is told, what was is kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY, Handrail, files_below

import generator.changes
import generator.console
from generator.changes import Change
from generator.keep import Kept, RefusedError, Story
from generator.store import lock

LISTS = ["ward-3/medicines-audit.md", "ward-3/start-rounds.md", "ward-7/start-rounds.md"]
ROUNDS = LISTS[1]
AT = ("--today", TODAY)
Edit = Callable[[str], str]


@pytest.fixture
def lists(quick: Handrail, sample: Path, tmp_path: Path) -> Path:
    """The sample's checklists, freshly written to `tmp_path/out`."""
    assert quick("generate", "--out", "out", *AT).code == 0
    return tmp_path / "out"


def edit(path: Path, *changes: tuple[str, str]) -> bytes:
    """Replace the first of each in a file; the file as it is then."""
    text = path.read_bytes().decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_bytes(text.encode())
    return path.read_bytes()


def revise(sample: Path) -> None:
    """The handbook changes: one step has other words, one is new, one goes."""
    edit(
        sample / "playbooks/start-rounds.yaml",
        ("do: Hold the first round", "do: Hold the very first round"),
        ("      - id: walk-through", """      - id: greet
        do: Greet the ward
        accountable: lead
        due: 1 week after opening
      - id: walk-through"""),
    )  # fmt: skip


TICK = ("- [ ] **Hold the first round**", "- [x] **Hold the first round**")


# --- what is written ---


def test_ticks_follow_former_ids(quick: Handrail, sample: Path, lists: Path) -> None:
    """A playbook with another id and `was`: the new file goes on from the old one, which stays, and
    is told as long as it does. An id that is in use is nobody's former one."""
    edit(lists / ROUNDS, TICK)
    old = (lists / ROUNDS).read_bytes()
    file = (sample / "playbooks/start-rounds.yaml").rename(sample / "playbooks/rounds.yaml")
    file.write_text(f"was: [start-rounds, medicines-audit]\n{file.read_text()}")
    for name in ("journey", "responsibilities", "systems", "tables/round-timetable"):
        edit(sample / f"{name}.yaml", ("start-rounds", "rounds"))
    edit(sample / "playbooks/medicines-audit.yaml", ("start-rounds", "rounds"))
    done = quick("generate", "--out", "out", *AT)
    assert done.code == 0, done.err
    now = "ward-3/rounds.md"
    text = (lists / now).read_text()
    assert "- [x] **Hold the first round**" in text
    assert text.startswith("---\ncustomer: ward-3\nplaybook: rounds\n")
    assert f"out/{now}: goes on from {ROUNDS}, " in done.out
    told = f"out/{ROUNDS}: left as it is: it goes on as out/{now}; this one can be deleted\n"
    assert told in done.err
    assert told in quick("generate", "--out", "out", *AT).err
    assert "medicines-audit.md: left" not in done.err
    assert (lists / ROUNDS).read_bytes() == old


def test_a_playbook_that_left_is_told(quick: Handrail, sample: Path, lists: Path) -> None:
    """A kept file whose playbook is gone from the handbook stays, and is told; a person's own file
    beside it is nobody's business."""
    (lists / "ward-3/notes.md").write_text("Mine.\n")
    (lists / "ward-7/medicines-audit.md").write_text("---\ncustomer: ward-3\nplaybook: x\n---\n")
    (sample / "playbooks/medicines-audit.yaml").unlink()
    for name in ("journey", "responsibilities", "systems"):
        path = sample / f"{name}.yaml"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "medicines-audit" not in line))
    before = files_below(lists)
    done = quick("generate", "--out", "out", *AT)
    told = [line for line in done.err.splitlines() if "left as it is" in line]
    name = "ward-3/medicines-audit.md"
    assert told == [f"out/{name}: left as it is: there is no playbook 'medicines-audit' any more"]
    assert files_below(lists) == before


def test_a_customer_who_left_is_told(quick: Handrail, sample: Path, lists: Path) -> None:
    """Kept files of a customer who is no longer in the book stay, and each is told where the whole
    book is written; what else stands there is nobody's business."""
    (lists / "notes").mkdir()
    (lists / "notes/mine.md").write_text("Mine.\n")
    (sample / "customers/ward-3.yaml").unlink()
    before = files_below(lists)
    done = quick("generate", "--out", "out", *AT)
    told = [line for line in done.err.splitlines() if "left as it is" in line]
    why = "left as it is: there is no customer 'ward-3' in the book"
    assert told == [f"out/{name}: {why}" for name in LISTS[:2]]
    assert files_below(lists) == before
    assert "left" not in quick("generate", "--out", "out", "--customer", "ward-7", *AT).err


def test_quotes_around_whose_it_is_stay(quick: Handrail, sample: Path) -> None:
    """An editor that puts the values of the front matter in quotes says the same: nothing is
    refused, what changes comes in, and the person's lines stay as they were."""
    assert quick("generate", *AT).code == 0
    path = sample / "checklists" / ROUNDS
    edit(
        path,
        ("customer: ward-3", 'customer: "ward-3"'),
        ("playbook: start-rounds", "playbook: 'start-rounds' "),
        ("format: 2", 'format: "2"'),
        ("- [ ] **Walk", "- [x] **Walk"),
    )
    steps = sample / "playbooks/start-rounds.yaml"
    steps.write_text(steps.read_text().replace("Walk through the ward together", "Walk round it"))
    done = quick("generate", *AT)
    assert done.code == 0, done.err
    text = path.read_text()
    assert text.startswith("---\ncustomer: \"ward-3\"\nplaybook: 'start-rounds' \nformat: 2\n")
    assert "- [x] **Walk round it**" in text
    assert "- [x] **Walk" in quick("show", "ward-3", "start-rounds", *AT).out
    done = quick("pull", path, *AT)
    assert done.code == 0, done.err
    edit(path, ("ward-3", "ward-5"))
    done = quick("generate", *AT)
    assert done.code == 3
    assert "the file belongs to the customer 'ward-5', not to 'ward-3'" in done.err


def test_generate_writes_into_the_book(quick: Handrail, sample: Path) -> None:
    """Without `--out`, checklists go to checklists/<customer>/<playbook>.md of the book."""
    before = files_below(sample)
    assert quick("generate", *AT).code == 0
    after = files_below(sample)
    assert sorted(after.keys() - before.keys()) == [f"checklists/{name}" for name in LISTS]
    assert {name: after[name] for name in before} == before


def test_second_run_touches_nothing(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """What has not changed is not written again: same time stamps, exit 0, and it says so."""
    quick("generate", "--out", "out", *AT)
    times = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in LISTS}
    inodes = {name: (tmp_path / "out" / name).stat().st_ino for name in LISTS}
    done = quick("generate", "--out", "out", *AT)
    assert (done.code, done.out) == (0, "")
    assert done.err == "0 checklists written to out, 3 unchanged\n"
    assert {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in LISTS} == times
    assert {name: (tmp_path / "out" / name).stat().st_ino for name in LISTS} == inodes


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (["--customer", "ward-3"], LISTS[:2]),
        (["--playbook", "start-rounds"], LISTS[1:]),
        (["--customer", "ward-3", "--playbook", "start-rounds"], LISTS[1:2]),
        (["--customer", "ward-3", "--customer", "ward-7"], LISTS),
        (["--customer", "ward-7", "--playbook", "medicines-audit"], []),
    ],
)
def test_filters(
    quick: Handrail, sample: Path, tmp_path: Path, chosen: list[str], names: list[str]
) -> None:
    """`--customer` and `--playbook` narrow what is written; each may be given several times."""
    done = quick("generate", *chosen, "--out", "out", *AT)
    assert done.code == 0
    assert list(files_below(tmp_path / "out")) == names


# --- what stands in the way ---


@pytest.mark.parametrize("way", ["out", "out/ward-3", f"out/{LISTS[0]}"])
def test_link_in_the_output_is_refused(
    quick: Handrail, sample: Path, tmp_path: Path, way: str
) -> None:
    """Nothing is written through a symbolic link: exit 3, and what it leads to stays as it is."""
    target = tmp_path / "elsewhere"
    if way.endswith(".md"):
        target.write_text("mine\n")
    else:
        target.mkdir()
    link = tmp_path / way
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    before = files_below(tmp_path)
    done = quick("generate", "--out", "out", *AT)
    assert (done.code, done.out) == (3, "")
    assert way in done.err
    assert files_below(tmp_path) == before
    assert not any(target.iterdir() if target.is_dir() else [])


def test_folder_in_the_way(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """A folder where a checklist should be: refused in words, nothing written."""
    (tmp_path / "out" / LISTS[2]).mkdir(parents=True)
    done = quick("generate", "--out", "out", *AT)
    assert done.code == 3
    assert LISTS[2] in done.err
    assert files_below(tmp_path / "out") == {}


# --- what people wrote ---


def written(path: Path) -> tuple[int, int, int]:
    """Which file it is, and when it was last written or changed; not when it was read."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def test_ticks_and_notes_stay(quick: Handrail, sample: Path, lists: Path) -> None:
    """After the handbook changed: ticks, notes and own items are there, the new step too; told."""
    edit(
        lists / ROUNDS,
        TICK,
        ("\n<!-- base", "\n- [ ] Bring cake\n\n    On Friday, at noon.\n\n<!-- base"),
    )
    untouched = written(lists / LISTS[0])
    revise(sample)
    done = quick("generate", "--out", "out", *AT)
    text = (lists / ROUNDS).read_text()
    assert done.code == 0
    assert "- [x] **Hold the very first round**" in text
    assert "- [ ] Bring cake\n\n    On Friday, at noon.\n" in text
    assert "**Greet the ward**" in text
    assert f"out/{ROUNDS}: " in done.out
    line = next(line for line in done.out.splitlines() if ROUNDS in line)
    assert "1 new (greet)" in line
    assert "1 changed since ticked (first-round)" in line
    assert "1 of your own" in line
    assert done.err == "2 checklists written to out, 1 unchanged\n"
    assert written(lists / LISTS[0]) == untouched
    again = quick("generate", "--out", "out", *AT)
    assert (again.code, again.out) == (0, "")


def test_renamed_step_keeps_its_tick(quick: Handrail, sample: Path, lists: Path) -> None:
    """A step with a former id in `was:` is the same item, in the file too."""
    edit(lists / ROUNDS, ("- [ ] **Read the ward", "- [x] **Read the ward"))
    playbook = sample / "playbooks/start-rounds.yaml"
    text = playbook.read_text().replace("read-plan", "study-plan")
    playbook.write_text(
        text.replace("id: study-plan\n", "id: study-plan\n        was: [read-plan]\n")
    )
    done = quick("generate", "--out", "out", *AT)
    assert done.code == 0, done.err
    assert re.search(r"- \[x\] .*<!-- id: study-plan ", (lists / ROUNDS).read_text())
    assert "renamed (study-plan)" in done.out


def test_json_tells_the_story(quick: Handrail, sample: Path, lists: Path) -> None:
    """`--json`: one object on standard output, with each file's state and story, and totals."""
    edit(lists / ROUNDS, TICK)
    revise(sample)
    (lists / LISTS[2]).unlink()
    told = json.loads(quick("generate", "--out", "out", "--json", *AT).out)
    files = {file["path"]: file for file in told["files"]}
    assert [files[name]["state"] for name in LISTS] == ["unchanged", "changed", "new"]
    assert [files[name]["written"] for name in LISTS] == [False, True, True]
    story = files[ROUNDS]["story"]
    assert story["new"] == ["greet"]
    assert story["changed_since_ticked"] == ["first-round"]
    assert story["theirs"] == 0
    assert told["totals"] == {
        "new": 1, "changed": 1, "unchanged": 1, "refused": 0, "left": 0, "written": 2,
    }  # fmt: skip
    assert set(files[ROUNDS]) == {"path", "state", "written", "story", "message", "line"}


def test_dry_run_is_the_exact_change(
    quick: Handrail, handrail: Handrail, sample: Path, lists: Path, tmp_path: Path
) -> None:
    """`--dry-run` prints a diff that another program can apply: then the files are as written."""
    crlf = lists / LISTS[2]
    edit(lists / ROUNDS, TICK, ("| end -->\n", "| end -->\n\nmine, with no end of line"))
    crlf.write_bytes(crlf.read_bytes().replace(b"\n", b"\r\n"))
    (lists / LISTS[0]).unlink()
    revise(sample)
    before = files_below(tmp_path)
    done = handrail("generate", "--out", "out", "--dry-run", *AT)
    assert done.code == 0
    assert files_below(tmp_path) == before
    assert "3 checklists would be written to out\n" in done.err
    assert "1 new (greet)" in done.err
    assert quick("generate", "--out", "out", *AT).code == 0
    written = files_below(lists)
    for name in LISTS:
        (lists / name).unlink()
        if f"out/{name}" in before:
            (lists / name).write_bytes(before[f"out/{name}"])
    patch = ["git", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(patch, input=done.out.encode(), cwd=tmp_path, check=True)
    assert files_below(lists) == written


def test_dry_run_leaves_no_trace(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """On a book without checklists `--dry-run` makes no folder, and not its own either."""
    before = sorted(tmp_path.rglob("*"))
    done = quick("generate", "--dry-run", *AT)
    assert done.code == 0
    assert done.out.count("\n--- /dev/null\n") + done.out.startswith("--- /dev/null\n") == 3
    assert sorted(tmp_path.rglob("*")) == before


def test_playbook_that_applies_no_longer(quick: Handrail, sample: Path, lists: Path) -> None:
    """A checklist in use whose playbook is not the customer's any more is told and left alone."""
    before = edit(lists / LISTS[0], ("- [ ]", "- [x]"))
    edit(sample / "customers/ward-3.yaml", ("specialty: surgery", "specialty: children"))
    done = quick("generate", "--out", "out", *AT)
    assert done.code == 0
    assert (lists / LISTS[0]).read_bytes() == before
    assert f"out/{LISTS[0]}: left as it is: the playbook is no longer for ward-3: " in done.err
    told = json.loads(quick("generate", "--out", "out", "--json", *AT).out)
    assert [f["path"] for f in told["files"] if f["state"] == "left"] == [LISTS[0]]


def test_strangers_are_left_alone(quick: Handrail, sample: Path, lists: Path) -> None:
    """Files of customers and playbooks that are not in the handbook stay, and so do all others."""
    for name in ("ward-9/start-rounds.md", "ward-3/gone.md", "ward-3/plan.xlsx", "README.md"):
        (lists / name).parent.mkdir(exist_ok=True)
        (lists / name).write_bytes(b"mine")
    before = files_below(lists)
    revise(sample)
    assert quick("generate", "--out", "out", "--customer", "ward-7", *AT).code == 0
    after = files_below(lists)
    assert {n for n in before if before[n] != after[n]} == {LISTS[2]}


# --- what is refused ---

CONFLICT = ("\n## ", "\n<<<<<<< mine\n=======\n>>>>>>> theirs\n## ")


def test_one_refusal_stops_all(quick: Handrail, sample: Path, lists: Path, tmp_path: Path) -> None:
    """A file that a person must look at: exit 3, told with its line, and no file is written."""
    text = edit(lists / ROUNDS, CONFLICT).decode()
    line = text[: text.index("<<<<<<<")].count("\n") + 1
    revise(sample)
    before = files_below(tmp_path)
    done = quick("generate", "--out", "out", *AT)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"out/{ROUNDS}:{line}: ")
    assert done.err.endswith("1 file refused: nothing was written\n")
    assert files_below(tmp_path) == before


def test_keep_going_leaves_it_out(quick: Handrail, sample: Path, lists: Path) -> None:
    """`--keep-going` writes the others, names what it left out, and still ends with 3."""
    refused = edit(lists / ROUNDS, CONFLICT)
    revise(sample)
    done = quick("generate", "--out", "out", "--keep-going", *AT)
    assert done.code == 3
    assert f"out/{ROUNDS}:" in done.err
    assert "1 checklist written to out, 1 unchanged, 1 left out\n" in done.err
    assert (lists / ROUNDS).read_bytes() == refused
    assert "Greet the ward" in (lists / LISTS[2]).read_text()


def test_keep_going_past_a_customer_in_error(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """A customer whose plan has errors stops the run; `--keep-going` writes the others."""
    edit(sample / "customers/ward-3.yaml", ("dates: {opening: 2026-12-12}\n", ""))
    stopped = quick("generate", "--out", "out", *AT)
    assert stopped.code == 1
    assert not (tmp_path / "out").exists()
    done = quick("generate", "--out", "out", "--keep-going", *AT)
    assert done.code == 1
    assert LISTS[2] in files_below(tmp_path / "out")
    assert ROUNDS not in files_below(tmp_path / "out")


def test_many_deletions_are_asked_for(quick: Handrail, sample: Path, lists: Path) -> None:
    """Most items gone looks like an accident: refused, unless `--accept-deletions`."""
    text = (lists / ROUNDS).read_text()
    first, last = text.index("## "), text.rindex("<!-- base")
    (lists / ROUNDS).write_text(text[:first] + text[last:])
    assert quick("generate", "--out", "out", *AT).code == 3
    done = quick("generate", "--out", "out", "--accept-deletions", *AT)
    assert done.code == 0
    assert "deleted by you" in done.out
    assert "- [ ]" not in (lists / ROUNDS).read_text()


def test_planted_merge_bug_is_refused(
    quick: Handrail, sample: Path, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When merging refuses for its own fault, as its self-check does: exit 3, nothing written."""
    before = files_below(lists)
    revise(sample)

    def refuse(*_: Any) -> Kept:
        raise RefusedError("a line of yours would be lost: this is a bug of Handrail", 7)

    monkeypatch.setattr(generator.changes, "keep", refuse)
    done = quick("generate", "--out", "out", *AT)
    assert done.code == 3
    assert f"out/{LISTS[0]}:7: a line of yours would be lost" in done.err
    assert files_below(lists) == before


def test_a_change_has_its_bytes_again(lists: Path) -> None:
    """What waits packed comes out as it was: of a new file, of one that changes (from nothing, too)
    and of one that does not."""
    text = (lists / ROUNDS).read_bytes()
    states = {None: "new", b"": "changed", text + b"x": "changed", text: "unchanged"}
    for old, state in states.items():
        change = Change.to(ROUNDS, old, Kept(text, Story()))
        assert (change.state, change.old, change.content) == (state, old, text)
        assert change.differs == (state != "unchanged")


def test_one_broken_customer_stops_all(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """A book is taken a customer at a time; yet if the last one's file is wrong, this is told and
    nothing was written for the others."""
    with (sample / "customers/ward-7.yaml").open("a") as file:
        file.write("segmnt: none\n")
    done = quick("generate", "--out", "out", *AT)
    assert (done.code, done.out) == (1, "")
    assert "customers/ward-7.yaml:" in done.err
    assert "segmnt" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"---\n", b"\x00" * 100, b"- [ ] mine\n"])
def test_other_files_in_the_place(
    quick: Handrail, sample: Path, lists: Path, content: bytes
) -> None:
    """Whatever stands where a checklist should be: refused in one line, never overwritten."""
    (lists / ROUNDS).write_bytes(content)
    done = quick("generate", "--out", "out", *AT)
    assert done.code == 3
    assert f"out/{ROUNDS}:" in done.err
    assert (lists / ROUNDS).read_bytes() == content


# --- two at once, and what a killed run left ---


@pytest.mark.parametrize("command", ["generate --out out", f"restore out/{ROUNDS}"])
def test_second_run_waits_then_ends(
    quick: Handrail, sample: Path, lists: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """While another holds the lock: exit 4 in one line that names it; nothing is written."""
    monkeypatch.setattr(generator.console, "WAITS", 2)
    revise(sample)
    quick("generate", "--out", "out", "--playbook", "start-rounds", *AT)
    (lists / LISTS[0]).unlink()
    before = files_below(lists)
    with lock(lists):
        done = quick(*command.split(), *(AT if "generate" in command else ()))
    assert done.code == 4
    assert done.err.startswith(f"out is being written by process {os.getpid()} on ")
    assert done.err.count("\n") == 1
    assert files_below(lists) == before


def test_edit_of_a_killed_run_is_found(quick: Handrail, sample: Path, lists: Path) -> None:
    """A run was killed just after it took an edited file away: the edit is in the next result."""
    revise(sample)
    theirs = (lists / ROUNDS).read_bytes().replace(b"- [ ]", b"- [x]", 2)
    assert quick("generate", "--out", "out", *AT).code == 0
    ours = (lists / ROUNDS).read_bytes()
    from generator.store.versions import fingerprint

    beside = lists / "ward-3" / f".start-rounds.md.{fingerprint(ours)}.swap"
    beside.write_bytes(theirs)
    assert quick("generate", "--out", "out", *AT).code == 0
    assert (lists / ROUNDS).read_text().count("- [x]") == 2
    assert not beside.exists()


# --- restore ---


def test_restore_and_back(quick: Handrail, sample: Path, lists: Path) -> None:
    """The former version comes back bit for bit, and what it replaced can be restored in turn."""
    first = edit(lists / ROUNDS, TICK)
    revise(sample)
    quick("generate", "--out", "out", *AT)
    second = (lists / ROUNDS).read_bytes()
    done = quick("restore", f"out/{ROUNDS}")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"out/{ROUNDS}: version 1 is back; what stood there is version 2\n"
    assert (lists / ROUNDS).read_bytes() == first
    assert quick("restore", f"out/{ROUNDS}").code == 0
    assert (lists / ROUNDS).read_bytes() == second


def test_restore_lists_and_chooses(quick: Handrail, sample: Path, lists: Path) -> None:
    """`--list` shows number, time, size and ticks, the latest first; `--version` gives any back."""
    texts = []
    for n in range(3):
        texts.append(edit(lists / ROUNDS, ("- [ ]", "- [x]")))
        os.utime(lists / ROUNDS, (1_800_000_000 + n, 1_800_000_000 + n))
        edit(sample / "playbooks/start-rounds.yaml", ("do: Hold the ", "do: Hold the very "))
        assert quick("generate", "--out", "out", *AT).code == 0
    listed = quick("restore", f"out/{ROUNDS}", "--list")
    rows = [line.split() for line in listed.out.splitlines()]
    assert [(row[0], row[3], row[4], row[5], row[6]) for row in rows] == [
        (str(n + 1), str(len(texts[n])), "bytes", str(n + 1), "ticked") for n in (2, 1, 0)
    ]
    assert all(re.fullmatch(r"2027-01-1\d \d\d:\d\d:\d\d", " ".join(row[1:3])) for row in rows)
    for n in (1, 3, 2):
        assert quick("restore", f"out/{ROUNDS}", "--version", n).code == 0
        assert (lists / ROUNDS).read_bytes() == texts[n - 1]
    done = quick("restore", f"out/{ROUNDS}", "--version", "77")
    assert done.code == 2
    assert "there is no version 77" in done.err


def test_restore_of_a_deleted_file(quick: Handrail, sample: Path, lists: Path) -> None:
    """A checklist that somebody deleted comes back with its ticks."""
    first = edit(lists / ROUNDS, TICK)
    revise(sample)
    quick("generate", "--out", "out", *AT)
    (lists / ROUNDS).unlink()
    done = quick("restore", lists / ROUNDS)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{lists / ROUNDS}: version 1 is back\n"
    assert (lists / ROUNDS).read_bytes() == first


@pytest.mark.parametrize("file", [f"out/{ROUNDS}", "out/nothing.md", "nowhere/at/all.md", "out"])
def test_restore_of_what_never_changed(
    quick: Handrail, sample: Path, lists: Path, file: str
) -> None:
    """A file of which nothing is kept: one line, exit 2, nothing made."""
    before = files_below(lists)
    done = quick("restore", file)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"{file}: there is no earlier version of this file\n"
    assert files_below(lists) == before


def test_restore_of_what_is_there(quick: Handrail, sample: Path, lists: Path) -> None:
    """A version that stands there already is not written again; one spoilt since is told."""
    first = edit(lists / ROUNDS, TICK)
    revise(sample)
    quick("generate", "--out", "out", *AT)
    (lists / ROUNDS).write_bytes(first)
    done = quick("restore", f"out/{ROUNDS}")
    assert (done.code, done.out) == (0, "")
    assert "is so already" in done.err
    (version,) = (lists / ".handrail/versions" / ROUNDS).iterdir()
    version.write_bytes(b"spoilt")
    done = quick("restore", f"out/{ROUNDS}", "--version", "1")
    assert "version 1 was changed after it was put away" in done.err
    assert (lists / ROUNDS).read_bytes() == b"spoilt"


def test_real_process_writes_and_restores(handrail: Handrail, sample: Path, tmp_path: Path) -> None:
    """The installed command, from an editor's point of view: edit, generate, restore."""
    assert handrail("generate", "--out", "out", *AT).code == 0
    first = edit(tmp_path / "out" / ROUNDS, TICK)
    revise(sample)
    assert handrail("generate", "--out", "out", *AT).code == 0
    assert handrail("restore", f"out/{ROUNDS}").code == 0
    assert (tmp_path / "out" / ROUNDS).read_bytes() == first
