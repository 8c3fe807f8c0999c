"""What is asked again of the same files is answered at once, as it was answered before."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from generator.console import Options, cache_folder, tell_again, tell_lines
from generator.rebuild.inputs import of_one
from generator.recall import Question, Said, question, recall, remember


@dataclass(frozen=True)
class Asking:
    """Something that is asked of one customer: the words of the command, and the kept checklists
    that it reads."""

    options: Options
    customer: str
    words: Sequence[str]
    lists: Sequence[Path] = ()

    def question(self) -> Question | None:
        """What the answer rests on as of now; None where it rests on more than one customer."""
        content, book = self.options.content, self.options.book
        if os.path.lexists(book / "book.yaml"):
            return None
        places = map(str, (Path.cwd(), content, book, *self.lists))
        customer = book / "customers" / f"{self.customer}.yaml"
        try:
            found = of_one(content, customer, *self.lists)
        except (OSError, ValueError):
            return None
        return question([*self.words, self.customer, *places], [str(self.options.today), *found])


def answer(asking: Asking, make: Callable[[], tuple[Said, bool]]) -> None:
    """Print what was said before; else what is made now, of which it is told whether it rests on
    this customer alone. While it is made, its problems are printed."""
    folder, asked = cache_folder(), asking.question()
    known = folder and asked and recall(folder, asked)
    if known:
        said = known
        tell_again(said.problems)
    else:
        said, alone = make()
        if alone and folder and asked and asking.question() == asked:  # nobody edits just now
            remember(folder, asked, said)
    click.echo(said.content, nl=False)
    tell_lines(said.lines)
