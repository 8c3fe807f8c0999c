"""Merging and writing the checklists of a run: read all, merge all, then write."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from generator import store
from generator.changes import Change, Draft, merge
from generator.changes import drafts as drafted
from generator.checklist import Checklist
from generator.commands.shard import Shard
from generator.console import REFUSED, alone, say
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
    shard: Shard | None
    overwrite: bool
    book: Path

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self.out or self.book / ("checklists" if self.edition == "internal" else "shared")


class Scope(NamedTuple):
    """What of the book a run has whole: customers with every checklist, and all of them."""

    customers: Collection[str] = ()
    book: bool = False


A_PART = Scope()


def put(
    folder: Path,
    drafts: Sequence[Draft],
    wish: Wish,
    checklists: Sequence[Checklist] = (),
    scope: Scope = A_PART,
    former: Mapping[str, Sequence[str]] = {},
) -> tuple[list[Change], list[str]]:
    """Read and merge all, then write; what became of each file, and which were written.

    Other formats and the customer's edition are made of the checklists. `former` has, by a file's
    name, those under former ids, from which a new file goes on. If one file is refused,
    nothing is written, unless the wish is to keep going.
    """
    shown, others = shared(checklists, wish) if wish.edition == "customer" else (checklists, [])
    if wish.edition == "customer" and "md" in wish.formats:
        drafts = list(drafted(shown))
    if not (drafts or shown or others or (store.made(folder) and scope.book)):
        return [], []
    with nullcontext() if wish.dry_run else alone(folder):
        if not wish.dry_run:
            for name in store.recover(folder):
                say(f"{folder / name}: a run was killed here; what it took out is now a version")
        changes = [merged(folder, draft, wish, former.get(draft.name, ())) for draft in drafts]
        made = others + export(folder, checklists, changes + others, wish, scope)
        stopped = any(change.refused for change in (*changes, *made)) and not wish.keep_going
        if wish.dry_run or stopped:
            return [*changes, *made], []
        changes, written = write(folder, changes, drafts, wish)
        return [*changes, *made], [*written, *write_made(folder, made)]


def shared(checklists: Sequence[Checklist], wish: Wish) -> tuple[list[Checklist], list[Change]]:
    """The customer's edition of the internal checklists as they are kept; and what is refused, or
    is left alone for it is not for the customer any more."""
    from generator.outgoing import UnreadableError, kept_in, one_out

    kept = kept_in(wish.book / "checklists", store.read)
    shown: list[Checklist] = []
    others = []
    for checklist in checklists:
        name = f"{checklist.customer_id}/{checklist.playbook_id}.md"
        try:
            one = one_out(checklist, wish.edition, kept)
        except UnreadableError as error:
            why = f"the internal one, {error.place}, cannot be read in line {error.line}: {error}"
            others.append(Change(name, refused=why))
            continue
        if one:
            shown.append(one)
        elif store.read(wish.folder / name) is not None:
            others.append(Change(name, left="left as it is: no step of it is for the customer now"))
    return shown, others


def export(
    folder: Path,
    checklists: Sequence[Checklist],
    merged: Sequence[Change],
    wish: Wish,
    scope: Scope,
) -> list[Change]:
    """The files of the other formats, with the ticks of the merged ones."""
    formats = [name for name in wish.formats if name != "md"]
    if not formats:
        return []
    from generator.commands.exporting import Export
    from generator.commands.exporting import export as exported

    inside = wish.book / "checklists"
    asked = Export(
        formats, wish.edition, scope.customers, scope.book, wish.overwrite, folder, inside
    )
    return exported(asked, checklists, merged)


def write_made(folder: Path, made: Sequence[Change]) -> list[str]:
    """Write the files of the other formats; the names of those that differed."""
    if not made:
        return []
    from generator.commands.exporting import write as write_files

    try:
        return write_files(folder, [change for change in made if change.story])
    except store.BusyError as error:
        say(str(error), fg="red")
        sys.exit(REFUSED)


def merged(folder: Path, draft: Draft, wish: Wish, former: Sequence[str]) -> Change:
    """One file read and merged, or why it cannot be; where there is none yet, it goes on from the
    first of those under former ids."""
    try:
        for name in (draft.name, *former):
            refuse_links(folder, name)
            old = store.read(folder / name)
            if old is not None:
                break
    except UnsafePathError as error:
        return Change(draft.name, refused=str(error))
    source = name if old is not None and name != draft.name else ""
    return merge(draft, old, wish.accept_deletions, source)


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
        tell_late_writers(folder, written)
    except OSError:
        say(f"{len(written)} written before this; run it again when it is put right:")
        raise
    return told, written


def tell_late_writers(folder: Path, names: Sequence[str]) -> None:
    """Say where a program wrote into the file that was taken out: it had it open since before."""
    for name in names:
        kept = store.versions(folder, name)
        if kept and not kept[-1].whole:
            say(
                f"{folder / name}: what another program saved at the last moment is version "
                f"{kept[-1].number}: handrail restore {folder / name}",
                fg="red",
            )


def written_one(folder: Path, change: Change, draft: Draft, wish: Wish) -> Change:
    """One file written, told as it was in the end."""
    now = change

    def again(old: bytes | None) -> bytes:
        nonlocal now
        now = merge(draft, old, wish.accept_deletions)
        if now.story is None:
            raise store.BusyError(now.refused)
        return now.content

    try:
        store.commit(folder, change.name, change.old, change.content, again)
    except (store.BusyError, UnsafePathError) as error:
        return Change(now.name, refused=str(error), line=now.line)
    return now
