"""What was changed in the handbook, commit by commit, told from git's history of its folder.

Only files of the handbook are looked at: customers, checklists and the list of accepted findings
have no say, not even in which commits are told. Nor have messages of commits: anybody may have
written anything there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from generator.comparison.compare import compare
from generator.comparison.difference import Difference
from generator.git import NoGitError, is_shallow
from generator.handbook import Handbook
from generator.links import link
from generator.problems import has_errors
from generator.references import Seen
from generator.revisions import Commit, Place, commit_of, commits, formerly, place, revision
from generator.snapshots import Known, is_read, snapshot

MOST = 40
"""As many commits are told, and none that is more than a year older than the newest."""
YEAR = timedelta(days=366)
UNTOLD = ("customers", "checklists", "shared", "accepted.yaml")


@dataclass(frozen=True)
class Edit:
    """One commit of the main line, and what the handbook says differently since."""

    moment: str  # as git writes it: 2026-03-01T23:30:00-08:00
    authors: tuple[str, ...]
    differences: Sequence[Difference]
    later: int = 0  # commits of the same second that say the same: commits moved together are such

    @property
    def day(self) -> date:
        """The day on which it was made, by the clock of who made it."""
        return date.fromisoformat(self.moment[:10])

    @property
    def mark(self) -> str:
        """32 hexadecimal digits that name it, whatever else was in the commit."""
        said = (self.moment, *(one.fingerprint for one in self.differences))
        said += (str(self.later),) if self.later else ()
        return blake2b(repr(said).encode(), digest_size=16).hexdigest()

    def told_apart(self, before: Counter[str]) -> Edit:
        """The same, told apart from those `before`: as many edits as each mark was given to."""
        before[self.mark] += 1
        return replace(self, later=before[self.mark] - 1)


def chronicle(content: Path) -> list[Edit]:
    """What was changed, the newest first; nothing where there is no history, or a part of it.

    It depends on the commit that is checked out and on nothing else. A revision that cannot be read
    as a handbook is passed over: what it changed is told with the next one that can.
    """
    try:
        at = place(content)
        head = commit_of(at.near, "HEAD") if at else None
        if at is None or head is None or not content.is_dir() or is_shallow(at.near):
            return []
        return list(_edits(at, head))
    except NoGitError:
        return []


@lru_cache(maxsize=4)
def _edits(at: Place, _head: str) -> Sequence[Edit]:
    """Worked out once a commit: `serve` asks again after every edit of a file."""
    line = list(_line(at, MOST + 1))
    first = date.fromisoformat(line[0][1].moment[:10]) - YEAR if line else date.min
    found = [edit for edit in _compared(line[::-1]) if edit.differences and edit.day >= first]
    marks = Counter[str]()
    return [edit.told_apart(marks) for edit in reversed(found)]


def _line(at: Place | None, most: int) -> Iterator[tuple[Place, Commit]]:
    """The newest commits, each with where the handbook lay: a renamed folder is followed."""
    start = "HEAD"
    while at and (found := commits(at, start, most, UNTOLD)):
        yield from ((at, commit) for commit in found)
        most, oldest = most - len(found), found[-1].id
        held = revision(at, oldest) if most else None
        names = filter(is_read, held.files if held else ())
        at, start = formerly(at, oldest, {*names} - {*UNTOLD}), f"{oldest}^1"


def _compared(line: Sequence[tuple[Place, Commit]]) -> Iterator[Edit]:
    """Each commit with what it changed against the last one that could be read."""
    known: Known = {}
    seen: Seen = {}
    before: Handbook | None = None
    for at, commit in line:
        handbook = _handbook(at, commit.id, known, seen)
        if before and handbook:
            differences = compare(before, handbook, with_places=False).differences
            told = tuple(one for one in differences if one.kind != "accepted")
            yield Edit(commit.moment, commit.authors, told)
        before = handbook or before


def _handbook(at: Place, commit: str, known: Known, seen: Seen) -> Handbook | None:
    """The handbook at a commit, if its files can be read and nothing in it leads nowhere."""
    found = revision(at, commit)
    if found is None:
        return None
    handbook, problems = snapshot(at.near, found, known)
    return None if has_errors(problems) or link(handbook, seen) else handbook
