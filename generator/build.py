"""The steps in order: folder and day in, checklists or pages and problems out."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from generator.checks import check
from generator.csv_source import CsvFile
from generator.handbook import Handbook
from generator.intake import take_book
from generator.links import link
from generator.loader import OF_THE_BOOK, Edits, Reading, load
from generator.plan import Planned, planned
from generator.problems import Problem, Route, has_errors, in_order
from generator.situation import Situation
from generator.stream import has_tables, with_named


@dataclass(frozen=True)
class Examined:
    """A handbook that went through load, link and check; to be used only without errors.

    `steps` counts those that it went through: the problems are all of the last one.
    """

    handbook: Handbook
    problems: list[Problem]
    steps: int = 1
    left_out: bool = False  # customers with errors are not in it, as was asked
    named: bool = False  # of the customers only those that were named were read

    @property
    def sound(self) -> bool:
        return self.left_out or not has_errors(self.problems)


def examine(
    content: Path, book: Path | None, edits: Edits | None = None, keep_going: bool = False
) -> Examined:
    """Load, link and check. Each step's problems are gathered whole; an error ends the run.

    What is wrong in a row of a table does not keep the next step from looking at the others, so
    that all of it is told at once. To keep going is to leave out the customers with errors, and
    to use the rest. With `edits` the handbook is looked at as if they had been made.
    """
    return _examined(lambda: load(content, book, edits), book, keep_going)


def examine_named(content: Path, book: Path, customers: Sequence[str]) -> Examined:
    """The same of these customers, where each of them is sound and has a file: then nobody else's
    is read. Else of the whole book, so that what is wrong is told as it always is."""
    if not has_tables(book):
        alone = examine(content, None)
        handbook = with_named(alone.handbook, book, customers) if alone.sound else None
        if handbook:
            return replace(alone, handbook=handbook, named=True)
    return examine(content, book)


def examine_table(content: Path, mapping: Path, table: Path, keep_going: bool) -> Examined:
    """The same for a handbook whose customers are the rows of a table; `mapping` is of the form of
    book.yaml."""

    def loaded() -> tuple[Handbook, list[Problem]]:
        reading = Reading({})
        reading.folder(content, skip=OF_THE_BOOK)
        take_book(reading, mapping, {table.name: table}, only=table.name)
        return reading.handbook(), reading.problems

    return _examined(loaded, None, keep_going)


def _examined(
    loaded: Callable[[], tuple[Handbook, list[Problem]]], book: Path | None, keep_going: bool
) -> Examined:
    with _no_collecting():
        return examined(*loaded(), book, keep_going)


def examined(
    handbook: Handbook,
    problems: list[Problem],
    book: Path | None = None,
    keep_going: bool = False,
) -> Examined:
    """A handbook that was loaded, linked and checked."""
    for done, step in enumerate((link, check), 1):
        handbook, others = without_wrong(handbook, book, problems, keep_going)
        if has_errors(others):
            return Examined(handbook, in_order(problems), done)
        problems = [*problems, *step(handbook)]
    left_out = False
    if keep_going:
        handbook, others = without_wrong(handbook, book, problems, keep_going)
        left_out = not has_errors(others)
    return Examined(handbook, in_order(problems), 3, left_out)


def without_wrong(
    handbook: Handbook, book: Path | None, problems: Sequence[Problem], files_too: bool
) -> tuple[Handbook, list[Problem]]:
    """The handbook without customers whose row of a table (or `files_too`: whose file) has an
    error; and the problems that are no such errors."""
    inside = f"{book}{os.sep}customers{os.sep}" if book else "\0"
    blamed = {
        p: p.where.span.line
        for p in problems
        if p.level == "error" and p.where.span
        if isinstance(handbook.files.get(p.where.file), CsvFile)
        or (files_too and p.where.file.startswith(inside))
    }
    if not blamed:
        return handbook, list(problems)
    wrong = {(p.where.file, line) for p, line in blamed.items()}
    kept = {
        id_: customer
        for id_, customer in handbook.customers.items()
        if wrong.isdisjoint(_lines(handbook, *handbook.homes["customers", id_], wrong))
    }
    homes = {h: at for h, at in handbook.homes.items() if h[0] != "customers" or h[1] in kept}
    rest = replace(handbook, customers=kept, homes=homes)
    return rest, [p for p in problems if p not in blamed]


def _lines(
    handbook: Handbook, name: str, route: Route, wrong: Collection[tuple[str, int]]
) -> Iterator[tuple[str, int]]:
    """The lines that a customer is written in, each with the file; of a file of its own, any."""
    file = handbook.files[name]
    if isinstance(file, CsvFile):
        first = int(route[0])
        yield from ((name, line) for line in range(first, file.lasts[first] + 1))
    else:
        yield from (place for place in wrong if place[0] == name)


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
    named = frozenset(customers)
    for id_ in handbook.customers:
        if named and id_ not in named:
            continue
        situation = Situation(handbook, handbook.customers[id_], today)
        for playbook in handbook.playbooks.values():
            if not playbooks or playbook.id in playbooks:
                yield planned(situation, playbook)


def checklist_tree(made: Iterable[Planned]) -> dict[str, bytes]:
    """The files `<customer>/<playbook>.md`, as `generate` writes them where none are."""
    from generator.formats.markdown import markdown  # heavy

    return {
        f"{one.customer}/{one.playbook}.md": markdown(one.checklist).encode()
        for one in made
        if one.checklist
    }
