"""Roles: everything asked of each, by rhythm and by stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.markdown import Ready, inline
from generator.models import Role
from generator.pages.addresses import title
from generator.pages.page import Page, Site
from generator.pages.playbooks import due_words
from generator.pages.tasks import SCHEMES, parts_of
from generator.problems import counted
from generator.templates import render

Row = tuple[Ready, ...]


@dataclass(frozen=True)
class Work:
    """What one playbook asks of a role: step, part, due."""

    link: Ready
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Rhythm:
    """What comes again as often: step, playbook, part."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class StageWork:
    """What a stage asks of a role."""

    id: str
    heading: str
    hue: str
    playbooks: tuple[Work, ...]


def roles(site: Site) -> Iterator[tuple[str, str]]:
    """`roles/index.md` and a page for each role."""
    found = list(site.handbook.roles.values())
    if not found:
        return
    page = site.page("roles/index.md")
    rows = [(page.to("roles", r.id), f"{_side(r)} side", Ready(_counts(page, r))) for r in found]
    yield page.path, render("pages/roles.md.j2", rows=rows, foot=page.foot("roles"))
    for role in found:
        yield _role(site.page(f"roles/{role.id}.md"), role)


def _role(page: Page, role: Role) -> tuple[str, str]:
    return page.path, render(
        "pages/role.md.j2",
        role=role,
        title=title(role),
        kind=page.kind(f"Role on {_side(role)} side"),
        synonyms=page.synonyms("roles", role.id),
        facts=_facts(page, role),
        rhythm=list(_rhythm(page, role)),
        work=list(_work(page, role)),
        responsibilities=_responsibilities(page, role),
        metrics=_metrics(page, role),
        foot=page.foot("roles", role.id, [role.source] if role.source else []),
    )


def _side(role: Role) -> str:
    return "the customer's" if role.side == "customer" else "our"


def _counts(page: Page, role: Role) -> str:
    """`12 as DRI, 3 as Consulted`: how many steps, by part."""
    heads = SCHEMES[page.handbook.settings.scheme]
    parts = [part for _, parts in page.site.tasks_of[role.id] for part in parts]
    found = [f"{heads[part]} in {parts.count(part)}" for part in heads if part in parts]
    return ", ".join(found) or "no steps"


def _facts(page: Page, role: Role) -> list[tuple[str, Ready]]:
    facts = []
    if role.carries_book:
        facts.append(("Carries", Ready("a book of customers")))
    if role.falls_back_to:
        facts.append(("When nobody holds it", page.to("roles", role.falls_back_to)))
    behind = [r.id for r in page.handbook.roles.values() if r.falls_back_to == role.id]
    if behind:
        facts.append(("Stands in for", page.all("roles", behind)))
    attends = [d.id for d in page.handbook.dates.values() if role.id in d.attended_by]
    if attends:
        facts.append(("Takes part in", page.all("dates", attends)))
    facts.append(("Steps", Ready(_counts(page, role))))
    return facts


def _rhythm(page: Page, role: Role) -> Iterator[Rhythm]:
    """The steps that come again, the most frequent first."""
    again = [(task.step.every, task, parts) for task, parts in page.site.tasks_of[role.id]]
    found = [(every, task, parts) for every, task, parts in again if every]
    found.sort(key=lambda one: (one[0].most_days, one[0].every))
    for every, group in groupby(found, key=lambda one: one[0].every):
        rows = tuple(
            (
                page.step(task.playbook, task.step.id),
                page.to("playbooks", task.playbook.id),
                _parts(page, parts),
            )
            for _, task, parts in group
        )
        yield Rhythm(f"Every {every}", rows)


def _parts(page: Page, parts: Sequence[str]) -> Ready:
    heads = SCHEMES[page.handbook.settings.scheme]
    return Ready(", ".join(heads[part] for part in parts))


def _work(page: Page, role: Role) -> Iterator[StageWork]:
    """What each stage asks, in the order of the journey; what belongs to none comes last."""
    for stage in (*page.handbook.stages.values(), None):
        id_ = stage.id if stage else None
        found = tuple(_of_stage(page, role, id_))
        if found:
            heading = stage.title if stage else "At any time"
            yield StageWork(f"at-{id_}" if id_ else "at-any-time", heading, page.hue(id_), found)


def _of_stage(page: Page, role: Role, stage: str | None) -> Iterator[Work]:
    mine = (one for one in page.site.tasks_of[role.id] if one[0].playbook.stage == stage)
    for id_, group in groupby(mine, key=lambda one: one[0].playbook.id):
        rows = tuple(
            (
                page.step(task.playbook, task.step.id),
                _parts(page, parts),
                due_words(page, task),
            )
            for task, parts in group
        )
        words = f"{page.to('playbooks', id_)}: {counted(len(rows), 'step')}"
        yield Work(Ready(words), rows)


def _responsibilities(page: Page, role: Role) -> list[Row]:
    scheme = page.handbook.settings.scheme
    rows: list[Row] = []
    for one in page.handbook.responsibilities.values():
        parts = parts_of(one, one.accountable, scheme)
        mine = [SCHEMES[scheme][part] for part, ids in parts.items() if role.id in ids]
        if mine:
            rows.append((page.to("responsibilities", one.id), Ready(", ".join(mine))))
    return rows


def _metrics(page: Page, role: Role) -> list[Row]:
    return [
        (page.to("metrics", metric.id), inline(metric.target or "followed, without a target"))
        for metric in page.handbook.metrics.values()
        if metric.owner == role.id
    ]
