"""The command `check`: what is wrong in the handbook and the book, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from generator.console import Options, end, options, say, tell

if TYPE_CHECKING:
    from generator.problems import Problem

MOST_NAMED = 4


@click.command()
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
    point_on(problems)
    end(problems)


def point_on(problems: Iterable[Problem]) -> None:
    """Say once where there is more on these messages."""
    codes = list(dict.fromkeys(problem.check for problem in problems))
    if codes:
        examples = "an example" if len(codes) == 1 else "examples"
        say(f"for more, with {examples}: handrail explain {' '.join(codes[:MOST_NAMED])}")
