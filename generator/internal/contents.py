"""All pages of the internal edition about customers: one customer at a time, then those of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.book.contribution import Contribution, Contributions, contribution
from generator.book.due import Wish, dues_of
from generator.internal.customer import customer_page
from generator.internal.customers import customers
from generator.internal.entry import Entry, entry
from generator.internal.pieces import Pieces
from generator.internal.records import INDEX, SCRIPT, indexed
from generator.internal.shell import PAGE, Made, Shell, shell
from generator.internal.subject import Kept, Subject, subject
from generator.internal.team import team
from generator.internal.week import IsThere, People, weeks
from generator.models import Customer

SECTIONS: Mapping[str, str] = {
    "week/index.md": "My week",
    "customers/index.md": "Customers",
    "team/index.md": "Team",
}
"""The pages that MkDocs builds as shells, in the order of the navigation."""
OURS = ("week/index.html", "customers/index.html", "team/index.html", INDEX, SCRIPT)
"""Files of MkDocs that are replaced."""


class Shells(NamedTuple):
    """The shells of the sections, and the search index of the handbook."""

    week: Shell
    customers: Shell
    team: Shell
    customer: Shell  # of a page below that of the customers
    found: str  # the search index of the handbook


class Said(NamedTuple):
    """What a customer's run has left for the pages about all; nothing is added without a segment.
    The line stands for all of it."""

    entry: Entry
    adds: Contribution | None
    line: bytes = b""


class Stamped(NamedTuple):
    """What came of one customer."""

    page: Made
    entry: Entry
    adds: Contribution | None  # None without a segment: no policy says anything
    subject: Subject


def shell_pages() -> dict[str, bytes]:
    """The Markdown of the shells by its path below docs/."""
    return dict.fromkeys(SECTIONS, PAGE.encode())


def shells(built: Callable[[str], str]) -> Shells:
    """The shells in what MkDocs has built and `finish` has gone over. Raises ShellError."""
    week, all_, team_ = (shell(built(path), path) for path in OURS[:3])
    return Shells(week, all_, team_, all_.below(), built(INDEX))


def stamped(made: Shells, pieces: Pieces, customer: Customer, kept: Kept) -> Stamped:
    """The page of one customer and what the other pages say of it: from the handbook, the day, the
    customer and the kept checklists, and nothing else."""
    about = subject(pieces.handbook, customer, kept, pieces.today)
    due = dues_of(((p.checklist, p.todo) for p in about.plans), pieces.today, Wish().days)
    said = entry(about, due)
    adds = contribution(about.account, pieces.year_end) if about.account else None
    page = customer_page(made.customer, pieces, about, said, due.coming, adds)
    return Stamped(page, said, adds, about)


def about_all(
    made: Shells,
    pieces: Pieces,
    said: Iterable[Said],
    is_there: IsThere = lambda *_: False,
) -> Iterator[Made]:
    """The pages about all customers, from what each customer's run has left; but for those of
    people that are there."""
    entries, everybody = list[Entry](), People()
    book = Contributions(pieces.handbook, pieces.today)
    for one, adds, line in said:
        entries.append(everybody.add(one, line))
        if adds:
            book.add(adds)
    people = everybody.in_order
    yield from weeks(made.week, pieces, people, is_there)
    yield from customers(made.customers, pieces, entries)
    yield team(made.team, pieces, entries, people, book)
    yield from (Made(path, content) for path, content in indexed(made.found, entries).items())
