"""Hours against what they are made of, and timetables against playbooks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.checks.figures import plain
from generator.handbook import Handbook
from generator.models import Playbook, Table
from generator.models.figures import Budget
from generator.offsets import Offset
from generator.problems import Finding, Route

WORKING_WEEK, WEEKS = Decimal(5), Decimal(52)


def budget(handbook: Handbook) -> Iterator[Finding]:
    """A figure is what its row says it is made of: so many, each so long."""
    for table in handbook.tables.values():
        for n, row in enumerate(table.rows):
            for part in row.made_of:
                stated = row.cells.get(part.column)
                for count, whose in _counts(handbook, table, part):
                    low, high = (plain(number * part.each) for number in count)
                    if stated is not None and not low <= stated <= high:
                        made = (
                            f"{count[0]}" if count[0] == count[1] else f"{count[0]} to {count[1]}"
                        )
                        amount = f"{low}" if low == high else f"{low} to {high}"
                        yield Finding(
                            ("tables", table.id, "rows", n, part.column),
                            f"'{row.title}' states {stated} {part.column}; {made}{whose} "
                            f"x {part.each} is {amount}",
                            "change one of them, or say in accepted.yaml why it stays",
                        )


def _counts(
    handbook: Handbook, table: Table, part: Budget
) -> Iterator[tuple[tuple[Decimal, Decimal], str]]:
    """How many: as the row says, and as the policies say that use this table."""
    if part.times:
        yield part.times, ""
    for segment in handbook.segments.values() if part.counts else ():
        for policy in segment.policies:
            promised = getattr(policy.book, str(part.counts), None)
            if policy.hours == table.id and promised:
                words = str(part.counts).replace("_", " ").replace(" per ", " a ")
                yield promised, f" {words} ({segment.title} {policy.name})"


def working_year(handbook: Handbook) -> Iterator[Finding]:
    """Hours a year leave room for the days off; with them they fill the working year."""
    for table in handbook.tables.values():
        absence = table.absence
        if absence is None or not {absence.weekly, absence.yearly} <= set(table.totals):
            continue
        weekly, yearly = table.totals[absence.weekly], table.totals[absence.yearly]
        weeks = WEEKS - absence.days / WORKING_WEEK
        left = plain(weekly * weeks)
        route: Route = ("tables", table.id, "absence")
        if left != yearly:
            yield Finding(
                route,
                f"{yearly} {table.unit or ''} a year are stated; {weekly} a week in the "
                f"{plain(weeks)} weeks that {absence.days} days off leave are {left}",
                "change one of them, or say in accepted.yaml why it stays",
            )
        off = absence.days / WORKING_WEEK * absence.hours_a_week
        whole, full = plain(yearly + off), plain(WEEKS * absence.hours_a_week)
        if whole != full:
            yield Finding(
                ("tables", table.id, "totals", absence.yearly),
                f"{yearly} hours and {plain(off)} hours off are {whole}; a year of "
                f"{absence.hours_a_week} hours a week has {full}",
                "change one of them, or say in accepted.yaml why it stays",
            )


def timetable(handbook: Handbook) -> Iterator[Finding]:
    """A timetable says the same day as the playbook's step."""
    for table in handbook.tables.values():
        if table.playbook is None:
            continue
        steps = handbook.playbooks[table.playbook].steps
        for n, row in enumerate(table.rows):
            placed = steps[row.id]
            for column, stated in row.dues.items():
                due = placed.step.due
                if due and stated.meant != due.meant:
                    yield Finding(
                        ("tables", table.id, "rows", n, column),
                        f"the timetable says '{stated.text}', the playbook '{due.text}'",
                        "make them the same, or say in accepted.yaml why they differ",
                        ("playbooks", table.playbook, *placed.route, "due"),
                        "the step",
                    )


def opens_late(handbook: Handbook) -> Iterator[Finding]:
    """A playbook is opened before the first of its steps should begin."""
    for playbook in handbook.playbooks.values():
        if playbook.opens is None:
            continue
        opened = dict(_days_from(handbook, playbook, playbook.opens))
        found = []
        for id_, placed in playbook.steps.items():
            chain = _days_from(handbook, playbook, placed.step.due) if placed.step.due else ()
            anchor, days = next(((a, d) for a, d in chain if a in opened), ("", 0))
            if anchor and days < opened[anchor]:
                found.append((days - opened[anchor], days, anchor, id_))
        if found:
            _, days, anchor, id_ = min(found)
            yield Finding(
                ("playbooks", playbook.id, "opens"),
                f"it opens {_spoken(opened[anchor])} {anchor}; its step '{id_}' begins "
                f"{_spoken(days)} {anchor}",
                "open it earlier, or say in accepted.yaml why it stays",
                ("playbooks", playbook.id, *playbook.steps[id_].route, "due"),
                "the step",
            )


def _days_from(handbook: Handbook, playbook: Playbook, offset: Offset) -> Iterator[tuple[str, int]]:
    """The dates and steps that an offset leads back to, one after another, and the days from each
    (a month has 30) to its start."""
    days, seen = 0, set[str]()
    current: Offset | None = offset
    while current and current.anchor not in seen:
        if current.length:
            unit = {"days": 1, "weeks": 7, "months": 30}[current.length.unit]
            before = current.direction == "before"
            days += unit * (-current.length.high if before else current.length.low)
        seen.add(current.anchor)
        yield current.anchor, days
        moment = handbook.dates.get(current.anchor)
        placed = playbook.steps.get(current.anchor)
        current = moment.default if moment else placed.step.due if placed else None


def _spoken(days: int) -> str:
    return f"{abs(days)} days {'before' if days < 0 else 'after'}"
