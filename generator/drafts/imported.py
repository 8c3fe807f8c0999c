"""A Markdown table as a table of the handbook, or as the steps of a playbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from generator.drafts.markdown_table import TableText
from generator.drafts.written import identity, scalar
from generator.fields import NUMBER
from generator.handbook import Handbook
from generator.offsets import parse_offset

TAKEN = ("id", "title", "made-of")
WHO = ("who", "owner", "role", "dri", "accountable", "responsible", "by whom")
WHEN = ("when", "due", "by when", "deadline")


class Line(NamedTuple):
    """A row of the table: an id, its first cell, and the others by their column's heading; where
    the first cell is empty, an empty id."""

    id: str
    title: str
    cells: list[tuple[str, str]]


def ids(titles: Iterable[str], noun: str) -> list[str]:
    """An id for each title, no two the same; a number where no letters are left."""
    found: list[str] = []
    for n, title in enumerate(titles, start=1):
        try:
            wanted = identity(title)[:60]
        except ValueError:
            wanted = f"{noun}-{n}"
        while wanted in found or wanted in TAKEN:
            wanted = f"{wanted[:55]}-{n}"
        found.append(wanted)
    return found


def as_table(table: TableText, title: str) -> str:
    """The text of a table's file. A column whose cells are all numbers holds figures."""
    names = ["note" if head.casefold() in ("note", "notes") else head for head in table.head[1:]]
    keys = ids(names, "column")
    columns = list(zip(keys, names, _forms(table), strict=True))
    lines = [f"title: {scalar(title)}", "columns:"]
    lines += [
        f"  - {{id: {key}, title: {scalar_in_line(name or key)}{form}}}"
        for key, name, form in columns
        if key != "note"
    ]
    lines.append("rows:")
    for row in _rows(table, "row"):
        if not row.id:
            lines.append(f"  {_nameless(row)}")
            continue
        lines += [f"  - id: {row.id}", f"    title: {scalar(row.title)}"]
        filled = [(key, cell) for key, (_, cell) in zip(keys, row.cells, strict=True) if cell]
        lines += [f"    {key}: {scalar(cell)}" for key, cell in filled]
    return "\n".join(lines) + "\n"


def as_playbook(table: TableText, title: str, handbook: Handbook) -> str:
    """The text of a playbook's file: a step for each row. What cannot be understood as a role or a
    day stays beside its step, as a comment."""
    lines = [f"title: {scalar(title)}"]
    if first := next(iter(handbook.roles), ""):
        lines.append(f"accountable: {first} # for every step that names nobody else")
    lines += ["phases:", f"  - title: {scalar(title)}", "    steps:"]
    rows = _rows(table, "step")
    anchors = {*handbook.dates, *(row.id for row in rows if row.id)}
    for row in rows:
        if not row.id:
            lines.append(f"        {_nameless(row)}")
            continue
        lines += [f"      - id: {row.id}", f"        do: {scalar(row.title)}"]
        lines += [f"        {line}" for line in _said(row, handbook, anchors)]
    return "\n".join(lines) + "\n"


def _rows(table: TableText, noun: str) -> list[Line]:
    """The rows that have anything in them."""
    keys = iter(ids((row[0] for row in table.rows if row[0]), noun))
    return [
        Line(next(keys) if row[0] else "", row[0], list(zip(table.head[1:], row[1:], strict=True)))
        for row in table.rows
        if any(row)
    ]


def _nameless(row: Line) -> str:
    """A row that says nothing in its first column: what to do with it is for the writer to say."""
    cells = "; ".join(f"{heading}: {cell}" for heading, cell in row.cells if cell)
    return f"# a row without a name: {cells}"


def _forms(table: TableText) -> list[str]:
    """For each column after the first: nothing where it holds figures, else that it holds words."""
    columns = [[row[n] for row in table.rows if row[n]] for n in range(1, len(table.head))]
    figures = [bool(cells) and all(map(NUMBER.fullmatch, cells)) for cells in columns]
    return ["" if holds else ", form: text" for holds in figures]


def scalar_in_line(text: str) -> str:
    """Text as a value inside {…}."""
    plain = scalar(text)
    return f'"{plain}"' if plain == text and set(text) & set(",{}[]") else plain


def _said(row: Line, handbook: Handbook, anchors: set[str]) -> list[str]:
    lines, details = [], []
    for heading, cell in row.cells:
        what = heading.casefold()
        if cell and what in WHO:
            role = _role(cell, handbook)
            lines.append(f"accountable: {role}" if role else f"# who: {cell}")
        elif cell and what in WHEN:
            lines.append(f"due: {cell}" if _is_due(cell, anchors) else f"# due: {cell}")
        elif cell:
            details.append(f"{heading}: {cell}")
    return [*lines, *_detail(details)]


def _detail(details: Sequence[str]) -> list[str]:
    return [f"detail: {scalar('; '.join(details))}"] if details else []


def _role(words: str, handbook: Handbook) -> str:
    """The role that is called so; empty where none is."""
    wanted = words.casefold()
    called = {
        name.casefold(): id_
        for id_, role in handbook.roles.items()
        for name in (id_, role.title, role.short or id_)
    }
    return called.get(wanted, "")


def _is_due(words: str, anchors: set[str]) -> bool:
    try:
        return parse_offset(words).anchor in anchors
    except ValueError:
        return False
