"""What `generate --format` writes beside the Markdown: made anew each time, and never over an edit.

What a person may have worked in since (a table, a page's states) is theirs until `pull` has taken
it back: such a file stops the run, unless it is to be written over; then it becomes a version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import store
from generator.changes import Change
from generator.checklist import Checklist
from generator.exports import ForeignError, cancelled, exported
from generator.keep import Kept, Story
from generator.outgoing import UnreadableError, outgoing
from generator.output import UnsafePathError, refuse_links

EDITED = (
    "it was edited since Handrail wrote it, or is not its own: take ticks back with "
    "'handrail pull', move it away, or write over it with --overwrite (it becomes a version)"
)


@dataclass(frozen=True)
class Export:
    """Which files to make: the formats, the edition, and whether of the whole book."""

    formats: Sequence[str]
    edition: str
    whole: bool
    overwrite: bool
    inside: Path  # the folder of the internal checklists, whose ticks go out


def export(
    folder: Path, wish: Export, checklists: Sequence[Checklist], merged: Sequence[Change]
) -> list[Change]:
    """The files as they are to be; refused where one was edited, or cannot be continued.

    Ticks come from the files just merged, from those that lie here, or from the internal ones.
    """
    at_hand = {change.name: change.kept.content for change in merged if change.kept}

    def kept(name: str) -> bytes | None:
        if name in at_hand:
            return at_hand[name]
        return store.read(folder / name) or store.read(wish.inside / name)

    def before(name: str) -> bytes | None:
        refuse_links(folder, name)
        return store.read(folder / name)

    known = store.made(folder)
    try:
        shown = list(outgoing(checklists, kept, wish.edition))
        files = exported(wish.formats, shown, before, wish.whole)
        if "ics" in wish.formats and wish.whole:
            files |= cancelled(sorted(known), files, before)
    except ForeignError as error:
        return [Change(error.name, refused=str(error))]
    except (UnreadableError, UnsafePathError) as error:
        return [Change("checklists", refused=str(error))]
    return [_change(name, content, before(name), known, wish) for name, content in files.items()]


def _change(
    name: str, content: bytes, old: bytes | None, known: store.Made, wish: Export
) -> Change:
    ours = old is None or old == content or store.is_ours(known, name, old)
    if not (ours or wish.overwrite):
        return Change(name, old, refused=EDITED)
    return Change(name, old, Kept(content, Story()), made=True)


def write(folder: Path, changes: Sequence[Change]) -> list[str]:
    """Write what differs; the names. A file that somebody edits at this moment stays, refused."""
    files: Mapping[str, bytes] = {c.name: c.kept.content for c in changes if c.kept}
    known = store.made(folder)
    store.note_made(folder, known, files, done=False)
    written = []
    for change in changes:
        if change.differs and change.kept:
            store.commit(folder, change.name, change.old, change.kept.content, _refuse)
            written.append(change.name)
    store.sync(folder, written)
    store.note_made(folder, known, files, done=True)
    return written


def _refuse(_: bytes | None) -> bytes:
    raise store.BusyError("somebody is writing it at this moment; run this again")
