"""What a build leaves beside the site for the next one: three files, whole or not there.

`whole.json` says what all of it rests on, and what was told; it goes before anything is written and
comes when all is. `made.json` has what is known of the handbook's pages and of people's, `records`
what is known of each customer's: they stay, for a part counts only where its files are on disk as
they were written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from generator.rebuild.inputs import content_of, digest, mark, signature

T = TypeVar("T")
WHOLE, MADE = "whole.json", "made.json"
FORM = 4
"""The form of both files; of another one nothing is used."""
PARTS = ("docs", "frame", "public")


class Whole(NamedTuple):
    """A build that has come to its end."""

    key: str
    files: str  # what the files of the site are known by
    problems: list[tuple[str, str]]  # what was told: levels and words
    lines: list[str]
    code: int


class Made(NamedTuple):
    """The pages of the handbook, and those of people."""

    key: str = ""  # of the handbook's pages
    files: str = ""  # what these are known by, where MkDocs has built them
    names: list[str] = []  # noqa: RUF012 - of these in the public folder; never changed
    marks: str = ""  # what these are known by
    weeks: Mapping[str, list[str]] = {}  # pages of people: made of what; the mark


def whole(folder: Path) -> Whole | None:
    """The last build that came to its end, if nothing has been written since."""
    return _read(folder / WHOLE, Whole)


def made(folder: Path) -> Made:
    """The handbook's pages in the last build; none, where there is no file of this form."""
    return _read(folder / MADE, Made) or Made()


def _read(path: Path, what: Callable[..., T]) -> T | None:
    try:
        form, *found = json.loads(content_of(path))
        return what(*found) if form == FORM and found else None
    except (ValueError, TypeError):
        return None


def written(what: Whole | Made) -> bytes:
    """The bytes of one of the files."""
    return json.dumps([FORM, *what], ensure_ascii=False, separators=(",", ":")).encode()


def files_of(folder: Path) -> str:
    """What all files of the site are known by."""
    return digest(mark(folder / "mkdocs.yml"), *(signature(folder, part) for part in PARTS))


def frame_of(folder: Path) -> str:
    """What the files that MkDocs reads and writes are known by."""
    return digest(mark(folder / "mkdocs.yml"), *(signature(folder, part) for part in PARTS[:2]))


def marks_of(folder: Path, names: list[str]) -> str:
    """What these public files are known by."""
    return digest(*(mark(folder / "public" / name) for name in names))
