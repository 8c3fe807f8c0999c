"""What a folder held at a revision of git, read out of its store: nothing is checked out.

Files come as they were committed: no filter, no attribute and no hook has a say, no symbolic link
is followed, nothing is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from generator.folder import refused
from generator.git import ask
from generator.problems import Problem
from generator.yaml_source import MAX_BYTES

_ENTRY = re.compile(rb"(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)", re.DOTALL)
_HEAD = re.compile(rb"([0-9a-f]+) blob (\d+)\n")
_LINK, _FILES = "120000", ("100644", "100755")
_LOG = (
    "log", "-z", "--first-parent", "--no-show-signature", "--no-ext-diff", "--no-color",
    "--encoding=UTF-8", "--format=%H%x02%cI%x02%P%x02%aN",
)  # fmt: skip
_AUTHORS = ("log", "-z", "--no-merges", "--no-show-signature", "--encoding=UTF-8", "--format=%aN")


class Stored(NamedTuple):
    """A file as a revision holds it."""

    mode: str
    blob: str
    size: int


@dataclass(frozen=True)
class Revision:
    """A commit and what a folder held at it, by path from the folder."""

    commit: str
    folder: str  # from the top of the repository; empty: the whole of it
    files: Mapping[str, Stored]


class Commit(NamedTuple):
    """A commit of the main line: its name, its moment as git writes it, who made it."""

    id: str
    moment: str
    authors: tuple[str, ...]


class Place(NamedTuple):
    """A folder of a repository: a folder on disk to ask git in, and the path from the top."""

    near: Path
    path: str


def place(folder: Path) -> Place | None:
    """Where a folder, which need not be there any more, lies in its repository."""
    near, below = folder, PurePosixPath()
    while not near.is_dir() and near != near.parent:
        near, below = near.parent, near.name / below
    prefix = ask(near, "rev-parse", "--show-prefix")
    if prefix is None:
        return None
    path = PurePosixPath(prefix.decode("utf-8", "surrogateescape").rstrip("\n")) / below
    return Place(near, "" if str(path) == "." else str(path))


def commit_of(near: Path, name: str) -> str | None:
    """The commit that a revision names. `main...`: where what is here left main."""
    if name.endswith("..."):
        start = commit_of(near, name.removesuffix("..."))
        found = ask(near, "merge-base", start, "HEAD") if start else None
    else:
        found = ask(
            near, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
    return found.decode().strip() if found else None


def names(near: Path) -> list[str]:
    """The branches and tags."""
    found = ask(near, "for-each-ref", "--format=%(refname:short)")
    return (found or b"").decode("utf-8", "replace").split("\n")[:-1]


def revision(at: Place, commit: str) -> Revision | None:
    """What the folder held at a commit; None where it was not there."""
    listed = ask(at.near, "ls-tree", "-r", "-z", "-l", "--full-tree", f"{commit}:{at.path}")
    if listed is None:
        return None
    files = {}
    for line in filter(None, listed.split(b"\0")):
        found = _ENTRY.fullmatch(line)
        assert found, line
        mode, blob, size = (part.decode() for part in found.groups()[:3])
        name = found[4].decode("utf-8", "replace")
        files[name] = Stored(mode, blob, 0 if size == "-" else int(size))
    return Revision(commit, at.path, files)


def places_of(at: Place, commit: str, names: Collection[str]) -> list[str]:
    """Folders that held most of these names at a commit; several where they held as many."""
    listed = ask(at.near, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit) or b""
    counts = _holding(listed, names)
    most = max(counts.values(), default=0)
    return sorted(folder for folder, count in counts.items() if count == most)


def formerly(at: Place, commit: str, names: Collection[str]) -> Place | None:
    """Where a folder lay until the commit that renamed it: most of these names, which the folder
    holds since, were deleted there. None where it was not renamed.

    Git's own search for renames pairs files by likeness: then every file around had a say.
    """
    deleted = ("--no-renames", "--diff-filter=D", "--name-only")
    gone = ask(at.near, "diff-tree", "-r", "-z", *deleted, f"{commit}^1", commit)
    counts = _holding(gone or b"", names)
    folder = max(sorted(counts), key=lambda one: counts[one], default="")
    return Place(at.near, folder) if 2 * counts[folder] > len(names) else None


def _holding(listed: bytes, names: Collection[str]) -> Counter[str]:
    """How many of the names each folder holds, by paths that git has listed."""
    counts: Counter[str] = Counter()
    for path in listed.decode("utf-8", "replace").split("\0"):
        parts = path.split("/")
        for depth in (1, 2):
            if "/".join(parts[-depth:]) in names:
                counts["/".join(parts[:-depth])] += 1
    return counts


def contents(near: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """The bytes of files by their names in the store; what is not there is left out."""
    wanted = "".join(f"{blob}\n" for blob in dict.fromkeys(blobs))
    told = (ask(near, "cat-file", "--batch", told=wanted.encode()) if wanted else b"") or b""
    found, at = {}, 0
    while at < len(told):
        head = _HEAD.match(told, at)
        if head is None:  # missing, as in a clone that left files out
            at = told.index(b"\n", at) + 1
            continue
        end = head.end() + int(head[2])
        found[head[1].decode()] = told[head.end() : end]
        at = end + 1
    return found


def readable(
    one: Revision, names: Iterable[str], problems: list[Problem], most: int = MAX_BYTES
) -> dict[str, Stored]:
    """Those of the names that are plain files of bounded size; each other one is a problem."""
    kept = {}
    for name in names:
        stored, path = one.files[name], Path(one.folder, name)
        if stored.mode == _LINK:
            words = "this is a link to another place"
            problems.append(refused(path, "symlink", words, "put the file itself here"))
        elif stored.mode not in _FILES:
            problems.append(refused(path, "file", "this is not a plain file", "delete it"))
        elif stored.size > most:
            words = f"this file has {stored.size:,} bytes; {most:,} is the most"
            problems.append(refused(path, "size", words, "split it"))
        else:
            kept[name] = stored
    return kept


def commits(at: Place, start: str, most: int, but: Iterable[str]) -> list[Commit]:
    """The newest commits of the main line, from one back, that touch a folder, leaving out paths
    below it.

    The main line is what `git log --first-parent` shows; a merge counts as one commit, made by
    those who made its branch.
    """
    left_out = (f":(top,literal,exclude){PurePosixPath(at.path, name)}" for name in but)
    paths = ["--", f":(top,literal){at.path}", *left_out]
    log = ask(at.near, *_LOG, "-n", str(most), start, *paths)
    return list(_commits(at.near, log.decode("utf-8", "replace"), paths)) if log else []


def _commits(folder: Path, log: str, paths: list[str]) -> Iterator[Commit]:
    for line in filter(None, log.split("\0")):
        id_, moment, parents, author = line.split("\x02", 3)
        first, *others = parents.split() or [""]
        merged = ask(folder, *_AUTHORS, f"{first}..{id_}", *paths) if others else None
        names = (merged or b"").decode("utf-8", "replace").split("\0") if merged else [author]
        yield Commit(id_, moment, tuple(dict.fromkeys(filter(None, names))))
