"""Playbooks: what starts them, for whom, their steps by phase, and who does what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from generator.markdown import Ready, inline, prose
from generator.models import Playbook
from generator.pages.filters import asked, filters
from generator.pages.home import playbooks_by_stage
from generator.pages.page import Page, Site
from generator.pages.tasks import SCHEMES, Task, letters, roles_in, shown_parts
from generator.pages.timeline import timelines
from generator.pages.words import hanging
from generator.problems import counted
from generator.templates import render

Facts = list[tuple[str, Ready]]


@dataclass(frozen=True)
class StepShown:
    """A step as its page prints it: what, when, its marks, how; and what filters ask of it."""

    id: str
    do: str
    due: Ready
    marks: tuple[Ready, ...]
    detail: Ready
    roles: Ready
    asks: Ready


@dataclass(frozen=True)
class PhaseShown:
    """A phase with its steps."""

    title: str
    when: Ready
    steps: tuple[StepShown, ...]


def playbooks(site: Site) -> Iterator[tuple[str, str]]:
    """`playbooks/index.md` and a page for each playbook."""
    if not site.handbook.playbooks:
        return
    page = site.page("playbooks/index.md")
    groups = playbooks_by_stage(page)
    yield page.path, render("pages/playbooks.md.j2", groups=groups, foot="")
    for playbook in site.handbook.playbooks.values():
        yield _playbook(site.page(f"playbooks/{playbook.id}.md"), playbook)


def _playbook(page: Page, playbook: Playbook) -> tuple[str, str]:
    tasks = [task for task in page.site.tasks if task.playbook is playbook]
    common = _common_source(tasks)
    sources = [*playbook.sources, *([playbook.source] if playbook.source else [])]
    if common:
        others = [source for source in sources if source != common]
        sources = [f"{common}, unless a step names another", *others]
    length = f"{counted(len(tasks), 'step')} in {counted(len(playbook.phases), 'phase')}"
    return page.path, render(
        "pages/playbook.md.j2",
        playbook=playbook,
        kind=page.kind("Playbook", playbook.stage, length),
        hue=page.hue(playbook.stage),
        synonyms=page.synonyms("playbooks", playbook.id),
        facts=_facts(page, playbook),
        timelines=timelines(page.handbook, playbook, page.hue(playbook.stage)),
        filters=filters(page.handbook, playbook, tasks),
        phases=[
            PhaseShown(
                phase.title,
                page.condition(phase.when),
                tuple(_step(page, task, common) for task in tasks if task.phase is phase),
            )
            for phase in playbook.phases
        ],
        matrix=matrix(page, tasks),
        around=_around(page, playbook),
        foot=page.foot("playbooks", playbook.id, sources),
    )


def _facts(page: Page, playbook: Playbook) -> Facts:
    facts: Facts = []
    if playbook.trigger:
        facts.append(("Starts when", hanging(playbook.trigger)))
    if playbook.applies_to:
        facts.append(("For", page.condition(playbook.applies_to)))
    if dates := _counted_from(page, playbook):
        facts.append(("Counts from", page.all("dates", dates)))
    if playbook.opens:
        facts.append(("Opens", page.due(playbook.opens, playbook)))
    if playbook.starts:
        facts.append(("Nothing is due before", page.to("dates", playbook.starts)))
    return facts


def _around(page: Page, playbook: Playbook) -> Facts:
    """What comes before and after it, and who names it."""
    facts: Facts = []
    if playbook.follows:
        facts.append(("Comes after", page.all("playbooks", playbook.follows)))
    if later := [p.id for p in page.handbook.playbooks.values() if playbook.id in p.follows]:
        facts.append(("Leads to", page.all("playbooks", later)))
    if users := page.used_by("playbooks", playbook.id, but=["playbooks"]):
        facts.append(("Used by", Ready(", ".join(users))))
    return facts


def _counted_from(page: Page, playbook: Playbook) -> list[str]:
    named = {placed.step.due.anchor for placed in playbook.steps.values() if placed.step.due}
    return [id_ for id_ in page.handbook.dates if id_ in named]


def _common_source(tasks: list[Task]) -> str:
    """The source of most steps, said once for all; empty where a step has none."""
    (source, count), *_ = Counter(task.step.source for task in tasks).most_common(1)
    all_have_one = all(task.step.source for task in tasks)
    return source if source and all_have_one and count * 2 > len(tasks) else ""


def _step(page: Page, task: Task, common: str) -> StepShown:
    step = task.step
    return StepShown(
        id=step.id,
        do=step.do,
        due=due_words(page, task),
        marks=(*_who(page, task), *_marks(page, task, common), *_edit(page, task)),
        detail=prose(step.detail or ""),
        roles=Ready(" ".join(dict.fromkeys(id_ for ids in task.parts.values() for id_ in ids))),
        asks=asked(task.phase.when, step.when),
    )


def _who(page: Page, task: Task) -> Iterator[Ready]:
    """The roles by part, with the scheme's headings; who answers for it stands out."""
    heads = SCHEMES[page.handbook.settings.scheme]
    for part, roles in task.parts.items():
        named = page.all("roles", roles)
        shown = f'<span class="chip">{named}</span>' if part == "accountable" else named
        yield Ready(f"{heads[part]} {shown}")


def due_words(page: Page, task: Task) -> Ready:
    """When a step is due; without a date of its own, with what it comes after."""
    step = task.step
    again = f", then every {inline(step.every.every)}" if step.every else ""
    if step.due:
        return Ready(f"{page.due(step.due, task.playbook)}{again}")
    return Ready(("with the step it comes after" if step.after else "no date") + again)


def _marks(page: Page, task: Task, common: str) -> Iterator[Ready]:
    step = task.step
    if step.when:
        yield Ready(f'<span class="only">Only if {page.condition(step.when)}</span>')
    for id_ in step.serves:
        yield Ready(f'<span class="metric">Counts towards {served(page, id_)}</span>')
    if step.records:
        yield Ready(f"Records {page.to('events', step.records)}")
    if step.after:
        yield Ready(f"After {_after(page, task)}")
    if step.visible_to == "customer":
        yield Ready("Seen by the customer")
    if step.optional:
        yield Ready("Optional")
    if step.source and step.source != common:
        yield Ready(f"Source {inline(step.source)}")


def _after(page: Page, task: Task) -> Ready:
    ids = list(task.playbook.steps)
    before = ids[ids.index(task.step.id) - 1]
    above = f"[the step above](#{before})"
    links = (above if id_ == before else page.step(task.playbook, id_) for id_ in task.step.after)
    return Ready(", ".join(links))


def _edit(page: Page, task: Task) -> Iterator[Ready]:
    """A link to the step's line in its file."""
    if page.handbook.settings.repository:
        route = task.playbook.steps[task.step.id].route
        yield Ready(f"[Edit]({page.source('playbooks', task.playbook.id, route)})")


def served(page: Page, metric_id: str) -> Ready:
    """A metric with its target."""
    target = page.handbook.metrics[metric_id].target
    link = page.to("metrics", metric_id)
    return Ready(f"{link} ({inline(target)})") if target else link


@dataclass(frozen=True)
class Matrix:
    """Rows of letters by role, and what the letters mean."""

    heads: tuple[Ready, ...]
    rows: tuple[tuple[Ready, ...], ...]
    legend: str


def matrix(page: Page, tasks: list[Task]) -> Matrix:
    """Who does what: a row for each step, a column for each role."""
    parts = [task.parts for task in tasks]
    scheme = page.handbook.settings.scheme
    roles = roles_in(page.handbook, parts)
    return Matrix(
        heads=tuple(page.role(id_) for id_ in roles),
        rows=tuple(
            (
                page.step(task.playbook, task.step.id),
                *(letters(task.parts, role, scheme) for role in roles),
            )
            for task in tasks
        ),
        legend=legend(shown_parts(parts, scheme), scheme),
    )


def legend(parts: list[str], scheme: str) -> str:
    """`D: DRI, C: Consulted`."""
    heads = SCHEMES[scheme]
    return ", ".join(f"{heads[part][0]}: {heads[part]}" for part in parts)
