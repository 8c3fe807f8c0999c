"""The command `diff`: what another revision of the handbook changes, and in whose plans."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from generator.console import DONE, PROBLEMS, Options, environment, options, say

if TYPE_CHECKING:
    from generator.comparison.report import Report

LEVELS = ("breaking", "notable", "wording")


def _schema(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the schema and leave: it needs no handbook."""
    if wanted:
        from generator.comparison.record import schema

        click.echo(json.dumps(schema(), indent=2))
        context.exit()


@click.command()
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For a person, for a note on a merge request, for programs.",
)
@click.option(
    "--fail-on", type=click.Choice(LEVELS), help="Exit with 1 where something is as grave as this."
)
@click.option(
    "--schema", is_flag=True, is_eager=True, expose_value=False, callback=_schema,
    help="Print the JSON Schema of --format json.",
)  # fmt: skip
@options
def diff(options: Options, base: str, head: str | None, format_: str, fail_on: str | None) -> None:
    """Say what changes from BASE to HEAD in the handbook, and what that does to open plans.

    Each is a revision of git (main, v1.2, a commit; 'main...' is where this branch left main) or a
    folder. Without HEAD it is what is in the folder now. They are compared by what they mean: the
    same said in other lines is no difference. Every customer of HEAD's book is planned with both.

    Levels: breaking, where an open plan or an address loses something; notable, where something is
    to be done by another day, by somebody else, or otherwise; wording.
    """
    with environment():
        report = compared(options, base, head)
    click.echo(written(report, format_), nl=False)
    sys.exit(PROBLEMS if fail_on and is_grave(report, fail_on) else DONE)


def compared(options: Options, base: str, head: str | None) -> Report:
    """Both handbooks read and compared, the book of the second planned with both."""
    from generator.commands.sides import side, sound
    from generator.comparison.compare import compare
    from generator.comparison.effect import effect
    from generator.comparison.report import Report
    from generator.snapshots import Known

    known: Known = {}
    new = side(options, head, known, with_book=True)
    old = side(options, base, known, with_book=False)
    found = compare(sound(old), sound(new))
    return Report(
        old.name, new.name, options.today, found.differences,
        effect(found, options.today, new.kept),
    )  # fmt: skip


def written(report: Report, format_: str) -> str:
    """The report in one of the formats."""
    if format_ == "markdown":
        from generator.comparison.note import note as write
    elif format_ == "json":
        from generator.comparison.record import record as write
    else:
        from generator.comparison.report import text as write
    return write(report)


def is_grave(report: Report, level: str) -> bool:
    """Whether something is at least as grave; a plan that cannot be made any more is breaking."""
    grave = LEVELS[: LEVELS.index(level) + 1]
    found = [one for one in report.differences if one.level in grave]
    failing = report.effect.totals["fails"]
    if found or failing:
        plans = f", {failing} plans that cannot be made any more" if failing else ""
        say(f"--fail-on {level}: {len(found)} of the differences{plans}", fg="red")
    return bool(found or failing)
