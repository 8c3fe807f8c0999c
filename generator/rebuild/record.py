"""What is kept of a customer, as plain data: the entry for the pages about all, what is added to
the answers about all, and what was told. It is good as long as all that it rests on has the same
digests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from generator.book.contribution import Contribution
from generator.book.load import Carried
from generator.book.reviews import Review
from generator.book.roadmap import Ahead
from generator.book.targets import Figure, Gauged
from generator.handbook import Handbook
from generator.internal.contents import Stamped
from generator.internal.entry import Call, Due, Entry
from generator.internal.shell import Shell
from generator.internal.subject import Kept
from generator.models import Customer
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
    adds: Plain | None  # to the answers about all
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


def recorded(made: Stamped, key: str, playbooks: Digests, home: str, unread: list[str]) -> Record:
    """What came of a customer. The mark comes with the page."""
    return Record(
        key,
        {id_: playbooks[id_] for id_ in made.subject.playbooks},
        home,
        "",
        _plain(made.entry),
        _plain(made.adds) if made.adds else None,
        [told(one) for one in made.subject.problems],
        unread,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Figure):  # why is said on the customer's page
        return [_plain(value.value), value.verdict]
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return str(value) if isinstance(value, date | Decimal) else value


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


def contribution_of(found: Plain) -> Contribution:
    """What a customer adds to the answers about all, again."""
    carried, (name, person, rule, most, calendars, days, reviews, unreviewed), gauged = found
    figures, counts, happened, typed = gauged
    ahead = Ahead(
        name,
        person,
        rule,
        most,
        tuple(calendars),
        tuple((date.fromisoformat(day), *rest) for day, *rest in days),
        tuple(
            Review(date.fromisoformat(day), agreed, _day(latest), because)
            for day, agreed, latest, because in reviews
        ),
        unreviewed,
    )
    values = {
        id_: Figure(None if value is None else Decimal(value), verdict, "")
        for id_, (value, verdict) in figures.items()
    }
    past = {what: list(map(date.fromisoformat, on)) for what, on in happened.items()}
    return Contribution(Carried(*carried), ahead, Gauged(values, counts, past, typed))


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
