"""Ticks from an Excel workbook: one sheet's texts, read with hard limits and nothing else.

A workbook is a zip of XML. What could make reading it dear or dangerous is refused: too many or
too large parts, encryption, odd compression, and every document type, for entities come with one.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn
from xml.etree import ElementTree

from generator.pull.pulled import Gathering
from generator.pull.table import Record, has_heading, read_records

MOST_PARTS = 300
LARGEST_PART = 5_000_000
MOST_SHEETS = 10
MOST_ROWS = 5_000
MOST_COLUMNS = 200
DEEPEST = 50
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml")
_STRINGS = "xl/sharedStrings.xml"
_HINT = "save it as an Excel workbook (.xlsx) without a password"


class UnreadableError(Exception):
    """Why this is no workbook that we read."""


def read_workbook(gathering: Gathering, data: bytes) -> None:
    """The first sheet that has a heading with `Id` and `Status`."""
    try:
        sheets = list(_sheets(data))
    except UnreadableError as error:
        gathering.complain("form", str(error), _HINT)
        return
    if sheets:
        read_records(gathering, next(filter(has_heading, sheets), sheets[0]))
    else:
        gathering.complain("form", "there is no sheet in this workbook", _HINT)


def _sheets(data: bytes) -> Iterator[list[Record]]:
    """The rows of every sheet, in the order of their files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            if len(archive.infolist()) > MOST_PARTS:
                raise UnreadableError(f"this workbook has more than {MOST_PARTS} parts")
            strings = _Strings()
            if _STRINGS in parts:
                _parse(_part(archive, parts[_STRINGS]), strings)
            for name in sorted(filter(_SHEET.fullmatch, parts))[:MOST_SHEETS]:
                sheet = _Sheet(strings.all)
                _parse(_part(archive, parts[name]), sheet)
                yield sheet.records()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise UnreadableError("this is no Excel workbook, or it is damaged") from error


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    plain = part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not plain or part.flag_bits & 0x1:
        raise UnreadableError("this workbook is encrypted, or packed in a way that Excel does not")
    with archive.open(part) as file:
        content = file.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise UnreadableError(f"a part of this workbook has more than {LARGEST_PART:,} bytes")
    return content


def _parse(content: bytes, reader: _Texts) -> None:
    """XML to calls of the reader; no tree is built."""
    parser = ElementTree.XMLParser(target=reader)
    try:
        parser.feed(content)
        parser.close()
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableError("a part of this workbook is not sound XML") from error


class _Texts:
    """Gathers text inside `t` and `v`, but not how a text is pronounced."""

    def __init__(self) -> None:
        self._open = False
        self._aside = self._depth = 0
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = _local(tag)
        self._aside += name == "rPh"
        self._open = name in ("t", "v") and not self._aside
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableError("a part of this workbook is nested too deeply")
        self.begin(name, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = _local(tag)
        self._aside -= name == "rPh"
        self._depth -= 1
        self._open = False
        self.finish(name)

    def data(self, text: str) -> None:
        """Text inside an element."""
        if self._open:
            self._text.append(text)

    def doctype(self, *_: str | None) -> NoReturn:
        """A document type begins: Excel writes none."""
        raise UnreadableError("a part of this workbook has a document type")

    def close(self) -> None:
        """The end of the part."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """What the part does with an element that begins."""

    def finish(self, name: str) -> None:
        """What the part does with an element that ends."""

    def taken(self) -> str:
        """The text since it was last asked for."""
        text = "".join(self._text)
        self._text.clear()
        return text


class _Strings(_Texts):
    """The texts that cells name by number."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []

    def finish(self, name: str) -> None:
        """A text is whole."""
        if name == "si":
            self.all.append(self.taken())


class _Sheet(_Texts):
    """The texts of a sheet's cells, by row and column."""

    def __init__(self, strings: list[str]) -> None:
        super().__init__()
        self._strings = strings
        self._rows: dict[int, dict[int, str]] = {}
        self._row = self._column = 0
        self._type = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """A row or a cell; either may say its place, or comes after the one before."""
        if name == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "c":
            self._column += 1
            self._type = attributes.get("t", "n")
            if place := _CELL.fullmatch(attributes.get("r", "")):
                self._column, self._row = _column(place[1]), int(place[2])
            self.taken()

    def finish(self, name: str) -> None:
        """A cell is whole."""
        if name == "c" and self._column <= MOST_COLUMNS:
            text = self._value(self.taken())
            if text.strip():
                self._rows.setdefault(self._row, {})[self._column] = text
            if len(self._rows) > MOST_ROWS:
                raise UnreadableError(f"a sheet of this workbook has more than {MOST_ROWS:,} rows")

    def _value(self, text: str) -> str:
        if self._type == "s" and text:
            number = _number(text, -1)
            if number >= len(self._strings):
                raise UnreadableError("a cell of this workbook names a text that is not there")
            return self._strings[number]
        return {"0": "FALSE", "1": "TRUE"}.get(text, text) if self._type == "b" else text

    def records(self) -> list[Record]:
        """The rows that hold something, each as wide as its last cell and the heading's."""
        width = max((max(row) for row in self._rows.values()), default=0)
        return [
            Record(number, [row.get(column, "") for column in range(1, width + 1)])
            for number, row in sorted(self._rows.items())
        ]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not re.fullmatch("[0-9]{1,7}", text):
        raise UnreadableError("a number in this workbook is none")
    return int(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
