"""What is kept of a customer, as plain data: the entry for the pages about all, what ticks record,
and what was told. It is good as long as all that it rests on has the same digests."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from generator.handbook import Handbook
from generator.internal.entry import Call, Due, Entry
from generator.internal.shell import Shell
from generator.internal.subject import Kept, Subject
from generator.models import Customer, Happening
from generator.problems import Location, Problem, Span
from generator.rebuild.inputs import Digests, digest

Plain = list[Any]
"""What JSON gives back as it was put."""


class Record(NamedTuple):
    """A customer's part of an edition, and what it rests on."""

    key: str  # of what it rests on, but for the playbooks
    playbooks: dict[str, str]  # those with a say, with their digests
    home: str  # the digest of the file in which the customer is written: problems name its lines
    mark: str  # what the page on disk is known by
    entry: Plain
    ticked: list[Plain]
    problems: list[Plain]
    unread: list[str]  # what could not be read, as it is told

    def is_good(self, key: str, playbooks: Digests, home: str, mark: str) -> bool:
        """Whether a build would come to the same, and the page is on disk as it was written."""
        same = self.key == key and self.mark == mark != ""
        told = not self.problems or self.home == home
        here = all(playbooks.get(id_) == known for id_, known in self.playbooks.items())
        return same and told and here


def key_of(base: str, customer: Customer, kept: Kept) -> str:
    """What one customer's part rests on: what all have in common, and what is the customer's."""
    own = [part for id_, content in kept.items() for part in (id_, content)]
    return digest(base, customer.id, repr(customer), *own)


def in_common(tools: str, handbook: Handbook, files: Digests, shell: Shell) -> str:
    """What every customer's part rests on: the handbook without its playbooks, of which only counts
    whom they are for; and the page around it."""
    others = [p for pair in files.items() if not pair[0].startswith("playbooks/") for p in pair]
    whom = [f"{one.id} {one.applies_to!r}" for one in handbook.playbooks.values()]
    return digest(tools, *others, digest(*whom), *shell.parts, *shell.listing)


def recorded(
    subject: Subject, entry: Entry, key: str, playbooks: Digests, home: str, unread: list[str]
) -> Record:
    """What came of a customer. The mark comes with the page."""
    return Record(
        key,
        {id_: playbooks[id_] for id_ in subject.playbooks},
        home,
        "",
        _plain(entry),
        [[one.what, str(one.on), one.value] for one in subject.ticked],
        [told(one) for one in subject.problems],
        unread,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def entry_of(found: Plain) -> Entry:
    """The entry again."""
    id_, name, segment, priority, person, done, todo, next_, dues, counts, call, ours = found
    return Entry(
        id_,
        name,
        segment,
        priority,
        person,
        done,
        todo,
        _day(next_),
        tuple(Due(period, date.fromisoformat(day), *rest) for period, day, *rest in dues),
        tuple((who, tuple(numbers)) for who, numbers in counts),
        _call(call) if call else None,
        tuple(ours),
    )


def _call(found: Plain) -> Call:
    customer, person, priority, last, days, due_by, next_, *rest = found
    return Call(customer, person, priority, _day(last), days, _day(due_by), _day(next_), *rest)


def _day(found: str | None) -> date | None:
    return date.fromisoformat(found) if found else None


def ticked_of(found: list[Plain]) -> list[Happening]:
    """What ticks record, again."""
    return [
        Happening.model_construct(what=what, on=date.fromisoformat(on), value=value)
        for what, on, value in found
    ]


def told(problem: Problem) -> Plain:
    """A problem as plain data."""
    places = [_place(problem.where), _place(problem.also) if problem.also else None]
    words = [problem.check, problem.message, problem.hint, problem.level, problem.also_says]
    return [*places, *words, problem.cause, [list(pair) for pair in problem.needed_by]]


def _place(where: Location) -> Plain:
    span = list(where.span) if where.span else None
    return [where.file, span, where.text, where.way, where.column]


def problem_of(found: Plain) -> Problem:
    """A problem, again."""
    where, also, check, message, hint, level, says, cause, needed_by = found
    there = _location(also) if also else None
    pairs = tuple((playbook, step) for playbook, step in needed_by)
    return Problem(_location(where), check, message, hint, level, there, says, cause, pairs)


def _location(found: Plain) -> Location:
    file, span, text, way, column = found
    return Location(file, Span(*span) if span else None, text, way, column)
