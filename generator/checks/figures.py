"""Figures: cells against their formula, totals against sums, steps against targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from generator.handbook import Handbook
from generator.models import Moment, Playbook, Table, Target
from generator.offsets import Offset
from generator.problems import Finding, Route


def computed_cell(table: Table, row: int, column_id: str) -> Decimal | None:
    """What a cell should be by its column's `times … of …`; None where there is no such formula."""
    column = next(c for c in table.columns if c.id == column_id)
    base = table.rows[row].cells.get(column.of or "")
    return None if column.times is None or base is None else plain(base * column.times)


def computed_total(table: Table, column_id: str) -> Decimal:
    """The sum of a column as stated."""
    return plain(sum((row.cells.get(column_id, Decimal(0)) for row in table.rows), Decimal(0)))


def plain(number: Decimal) -> Decimal:
    """The number without zeros at its end: 33.250 to 33.25, 400.00 to 400."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def table_cell(handbook: Handbook) -> Iterator[Finding]:
    """A cell of a table is what its column's formula makes of another cell in its row."""
    for table in handbook.tables.values():
        for n, row in enumerate(table.rows):
            for column in table.columns:
                stated = row.cells.get(column.id)
                computed = computed_cell(table, n, column.id)
                if stated is None or computed is None or stated == computed:
                    continue
                formula = f"{column.times} x {row.cells[column.of or '']} ({column.of})"
                yield Finding(
                    ("tables", table.id, "rows", n, column.id),
                    f"'{row.title}' states {stated} {column.id}; {formula} is {computed}",
                    f"write {computed}, or say in accepted.yaml why it stays",
                )


def table_total(handbook: Handbook) -> Iterator[Finding]:
    """A stated total is the sum of its column."""
    for table in handbook.tables.values():
        for column_id, stated in table.totals.items():
            computed = computed_total(table, column_id)
            if stated != computed:
                yield Finding(
                    ("tables", table.id, "totals", column_id),
                    f"the total of '{column_id}' is stated as {stated}; "
                    f"its rows add up to {computed}",
                    f"write {computed}, or say in accepted.yaml why it stays",
                )


def late_for_metric(handbook: Handbook) -> Iterator[Finding]:
    """A step that serves a metric is due within the metric's target, counted from the same date."""
    for playbook in handbook.playbooks.values():
        for placed in playbook.steps.values():
            for metric_id in placed.step.serves:
                metric = handbook.metrics[metric_id]
                limit = _limit_in_days(metric.target)
                if limit is None or metric.measured is None or placed.step.due is None:
                    continue
                days = _latest_day(handbook.dates, playbook, placed.step.due, metric.measured.start)
                if days is not None and days > limit:
                    route: Route = ("playbooks", playbook.id, *placed.route, "due")
                    yield Finding(
                        route,
                        f"'{placed.step.id}' can be due {days} days after "
                        f"'{metric.measured.start}'; "
                        f"the target of '{metric_id}' is {metric.target}",
                        "bring the step forward, or change the target",
                        ("metrics", metric_id, "target"),
                        "the target",
                    )


_DAYS = {"day": 1, "days": 1, "calendar days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30}


def _limit_in_days(target: Target | None) -> Decimal | None:
    if target is None or target.unit not in _DAYS:
        return None
    most = target.between[1] if target.between else target.at_most or target.exactly
    return None if most is None else most * _DAYS[target.unit]


def _latest_day(
    dates: Mapping[str, Moment], playbook: Playbook, due: Offset, start: str
) -> int | None:
    """At most so many days after `start`, where the offsets lead back to it; else None."""
    days, seen = 0, set[str]()
    offset: Offset | None = due
    while offset:
        if offset.length:
            if offset.direction == "before":
                days -= (
                    offset.length.low * {"days": 1, "weeks": 7, "months": 28}[offset.length.unit]
                )
            else:
                days += offset.length.most_days
        if offset.anchor == start:
            return days
        if offset.anchor in seen:
            return None
        seen.add(offset.anchor)
        moment, placed = dates.get(offset.anchor), playbook.steps.get(offset.anchor)
        offset = moment.default if moment else placed.step.due if placed else None
    return None
