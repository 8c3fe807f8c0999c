"""`handrail diff` in real repositories: what is told of a change, and what can go wrong."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from conftest import HERE, TODAY, Handrail
from repositories import commit_all, git, replace_in

from generator.build import examine
from generator.chronicle import chronicle
from generator.comparison.record import FORMAT
from generator.pages.changes import changes
from generator.pages.page import Site

EBR = "content/playbooks/ebr.yaml"
ROUNDS = "content/playbooks/start-rounds.yaml"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """The shipped handbook with three customers of its book, committed."""
    skip = shutil.ignore_patterns("checklists", "shared", "customers")
    shutil.copytree(HERE.parent / "content", tmp_path / "content", ignore=skip)
    (tmp_path / "content/customers").mkdir()
    for name in ("aurora-robotics", "tessel-optics", "tidewell-print"):
        shutil.copy(HERE.parent / f"content/customers/{name}.yaml", tmp_path / "content/customers")
    git(tmp_path, "init", "-qb", "main")
    commit_all(tmp_path)
    return tmp_path


@pytest.fixture
def wards(sample: Path) -> Path:
    """The sample handbook and its book, committed."""
    git(sample.parent, "init", "-qb", "main")
    commit_all(sample.parent)
    return sample.parent


WALK = """\
1 difference: 1 notable
Open plans: 2 of 3 customers, 2 checklists: 2 items move; 1 of them already ticked

playbooks/ebr: Executive business review
  notable   step 'Ask the leaders on our side to take part': due 2 weeks after schedule-review, \
was 1 week after schedule-review
            content/playbooks/ebr.yaml:93

Aurora Robotics (aurora-robotics)
  Executive business review
    moves Thu 8 Apr 2027 -> Thu 15 Apr 2027 (5 working days later): Ask the leaders on our side to \
take part

Tessel Optics (tessel-optics)
  Executive business review
    moves Thu 19 Nov 2026 -> Wed 25 Nov 2026 (4 working days later): Ask the leaders on our side \
to take part [ticked already]
"""


def test_a_change_from_branch_to_site(shipped: Path, quick: Handrail) -> None:
    """The walk of a change. The days, by hand: Aurora's contract starts on 1 Dec 2026, so it renews
    on 1 Dec 2027; the review is six months before, Tue 1 Jun 2027; its date is fixed two months
    before that, Thu 1 Apr; a week later is Thu 8 Apr, two weeks Thu 15 Apr: 9, 12, 13, 14 and 15
    Apr are worked. Tessel's date is fixed on Thu 12 Nov 2026; two weeks later is Thu 26 Nov, which
    is Thanksgiving, so it is Wed 25: 20, 23, 24 and 25 Nov are worked."""
    day = ("--today", TODAY)
    assert quick("generate", *day, "--customer", "tessel-optics", "--playbook", "ebr").code == 0
    kept = shipped / "content/checklists/tessel-optics/ebr.md"
    replace_in(kept, "- [ ] **Ask the leaders on our", "- [x] **Ask the leaders on our")
    commit_all(shipped, "2026-03-02")

    git(shipped, "checkout", "-qb", "later")
    due = "due: {} after schedule-review"
    replace_in(shipped / EBR, due.format("1 week"), due.format("2 wekks"))
    wrong = quick("check", *day)
    assert wrong.code == 1
    assert f"{EBR}:93:14: error[due]: 'wekks' is not a unit of time" in wrong.err
    refused(quick("diff", "main", *day), 1, "the handbook does not check: what is here\n")

    replace_in(shipped / EBR, "2 wekks", "2 weeks")
    assert quick("check", *day).code == 0
    told = quick("diff", "main", *day)
    assert (told.code, told.err) == (0, "")
    assert told.out == WALK

    commit_all(shipped, "2026-03-05", author="Bea")
    git(shipped, "checkout", "-q", "main", day="2026-03-06")
    git(shipped, "merge", "-q", "--no-ff", "-m", "Merge", "later", day="2026-03-06", author="Cay")
    assert quick("diff", "main~1", *day).out == told.out
    edits = chronicle(shipped / "content")
    site = Site(examine(shipped / "content", None).handbook, date(2026, 11, 21), {}, edits)
    ((path, page),) = changes(site)
    assert path == "changes.md"
    assert "### Fri 6 Mar 2026 {: #d-2026-03-06 }" in page
    assert ">by Bea</p>" in page
    line = "step 'Ask the leaders on our side to take part': due 2 weeks after schedule-review"
    assert f"- [Executive business review](playbooks/ebr.md)\n\n    - {line}" in page


def shifts(told: str) -> Mapping[str, dict[str, str]]:
    """From JSON: for each customer what becomes of which item."""
    found = json.loads(told)
    assert found["format"] == FORMAT
    return {
        one["customer"]: {item["id"]: " and ".join(item["whats"]) for item in one["items"]}
        for one in found["effect"]["checklists"]
    }


def test_what_becomes_of_items(wards: Path, quick: Handrail) -> None:
    """Items appear, disappear, move, change hands; the lists of customers whom it does not concern
    are not named; a step that is renamed stays the same item."""
    rounds = wards / ROUNDS
    replace_in(rounds, "{specialty: [children]}", "{specialty: [surgery]}")
    replace_in(rounds, "due: 2 working days before walk-through", "due: 4 working days before tour")
    replace_in(rounds, "- id: walk-through\n", "- id: tour\n        was: [walk-through]\n")
    replace_in(rounds, "after: [walk-through]", "after: [tour]")
    replace_in(wards / "content/tables/round-timetable.yaml", "id: walk-through", "id: tour")
    replace_in(
        rounds,
        "do: Order folders for the notes\n        accountable: clerk",
        "do: Order folders for the notes\n        accountable: sister",
    )
    done = quick("diff", "main", "--format", "json", "--today", TODAY)
    assert (done.code, done.err) == (0, "")
    assert shifts(done.out) == {
        "ward-3": {"read-plan": "moves", "play-corner": "appears"},
        "ward-7": {
            "read-plan": "moves", "paper-folders": "changes hands", "play-corner": "disappears",
        },
    }  # fmt: skip
    found = json.loads(done.out)
    assert found["effect"]["totals"]["customers"] == 2
    assert {one["what"] for one in found["differences"]} == {
        "re-dated", "re-owned", "redirected", "renamed",
    }  # fmt: skip


def test_lists_begin_end_and_fail(wards: Path, quick: Handrail) -> None:
    """A playbook for others: the list of the one begins, of the other ends. A new question that the
    book does not answer: the list cannot be made any more, which is breaking."""
    audit = wards / "content/playbooks/medicines-audit.yaml"
    old = "applies_to: {beds: {at_least: 10, at_most: 40}, specialty: [surgery, medicine]}"
    replace_in(audit, old, "applies_to: {specialty: [children]}")
    begun = quick("diff", "main", "--today", TODAY)
    assert "Ward 3 (ward-3)\n  Medicines audit: ends, 4 items\n" in begun.out
    assert "Ward 7 (ward-7)\n  Medicines audit: begins, 3 items\n" in begun.out
    replace_in(audit, "{specialty: [children]}", "{stairs: true}")
    with (wards / "content/attributes.yaml").open("a") as file:
        file.write("  - {id: stairs, question: Are there stairs?, yes_no: true}\n")
    failed = quick("diff", "main", "--today", TODAY, "--fail-on", "breaking")
    assert failed.code == 1
    words = "cannot be planned any more: Ward 3 does not state 'stairs': Are there stairs?"
    assert f"Medicines audit: {words}" in failed.out
    assert "--fail-on breaking: 1 of the differences, 2 plans that cannot be made" in failed.err


GRAVITY = [
    ("when: {records: [paper]}", "when: {records: [electronic]}", "breaking"),
    ("due: 2 days before first-round", "due: 3 days before first-round", "notable"),
    ("do: Read the ward's plan", "do: Read the plan", "wording"),
    ("title: Start rounds on a ward", "title:   'Start rounds on a ward'", ""),
]


@pytest.mark.parametrize(("old", "new", "level"), GRAVITY)
def test_fail_on(wards: Path, quick: Handrail, old: str, new: str, level: str) -> None:
    """`--fail-on` ends with 1 at its level and above, and the report is whole all the same."""
    replace_in(wards / ROUNDS, old, new)
    levels = ["breaking", "notable", "wording"]
    at = levels.index(level) if level else len(levels)
    for fail_on in levels[max(0, at - 1) : at + 1]:
        done = quick("diff", "main", "--today", TODAY, "--fail-on", fail_on)
        assert done.code == (0 if levels.index(fail_on) < at else 1)
        assert (f"1 {level}" if level else "No difference.") in done.out


# --- revisions and folders ---


def test_folders_need_no_git(sample: Path, quick: Handrail, tmp_path: Path) -> None:
    """Two folders are compared without any repository; the book is the second one's."""
    other = shutil.copytree(sample, tmp_path / "other")
    replace_in(other / "roles.yaml", "title: Ward sister", "title: Head of the ward")
    done = quick("diff", "content", "other", "--today", TODAY)
    assert done.code == 0
    assert (
        "wording   title Head of the ward, was Ward sister\n            other/roles.yaml:"
        in done.out
    )
    assert "<- content/roles.yaml:" in done.out
    sample.rename(tmp_path / "former")
    assert quick("diff", "former", "other", "--today", TODAY).code == 0, "neither is the usual one"


def refused(done: object, code: int, words: str) -> None:
    """It ended with this code, without a traceback, and said so."""
    assert getattr(done, "code", None) == code, done
    assert words in getattr(done, "err", "")
    assert "Traceback" not in getattr(done, "err", "")
    assert getattr(done, "out", "") == ""


def test_what_is_no_revision(wards: Path, quick: Handrail, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt branch, one that is a folder as well, an option in its place, no repository, no
    git: each is told in a sentence."""
    git(wards, "branch", "release")
    refused(
        quick("diff", "relaese"),
        2,
        "there is no revision or folder 'relaese': did you mean 'release'?",
    )
    refused(quick("diff", "--", "--output=x"), 2, "there is no revision or folder '--output=x'")
    assert not (wards / "x").exists()
    (wards / "release").mkdir()
    refused(
        quick("diff", "release"), 2, "is a folder and a revision: write './release' for the folder"
    )
    assert quick("diff", "refs/heads/release").code == 0
    git(wards, "rev-parse", "HEAD")
    (wards / ".git").rename(wards / "gone")
    refused(quick("diff", "main"), 2, "'main' is no folder, and 'content' is in no git repository")
    monkeypatch.setenv("PATH", str(wards / "nowhere"))
    refused(quick("diff", "main"), 4, "revisions need git, which is not here")
    assert quick("diff", "content", "content").out == "No difference.\n"


def test_a_shallow_clone(wards: Path, quick: Handrail, tmp_path: Path) -> None:
    """Where the history is cut off, it is said what to do; nothing on the site tells of changes."""
    replace_in(wards / "content/roles.yaml", "title: Ward sister", "title: Head of the ward")
    commit_all(wards)
    git(tmp_path, "clone", "-q", "--depth", "1", wards.as_uri(), "shallow")
    refused(quick("diff", "main~1", cwd=tmp_path / "shallow"), 4, "GIT_DEPTH: 0")
    assert quick("diff", "main", cwd=tmp_path / "shallow").out == "No difference.\n"
    assert chronicle(tmp_path / "shallow/content") == []
    assert len(chronicle(wards / "content")) == 1


def test_the_folder_had_another_name(wards: Path, quick: Handrail) -> None:
    """The handbook's folder was renamed since: it is found by its files. Where there was none, that
    is said."""
    git(wards, "mv", "content", "rounds")
    commit_all(wards)
    replace_in(wards / "rounds/roles.yaml", "title: Ward sister", "title: Head of the ward")
    done = quick("diff", "main~1", "--content", "rounds", "--today", TODAY)
    assert done.code == 0
    assert done.err == "at 'main~1' the handbook was in 'content'\n"
    assert "rounds/roles.yaml:6 <- content/roles.yaml:6" in done.out
    git(wards, "checkout", "-q", "--orphan", "empty")
    git(wards, "rm", "-rqf", "--cached", ".")
    git(wards, "commit", "-q", "--allow-empty", "-m", "Nothing")
    refused(quick("diff", "empty", "--content", "rounds"), 2, "there is no handbook in 'rounds'")


def test_a_revision_that_does_not_check(wards: Path, quick: Handrail) -> None:
    """The base is unsound: its problems are told, and which side it is."""
    replace_in(wards / "content/roles.yaml", "falls_back_to: sister", "falls_back_to: sistr")
    commit_all(wards)
    git(wards, "revert", "--no-edit", "HEAD")
    done = quick("diff", "main~1")
    refused(done, 1, "content/roles.yaml:7:67: error[unknown-reference]")
    assert done.err.endswith("the handbook does not check: main~1\n")


def test_where_a_branch_left(wards: Path, quick: Handrail) -> None:
    """`main...` is where the branch left main: what came to main since is not told as undone."""
    git(wards, "checkout", "-qb", "mine")
    replace_in(wards / "content/roles.yaml", "title: Ward sister", "title: Head of the ward")
    commit_all(wards)
    git(wards, "checkout", "-q", "main")
    replace_in(wards / ROUNDS, "due: 2 days before first-round", "due: 3 days before first-round")
    commit_all(wards)
    git(wards, "checkout", "-q", "mine")
    assert quick("diff", "main").out.startswith("2 differences")
    assert quick("diff", "main...").out.startswith("1 difference: 1 wording")


def test_nothing_is_run_or_followed(wards: Path, quick: Handrail) -> None:
    """Reading a revision checks nothing out, runs no hook and no filter, follows no link, and
    leaves the repository as it is, index and all."""
    trap = wards / "trap.sh"
    trap.write_text('#!/bin/sh\ntouch "$(dirname "$0")/sprung"\ncat\n')
    trap.chmod(0o755)
    git(wards, "config", "filter.trap.clean", "cat")
    git(wards, "config", "filter.trap.smudge", str(trap))
    git(wards, "config", "diff.trap.textconv", str(trap))
    git(wards, "config", "core.fsmonitor", str(trap))
    hooks = wards / ".git/hooks"
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        shutil.copy(trap, hooks / name)
    (wards / ".gitattributes").write_text("*.yaml filter=trap diff=trap export-subst ident\n")
    text = (wards / "content/roles.yaml").read_text()
    git(wards, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=", "add", "-A")
    git(wards, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=", "commit", "-qm", "Trap")
    (wards / "sprung").unlink(missing_ok=True)
    before = {p: p.stat().st_mtime_ns for p in sorted((wards / ".git").rglob("*")) if p.is_file()}
    assert quick("diff", "main~1", "main").out == "No difference.\n"
    assert not (wards / "sprung").exists()
    after = {p: p.stat().st_mtime_ns for p in sorted((wards / ".git").rglob("*")) if p.is_file()}
    assert before == after
    assert (wards / "content/roles.yaml").read_text() == text


def test_a_link_in_a_revision(wards: Path, quick: Handrail) -> None:
    """A symbolic link that was committed is refused, as one on disk is; nobody looks behind it."""
    secret = wards / "secret.yaml"
    secret.write_text("roles: [{id: ghost, title: Ghost}]\n")
    (wards / "content/roles.yaml").unlink()
    os.symlink(secret, wards / "content/roles.yaml")  # noqa: PTH211
    git(wards, "add", "content/roles.yaml")
    git(wards, "commit", "-qm", "Link")
    refused(
        quick("diff", "main~1", "main"), 1, "content/roles.yaml: error[symlink]: this is a link"
    )


def test_the_book_of_a_revision(wards: Path, quick: Handrail, tmp_path: Path) -> None:
    """A revision has its own book and ticks; `--book` names another; the folder of today is not
    looked at."""
    assert quick("generate", "--today", TODAY).code == 0
    kept = wards / "content/checklists/ward-3/start-rounds.md"
    replace_in(kept, "- [ ] **Read the ward's plan", "- [x] **Read the ward's plan")
    replace_in(wards / ROUNDS, "due: 2 working days before", "due: 3 working days before")
    commit_all(wards)
    other = tmp_path / "book"
    shutil.copytree(wards / "content/customers", other / "customers")
    (other / "customers/ward-3.yaml").unlink()
    shutil.rmtree(wards / "content/checklists")
    shutil.rmtree(wards / "content/customers")
    revision = quick("diff", "main~1", "main", "--today", TODAY)
    assert (
        "Open plans: 2 of 2 customers, 2 checklists: 2 items move; 1 of them already"
        in revision.out
    )
    named = quick("diff", "main~1", "main", "--today", TODAY, "--book", other)
    assert "Open plans: 1 of 1 customer, 1 checklist: 1 item moves\n" in named.out
    bare = quick("diff", "main~1", "--today", TODAY)
    assert "Open plans" not in bare.out
    assert bare.out.startswith("1 difference: 1 notable\n")
