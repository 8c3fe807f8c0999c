"""What is kept of a customer, as plain data: the entry for the pages about all, what is added to
the answers about all, and what was told. It is good as long as all that it rests on has the same
digests."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Any

from generator.book.contribution import Contribution
from generator.book.due import PERIODS
from generator.book.load import Carried
from generator.book.reviews import Review
from generator.book.roadmap import Ahead
from generator.book.targets import Figure, Gauged
from generator.handbook import Handbook
from generator.internal.contents import Stamped
from generator.internal.entry import Call, Due, Entry
from generator.internal.shell import Shell
from generator.problems import Location, Problem, Span
from generator.rebuild.inputs import Digests, digest
from generator.rebuild.records import Came

Plain = list[Any]
"""What JSON gives back as it was put."""


class Known:
    """What came of a customer, each part unpacked when it is asked for."""

    def __init__(self, came: Came, handbook: Handbook) -> None:
        self._came, self._handbook = came, handbook

    @property
    def entry(self) -> Entry:
        """What the pages about all say of the customer."""
        return entry_of(json.loads(self._came.entry))

    @property
    def dues(self) -> list[Due]:
        """What our people have to do soon, as far as lists say it. The words are the handbook's:
        with others the record would not be good."""
        customer, name, rows = json.loads(self._came.dues)
        return [self._due(customer, name, *row) for row in rows]

    def _due(self, customer: str, name: str, period: int, day: str, person: str, id_: str) -> Due:
        playbook, step = id_.split("/")
        of = self._handbook.playbooks[playbook]
        task, when, whole = of.steps[step].step.do, _parsed(day), f"{customer}/{id_}"
        return Due(PERIODS[period], when, name, task, intern(person), "", None, of.title, "", whole)

    @property
    def adds(self) -> Contribution | None:
        """What the customer adds to the answers about all."""
        found = json.loads(self._came.adds)
        return contribution_of(found) if found else None

    @property
    def problems(self) -> list[Problem]:
        """What could not be planned."""
        return [problem_of(one) for one in json.loads(self._came.told)[0]]

    @property
    def unread(self) -> list[str]:
        """What could not be read, as it is told."""
        lines: list[str] = json.loads(self._came.told)[1]
        return lines


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


def came(made: Stamped, unread: list[str]) -> Came:
    """What came of a customer, as JSON."""
    told_ = [[told(one) for one in made.subject.problems], unread]
    return Came(*map(_json, (made.entry, _short(made), _without_reasons(made.adds), told_)))


def _short(made: Stamped) -> Plain:
    """What our people have to do soon, without what the handbook says."""
    ours, entry = set(made.entry.ours), made.entry
    rows = [
        [PERIODS.index(row.period), row.day, row.person, row.id.partition("/")[2]]
        for row in made.dues
        if row.person in ours
    ]
    return [entry.id, entry.name, rows]


def _json(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _without_reasons(adds: Contribution | None) -> tuple[Any, ...] | None:
    """Figures without what they rest on, which stands on the customer's own page."""
    if adds is None:
        return None
    figures = {id_: figure[:2] for id_, figure in adds.gauged.figures.items()}
    return adds.carried, adds.ahead, (figures, *adds.gauged[1:])


def entry_of(found: Plain) -> Entry:
    """The entry again."""
    id_, name, segment, priority, person, done, todo, next_, counts, call, ours = found
    return Entry(
        id_,
        name,
        intern(segment),
        intern(priority),
        intern(person),
        done,
        todo,
        _day(next_),
        tuple((intern(who), tuple(numbers)) for who, numbers in counts),
        _call(call) if call else None,
        tuple(map(intern, ours)),
    )


def _call(found: Plain) -> Call:
    words: list[Any] = [intern(o) if isinstance(o, str) else o for o in found]  # each is there once
    customer, person, priority, last, days, due_by, next_, *rest = words
    return Call(customer, person, priority, _day(last), days, _day(due_by), _day(next_), *rest)


def _day(found: str | None) -> date | None:
    return _parsed(found) if found else None


_parsed = lru_cache(maxsize=4096)(date.fromisoformat)


def contribution_of(found: Plain) -> Contribution:
    """What a customer adds to the answers about all, again."""
    carried, (name, person, rule, most, calendars, days, reviews, unreviewed), gauged = found
    figures, counts, happened, typed = gauged
    ahead = Ahead(
        name,
        intern(person),
        intern(rule),
        most,
        tuple(calendars),
        tuple((_parsed(day), *rest) for day, *rest in days),
        tuple(
            Review(_parsed(day), agreed, _day(latest), because)
            for day, agreed, latest, because in reviews
        ),
        unreviewed,
    )
    values = {
        id_: Figure(None if value is None else Decimal(value), verdict, "")
        for id_, (value, verdict) in figures.items()
    }
    past = {what: list(map(_parsed, on)) for what, on in happened.items()}
    return Contribution(Carried(*map(intern, carried)), ahead, Gauged(values, counts, past, typed))


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
