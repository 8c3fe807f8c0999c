"""What was just generated, read in one go: nobody has edited it, so that most of it has one form.

Whatever has another, as a template that a team has changed may make it, is left to `sheet.parse`:
where this is enough, both see the same.
"""

from __future__ import annotations

import re

from generator.keep.marks import Base, Entry, fingerprint, joined, numbered

_FRONT = re.compile(r"---\n(?:\w.*\n)*+---\n\n")
_ITEM = r"- \[ \] .* <!-- id: ([a-z0-9][a-z0-9-]{0,63}) ([0-9a-f]{8}) -->\n\n?((?: {4}>.*\n)*+)"
_TEXT = r"(?<=\n\n)(?:(?:\*\*|[^\s#`~<>|\-*+\d]).*\n)+"
_PIECE = re.compile(rf"(?:{_ITEM}|(#{{1,6}} .*\n|- \S.*\n|{_TEXT}))\n*+")
"""An item with its note; a heading, a line of a list or a paragraph; and the blank lines behind."""


def base_of(text: str) -> Base | None:
    """What the last comment of a generated text is to say; None where a closer look is needed."""
    front = _FRONT.match(text)
    if front is None or "\r" in text:
        return None
    base, at, seen, order = Base(), front.end(), dict[str, int](), list[str]()
    for piece in _PIECE.finditer(text, at):
        if piece.start() != at:
            return None
        at = piece.end()
        id_, mark, note, words = piece.groups()
        if id_:
            base.items[id_] = Entry(mark, fingerprint(joined(note.split("\n"))) if note else "")
        else:
            kind = "#" if words.startswith("#") else "="
            id_ = numbered(kind + fingerprint(joined(words.split("\n"))), seen)
        order.append(id_)
    once = text.count("<!--") == len(base.items)  # no item twice, none in a note
    base.order = order
    return base if once and at == len(text) else None
