"""Who changed a file of the handbook last, and when, as git remembers it.

It depends on the commit that is checked out and on nothing else: what is edited but not committed
does not count. Where there is no history, or only its newest part (a shallow clone) without the
file's last change, nothing is said of the file. That its folder was renamed is none. Files about
customers are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from generator.git import NoGitError, ask, is_shallow
from generator.revisions import Place, formerly, place, revision
from generator.snapshots import is_read

_LOG = (
    "log", "-z", "--name-only", "--no-renames", "--no-show-signature", "--no-ext-diff",
    "--encoding=UTF-8", "--format=%x01%H%x02%cs%x02%P%x02%aN",
)  # fmt: skip
"""Every commit with its day, parents and author, then its files. Settings of the repository or of
the person change none of it; `.mailmap` gives authors the names they want. A merge is its
branches' commits."""
_COMMIT = re.compile(
    r"(?:\A|\0)\x01([0-9a-f]+)\x02(\d{4}-\d\d-\d\d)\x02([0-9a-f ]*)\x02([^\0]*)(?=\0|\Z)"
)


class Change(NamedTuple):
    """The last change of a file."""

    day: date
    author: str


def last_changes(folder: Path) -> dict[str, Change]:
    """The last change of each file below a folder, by its path from there.

    Empty where git, or a repository around the folder, is not to be had.
    """
    try:
        at, shallow = place(folder), is_shallow(folder)
        found = _until(at, "HEAD", bool(shallow)) if at and folder.is_dir() else {}
    except NoGitError:
        return {}
    return {name: change for name, change in sorted(found.items()) if change}


def _until(at: Place, newest: str, shallow: bool) -> dict[str, Change | None]:
    """The last change of each file of a folder, from a commit back; None where it is not known."""
    found: dict[str, Change | None] = {}
    new: dict[str, Change | None] = {}
    oldest, names = "", list[str]()
    for commit, change, files in _logged(at, newest, shallow):
        oldest, names = commit, files
        new = {name: change for name in names if name not in found}
        found |= new
    moved = _moved(at, oldest, names, shallow) if names else {}
    return found | {name: change for name, change in moved.items() if name in new}


def _moved(at: Place, commit: str, names: Sequence[str], shallow: bool) -> dict[str, Change | None]:
    """Of the files that a commit put here, those it only moved, with the folder: the last change of
    each before that."""
    former, earlier = formerly(at, commit, names), f"{commit}^1"
    here = revision(at, commit) if former else None
    there = revision(former, earlier) if former else None
    if not (former and here and there):
        return {}
    same = {name for name, _ in here.files.items() & there.files.items()}
    before = _until(former, earlier, shallow)
    return {name: change for name, change in before.items() if name in same}


def _logged(
    at: Place, newest: str, shallow: bool
) -> Iterator[tuple[str, Change | None, list[str]]]:
    """Every commit of files of the handbook, from one back: its name, the change, the files."""
    log = ask(at.near, *_LOG, newest, "--", f":(top,literal){at.path}") or b""
    _, *parts = _COMMIT.split(log.decode("utf-8", "replace"))
    for id_, day, parents, author, files in zip(*[iter(parts)] * 5, strict=True):
        known = parents or not shallow  # else: all that came before it, in one
        paths = filter(None, files.removeprefix("\0\n").split("\0"))
        if names := list(filter(is_read, (_below(at.path, path) for path in paths))):
            yield id_, Change(date.fromisoformat(day), author) if known else None, names


def _below(folder: str, path: str) -> str:
    """A path from a folder on; both are from the top of the repository."""
    return path[len(folder) + 1 :] if folder else path
