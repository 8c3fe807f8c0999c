"""CSV text to rows, each cell with its place in the file."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from generator.handbook import File
from generator.problems import Location, Route, Span

DELIMITERS = ",;\t|"
_EXCEL_SAYS = re.compile('\\A"?sep=."?$', re.MULTILINE)
"""A first line by which Excel knows the delimiter."""
_FAULTS = {
    "unexpected end of data": "a quotation mark is opened here and not closed: "
    "nothing below it can be read",
    "expected after": "text follows a closing quotation mark",
    "field larger": "a cell is longer than any text of ours",
}


class Row(NamedTuple):
    """A row by the number of its first line and its last; `fault` says why it cannot be read."""

    line: int
    last: int
    cells: Sequence[str]
    fault: str = ""


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """Every row that is not empty. One that is malformed is told, and the next line begins anew."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            said = str(error)
            ours = next((ours for theirs, ours in _FAULTS.items() if theirs in said), said)
            yield Row(line, reader.line_num, (), ours)
        else:
            if any(cell.strip() for cell in cells):
                yield Row(line, reader.line_num, cells)
        line = reader.line_num + 1


def plain(cell: str) -> str:
    """A cell's text on one line, however its blanks and accents are encoded."""
    return unicodedata.normalize("NFC", " ".join(cell.split()))


def plain_lines(text: str) -> str:
    """A table's text with the line ends of Unix, whatever system wrote it, and without the line
    that only Excel reads; every row stays on its line."""
    return _EXCEL_SAYS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def delimiter_for(text: str, wanted: Sequence[str]) -> str:
    """The delimiter with which the heading has most of the columns that are wanted."""

    def fitting(delimiter: str) -> int:
        heading = next(islice(rows(text, delimiter), 1), None)
        cells = set(map(plain, heading.cells)) if heading else set()
        return len(cells & set(map(plain, wanted)))

    return max(DELIMITERS, key=fitting)


@dataclass(frozen=True)
class CsvFile(File):
    """A table as a file whose routes begin with the number of a row's first line."""

    delimiter: str = ","
    heading: tuple[str, ...] = ()
    placed: Mapping[Route, int] = field(default_factory=dict)  # a field of a customer: its column
    lasts: Mapping[int, int] = field(default_factory=dict)  # first line of a row: its last line

    def locate(self, route: Route, key: bool = False) -> Location:  # noqa: ARG002
        """The cell of a field; where none is its own, that of a field around it, else the first."""
        line = int(route[0])
        column = self._column(line, route[1:])
        return self.cell(line, column) if column is not None else self.at(Span(line, 1, 2))

    def cell(self, line: int, column: int) -> Location:
        """The place of a cell, with the name of its column."""
        name = self.heading[column] if column < len(self.heading) else ""
        found = list(islice(_spans(self.lines, line, self.delimiter), column + 1))
        where = self.at(found[min(column, len(found) - 1)])
        return Location(where.file, where.span, where.text, column=name)

    def _column(self, line: int, route: Route) -> int | None:
        if route[:1] == ("events",) and len(route) > 1:
            filled = [c for r, c in self.placed.items() if r[0] == "events" and self._has(line, c)]
            n = int(route[1])
            return filled[n] if n < len(filled) else None
        near = [
            (placed[: len(route)] == route or route[: len(placed)] == placed, column)
            for placed, column in self.placed.items()
        ]
        return next((column for fits, column in near if fits), self.placed.get(("name",)))

    def _has(self, line: int, column: int) -> bool:
        text = "\n".join(self.lines[line - 1 : self.lasts[line]])
        cells = next(rows(text, self.delimiter)).cells
        return column < len(cells) and bool(cells[column].strip())


def _spans(lines: Sequence[str], line: int, delimiter: str) -> Iterator[Span]:
    """Where the cells of the row that begins in this line stand, each as far as its first line.

    A quotation mark means something only in a cell that begins with one: `5" tube` is a name.
    """
    wrapped, quoted, at = False, False, (line, 1)
    while line <= len(lines):
        text = lines[line - 1]
        for column, character in enumerate(text, 1):
            if (line, column) == at:
                wrapped = character == '"'
            quoted ^= wrapped and character == '"'
            if character == delimiter and not quoted:
                yield Span(*at, max(at[1] + 1, column if at[0] == line else at[1] + 1))
                at = (line, column + 1)
        if not quoted:
            yield Span(*at, max(at[1] + 1, len(text) + 1 if at[0] == line else at[1] + 1))
            return
        line += 1
