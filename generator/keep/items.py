"""One item of a person's file, brought up to the handbook's text or put aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.keep.marks import (
    MARKER,
    PERSONS,
    TEXT_NOW,
    TICKED_AS,
    Entry,
    Task,
    fingerprint,
    joined,
    task,
    telling,
    told,
)
from generator.keep.sheet import OWN, Piece

INDENT = "    "
_BEGINS = re.compile(r"[ \t]*(?:[-*+>`~<#|]|\d{1,9}[.)])")


class Refreshed(NamedTuple):
    """How an item came out: what to remember of it, and what to tell."""

    entry: Entry
    changed: bool  # it got the handbook's new text
    ticked: bool  # and had been ticked
    edited: bool  # its text is the person's


def quotes(lines: list[str]) -> Iterator[slice]:
    """Where block quotes stand."""
    start = None
    for at, line in enumerate([*lines, ""]):
        if not line.lstrip(" \t").startswith(">"):
            if start is not None:
                yield slice(start, at)
            start = None
        elif start is None:
            start = at


def note(piece: Piece) -> list[str]:
    """The lines of a generated item's note."""
    return [line for where in quotes(piece.lines) for line in piece.lines[where]]


def entry(piece: Piece) -> Entry:
    """What to remember of a generated item."""
    return Entry(task(piece.lines[0]).mark, _print(note(piece)))


def _print(lines: list[str]) -> str:
    return fingerprint(joined(lines)) if lines else ""


def is_untouched(line: Task, last: Entry | None) -> bool:
    """Whether the label is as it was generated."""
    known = (line.mark, last.label if last else "")
    return line.state is not None and fingerprint(line.label) in known


def is_annotated(piece: Piece, last: Entry) -> bool:
    """Whether anything stands under an item that Handrail has not written there."""
    return any(line.strip() for line in theirs(piece, last))


def theirs(piece: Piece, last: Entry) -> list[str]:
    """The lines under an item that Handrail has not written there."""
    body = piece.lines[1:]
    for where in quotes(body):
        if _print(body[where]) == last.note:
            del body[where]
            break
    return [line for line in body if not told(line)]


def refresh(piece: Piece, last: Entry | None, fresh: Piece, eol: str) -> Refreshed:
    """Bring an item up to what is generated now; the person's state, words and notes stay."""
    line, new = task(piece.lines[0]), task(fresh.lines[0])
    edited = line.label != new.label and not is_untouched(line, last)
    changed = not edited and line.label != new.label
    known = last.label if last else line.mark
    _tell(piece, _lines_told(piece, line, new, edited, known), eol)
    print_ = _renew_note(piece, last.note if last else None, fresh, eol)
    if edited:
        mark = f" <!-- id: {new.id} {new.mark} -->"
        piece.lines[0] = MARKER.sub(lambda _: mark, piece.lines[0], count=1)
    elif (line.label, line.id, line.mark) != (new.label, new.id, new.mark):
        piece.lines[0] = line.line(new.label, new.id, new.mark) + _end(piece.lines[0])
    return Refreshed(Entry(new.mark, print_), changed, changed and not line.blank, edited)


def _lines_told(piece: Piece, line: Task, new: Task, edited: bool, known: str) -> dict[str, str]:
    """What has to be told under an item: what was ticked, or what the handbook says now."""
    said = dict(filter(None, map(told, piece.lines[1:])))
    ticked, now = said.get(TICKED_AS), said.get(TEXT_NOW)
    if not edited and line.label != new.label:
        ticked = ticked or line.label
    if edited and known != new.mark:
        now = new.label
    lines = {}
    if ticked and not line.blank and ticked != new.label:
        lines[TICKED_AS] = ticked
    if now and edited:
        lines[TEXT_NOW] = now
    return lines


def _tell(piece: Piece, lines: dict[str, str], eol: str) -> None:
    """Replace what is told under an item; nothing is touched where nothing else is to be told."""
    if dict(filter(None, map(told, piece.lines[1:]))) == lines:
        return
    first = piece.lines[0]
    indent = first[: len(first) - len(first.lstrip(" \t"))] + INDENT
    new = [f"{indent}{telling(kind, words)}{eol}" for kind, words in lines.items()]
    rest = [first, *(line for line in piece.lines[1:] if not told(line))]
    at = _paragraph_end(rest)
    piece.lines = [*rest[:at], *new, *rest[at:]]


def _paragraph_end(lines: list[str]) -> int:
    """Where the paragraph of an item's first line ends: a person may have written on below it."""
    at = 1
    while at < len(lines) and lines[at].strip() and not _BEGINS.match(lines[at]):
        at += 1
    return at


def _end(line: str) -> str:
    """The line's end, if it has one."""
    return line[len(line.rstrip("\r\n")) :]


def _renew_note(piece: Piece, last: str | None, fresh: Piece, eol: str) -> str:
    """Put the new note where the last one stands untouched; its fingerprint, or that of nobody."""
    lines = note(fresh)
    new = _print(lines)
    standing = {_print(piece.lines[where]): where for where in reversed(list(quotes(piece.lines)))}
    if last == PERSONS:
        return PERSONS
    if new in standing:
        return new
    if last == "":
        _add_note(piece, lines, eol)
    elif last in standing:
        _replace_note(piece, standing[last], lines, eol)
    else:
        return PERSONS
    return new


def _indented(lines: list[str], indent: str, eol: str) -> list[str]:
    return [f"{indent}{line.strip()}{eol}" for line in lines]


def _add_note(piece: Piece, lines: list[str], eol: str) -> None:
    """A note where there was none: below the item and what is told there."""
    at = _paragraph_end(piece.lines)
    while at < len(piece.lines) and told(piece.lines[at]):
        at += 1
    first = piece.lines[0]
    indent = first[: len(first) - len(first.lstrip(" \t"))] + INDENT
    rest = piece.lines[at:]
    if lines:
        space = [eol] if rest and rest[0].strip() else []
        piece.lines[at:] = [eol, *_indented(lines, indent, eol), *space, *rest]


def _replace_note(piece: Piece, where: slice, lines: list[str], eol: str) -> None:
    """A note in the place and with the indent of the last one; without lines it is taken away."""
    first = piece.lines[where.start]
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    if lines:
        piece.lines[where] = _indented(lines, indent, eol)
        return
    start = where.start
    while start > 1 and not piece.lines[start - 1].strip():
        start -= 1
    del piece.lines[start : where.stop]


def own_items(pieces: list[Piece]) -> int:
    """How many items the person has added."""
    return sum(task(piece.lines[0]).state is not None for piece in pieces if piece.kind == OWN)
