"""A checklist as an Excel workbook: a table to work in, and a sheet that says what it is of."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from generator.checklist import Checklist
from generator.formats.cells import COLUMNS, STATUS, fitting, line, lines, rows
from generator.formats.rich import as_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WIDTHS = (18, 42, 14, 18, 12, 16, 16, 36, 28, 22, 60, 9, 14, 40)
PRINTED = COLUMNS.index("With")
"""The last column on paper; with the others, the letters would be too small to read."""
DAYS = ("Start", "Due")
DAY = "ddd d mmm yyyy"
A4 = 9
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When every file says it was made, so that the same checklist gives the same bytes."""
_STATUS, _DUE, _ID = (COLUMNS.index(name) for name in ("Status", "Due", "Id"))
_FREE = {"locked": False}  # every cell there is, but the heading
_WRAPPED = {"text_wrap": True, "valign": "top"}
_TEXT = _WRAPPED | {"quote_prefix": True}  # stays text, also when a person goes into the cell
_LOOKS: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "column": _WRAPPED,
    "day": {"num_format": DAY, "align": "left", "valign": "top"},
    "head": {"bold": True, "bottom": 1, "valign": "top", "quote_prefix": True, "locked": True},
    "title": {"bold": True, "font_size": 16, "quote_prefix": True},
    "label": _TEXT | {"bold": True},
}
_BY_STATUS = {
    "Done": {"font_color": "#4D6B57"},
    "Not applicable": {"font_color": "#6B6B6B", "italic": True},
}
_OVERDUE = {"font_color": "#B3261E", "bold": True}
_ALLOWED = (
    "format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows",
    "insert_hyperlinks", "delete_rows", "sort", "autofilter",
)  # fmt: skip


def workbook(checklist: Checklist) -> bytes:
    """The file: sheet `Checklist` with real dates and a list of states, sheet `About`."""
    import xlsxwriter  # not every run writes a workbook

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_format_properties": _FREE}) as book:
        book.set_properties({"title": line(checklist.title)[:200], "created": NEVER})
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        _tasks(book, book.add_worksheet("Checklist"), checklist, looks)
        _about(book.add_worksheet("About"), checklist, looks)
    return file.getvalue()


def _tasks(book: Workbook, page: Worksheet, checklist: Checklist, looks: dict[str, Format]) -> None:
    last = 0
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        look = looks["day" if name in DAYS else "column"]
        page.set_column(column, column, width, look, {"hidden": column == _ID})
        _write(page, 0, column, name, looks["head"])
    for last, row in enumerate(rows(checklist), 1):
        for column, value in enumerate(row):
            put(page, last, column, value, looks)
    _states(book, page, last)
    _keep_ids(page, last)
    _on_paper(page, checklist, last)


def put(
    page: Worksheet,
    row: int,
    column: int,
    value: str | date | Decimal | int | None,
    looks: Mapping[str, Format],
) -> None:
    """A day as a day, a number as a number, text as text; nothing where there is none."""
    if isinstance(value, date):
        page.write_datetime(row, column, value, looks["day"])
    elif isinstance(value, str):
        _write(page, row, column, value, looks["text"]) if value else None
    elif value is not None:
        page.write_number(row, column, value)


def _write(page: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Text as text: never a formula, a link or a number, and never silently left out."""
    done = page.write_string(row, column, _as_string(fitting(text)), look)
    assert done == 0, f"a cell of {len(text)} characters was left out"


def _as_string(text: str) -> str:
    """xlsxwriter takes text for markup that is between these two, and writes it as it is."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _states(book: Workbook, page: Worksheet, last: int) -> None:
    """The list of states, and how a row looks in each; red where it is late."""
    page.data_validation(
        1, _STATUS, last, _STATUS,
        {"validate": "list", "source": list(STATUS.values()), "error_title": "Status",
         "error_message": f"Choose one: {', '.join(STATUS.values())}."},
    )  # fmt: skip
    status, due = f"${chr(65 + _STATUS)}2", f"${chr(65 + _DUE)}2"
    for word, look in _BY_STATUS.items():
        rule = {"type": "formula", "criteria": f'={status}="{word}"'}
        page.conditional_format(
            1, 0, last, len(COLUMNS) - 1, rule | {"format": book.add_format(look)}
        )
    late = f'=AND({status}="{STATUS[" "]}",{due}<>"",{due}<TODAY())'
    page.conditional_format(
        1, _DUE, last, _DUE,
        {"type": "formula", "criteria": late, "format": book.add_format(_OVERDUE)},
    )  # fmt: skip


def _keep_ids(page: Worksheet, last: int) -> None:
    """By its id a tick finds its way back. So the hidden column cannot be deleted or typed over;
    everything else can be done, sorting and new rows and columns included."""
    page.protect("", dict.fromkeys(_ALLOWED, True))
    page.data_validation(
        1, _ID, last, _ID,
        {"validate": "custom", "value": "=FALSE", "error_title": "Id",
         "error_message": "The id leads the tick back to its task. Leave it as it is."},
    )  # fmt: skip


def _on_paper(page: Worksheet, checklist: Checklist, last: int) -> None:
    """Frozen and repeated heading, filters; on paper as wide as the page, A4 or Letter alike."""
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, last, len(COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.print_area(0, 0, last, PRINTED)
    page.set_margins(0.5, 0.5, 0.75, 0.6)
    name = line(f"{checklist.title}: {checklist.customer}").replace("&", "\uff06")  # & is a code
    page.set_header(f"&L{name[:120]}")
    page.set_footer(f"&L{checklist.revision}&RPage &P of &N")


def _about(page: Worksheet, checklist: Checklist, looks: dict[str, Format]) -> None:
    page.set_column(0, 0, 30, looks["column"])
    page.set_column(1, 1, 18, looks["column"])
    page.set_column(2, 2, 70, looks["column"])
    _write(page, 0, 0, line(checklist.title) or " ", looks["title"])
    for row, (label, day, words) in enumerate(_facts(checklist), 2):
        _write(page, row, 0, label, looks["label"])
        put(page, row, 1, day, looks)
        put(page, row, 2 if day else 1, words, looks)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)


def _facts(checklist: Checklist) -> Iterator[tuple[str, date | None, str]]:
    yield "Customer", None, line(checklist.customer)
    if checklist.purpose:
        yield "Purpose", None, lines(as_text(checklist.purpose))
    if checklist.trigger:
        yield "Starts when", None, lines(as_text(checklist.trigger))
    for label, value in checklist.facts:
        yield line(label), None, line(value)
    for title, day, because in checklist.moments:
        yield line(title), day, line(because)
    yield "Plan", None, checklist.revision
