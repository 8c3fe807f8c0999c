"""A table that book.yaml names: its file, its heading, and what its columns are mapped to."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from generator.csv_source import CsvFile, Row, delimiter_for, plain, plain_lines, rows
from generator.folder import read_bytes
from generator.handbook import File
from generator.models.book import Source
from generator.problems import Location, Problem, Route, did_you_mean

MOST = 50_000_000
"""Bytes of a table."""
ANYBODY = "*"
"""Refused where a table could not be read: who would be in it is not known."""
_KIND_OF = {
    "attributes": "attributes", "dates": "dates", "events": "events", "figures": "metrics",
    "people": "roles",
}  # fmt: skip
_NOUNS = {"metrics": "metric or measure"}
_HEADING = "the first line of the table names its columns"


class Reading(Protocol):
    """What the loader has read so far."""

    problems: list[Problem]
    found: dict[str, dict[str, Any]]
    homes: dict[tuple[str, str], tuple[str, Route]]
    files: dict[str, File]
    edits: Mapping[Path, bytes | None]

    def data(self, path: Path) -> dict[str, Any] | None:
        """The mapping in a YAML file."""

    def model(self, model: type[Any], data: object, file: str, route: Route) -> Any:
        """The entry, or None and its problems."""


@dataclass
class Table:
    """One table on its way into the book; `route` is its place in book.yaml.

    `refused` are the keys of customers whose rows are wrong (`key_of` their names and ids), or
    `ANYBODY`; that they are not in the book is told no more.
    """

    reading: Reading
    home: File
    route: Route
    source: Any
    refused: set[str]
    must: ClassVar[tuple[str, ...]] = ()  # fields that have to be mapped

    def tell(self, where: Location, check: str, message: str, hint: str = "") -> None:
        self.reading.problems.append(Problem(where, check, message, hint))

    def opened(self, tables: Mapping[str, Path]) -> tuple[CsvFile, list[Row]] | None:
        """The table and its rows below the heading, or None and problems."""
        source: Source = self.source
        path = tables.get(source.file)
        if path is None:
            hint = did_you_mean(source.file, tables, "tables there:") or "put it into customers/"
            if not source.file.lower().endswith(".csv"):
                hint = "a table is a CSV file: save it as one, and write its name here"
            message = f"there is no table '{source.file}' in the folder customers/"
            self.tell(self.home.locate((*self.route, "file")), "table", message, hint)
            return None
        edited = self.reading.edits.get(path)
        raw = edited if edited is not None else read_bytes(path, self.reading.problems, MOST)
        text = self.decoded(path, raw) if raw is not None else None
        return self.with_heading(path, text) if text is not None else None

    def decoded(self, path: Path, raw: bytes) -> str | None:
        """The text of the file, with or without a mark at its start."""
        said = self.source.encoding
        message = f"this table is UTF-8, and book.yaml says {said}"
        if said == "utf-8" or not _is_utf8(raw, said):
            try:
                return plain_lines(raw.decode("utf-8-sig" if said == "utf-8" else said))
            except UnicodeDecodeError as error:
                line = raw.count(b"\n", 0, error.start) + 1
                message = f"a byte in line {line} is not {said.upper()}"
        self.tell(Location(str(path)), "encoding", message, _way_to_read(raw, said))
        return None

    def with_heading(self, path: Path, text: str) -> tuple[CsvFile, list[Row]] | None:
        wanted = list(self.source.columns)
        delimiter = self.source.delimiter or delimiter_for(text, wanted)
        found = list(rows(text, delimiter))
        heading = tuple(map(plain, found[0].cells)) if found else ()
        sound = self.columns_are_there(heading, wanted) & self.fields_are_known()
        sound &= self.fields_are_apart() & self.values_are_used() & self.must_are_mapped()
        placed = {
            as_route(field): heading.index(plain(name))
            for name, field in self.source.columns.items()
            if plain(name) in heading
        }
        lasts = {row.line: row.last for row in found}
        file = CsvFile(str(path), text, delimiter, heading, placed, lasts)
        self.reading.files[str(path)] = file
        return (file, found[1:]) if sound else None

    def columns_are_there(self, heading: Sequence[str], wanted: Sequence[str]) -> bool:
        """Whether each column that is mapped stands in the heading, once. Where none does, it is
        the heading that is not what it should be, and that is told once."""
        sound = True
        if len(wanted) > 1 and not any(_is_near(name, heading) for name in wanted):
            where = self.home.locate((*self.route, "columns"), key=True)
            message = f"the heading of '{self.source.file}' has none of these columns"
            shown = did_you_mean("", filter(None, heading), "here they are")
            self.tell(where, "column", message, "; ".join(filter(None, (_HEADING, shown))))
            return False
        for name in wanted:
            if heading.count(plain(name)) != 1:
                sound = False
                where = self.home.locate((*self.route, "columns", name), key=True)
                if plain(name) in heading:
                    message = f"two columns of '{self.source.file}' are called '{name}'"
                    self.tell(where, "column", message, "rename one of them in the table")
                else:
                    message = f"there is no column '{name}' in '{self.source.file}'"
                    hint = did_you_mean(name, filter(None, heading), "its columns are") or _HEADING
                    self.tell(where, "column", message, hint)
        return sound

    def must_are_mapped(self) -> bool:
        """Whether columns are mapped to all that no row can be without."""
        mapped = {as_route(field) for field in self.source.columns.values()}
        lacking = [field for field in self.must if (field,) not in mapped]
        for field in lacking:
            hint = f"add the name of a column: 'COLUMN: {field}'"
            where = self.home.locate((*self.route, "columns"), key=True)
            self.tell(where, "column", f"no column says '{field}'", hint)
        return not lacking

    def fields_are_apart(self) -> bool:
        """Whether no two columns say the same: what one of them says would be lost."""
        first: dict[Route, str] = {}
        sound = True
        for name, field in self.source.columns.items():
            other = first.setdefault(as_route(field), name)
            if other != name:
                sound = False
                where = self.home.locate((*self.route, "columns", name))
                message = f"the column '{other}' says '{dotted(field)}' already"
                self.tell(where, "column", message, "map one of the two columns, not both")
        return sound

    def values_are_used(self) -> bool:
        """Whether there is a column for each field whose values are explained."""
        said = {dotted(field) for field in self.source.columns.values()}
        unused = [field for field in self.source.values if field not in said]
        for field in unused:
            where = self.home.locate((*self.route, "values", field), key=True)
            hint = did_you_mean(field, said, "the columns say")
            self.tell(where, "column", f"no column says '{field}'", hint)
        return not unused

    def fields_are_known(self) -> bool:
        """Whether the handbook knows the attributes, dates and such that columns are mapped to."""
        sound = True
        fixed = getattr(self.source, "fixed", {})
        named = [("columns", name, field) for name, field in self.source.columns.items()]
        named += [("fixed", dotted(field), field) for field in fixed]
        for key, name, field in named:
            kind = _KIND_OF.get(field[0]) if isinstance(field, tuple) else None
            known = self.known(kind) if kind else ()
            if kind and field[1] not in known:
                sound = False
                where = self.home.locate((*self.route, key, name), key=key == "fixed")
                hint = did_you_mean(field[1], known, f"known {kind}:")
                message = f"there is no {_NOUNS.get(kind, kind[:-1])} '{field[1]}'"
                self.tell(where, "unknown-reference", message, hint)
        return sound

    def known(self, kind: str) -> Collection[str]:
        """The ids of a kind; of what is measured, metrics and the parts of scores."""
        found = self.reading.found
        if kind != "metrics":
            return found[kind]
        groups = [group for score in found["scores"].values() for group in score.groups]
        return {**dict.fromkeys(m.id for g in groups for m in g.measures), **found[kind]}


def _is_near(name: str, heading: Sequence[str]) -> bool:
    return did_you_mean(name, heading).startswith("did you mean")


def _is_utf8(raw: bytes, said: str) -> bool:
    """Whether bytes are in all likelihood UTF-8, and not of the other encoding that was said."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in raw and not (raw.isascii() and said == "windows-1252")


def _way_to_read(raw: bytes, said: str) -> str:
    """What to do about a table that is not in the encoding that was said."""
    if raw.startswith(b"PK\3\4"):
        return "this is an Excel workbook: open it, and save it as 'CSV UTF-8'"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "say encoding: utf-16 in book.yaml, or save the table as 'CSV UTF-8' in Excel"
    if said != "utf-8":
        return f"delete 'encoding: {said}' in book.yaml, or save the table so"
    return "in Excel, save it as 'CSV UTF-8', or say encoding: windows-1252 in book.yaml"


def dotted(field: Route | str) -> str:
    """A field as book.yaml has it: `people.csm` for the name."""
    return ".".join(map(str, (field,) if isinstance(field, str) else field)).removesuffix(".name")


def as_route(field: tuple[str, ...] | str) -> Route:
    """The words of a field."""
    return (field,) if isinstance(field, str) else field
