"""Everything that a person's file says of its items, read in one go. Nothing is changed."""

from __future__ import annotations

from generator.keep.gate import read
from generator.keep.identity import Names, identify
from generator.keep.marks import task
from generator.keep.plain import notes, plain
from generator.keep.sheet import OWN, TASK
from generator.keep.story import Reading


def reading(old: bytes) -> Reading:
    """What a file holds. Raises RefusedError where it is none that can be trusted."""
    return plain(old) or careful(old)


def careful(old: bytes) -> Reading:
    """The same for any file, by the reader that the merge starts from."""
    paper = read(old)
    known = identify(paper.sheet.pieces, paper.base, Names(paper.base.items, {}))
    items = {piece.token: piece for piece in paper.sheet.pieces if piece.kind == TASK}
    bodies = {id_: piece.lines[1:] for id_, piece in items.items()}
    states = {id_: task(piece.lines[0]).state for id_, piece in items.items()}
    own = (task(piece.lines[0]) for piece in paper.sheet.pieces if piece.kind == OWN)
    return Reading(
        {id_: state.strip() or " " for id_, state in states.items() if state is not None},
        bodies,
        notes(bodies, {id_: known.get(id_) for id_ in bodies}),
        tuple((one.state.strip() or " ", one.label) for one in own if one.state is not None),
        frozenset(paper.base.dropped),
    )
