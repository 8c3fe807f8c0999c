"""My week: what one person has to do, whom they call, and their customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from operator import add, attrgetter

from generator.book.cadence import LATE
from generator.book.due import PERIODS
from generator.calendars import spoken
from generator.internal.customers import listing, named
from generator.internal.dues import SOON, counts, dues
from generator.internal.entry import Call, Due, Entry, Known
from generator.internal.people import week_of
from generator.internal.pieces import Pieces, chapters, plain, table
from generator.internal.shell import Made, Shell

PEOPLE = "week/index.html"
ROWS_AT_ONCE = 50_000
"""So many rows of what is due are in memory, about: ten megabytes."""
Dues = Mapping[str, Sequence[Due]]
"""What is due, by person."""


def weeks(
    shell: Shell,
    pieces: Pieces,
    people: Mapping[str, Theirs],
    entries: Sequence[Entry],
    book: Iterable[Known],
) -> Iterator[Made]:
    """The list of people, and a page for each of them. The book is gone through for so many people
    at a time as have no more to do than there is room for."""
    yield Made(PEOPLE, shell.stamp("My week", [], _list(pieces, people)))
    below = shell.below()
    for some in _together(people):
        for name, rows in _dues(some, entries, book).items():
            yield _week(below, pieces, name, people[name], rows)


def _together(people: Mapping[str, Theirs]) -> Iterator[list[str]]:
    """People by name, as many at a time as there is room for."""
    some, rows = list[str](), 0
    for name, theirs in people.items():
        some.append(name)
        rows += sum(theirs.counts[: len(SOON)])
        if rows > ROWS_AT_ONCE:
            yield some
            some, rows = [], 0
    if some:
        yield some


def _dues(people: Sequence[str], entries: Sequence[Entry], book: Iterable[Known]) -> Dues:
    """What each of these people has to do soon."""
    found: dict[str, list[Due]] = {name: [] for name in people}
    for one, known in zip(entries, book, strict=True):
        theirs = found.keys() & one.ours
        for row in known.dues if theirs else ():
            if row.person in theirs:
                found[row.person].append(row)
    for mine in found.values():
        mine.sort(key=attrgetter("day", "customer", "playbook"))
    return found


class Theirs:
    """What of the book concerns one person."""

    def __init__(self) -> None:
        self.customers: list[Entry] = []
        self.counts = [0] * len(PERIODS)


def persons(book: Iterable[Entry]) -> tuple[list[Entry], Mapping[str, Theirs]]:
    """The entries, from here on without who has how much to do; and everybody of our side who
    carries a customer or has something to do soon, by name."""
    found, entries = dict[str, Theirs](), list[Entry]()
    for one in book:
        entries.append(one.summed)
        if one.person:
            found.setdefault(one.person, Theirs()).customers.append(entries[-1])
        ours = set(one.ours)
        for who, numbers in one.counts:
            if who in ours:
                mine = found.setdefault(who, Theirs())
                mine.counts = list(map(add, mine.counts, numbers))
    return entries, dict(sorted(found.items()))


def _list(pieces: Pieces, people: Mapping[str, Theirs]) -> str:
    rows = [
        [pieces.person(name), str(len(theirs.customers)), *map(str, theirs.counts)]
        for name, theirs in people.items()
    ]
    heads = ("Person", "Customers", *PERIODS)
    return pieces.head("My week", "") + table("People", heads, rows)


def _week(shell: Shell, pieces: Pieces, name: str, theirs: Theirs, rows: Sequence[Due]) -> Made:
    monday = pieces.today - timedelta(days=pieces.today.weekday())
    span = f"{spoken(monday, year=False)} to {spoken(monday + timedelta(days=6))}"
    figures = zip(theirs.counts, _PERIODS, strict=True)
    head = pieces.head(plain(name), f"Week of {span}") + counts(figures)
    listed, body = chapters(_parts(pieces, theirs, rows))
    return Made(week_of(name), shell.stamp(plain(name), listed, head + body))


_PERIODS = ("overdue", "this week", "in 30 days", "in 60 days", "in 90 days")


def _parts(pieces: Pieces, theirs: Theirs, rows: Sequence[Due]) -> Iterator[tuple[str, str]]:
    found = {
        title: dues(pieces, [row for row in rows if row.period == period])
        for period, title in SOON.items()
    }
    *now, later = found.items()
    yield from now
    yield "Calls to hold", _calls(pieces, theirs.customers)
    yield later
    yield "Customers", listing(pieces, theirs.customers, whose=False)


def _calls(pieces: Pieces, entries: Sequence[Entry]) -> str:
    """Rows of `book cadence`: calls that are late, or planned or due by the end of next week."""
    end = pieces.today + timedelta(days=13 - pieces.today.weekday())
    calls = [(one, one.call) for one in entries if one.call]
    wanted = [(one, call) for one, call in calls if call.state in LATE or _soon(call, end)]
    order = {state: n for n, state in enumerate(LATE)}
    wanted.sort(key=lambda pair: (order.get(pair[1].state, 9), pair[1].next or date.max))
    rows = [
        [named(pieces, one), pieces.words[call.state], pieces.cell(call.last),
         pieces.cell(call.due_by), pieces.cell(call.next)]
        for one, call in wanted
    ]  # fmt: skip
    return table("Calls", ("Customer", "State", "Last", "Due by", "Planned"), rows) if rows else ""


def _soon(call: Call, end: date) -> bool:
    return any(day is not None and day <= end for day in (call.next, call.due_by))
