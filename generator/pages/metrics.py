"""Metrics: the target, how it is measured, and the steps that serve it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.markdown import Ready, inline
from generator.models import Metric
from generator.models.figures import Counted
from generator.pages.page import Page, Site
from generator.pages.playbooks import due_words
from generator.pages.promises import promise, promises
from generator.pages.spans import distance
from generator.pages.tasks import Task
from generator.templates import render

UNTARGETED = "followed, without a target"


def metrics(site: Site) -> Iterator[tuple[str, str]]:
    """`metrics/index.md` and a page for each metric."""
    found = list(site.handbook.metrics.values())
    if not found:
        return
    page = site.page("metrics/index.md")
    rows = [_row(page, metric) for metric in found]
    yield page.path, render("pages/metrics.md.j2", rows=rows, foot=page.foot("metrics"))
    for metric in found:
        yield _metric(site.page(f"metrics/{metric.id}.md"), metric)


def _row(page: Page, metric: Metric) -> tuple[Ready, ...]:
    return (
        page.to("metrics", metric.id),
        inline(metric.target or UNTARGETED),
        page.to("stages", metric.stage) if metric.stage else Ready(),
        page.role(metric.owner) if metric.owner else Ready(),
    )


def _metric(page: Page, metric: Metric) -> tuple[str, str]:
    used = page.used_by("metrics", metric.id, but=["playbooks"])
    served = [task for task in page.site.tasks if metric.id in task.step.serves]
    return page.path, render(
        "pages/metric.md.j2",
        metric=metric,
        kind=page.kind("Metric", metric.stage),
        synonyms=page.synonyms("metrics", metric.id),
        target=inline(metric.target or UNTARGETED),
        facts=_facts(page, metric),
        drawing=promises(page, metric, served),
        start=page.handbook.dates[metric.measured.start].title if metric.measured else "",
        steps=[_served(page, metric, task) for task in served],
        used=used,
        foot=page.foot("metrics", metric.id, [metric.source] if metric.source else []),
    )


def _served(page: Page, metric: Metric, task: Task) -> tuple[Ready, ...]:
    """A step that counts towards the metric: what, where, when; and that counted from its start."""
    row = (
        page.step(task.playbook, task.step.id),
        page.to("playbooks", task.playbook.id),
        due_words(page, task),
    )
    if not metric.measured:
        return row
    promised = promise(page, metric, task)
    return (*row, inline(distance(promised.end)) if promised else Ready("not counted from it"))


def _counted(page: Page, counted: Counted) -> Ready:
    """What is counted, of whom, and how far back."""
    what = page.to("events", counted.event) if counted.event else page.condition(counted.who)
    within = f", within {counted.within}" if counted.within else ""
    of = f"; of customers with {page.condition(counted.of)}" if counted.of else ""
    per = "; for each person" if counted.per else ""
    return Ready(f"{what}{inline(within)}{of}{per}")


def _facts(page: Page, metric: Metric) -> list[tuple[str, Ready]]:
    facts = []
    if metric.measured:
        start, end = (page.to("dates", d) for d in (metric.measured.start, metric.measured.end))
        facts.append(("Measured", Ready(f"from {start} to {end}")))
    if metric.counted:
        facts.append(("Counted", _counted(page, metric.counted)))
    if metric.needs:
        facts.append(("Not in a book", Ready(f"needs {inline(metric.needs)}")))
    if metric.owner:
        facts.append(("Owner", page.to("roles", metric.owner)))
    return facts
