"""Purely mechanical mistakes, mended in the text: comments, order and layout stay as they are.

Nothing is guessed: a repair is made where the text has one meaning and only its form is wrong, and
only if, read again, the handbook has no problem that it did not have before.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from generator.build import Examined, examine
from generator.folder import read_bytes
from generator.loader import Edits
from generator.problems import Problem, Span
from generator.repairs import lines, values
from generator.repairs.edits import Edit, apart, applied

WITHOUT_WIDTH = "\u200b\u2060\ufeff"
_HIDING = {"yaml", "character", "encoding", "unknown-file", "unknown-key"}
"""What hides other problems of the same file until it is mended."""


class File(NamedTuple):
    """A file that changes: its bytes as they were read, and as they are to be, at which path."""

    path: Path
    old: bytes
    new_path: Path
    new: bytes


class Mended(NamedTuple):
    """What was found, the files that change, how many problems that mends, and what is left."""

    before: Examined
    files: Sequence[File]
    number: int
    after: Examined


@dataclass(frozen=True)
class _Repair:
    """One problem's edits of one file; or the whole file, under another name or anew."""

    problem: Problem
    path: Path
    edits: tuple[Edit, ...] = ()
    whole: tuple[tuple[Path, bytes | None], ...] = ()


def mend(content: Path, book: Path | None) -> Mended:
    """Mend in memory what is purely mechanical, until nothing of the kind is left."""
    before = examine(content, book)
    mending = _Mending(content, book, before)
    while wanted := list(mending.repairs()):
        mending.take(wanted)
    files = list(_files(before, mending.edits))
    return Mended(before, files, mending.number, mending.now)


class _Mending:
    """A handbook while it is mended."""

    def __init__(self, content: Path, book: Path | None, now: Examined) -> None:
        self.content, self.book, self.now = content, book, now
        self.edits: dict[Path, bytes | None] = {}
        self.refused: set[tuple[str, str, str]] = set()
        self.number = 0

    def take(self, repairs: Sequence[_Repair]) -> None:
        """Make all of them, if that adds no problem; else refuse those that would."""
        then = self.after(repairs)
        if not _adds(self.now, then, repairs):
            self.edits |= _made(self.now, repairs, self.edits)
            self.now = then
            self.number += len(repairs)
            return
        spoiling = [one for one in repairs if _adds(self.now, self.after([one]), [one])]
        self.refused |= {_same(one.problem) for one in spoiling or repairs}

    def after(self, repairs: Sequence[_Repair]) -> Examined:
        """The handbook as it would be."""
        made = _made(self.now, repairs, self.edits)
        return examine(self.content, self.book, {**self.edits, **made})

    def repairs(self) -> Iterator[_Repair]:
        """For each problem what mends it, where something does; none touches another."""
        taken: dict[Path, list[Edit]] = {}
        for problem in self.now.problems:
            path = Path(problem.where.file)
            exported = path.suffix.lower() == ".csv"  # and mended where it comes from
            if exported or _same(problem) in self.refused:
                continue
            repair = self.of_file(problem, path) or self.of_lines(problem, path)
            others = taken.setdefault(path, [])
            if repair and _fits(repair, others):
                others += repair.edits
                yield repair

    def of_file(self, problem: Problem, path: Path) -> _Repair | None:
        """A file of another encoding or with the wrong ending, or with characters of no width."""
        if problem.check not in _OF_FILES:
            return None
        raw = self.edits.get(path) or read_bytes(path, [])
        if raw is None:
            return None
        if problem.check == "unknown-file":
            there = path.with_suffix(".yaml")
            moved = _Repair(problem, path, (), ((path, None), (there, raw)))
            return moved if path.suffix == ".yml" and not there.exists() else None
        text = _recoded(raw)
        return _Repair(problem, path, (), ((path, text),)) if text not in (None, raw) else None

    def of_lines(self, problem: Problem, path: Path) -> _Repair | None:
        """Edits inside the lines of a file."""
        file, span = self.now.handbook.files.get(problem.where.file), problem.where.span
        if file is None or span is None:
            return None
        find = lines.BY_CODE.get(problem.check)
        found = find(file.text, span.line - 1) if find else []
        if not found:
            edit = _value(problem, span, file.text)
            return _Repair(problem, path, (edit,)) if edit else None
        ways = [_Repair(problem, path, tuple(edits)) for edits in found]
        if len(ways) > 1:  # the one with which all that the file says is right
            ways = [way for way in ways if not _says(self.after([way]), problem.where.file)]
        return ways[0] if len(ways) == 1 else None


def _fits(repair: _Repair, others: Sequence[Edit]) -> bool:
    """Whether a repair can be made together with these edits: no two ids become the same."""
    if not others:
        return True
    same = _names(repair.problem) and {e.new for e in repair.edits} & {e.new for e in others}
    return bool(repair.edits) and apart(repair.edits, others) and not same


def _says(examined: Examined, file: str) -> bool:
    return any(problem.where.file == file for problem in examined.problems)


def _value(problem: Problem, span: Span, text: str) -> Edit | None:
    """The value or key that a problem is about, in the form that is meant."""
    typed = problem.where.text[span.column - 1 : span.end - 1]
    quote = typed[:1] if typed[:1] in "'\"" and typed[-1:] == typed[:1] and len(typed) > 1 else ""
    inner = typed[len(quote) : len(typed) - len(quote)]
    for repair in values.REPAIRS.get(problem.check, ()):
        new = repair(problem, inner)
        if new is not None and new != inner and not _taken(problem, new, text):
            start = span.column - 1 + len(quote)
            return Edit(span.line - 1, start, start + len(inner), new)
    return None


def _taken(problem: Problem, new: str, text: str) -> bool:
    """Whether an id that is to be written another way is an id in this file already."""
    return _names(problem) and f"id: {new}" in text


def _names(problem: Problem) -> bool:
    """Whether it is about an id that something is given, not one that is referred to."""
    return problem.check == "id" and problem.where.way.endswith("id")


def _files(before: Examined, edits: Edits) -> Iterator[File]:
    for path, content in edits.items():
        new_path = path if content is not None else path.with_suffix(".yaml")
        new = edits[new_path]
        if (content is None or path.with_suffix(".yml") not in edits) and new is not None:
            yield File(path, _bytes(before, path), new_path, new)


def _bytes(examined: Examined, path: Path) -> bytes:
    """A file as it was read; where nothing of it could be, as it is."""
    raw, file = read_bytes(path, []) or b"", examined.handbook.files.get(str(path))
    return raw[: _mark(raw)] + file.text.encode() if file else raw


_OF_FILES = ("encoding", "character", "unknown-file")


def _recoded(raw: bytes) -> bytes | None:
    """UTF-16 with its mark as UTF-8, LF for CR alone, nothing for what has no width."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return raw.decode("utf-16").encode()
        except UnicodeError:
            return None
    try:
        mark, text = raw[: _mark(raw)], raw[_mark(raw) :].decode()
    except UnicodeError:
        return None
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return mark + "".join(c for c in text if c not in WITHOUT_WIDTH).encode()


def _mark(raw: bytes) -> int:
    """How long the byte order mark is, which belongs to the file."""
    return len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0


def _made(now: Examined, repairs: Sequence[_Repair], edits: Edits) -> dict[Path, bytes | None]:
    """The files as they are after some repairs."""
    made: dict[Path, bytes | None] = {}
    for path in dict.fromkeys(repair.path for repair in repairs if repair.edits):
        raw = edits.get(path) or _bytes(now, path)
        mine = [edit for repair in repairs if repair.path == path for edit in repair.edits]
        text = applied(now.handbook.files[str(path)].text, mine)
        made[path] = raw[: _mark(raw)] + text.encode()
    for repair in repairs:
        made.update(repair.whole)
    return made


def _adds(before: Examined, after: Examined, repairs: Sequence[_Repair]) -> bool:
    """Whether there is a problem after these repairs that was not there before, or not fewer.

    What a later step of the run says was only hidden; so was what is said about a file that could
    not be read, and about the value of a key that was not known.
    """
    if after.steps != before.steps:
        return after.steps < before.steps
    old, new = Counter(map(_same, before.problems)), Counter(map(_same, after.problems))
    hiding = [repair for repair in repairs if repair.problem.check in _HIDING]
    hidden = {str(path) for one in hiding for path in (one.path, *(p for p, _ in one.whole))}
    mended = {_same(repair.problem) for repair in repairs}
    added = {file for file, *_ in new - old}
    return bool(added - hidden) or any(new[one] >= old[one] for one in mended)


def _same(problem: Problem) -> tuple[str, str, str]:
    return problem.where.file, problem.check, problem.message
