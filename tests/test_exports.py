"""Tables as hurried people and their programs save them: read right, or told once, in its place."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from conftest import HERE

from generator.loader import load
from generator.problems import Problem

WARDS = """\
customers:
  - file: wards.csv
    columns: {Ward: name, Opened: dates.opening, Checked: dates.inspection}
"""
ROWS = "Ward,Opened,Checked\nOak,2026-01-02,2026-12-01\nElm,2026-02-03,\n"


def told(folder: Path, table: str | bytes, mapping: str = WARDS) -> list[str]:
    """Place, code and message of all that is wrong; of what is sound, the customers and days."""
    (folder / "customers").mkdir(exist_ok=True)
    (folder / "book.yaml").write_text(mapping)
    raw = table if isinstance(table, bytes) else table.encode()
    (folder / "customers/wards.csv").write_bytes(raw)
    handbook, problems = load(HERE / "sample", folder)
    read = [f"{id_} {one.dates['opening']:%m-%d}" for id_, one in handbook.customers.items()]
    return [_short(p) for p in problems] or read


def _short(one: Problem) -> str:
    span = one.where.span
    at = f":{span.line}:{span.column}" if span else ""
    return f"{Path(one.where.file).name}{at} {one.check}: {one.message}"


@pytest.mark.parametrize(
    "table",
    [
        ROWS,
        ROWS.replace("\n", "\r"),
        ROWS.replace("\n", "\r\n"),
        "sep=;\r\n" + ROWS.replace(",", ";").replace("\n", "\r\n"),
        '"sep=\t"\n' + ROWS.replace(",", "\t"),
    ],
)
def test_ends_of_lines(tmp_path: Path, table: str) -> None:
    """Old Macs end lines with a return alone, and Excel may begin with a line for itself."""
    assert told(tmp_path, table) == ["oak 01-02", "elm 02-03"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_headings_that_look_the_same(tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    """Blanks that do not break, line breaks and accents of their own make no other column."""
    rows = unicodedata.normalize(form, ROWS.replace("Opened", '"Geöffnet\u00a0 \nam"'))
    assert told(tmp_path, rows, WARDS.replace("Opened", "Geöffnet am")) == [
        "oak 01-02",
        "elm 02-03",
    ]
    mapping = unicodedata.normalize("NFD", WARDS.replace("Opened", "Geöffnet am"))
    assert told(tmp_path, rows, mapping) == ["oak 01-02", "elm 02-03"]


def test_marks_within_names(tmp_path: Path) -> None:
    """A quotation mark inside a cell that does not begin with one is a letter: 5" is an inch. What
    is wrong behind it is told in its own cell, also on the last line."""
    rows = 'Ward,Opened,Checked\n5" tube,soon,2026-12-01\n"a ""b"", c",soon,\n12" rack,soon,'
    form = "date: 'soon' is not a date of the form YYYY-MM-DD"
    assert told(tmp_path, rows) == [
        f"wards.csv:2:9 {form}",
        f"wards.csv:3:14 {form}",
        f"wards.csv:4:10 {form}",
    ]


@pytest.mark.parametrize(
    ("said", "table", "message"),
    [
        ("windows-1252", "Ward,Opened,Checked\nMüller,2026-01-02,\n".encode(),
         "this table is UTF-8, and book.yaml says windows-1252"),
        ("utf-16", ROWS.encode(), "this table is UTF-8, and book.yaml says utf-16"),
        ("utf-8", ROWS.encode("utf-16"), "a byte in line 1 is not UTF-8"),
    ],
)  # fmt: skip
def test_another_encoding_than_said(tmp_path: Path, said: str, table: bytes, message: str) -> None:
    """No names are made of the wrong letters, and the way out is the one that leads out."""
    mapping = WARDS.replace("    columns", f"    encoding: {said}\n    columns")
    assert told(tmp_path, table, mapping) == [f"wards.csv encoding: {message}"]
    _, (problem,) = load(HERE / "sample", tmp_path)
    said_so = "delete 'encoding: " if said != "utf-8" else "say encoding: utf-16 in book.yaml"
    assert problem.hint.startswith(said_so)


@pytest.mark.parametrize("table", ["", "Report of 1 May\n" + ROWS, "PK\n"])
def test_heading_that_is_none(tmp_path: Path, table: str) -> None:
    """Where the first line names no column at all, that is one mistake and not one a column."""
    message = "column: the heading of 'wards.csv' has none of these columns"
    assert told(tmp_path, table) == [f"book.yaml:3:5 {message}"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("    values: {dates.opened: {a: b}}", ["4:14 column: no column says 'dates.opened'"]),
        ("    dates: DD MMM YYYY", ["4:12 date: names of months and days cannot be read"]),
        ("    dates: DD Mon YYYY", ["4:12 date: 'DD Mon YYYY' is no form of a date"]),
        ("    fixed: {segment: acut, dates.review: 1.2.2026}",
         ["4:22 unknown-reference: there is no segment 'acut'",
          "4:42 date: '1.2.2026' is not a date of the form YYYY-MM-DD"]),
    ],
)  # fmt: skip
def test_mapping_that_changes_nothing(tmp_path: Path, more: str, expected: list[str]) -> None:
    """What the mapping cannot mean is told in the mapping, once, and not row by row or never."""
    assert told(tmp_path, ROWS, WARDS + more + "\n") == [f"book.yaml:{one}" for one in expected]


def test_two_columns_of_one_field(tmp_path: Path) -> None:
    """Two columns that say the same would lose what one of them says."""
    mapping = WARDS.replace("dates.inspection", "dates.opening")
    message = "column: the column 'Opened' says 'dates.opening' already"
    assert told(tmp_path, ROWS, mapping) == [f"book.yaml:3:59 {message}"]


def test_field_that_the_handbook_does_not_know(tmp_path: Path) -> None:
    """A figure that is none, and a person without a name, are told in the mapping, not by row."""
    for field, message in {
        "figures.complaint": "unknown-reference: there is no metric or measure 'complaint'",
        "people.sister.email": "column: no column says who 'people.sister' is",
    }.items():
        (one,) = told(tmp_path, ROWS, WARDS.replace("dates.inspection", field))
        assert one.partition(" ")[2] == message
        assert one.startswith("book.yaml:3:")


def test_value_that_means_nothing(tmp_path: Path) -> None:
    """What is mapped to an empty text says nothing, like an empty cell; a name has to be there."""
    mapping = WARDS + "    values: {dates.inspection: {n/a: ''}, name: {none: ''}}\n"
    assert told(tmp_path, ROWS.replace("2026-12-01", "n/a"), mapping) == ["oak 01-02", "elm 02-03"]
    assert told(tmp_path, ROWS.replace("Elm", "none"), mapping) == [
        "wards.csv:3:1 missing: this customer has no name"
    ]


def test_digits_of_another_script(tmp_path: Path) -> None:
    """A day in other digits is told as it stands there."""
    message = "date: '٢٠٢٦-01-02' is not a date of the form YYYY-MM-DD"
    assert told(tmp_path, ROWS.replace("2026-01", "٢٠٢٦-01")) == [f"wards.csv:2:5 {message}"]


def test_tables_that_nobody_names(tmp_path: Path) -> None:
    """A table in customers/ that is not read is told; its ending may be in capitals."""
    (tmp_path / "customers").mkdir()
    (tmp_path / "customers/more.CSV").write_text(ROWS)
    message = "table: nothing is read from this table"
    assert told(tmp_path, ROWS) == [f"more.CSV {message}"]
    (tmp_path / "book.yaml").unlink()
    _, problems = load(HERE / "sample", tmp_path)
    assert [_short(p) for p in problems] == [f"more.CSV {message}", f"wards.csv {message}"]
    (tmp_path / "customers/wards.csv").unlink()
    (tmp_path / "book.yaml").write_text(WARDS.replace("wards.csv", "more.CSV"))
    handbook, problems = load(HERE / "sample", tmp_path)
    assert (list(handbook.customers), problems) == (["oak", "elm"], [])


VISITS = """\
events:
  - file: visits.csv
    columns: {Ward: customer, Day: on, What: what, Is: is}
"""


def visited(folder: Path, table: str | bytes, visits: str, mapping: str = WARDS) -> list[str]:
    """What is wrong in the wards or their visits, else the days of each ward's events."""
    (folder / "customers").mkdir(exist_ok=True)
    (folder / "customers/visits.csv").write_text("Ward,Day,What,Is\n" + visits)
    wrong = told(folder, table, mapping + VISITS)
    if any(": " in one for one in wrong):
        return wrong
    handbook, _ = load(HERE / "sample", folder)
    return [f"{id_} {e.on:%m-%d}" for id_, c in handbook.customers.items() for e in c.events]


def test_whose_event_it_is(tmp_path: Path) -> None:
    """A name is known by its letters in any script; of two customers of one name none is taken."""
    mapping = WARDS.replace("Ward: name", "Ward: name, Id: id")
    rows = "Id,Ward,Opened,Checked\na,شركة فلج,2026-01-02,\nb,Öl & Gas,2026-01-02,\n"
    rows += "c,Twin,2026-01-02,\nd,TWIN.,2026-01-02,\n"
    visits = "شركة فلج,2026-02-01,round,\nol gas,2026-02-02,round,\n"
    assert visited(tmp_path, rows, visits, mapping) == ["a 02-01", "b 02-02"]
    wrong = "富士山,2026-02-01,round,\nTwin,2026-02-01,round,\n"
    assert visited(tmp_path, rows, visits + wrong, mapping) == [
        "visits.csv:4:1 unknown-reference: there is no customer '富士山' in the book",
        "visits.csv:5:1 unknown-reference: 2 customers are called 'Twin'",
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (ROWS.replace("Oak", "Öl").encode("windows-1252"), "a byte in line 2 is not UTF-8"),
        (ROWS.replace("Elm", '"Elm'), "a quotation mark is opened here and not closed: nothing"),
        (ROWS.replace("Elm,2026-02-03,", "Elm"), "this row has 1 cell, the heading 3"),
        (ROWS.replace("Opened", "Open"), "there is no column 'Opened' in 'wards.csv'"),
    ],
)
def test_events_of_customers_that_cannot_be_read(
    tmp_path: Path, table: str | bytes, message: str
) -> None:
    """One mistake in the customers' table is not told again for every event of theirs."""
    (problem,) = visited(tmp_path, table, "Elm,2026-02-01,round,\n")
    assert message in problem
