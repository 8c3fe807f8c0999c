"""An answer as tables on a terminal, however narrow it is: nothing of a cell is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from generator.answer import Answer, Part


Rows = Sequence[Sequence[str]]
LONGEST = 10
"""Longer words may be broken."""


def on_terminal(answer: Answer, detail: bool) -> None:
    """The answer's parts as tables; where a table is too wide, its rows below one another."""
    from rich.console import Console
    from rich.text import Text

    from generator.formats.answers import shown, words
    from generator.problems import printable

    console = Console()
    heading = f"{printable(answer.title)}, as of {words(answer.today)}"
    console.print(Text(heading, "bold"))
    for part in shown(answer, detail):
        console.print(_table(part, console.width) if part.rows else Text(f"{part.title}: none"))
    for note in answer.notes:
        console.print(Text(f"not known: {printable(note)}"))


def _table(part: Part, width: int) -> Table:
    """A row for each of the part's where few words have to be broken; else one for each cell."""
    from generator.formats.answers import words
    from generator.problems import printable

    titles = [column.title for column in part.columns]
    rows = [[printable(words(cell)) for cell in row] for row in part.rows]
    if widths := _widths([titles, *rows], width):
        return _filled(part.title, titles, widths, [rows])
    pairs = [list(zip(titles, row, strict=True)) for row in rows]
    first = max(map(len, titles))
    return _filled(part.title, ["", ""], [first, max(LONGEST, width - first - 5)], pairs)


def _widths(rows: Rows, width: int) -> list[int]:
    """How wide each column is in a table of this width; empty where it is too narrow for them."""
    from rich.cells import cell_len

    columns = [[cell for cell in column if cell] or [""] for column in zip(*rows, strict=True)]
    wanted = [max(map(cell_len, cells)) for cells in columns]
    longest = [max(cell_len(word) for c in cells for word in c.split()) for cells in columns]
    widths = [min(LONGEST, one) for one in longest]
    left = width - sum(widths) - 2 * len(widths) - 1
    while left > 0 and widths != wanted:
        n = max(range(len(widths)), key=lambda n: wanted[n] / widths[n])
        widths[n] += 1
        left -= 1
    return widths if left >= 0 else []


def _filled(
    title: str, heads: Sequence[str], widths: Sequence[int], groups: Iterable[Rows]
) -> Table:
    """A table of groups of rows, a line below each group."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.show_header = any(heads)
    for head, width in zip(heads, widths, strict=True):
        table.add_column(Text(head), width=width, overflow="fold")
    for rows in groups:
        for row in rows:
            table.add_row(*map(Text, row))
        table.add_section()
    return table
