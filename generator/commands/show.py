"""The command `show`: one checklist to standard output, in any format."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands.again import Asking, answer
from generator.console import (
    FOLDER,
    PROBLEMS,
    REFUSED,
    USAGE,
    Options,
    chosen,
    for_nobody,
    late,
    options,
    say,
    soundly,
    tell,
)
from generator.recall import Said

if TYPE_CHECKING:
    from generator.checklist import Checklist
    from generator.handbook import Handbook
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
    wish = Wish(**given)
    if wish.format_ in BINARY and sys.stdout.isatty():
        raise click.UsageError(f"a terminal cannot show '{wish.format_}': send it to a file")
    folder = wish.out or options.book / "checklists"
    words = ("show", wish.playbook, wish.format_, wish.edition)
    kept = folder / wish.customer / f"{wish.playbook}.md"
    answer(Asking(options, wish.customer, words, [kept]), lambda: shown(options, wish, folder))


def shown(options: Options, wish: Wish, folder: Path) -> tuple[Said, bool]:
    """What is shown of a plan and its file in a folder, and whether it rests on this customer
    alone; else the end of the run."""
    from generator.exports import exported

    refuse_format(wish.format_)
    examined, told = soundly(options, customers=[wish.customer])
    planned = plan_one(options, wish, examined.handbook)
    told += tell(planned.problems)
    checklist = as_kept(planned.checklist, folder, wish.edition)
    if checklist is None:
        say(for_nobody(wish.playbook, wish.customer, wish.edition))
        sys.exit(USAGE)
    (file,) = exported([wish.format_], [checklist], lambda _: None)
    open_ = {item.id for item in checklist.items if not item.state.strip()}
    ids = [item.id for item in planned.late if item.id in open_]
    name = f"{planned.customer}/{planned.playbook}"
    return Said(file.content, told, [late(name, ids)] if ids else []), examined.named


def refuse_format(name: str) -> None:
    """End the run where one checklist has no such form."""
    from generator.exports import FORMATS

    if FORMATS[chosen("format", FORMATS, [name])[0]].of_one is None:
        raise click.UsageError(
            f"'{name}' is made of all checklists of a customer: handrail generate --format {name}"
        )


def plan_one(options: Options, wish: Wish, handbook: Handbook) -> Planned:
    """The plan, which has a checklist; else the end of the run."""
    from generator.plan import plan

    named = chosen("customer", handbook.customers, [wish.customer])[0]
    wanted = chosen("playbook", handbook.playbooks, [wish.playbook])[0]
    planned = plan(handbook, handbook.customers[named], handbook.playbooks[wanted], options.today)
    if planned.checklist is None:
        tell(planned.problems)
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
