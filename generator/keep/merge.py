"""The merge: a person's pieces and the generated ones; what a person wrote stays as it is.

The steps go over the person's pieces in place. What the handbook no longer has is taken out or put
into the archive, what it says anew is put where the old text stands, and what is new goes behind
what it follows in the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from generator.keep.identity import Names, identify, take_markers
from generator.keep.items import is_annotated, is_untouched, refresh
from generator.keep.marks import Base, Entry, task, told
from generator.keep.order import block, moved, put_in, section_end, take_out, to_the_left
from generator.keep.sheet import FOOT, HEAD, TASK, Piece, name_texts
from generator.keep.texts import replacements

ARCHIVE = "<!-- archive -->"
ARCHIVED = f"## Archived {ARCHIVE}"
"""The heading of the archive. It is found by its mark, whatever a person makes of its words."""


@dataclass(slots=True)
class Merge:
    """A merge under way. `pieces` are the person's and become those of the next file."""

    pieces: list[Piece]
    base: Base  # of the last generation
    fresh: Mapping[str, Piece]  # what is generated now by its token, in order
    names: Names
    eol: str
    older: bool = False  # the base is of a form that did not know texts and notes
    next: Base = field(default_factory=Base)  # of what is generated now, and then of the next file
    entries: Mapping[str, Entry | None] = field(default_factory=dict)
    there: frozenset[str] = frozenset()  # what the person has
    gone: list[str] = field(default_factory=list)  # deleted by the person since the last time
    told: dict[str, list[str]] = field(default_factory=dict)  # ids by what became of them

    def tell(self, what: str, id_: str) -> None:
        """Note what became of an item."""
        self.told.setdefault(what, []).append(id_)


def begin(merge: Merge) -> None:
    """Say which piece is what, and which ids the person has deleted."""
    _forget_told(merge.pieces)
    name_texts(merge.pieces)
    if merge.older:
        _know_texts(merge)
    known = {*merge.base.order, *merge.fresh}
    for piece in merge.pieces:
        piece.token = piece.token if piece.token in known else ""
    merge.entries = identify(merge.pieces, merge.base, merge.names)
    take_markers(merge.pieces)
    merge.there = frozenset(piece.token for piece in merge.pieces if piece.token)
    _note_deletions(merge)


def _forget_told(pieces: list[Piece]) -> None:
    """Take out what Handrail told under an item whose line is gone: it would get under another."""
    for piece in [piece for piece in pieces if piece.depth == 0 and told(piece.lines[0])]:
        piece.lines.pop(0)
        if not any(map(str.strip, piece.lines)):
            pieces.remove(piece)


def _know_texts(merge: Merge) -> None:
    """Take the texts of a file of the older form for known: none comes a second time."""
    there = {piece.token for piece in merge.pieces}
    texts = {token for token in merge.fresh if token[0] == "=" or token in there}
    merge.base.order = [id_ for id_ in merge.fresh if id_ in texts or id_ in merge.base.items]


def _note_deletions(merge: Merge) -> None:
    base, now, there = merge.base, merge.names.now, merge.there
    missing = [
        id_
        for id_ in (*base.items, *base.archived)
        if id_ not in base.dropped and not {id_, now(id_)} & there
    ]
    merge.gone = [id_ for id_ in missing if id_ in base.items]
    names = dict.fromkeys(now(id_) for id_ in (*base.dropped, *missing))
    merge.next.dropped = [id_ for id_ in names if id_ not in there]


def finish(merge: Merge) -> None:
    """Bring all pieces up to the plan; the pieces and the next base are then in `merge`."""
    retired = _retire(merge)
    _refresh(merge)
    loose = _take_back(merge)
    renamed, unwanted = _replace_texts(merge)
    loose |= _follow_moves(merge, renamed)
    _place(merge, loose, unwanted)
    _archive(merge, retired)


def _retire(merge: Merge) -> list[list[Piece]]:
    """Take out what the handbook no longer has; what comes back is to go into the archive."""
    base, retired = merge.base, []
    archive = _in_archive(merge)
    for piece in merge.pieces[::-1]:  # inner ones first
        id_ = piece.token
        if piece.kind != TASK or id_ in merge.fresh or not (last := merge.entries[id_]):
            continue
        inside = merge.pieces[block(merge.pieces, piece)][1:]
        if id_ not in base.items:
            merge.next.archived[id_] = last
        elif not inside and _is_untouched(piece, last):
            take_out(merge.pieces, piece, merge.eol)
            merge.tell("removed", id_)
        else:
            _sign(piece, last, merge.eol)
            merge.next.archived[id_] = last
            merge.tell("archived", id_)
            alive = any(one.token in merge.fresh for one in inside)
            if not (piece.depth or alive or piece in archive):
                retired.append(take_out(merge.pieces, piece, merge.eol))
    for ids in merge.told.values():
        ids.reverse()
    return retired[::-1]


def _is_untouched(piece: Piece, last: Entry) -> bool:
    line = task(piece.lines[0])
    return line.blank and is_untouched(line, last) and not is_annotated(piece, last)


def _sign(piece: Piece, last: Entry, eol: str) -> None:
    """Give an item its marker back, by which it will be found in the archive."""
    line = task(piece.lines[0])
    if not line.id:
        piece.lines[0] = line.line(line.label, piece.token, last.label) + eol


def _in_archive(merge: Merge) -> list[Piece]:
    """What stands in the section of the archive."""
    heading = _heading(merge)
    if not heading:
        return []
    start = merge.pieces.index(heading)
    return merge.pieces[start : section_end(merge.pieces, heading)]


def _heading(merge: Merge) -> Piece | None:
    marked = (p for p in merge.pieces if p.kind == HEAD and ARCHIVE in p.lines[0])
    return next(marked, None)


def _refresh(merge: Merge) -> None:
    """Give every item of the plan that is there the handbook's present text."""
    now = merge.names.now
    back = {now(id_) for id_ in merge.base.archived} - {now(id_) for id_ in merge.base.items}
    for piece in merge.pieces:
        id_ = piece.token
        if piece.kind != TASK or id_ not in merge.fresh:
            continue
        if task(piece.lines[0]).id not in (id_, ""):
            merge.tell("renamed", id_)
        if id_ in back:
            merge.tell("returned", id_)
        done = refresh(piece, merge.entries[id_], merge.fresh[id_], merge.eol)
        merge.next.items[id_] = done.entry
        merge.tell("edited" if done.edited else "changed" if done.changed else "kept", id_)
        if done.ticked:
            merge.tell("changed_since_ticked", id_)


def _take_back(merge: Merge) -> dict[str, list[Piece]]:
    """Take out of the archive what the handbook has again."""
    loose = {}
    returned = merge.told.get("returned", ())
    for piece in _in_archive(merge):
        if piece.token in returned and piece in merge.pieces:
            loose[piece.token] = take_out(merge.pieces, piece, merge.eol)
            to_the_left(loose[piece.token])
    return loose


def _replace_texts(merge: Merge) -> tuple[dict[str, str], set[str]]:
    """Put new texts in the place of the old ones, take out those that are gone.

    What comes back: the new token of every old one, and the new texts that the person does not
    want, having deleted or rewritten those in whose place they come.
    """
    order = [merge.names.now(token) for token in merge.base.order]
    renamed, even = replacements(order, list(merge.fresh))
    for piece in list(merge.pieces):
        token = piece.token
        if token in renamed:
            piece.token = renamed[token]
            fresh = merge.fresh[piece.token]
            if piece.kind != fresh.kind:  # a paragraph for a line of a list
                piece.kind, piece.tail = fresh.kind, _lines(fresh.tail, merge.eol)
            piece.lines = _lines(fresh.lines, merge.eol)
        elif piece.kind != TASK and token and token not in merge.fresh:
            piece.token = ""
            if len(merge.pieces[block(merge.pieces, piece)]) == 1:
                _take_text(merge, piece)
    return renamed, {renamed[token] for token in even if token not in merge.there}


def _take_text(merge: Merge, piece: Piece) -> None:
    """Take a text out; those that are neighbours now stand as near as they do in the plan."""
    at = merge.pieces.index(piece)
    take_out(merge.pieces, piece, merge.eol)
    before, after = merge.pieces[max(at, 1) - 1], merge.pieces[at]
    if (before.token, after.token) in pairwise(merge.fresh) and before.kind != TASK:
        before.tail = _lines(merge.fresh[before.token].tail, merge.eol)


def _follow_moves(merge: Merge, renamed: Mapping[str, str]) -> dict[str, list[Piece]]:
    """Take out what the handbook has moved, unless the person had moved it."""
    order = [merge.names.now(token) for token in merge.base.order]
    before = [renamed.get(token, token) for token in order]
    by_handbook = moved(before, merge.fresh) if before != list(merge.fresh) else set()
    if not by_handbook:
        return {}
    by_person = moved(before, [piece.token for piece in merge.pieces if piece.token in merge.fresh])
    archive = _in_archive(merge)
    return {
        piece.token: take_out(merge.pieces, piece, merge.eol)
        for piece in list(merge.pieces)
        if piece.token in by_handbook - by_person and not piece.depth and piece not in archive
    }


def _place(merge: Merge, loose: Mapping[str, list[Piece]], unwanted: set[str]) -> None:
    """Put what is new or taken out behind what it follows in the plan."""
    archive = _in_archive(merge)
    standing = {p.token: p for p in merge.pieces if p.token and p not in archive}
    absent = {*merge.there, *merge.base.order, *merge.next.dropped, *unwanted}
    anchor: Piece | None = None
    last = ""
    for token, fresh in merge.fresh.items():
        if token in standing:
            anchor = standing[token]
        elif token in loose or token not in absent:
            out = loose.get(token) or [_copy(fresh, merge.eol)]
            tight = bool(anchor and anchor.token == last and not merge.fresh[last].tail)
            put_in(merge.pieces, out, anchor, tight, merge.eol)
            anchor = out[0]
            if token not in loose and fresh.kind == TASK:
                merge.tell("new", token)
        last = token


def _lines(lines: list[str], eol: str) -> list[str]:
    """Generated lines with the line ends of the person's file."""
    return [line.rstrip("\n") + eol for line in lines]


def _copy(fresh: Piece, eol: str) -> Piece:
    return Piece(fresh.kind, 0, _lines(fresh.lines, eol), _lines(fresh.tail, eol), fresh.token)


def _archive(merge: Merge, retired: list[list[Piece]]) -> None:
    """Put what was taken out into the archive; take an empty archive away."""
    heading = _heading(merge)
    if retired and not heading:
        foot = next(piece for piece in merge.pieces if piece.kind == FOOT)
        heading = Piece(HEAD, 0, [ARCHIVED + merge.eol])
        _append(merge, merge.pieces.index(foot), [heading])
    if heading:
        for out in retired:
            _append(merge, section_end(merge.pieces, heading), out)
        empty = section_end(merge.pieces, heading) == merge.pieces.index(heading) + 1
        if empty and heading.lines[0].strip() == ARCHIVED:
            take_out(merge.pieces, heading, merge.eol)
    tokens = [piece.token for piece in merge.pieces]
    archived = merge.next.archived
    merge.next.archived = {id_: archived[id_] for id_ in tokens if id_ in archived}


def _append(merge: Merge, at: int, out: list[Piece]) -> None:
    """Pieces at a place, with a blank line before and after."""
    if at and not merge.pieces[at - 1].tail:
        merge.pieces[at - 1].tail = [merge.eol]
    out[-1].tail = out[-1].tail or [merge.eol]
    merge.pieces[at:at] = out
