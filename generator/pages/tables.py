"""Tables: figures as stated, and beside them what they add up to where that differs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.checks.accepted import address
from generator.checks.figures import computed_cell, computed_total
from generator.markdown import Ready, inline
from generator.models import Column, Table
from generator.pages.page import Page, Site
from generator.pages.words import cell
from generator.problems import Route
from generator.templates import render

Row = tuple[Ready, ...]


def tables(site: Site) -> Iterator[tuple[str, str]]:
    """`tables/index.md` and a page for each table."""
    found = list(site.handbook.tables.values())
    if not found:
        return
    page = site.page("tables/index.md")
    links = [(page.to("tables", table.id), cell(table.note or "")) for table in found]
    yield page.path, render("pages/tables.md.j2", links=links, foot="")
    for table in found:
        yield _table(site.page(f"tables/{table.id}.md"), table)


def _table(page: Page, table: Table) -> tuple[str, str]:
    notes = any(row.note for row in table.rows)
    return page.path, render(
        "pages/table.md.j2",
        table=table,
        synonyms=page.synonyms("tables", table.id),
        steps_of=page.to("playbooks", table.playbook) if table.playbook else "",
        used=page.used_by("tables", table.id),
        heads=[*(_head(table, column) for column in table.columns), *(["Note"] if notes else [])],
        rule=Ready(f"| --- |{''.join(map(_aligned, table.columns))}{' --- |' * notes}"),
        rows=[_row(table, n, notes) for n in range(len(table.rows))],
        totals=_totals(table, notes),
        reasons=list(_reasons(page, table)),
        foot=page.foot("tables", table.id, [table.source] if table.source else []),
    )


def _aligned(column: Column) -> str:
    return " --: |" if column.form == "number" else " --- |"


def _head(table: Table, column: Column) -> str:
    if column.times is None:
        return column.title
    base = next(other.title for other in table.columns if other.id == column.of)
    return f"{column.title} ({column.times} times {base})"


def _row(table: Table, n: int, notes: bool) -> Row:
    row = table.rows[n]
    cells = [
        inline(row.words.get(c.id, ""))
        if c.form != "number"
        else _figure(row.cells.get(c.id), computed_cell(table, n, c.id), "by the formula")
        for c in table.columns
    ]
    return (inline(row.title), *cells, *([cell(row.note or "")] if notes else []))


def _totals(table: Table, notes: bool) -> Row:
    """The last row, where the source states totals."""
    if not table.totals:
        return ()
    cells = [
        _figure(table.totals.get(c.id), computed_total(table, c.id), "by sum")
        if c.form == "number"
        else Ready()
        for c in table.columns
    ]
    return (Ready("**Total**"), *cells, *([Ready()] if notes else []))


def _figure(stated: Decimal | None, computed: Decimal | None, how: str) -> Ready:
    """`400`, or 399 stated, 400 by sum; a figure that nobody stated says how it is made."""
    if stated is None:
        return Ready("" if computed is None else f"{computed:f} {how}")
    if computed is None or stated == computed:
        return Ready(f"{stated:f}")
    return Ready(f'<span class="differs">**{stated:f}** stated, {computed:f} {how}</span>')


def _reasons(page: Page, table: Table) -> Iterator[tuple[Ready, Ready]]:
    """Why a figure that does not add up stays, by row and column."""
    handbook = page.handbook
    reasons = {accepted.at: accepted.because for accepted in handbook.accepted}
    start: Route = ("tables", table.id)
    for column in table.columns:
        for n, row in enumerate(table.rows):
            at = address(handbook, (*start, "rows", n, column.id))
            if at in reasons:
                yield inline(f"{row.title}, {column.title}"), cell(reasons[at])
        at = address(handbook, (*start, "totals", column.id))
        if at in reasons:
            yield inline(f"Total, {column.title}"), cell(reasons[at])
