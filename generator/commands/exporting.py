"""What `generate --format` writes beside the Markdown: made anew each time, and never over an edit.

What a person may have worked in since (a table, a page's states) is theirs until `pull` has taken
it back: such a file stops the run, unless it is to be written over; then it becomes a version.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import store
from generator.changes import Change
from generator.checklist import Checklist
from generator.exports import FORMATS, Before, File, ForeignError, cancelled, exported
from generator.keep import Kept, Story
from generator.outgoing import UnreadableError, kept_in, one_out
from generator.output import UnsafePathError, refuse_links

EDITED = "it was edited since Handrail wrote it: {}move it away, or write over it with --overwrite "
EDITED += "(it becomes a version)"
PULL = "take its ticks back with 'handrail pull {}', "
CARRY_TICKS = (".csv", ".sheet.csv", ".xlsx", ".gitlab.md")
FOREIGN = (
    "there is no note that Handrail wrote it, as on a fresh copy of the book: move it away, or "
    "write over it with --overwrite (it becomes a version)"
)


@dataclass(frozen=True)
class Export:
    """Which files to make: the formats, the edition, and what is here whole."""

    formats: Sequence[str]
    edition: str
    customers: Collection[str]  # of whom every checklist is here
    whole: bool  # and whether they are the whole book
    overwrite: bool
    folder: Path  # where they go
    inside: Path  # the folder of the internal checklists, whose ticks go out


def export(wish: Export, checklists: Sequence[Checklist], merged: Sequence[Change]) -> list[Change]:
    """The files as they are to be; refused where one was edited, or cannot be continued.

    Ticks come from the files just merged, from those that lie here, and from the internal ones.
    """
    folder = wish.folder
    shown, refused, left_out = _outgoing(wish, checklists, merged)
    known = store.made(folder)

    def before(name: str) -> bytes | None:
        try:
            refuse_links(folder, name)
            return store.read(folder / name)
        except UnsafePathError as error:
            raise ForeignError(str(error)) from None

    whole = wish.whole and not left_out
    files = exported(wish.formats, shown, before, whole, set(wish.customers) - left_out)
    if "ics" in wish.formats and whole:
        files += cancelled(sorted(known), {file.name for file in files}, before)
    changes = [_change(file, before, known, wish) for file in files]
    return [*refused, *changes, *(_left(folder, known, files, wish) if whole else ())]


def _left(folder: Path, known: store.Made, files: Sequence[File], wish: Export) -> Iterator[Change]:
    """Files of these formats that were made once and are not of the plan any more."""
    now = {file.name for file in files}
    endings = {FORMATS[name].ending for name in wish.formats} - {""}
    for name in sorted(known.keys() - now):
        if _ending(name) in endings and os.path.lexists(folder / name):
            yield Change(name, left="left as it is: it is not of the plan any more")


def _outgoing(
    wish: Export, checklists: Sequence[Checklist], merged: Sequence[Change]
) -> tuple[list[Checklist], list[Change], set[str]]:
    """The checklists with their ticks; kept files that cannot be read; whose checklists are not
    all among the former. What the merge has refused is not told again."""
    folder, at_hand = wish.folder, {change.name: change for change in merged}
    shown: list[Checklist] = []
    refused: list[Change] = []
    left_out: set[str] = set()

    def now(path: Path) -> bytes | None:
        change = at_hand.get(path.relative_to(folder).as_posix())
        return change.content if change and change.story else store.read(path)

    here, inside = kept_in(folder, now), kept_in(wish.inside, store.read)
    places = (here, inside) if wish.edition == "customer" else (lambda n: here(n) or inside(n),)
    for checklist in checklists:
        name = f"{checklist.customer_id}/{checklist.playbook_id}.md"
        if name in at_hand and at_hand[name].refused:
            left_out.add(checklist.customer_id)
            continue
        try:
            one = one_out(checklist, wish.edition, *places)
        except UnreadableError as error:
            where = Path(os.path.relpath(error.place, folder)).as_posix()
            refused.append(Change(where, refused=str(error), line=error.line))
            left_out.add(checklist.customer_id)
        except UnsafePathError as error:
            refused.append(Change(name, refused=str(error)))
            left_out.add(checklist.customer_id)
        else:
            shown += [one] if one else []
    return shown, refused, left_out


def _change(file: File, before: Before, known: store.Made, wish: Export) -> Change:
    try:
        old = before(file.name)
    except ForeignError as error:
        return Change(file.name, refused=str(error))
    if file.refused:
        return Change(file.name, refused=file.refused)
    ours = old is None or old == file.content or store.is_ours(known, file.name, old)
    if not (ours or wish.overwrite):
        return Change(file.name, refused=_not_ours(file.name, known, wish))
    return Change.to(file.name, old, Kept(file.content, Story()), made=True)


def _not_ours(name: str, known: store.Made, wish: Export) -> str:
    if name not in known:
        return FOREIGN
    carries = _ending(name) in CARRY_TICKS
    return EDITED.format(PULL.format(wish.folder / name) if carries else "")


def _ending(name: str) -> str:
    """`.sheet.csv` of a checklist's file; ids have no dots."""
    return "".join(name.rpartition("/")[2].partition(".")[1:])


def write(folder: Path, changes: Sequence[Change]) -> list[str]:
    """Write what differs; the names. A file that somebody edits at this moment stays, refused."""
    files: Mapping[str, bytes] = {c.name: c.content for c in changes if c.story}
    known = store.made(folder)
    store.note_made(folder, known, files, done=False)
    written = []
    for change in changes:
        if change.differs:
            store.commit(folder, change.name, change.old, change.content, _refuse)
            written.append(change.name)
    store.sync(folder, written)
    store.note_made(folder, known, files, done=True)
    return written


def _refuse(_: bytes | None) -> bytes:
    raise store.BusyError("somebody is writing it at this moment; run this again")
