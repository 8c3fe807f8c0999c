"""The rows of a table and what their cells mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from generator.csv_source import CsvFile, Row, plain
from generator.encoding import FORBIDDEN, refused
from generator.fields import as_day
from generator.happenings import fault_of_figure
from generator.intake.table import Table, dotted
from generator.models import Attribute
from generator.models.book import day_pattern
from generator.problems import Route, Span, counted, did_you_mean

_NAMED = {"segment": "segments", "calendar": "calendars", "what": "events"}
"""Fields that name an entry, and of which kind."""
UNREAD = "\0"
"""A text that no cell can hold."""


def key_of(name: str) -> str:
    """What a name is known by, however its capitals, accents and punctuation are written."""
    plain = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return "-".join(words.casefold().split())


def by_label(asked: Attribute, text: str) -> str:
    """The answer that a text is the id or the label of; else the text."""
    known = {label.casefold(): id_ for id_ in asked.answers for label in (asked.label(id_), id_)}
    return known.get(text.casefold(), text)


class Wrong(NamedTuple):
    """What is wrong in one cell."""

    check: str
    message: str
    hint: str = ""


class Cells(Table):
    """A table, row by row."""

    def sound(self, file: CsvFile, found: Sequence[Row]) -> Iterator[Row]:
        """The rows that can be read; of the others, why not."""
        for row in found:
            where = file.at(Span(row.line, 1, 2))
            width = len(file.heading)
            if row.fault:
                hint = "within quotation marks, write each of them twice"
                self.tell(where, "form", row.fault, hint)
                self.refuse(row)
            elif len(row.cells) < width or any(row.cells[width:]):
                message = f"this row has {counted(len(row.cells), 'cell')}, the heading {width}"
                hint = f"look for a missing or an extra '{file.delimiter}' or quotation mark"
                self.tell(where, "form", message, hint)
                self.refuse(row)
            else:
                yield row

    def refuse(self, row: Row) -> None:
        """Note what a row that cannot be read keeps out of the book."""

    def cells(self, file: CsvFile, row: Row) -> tuple[dict[Route, str], bool]:
        """The cells that are filled and sound by their fields, as a writer would type them; and
        whether no others are filled."""
        found: dict[Route, str] = {}
        sound = True
        for route, column in file.placed.items():
            text = plain(row.cells[column])
            said = self.converted(route, text, self.source.dates)
            if isinstance(said, Wrong):
                sound = False
                self.tell(file.cell(row.line, column), said.check, said.message, said.hint)
            elif said:
                found[route] = said
        return found, sound

    def none_missing(
        self, file: CsvFile, row: Row, cells: dict[Route, str], needed: Mapping[Route, str]
    ) -> bool:
        """Whether every cell is filled and sound that is needed; `needed` says what else is wrong.
        In place of one that is not stands a value that nobody complains of."""
        missing = [r for r in needed if r not in cells and r in file.placed]
        for route in missing:
            column = file.placed[route]
            if not self.meant(route, plain(row.cells[column])):
                rest = "empty those about this person" if len(route) > 1 else "delete the row"
                hint = f"fill in this cell, or {rest}"
                self.tell(file.cell(row.line, column), "missing", needed[route], hint)
            cells[route] = UNREAD
        return not missing

    def meant(self, route: Route, text: str) -> str:
        """What book.yaml says a text stands for; itself where it says nothing."""
        mapped: dict[str, str] = self.source.values.get(dotted(route), {})
        return next((mapped[name] for name in mapped if plain(name) == text), text)

    def converted(self, route: Route, text: str, form: str) -> str | Wrong:
        """What a cell means: mapped by book.yaml, a label's id, a day in the one form; nothing
        where it is empty or stands for nothing."""
        if bad := FORBIDDEN.search(text):
            return Wrong("character", *refused(bad.group()))
        text = self.meant(route, text)
        if not text:
            return text
        if route[0] in ("dates", "events", "on"):
            return self.day(text, form)
        if route[0] == "attributes":
            return self.answer(str(route[1]), text)
        if route[0] == "figures":
            fault = fault_of_figure(self.reading.found["scores"].values(), str(route[1]), text)
            return Wrong("unknown-reference", *fault) if fault else text
        kind = _NAMED.get(str(route[-1] if route[0] == "people" else route[0]))
        return self.named(kind, text) if kind else text

    def day(self, text: str, form: str) -> str | Wrong:
        """A day of a form as `2026-12-01`."""
        found = day_pattern(form).fullmatch(text)
        says = f"book.yaml says that days are written {form}"
        hint = says if form == self.source.dates else "write year-month-day here"
        if not found:
            return Wrong("date", f"'{text[:40]}' is not a date of the form {form}", hint)
        day = f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
        try:
            as_day(day)
        except PydanticCustomError as error:
            return Wrong("date", str(error), hint)
        return day

    def answer(self, attribute: str, text: str) -> str | Wrong:
        """The answer to a question, by its id or its label."""
        asked = self.reading.found["attributes"][attribute]
        value = by_label(asked, text)
        fault = asked.fault(value)
        hint = did_you_mean(text, asked.answers)
        if fault.endswith("is not a number"):
            hint = "write digits with a point, like 12 or 0.25"
        return Wrong("unknown-reference", fault, hint) if fault else value

    def named(self, kind: str, text: str) -> str | Wrong:
        """The id of an entry, by its id or its title."""
        entries = self.reading.found[kind]
        known = {one.title.casefold(): id_ for id_, one in entries.items()}
        if text in entries or text.casefold() in known:
            return text if text in entries else known[text.casefold()]
        titles = [one.title for one in entries.values()]
        hint = did_you_mean(text, [*titles, *entries])
        if not hint.startswith("did you mean"):
            hint = did_you_mean(text, titles, f"known {kind}:")
            hint += "; or say what it means under 'values' in book.yaml"
        return Wrong("unknown-reference", f"there is no {kind[:-1]} '{text[:40]}'", hint)
