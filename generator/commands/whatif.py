"""The command `what-if`: the book under other rules, beside the book as it is."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from generator.commands.book import FORMS, ask, show
from generator.console import USAGE, Day, Options, environment, options, say

if TYPE_CHECKING:
    from generator.answer import Answer
    from generator.commands.book import Asked


@click.command("what-if")
@click.argument("changes", nargs=-1, required=True, metavar="CHANGE...")
@click.option("--until", type=Day(), help="Up to this day; by default the fiscal year's end.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--part", metavar="ID", help="Only this table of the answer.")
@click.option("--detail", is_flag=True, help="Also what was typed, and why.")
@click.option("--keep-going", is_flag=True, help="Leave out customers with errors.")
@options
def what_if(
    options: Options, changes: tuple[str, ...], until: date | None, form: str, **how: Any
) -> None:
    """Say what the book would be if something were otherwise. Nothing is written.

    \b
    A CHANGE is a path as the files have it, and what is to stand there:
      'enterprise.p1.cadence=3 weeks'           a priority of the policy in force today
      'enterprise.FY23.p1.cadence=3 weeks'      of another policy
      'enterprise.book.accounts=[10, 15]'       enterprise.longest_gap, .ebr.every, ...
      'metrics.time-to-engage.target.at_most=21'
      'enterprise-hours.cadence-calls.weekly=5'
      'aurora-robotics.policy=FY23'             also .segment, .people.csm, .attributes.at-risk
      'without=enterprise.longest_gap'          a field less
      'without=Marcus Bell'                     a person less; others take their customers
      'without=Marcus Bell:to=Priya Nair'       one takes them all
    """
    asked = ask(options, (), "", how["keep_going"])
    with environment():
        answer = supposed(asked, changes, until)
    show(answer, asked, form, how["part"], how["detail"])


def supposed(asked: Asked, changes: tuple[str, ...], until: date | None) -> Answer:
    """The book compared with the book under the changes; or the end of the run."""
    from generator import store
    from generator.book.ledger import ledger, left_out
    from generator.book.roadmap import fiscal_year
    from generator.problems import printable
    from generator.whatif.answer import what_if as answer
    from generator.whatif.changes import suppose
    from generator.whatif.sides import Side

    handbook, today = asked.handbook, asked.options.today
    ticked = {id_: list(asked.recorded(id_)) for id_ in handbook.customers}
    found = suppose(handbook, changes, today, lambda one: ledger(one, today, ticked))
    for mistake in dict.fromkeys(found.mistakes):
        say(f"error: '{printable(mistake.typed)}': {printable(mistake.message)}", fg="red")
        if mistake.hint:
            say(f"    = help: {printable(mistake.hint)}")
    if found.mistakes:
        sys.exit(USAGE)
    end = until or fiscal_year(today, handbook.settings.fiscal_year_starts)[1]
    sides = [
        Side(one, ledger(one, today, ticked), today, end) for one in (handbook, found.handbook)
    ]
    asked.notes += left_out(found.handbook, sides[1].accounts)
    kept = asked.options.book / "checklists"
    return answer(found, sides[0], sides[1], lambda name: store.read(kept / name))
