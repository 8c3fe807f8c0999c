"""The journey and its stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.markdown import Ready, inline, prose
from generator.models import Activity, Stage
from generator.pages.home import journey
from generator.pages.page import Page, Site
from generator.pages.words import opening
from generator.templates import render


@dataclass(frozen=True)
class Doing:
    """An activity, and where it leads."""

    id: str
    title: str
    summary: Ready
    facts: tuple[tuple[str, Ready], ...]


def stages(site: Site) -> Iterator[tuple[str, str]]:
    """`stages/index.md` and a page for each stage."""
    found = list(site.handbook.stages.values())
    if not found:
        return
    page = site.page("stages/index.md")
    outline = [(page.to("stages", s.id), [a.title for a in s.activities]) for s in found]
    foot = page.foot("stages")
    text = render("pages/stages.md.j2", journey=journey(page), outline=outline, foot=foot)
    yield page.path, text
    for n, stage in enumerate(found):
        yield _stage(site.page(f"stages/{stage.id}.md"), stage, n, len(found))


def _stage(page: Page, stage: Stage, n: int, count: int) -> tuple[str, str]:
    return page.path, render(
        "pages/stage.md.j2",
        stage=stage,
        kind=page.kind(f"Stage {n + 1} of {count}"),
        hue=page.hue(stage.id),
        journey=[_stop(page, one, stage) for one in page.handbook.stages.values()],
        synonyms=page.synonyms("stages", stage.id),
        activities=[_doing(page, activity) for activity in stage.activities],
        playbooks=_playbooks(page, stage),
        metrics=_metrics(page, stage),
        foot=page.foot("stages", stage.id, [stage.source] if stage.source else []),
    )


def _stop(page: Page, one: Stage, here: Stage) -> Ready:
    """A stage on the strip: a link, or, where one is, its name."""
    return Ready(f"**{inline(one.title)}**") if one is here else page.to("stages", one.id)


def _doing(page: Page, activity: Activity) -> Doing:
    facts = []
    if activity.playbook:
        facts.append(("Playbook", page.to("playbooks", activity.playbook)))
    if activity.metrics:
        facts.append(("Measured by", page.all("metrics", activity.metrics)))
    if activity.source:
        facts.append(("Source", inline(activity.source)))
    summary = prose(activity.summary or "")
    return Doing(activity.id, activity.title, summary, tuple(facts))


def _playbooks(page: Page, stage: Stage) -> list[tuple[Ready, Ready]]:
    named = {activity.playbook for activity in stage.activities}
    return [
        (page.to("playbooks", p.id), opening(p.purpose))
        for p in page.handbook.playbooks.values()
        if p.stage == stage.id and p.id not in named
    ]


def _metrics(page: Page, stage: Stage) -> list[tuple[Ready, str]]:
    return [
        (page.to("metrics", m.id), str(m.target or "followed, without a target"))
        for m in page.handbook.metrics.values()
        if m.stage == stage.id
    ]
