"""Merging and writing the checklists of a run: read all, merge all, then write."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from generator import store
from generator.changes import Change, Draft, merge
from generator.changes import drafts as drafted
from generator.checklist import Checklist
from generator.console import REFUSED, alone, say
from generator.edition import for_customer
from generator.output import UnsafePathError, refuse_links


@dataclass(frozen=True)
class Wish:
    """What `generate` was asked for."""

    customers: Sequence[str]
    playbooks: Sequence[str]
    out: Path | None
    dry_run: bool
    keep_going: bool
    accept_deletions: bool
    as_json: bool
    formats: Sequence[str]
    edition: str
    overwrite: bool
    book: Path

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self.out or self.book / ("checklists" if self.edition == "internal" else "shared")


def put(
    folder: Path, checklists: Sequence[Checklist], wish: Wish
) -> tuple[list[Change], list[str]]:
    """Read and merge all, then write; what became of each file, and which were written.

    If one is refused, nothing is written, unless the wish is to keep going.
    """
    internal = wish.edition == "internal"
    shown = [one for c in checklists if (one := c if internal else for_customer(c))]
    drafts = list(drafted(shown)) if "md" in wish.formats else []
    if not shown:
        return [], []
    with nullcontext() if wish.dry_run else alone(folder):
        if not wish.dry_run:
            for name in store.recover(folder):
                say(f"{folder / name}: a run was killed here; what it took out is now a version")
        changes = [merged(folder, draft, wish) for draft in drafts]
        made = export(folder, checklists, changes, wish)
        stopped = any(change.refused for change in (*changes, *made)) and not wish.keep_going
        if wish.dry_run or stopped:
            return [*changes, *made], []
        changes, written = write(folder, changes, drafts, wish)
        return [*changes, *made], [*written, *write_made(folder, made)]


def export(
    folder: Path,
    checklists: Sequence[Checklist],
    merged: Sequence[Change],
    wish: Wish,
) -> list[Change]:
    """The files of the other formats, with the ticks of the merged ones."""
    formats = [name for name in wish.formats if name != "md"]
    if not formats:
        return []
    from generator.commands.exporting import Export
    from generator.commands.exporting import export as exported

    whole = not (wish.customers or wish.playbooks)
    inside = wish.book / "checklists"
    asked = Export(formats, wish.edition, whole, wish.overwrite, inside)
    return exported(folder, asked, checklists, merged)


def write_made(folder: Path, made: Sequence[Change]) -> list[str]:
    """Write the files of the other formats; the names of those that differed."""
    if not made:
        return []
    from generator.commands.exporting import write as write_files

    try:
        return write_files(folder, [change for change in made if change.kept])
    except store.BusyError as error:
        say(str(error), fg="red")
        sys.exit(REFUSED)


def merged(folder: Path, draft: Draft, wish: Wish) -> Change:
    """One file read and merged, or why it cannot be."""
    try:
        refuse_links(folder, draft.name)
        old = store.read(folder / draft.name)
    except UnsafePathError as error:
        return Change(draft.name, refused=str(error))
    return merge(draft, old, wish.accept_deletions)


def write(
    folder: Path, changes: Sequence[Change], drafts: Sequence[Draft], wish: Wish
) -> tuple[list[Change], list[str]]:
    """Write what differs; a file that somebody edits at this moment is merged anew."""
    told, written = [], []
    try:
        for change, draft in zip(changes, drafts, strict=True):
            done = written_one(folder, change, draft, wish) if change.differs else change
            told.append(done)
            if done.differs:
                written.append(done.name)
        store.sync(folder, written)
    except OSError:
        say(f"{len(written)} written before this; run it again when it is put right:")
        raise
    return told, written


def written_one(folder: Path, change: Change, draft: Draft, wish: Wish) -> Change:
    """One file written, told as it was in the end."""
    now = change

    def again(old: bytes | None) -> bytes:
        nonlocal now
        now = merge(draft, old, wish.accept_deletions)
        if now.kept is None:
            raise store.BusyError(now.refused)
        return now.kept.content

    assert change.kept
    try:
        store.commit(folder, change.name, change.old, change.kept.content, again)
    except (store.BusyError, UnsafePathError) as error:
        return replace(now, kept=None, refused=str(error))
    return now
