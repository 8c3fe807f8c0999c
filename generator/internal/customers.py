"""All customers: pages of a hundred each, and what the filter looks through."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.calendars import spoken
from generator.internal.dues import counts
from generator.internal.entry import OVERDUE, THIS_WEEK, Entry
from generator.internal.people import week_of
from generator.internal.pieces import Pieces, table
from generator.internal.shell import Made, Shell
from generator.templates import legible

FIRST, ROWS = "customers/index.html", "customers/_all.js"
"""An id begins with a letter or digit, so that no customer's page is called `_all` or `_2`."""
ON_A_PAGE = 100
_WHO = "Who"
_HEADS = ("Customer", "Overdue", "This week", "Open", "Next", _WHO, "Priority", "Segment")
_DATA = "window.handrailCustomers = {};\n"


def customers(shell: Shell, pieces: Pieces, entries: Sequence[Entry]) -> Iterator[Made]:
    """The pages that list the customers by name, and the rows for the filter as a script: a page
    that was opened from a folder can load nothing else."""
    ordered = sorted(entries, key=lambda one: (one.name.casefold(), one.id))
    pages = [ordered[at : at + ON_A_PAGE] for at in range(0, len(ordered), ON_A_PAGE)] or [[]]
    below = shell.below()
    for number, page in enumerate(pages):
        head = pieces.head("Customers", _kind(entries)) + (_figures(entries) if not number else "")
        body = f"{head}{_FILTER}{listing(pieces, page)}{_turn(number, len(pages))}"
        made = (below if number else shell).stamp("Customers", [], body)
        yield Made(_path(number), made)
    rows_ = json.dumps([_row(one) for one in ordered], ensure_ascii=False, separators=(",", ":"))
    yield Made(ROWS, _DATA.format(rows_).encode())


_FILTER = (
    '<div class="filters customers" data-rows="_all.js" hidden><label for="wanted">Name, segment, '
    'priority or person</label> <input id="wanted" type="search" autocomplete="off">'
    '<p role="status"></p></div>'
)
"""Shown by the script; without it the pages are turned."""


def listing(pieces: Pieces, entries: Sequence[Entry], whose: bool = True) -> str:
    """A table of customers, and of who carries them; nothing where there are none."""
    kept = [n for n, head in enumerate(_HEADS) if whose or head != _WHO]
    rows = [[line[n] for n in kept] for line in (_line(pieces, one) for one in entries)]
    heads = [_HEADS[n] for n in kept]
    return table("Customers", heads, rows, " customers-list") if rows else ""


def named(pieces: Pieces, one: Entry) -> str:
    """The customer's name, a link to the page."""
    return f'<a href="../{one.path}">{pieces.words[one.name]}</a>'


def _line(pieces: Pieces, one: Entry) -> list[str]:
    """A customer's row."""
    overdue = one.count(OVERDUE)
    who = pieces.person(one.person) if one.person else ""
    return [
        named(pieces, one),
        f"<strong>{overdue}</strong>" if overdue else "0",
        str(one.count(THIS_WEEK)),
        str(one.todo),
        pieces.cell(one.next),
        who,
        pieces.words[one.priority],
        pieces.words[one.segment],
    ]


def _row(one: Entry) -> list[str | int]:
    """The same as data; the page's address first, and the person's behind."""
    words = [legible(word) for word in (one.name, one.segment, one.priority, one.person)]
    figures = [one.count(OVERDUE), one.count(THIS_WEEK), one.todo]
    return [
        one.path,
        *words,
        *figures,
        spoken(one.next) if one.next else "\u2013",
        week_of(one.person) if one.person else "",
    ]


def _kind(entries: Sequence[Entry]) -> str:
    return f"{len(entries)} in the book"


def _figures(entries: Sequence[Entry]) -> str:
    return counts([
        (sum(one.count(OVERDUE) for one in entries), "overdue"),
        (sum(one.count(THIS_WEEK) for one in entries), "this week"),
        (sum(one.todo for one in entries), "open"),
        (sum(one.done for one in entries), "done"),
    ])  # fmt: skip


def _path(number: int) -> str:
    return f"customers/_{number + 1}.html" if number else FIRST


def _turn(number: int, pages: int) -> str:
    """Links to the other pages of the list."""
    if pages == 1:
        return ""
    links = "".join(
        f'<li>{at + 1}</li>' if at == number
        else f'<li><a href="../{_path(at)}">{at + 1}</a></li>'
        for at in range(pages)
    )  # fmt: skip
    return f'<nav class="turn" aria-label="Pages of customers"><ul>{links}</ul></nav>'
