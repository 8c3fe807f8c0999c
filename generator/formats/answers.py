"""Answers about a book as text, Markdown, CSV, JSON, HTML and workbooks.

Text in an answer is what people typed; each form encodes it at one place: `line` for a terminal
and a workbook, `inline` for Markdown, `as_csv` for CSV, the template for HTML.
"""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from markupsafe import Markup

from generator.answer import Answer, Cell, Column, Part
from generator.calendars import spoken
from generator.formats.cells import line
from generator.formats.tables import as_csv
from generator.formats.workbook import DAY, NEVER, put
from generator.markdown import inline
from generator.templates import render_html, source

FORMAT = 1
"""Of the JSON; rises when a field changes its meaning or goes."""


def shown(answer: Answer, detail: bool) -> Iterator[Part]:
    """The parts with the columns that are to be seen; those that are empty throughout are not."""
    for part in answer.parts:
        kept = [
            n
            for n, column in enumerate(part.columns)
            if is_seen(column, [row[n] for row in part.rows], detail)
        ]
        heads = tuple(part.columns[n] for n in kept)
        yield Part(part.id, part.title, heads, tuple(tuple(r[n] for n in kept) for r in part.rows))


def is_seen(column: Column, cells: Sequence[Cell], detail: bool = False) -> bool:
    """Whether a column is to be seen: one of detail where that is asked for, and none that is empty
    throughout."""
    if column.detail and not detail:
        return False
    return not cells or any(cell not in (None, "") for cell in cells)


def words(cell: Cell) -> str:
    """A cell in one line: days as people read them, nothing where nothing is known."""
    if cell is None:
        return "\u2013"
    if isinstance(cell, date):
        return spoken(cell)
    return line(cell) if isinstance(cell, str) else str(cell)


def text(answer: Answer, detail: bool) -> str:
    """Tables of aligned columns, for a terminal or a mail."""
    blocks = [f"{line(answer.title)}, as of {spoken(answer.today)}"]
    blocks += [
        f"{part.title}\n\n{_aligned(part)}" if part.rows else f"{part.title}: none"
        for part in shown(answer, detail)
    ]
    blocks += ["What is not known\n\n" + "\n".join(map(line, answer.notes))] if answer.notes else []
    return "\n\n".join(blocks) + "\n"


def _aligned(part: Part) -> str:
    rows = [[column.title for column in part.columns], *(list(map(words, r)) for r in part.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(made.rstrip() for made in lines)


def markdown(answer: Answer, detail: bool) -> str:
    """Tables of Markdown that GitLab and a reader of the raw text can read."""
    blocks = [f"# {inline(answer.title)}", f"As of {spoken(answer.today)}"]
    for part in shown(answer, detail):
        heads = [inline(column.title) for column in part.columns]
        rows: list[list[str]] = [[*heads], ["---"] * len(heads)]
        rows += [[inline(words(cell)) for cell in row] for row in part.rows]
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows) if part.rows else "None."
        blocks += [f"## {inline(part.title)}", table]
    if answer.notes:
        blocks += ["## What is not known", "\n".join(f"- {inline(note)}" for note in answer.notes)]
    return "\n\n".join(blocks) + "\n"


def table(part: Part) -> bytes:
    """One part as CSV with all its columns."""
    heads = [column.title for column in part.columns]
    return as_csv(heads, ([_plain(cell) for cell in row] for row in part.rows))


def _plain(cell: Cell) -> str | date | None:
    return cell if cell is None or isinstance(cell, str | date) else str(cell)


def record(answer: Answer) -> str:
    """JSON: every part with every row as an object; days ISO, numbers as numbers, unknown null."""
    parts = {
        part.id: [
            {column.id: _json(cell) for column, cell in zip(part.columns, row, strict=True)}
            for row in part.rows
        ]
        for part in answer.parts
    }
    whole = {
        "format": FORMAT,
        "answer": answer.id,
        "title": answer.title,
        "today": answer.today.isoformat(),
        "notes": list(answer.notes),
        **parts,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _json(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def html(answer: Answer, detail: bool) -> str:
    """One page to read and print; it asks no other place for anything, and runs nothing."""
    style = source("answers/answer.css")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    parts = [(part, [list(map(words, row)) for row in part.rows]) for part in shown(answer, detail)]
    return render_html(
        "answers/answer.html.j2", answer=answer, parts=parts, policy=policy, style=Markup(style)
    )


def workbook(answer: Answer) -> bytes:
    """A sheet for each part, with real dates and numbers; and one of what is not known."""
    import xlsxwriter  # not every run writes a workbook

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": line(answer.title)[:200], "created": NEVER})
        plain = {"text_wrap": True, "valign": "top"}
        looks = {
            "text": book.add_format(plain | {"quote_prefix": True}),
            "day": book.add_format(plain | {"num_format": DAY, "align": "left"}),
            "head": book.add_format({"bold": True, "bottom": 1}),
        }
        for part in answer.parts:
            page = book.add_worksheet(part.title[:31])
            for n, column in enumerate(part.columns):
                page.set_column(n, n, 24)
                put(page, 0, n, column.title, looks | {"text": looks["head"]})
            for at, row in enumerate(part.rows, 1):
                for n, cell in enumerate(row):
                    put(page, at, n, line(cell) if isinstance(cell, str) else cell, looks)
            page.freeze_panes(1, 1)
            page.autofilter(0, 0, len(part.rows), len(part.columns) - 1)
        if answer.notes:
            page = book.add_worksheet("What is not known")
            page.set_column(0, 0, 100)
            for at, note in enumerate(answer.notes):
                put(page, at, 0, line(note), looks)
    return file.getvalue()


FORMATS: Mapping[str, Callable[[Answer, Sequence[Part], bool], bytes | str]] = {
    "text": lambda answer, _, detail: text(answer, detail),
    "md": lambda answer, _, detail: markdown(answer, detail),
    "csv": lambda _, parts, __: table(parts[0]),
    "json": lambda answer, _, __: record(answer),
    "html": lambda answer, _, detail: html(answer, detail),
    "xlsx": lambda answer, _, __: workbook(answer),
}
"""Every form of an answer by name; the parts are those asked for."""
