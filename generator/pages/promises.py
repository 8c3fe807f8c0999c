"""What playbooks promise against a metric's target, as a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.markdown import Ready
from generator.models import Metric
from generator.models.figures import Target
from generator.pages.drawing import Scale, bar, dot, figure, text
from generator.pages.page import Page
from generator.pages.spans import DAYS, Spans, distance
from generator.pages.tasks import Task

ROW, HEAD, FOOT = 34, 22, 24
MOST = 12
_UNITS = {name: days for unit, days in DAYS.items() for name in (unit, unit[:-1])}
_UNITS["calendar days"] = 1.0


class Promise(NamedTuple):
    """From when to when a step is due, in days from the start of the metric."""

    step: str  # with its playbook
    start: float
    end: float


def promise(page: Page, metric: Metric, task: Task) -> Promise | None:
    """When a step is due, counted from where the metric starts; None where no way leads there."""
    spans = Spans(page.handbook, task.playbook)
    found = spans.steps.get(task.step.id)
    if found is None or metric.measured is None:
        return None
    zero = spans.date(metric.measured.start)
    if found.root != zero.root:
        return None
    name = f"{task.playbook.title}: {task.step.do}"
    return Promise(name, found.start - zero.end, found.end - zero.end)


def promises(page: Page, metric: Metric, tasks: Sequence[Task]) -> Ready:
    """The steps' days on a line with the target; nothing where there is no such line."""
    limit = in_days(metric.target)
    made = [found for task in tasks[:MOST] if (found := promise(page, metric, task))]
    if limit is None or not made or metric.measured is None:
        return Ready()
    zero = page.handbook.dates[metric.measured.start].title
    scale = Scale(min(0.0, *(one.start for one in made)), max(limit, *(one.end for one in made)))
    unit, ticks = scale.ticks()
    height = HEAD + ROW * len(made) + FOOT
    caption = f"Promised against the target, in {unit} from {zero}; counted roughly"
    target = f"Target: {metric.target}"
    told = [f"{target}."] + [f"{one.step}: {distance(one.end)}." for one in made]
    marks = [(scale.at(n * DAYS[unit]), f"{n}".replace("-", "\u2212")) for n in ticks]
    shapes = _shapes(made, limit, target, scale, marks, height)
    return figure("promises", caption, told, height, shapes)


def in_days(target: Target | None) -> float | None:
    """The most days that a target allows; None where it is about something else."""
    if target is None or target.unit not in _UNITS:
        return None
    most = target.between[1] if target.between else target.at_most or target.exactly
    return None if most is None else float(most) * _UNITS[target.unit]


def _shapes(
    made: Sequence[Promise],
    limit: float,
    target: str,
    scale: Scale,
    marks: Sequence[tuple[str, str]],
    height: float,
) -> Iterator[str]:
    bottom = height - FOOT
    for n, (x, words) in enumerate(marks):
        yield bar(x, HEAD, "1", bottom - HEAD, "grid")
        yield text(words, x, height - 8, "pale", n > 0 and float(x[:-1]) > 95)
    yield bar(scale.at(limit), 9, "2", bottom - 9, "milestone")
    yield dot(scale.at(limit), 9, 4, "milestone")
    yield text(target, scale.at(limit), 13, "strong", not scale.early(limit), 9)
    for n, one in enumerate(made):
        y, first = HEAD + ROW * n, min(0.0, one.start)
        kind = "mark" if one.end <= limit + 1 else "wrong"
        yield text(one.step, scale.at(first), y + 15)
        yield bar(scale.at(first), y + 22, scale.part(one.end - first), 6, "track")
        yield dot(scale.at(one.end), y + 25, 4, kind)
