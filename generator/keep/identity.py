"""Which piece of a person's file is which item of the plan. By id, never by likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from generator.keep.marks import MARKER, Base, Entry, fingerprint, task, told
from generator.keep.sheet import OWN, TASK, Piece


@dataclass(frozen=True, slots=True)
class Names:
    """What items are called now."""

    ids: Collection[str]  # of the plan
    was: Mapping[str, str]

    def now(self, id_: str) -> str:
        """The id under which the plan knows what was once called so."""
        new = self.was.get(id_, id_)
        return new if new in self.ids and id_ not in self.ids else id_


def identify(pieces: list[Piece], base: Base, names: Names) -> dict[str, Entry | None]:
    """Give each item's piece its id as token; what was last generated for each, by that id.

    A second copy of an item is the person's own. An item without a marker is recognised if just one
    item was last generated with these words, and is not there otherwise.
    """
    marked: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.kind == TASK:
            marked.setdefault(task(piece.lines[0]).id, []).append(piece)
    entries: dict[str, Entry | None] = {}
    found = marked | _unmarked(pieces, base, marked)
    for id_ in sorted(found, key=lambda id_: id_ not in names.ids):  # then their former ids
        copies = found[id_]
        entry = base.items.get(id_) or base.archived.get(id_)
        first = min(copies, key=lambda piece: _doubt(piece, entry))
        for copy in copies:
            if copy is not first:
                copy.kind = OWN
        _name(first, id_, names, entries)
        entries[first.token] = entry
    return entries


def _name(piece: Piece, id_: str, names: Names, taken: Collection[str]) -> None:
    """An item takes the name it has now, unless another has it already."""
    now = names.now(id_)
    piece.kind, piece.token = TASK, id_ if now in taken else now


def _unmarked(pieces: list[Piece], base: Base, marked: Collection[str]) -> dict[str, list[Piece]]:
    """Items that lost their marker, by id: their words stand once in the base and in the file."""
    missing = {id_ for id_ in base.items if id_ not in marked and id_ not in base.dropped}
    if not missing:
        return {}
    known = Counter(entry.label for entry in base.items.values())
    found: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.kind == OWN and (line := task(piece.lines[0])).state is not None:
            found.setdefault(fingerprint(line.label), []).append(piece)
    return {
        id_: found[label]
        for id_, (label, _) in base.items.items()
        if id_ in missing and known[label] == 1 and len(found.get(label, ())) == 1
    }


def _doubt(piece: Piece, entry: Entry | None) -> tuple[bool, bool]:
    """The less of it, the sooner a copy is the item itself: as generated, and then ticked."""
    line = task(piece.lines[0])
    edited = fingerprint(line.label) not in (line.mark, entry.label if entry else "")
    return edited, line.blank


def take_markers(pieces: list[Piece]) -> None:
    """Take the markers off copies, and what was told under what is no item now: what is left is
    the person's. Else it would be taken for told under another item that comes before it."""
    for piece in pieces:
        if piece.kind == OWN:
            piece.lines[0] = MARKER.sub("", piece.lines[0])
            piece.lines[1:] = [line for line in piece.lines[1:] if not told(line)]
