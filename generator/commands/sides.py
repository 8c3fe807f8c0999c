"""The two handbooks that `diff` compares: each a revision of git, a folder, or what is here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

import click

from generator import revisions, store
from generator.build import Examined, examine, examined
from generator.console import ENVIRONMENT, PROBLEMS, Options, say, tell
from generator.git import NoGitError, is_shallow
from generator.handbook import Handbook
from generator.loader import KINDS
from generator.problems import did_you_mean, listed
from generator.revisions import Place, Revision
from generator.snapshots import Known, is_read, snapshot

HERE = "what is here"
CUT = (
    "this clone holds only the newest part of the history: 'git fetch --unshallow' gets the rest "
    "(in GitLab CI, GIT_DEPTH: 0)"
)


@dataclass(frozen=True)
class Side:
    """A handbook by the name that it was asked for, and the kept checklists of its book."""

    name: str
    found: Examined
    kept: Callable[[str], bytes | None]


def side(options: Options, name: str | None, known: Known, with_book: bool) -> Side:
    """The handbook that a name means; or the end of the run, with what is wrong."""
    if name is None:
        book = options.book if with_book else None
        return Side(HERE, examine(options.content, book), _kept_in(options.book))
    folder, given = Path(name), options.book if options.book_given else None
    commit, at = _commit(options, name, folder.is_dir())
    if commit is None or at is None:
        book = given or folder
        return Side(name, examine(folder, book if with_book else None), _kept_in(book))
    revision = _revision(options, at, commit, name)
    handbook, problems = snapshot(at.near, revision, known, (given or "own") if with_book else None)
    kept = _kept_in(given) if given else _kept_at(at, revision)
    return Side(name, examined(handbook, problems), kept)


def sound(one: Side) -> Handbook:
    """The handbook; or the end of the run with all that is wrong in it."""
    if one.found.sound:
        return one.found.handbook
    tell([problem for problem in one.found.problems if problem.level == "error"])
    say(f"the handbook does not check: {one.name}", fg="red")
    sys.exit(PROBLEMS)


def _commit(options: Options, name: str, is_folder: bool) -> tuple[str | None, Place | None]:
    """The commit that is meant; None for a folder. What is both has to be told apart."""
    try:
        at = revisions.place(options.content)
        commit = revisions.commit_of(at.near, name) if at else None
    except NoGitError:
        at = commit = None
        if not is_folder:
            say(f"'{name}' is no folder, and revisions need git, which is not here", fg="red")
            sys.exit(ENVIRONMENT)
    if commit and is_folder:
        hint = f"write './{name}' for the folder, 'refs/heads/{name}' for the branch"
        raise click.UsageError(f"'{name}' is a folder and a revision: {hint}")
    if commit is None and not is_folder:
        _refuse(at, options, name)
    return commit, at


def _refuse(at: Place | None, options: Options, name: str) -> NoReturn:
    """End the run: there is no such revision."""
    if at is None:
        words = f"'{name}' is no folder, and '{options.content}' is in no git repository"
        raise click.UsageError(words)
    if is_shallow(at.near):
        say(f"there is no revision '{name}' here: {CUT}", fg="red")
        sys.exit(ENVIRONMENT)
    hint = did_you_mean(name, revisions.names(at.near), "there are")
    raise click.UsageError(
        f"there is no revision or folder '{name}'" + (f": {hint}" if hint else "")
    )


def _revision(options: Options, at: Place, commit: str, name: str) -> Revision:
    """What the handbook's folder held; it may have had another name."""
    found = revisions.revision(at, commit)
    if found and any(map(is_read, found.files)):
        return found
    here = {path.relative_to(options.content).as_posix() for path in _files(options.content)}
    folders = revisions.places_of(at, commit, here | {kind.path for kind in KINDS})
    if len(folders) != 1:
        where = f"it may be in {listed(folders[:5])}" if folders else "nor anywhere else"
        raise click.UsageError(f"at '{name}' there is no handbook in '{at.path}': {where}")
    say(f"at '{name}' the handbook was in '{folders[0] or '.'}'")
    found = revisions.revision(Place(at.near, folders[0]), commit)
    assert found
    return found


def _files(folder: Path) -> list[Path]:
    from generator.folder import files_below

    return list(files_below(folder, [], ("customers", "checklists"))) if folder.is_dir() else []


def _kept_in(book: Path) -> Callable[[str], bytes | None]:
    return lambda name: store.read(book / "checklists" / name)


def _kept_at(at: Place, revision: Revision) -> Callable[[str], bytes | None]:
    """The checklists of a revision, read together when the first is asked for."""
    start = "checklists/"
    files = {n: f.blob for n, f in revision.files.items() if n.startswith(start)}

    @cache
    def blobs() -> dict[str, bytes]:
        return revisions.contents(at.near, files.values())

    return lambda name: blobs().get(files[start + name]) if start + name in files else None
