"""How commands take their options, talk, and end."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from generator.build import Examined
    from generator.handbook import Handbook
    from generator.loader import Edits
    from generator.problems import Problem

T = TypeVar("T")
Told = tuple[str, str]
"""A level, and the words for a problem."""
DONE, PROBLEMS, USAGE, REFUSED, ENVIRONMENT = range(5)
MOST_SHOWN = 100
_DAY = re.compile("(?:19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}")
WAITS, WAIT = 200, 0.05  # ten seconds for another run to end


@dataclass(frozen=True)
class Options:
    """What every command takes."""

    content: Path
    book: Path
    book_given: bool
    today: date


class Day(click.ParamType[date]):
    """A date like 2026-12-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        with contextlib.suppress(ValueError):  # nothing heavy is needed for a day as it is written
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        from generator.fields import as_day

        try:
            return as_day(value)
        except ValueError as error:
            self.fail(f"{error}: write year-month-day, like 2026-12-01", param, ctx)


FOLDER: Any = click.Path(file_okay=False, path_type=Path)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options `--content`, `--book` and `--today`."""
    for option in (
        click.option("--today", type=Day(), help="The day that counts as today."),
        click.option("--book", type=FOLDER, help="Folder with customers/ and checklists/."),
        click.option("--content", type=FOLDER, help="The handbook's folder (content)."),
    ):
        command = option(command)
    return command


def _usual(head: str | None) -> Path:
    """The handbook's folder where none is named; `diff` of two folders needs no third."""
    usual = Path("content")
    return Path(head) if head and not usual.is_dir() and Path(head).is_dir() else usual


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its `Options`; they may also stand before its name."""

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
        before = context.find_root().params
        content = content or before.get("content") or _usual(rest.get("head"))
        book = book or before.get("book")
        today = today or before.get("today") or date.today()
        for given in filter(None, (content, book)):
            if not given.is_dir():
                raise click.UsageError(f"there is no folder '{given}'")
        return command(Options(content, book or content, book is not None, today), **rest)

    return common(with_options)


def say(message: str = "", **style: Any) -> None:
    """Talk goes to standard error, data to standard output."""
    plain = False if os.environ.get("NO_COLOR") else None
    click.secho(message, err=True, color=plain, **style)


def tell(problems: Sequence[Problem]) -> list[Told]:
    """Print problems, each with its place; what was printed."""
    said: list[Told] = [(problem.level, str(problem)) for problem in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        said.append(("", f"… and {len(problems) - MOST_SHOWN} more"))
    tell_again(said)
    return said


def tell_again(said: Iterable[Told]) -> None:
    """Print what was told of problems before."""
    for level, words in said:
        headline, *rest = words.split("\n")
        say(headline, fg={"error": "red", "warning": "yellow"}.get(level))
        if rest:
            say("\n".join(rest))


def tell_lines(lines: Iterable[str]) -> None:
    """Print lines of warning."""
    for line in lines:
        say(line, fg="yellow")


def cache_folder() -> Path | None:
    """Where what can be made again may be kept for this reader: `$XDG_CACHE_HOME/handrail`, or
    `~/.cache/handrail`. None where there is no such place."""
    given = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    try:
        place = given.expanduser() / "handrail"
    except RuntimeError:  # whose home it is cannot be told
        return None
    return place if place.is_absolute() else None


def late(checklist: str, ids: Sequence[str]) -> str:
    """The open steps of a checklist, `customer/playbook`, that were due before today, in a line."""
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return f"{checklist}: already late today: {', '.join(ids[:5])}{more}"


def for_nobody(playbook: str, customer: str, edition: str) -> str:
    """Why a checklist has nothing in this edition, though the playbook is for the customer."""
    whom = "the customer's edition" if edition == "customer" else customer
    return f"no step of '{playbook}' is for {whom}"


def end(problems: Iterable[Problem]) -> NoReturn:
    """Say how many problems there are, and leave."""
    from generator.problems import counted

    found = list(problems)
    errors = sum(p.level == "error" for p in found)
    warnings = len(found) - errors
    words = [counted(errors, "error")] if errors else []
    words += [counted(warnings, "warning")] if warnings else []
    say(" and ".join(words) or "0 problems")
    sys.exit(PROBLEMS if errors else DONE)


def sound(options: Options, edits: Edits | None = None, customers: Sequence[str] = ()) -> Handbook:
    """The handbook, as if edits had been made, or where customers are named, with no others if
    it can do without; or the end of the run with every problem told."""
    return soundly(options, edits, customers)[0].handbook


def soundly(
    options: Options, edits: Edits | None = None, customers: Sequence[str] = ()
) -> tuple[Examined, list[Told]]:
    """The same with how it was read, and what was told of it."""
    from generator.build import examine, examine_named

    if customers:
        examined = examine_named(options.content, options.book, customers)
    else:
        examined = examine(options.content, options.book, edits)
    told = tell(examined.problems)
    if not examined.sound:
        end(examined.problems)
    return examined, told


def chosen(noun: str, known: Mapping[str, Any], ids: Sequence[str]) -> Sequence[str]:
    """The ids as given, if there are entries of that name; else the end of the run."""
    from generator.problems import did_you_mean, plural

    for id_ in ids:
        if id_ not in known:
            hint = did_you_mean(id_, known, f"known {plural(noun)}:")
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
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of checklists; wait a moment for another run, else end this one."""
    from generator.store import HeldError, lock

    with contextlib.ExitStack() as stack:
        for waits_left in reversed(range(WAITS)):
            try:
                stack.enter_context(lock(folder))
                break
            except HeldError as error:
                if not waits_left:
                    say(f"{folder} is being written by {error}; try again later", fg="red")
                    sys.exit(ENVIRONMENT)
            time.sleep(WAIT)
        yield


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
        if error.errno == errno.EPIPE:  # whoever reads has seen enough
            raise
        say(f"{error.filename or 'the file system'}: {error.strerror}", fg="red")
        _drop_output()
        sys.exit(ENVIRONMENT)


def _drop_output() -> None:
    """What standard output did not take is not tried again when the interpreter ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
