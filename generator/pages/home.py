"""The first page: the journey, who you are, what there is to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.markdown import Ready
from generator.models import Role
from generator.pages import guides
from generator.pages.news import news
from generator.pages.page import Page, Site
from generator.pages.sections import LISTS
from generator.pages.words import cell, opening
from generator.problems import counted
from generator.templates import render

MOST_ROLES = 7
"""More roles of a side than this would hide who reads most: the others are in the list of roles."""


@dataclass(frozen=True)
class Group:
    """Links under a heading, each with a few words, in the colour of a stage."""

    heading: str | Ready
    lines: tuple[tuple[Ready, Ready], ...]
    hue: str = "hue-0"


def home(site: Site) -> Iterator[tuple[str, str]]:
    """`index.md`."""
    page = site.page("index.md")
    groups = [_roles(page, "vendor"), _roles(page, "customer"), _guides(page)]
    yield (
        page.path,
        render(
            "pages/home.md.j2",
            title=site.handbook.settings.title,
            journey=journey(page),
            roles=[group for group in groups[:2] if group.lines],
            playbooks=playbooks_by_stage(page),
            news=list(news(page)),
            lists=_lists(page),
            guides=groups[2].lines,
        ),
    )


def journey(page: Page) -> list[tuple[Ready, Ready]]:
    """The stages in order: link and objective."""
    stages = page.handbook.stages.values()
    return [(page.to("stages", stage.id), opening(stage.objective)) for stage in stages]


def playbooks_by_stage(page: Page) -> list[Group]:
    """The playbooks in the order of the journey; those of no stage come last."""
    handbook = page.handbook
    groups = []
    for stage in (*handbook.stages.values(), None):
        of_stage = [
            (page.to("playbooks", p.id), opening(p.purpose))
            for p in handbook.playbooks.values()
            if p.stage == (stage.id if stage else None)
        ]
        other = Ready("At any time" if handbook.stages else "Playbooks")
        heading = page.to("stages", stage.id) if stage else other
        hue = page.hue(stage.id if stage else None)
        groups += [Group(heading, tuple(of_stage), hue)] if of_stage else []
    return groups


def _roles(page: Page, side: str) -> Group:
    """The roles of a side; those that most playbooks ask for come first."""
    roles = [role for role in page.handbook.roles.values() if role.side == side]
    roles.sort(key=lambda role: _asked(page, role), reverse=True)
    heading = "Our side" if side == "vendor" else "The customer's side"
    shown = [(page.to("roles", role.id), _share(page, role)) for role in roles[:MOST_ROLES]]
    if more := len(roles[MOST_ROLES:]):
        shown.append((page.link("All roles", "roles/index.md"), Ready(f"{more} more")))
    return Group(heading, tuple(shown))


def _share(page: Page, role: Role) -> Ready:
    """How much the role is asked for."""
    books, steps = _asked(page, role)
    words = f"{counted(steps, 'step')} in {counted(books, 'playbook')}"
    return Ready(words if steps else "")


def _asked(page: Page, role: Role) -> tuple[int, int]:
    """In how many playbooks the role has a part, and in how many of their steps."""
    mine = [task for task, _ in page.site.tasks_of[role.id]]
    return len({task.playbook.id for task in mine}), len(mine)


def _lists(page: Page) -> list[tuple[Ready, Ready]]:
    """The pages that list entries of a kind."""
    handbook = page.handbook
    return [
        (page.link(listing.title, listing.path), cell(listing.about))
        for listing in LISTS
        if listing.path not in ("stages/index.md", "playbooks/index.md") and listing.has(handbook)
    ]


def _guides(page: Page) -> Group:
    found = guides.titles(page.handbook)
    return Group("Guides", tuple((page.link(title, path), Ready()) for path, title in found))
