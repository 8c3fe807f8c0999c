"""A playbook's time line: its phases, windows and milestones, as a drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from generator.handbook import Handbook
from generator.markdown import Ready
from generator.models import Playbook
from generator.pages.drawing import Scale, bar, dot, figure, text
from generator.pages.spans import Spans, beside

ROW, HEAD, FOOT = 34, 18, 24


@dataclass(frozen=True)
class Line:
    """What is counted from one date: day 0, phases with the days of their steps, milestones."""

    zero: str
    phases: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    milestones: tuple[tuple[str, float], ...]

    @property
    def ends(self) -> tuple[float, float]:
        days = [day for _, marks in self.phases for mark in marks for day in mark]
        days += [day for _, day in self.milestones]
        return min(days), max(days)


def timelines(handbook: Handbook, playbook: Playbook, hue: str) -> Ready:
    """A drawing for each date that nothing else is counted from; none where all is on one day."""
    found = [line for line in lines(handbook, playbook) if line.ends[0] < line.ends[1]]
    return Ready("\n\n".join(_drawn(line, n, hue) for n, line in enumerate(found)))


def lines(handbook: Handbook, playbook: Playbook) -> Iterator[Line]:
    """The steps that have a day, by the date that they hang on in the end."""
    spans = Spans(handbook, playbook)
    dues = (placed.step.due for placed in playbook.steps.values())
    named = Counter(due.anchor for due in dues if due and due.anchor in handbook.dates)
    for root in dict.fromkeys(span.root for span in spans.steps.values()):
        dates = [id_ for id_ in handbook.dates if named[id_] and spans.date(id_).root == root]
        zero = max(dates, key=lambda id_: named[id_])
        day = spans.date(zero).end
        phases = []
        for phase in playbook.phases:
            at = [spans.steps[step.id] for step in phase.steps if step.id in spans.steps]
            marks = tuple((s.start - day, s.end - day) for s in at if s.root == root)
            phases += [(phase.title, marks)] if marks else []
        milestones = sorted(
            ((handbook.dates[id_].title, spans.date(id_).end - day) for id_ in dates),
            key=lambda milestone: milestone[1],
        )
        yield Line(handbook.dates[zero].title, tuple(phases), tuple(milestones))


def _drawn(line: Line, n: int, hue: str) -> Ready:
    scale = Scale(*line.ends)
    unit, ticks = scale.ticks()
    height = HEAD * len(line.milestones) + ROW * len(line.phases) + FOOT
    caption = f"When, in {unit} before (\u2212) and after {line.zero}; counted roughly"
    shapes = _shapes(line, scale, ticks, unit, height)
    return figure(f"timeline-{n + 1}", caption, list(_told(line)), height, shapes, hue)


def _shapes(line: Line, scale: Scale, ticks: list[int], unit: str, height: float) -> Iterator[str]:
    from generator.pages.spans import DAYS

    top, bottom = HEAD * len(line.milestones), height - FOOT
    for tick in ticks:
        x = scale.at(tick * DAYS[unit])
        yield bar(x, top, "1", bottom - top, "zero" if tick == 0 else "grid")
        end = scale.at(tick * DAYS[unit]) > "95" and tick != ticks[0]
        yield text(f"{tick}".replace("-", "\u2212"), x, height - 8, "pale", end)
    for n, (title, day) in enumerate(line.milestones):
        y = HEAD * n + 9
        yield bar(scale.at(day), y, "1", bottom - y, "zero")
        yield dot(scale.at(day), y, 4, "milestone")
        yield text(title, scale.at(day), y + 4, "strong", not scale.early(day), 9)
    for n, (title, marks) in enumerate(line.phases):
        yield from _phase(title, marks, scale, top + ROW * n)


def _phase(
    title: str, marks: tuple[tuple[float, float], ...], scale: Scale, y: float
) -> Iterator[str]:
    first, last = min(start for start, _ in marks), max(end for _, end in marks)
    at, ends = scale.label(title, first, last)
    yield text(title, at, y + 15, "", ends)
    yield bar(scale.at(first), y + 22, scale.part(last - first), 6, "track")
    for start, end in sorted(set(marks)):
        if end > start:
            yield bar(scale.at(start), y + 22, scale.part(end - start), 6, "mark")
        yield dot(scale.at(end), y + 25, 4, "mark")


def _told(line: Line) -> Iterator[str]:
    """The same in words."""
    for title, day in line.milestones:
        if title != line.zero:
            yield f"{title}: {beside(day, line.zero)}."
    for title, marks in line.phases:
        first, last = min(start for start, _ in marks), max(end for _, end in marks)
        words = beside(first, line.zero)
        yield f"{title}: {words}{f' to {beside(last, line.zero)}' if last > first else ''}."
