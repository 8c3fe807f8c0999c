"""Playbooks: what starts them, for whom, their steps by phase, and who does what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.markdown import Ready, inline, prose
from generator.models import Playbook, Step
from generator.pages.home import playbooks_by_stage
from generator.pages.page import Page, Site
from generator.pages.tasks import SCHEMES, Task, letters, roles_in, shown_parts
from generator.pages.words import hanging
from generator.problems import counted
from generator.templates import render

Facts = list[tuple[str, Ready]]


@dataclass(frozen=True)
class StepShown:
    """A step as its page prints it."""

    id: str
    do: str
    facts: tuple[tuple[str, Ready], ...]
    detail: Ready


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
    sources = [*playbook.sources, *([playbook.source] if playbook.source else [])]
    return page.path, render(
        "pages/playbook.md.j2",
        playbook=playbook,
        synonyms=page.synonyms("playbooks", playbook.id),
        facts=_facts(page, playbook, tasks),
        phases=[
            PhaseShown(
                phase.title,
                page.condition(phase.when),
                tuple(_step(page, task) for task in tasks if task.phase is phase),
            )
            for phase in playbook.phases
        ],
        matrix=matrix(page, tasks),
        foot=page.foot("playbooks", playbook.id, sources),
    )


def _facts(page: Page, playbook: Playbook, tasks: list[Task]) -> Facts:
    facts: Facts = []
    if playbook.trigger:
        facts.append(("Starts when", hanging(playbook.trigger)))
    if playbook.applies_to:
        facts.append(("For", page.condition(playbook.applies_to)))
    if playbook.stage:
        facts.append(("Stage", page.to("stages", playbook.stage)))
    if dates := _counted_from(page, playbook):
        facts.append(("Counts from", page.all("dates", dates)))
    if playbook.starts:
        facts.append(("Nothing is due before", page.to("dates", playbook.starts)))
    words = f"{counted(len(tasks), 'step')} in {counted(len(playbook.phases), 'phase')}"
    facts.append(("Length", Ready(words)))
    if users := page.used_by("playbooks", playbook.id, but=["playbooks"]):
        facts.append(("Used by", Ready(", ".join(users))))
    return facts


def _counted_from(page: Page, playbook: Playbook) -> list[str]:
    named = {placed.step.due.anchor for placed in playbook.steps.values() if placed.step.due}
    return [id_ for id_ in page.handbook.dates if id_ in named]


def _step(page: Page, task: Task) -> StepShown:
    return StepShown(
        id=task.step.id,
        do=task.step.do,
        facts=(*who(page, task), *_when(page, task), *_marks(page, task.step)),
        detail=prose(task.step.detail or ""),
    )


def who(page: Page, task: Task) -> Facts:
    """The roles by part, with the scheme's headings."""
    heads = SCHEMES[page.handbook.settings.scheme]
    return [(heads[part], page.all("roles", roles)) for part, roles in task.parts.items()]


def due_words(page: Page, task: Task) -> Ready:
    """When a step is due; without a date of its own, with what it comes after."""
    if task.step.due:
        return page.due(task.step.due, task.playbook)
    return Ready("with the step it comes after" if task.step.after else "no date")


def _when(page: Page, task: Task) -> Facts:
    facts: Facts = [("Due", due_words(page, task))]
    if task.step.after:
        links = [page.step(task.playbook, id_) for id_ in task.step.after]
        facts.append(("After", Ready(", ".join(links))))
    if task.step.when:
        facts.append(("Only if", page.condition(task.step.when)))
    return facts


def _marks(page: Page, step: Step) -> Facts:
    facts: Facts = []
    if step.serves:
        facts.append(("Counts towards", Ready(", ".join(served(page, id_) for id_ in step.serves))))
    if step.visible_to == "customer":
        facts.append(("Seen by", Ready("the customer")))
    if step.optional:
        facts.append(("Optional", Ready("yes")))
    if step.source:
        facts.append(("Source", inline(step.source)))
    return facts


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
                *(Ready(letters(task.parts, role, scheme)) for role in roles),
            )
            for task in tasks
        ),
        legend=legend(shown_parts(parts, scheme), scheme),
    )


def legend(parts: list[str], scheme: str) -> str:
    """`D: DRI, C: Consulted`."""
    heads = SCHEMES[scheme]
    return ", ".join(f"{heads[part][0]}: {heads[part]}" for part in parts)
