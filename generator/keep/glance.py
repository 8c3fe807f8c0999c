"""A kept file as nearly all are, read at a glance: boxes ticked and notes below, and nothing else.

Whatever is not as Handrail writes it, but for that, is left to `reading`: where a glance is enough,
both see the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import NamedTuple

from generator.keep.items import theirs
from generator.keep.marks import Base, Entry, fingerprint, read_base
from generator.keep.sheet import TASK, Piece

_FRONT = re.compile(
    r"---\ncustomer: [^\n\r]*\nplaybook: [^\n\r]*\nformat: [12]\n(?:items: \d+\n)?---\n"
)
_BELOW = r"((?:(?: {4}[^\n\r]*)?\n)*)"
_PIECE = re.compile(
    r"- \[([ xX~])\] (?:([^\s\[][^\n\r]*?) <!-- id: ([a-z0-9][a-z0-9-]{0,63}) ([0-9a-f]{8}) -->"
    rf"|([^\s\[][^\n\r]*))\n{_BELOW}"
    r"|(?:#{1,6} [^\n\r]*|- [^\s\[][^\n\r]*)\n"
    r"|(?<=\n\n)(?:\*\*|[^\s#`~<>|\-*+\d])[^\n\r]*\n"
    r"|(<!-- base:[^\n\r]* -->)\n\Z"
    r"|\n"
)
"""An item, one of the person's own; a heading or a line of a list; a text; the end; a blank."""
UNKNOWN = Entry("", None)
"""Of an item that was not generated the last time."""
_NOTE = re.compile(r"\n*(?: {4}>[^\n]*\n)+\n*")


class Seen(NamedTuple):
    """One item: its id, its sign, and the lines from it to the next."""

    id: str
    sign: str
    below: list[str]
    note: str  # what the person wrote there


class Glance(NamedTuple):
    """What there is to see in a file."""

    items: list[Seen]
    own: list[tuple[str, str]]
    base: Base


def glance(text: str) -> Glance | None:
    """What a file holds; None where a closer look is needed."""
    front = _FRONT.match(text)
    if front is None or "```" in text or "~~~" in text:
        return None
    found: list[tuple[str, str, str]] = []
    own: list[tuple[str, str]] = []
    foot, at, end = "", front.end(), len(text)
    while at < end:
        piece = _PIECE.match(text, at)
        if piece is None:
            return None
        at = piece.end()
        sign, _, id_, _, words, below, last = piece.groups()
        if id_ is not None:
            found.append((id_, sign, below))
        elif words is not None:
            own.append((sign, words.strip()))
        foot = last or foot
    base = read_base(foot) if foot else None
    if base is None or text.count("<!--") != len(found) + 1 or not _is_whole(found, base):
        return None
    return Glance([_seen(*one, base) for one in found], own, base)


def _is_whole(found: list[tuple[str, str, str]], base: Base) -> bool:
    """Whether each item is there once, and none has lost its marker."""
    ids = {id_ for id_, _, _ in found}
    return len(ids) == len(found) and base.items.keys() <= ids.union(base.dropped)


def _seen(id_: str, sign: str, below: str, base: Base) -> Seen:
    lines = below.splitlines(keepends=True)
    said = [words for line in lines if (words := line.strip())]
    last = base.items.get(id_, UNKNOWN)  # a file with an archive is none for a glance
    is_ours = _NOTE.fullmatch(below) and fingerprint("\n".join(said)) == last.note
    if is_ours or not said:
        return Seen(id_, sign, said, "")
    return Seen(id_, sign, said, written(lines, last))


def written(lines: Sequence[str], last: Entry) -> str:
    """What the person wrote on the lines below an item, without their indent."""
    return dedent("".join(theirs(Piece(TASK, 0, ["", *lines]), last))).strip()
