"""The handbook as a revision of git holds it, or as files in memory do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from generator.folder import refused
from generator.handbook import Handbook
from generator.intake import BOOK, take_book
from generator.intake.table import MOST
from generator.loader import OF_THE_BOOK, Reading
from generator.problems import Problem
from generator.revisions import Revision, Stored, contents, readable

CUSTOMERS = "customers/"

Known = dict[tuple[str, str], Reading]
"""What was read of files, by their paths and names in git's store: revisions share most files."""


def snapshot(
    near: Path, revision: Revision, known: Known, book: Path | Literal["own"] | None = None
) -> tuple[Handbook, list[Problem]]:
    """Read the handbook of a revision, and the customers of a book: its own, or one on disk.

    Without a book nothing in `customers/` is looked at. All problems are returned, as of a
    handbook on disk.
    """
    with_book = book == "own"
    problems: list[Problem] = []
    wanted = [name for name in in_order(revision.files) if is_read(name, with_book)]
    stored = readable(revision, wanted, problems)
    new = {n: s for n, s in stored.items() if _key(revision, n, s) not in known}
    blobs = contents(near, (one.blob for one in new.values()))
    for name, one in new.items():
        known[_key(revision, name, one)] = _read(revision, name, blobs.get(one.blob))
    tables = _tables(near, revision, problems) if with_book else {}
    whole = Reading({Path(revision.folder, name): raw for name, raw in tables.items()})
    whole.problems += problems
    for name, one in stored.items():
        add(whole, known[_key(revision, name, one)])
    if isinstance(book, Path):
        whole.book(book)
    elif BOOK in tables:
        paths = {name.removeprefix(CUSTOMERS): Path(revision.folder, name) for name in tables}
        take_book(whole, Path(revision.folder, BOOK), paths)
    if not stored and not whole.problems:
        words, hint = "there is no handbook here", "see --content"
        whole.problems.append(refused(Path(revision.folder), "empty", words, hint))
    return whole.handbook(), whole.problems


def _tables(near: Path, revision: Revision, problems: list[Problem]) -> dict[str, bytes]:
    """The bytes of book.yaml and of the tables of customers, where there is one. What their rows
    mean follows from the whole handbook, so that they are read last."""
    if BOOK not in revision.files:
        return {}
    tables = [n for n in revision.files if n.startswith(CUSTOMERS) and n.lower().endswith(".csv")]
    stored = readable(revision, [BOOK], problems)
    stored |= readable(revision, in_order(tables), problems, MOST)
    blobs = contents(near, (one.blob for one in stored.values()))
    for name, one in stored.items():
        if one.blob not in blobs:
            problems.append(_lacking(Path(revision.folder, name)))
    return {name: blobs[one.blob] for name, one in stored.items() if one.blob in blobs}


def _lacking(path: Path) -> Problem:
    words, hint = "this clone does not have the file", "fetch the whole history first"
    return refused(path, "file", words, hint)


def _key(revision: Revision, name: str, stored: Stored) -> tuple[str, str]:
    return f"{revision.folder}/{name}", stored.blob


def _read(revision: Revision, name: str, raw: bytes | None) -> Reading:
    """What one file says. A clone may lack its bytes: then it cannot be read."""
    path = Path(revision.folder, name)
    one = Reading({path: raw})
    if raw is None:
        one.problems.append(_lacking(path))
    else:
        one.take(path, name)
    return one


def add(whole: Reading, one: Reading) -> None:
    """Put what was read of a file to what was read of others."""
    whole.problems += one.problems
    whole.settings = one.settings or whole.settings
    for kind, entries in one.found.items():
        whole.found[kind].update(entries)
    whole.homes |= one.homes
    whole.files |= one.files
    whole.pages |= one.pages


def in_order(names: Iterable[str]) -> list[str]:
    """The names in the order in which a folder's files are read."""
    return sorted(names, key=lambda name: name.split("/"))


def is_read(name: str, with_book: bool = False) -> bool:
    """Whether a file, by its path from the handbook's folder, is part of what is read."""
    first = name.partition("/")[0]
    if any(part.startswith(".") for part in name.split("/")):
        return False
    if first in OF_THE_BOOK:
        return with_book and name.startswith(CUSTOMERS) and name.endswith((".yaml", ".yml"))
    return first == "pages" or name.endswith((".yaml", ".yml"))
