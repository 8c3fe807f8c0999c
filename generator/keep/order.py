"""Where pieces stand: who has moved what, and how a piece gets in and out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from generator.keep.sheet import FOOT, HEAD, TEXT, Piece


def moved(before: Sequence[str], after: Iterable[str]) -> set[str]:
    """The fewest tokens that have to be taken out of both for the rest to stand in one order."""
    place = {token: at for at, token in enumerate(before)}
    tokens = [token for token in after if token in place]
    ends: list[int] = []  # of the best run of each length: its last place
    best: list[int] = []  # the token that ends it
    earlier: list[int] = []  # of each token: the one before it in its run
    for at, token in enumerate(tokens):
        length = bisect_left(ends, place[token])
        earlier.append(best[length - 1] if length else -1)
        ends[length : length + 1] = [place[token]]
        best[length : length + 1] = [at]
    stay = set()
    at = best[-1] if best else -1
    while at >= 0:
        stay.add(tokens[at])
        at = earlier[at]
    return set(tokens) - stay


def block(pieces: list[Piece], piece: Piece) -> slice:
    """Where a piece stands with all that stands in it."""
    start = end = pieces.index(piece)
    end += 1
    while end < len(pieces) and pieces[end].depth > piece.depth:
        end += 1
    return slice(start, end)


def take_out(pieces: list[Piece], piece: Piece, eol: str) -> list[Piece]:
    """A piece with all that stands in it, gone from the file. The blank lines stay right."""
    where = block(pieces, piece)
    out = pieces[where]
    del pieces[where]
    if where.start and not pieces[where.start - 1].tail:
        before = pieces[where.start - 1]
        before.tail = out[-1].tail or _space(before, pieces[where.start :], eol)
        out[-1].tail = []
    return out


def put_in(
    pieces: list[Piece], out: list[Piece], anchor: Piece | None, tight: bool, eol: str
) -> None:
    """Pieces behind the anchor and all that stands in it or around it.

    A heading goes behind what the person has put there as well, so that this stays in its section.
    `tight`: the handbook has no blank line between the two.
    """
    at = 0 if anchor is None else pieces.index(anchor) + 1
    if out[0].kind == HEAD and anchor:
        at = _past_the_persons(pieces, at)
    while at < len(pieces) and pieces[at].depth:
        at += 1
    before = pieces[at - 1] if at else None
    last = out[-1]
    if before and tight and before is anchor:
        last.tail, before.tail = last.tail or before.tail, []
    elif before and not before.tail:
        before.tail = [eol]
    last.tail = last.tail or _space(last, pieces[at:], eol)
    pieces[at:at] = out


def _past_the_persons(pieces: list[Piece], at: int) -> int:
    """The next place where the handbook goes on; in a section of the person's its end."""
    heading = next((p for p in reversed(pieces[:at]) if p.kind == HEAD and not p.depth), None)
    end = section_end(pieces, pieces[at - 1])
    if heading and not heading.token:
        return end
    while at < end and (pieces[at].depth or not pieces[at].token):
        at += 1
    return at


def _space(piece: Piece, following: list[Piece], eol: str) -> list[str]:
    """A blank line, where what follows would otherwise be read as part of the piece."""
    reads_on = following and following[0].kind in (TEXT, HEAD, FOOT) and piece.kind != HEAD
    return [eol] if reads_on else []


def to_the_left(out: list[Piece]) -> None:
    """Move a piece that stood in an item, and what stands in it, out to the margin."""
    first = out[0].lines[0]
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    depth = out[0].depth
    for piece in out:
        piece.depth -= depth
        piece.lines = [line.removeprefix(indent) for line in piece.lines]


def section_end(pieces: list[Piece], inside: Piece) -> int:
    """Where the section with this piece or heading ends: at a heading or the last comment."""
    at = pieces.index(inside) + 1
    while at < len(pieces) and (pieces[at].depth or pieces[at].kind not in (HEAD, FOOT)):
        at += 1
    return at
