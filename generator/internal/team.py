"""The manager's page: who carries what, what is late, what lies ahead, how the book stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.answer import Answer, Cell, Part
from generator.book.contribution import Contributions
from generator.book.due import PERIODS
from generator.book.load import load
from generator.book.roadmap import roadmap
from generator.book.score import of_book
from generator.internal.customers import named
from generator.internal.dues import counts
from generator.internal.entry import OVERDUE, THIS_WEEK, Entry
from generator.internal.pieces import Pieces, answered, chapters, table
from generator.internal.shell import Made, Shell
from generator.internal.week import Theirs

PATH = "team/index.html"


def team(
    shell: Shell,
    pieces: Pieces,
    entries: Sequence[Entry],
    people: Mapping[str, Theirs],
    book: Contributions,
) -> Made:
    """The page; its figures are those of `handrail book load`, `due`, `roadmap` and `score`."""
    carrying = {one.person for one in entries if one.person}
    figures = counts([
        (len(entries), "customers"),
        (len(carrying), "people carry them"),
        (sum(one.count(OVERDUE) for one in entries), "overdue"),
        (sum(one.count(THIS_WEEK) for one in entries), "this week"),
    ])  # fmt: skip
    listed, body = chapters(_parts(pieces, entries, people, book))
    return Made(PATH, shell.stamp("Team", listed, pieces.head("Team", "") + figures + body))


def _parts(
    pieces: Pieces,
    entries: Sequence[Entry],
    people: Mapping[str, Theirs],
    book: Contributions,
) -> Iterator[tuple[str, str]]:
    handbook, today = pieces.handbook, pieces.today
    links = _links(pieces, entries)
    carried = load(handbook, book.carried, today)
    yield "Load", _load(pieces, carried.parts[0])
    yield "Priorities", answered(pieces, carried, "shares", links=links)
    yield "Due", _due(pieces, people)
    ahead = roadmap(handbook, book.ahead, today, pieces.year_end)
    yield "Roadmap", answered(pieces, ahead, "days", links=links)
    yield "Reviews by month", answered(pieces, ahead, "months", links=links)
    yield "What had to move", answered(pieces, ahead, "moved", links=links)
    metrics = Answer("score", "Scores", today, of_book(book.tally))
    yield "Metrics", answered(pieces, metrics, "metrics")
    yield "Metrics by person", answered(pieces, metrics, "people", links=links)


def _links(pieces: Pieces, entries: Sequence[Entry]) -> Mapping[str, Mapping[str, str]]:
    """People lead to their weeks; customers to their pages, where nobody else has the name."""
    often = Counter(one.name for one in entries)
    return {
        "who": {one.person: pieces.person(one.person) for one in entries if one.person},
        "customer": {one.name: named(pieces, one) for one in entries if often[one.name] == 1},
    }


def _due(pieces: Pieces, people: Mapping[str, Theirs]) -> str:
    """Who has how much to do, and how much of it is late."""
    rows = [[pieces.person(name), *map(str, theirs.counts)] for name, theirs in people.items()]
    return table("Due by person", ("Person", *PERIODS), rows) if rows else ""


def _load(pieces: Pieces, part: Part) -> str:
    """What each person carries, each figure with what the policy plans beside it."""
    ids = [column.id for column in part.columns]
    rows = []
    for row in part.rows:
        of = dict(zip(ids, row, strict=True))
        rows.append(
            [
                pieces.person(str(of["who"])),
                f"{pieces.cell(of['segment'])} <small>{pieces.cell(of['policy'])}</small>",
                *(_planned(pieces, of[one], of[planned]) for one, planned in _CARRIED.values()),
                pieces.cell(of["verdict"]),
            ]
        )
    heads = ("Who", "Under", *_CARRIED, "Verdict")
    return table("Load", heads, rows) if rows else ""


_CARRIED = {
    "Customers": ("customers", "planned"),
    "Calls a week": ("calls_a_week", "planned_calls"),
    "Reviews a month": ("reviews_a_month", "planned_reviews"),
    "Hours a week": ("hours_a_week", "planned_hours"),
}
"""Columns, each with those of the answer for the figure and for what is planned."""


def _planned(pieces: Pieces, figure: Cell, planned: Cell) -> str:
    beside = f" <small>of {pieces.cell(planned)}</small>" if planned is not None else ""
    return f"{pieces.cell(figure)}{beside}"
