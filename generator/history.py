"""Who changed a file of the handbook last, and when, as git remembers it.

It depends on the commit that is checked out and on nothing else: what is edited but not committed
does not count. Where there is no history, or only its newest part (a shallow clone) without the
file's last change, nothing is said of the file.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from generator.git import NoGitError, ask, is_shallow

_LOG = (
    "log", "-z", "--name-only", "--no-renames", "--no-show-signature", "--no-ext-diff",
    "--encoding=UTF-8", "--format=%x01%cs%x02%P%x02%aN", "--relative", "HEAD", "--", ".",
)  # fmt: skip
"""Every commit with its day, parents and author, then its files. Settings of the repository or of
the person change none of it; `.mailmap` gives authors the names they want. A merge is its
branches' commits."""
_COMMIT = re.compile(r"(?:\A|\0)\x01(\d{4}-\d\d-\d\d)\x02([0-9a-f ]*)\x02([^\0]*)(?=\0|\Z)")


class Change(NamedTuple):
    """The last change of a file."""

    day: date
    author: str


def last_changes(folder: Path) -> dict[str, Change]:
    """The last change of each file below a folder, by its path from there.

    Empty where git, or a repository around the folder, is not to be had.
    """
    try:
        shallow = is_shallow(folder)
        log = None if shallow is None else ask(folder, *_LOG)
    except NoGitError:
        return {}
    if log is None:
        return {}
    found: dict[str, Change | None] = {}
    _, *parts = _COMMIT.split(log.decode("utf-8", "replace"))  # day, parents, author, files; again
    for day, parents, author, files in zip(*[iter(parts)] * 4, strict=True):
        known = parents or not shallow  # else: all that came before it, in one
        change = Change(date.fromisoformat(day), author) if known else None
        for name in filter(None, files.removeprefix("\0\n").split("\0")):
            found.setdefault(name, change)
    return {name: change for name, change in sorted(found.items()) if change}
