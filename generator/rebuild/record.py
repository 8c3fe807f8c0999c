"""What is kept of a customer, as plain data: the entry for the pages about all, what is added to
the answers about all, and what was told. It is good as long as all that it rests on has the same
digests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from sys import intern
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json  # which take half the time of json's

from generator.book.contribution import Contribution
from generator.book.load import Carried
from generator.book.reviews import Review
from generator.book.roadmap import Ahead
from generator.book.targets import Figure, Gauged
from generator.handbook import Handbook
from generator.internal.contents import Stamped
from generator.internal.entry import Call, Entry, OfPerson
from generator.internal.shell import Shell
from generator.problems import Location, Problem, Span
from generator.rebuild.inputs import Digests, digest

Plain = list[Any]
"""What JSON gives back as it was put."""


class Body(NamedTuple):
    """What came of a customer, beside the page."""

    entry: Entry
    adds: Contribution | None
    problems: list[Problem]
    unread: list[str]  # what could not be read, as it is told


def of_customers(tools: str, files: Digests) -> str:
    """What every customer's own data rests on: the handbook without its playbooks, for a customer
    names none of them."""
    others = (p for pair in files.items() if not pair[0].startswith("playbooks/") for p in pair)
    return digest(tools, *others)


def in_common(own: str, handbook: Handbook, shell: Shell) -> str:
    """What every customer's page rests on: what their `own` data does, whom each playbook is for,
    and the page around it."""
    whom = (f"{one.id} {one.applies_to!r}" for one in handbook.playbooks.values())
    return digest(own, digest(*whom), *shell.parts, *shell.listing)


def body(made: Stamped, unread: list[str]) -> bytes:
    """What came of a customer, as JSON on one line."""
    problems = [told(one) for one in made.subject.problems]
    return to_json([made.entry, _shortened(made.adds), problems, unread])


def _shortened(adds: Contribution | None) -> tuple[Any, ...] | None:
    """Without what the entry says too, and without what figures rest on."""
    if adds is None:
        return None
    figures = {id_: figure[:2] for id_, figure in adds.gauged.figures.items()}
    return adds.carried[1:], adds.ahead[3:], (figures, *adds.gauged[1:])


def body_of(line: bytes) -> Body:
    """What came of a customer, again."""
    said, adds, problems, unread = from_json(line)
    entry = entry_of(said)
    return Body(
        entry,
        contribution_of(entry, adds) if adds else None,
        [problem_of(one) for one in problems],
        unread,
    )


def entry_of(found: Plain) -> Entry:
    """The entry again."""
    id_, name, segment, priority, person, done, todo, next_, counts, people, call = found
    return Entry(
        id_,
        name,
        intern(segment),
        intern(priority),
        intern(person),
        done,
        todo,
        _day(next_),
        tuple(counts),
        tuple([OfPerson(intern(who), tuple(n), words) for who, n, words in people]),
        _call(call) if call else None,
    )


def _call(found: Plain) -> Call:
    last, days, due_by, next_, state, every, rule = found
    return Call(_day(last), days, _day(due_by), _day(next_), intern(state), every, intern(rule))


def _day(found: str | None) -> date | None:
    return date.fromisoformat(found) if found else None


def contribution_of(entry: Entry, found: Plain) -> Contribution:
    """What a customer adds to the answers about all, again."""
    carried, (most, calendars, days, reviews, unreviewed), gauged = found
    figures, counts, happened, typed = gauged
    ahead = Ahead(
        entry.name,
        entry.person,
        entry.call.rule if entry.call else "",
        most,
        tuple(map(intern, calendars)),
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
    return Contribution(
        Carried(entry.person, *map(intern, carried)), ahead, Gauged(values, counts, past, typed)
    )


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
