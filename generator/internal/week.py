"""My week: what one person has to do, whom they call, and their customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from operator import add, itemgetter

from generator.book.cadence import LATE
from generator.book.due import PERIODS
from generator.calendars import spoken
from generator.internal.customers import listing, named
from generator.internal.dues import by_period, counts, due, dues
from generator.internal.entry import Call, Entry, from_words
from generator.internal.people import week_of
from generator.internal.pieces import Pieces, chapters, plain, table
from generator.internal.shell import Made, Shell

PEOPLE = "week/index.html"
IsThere = Callable[[str, str], bool]
"""Whether the page of this path is there, made of the customers whom this stands for."""


class Theirs:
    """What of the book concerns one person."""

    def __init__(self) -> None:
        self.customers: list[Entry] = []
        self.dues: list[tuple[Entry, str]] = []  # of customers, in words
        self.counts = [0] * len(PERIODS)
        self.known = blake2b(digest_size=16)  # by the records of all these customers


class People(defaultdict[str, Theirs]):
    """Everybody of our side who carries a customer or has something to do soon, by name."""

    def __init__(self) -> None:
        super().__init__(Theirs)

    def add(self, entry: Entry, line: bytes) -> Entry:
        """One customer more, known by a line; the entry without what nobody needs but the people's
        weeks."""
        one, known = entry._replace(people=()), blake2b(line, digest_size=16).digest()
        if one.person:
            self[one.person].customers.append(one)
            self[one.person].known.update(known)
        for who, figures, words in entry.people:
            mine = self[who]
            mine.known.update(known)
            mine.counts = list(map(add, mine.counts, figures))
            if words:
                mine.dues.append((one, words))
        return one

    @property
    def in_order(self) -> dict[str, Theirs]:
        """The same, by the alphabet."""
        return dict(sorted(self.items()))


def weeks(
    shell: Shell, pieces: Pieces, people: Mapping[str, Theirs], is_there: IsThere
) -> Iterator[Made]:
    """The list of people, and the page of each of them that is not there. What is due is forgotten
    then: in a large book it is much."""
    yield Made(PEOPLE, shell.stamp("My week", [], _list(pieces, people)))
    below = shell.below()
    for name, theirs in people.items():
        if not is_there(week_of(name), theirs.known.hexdigest()):
            yield _week(below, pieces, name, theirs)
        theirs.dues.clear()


def _list(pieces: Pieces, people: Mapping[str, Theirs]) -> str:
    rows = [
        [pieces.person(name), str(len(theirs.customers)), *map(str, theirs.counts)]
        for name, theirs in people.items()
    ]
    heads = ("Person", "Customers", *PERIODS)
    return pieces.head("My week", "") + table("People", heads, rows)


def _week(shell: Shell, pieces: Pieces, name: str, theirs: Theirs) -> Made:
    monday = pieces.today - timedelta(days=pieces.today.weekday())
    span = f"{spoken(monday, year=False)} to {spoken(monday + timedelta(days=6))}"
    figures = zip(theirs.counts, _PERIODS, strict=True)
    head = pieces.head(plain(name), f"Week of {span}") + counts(figures)
    listed, body = chapters(_parts(pieces, theirs))
    return Made(week_of(name), shell.stamp(plain(name), listed, head + body))


_PERIODS = ("overdue", "this week", "in 30 days", "in 60 days", "in 90 days")


def _parts(pieces: Pieces, theirs: Theirs) -> Iterator[tuple[str, str]]:
    found = by_period(sorted(_dues(pieces, theirs), key=itemgetter(0, 1, 2)), pieces.today)
    *now, later = ((title, dues([words for *_, words in rows])) for title, rows in found.items())
    yield from now
    yield "Calls to hold", _calls(pieces, theirs.customers)
    yield later
    yield "Customers", listing(pieces, theirs.customers, whose=False)


def _dues(pieces: Pieces, theirs: Theirs) -> Iterator[tuple[date, str, str, str]]:
    """What is due: the day, customer and playbook, and the item as it is shown."""
    playbooks = pieces.handbook.playbooks
    for one, words in theirs.dues:
        page, whose = f"../{one.path}", pieces.words[one.name]
        for playbook, items in from_words(words):
            title = playbooks[playbook].title
            for day, item in items:
                yield day, one.name, title, due(pieces, day, page, playbook, item, whose)


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
