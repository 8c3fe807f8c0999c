"""The command `import`: what was written elsewhere, as a first draft."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.customers import customers
from generator.commands.new import free, put, readable
from generator.console import PROBLEMS, USAGE, Options, environment, options, say, tell

if TYPE_CHECKING:
    from generator.drafts.markdown_table import TableText


@click.group("import")
def import_() -> None:
    """Make a first draft of what was written elsewhere."""


@import_.command("table", short_help="A table of a Markdown file: as a table or a playbook.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as",
    "noun",
    type=click.Choice(["table", "playbook"]),
    default="table",
    show_default=True,
    help="A table; or a playbook with a step for each row.",
)
@click.option("--at", type=int, metavar="LINE", help="The table that begins on this line.")
@click.option("--title", help="Its title; by default the heading above it.")
@click.option("--id", "id_", help="Its id; by default made from the title.")
@options
def table(
    options: Options, file: Path, noun: str, at: int | None, title: str | None, id_: str | None
) -> None:  # fmt: skip
    """Make a table, or with --as playbook the steps of a playbook, from a Markdown table.

    The first column names the row or says what is done. For a playbook, a column "Who" is matched
    with the roles and a column "When" with the dates; the others become the step's detail. What is
    not understood stays as a comment.
    """
    from generator.drafts.imported import as_playbook, as_table
    from generator.problems import counted

    with environment():
        handbook = readable(options)
        found = _chosen(file, at)
        called = title or found.title or file.stem.replace("-", " ").capitalize()
        entry = free(handbook, noun, id_, called)
        made = as_table(found, called) if noun == "table" else as_playbook(found, called, handbook)
        kept = f"# From {file.name}, line {found.line}. The name of this file is its id.\n\n{made}"
        path = put(options.content, f"{noun}s", entry, kept)
    click.echo(f"{path}: {counted(len(found.rows), 'row')}. Look it through; handrail check helps.")


def _chosen(file: Path, at: int | None) -> TableText:
    """The only table of a file, or the one that begins on a line; else the end of the run."""
    from generator.drafts.markdown_table import tables
    from generator.folder import read_bytes, text_of
    from generator.handbook import File
    from generator.problems import Problem

    problems: list[Problem] = []
    raw = read_bytes(file, problems)
    text = text_of(file, raw, problems) if raw is not None else None
    found, uneven = tables(File(str(file), text or ""))
    tell([*problems, *uneven])
    if problems or uneven:
        say("nothing was written")
        sys.exit(PROBLEMS)
    wanted = [one for one in found if at in (None, one.line)]
    if len(wanted) == 1:
        return wanted[0]
    lines = ", ".join(str(one.line) for one in found)
    if not found:
        say(f"{file}: there is no table in it: a head, below it a line like |---|---|", fg="red")
    else:
        say(f"{file} has tables on the lines {lines}: say --at LINE", fg="red")
    sys.exit(USAGE)


import_.add_command(customers)
