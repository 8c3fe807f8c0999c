"""What a build rests on, as digests: of every file that it reads, of our own code and templates, of
the packages and of git's history. Nothing of it is looked into, so that this is quick."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from generator.shipped import PACKAGE, folder

OF_THE_BOOK = ("customers", "checklists", "book.yaml")
Digests = Mapping[str, str]
"""Digests of files by their paths below a folder."""
_NUL = "\0"
"""Is in no path."""


class Inputs(NamedTuple):
    """All that a build rests on; for everyone there is no book."""

    tools: str  # code, templates, packages; where everything lies; the day
    history: str  # of the handbook, as git knows it
    handbook: Digests
    book: Digests

    @property
    def frame(self) -> str:
        """What the pages of the handbook rest on."""
        return digest(self.tools, self.history, _together(self.handbook))

    @property
    def whole(self) -> str:
        """What everything rests on."""
        return digest(self.frame, _together(self.book))


def digest(*parts: str | bytes) -> str:
    """32 hexadecimal digits that stand for these parts, in this order."""
    made = blake2b(digest_size=16)
    for part in parts:
        content = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        made.update(b"%d:" % len(content))
        made.update(content)
    return made.hexdigest()


class Seen:
    """The files of a book as they were read: one that has not been touched since is not read again.
    What was touched after a time (in nanoseconds, a little before the first look) may be touched
    again without a trace, so it is always read."""

    def __init__(self, before: int) -> None:
        self._before, self._marks, self._digests = before, dict[str, int](), dict[str, str]()

    def digest(self, name: str, item: os.DirEntry[str]) -> str:
        """The digest of a file of the book. Raises OSError."""
        if name in self._marks and self._marks[name] == _hash(item.stat(follow_symlinks=False)):
            return self._digests[name]
        content, status = _read(item.path)
        self._marks.pop(name, None)
        if status and status.st_ctime_ns < self._before:
            self._marks[name] = _hash(status)
        self._digests[name] = made = digest(content)
        return made


def inputs(
    content: Path, book: Path | None, site: Path, day: str, seen: Seen | None = None
) -> Inputs:
    """What a build on a day would rest on. Raises OSError."""
    places = (str(content), str(book or ""), str(site), str(Path.cwd()))
    made_by = digest(tools(), *places, day)
    handbook, own = files(content, skip=OF_THE_BOOK), dict[str, str]()
    for name in OF_THE_BOOK if book else ():
        own |= files(Path(book or "", name), name, (), seen)
    return Inputs(made_by, _history(content), handbook, own)


def of_one(content: Path, customer: Path, *lists: Path) -> list[str]:
    """What is said of one customer alone rests on: our tools, the handbook, the customer's file and
    kept checklists, and what the others are called, for a former id may be one of theirs. Raises
    OSError."""
    own = (digest(content_of(path)) for path in (customer, *lists))
    names = _NUL.join(sorted(item.name for item in os.scandir(customer.parent)))
    return [tools(), _together(files(content, skip=OF_THE_BOOK)), names, *own]


def tools() -> str:
    """Our own code and templates, the look of the site, and the packages. Raises OSError."""
    own = digest(_together(files(PACKAGE)), _together(files(folder())))
    return digest(own, content_of(folder().parent / "mkdocs.yml"), sys.version, *_packages())


def files(
    folder: Path, name: str = "", skip: Collection[str] = (), seen: Seen | None = None
) -> dict[str, str]:
    """The digests of the files below a folder (or of this one file) by their paths; what is hidden
    or to be skipped at the top is left out. Raises OSError."""
    try:
        return dict(_below(str(folder), f"{name}/" if name else "", skip, seen))
    except NotADirectoryError:
        return {name: digest(content_of(folder))}
    except FileNotFoundError:
        return {}


def _below(
    folder: str, prefix: str, skip: Collection[str], seen: Seen | None
) -> Iterator[tuple[str, str]]:
    for item in sorted(os.scandir(folder), key=lambda item: item.name):
        if item.name.startswith(".") or item.name == "__pycache__" or item.name in skip:
            continue
        if item.is_dir(follow_symlinks=False):
            yield from _below(item.path, f"{prefix}{item.name}/", (), seen)
        else:
            name = f"{prefix}{item.name}"
            yield name, seen.digest(name, item) if seen else digest(content_of(item.path))


def content_of(path: str | Path) -> bytes:
    """The bytes of a plain file; why there are none. A link is not followed: nobody reads it."""
    return _read(path)[0]


def _read(path: str | Path) -> tuple[bytes, os.stat_result | None]:
    """The same, and how a plain file was marked before it was read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return f"not there: {error.errno}".encode(), None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return b"no file", None
        parts = [os.read(handle, status.st_size + 1)]
        while parts[-1]:
            parts.append(os.read(handle, 1 << 20))
        return b"".join(parts), status
    finally:
        os.close(handle)


def _hash(found: os.stat_result) -> int:
    """What a file is known by while one command runs."""
    marks = (found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    return hash((*marks, found.st_ino, found.st_dev))


def signature(folder: Path, below: str) -> str:
    """What the files of a part of the site are known by, without reading them: they are ours, and
    whoever changes one changes this."""
    try:
        return digest(_NUL.join(_marks(str(folder / below), f"{below}/")))
    except OSError:
        return ""


def _marks(folder: str, prefix: str) -> Iterator[str]:
    for item in sorted(os.scandir(folder), key=lambda item: item.name):
        name = f"{prefix}{item.name}"
        if item.is_dir(follow_symlinks=False):
            yield from _marks(item.path, f"{name}/")
        else:
            yield name
            yield _mark(item.stat(follow_symlinks=False))


def mark(path: str | Path) -> str:
    """What one file is known by; empty where there is none."""
    try:
        return _mark(os.lstat(path))
    except OSError:
        return ""


def _mark(found: os.stat_result) -> str:
    return f"{found.st_mode:o} {found.st_size} {found.st_mtime_ns} {found.st_ino}"


def _packages() -> Iterator[str]:
    """The packages that are installed, with their versions, as their folders are called."""
    for place in sys.path:
        with contextlib.suppress(OSError):
            names = (item.name for item in os.scandir(place))
            yield from sorted(name for name in names if name.endswith(".dist-info"))


def _history(content: Path) -> str:
    """The commit that is checked out, how far back its history is here, and who is called what."""
    from generator.git import NoGitError, ask  # starts programs, which is heavy

    asked = ("rev-parse", "--show-toplevel", "--git-path", "shallow", "--show-prefix", "HEAD")
    try:
        found = ask(content, *asked)
    except NoGitError:
        return "no git"
    if found is None:
        return "no repository"
    top, shallow, *_ = found.decode("utf-8", "surrogateescape").split("\n")
    return digest(found, content_of(Path(top, ".mailmap")), content_of(content / shallow))


def _together(digests: Digests) -> str:
    """All of them as one text."""
    return _NUL.join(part for pair in digests.items() for part in pair)
