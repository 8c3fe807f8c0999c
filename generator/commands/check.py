"""The command `check`: what is wrong in the handbook and the book, and where."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.console import Options, end, options, say, tell

if TYPE_CHECKING:
    from generator.problems import Location, Problem

FORMATS = ("text", "json", "gitlab", "junit", "github", "markdown")
FILE: Any = click.Path(dir_okay=False, path_type=Path)
MOST_NAMED = 4


@click.command()
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="Also for a program: JSON, GitLab Code Quality, JUnit, GitHub's marks, a note.",
)
@click.option(
    "--output",
    "outputs",
    type=FILE,
    multiple=True,
    help="Write the format to this file, not to standard output; one for each --format.",
)
@click.option("--fix", is_flag=True, help="Mend first what is purely mechanical, as a diff says.")
@click.option("--dry-run", is_flag=True, help="With --fix: print the diff; write nothing.")
@options
def check(
    options: Options, formats: Sequence[str], outputs: Sequence[Path], fix: bool, dry_run: bool
) -> None:
    """Say what is wrong in the handbook and the book, and where.

    The words go to standard error whatever the format, so that people see them in the log too.
    """
    from generator.build import examine, plans
    from generator.commands.mending import fixed
    from generator.problems import in_order

    refuse_unpaired(formats, outputs)
    if dry_run and not fix:
        raise click.UsageError("--dry-run goes with --fix: without it nothing is written anyway")
    if fix and not outputs and any(name != "text" for name in formats):
        raise click.UsageError("--fix prints a diff: give an --output for each --format")
    examined = fixed(options, dry_run) if fix else examine(options.content, options.book)
    problems = examined.problems
    if examined.sound:
        planned = plans(examined.handbook, options.today)
        problems = in_order([*problems, *(p for one in planned for p in one.problems)])
    tell(problems)
    report(problems, sorted(examined.handbook.files), formats, outputs)
    point_on(problems)
    end(problems)


def refuse_unpaired(formats: Sequence[str], outputs: Sequence[Path]) -> None:
    """End the run where it is not clear what goes where."""
    named = [name for name in formats if name != "text"]
    if outputs and len(outputs) != len(formats):
        raise click.UsageError("give an --output for each --format, in the same order")
    if len(named) > 1 and not outputs:
        raise click.UsageError("standard output takes one format: give an --output for each")
    if outputs and len(named) != len(formats):
        raise click.UsageError("'text' is for people: it goes to standard error")


def report(
    problems: Iterable[Problem],
    files: Iterable[str],
    formats: Sequence[str],
    outputs: Sequence[Path],
) -> None:
    """The reports that were asked for, each to its file or to standard output."""
    from generator.output import write
    from generator.reports import REPORTS

    here = [from_here(problem) for problem in problems]
    names = [_from_here(name) for name in files]
    texts = [REPORTS[name].make(here, names) for name in formats if name != "text"]
    for path, text in zip(outputs, texts, strict=False):
        write(path.parent, {path.name: text.encode(errors="backslashreplace")}, durable=False)
    if not outputs:
        click.echo("".join(texts), nl=False)


def from_here(problem: Problem) -> Problem:
    """The problem with the names of files as a report has them: from the working folder."""
    where, also = problem.where, problem.also
    return replace(problem, where=_placed(where), also=_placed(also) if also else None)


def _placed(where: Location) -> Location:
    return replace(where, file=_from_here(where.file))


def _from_here(name: str) -> str:
    with contextlib.suppress(ValueError):
        return Path(name).relative_to(Path.cwd()).as_posix()
    return Path(name).as_posix()


def point_on(problems: Iterable[Problem]) -> None:
    """Say once where there is more on these messages."""
    codes = list(dict.fromkeys(problem.check for problem in problems))
    if codes:
        examples = "an example" if len(codes) == 1 else "examples"
        say(f"for more, with {examples}: handrail explain {' '.join(codes[:MOST_NAMED])}")
