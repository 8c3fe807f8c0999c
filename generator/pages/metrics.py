"""Metrics: the target, how it is measured, and the steps that serve it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.markdown import Ready, inline
from generator.models import Metric
from generator.pages.page import Page, Site
from generator.pages.playbooks import due_words
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
    return page.path, render(
        "pages/metric.md.j2",
        metric=metric,
        synonyms=page.synonyms("metrics", metric.id),
        target=inline(metric.target or UNTARGETED),
        facts=_facts(page, metric),
        steps=[
            (
                page.step(task.playbook, task.step.id),
                page.to("playbooks", task.playbook.id),
                due_words(page, task),
            )
            for task in page.site.tasks
            if metric.id in task.step.serves
        ],
        used=used,
        foot=page.foot("metrics", metric.id, [metric.source] if metric.source else []),
    )


def _facts(page: Page, metric: Metric) -> list[tuple[str, Ready]]:
    facts = [("Target", inline(metric.target or UNTARGETED))]
    if metric.measured:
        start, end = (page.to("dates", d) for d in (metric.measured.start, metric.measured.end))
        facts.append(("Measured", Ready(f"from {start} to {end}")))
    if metric.stage:
        facts.append(("Stage", page.to("stages", metric.stage)))
    if metric.owner:
        facts.append(("Owner", page.to("roles", metric.owner)))
    return facts
