"""The command `generate`: every checklist of the book, keeping what people wrote."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands.shard import ShardType
from generator.console import (
    DONE,
    FOLDER,
    PROBLEMS,
    REFUSED,
    Options,
    chosen,
    end,
    environment,
    late,
    options,
    say,
    tell,
    tell_lines,
)

if TYPE_CHECKING:
    from generator.changes import Change
    from generator.commands.planning import Outcome
    from generator.commands.writing import Wish


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
def generate(options: Options, **given: Any) -> None:
    """Write the checklists: every customer's, of every playbook that applies.

    They go to DIR/<customer>/<playbook>.md, DIR being the book's checklists/ unless told. What
    people ticked, wrote, moved or deleted there is kept. If one file cannot be brought up to date
    without a person's decision, none is written.
    """
    from generator.commands.planning import plan_all
    from generator.commands.writing import Wish, put
    from generator.problems import has_errors, in_order

    wish = Wish(**{**given, "formats": named(given["formats"]), "book": options.book})
    refuse_part(wish)
    refuse_mixing(wish)
    outcome = plan_all(options, wish)
    if wish.shard:
        end_without(outcome.asked)
    problems = in_order(outcome.problems)
    tell(problems)
    if has_errors(problems) and not wish.keep_going:
        say("nothing was written")
        end(problems)
    with environment():
        changes, written = put(
            wish.folder,
            outcome.drafts,
            wish,
            outcome.checklists,
            outcome.scope(wish),
            outcome.former,
        )
        changes += outcome.left
        report(wish.folder, changes, written, wish)
    with environment():
        tell_lines(still_late(outcome.late, changes, wish.book / "checklists"))
    if not changes:
        tell_none(outcome)
    refused = any(change.refused for change in changes)
    sys.exit(REFUSED if refused else PROBLEMS if has_errors(problems) else DONE)


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


def refuse_mixing(wish: Wish) -> None:
    """End the run where one edition would go into the folder that holds the other."""
    inside, theirs = ("checklists", "internal"), ("shared", "customer's")
    other, name = inside if wish.edition == "customer" else theirs
    if wish.out and wish.out.resolve().is_relative_to((wish.book / other).resolve()):
        raise click.UsageError(f"'{wish.out}' holds the {name} edition: name another folder")


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


def still_late(
    late_ones: Mapping[str, Sequence[str]], changes: Sequence[Change], inside: Path
) -> Iterator[str]:
    """Of each checklist the steps that were due before today and are open in its file; where that
    is none of this run's, in the one that is kept."""
    from generator import store
    from generator.keep import RefusedError, reading

    now = {change.name: change for change in changes if change.done}  # packed, as they are many
    for checklist, ids in late_ones.items():
        name = f"{checklist}.md"
        content = now[name].content if name in now else store.read(inside / name)
        states = dict.fromkeys(ids, " ") if content is None else {}
        if content is not None:
            with suppress(RefusedError):  # the file is refused, and that is told
                states = reading(content, name).states
        if open_ := [id_ for id_ in ids if states.get(id_) == " "]:
            yield late(checklist, open_)


def tell_none(outcome: Outcome) -> None:
    """Why no checklist came out."""
    if not outcome.asked:
        say("there are no customers in the book")
    elif not outcome.none:
        say("there are no playbooks in the handbook")
    for words in outcome.none:
        say(words)
