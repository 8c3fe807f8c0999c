"""The command line: the only part that prints, exits and asks the clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from generator.handbook import Handbook
    from generator.plan import Planned
    from generator.problems import Problem

T = TypeVar("T")
DONE, PROBLEMS, USAGE, REFUSED, ENVIRONMENT = range(5)
MOST_SHOWN = 100


@dataclass(frozen=True)
class Options:
    """What every command takes."""

    content: Path
    book: Path
    book_given: bool
    today: date


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--content`, `--book` and `--today`; they may also stand before its name."""
    folder = click.Path(file_okay=False, path_type=Path)

    @wraps(command)
    @click.pass_context
    def with_options(
        context: click.Context,
        /,
        content: Path | None,
        book: Path | None,
        today: date | None,
        **rest: Any,
    ) -> Any:
        before = context.parent.params if context.parent else {}
        content = content or before.get("content") or Path("content")
        book = book or before.get("book")
        today = today or before.get("today") or date.today()
        for given in filter(None, (content, book)):
            if not given.is_dir():
                raise click.UsageError(f"there is no folder '{given}'")
        return command(Options(content, book or content, book is not None, today), **rest)

    with_three: Callable[..., Any] = _three(folder)(with_options)
    return with_three


def _three(folder: Any) -> Callable[[Any], Any]:
    def add(command: Any) -> Any:
        for option in (
            click.option("--today", type=Day(), help="The day that counts as today."),
            click.option("--book", type=folder, help="Folder with customers/ and checklists/."),
            click.option("--content", type=folder, help="The handbook's folder (content)."),
        ):
            command = option(command)
        return command

    return add


class Day(click.ParamType[date]):
    """A date like 2026-12-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        from generator.fields import as_day

        try:
            return as_day(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="handrail", message="handrail %(version)s")
@_three(click.Path(file_okay=False, path_type=Path))
def main(**_: Any) -> None:
    """Handbook data in; playbooks, dated checklists and a searchable site out."""
    sys.setrecursionlimit(20_000)  # a chain of steps may be as long as a writer likes
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(message: str = "", **style: Any) -> None:
    """Talk goes to standard error, data to standard output."""
    plain = False if os.environ.get("NO_COLOR") else None
    click.secho(message, err=True, color=plain, **style)


def tell(problems: Sequence[Problem]) -> None:
    """Print problems, errors first in red."""
    for problem in problems[:MOST_SHOWN]:
        headline, *rest = str(problem).split("\n")
        say(headline, fg="red" if problem.level == "error" else "yellow")
        if rest:
            say("\n".join(rest))
    if len(problems) > MOST_SHOWN:
        say(f"… and {len(problems) - MOST_SHOWN} more")


def sound(options: Options, customers: bool = True) -> Handbook:
    """The handbook, or the end of the run with every problem told."""
    from generator.build import examine

    examined = examine(options.content, options.book if customers else None)
    tell(examined.problems)
    if not examined.sound:
        end(examined.problems)
    return examined.handbook


def end(problems: Iterable[Problem]) -> NoReturn:
    """Say how many problems there are, and leave."""
    from generator.problems import counted

    found = list(problems)
    errors = sum(p.level == "error" for p in found)
    warnings = len(found) - errors
    words = [counted(errors, "error")] if errors else []
    words += [counted(warnings, "warning")] if warnings else []
    say(f"{' and '.join(words) or '0 problems'}")
    sys.exit(PROBLEMS if errors else DONE)


@main.command()
@options
def check(options: Options) -> None:
    """Say what is wrong in the handbook and the book, and where."""
    from generator.build import examine, plans
    from generator.problems import in_order

    examined = examine(options.content, options.book)
    problems = examined.problems
    if examined.sound:
        planned = plans(examined.handbook, options.today)
        problems = in_order([*problems, *(p for one in planned for p in one.problems)])
    tell(problems)
    end(problems)


@main.command()
@click.argument("customer")
@click.argument("playbook")
@options
def show(options: Options, customer: str, playbook: str) -> None:
    """Print one checklist to standard output."""
    from generator.formats import FORMATS
    from generator.plan import plan

    handbook = sound(options)
    named = chosen("customer", handbook.customers, [customer])[0]
    wanted = chosen("playbook", handbook.playbooks, [playbook])[0]
    planned = plan(handbook, handbook.customers[named], handbook.playbooks[wanted], options.today)
    tell(planned.problems)
    if planned.checklist is None:
        if not planned.problems:
            say(f"'{wanted}' is not for {named}: {'; '.join(planned.applies.because)}")
        sys.exit(PROBLEMS)
    click.echo(FORMATS["md"](planned.checklist), nl=False)
    tell_late([planned])


@main.command()
@click.argument("customer")
@click.argument("playbook")
@click.argument("step")
@options
def why(options: Options, customer: str, playbook: str, step: str) -> None:
    """Say why a step is on a checklist or not, why on this day, why this person."""
    from generator.why import why as answer

    handbook = sound(options)
    named = handbook.customers[chosen("customer", handbook.customers, [customer])[0]]
    wanted = handbook.playbooks[chosen("playbook", handbook.playbooks, [playbook])[0]]
    asked = chosen("step", wanted.steps, [step])[0]
    lines, problems = answer(handbook, named, wanted, asked, options.today)
    click.echo(f"{wanted.steps[asked].step.do}\n{wanted.title}, for {named.name}\n")
    said = ""
    for heading, line in lines:
        click.echo(f"{heading if heading != said else '':<8} {line}")
        said = heading
    tell(problems)
    if any(p.level == "error" for p in problems):
        sys.exit(PROBLEMS)


@main.command()
@click.option(
    "--customer", "customers", multiple=True, metavar="ID", help="Only this one; repeatable."
)
@click.option(
    "--playbook", "playbooks", multiple=True, metavar="ID", help="Only this one; repeatable."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@options
def generate(
    options: Options,
    customers: Sequence[str],
    playbooks: Sequence[str],
    out: Path | None,
    dry_run: bool,
) -> None:
    """Write the checklists: every customer's, of every playbook that applies.

    They go to DIR/<customer>/<playbook>.md, DIR being the book's checklists/ unless told. A file
    that is there already and differs is never overwritten: then nothing is written at all.
    """
    from generator import build, output
    from generator.problems import counted, has_errors, in_order

    handbook = sound(options)
    customers = chosen("customer", handbook.customers, customers)
    playbooks = chosen("playbook", handbook.playbooks, playbooks)
    planned = list(progress(build.plans(handbook, options.today, customers, playbooks)))
    problems = in_order(p for one in planned for p in one.problems)
    tell(problems)
    if has_errors(problems):
        say("nothing was written")
        end(problems)
    folder = out or options.book / "checklists"
    tree = build.checklist_tree(planned)
    with environment():
        changed = output.changed(folder, tree)
        blocked = output.existing(folder, changed)
        for name in blocked:
            say(f"{folder / name} is there already and differs", fg="red")
        if blocked:
            say("nothing was written: move these away, or give another folder with --out")
            sys.exit(REFUSED)
        written = changed if dry_run else output.write(folder, tree)
    for name in written:
        click.echo(folder / name)
    tell_late(planned)
    verb = "would be written" if dry_run else "written"
    same = f", {len(tree) - len(written)} unchanged" if len(tree) > len(written) else ""
    say(f"{counted(len(written), 'checklist')} {verb} to {folder}{same}")
    if not tree:
        tell_none(handbook, planned)


def tell_none(handbook: Handbook, planned: Sequence[Planned]) -> None:
    """Why no checklist came out."""
    if not handbook.customers:
        say("there are no customers in the book")
    for one in planned:
        say(f"'{one.playbook}' is not for {one.customer}: {'; '.join(one.applies.because)}")


def tell_late(planned: Iterable[Planned]) -> None:
    """Steps that were due before today, a line a checklist."""
    for one in planned:
        if one.late:
            ids = ", ".join(item.id for item in one.late[:5])
            more = f" and {len(one.late) - 5} more" if len(one.late) > 5 else ""
            say(f"{one.customer}/{one.playbook}: already late today: {ids}{more}", fg="yellow")


def chosen(noun: str, known: Mapping[str, Any], ids: Sequence[str]) -> Sequence[str]:
    """The ids as given, if there are entries of that name; else the end of the run."""
    from generator.problems import did_you_mean

    for id_ in ids:
        if id_ not in known:
            hint = did_you_mean(id_, known, f"known {noun}s:")
            raise click.UsageError(f"there is no {noun} '{id_}'" + (f": {hint}" if hint else ""))
    return ids


def progress(steps: Iterable[T]) -> Iterable[T]:
    """A progress bar on a terminal for what takes long; elsewhere nothing."""
    if not sys.stderr.isatty():
        return steps
    from rich.console import Console
    from rich.progress import track

    return track(steps, "planning", console=Console(stderr=True), transient=True)


@contextmanager
def environment() -> Iterator[None]:
    """What the machine refuses ends the run in one line."""
    from generator.output import UnsafePathError

    try:
        yield
    except UnsafePathError as error:
        say(str(error), fg="red")
        sys.exit(REFUSED)
    except OSError as error:
        say(f"{error.filename or 'the file system'}: {error.strerror}", fg="red")
        sys.exit(ENVIRONMENT)
