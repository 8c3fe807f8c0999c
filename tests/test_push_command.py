"""`push gitlab` through the command: shown first, done on `--yes`, and the token nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from books import AT, edit, run
from conftest import COMMAND, Handrail, Ran, files_below
from gitlab_server import TOKEN, GitLab, running

from generator.commands.push import TOKEN as NAME

PROJECT = "customers/aurora/plans"


@pytest.fixture
def gitlab(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitLab]:
    """An empty private project, and the token for it in the environment."""
    monkeypatch.setenv(NAME, TOKEN)
    with running() as server:
        yield server


@pytest.fixture
def book(sample: Path, tmp_path: Path) -> Path:
    """The sample with its kept checklists, one step of them ticked."""
    assert run(tmp_path, "generate", *AT).code == 0
    kept = sample / "checklists/ward-3/start-rounds.md"
    edit(kept, ("- [ ] **Walk", "- [x] **Walk"), ("- [ ] **Read", "- [x] **Read"))
    return sample


def push(folder: Path, gitlab: GitLab, *more: object, project: str = PROJECT) -> Ran:
    """Push the plans of ward 3; whatever comes of it, the token is not in what is said."""
    done = run(
        folder, "push", "gitlab", "ward-3", "--url", gitlab.url, "--project", project, *more, *AT
    )
    assert TOKEN not in done.out + done.err
    return done


def texts(gitlab: GitLab) -> str:
    """What stands in all issues."""
    return "\n".join(one["description"] for one in gitlab.project.issues.values())


def test_nothing_is_done_without_yes(gitlab: GitLab, book: Path, tmp_path: Path) -> None:
    """The plan is shown and counted; not one request writes, not one file changes: exit 0."""
    before = files_below(tmp_path)
    done = push(tmp_path, gitlab)
    assert done.code == 0
    assert done.err == "nothing was done: to do these 16, run it again with --yes\n"
    assert done.out.splitlines()[0] == f"{gitlab.url}/{PROJECT}"
    assert done.out.count("create    issue") == 2
    assert gitlab.writes == []
    assert gitlab.log
    assert files_below(tmp_path) == before


def test_yes_makes_it_once(gitlab: GitLab, book: Path, tmp_path: Path) -> None:
    """With `--yes` all of the plan is done and told; again, there is nothing to write."""
    planned = push(tmp_path, gitlab).out
    done = push(tmp_path, gitlab, "--yes")
    assert done.code == 0, done.err
    assert done.out.startswith(planned)
    assert done.out.count("\ndone: ") == 16
    assert len(gitlab.project.issues) == 2
    text = texts(gitlab)
    assert text.count("- [x] **Walk through the ward together**") == 1
    assert "Read the ward" not in text  # for us alone
    writes = len(gitlab.writes)
    again = push(tmp_path, gitlab, "--yes")
    assert again.code == 0
    assert "done: " not in again.out
    assert len(gitlab.writes) == writes


def test_ticks_of_the_issue_stay_and_come_back(gitlab: GitLab, book: Path, tmp_path: Path) -> None:
    """A box ticked in the issue outlives the next push with a changed plan; `pull` of its text
    brings the tick home."""
    assert push(tmp_path, gitlab, "--yes").code == 0
    issue = next(one for one in gitlab.project.issues.values() if "Walk" in one["description"])
    issue["description"] = issue["description"].replace("- [ ] **Agree", "- [x] **Agree")
    playbook = book / "playbooks/start-rounds.yaml"
    edit(playbook, ("do: Hold the first round", "do: Hold the very first round"))
    assert push(tmp_path, gitlab, "--yes").code == 0
    text = texts(gitlab)
    assert "- [x] **Agree how the isolation rooms are visited**" in text
    assert "Hold the very first round" in text
    (tmp_path / "issue.md").write_text(issue["description"])
    assert run(tmp_path, "pull", "issue.md").code == 0
    assert "- [x] **Agree" in (book / "checklists/ward-3/start-rounds.md").read_text()


def test_internal_edition_is_confidential(gitlab: GitLab, book: Path, tmp_path: Path) -> None:
    """`--edition internal` puts all of it into issues that only the project's members see."""
    assert push(tmp_path, gitlab, "--edition", "internal", "--yes").code == 0
    assert all(one["confidential"] for one in gitlab.project.issues.values())
    assert "- [x] **Read the ward's plan" in texts(gitlab)


def test_one_playbook(gitlab: GitLab, book: Path, tmp_path: Path) -> None:
    """`--playbook` narrows it; the other plan's issue and milestone stay as they are."""
    assert push(tmp_path, gitlab, "--yes").code == 0
    before = texts(gitlab)
    writes = len(gitlab.writes)
    assert push(tmp_path, gitlab, "--yes", "--playbook", "start-rounds").code == 0
    assert texts(gitlab) == before
    assert len(gitlab.writes) == writes


@pytest.mark.parametrize(
    ("more", "project", "code", "said"),
    [
        ([], "customers/aurora/none", 4, "there is no such thing, or the token may not see it"),
        (["--playbook", "start-round"], PROJECT, 2, "did you mean 'start-rounds'?"),
        (["--edition", "public"], PROJECT, 2, "'public' is not one of"),
    ],
)
def test_what_cannot_be(
    gitlab: GitLab, book: Path, more: list[str], project: str, code: int, said: str
) -> None:
    """A wrong project, playbook or edition: one line and its exit code; nothing is written."""
    done = push(book.parent, gitlab, "--yes", *more, project=project)
    assert done.code == code
    assert said in done.err
    assert gitlab.writes == []


def test_token_has_to_be_there_and_right(
    gitlab: GitLab, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a token: usage, and nothing is asked of GitLab. With a wrong one: exit 4, and it is
    not in what is said."""
    monkeypatch.setenv(NAME, "glpat-wrong-one")
    done = push(tmp_path, gitlab, "--yes")
    assert done.code == 4
    assert "the token is not valid" in done.err
    assert "glpat" not in done.out + done.err
    gitlab.log.clear()
    for empty in (True, False):
        monkeypatch.setenv(NAME, "")
        if not empty:
            monkeypatch.delenv(NAME)
        done = push(tmp_path, gitlab, "--yes")
        assert done.code == 2
        assert f"the token is read from {NAME}, which is not set" in done.err
    assert gitlab.log == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1",
        "gitlab",
        "file:///etc/passwd",
        "",
        "https://user:secret@gitlab.example.com",
        "http://gitlab.example.com",
    ],
)
def test_address_that_cannot_be(gitlab: GitLab, book: Path, tmp_path: Path, url: str) -> None:
    """Nobody there, or no address at all: words, no traceback; no password is repeated."""
    done = run(
        tmp_path, "push", "gitlab", "ward-3", "--url", url, "--project", PROJECT, "--yes", *AT
    )
    assert done.code == (4 if url == "http://127.0.0.1:1" else 2), done.err
    assert len(done.err.strip().splitlines()[-1]) > 10
    assert "secret" not in done.err + done.out
    assert gitlab.log == []


def test_project_that_cannot_be(gitlab: GitLab, book: Path, tmp_path: Path) -> None:
    """What is no path of a project is a matter of usage: exit 2, and nothing is asked of GitLab."""
    where = ("--url", gitlab.url, "--project", "our plans")
    done = run(tmp_path, "push", "gitlab", "ward-3", *where, *AT)
    assert done.code == 2
    assert "'our plans' is not the path of a project, like customers/aurora/plans" in done.err
    assert gitlab.log == []


def test_plan_that_cannot_be_made_is_not_pushed(gitlab: GitLab, book: Path, tmp_path: Path) -> None:
    """A fault of the handbook: its place, exit 1. A kept file that cannot be read: exit 3. No step
    for the customer: exit 1. In each, GitLab is not even asked."""
    kept = book / "checklists/ward-3/start-rounds.md"
    whole = kept.read_bytes()
    kept.write_bytes(whole[: whole.index(b"<!-- base")])
    done = push(tmp_path, gitlab, "--yes")
    assert done.code == 3
    assert "content/checklists/ward-3/start-rounds.md:" in done.err
    kept.write_bytes(whole)
    audit = book / "playbooks/medicines-audit.yaml"
    good = edit(audit, ("        visible_to: customer\n", ""))
    done = push(tmp_path, gitlab, "--yes", "--playbook", "medicines-audit")
    assert done.code == 1
    assert "no step of these playbooks is for ward-3 in the customer's edition" in done.err
    audit.write_bytes(good.replace(b"due: on review", b"due: on revue"))
    done = push(tmp_path, gitlab, "--yes")
    assert done.code == 1
    assert re.search(r"medicines-audit\.yaml:\d+:\d+: error", done.err)
    assert gitlab.log == []


def test_installed_command_pushes(
    gitlab: GitLab, book: Path, handrail: Handrail, tmp_path: Path
) -> None:
    """As a process of its own: all is made, the token stays in the environment, on disk it is in
    no file."""
    assert COMMAND.exists()
    where = ("--url", gitlab.url, "--project", PROJECT)
    done = handrail("push", "gitlab", "ward-3", *where, "--yes", *AT)
    assert done.code == 0, done.err
    assert len(gitlab.project.issues) == 2
    assert TOKEN not in done.out + done.err
    assert not [n for n, raw in files_below(tmp_path).items() if TOKEN.encode() in raw]
