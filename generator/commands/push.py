"""The command `push`: a customer's checklists into a GitLab project, shown first."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from generator.console import (
    DONE,
    ENVIRONMENT,
    FOLDER,
    PROBLEMS,
    REFUSED,
    Options,
    chosen,
    end,
    environment,
    options,
    say,
    sound,
    tell,
)

TOKEN = "HANDRAIL_GITLAB_TOKEN"


@dataclass(frozen=True)
class Wish:
    """What `push` was asked for."""

    customer: str
    url: str
    project: str
    playbooks: Sequence[str]
    edition: str
    out: Path | None
    yes: bool


@click.group()
def push() -> None:
    """Put checklists into another tool: what would be done is shown first."""


@push.command()
@click.argument("customer")
@click.option("--url", required=True, help="GitLab's address, like https://gitlab.example.com")
@click.option("--project", required=True, metavar="PATH", help="Like customers/aurora/plans.")
@click.option("--playbook", "playbooks", multiple=True, metavar="ID", help="Only this; repeatable.")
@click.option(
    "--edition",
    type=click.Choice(["customer", "internal"]),
    default="customer",
    show_default=True,
    help="What a customer may read, or all of it.",
)
@click.option("--out", type=FOLDER, help="Folder of the kept checklists.")
@click.option("--yes", is_flag=True, help="Do it. Without this, only say what would be done.")
@options
def gitlab(options: Options, **given: Any) -> None:
    """Make and update labels, milestones and issues of a customer's project.

    Each checklist is an issue. It is found again by a mark in its text, so a push that was cut off
    can be run again, and what people ticked and wrote in an issue stays. Nothing is closed or
    deleted. The token, with the scope `api`, is read from HANDRAIL_GITLAB_TOKEN.
    """
    from generator.formats.gitlab.manifest import manifest
    from generator.push import MalformedError, PushError, apply, connect, plan_push

    wish = Wish(**given)
    token = os.environ.get(TOKEN, "")
    if not token:
        raise click.UsageError(f"the token is read from {TOKEN}, which is not set")
    checklists = planned(options, wish)
    try:
        with environment():
            remote = connect(wish.url, wish.project, token)
            plan = plan_push(manifest(checklists), remote, whole=not wish.playbooks)
            click.echo("\n".join(plan.lines))
            if plan.todo and not wish.yes:
                say(f"nothing was done: to do these {len(plan.todo)}, run it again with --yes")
            for line in apply(plan, remote) if wish.yes else ():
                click.echo(f"done: {line}")
    except MalformedError as error:
        raise click.UsageError(str(error)) from None
    except PushError as error:
        say(str(error), fg="red")
        sys.exit(REFUSED if error.refused else ENVIRONMENT)
    sys.exit(REFUSED if plan.left else DONE)


def planned(options: Options, wish: Wish) -> list[Any]:
    """The customer's checklists as they are kept; else the end of the run."""
    from generator import build, store
    from generator.outgoing import UnreadableError, kept_in, outgoing
    from generator.problems import has_errors, in_order

    handbook = sound(options, customers=[wish.customer])
    customers = chosen("customer", handbook.customers, [wish.customer])
    playbooks = chosen("playbook", handbook.playbooks, wish.playbooks)
    found = list(build.plans(handbook, options.today, customers, playbooks))
    problems = in_order(problem for one in found for problem in one.problems)
    tell(problems)
    if has_errors(problems):
        end(problems)
    folder = wish.out or options.book / "checklists"
    checklists = [one.checklist for one in found if one.checklist]

    try:
        with environment():
            shown = list(outgoing(checklists, wish.edition, kept_in(folder, store.read)))
    except UnreadableError as error:
        say(f"{error.place}:{error.line}: {error}", fg="red")
        sys.exit(REFUSED)
    if not shown:
        where = " in the customer's edition" if wish.edition == "customer" else ""
        say(f"no step of these playbooks is for {wish.customer}{where}")
        sys.exit(PROBLEMS)
    return shown
