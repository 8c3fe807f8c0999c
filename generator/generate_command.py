"""The command `generate`: every checklist of the book, keeping what people wrote."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.console import (
    DONE,
    FOLDER,
    PROBLEMS,
    REFUSED,
    Options,
    alone,
    chosen,
    end,
    environment,
    options,
    progress,
    say,
    sound,
    tell,
    tell_late,
)

if TYPE_CHECKING:
    from generator.changes import Change, Draft
    from generator.handbook import Handbook
    from generator.plan import Planned


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


def _only(noun: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        f"--{noun}", f"{noun}s", multiple=True, metavar="ID", help="Only this one; repeatable."
    )


@click.command(short_help="Write the checklists of the book, keeping what people wrote.")
@_only("customer")
@_only("playbook")
@click.option("--out", type=FOLDER, help="Folder to write to.")
@click.option("--dry-run", is_flag=True, help="Print what would change as a diff; write nothing.")
@click.option("--keep-going", is_flag=True, help="Leave out what cannot be written; do the rest.")
@click.option(
    "--accept-deletions", is_flag=True, help="More than a third of the items gone is meant so."
)
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
@options
def generate(options: Options, **given: Any) -> None:
    """Write the checklists: every customer's, of every playbook that applies.

    They go to DIR/<customer>/<playbook>.md, DIR being the book's checklists/ unless told. What
    people ticked, wrote, moved or deleted there is kept. If one file cannot be brought up to date
    without a person's decision, none is written.
    """
    from generator import build
    from generator.changes import drafts
    from generator.problems import has_errors, in_order

    wish = Wish(**given)
    handbook = sound(options)
    customers = chosen("customer", handbook.customers, wish.customers)
    playbooks = chosen("playbook", handbook.playbooks, wish.playbooks)
    planned = list(progress(build.plans(handbook, options.today, customers, playbooks)))
    problems = in_order(p for one in planned for p in one.problems)
    tell(problems)
    if has_errors(problems) and not wish.keep_going:
        say("nothing was written")
        end(problems)
    folder = wish.out or options.book / "checklists"
    with environment():
        changes, written = put(folder, list(drafts(planned)), wish)
        changes += left_alone(folder, planned)
        report(folder, changes, written, wish)
    tell_late(planned)
    if not changes:
        tell_none(handbook, planned)
    refused = any(change.refused for change in changes)
    sys.exit(REFUSED if refused else PROBLEMS if has_errors(problems) else DONE)


def put(folder: Path, drafts: Sequence[Draft], wish: Wish) -> tuple[list[Change], list[str]]:
    """Read and merge all, then write; what became of each file, and which were written.

    If one is refused, nothing is written, unless the wish is to keep going.
    """
    from generator import store

    if not drafts:
        return [], []
    with nullcontext() if wish.dry_run else alone(folder):
        if not wish.dry_run:
            for name in store.recover(folder):
                say(f"{folder / name}: a run was killed here; what it took out is now a version")
        changes = [merged(folder, draft, wish) for draft in drafts]
        stopped = any(change.refused for change in changes) and not wish.keep_going
        if wish.dry_run or stopped:
            return changes, []
        return write(folder, changes, drafts, wish)


def merged(folder: Path, draft: Draft, wish: Wish) -> Change:
    """One file read and merged, or why it cannot be."""
    from generator import store
    from generator.changes import Change, merge
    from generator.output import UnsafePathError, refuse_links

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
    from generator import store

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
    from generator import store
    from generator.changes import merge
    from generator.output import UnsafePathError

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


def left_alone(folder: Path, planned: Sequence[Planned]) -> list[Change]:
    """Checklists on disk for which no new one came out: they stay as they are."""
    from generator.changes import Change
    from generator.problems import has_errors

    found = []
    for one in planned:
        name = f"{one.customer}/{one.playbook}.md"
        if one.checklist is None and os.path.lexists(folder / name):
            why = (
                "there are errors"
                if has_errors(one.problems)
                else f"the playbook is no longer for {one.customer}: "
                + "; ".join(one.applies.because)
            )
            found.append(Change(name, left=f"left as it is: {why}"))
    return found


def report(folder: Path, changes: Sequence[Change], written: Sequence[str], wish: Wish) -> None:
    """Say what became of each file: as lines, as JSON, or as a diff."""
    from generator.changes import diff, record, words
    from generator.problems import counted

    for change in changes:
        path = folder / change.name
        line = f"{path}: {words(change)}"
        if change.state == "refused":
            say(f"{path}:{change.line or 1}: {words(change)}", fg="red")
        elif change.state == "left" or (wish.dry_run and change.differs):
            say(line)
        elif change.name in written and not wish.as_json:
            click.echo(line)
        if wish.dry_run and not wish.as_json:
            click.echo(diff(change, path.as_posix().lstrip("/")), nl=False)
    if wish.as_json:
        click.echo(json.dumps(record(changes, written), indent=2, ensure_ascii=False))
    refused = sum(change.state == "refused" for change in changes)
    if refused and not wish.keep_going:
        say(f"{counted(refused, 'file')} refused: nothing was written")
    elif changes:
        count = sum(change.differs for change in changes) if wish.dry_run else len(written)
        verb = "would be written" if wish.dry_run else "written"
        same = sum(change.state == "unchanged" for change in changes)
        also = [f", {same} unchanged"] if same else []
        also += [f", {refused} left out"] if refused else []
        say(f"{counted(count, 'checklist')} {verb} to {folder}{''.join(also)}")


def tell_none(handbook: Handbook, planned: Sequence[Planned]) -> None:
    """Why no checklist came out."""
    if not handbook.customers:
        say("there are no customers in the book")
    for one in planned:
        say(f"'{one.playbook}' is not for {one.customer}: {'; '.join(one.applies.because)}")
