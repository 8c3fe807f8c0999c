"""Who changed a file last, and when: as git has it, for a commit, and for nobody's settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from repositories import git

from generator.build import examine
from generator.history import Change, last_changes
from generator.pages.contents import pages


def commit(folder: Path, day: str, author: str, **files: str) -> None:
    """Write `a__b` as a/b.yaml below content/, and commit it."""
    for name, text in files.items():
        path = folder / "content" / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", ".", day=day, author=author)
    git(folder, "commit", "-qm", "Change", day=day, author=author)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three commits below `content`, one of them on a branch that was merged."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-qb", "main")
    commit(folder, "2026-01-05", "Ada", roles="1", playbooks__ebr="1", glossary="1")
    git(folder, "checkout", "-qb", "side")
    commit(folder, "2026-02-01", "Zoë Ö'Neil", playbooks__ebr="2")
    git(folder, "checkout", "-q", "main")
    commit(folder, "2026-01-20", "Bob", roles="2")
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge", "side", day="2026-02-09", author="Merger")
    return folder


EXPECTED = {
    "glossary.yaml": Change(date(2026, 1, 5), "Ada"),
    "playbooks/ebr.yaml": Change(date(2026, 2, 1), "Zoë Ö'Neil"),
    "roles.yaml": Change(date(2026, 1, 20), "Bob"),
}


def test_last_changes(repository: Path) -> None:
    """The last commit of each file, by day and author; a merge is its branch's commits."""
    assert last_changes(repository / "content") == EXPECTED


def test_only_the_commit_counts(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is edited, staged or new, the time zone, the language, settings of the repository, and a
    hook's own surroundings change nothing."""
    content = repository / "content"
    (content / "roles.yaml").write_text("edited")
    (content / "new.yaml").write_text("new")
    git(repository, "add", "content/new.yaml")
    for name, value in {
        "log.showSignature": "true",
        "log.follow": "true",
        "log.decorate": "full",
        "log.diffMerges": "separate",
        "diff.renames": "copies",
        "core.quotePath": "true",
        "i18n.logOutputEncoding": "latin1",
        "color.ui": "always",
        "format.pretty": "oneline",
    }.items():
        git(repository, "config", name, value)
    surroundings = {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "GIT_DIR": "/nowhere",
        "GIT_PAGER": "false",
    }
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    assert last_changes(content) == EXPECTED


def test_names_as_their_owners_want_them(repository: Path) -> None:
    """`.mailmap` renames an author; odd file names stay whole."""
    (repository / ".mailmap").write_text("Robert <a@example.org> Bob <a@example.org>\n")
    (repository / "content/odd\tnäme\n\x01.yaml").write_text("1")
    commit(repository, "2026-03-01", "Eve")
    found = last_changes(repository / "content")
    assert found["roles.yaml"].author == "Robert"
    assert found["odd\tnäme\n\x01.yaml"] == Change(date(2026, 3, 1), "Eve")


def test_that_the_folder_was_renamed_is_no_change(repository: Path) -> None:
    """What the commit only moved keeps its day and author, through two names; what it edited, and
    what was edited later, does not. So whether customers moved too or came new."""
    git(repository, "mv", "content", "handbook", day="2026-03-01")
    git(repository, "commit", "-qm", "Move", day="2026-03-01", author="Mover")
    (repository / "our/book/customers").mkdir(parents=True)
    for name in ("glossary.yaml", "playbooks", "roles.yaml"):
        (repository / "handbook" / name).rename(repository / "our/book" / name)
    (repository / "our/book/roles.yaml").write_text("3")
    for n in range(9):
        (repository / f"our/book/customers/c{n}.yaml").write_text("secret")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Move", day="2026-03-02", author="Mover")
    moved = EXPECTED | {"roles.yaml": Change(date(2026, 3, 2), "Mover")}
    assert last_changes(repository / "our/book") == moved
    (repository / "our/book/glossary.yaml").write_text("2")
    git(repository, "commit", "-qam", "Edit", day="2026-03-03", author="Eve")
    edited = moved | {"glossary.yaml": Change(date(2026, 3, 3), "Eve")}
    assert last_changes(repository / "our/book") == edited


def test_a_shallow_clone_says_what_it_knows(repository: Path, tmp_path: Path) -> None:
    """Where history is cut off, what was changed before the cut is not said to be its commit's."""
    commit(repository, "2026-03-01", "Eve", roles="3")
    git(tmp_path, "clone", "-q", "--depth", "2", repository.as_uri(), "shallow")
    assert last_changes(tmp_path / "shallow/content") == {
        "roles.yaml": Change(date(2026, 3, 1), "Eve")
    }


def test_without_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a repository, in one without commits, in no folder, or without git: nothing."""
    assert last_changes(tmp_path) == {}
    git(tmp_path, "init", "-q")
    assert last_changes(tmp_path) == {}
    assert last_changes(tmp_path / "none") == {}
    monkeypatch.setenv("PATH", str(tmp_path))
    assert last_changes(tmp_path) == {}


def test_pages_tell(repository: Path) -> None:
    """A page says at its foot when its file was changed last and by whom; a file that holds many
    entries is named; `show_authors: false` leaves names out; without history nothing is said."""
    playbook = "title: Review\naccountable: mate\nphases: [{title: A, steps: [{id: b, do: B}]}]\n"
    commit(
        repository, "2026-03-01", "Eve",
        handbook="title: Log\n",
        roles="roles: [{id: mate, title: Mate}]\n",
        glossary="terms: [{id: sea, term: Sea, meaning: Water.}]\n",
        playbooks__ebr=playbook,
    )  # fmt: skip
    content = repository / "content"

    def foot(path: str) -> str:
        handbook = examine(content, None).handbook
        return pages(handbook, date(2026, 4, 1), last_changes(content))[path].decode()

    assert "Last changed Sun 1 Mar 2026 by Eve" in foot("playbooks/ebr.md")
    assert "content/roles.yaml last changed Sun 1 Mar 2026 by Eve" in foot("roles/mate.md")
    (content / "handbook.yaml").write_text("title: Log\nshow_authors: false\n")
    assert "Last changed Sun 1 Mar 2026\n" in foot("playbooks/ebr.md")
    assert "Eve" not in foot("roles/mate.md")
    (repository / ".git").rename(repository / "gone")
    assert "last changed" not in foot("playbooks/ebr.md").lower()
