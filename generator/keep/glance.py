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
from generator.keep.marks import Entry, fingerprint
from generator.keep.sheet import TASK, Piece, split

_ID, _PRINT = "[a-z0-9][a-z0-9-]{0,63}", "[0-9a-f]{8}"
_FRONT = re.compile(r"---\ncustomer: .*\nplaybook: .*\nformat: [12]\n(?:items: \d+\n)?---(?=\n)")
_BELOW = r"(?:\n {4}.*|\n(?=\n))*+"
_WORDS = r"[^\s\[].*"
_TOKEN = rf"(?:[#=]{_PRINT}|{_ID}:{_PRINT}(?::(?:{_PRINT}|-|))?)"
_LISTS = rf" ({_TOKEN}(?:, {_TOKEN})*+) \| dropped:(?: ({_ID}(?:, {_ID})*+))?"
_WHOLE = re.compile(
    rf"(?:\n(?:- \[[ xX~]\] {_WORDS}{_BELOW}"
    rf"|#{{1,6}} .*|- {_WORDS}"
    r"|(?<=\n\n)(?:\*\*|[^\s#`~<>|\-*+\d]).*"
    r"|(?=\n)))*+"
    rf"\n<!-- base:{_LISTS} \| end -->\n"
)
"""Lines with the line feed before them: items with what is below them; headings and lines of a
list; texts; blank ones; and the end."""
_ITEM = re.compile(
    rf"\n- \[(.)\] (?:{_WORDS} <!-- id: ({_ID}) {_PRINT} -->(?=\n)|({_WORDS}))({_BELOW})"
)
"""An item, or one of the person's own."""
TICKS = ("x", "X")
UNKNOWN = Entry("", None)
"""Of an item that was not generated the last time."""


class Reading(NamedTuple):
    """A file as its person keeps it, by the ids of its items."""

    states: dict[str, str]  # what stands in the boxes: `x`, `~`, a blank
    remarks: dict[str, list[str]]  # every line below a ticked item, the handbook's note among them
    notes: dict[str, str]  # what the person wrote below it, as Markdown
    own: tuple[tuple[str, str], ...]  # items that the person added: state and words
    deleted: frozenset[str]


def glance(text: str) -> Reading | None:
    """What a file holds; None where a closer look is needed."""
    front = _FRONT.match(text)
    if front is None or "\r" in text or "```" in text or "~~~" in text:
        return None
    whole = _WHOLE.fullmatch(text, front.end())
    if whole is None:
        return None
    known, dropped = _notes_known(whole[1]), frozenset((whole[2] or "").split(", ")) - {""}
    pieces = _ITEM.findall(text)
    items = {id_: (sign, below) for sign, id_, _, below in pieces if id_}
    own = tuple([(sign, words.strip()) for sign, _, words, _ in pieces if words])
    # each item is there once, and none has lost its marker
    once = text.count("<!--") == len(items) + 1 == len(pieces) - len(own) + 1
    if not once or not known.keys() <= items.keys() | dropped:
        return None
    notes = {
        id_: note for id_, (_, below) in items.items() if (note := _note(below, known.get(id_)))
    }
    states = {id_: sign for id_, (sign, _) in items.items()}
    remarks = {id_: lines_of(below) for id_, (sign, below) in items.items() if sign in TICKS}
    return Reading(states, remarks, notes, own, dropped)


def _notes_known(base: str) -> dict[str, str]:
    """The fingerprints of the notes of items, from the list of what was last generated."""
    entries = [entry.partition(":") for entry in base.split(", ")]
    return {id_: prints[9:] for id_, _, prints in entries if prints}


def lines_of(below: str) -> list[str]:
    """The lines in a text, without what is blank around them."""
    return [words for line in split(below) if (words := line.strip())]


def _note(below: str, last: str | None) -> str:
    """What the person wrote there; `last` is the fingerprint of the handbook's own note."""
    said = below.strip("\n")
    if not said or fingerprint(said[4:].replace("\n    ", "\n")) == last:
        return ""
    return written(split(below), Entry("", last))


def written(lines: Sequence[str], last: Entry) -> str:
    """What the person wrote on the lines below an item, without their indent."""
    return dedent("".join(theirs(Piece(TASK, 0, ["", *lines]), last))).strip()
