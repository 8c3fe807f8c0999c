"""The difference as a note on a merge request: the totals first, the rest folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.comparison.difference import LEVELS, RANK, Difference, worst
from generator.comparison.effect import WHATS, Affected, Shift
from generator.comparison.outline import Task
from generator.comparison.report import (
    Report,
    by_customer,
    by_entry,
    days_words,
    effect_in_words,
    grouped,
    heading,
    list_words,
    places,
    words,
)
from generator.markdown import Ready, inline
from generator.problems import counted

MOST_ENTRIES, MOST_LINES = 20, 10
MOST_CUSTOMERS, MOST_ITEMS = 20, 10
"""What is shown; of the rest the numbers are told. A note stays below 100 kB: GitLab takes 1 MB."""


def note(report: Report) -> str:
    """GitLab and GitHub Markdown. Whatever people typed is text in it."""
    parts = ["## What this changes in the handbook", *_summary(report)]
    entries = sorted(by_entry(report.differences), key=_gravity)
    parts += [_entry(ones) for ones in entries[:MOST_ENTRIES]]
    if rest := entries[MOST_ENTRIES:]:
        count = counted(sum(map(len, rest)), "difference")
        parts.append(f"… and {count} in {counted(len(rest), 'more entry')}.")
    if report.effect.lists:
        parts += ["### Open plans", *_plans(report.effect.lists)]
    day = report.today.isoformat()
    names = f"{inline(report.base)} and {inline(report.head)}"
    parts.append(f"<sub>Compared: {names}. Plans as of {day}. By <code>handrail diff</code>.</sub>")
    return "\n\n".join(parts) + "\n"


def _gravity(ones: Sequence[Difference]) -> int:
    return RANK[worst(ones) or "wording"]


def _summary(report: Report) -> Iterator[str]:
    differences = report.differences
    if not differences:
        yield "Nothing that means something: the handbook says the same as before."
        return
    levels = [(sum(one.level == level for one in differences), level) for level in LEVELS]
    told = ", ".join(f"**{count} {level}**" for count, level in levels if count)
    yield f"{counted(len(differences), 'difference')}: {told}."
    if report.effect.customers:
        yield f"Open plans: {inline(effect_in_words(report.effect))}."


def _entry(ones: Sequence[Difference]) -> str:
    """An entry's differences, folded; the gravest level stands before its name."""
    groups = sorted(grouped(ones), key=lambda group: RANK[group.first.level])
    lines = [
        f"- *{group.first.level}*: {inline(words(group))} <small>{inline(places(group.first))}"
        "</small>"
        for group in groups[:MOST_LINES]
    ]
    if len(groups) > MOST_LINES:
        lines.append(f"- … and {len(groups) - MOST_LINES} more")
    count = "" if len(ones) == 1 else f" ({counted(len(ones), 'difference')})"
    return _folded(f"{worst(ones)}: {heading(ones[0])}{count}", "\n".join(lines))


def _folded(summary: str, body: str) -> str:
    """A summary is HTML, where no backslash hides what GitLab acts on: it has plain words alone."""
    plain = " ".join(_SIGNS.sub(" ", summary).split())
    return f"<details>\n<summary>{plain}</summary>\n\n{body}\n\n</details>"


_SIGNS = re.compile(r"[^\w\s,:()/'-]|(?<!\w)[/:'-]|[:'-](?=\S*\d)|:(?=\S)|/(?=/)")
"""All but letters, digits and the few signs that mean nothing to anybody where they stand."""


def _plans(lists: Sequence[Affected]) -> Iterator[str]:
    """A row for each customer, then each one's items, folded."""
    customers = by_customer(lists)
    yield "\n".join([_HEAD, *map(_row, customers[:MOST_CUSTOMERS])])
    if len(customers) > MOST_CUSTOMERS:
        yield f"… and {counted(len(customers) - MOST_CUSTOMERS, 'more customer')}."
    yield from (_customer(ones) for ones in customers[:MOST_CUSTOMERS])


_COLUMNS = (*WHATS, "ticked already")
_HEAD = (
    f"| Customer | {' | '.join(word.capitalize() for word in _COLUMNS)} |\n"
    f"| --- |{' ---: |' * len(_COLUMNS)}"
)


def _row(lists: Sequence[Affected]) -> str:
    shifts = [shift for one in lists for shift in one.shifts]
    counts = [sum(what in shift.whats for shift in shifts) for what in WHATS]
    counts.append(sum(shift.is_done for shift in shifts))
    cells = " | ".join(str(count or "") for count in counts)
    return f"| {inline(lists[0].customer.name)} | {cells} |"


def _customer(lists: Sequence[Affected]) -> str:
    body = "\n\n".join(_list(one) for one in lists)
    return _folded(f"{lists[0].customer.name}: {counted(len(lists), 'checklist')}", body)


def _list(one: Affected) -> str:
    title = f"**{inline(one.title)}**{inline(list_words(one))}"
    if one.change != "changed":
        return title
    rows = [_shift(shift) for shift in one.shifts[:MOST_ITEMS]]
    more = len(one.shifts) - MOST_ITEMS
    rows += [f"| … and {counted(more, 'more item')} | | | |"] if more > 0 else []
    head = "| Item | Before | Now | |\n| --- | --- | --- | --- |"
    return "\n".join([f"{title}\n\n{head}", *rows])


def _shift(shift: Shift) -> str:
    both = shift.before and shift.after
    with_owner = not both or "changes hands" in shift.whats
    said = (_task(task, with_owner) for task in (shift.before, shift.after))
    marks = [*(what for what in shift.whats if what != "moves"), days_words(shift)]
    marks += ["ticked already"] if shift.is_done else []
    return _cells(inline(shift.task.do), *said, ", ".join(filter(None, marks)))


def _task(task: Task | None, with_owner: bool) -> Ready:
    if task is None:
        return Ready("")
    return inline(", ".join(filter(None, (task.when, str(task.owner) if with_owner else ""))))


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
