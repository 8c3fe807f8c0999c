"""The command `import customers`: customers of a table to files of their own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from generator.console import (
    DONE,
    PROBLEMS,
    REFUSED,
    Options,
    end,
    environment,
    options,
    say,
    tell,
)

FILE: Any = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(short_help="A file for each customer of a CSV table; none is overwritten.")
@click.argument("table", type=FILE, metavar="FILE.csv")
@click.option(
    "--mapping", type=FILE, help="What the columns mean; by default the book's book.yaml."
)
@click.option("--keep-going", is_flag=True, help="Leave out the rows with errors; do the rest.")
@options
def customers(options: Options, table: Path, mapping: Path | None, keep_going: bool) -> None:
    """Write a YAML file for each customer of a CSV table, into the book's customers/.

    A file that is there already is never overwritten: then nothing is written.
    """
    from generator.build import examine_table
    from generator.intake import BOOK
    from generator.output import existing, write

    mapping = mapping or options.book / BOOK
    if not mapping.is_file():
        raise click.UsageError(f"there is no '{mapping}': say with --mapping what columns mean")
    examined = examine_table(options.content, mapping, table, keep_going)
    tell(examined.problems)
    if not examined.sound:
        say("nothing was written")
        end(examined.problems)
    files = {f"{id_}.yaml": text for id_, text in texts(examined.handbook, table.name)}
    folder = options.book / "customers"
    with environment():
        if there := existing(folder, files):
            for name in there:
                say(f"{folder / name}: is there already", fg="red")
            say("nothing was written: delete these files first, or take the rows out of the table")
            sys.exit(REFUSED)
        for name in write(folder, files):
            click.echo(folder / name)
    sys.exit(PROBLEMS if examined.left_out and examined.problems else DONE)


def texts(handbook: Any, table: str) -> Any:
    """The id of each customer and the text of its file."""
    from generator.machine.forms import fields
    from generator.models import Customer
    from generator.yaml_text import as_yaml

    write = fields(Customer).write
    for id_, customer in handbook.customers.items():
        data = {key: value for key, value in write(customer, handbook).items() if key != "id"}
        yield id_, f"# Taken over from the table {table}.\n\n{as_yaml(data)}".encode()
