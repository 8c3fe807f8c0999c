"""Kept checklists of which nothing is for their customer any more, and what is still open there."""

from __future__ import annotations

from typing import NamedTuple

from generator.book.due import CLOSED
from generator.internal.pieces import plain
from generator.keep import Reading
from generator.keep.gate import read
from generator.models import Playbook
from generator.plan import Planned
from generator.problems import counted

MOST_NAMED = 8
"""As many open items are named; of the others it is said how many they are."""


class Former(NamedTuple):
    """A kept file, by its path in the book, and the words of its open items."""

    path: str
    todo: tuple[str, ...]


def is_former(made: Planned) -> bool:
    """Whether nothing is planned, since the playbook or all of its steps are for others."""
    return made.applies.holds is False or bool(made.checklist and not made.checklist.sections)


def former(customer: str, playbook: Playbook, content: bytes, kept: Reading) -> Former:
    """What is open in a file that a person keeps, with what was read of it; the archive is not. A
    step has the words that the handbook has for it now; one that it has no more has its id."""
    archived = read(content).base.archived
    steps = [placed.step for placed in playbook.steps.values()]
    words = {id_: step.do for step in steps for id_ in (*step.was, step.id)}
    todo = (id_ for id_, state in kept.states.items() if state not in CLOSED)
    ours = [words.get(id_, id_) for id_ in todo if id_ not in archived]
    own = [said for state, said in kept.own if state not in CLOSED]
    return Former(f"checklists/{customer}/{playbook.id}.md", (*ours, *own))


def listing(found: tuple[Former, ...]) -> str:
    """The files as HTML, a line each; empty where there is none. They are no part of the site, so
    that nothing leads to them."""
    lines = "".join(f"<li>{plain(_said(one))}</li>" for one in found)
    return f'<ul class="unclear">{lines}</ul>' if lines else ""


def _said(one: Former) -> str:
    if not one.todo:
        return f"{one.path}: nothing is open"
    more = len(one.todo) - MOST_NAMED
    named = (*one.todo[:MOST_NAMED], *([f"and {more} more"] if more > 0 else ()))
    return f"{one.path}: {counted(len(one.todo), 'item')} open: {'; '.join(named)}"
