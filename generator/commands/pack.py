"""The commands `pack …`: what somebody needs who takes a customer over, or covers an absence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from generator.commands.book import FORMS, Asked, ask, show
from generator.console import USAGE, Day, Options, options, say

if TYPE_CHECKING:
    from generator.book.ledger import Account
    from generator.checklist import Checklist
    from generator.models import Pack, Playbook


def shape(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say in which form, and how much of it."""
    for option in (
        click.option("--detail", is_flag=True, help="Also why each is due on its day."),
        click.option("--part", metavar="ID", help="Only this table of the pack."),
        click.option(
            "--format", "form", type=click.Choice(FORMS), default="text", show_default=True
        ),
    ):
        command = option(command)
    return command


@click.group()
def pack() -> None:
    """Put together what somebody needs who takes over. Nothing is written."""


@pack.command(short_help="A customer who passes to another person.")
@click.argument("customer")
@click.option("--to", "taker", required=True, metavar="NAME", help="Who takes the customer over.")
@click.option("--on", "day", type=Day(), required=True, help="The day of the handoff.")
@shape
@options
def handoff(options: Options, customer: str, taker: str, day: date, **how: Any) -> None:
    """What passes with a customer: open, coming, to read, whom to tell, and the handoff's steps."""
    from generator.book.packs import handoff as answer

    asked = ask(options, (customer,), "", False)
    playbook, rules = playbook_for(asked, "handoff")
    account = account_of(asked)
    if account.person == taker:
        raise click.UsageError(f"{taker} looks after {account.name} already")
    steps = planned(asked, playbook, rules, customer, taker, (day,))
    lists = list(asked.checklists())
    show(answer(account, lists, steps, taker, day), asked, **how)


@pack.command(short_help="A person who is away for some days.")
@click.argument("person")
@click.option("--from", "first", type=Day(), required=True, help="The first day away.")
@click.option("--to", "last", type=Day(), required=True, help="The last day away.")
@click.option(
    "--cover", default="", metavar="NAME", help="Who covers where a customer names nobody."
)
@shape
@options
def pto(
    options: Options, person: str, first: date, last: date, cover: str, **how: Any
) -> None:  # fmt: skip
    """What falls into somebody's absence, who covers each item, and what to do before."""
    from generator.book.packs import absence as answer

    if last < first:
        raise click.UsageError(f"the absence ends on {last}, before it begins on {first}")
    if cover == person:
        raise click.UsageError(f"{person} is away and cannot cover")
    asked = ask(options, (), person, False)
    playbook, rules = playbook_for(asked, "absence")
    covers = []
    for account in asked.accounts():
        named = account.customer.people.get(rules.takes)
        who = named.name if named and named.name != person else cover
        id_ = account.customer.id
        covers.append(
            (
                account,
                who,
                planned(asked, playbook, rules, id_, who, (first, last)) if who else None,
            )
        )
    asked.customers = tuple(
        id_
        for id_, one in asked.handbook.customers.items()
        if any(who.name == person for who in one.people.values())
    )
    lists = list(asked.checklists())
    show(answer(person, covers, lists, (first, last), options.today, cover), asked, **how)


def playbook_for(asked: Asked, kind: str) -> tuple[Playbook, Pack]:
    """The playbook that is a pack of this kind; else the end of the run."""
    for playbook in asked.handbook.playbooks.values():
        if playbook.pack and playbook.pack.kind == kind:
            return playbook, playbook.pack
    say(f"no playbook of this handbook has 'pack: {{for: {kind}, …}}'", fg="red")
    sys.exit(USAGE)


def account_of(asked: Asked) -> Account:
    """The one customer that is asked about, with what is known; else the end of the run."""
    found = asked.accounts()
    if not found:
        say(asked.notes[-1], fg="red")
        sys.exit(USAGE)
    return found[0]


def planned(
    asked: Asked, playbook: Playbook, rules: Pack, customer: str, taker: str, days: tuple[date, ...]
) -> Checklist | None:
    """The playbook's steps as if it were so already; what is missing is noted."""
    from generator.book.packs import stand_in
    from generator.plan import plan

    meant = stand_in(asked.handbook.customers[customer], rules, taker, days)
    made = plan(asked.handbook, meant, playbook, asked.options.today)
    asked.notes += [p.message for p in made.problems if p.level == "error"]
    return made.checklist
