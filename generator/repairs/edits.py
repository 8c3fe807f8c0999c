"""Changes inside the lines of a text: what is not named stays as it is, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """What a stretch of one line becomes; lines count from 0, columns as in `text[start:end]`."""

    line: int
    start: int
    end: int
    new: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits that do not overlap."""
    lines = text.split("\n")
    for line, start, end, new in sorted(edits, reverse=True):
        lines[line] = lines[line][:start] + new + lines[line][end:]
    return "\n".join(lines)


def apart(some: Sequence[Edit], others: Iterable[Edit]) -> bool:
    """Whether no edit touches one of the others."""
    return not any(
        one.line == other.line and one.start <= other.end and other.start <= one.end
        for one in some
        for other in others
    )
