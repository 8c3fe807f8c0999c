"""Everything that a person's file says of its items, read in one go. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass

from generator.keep.gate import read
from generator.keep.glance import UNKNOWN, glance, written
from generator.keep.identity import Names, identify
from generator.keep.marks import task
from generator.keep.sheet import OWN, TASK


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as its person keeps it, by the ids of its items."""

    states: dict[str, str]  # what stands in the boxes: `x`, `~`, a blank
    remarks: dict[str, list[str]]  # every line below an item, the handbook's note among them
    notes: dict[str, str]  # what the person wrote below it, as Markdown
    own: tuple[tuple[str, str], ...]  # items that the person added: state and words
    deleted: frozenset[str]


def reading(old: bytes) -> Reading:
    """What a file holds. Raises RefusedError where it is none that can be trusted."""
    return at_a_glance(old) or closely(old)


def at_a_glance(old: bytes) -> Reading | None:
    """What a file holds, where it can be seen quickly; else None."""
    try:
        seen = glance(old.decode())
    except UnicodeDecodeError:
        return None
    if seen is None:
        return None
    return Reading(
        {one.id: one.sign for one in seen.items},
        {one.id: one.below for one in seen.items},
        {one.id: one.note for one in seen.items if one.note},
        tuple(seen.own),
        frozenset(seen.base.dropped),
    )


def closely(old: bytes) -> Reading:
    """What any file holds. Raises RefusedError."""
    paper = read(old)
    known = identify(paper.sheet.pieces, paper.base, Names(paper.base.items, {}))
    items = {piece.token: piece for piece in paper.sheet.pieces if piece.kind == TASK}
    lines = {id_: task(piece.lines[0]) for id_, piece in items.items()}
    notes = {id_: written(p.lines[1:], known.get(id_) or UNKNOWN) for id_, p in items.items()}
    own = (task(piece.lines[0]) for piece in paper.sheet.pieces if piece.kind == OWN)
    return Reading(
        {id_: _sign(line.state) for id_, line in lines.items() if line.state is not None},
        {id_: [s for line in p.lines[1:] if (s := line.strip())] for id_, p in items.items()},
        {id_: text for id_, text in notes.items() if text},
        tuple((_sign(line.state), line.label) for line in own if line.state is not None),
        frozenset(paper.base.dropped),
    )


def _sign(state: str) -> str:
    return state.strip() or " "
