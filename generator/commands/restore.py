"""The command `restore`: a former version of a checklist, bit for bit."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.console import USAGE, alone, environment, say

if TYPE_CHECKING:
    from generator.store import Version


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list", "listing", is_flag=True, help="List the versions; change nothing.")
@click.option("--version", "number", type=int, metavar="N", help="This one, not the latest.")
def restore(file: Path, listing: bool, number: int | None) -> None:
    """Give back a former version of a checklist, bit for bit.

    Whenever Handrail changes a checklist, what stood there is kept: the last 20 versions. What
    stands there now becomes a version too, so that a restore can be taken back.
    """
    from generator import store

    with environment():
        folder, name = home(file)
        kept = store.versions(folder, name)
        if not kept:
            say(f"{file}: there is no earlier version of this file", fg="red")
            sys.exit(USAGE)
        if listing:
            for version in reversed(kept):
                click.echo(described(version))
            return
        give_back(file, folder, name, number)


def home(file: Path) -> tuple[Path, str]:
    """The folder that keeps the versions of a file, and the file's name in it."""
    from generator.store import STATE

    path = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
    for folder in path.parents:
        if (folder / STATE).is_dir():
            shown = folder if file.is_absolute() else Path(os.path.relpath(folder))
            return shown, path.relative_to(folder).as_posix()
    return path.parent, path.name


def described(version: Version) -> str:
    """A version in one line: number, when it was last changed, size, how much is ticked."""
    from generator.keep import RefusedError, states
    from generator.problems import counted

    try:
        ticked = str(sum(state in "xX" for state in states(version.content).values()))
    except RefusedError:
        ticked = "?"
    facts = version.path.stat()
    when = datetime.fromtimestamp(facts.st_mtime).astimezone()
    size = counted(facts.st_size, "byte")
    return f"{version.number:>6}  {when:%Y-%m-%d %H:%M:%S}  {size:>14}  {ticked:>3} ticked"


def give_back(file: Path, folder: Path, name: str, number: int | None) -> None:
    """Put a version in the place of what stands there."""
    from generator import store

    with alone(folder):
        store.recover(folder)
        present = store.read(folder / name)
        kept = store.versions(folder, name)
        numbers = [version.number for version in kept]
        wanted = [version for version in kept if version.number == number]
        if number is None:
            wanted = [version for version in kept if version.content != present][-1:]
        if number is not None and not wanted:
            raise click.UsageError(
                f"there is no version {number} of {file}: it has {numbers[0]} to {numbers[-1]}"
            )
        if not wanted or wanted[0].content == present:
            say(f"{file} is so already; nothing was written")
            return
        version, content = wanted[0], wanted[0].content
        if not version.whole:
            say(f"version {version.number} was changed after it was put away", fg="yellow")
        store.commit(folder, name, present, content, lambda _: content)
        store.sync(folder, [name])
        last = store.versions(folder, name)[-1].number
    gone = "" if present is None else f"; what stood there is version {last}"
    click.echo(f"{file}: version {version.number} is back{gone}")
