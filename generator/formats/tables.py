"""A checklist as a table in a CSV file, for people and for spreadsheets."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from generator.checklist import Checklist
from generator.formats.cells import COLUMNS, cell, rows


def table(checklist: Checklist) -> bytes:
    """The table for Excel, which needs the mark at the start to read the file as UTF-8."""
    return codecs.BOM_UTF8 + sheet(checklist)


def sheet(checklist: Checklist) -> bytes:
    """The table for Google Sheets and for programs, which may read that mark as text."""
    return as_csv(COLUMNS, rows(checklist))


def as_csv(header: Sequence[str], records: Iterable[Sequence[str | date | None]]) -> bytes:
    """A CSV file by RFC 4180: CRLF, UTF-8, every field in quotes, dates as 2026-12-15.

    Every cell of every file is kept from being a formula, also where a program is to import it: a
    person opens it first. A title that starts with `=` shows its apostrophe there; that is rare,
    and harms nobody.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    for record in records:
        writer.writerow([cell(_text(value)) for value in record])
    return text.getvalue().encode()


def _text(value: str | date | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else value.isoformat()
