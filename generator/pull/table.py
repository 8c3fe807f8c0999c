"""Ticks from a table: a CSV file as it was sent out, edited, and saved again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from generator.formats.cells import STATUS
from generator.problems import Location, did_you_mean
from generator.pull.pulled import ID, Gathering

SEPARATORS = ",;\t"
TITLE_ROWS = 20
"""So many rows a person may put above the heading."""
STATES = {word.casefold(): state for state, word in STATUS.items()} | {
    "n/a": "~",
    "true": "x",  # of a box to tick in Google Sheets
    "false": " ",
}
_CSV_FAULTS = {
    "unexpected end of data": "a quotation mark is opened here and not closed",
    "expected after": "text follows a closing quotation mark",
    "field larger": "a cell is longer than any text of ours",
}


class UnsoundError(Exception):
    """What is wrong with a CSV file, in the row that begins in this line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Record(NamedTuple):
    """A row, with the number of the line it begins in."""

    line: int
    cells: Sequence[str]


class Columns(NamedTuple):
    """Where the heading puts what is read."""

    id: int
    status: int
    width: int


def read_csv(gathering: Gathering, data: bytes) -> None:
    """The table with the separator that the program chose which saved it."""
    hint = "in Excel, save it as 'CSV UTF-8'; elsewhere choose UTF-8"
    text = gathering.text(data, hint)
    if text is None:
        return
    separator = next((s for s in SEPARATORS if _has_heading(text, s)), ",")
    try:
        records = list(_records(text, separator))
    except UnsoundError as error:
        gathering.complain("form", str(error), "nothing of it is read", gathering.place(error.line))
    else:
        read_records(gathering, records)


def _records(text: str, separator: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Record(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        said = str(error)
        raise UnsoundError(
            line, next((ours for theirs, ours in _CSV_FAULTS.items() if theirs in said), said)
        ) from error


def _has_heading(text: str, separator: str) -> bool:
    try:
        return any(map(_columns, islice(_records(text, separator), TITLE_ROWS)))
    except UnsoundError:
        return False


def _columns(record: Record) -> Columns | None:
    """Where `Id` and `Status` stand, if this is the heading."""
    names = [cell.strip().casefold() for cell in record.cells]
    if names.count("id") == 1 and names.count("status") == 1:
        return Columns(names.index("id"), names.index("status"), len(names))
    return None


def has_heading(records: Sequence[Record]) -> bool:
    """Whether a table of ours could begin in one of the first rows."""
    return any(map(_columns, records[:TITLE_ROWS]))


def read_records(gathering: Gathering, records: Sequence[Record]) -> None:
    """Every row below the heading; one without an id is a person's own."""
    for number, record in enumerate(records[:TITLE_ROWS]):
        if columns := _columns(record):
            unmarked = list(_without_id(gathering, records[number + 1 :], columns))
            hint = "a row of your own has none. If it is the handbook's, take its id from the file"
            gathering.without_id("row", unmarked, f"{hint} as it was sent")
            return
    first = [cell.strip() for cell in records[0].cells] if records else []
    known = ", ".join(filter(None, first[:14]))
    hint = f"the first row has {known}" if known else "the file is empty"
    gathering.complain(
        "heading", "one column 'Id' and one column 'Status' are needed", hint, gathering.place(1)
    )


def _without_id(
    gathering: Gathering, records: Iterable[Record], columns: Columns
) -> Iterator[Location]:
    """Reads the rows; those that hold something but no id are yielded by their places."""
    for record in records:
        cells = [cell.strip() for cell in record.cells]
        where = gathering.place(record.line)
        if not any(cells):
            continue
        if len(cells) <= max(columns.id, columns.status) or any(cells[columns.width :]):
            message = f"this row has {len(cells)} cells, the heading {columns.width}"
            gathering.complain("form", message, "a quotation mark may be missing", where)
        elif cells[columns.id]:
            _read_row(gathering, cells[columns.id], cells[columns.status], where)
        else:
            yield where


def _read_row(gathering: Gathering, full_id: str, word: str, where: Location) -> None:
    *whose, id_ = full_id.split("/")
    if len(whose) not in (0, 2) or not all(map(ID.fullmatch, whose)):
        hint = "it reads customer/playbook/item; take it from the file as it was sent"
        gathering.complain("id", f"'{full_id[:80]}' is not an id of ours", hint, where)
    elif not whose or gathering.belongs(whose[0], whose[1], where):
        state = _state(word)
        if state is None:
            known = list(STATUS.values())
            hint = did_you_mean(word, known) if word else f"it can be {', '.join(known)}"
            what = f"'{word[:40]}' is not a status" if word else "the status is empty"
            gathering.complain("state", f"{what}: {id_} stays as it was", hint, where)
        else:
            gathering.take(id_, state, where)


def _state(word: str) -> str | None:
    """`Done` to x; `[?]`, as a state of a person's own is printed, to ?."""
    is_own = len(word) == 3 and word[0] + word[2] == "[]"
    return word[1] if is_own else STATES.get(" ".join(word.casefold().split()))
