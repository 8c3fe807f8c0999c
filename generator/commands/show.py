"""The command `show`: one checklist to standard output, in any format."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.console import (
    FOLDER,
    PROBLEMS,
    REFUSED,
    USAGE,
    Options,
    chosen,
    options,
    say,
    sound,
    tell,
    tell_late,
)

if TYPE_CHECKING:
    from generator.checklist import Checklist
    from generator.plan import Planned

BINARY = {"xlsx"}


@dataclass(frozen=True)
class Wish:
    """What `show` was asked for."""

    customer: str
    playbook: str
    format_: str
    edition: str
    out: Path | None


@click.command()
@click.argument("customer")
@click.argument("playbook")
@click.option("--format", "format_", default="md", help="md, html, ics, …", show_default=True)
@click.option(
    "--edition",
    type=click.Choice(["internal", "customer"]),
    default="internal",
    show_default=True,
    help="All of it, or only what is meant for the customer.",
)
@click.option("--out", type=FOLDER, help="Folder of the kept checklists.")
@options
def show(options: Options, **given: Any) -> None:
    """Print one checklist to standard output, with the ticks of the kept file."""
    from generator.exports import exported

    wish = Wish(**given)
    refuse_format(wish.format_)
    planned = plan_one(options, wish)
    shown = as_kept(planned.checklist, wish.out or options.book / "checklists", wish.edition)
    if shown is None:
        say(f"no step of '{wish.playbook}' is for the {wish.edition}'s edition")
        sys.exit(USAGE)
    (file,) = exported([wish.format_], [shown], lambda _: None)
    click.echo(file.content, nl=False)
    tell_late([planned])


def refuse_format(name: str) -> None:
    """End the run where one checklist has no such form, or a terminal cannot show it."""
    from generator.exports import FORMATS

    if FORMATS[chosen("format", FORMATS, [name])[0]].of_one is None:
        raise click.UsageError(
            f"'{name}' is made of all checklists of a customer: handrail generate --format {name}"
        )
    if name in BINARY and sys.stdout.isatty():
        raise click.UsageError(f"a terminal cannot show '{name}': send it to a file with '>'")


def plan_one(options: Options, wish: Wish) -> Planned:
    """The plan, which has a checklist; else the end of the run."""
    from generator.plan import plan

    handbook = sound(options, customers=[wish.customer])
    named = chosen("customer", handbook.customers, [wish.customer])[0]
    wanted = chosen("playbook", handbook.playbooks, [wish.playbook])[0]
    planned = plan(handbook, handbook.customers[named], handbook.playbooks[wanted], options.today)
    tell(planned.problems)
    if planned.checklist is None:
        if not planned.problems:
            say(f"'{wanted}' is not for {named}: {'; '.join(planned.applies.because)}")
        sys.exit(PROBLEMS if planned.problems else USAGE)
    return planned


def as_kept(checklist: Checklist | None, folder: Path, edition: str) -> Checklist | None:
    """The checklist in this edition, with the ticks of the file that is kept in a folder."""
    from generator import store
    from generator.console import environment
    from generator.outgoing import UnreadableError, kept_in, one_out

    try:
        with environment():
            return one_out(checklist, edition, kept_in(folder, store.read)) if checklist else None
    except UnreadableError as error:
        say(f"{error.place}:{error.line}: {error}", fg="red")
        sys.exit(REFUSED)
