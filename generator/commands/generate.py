"""The command `generate`: every checklist of the book, keeping what people wrote."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands.shard import Shard, ShardType, of_shard, without_others
from generator.console import (
    DONE,
    FOLDER,
    PROBLEMS,
    REFUSED,
    Options,
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
    from generator.changes import Change
    from generator.commands.writing import Scope, Wish
    from generator.handbook import Handbook
    from generator.loader import Edits
    from generator.plan import Planned


def _only(noun: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        f"--{noun}", f"{noun}s", multiple=True, metavar="ID", help="Only this one; repeatable."
    )


@click.command()
@_only("customer")
@_only("playbook")
@click.option("--out", type=FOLDER, help="Folder to write to.")
@click.option("--dry-run", is_flag=True, help="Print what would change as a diff; write nothing.")
@click.option("--keep-going", is_flag=True, help="Leave out what cannot be written; do the rest.")
@click.option(
    "--accept-deletions", is_flag=True, help="More than a third of the items gone is meant so."
)
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
@click.option(
    "--format", "formats", multiple=True, default=["md"], help="md,html,ics,…; 'help' lists them."
)
@click.option(
    "--edition",
    type=click.Choice(["internal", "customer"]),
    default="internal",
    help="All of it, or only what is meant for the customer (then DIR is shared/).",
)
@click.option("--shard", type=ShardType(), metavar="I/N", help="Only part I of N of the customers.")
@click.option("--overwrite", is_flag=True, help="Also tables and pages that were edited since.")
@options
def generate(options: Options, shard: Shard | None, **given: Any) -> None:
    """Write the checklists: every customer's, of every playbook that applies.

    They go to DIR/<customer>/<playbook>.md, DIR being the book's checklists/ unless told. What
    people ticked, wrote, moved or deleted there is kept. If one file cannot be brought up to date
    without a person's decision, none is written.
    """
    from generator import build
    from generator.commands.writing import Wish, put
    from generator.problems import has_errors, in_order

    wish = Wish(**{**given, "formats": named(given["formats"]), "book": options.book})
    handbook = sound(options, _needless(options, shard, wish), wish.customers)
    customers = chosen("customer", handbook.customers, wish.customers)
    if shard:
        customers = of_shard(customers or handbook.customers, shard)
        wish = replace(wish, customers=customers)
        end_without(customers)
    playbooks = chosen("playbook", handbook.playbooks, wish.playbooks)
    refuse_part(wish)
    planned = list(progress(build.plans(handbook, options.today, customers, playbooks)))
    problems = in_order(p for one in planned for p in one.problems)
    tell(problems)
    if has_errors(problems) and not wish.keep_going:
        say("nothing was written")
        end(problems)
    folder = wish.folder
    with environment():
        checklists = [p.checklist for p in planned if p.checklist]
        changes, written = put(folder, checklists, wish, scope(planned, wish))
        changes += left_alone(folder, planned) if "md" in wish.formats else []
        report(folder, changes, written, wish)
    tell_late(planned)
    if not changes:
        tell_none(handbook, planned)
    refused = any(change.refused for change in changes)
    sys.exit(REFUSED if refused else PROBLEMS if has_errors(problems) else DONE)


def _needless(options: Options, shard: Shard | None, wish: Wish) -> Edits | None:
    """The files of customers that a part can do without."""
    if shard is None or wish.customers:
        return None
    with environment():
        return without_others(options.content, options.book, shard)


def end_without(customers: Sequence[str]) -> None:
    """End the run where the part that was asked for has no customers."""
    if not customers:
        say("no customer is in this part; nothing was written")
        sys.exit(DONE)


def named(given: Sequence[str]) -> Sequence[str]:
    """The formats as given, apart or with commas between them; `help` lists them all."""
    names = [name.strip() for words in given for name in words.split(",")]
    if names == ["md"]:  # then nothing of the others is needed
        return names
    from generator.exports import FORMATS

    if names == ["help"]:
        for name, format_ in FORMATS.items():
            click.echo(f"{name:<12} {format_.about}")
        sys.exit(DONE)
    return list(dict.fromkeys(chosen("format", FORMATS, names)))


def refuse_part(wish: Wish) -> None:
    """End the run where what is asked for is made of more than the named playbooks."""
    if list(wish.formats) == ["md"] or not wish.playbooks:
        return
    from generator.exports import FORMATS

    for name in wish.formats:
        if FORMATS[name].of_one is None:
            raise click.UsageError(f"'{name}' is made of all playbooks: leave --playbook out")


def scope(planned: Sequence[Planned], wish: Wish) -> Scope:
    """What of the book is here whole: of a part, a calendar or a project would be cut short."""
    from generator.commands.writing import Scope
    from generator.problems import has_errors

    if wish.playbooks:
        return Scope()
    broken = {one.customer for one in planned if has_errors(one.problems)}
    whole = {one.customer for one in planned} - broken
    return Scope(whole, not (wish.customers or broken))


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
        noun = "checklist" if list(wish.formats) == ["md"] else "file"
        say(f"{counted(count, noun)} {verb} to {folder}{''.join(also)}")


def tell_none(handbook: Handbook, planned: Sequence[Planned]) -> None:
    """Why no checklist came out."""
    if not handbook.customers:
        say("there are no customers in the book")
    for one in planned:
        say(f"'{one.playbook}' is not for {one.customer}: {'; '.join(one.applies.because)}")
