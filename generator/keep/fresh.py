"""What was just generated: its pieces by their tokens, and what its last comment is to say.

Nobody has edited it, so that it nearly always has the form that the quick way knows. Whatever has
another, as a template that a team has changed may make it, is left to `sheet.parse`: where the
quick way goes to the end, both see the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.keep.items import entry
from generator.keep.marks import Base, Entry, fingerprint, joined, numbered, task
from generator.keep.sheet import HEAD, OWN, TASK, TEXT, Piece, name_texts, parse

_FRONT = re.compile(r"---\n(?:\w.*\n)*+---\n\n+")
_TASK = r"- \[ \] .* <!-- id: ([a-z0-9][a-z0-9-]{0,63}) ([0-9a-f]{8}) -->\n"
_NOTE = r"(?:\n?((?: {4}>.*\n)++))?"
_TEXT = r"(?<=\n\n)(?:(?:\*\*|[^\s#`~<>|\-*+\d]).*\n)+"
_PIECE = re.compile(rf"({_TASK}{_NOTE}|(?:(#)#{{0,5}}|(-)) \S.*\n|{_TEXT})(\n*+)")
"""An item with its note; a heading, a line of a list or a paragraph; and the blank lines behind."""


class Fresh(NamedTuple):
    """A generated text, taken apart."""

    front: list[str]
    base: Base
    pieces: dict[str, Piece]  # by their tokens, in order


def read(text: str) -> Fresh:
    """A generated text without the comment that ends it."""
    return _quickly(text) or closely(text)


def _quickly(text: str) -> Fresh | None:
    """A text of which every line is as expected; None for others."""
    front = _FRONT.match(text)
    if front is None or "\r" in text:
        return None
    base, pieces, seen, at = Base(), dict[str, Piece](), dict[str, int](), front.end()
    for found in _PIECE.finditer(text, at):
        if found.start() != at:
            return None
        at = found.end()
        words, token, mark, note, heading, row, blank = found.groups()
        kind = TASK if token else HEAD if heading else OWN if row else TEXT
        if token:
            base.items[token] = Entry(mark, _print(note) if note else "")
        else:
            token = numbered(("#" if heading else "=") + _print(words), seen)
        pieces[token] = Piece(kind, 0, _lines(words), list(blank), token)
    base.order = list(pieces)
    once = text.count("<!--") == len(base.items)  # no item twice, none in a note
    return Fresh(_lines(front[0]), base, pieces) if once and at == len(text) else None


def _print(words: str) -> str:
    return fingerprint(joined(words.split("\n")))


def _lines(words: str) -> list[str]:
    return [f"{line}\n" for line in words[:-1].split("\n")]


def closely(text: str) -> Fresh:
    """Any text."""
    sheet, base = parse(text), Base()
    name_texts(sheet.pieces)
    for piece in sheet.pieces:
        if piece.kind == TASK:
            piece.token = task(piece.lines[0]).id
            base.items[piece.token] = entry(piece)
    pieces = {piece.token: piece for piece in sheet.pieces if piece.token}
    base.order = list(pieces)
    return Fresh(sheet.front, base, pieces)
