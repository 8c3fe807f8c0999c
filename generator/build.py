"""The steps in order: folder and day in, checklists or pages and problems out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.checks import check
from generator.formats.markdown import markdown
from generator.handbook import Handbook
from generator.links import link
from generator.loader import Edits, load
from generator.plan import Planned, plan
from generator.problems import Problem, has_errors, in_order


@dataclass(frozen=True)
class Examined:
    """A handbook that went through load, link and check; to be used only without errors.

    `steps` counts those that it went through: the problems are all of the last one.
    """

    handbook: Handbook
    problems: list[Problem]
    steps: int = 1

    @property
    def sound(self) -> bool:
        return not has_errors(self.problems)


def examine(content: Path, book: Path | None, edits: Edits | None = None) -> Examined:
    """Load, link and check. Each step's problems are gathered whole; an error ends the run.

    With `edits` the handbook is looked at as if they had been made.
    """
    with _no_collecting():
        return examined(*load(content, book, edits))


def examined(handbook: Handbook, problems: list[Problem]) -> Examined:
    """A handbook that was loaded, linked and checked."""
    steps = 1
    for step in (link, check):
        if not has_errors(problems):
            problems = [*problems, *step(handbook)]
            steps += 1
    return Examined(handbook, in_order(problems), steps)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Nearly all that is made in here stays: to look for garbage would cost a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def plans(
    handbook: Handbook, today: date, customers: Sequence[str] = (), playbooks: Sequence[str] = ()
) -> Iterator[Planned]:
    """Every named customer (all, when none is named) with every named playbook."""
    for customer in handbook.customers.values():
        if customers and customer.id not in customers:
            continue
        for playbook in handbook.playbooks.values():
            if not playbooks or playbook.id in playbooks:
                yield plan(handbook, customer, playbook, today)


def checklist_tree(planned: Iterable[Planned]) -> dict[str, bytes]:
    """The files `<customer>/<playbook>.md`, as `generate` writes them where none are."""
    return {
        f"{one.customer}/{one.playbook}.md": markdown(one.checklist).encode()
        for one in planned
        if one.checklist
    }
