"""Building the internal edition: what has not changed since the last build is not done again."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from generator.console import Options, environment, say, tell_again

if TYPE_CHECKING:
    from generator.rebuild.inputs import Inputs
    from generator.rebuild.manifest import Whole

SETTLED = 2_000_000_000
"""Nanoseconds after which a file that is touched again shows it, by any file system's clock."""


def build_internal(options: Options, site: Path, jobs: int | None) -> NoReturn:
    """The edition in the folder `internal`, by so many processes (None: as many as pay), and the
    end of the run. What cannot be planned or read is told, and stands on the page of its customer;
    the others are made all the same."""
    folder = site / "internal"
    with environment():
        code, _ = edition(options, folder, jobs)
    click.echo(folder / "public" / "index.html")
    sys.exit(code)


def put(options: Options, folder: Path) -> bool:
    """Make the edition that is shown; False, with everything told, where there is none. What is
    wrong with the book does not keep it from being shown."""
    from generator import templates
    from generator.output import UnsafePathError

    templates.forget()
    try:
        _, changed = edition(options, folder)
    except (OSError, UnsafePathError) as error:
        say(str(error), fg="red")
        return False
    except SystemExit:  # it was told why
        return False
    if changed:
        say(f"{changed} files of the site changed")
    return True


def edition(options: Options, folder: Path, jobs: int | None = None) -> tuple[int, int]:
    """Build what has changed; the exit code, and how many public files were written or deleted.
    Ends the run where it cannot be built."""
    from generator.rebuild.inputs import Seen, inputs
    from generator.rebuild.manifest import files_of, whole

    seen = Seen(time.time_ns() - SETTLED)

    def read() -> Inputs:
        return inputs(options.content, options.book, folder, str(options.today), seen)

    given, last = read(), whole(folder)
    if last and (last.key, last.files) == (given.whole, files_of(folder)):
        _tell_again(last)
        return last.code, 0
    from generator.commands.building import Building

    building = Building(options, folder, given, jobs)
    last = building.run()
    if read() == given:  # else somebody edits at this moment: it may be of either text
        building.remember(last)
    return last.code, building.changed


def _tell_again(last: Whole) -> None:
    """What the last build told, with the same inputs."""
    tell_again((level, words) for level, words in last.problems)
    for line in last.lines:
        say(line, fg="red")
