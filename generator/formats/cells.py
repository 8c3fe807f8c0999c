"""The rows that tables show, and text for cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from generator.checklist import Checklist, Item
from generator.formats.rich import as_text
from generator.people import Holder

STATUS = {" ": "Open", "x": "Done", "~": "Not applicable"}
"""The state of a box to the word for it; another state a person typed is shown in its box."""


class Row(NamedTuple):
    """One item as a person reads it in a table. Text is not encoded yet."""

    section: str
    task: str
    status: str
    owner: str
    role: str
    start: date | None
    due: date | None
    why: str
    with_: str
    inform: str
    detail: str
    optional: str
    every: str
    id: str


COLUMNS = tuple(name.strip("_").capitalize() for name in Row._fields)
"""`Section`, `Task`, `Status` …: the first row of every table."""


def rows(checklist: Checklist) -> Iterator[Row]:
    """A row for every item, in order."""
    for section in checklist.sections:
        for item in section.items:
            yield Row(
                section=line(section.title),
                task=line(item.do),
                status=status(item.state),
                owner=line(item.accountable.name),
                role=line(role(item.accountable)),
                start=item.start,
                due=item.due,
                why=line(why(item)),
                with_=_names([*item.helpers, *item.consulted]),
                inform=_names(item.informed),
                detail=detail(item),
                optional="yes" if item.optional else "",
                every=line(item.every),
                id=full_id(checklist, item),
            )


def full_id(checklist: Checklist, item: Item) -> str:
    """`aurora/onboarding/kickoff-call`: whose tick it is, wherever the row is carried."""
    return f"{checklist.customer_id}/{checklist.playbook_id}/{item.id}"


def status(state: str) -> str:
    """The state of a box in a word."""
    return STATUS.get(state.lower(), f"[{line(state)}]")


def role(holder: Holder) -> str:
    """The role, and for whom its holder stands in."""
    instead = holder.stands_in_for
    return f"{holder.title}, standing in for {instead}" if instead else holder.title


def why(item: Item) -> str:
    """Why on this day, why at all, and what for, in sentences."""
    towards = "; ".join(item.serves)
    clauses = (
        item.because,
        f"Here because {item.here}" if item.here else "",
        f"Counts towards {towards}" if towards else "",
    )
    return " ".join(f"{words[:1].upper()}{words[1:]}." for words in clauses if words)


def detail(item: Item) -> str:
    """How it is done, in lines; a list with bullets, for a hyphen could begin a formula."""
    return _HYPHEN.sub(r"\1•", lines(as_text(item.detail)))


def _names(holders: Sequence[Holder]) -> str:
    return line("; ".join(map(str, holders)))


LONGEST = 32_767
"""UTF-16 units that a cell of a spreadsheet holds."""
_CUT = " … (cut: a cell holds no more)"
_HYPHEN = re.compile(r"^([ >]*)-(?= )", re.MULTILINE)
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"
)
"""Controls, halves of characters, and what turns the direction of all that follows."""
_FORMULA = re.compile(
    '(^|[;\n])(?=[\\s\u00ad\u200b-\u200f\u2060\ufeff"]*[-=+@\u2212\uff1d\uff0b\uff0d\uff20])'
)


def line(text: str) -> str:
    """Text for a cell of one line."""
    return _NO_TEXT.sub("\ufffd", " ".join(text.split()))


def lines(text: str) -> str:
    """Text for a cell that may have several lines."""
    return _NO_TEXT.sub("\ufffd", "\n".join(text.splitlines()).replace("\t", " ").strip())


def cell(text: str) -> str:
    """Text that stays text when a spreadsheet opens the file: a formula gets an apostrophe.

    Not only at the start. Where commas are decimal points, Excel takes `;` for the separator and
    loses count of our quotes; what follows a `;` or a new line becomes a cell of its own.
    """
    return _FORMULA.sub(r"\1'", fitting(lines(text)))


def fitting(text: str) -> str:
    """Text that a cell can hold; what is too long is cut, and says so."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
