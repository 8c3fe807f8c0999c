"""Matrices of tasks and roles, rules as their sources state them, and what is covered where."""

from __future__ import annotations

from collections.abc import Iterator

from generator.calendars import spoken
from generator.markdown import Ready, inline, prose
from generator.models import Matrix, Rule, Statement, System
from generator.pages.page import Page, Site
from generator.pages.reference import Facts, Shown
from generator.pages.words import cell
from generator.references import mentions
from generator.templates import render

LEGEND = "R does it, A or D answers for it, C is consulted, I is informed"


def matrices(site: Site) -> Iterator[tuple[str, str]]:
    """`matrices/index.md` and a page for each matrix."""
    found = list(site.handbook.matrices.values())
    if not found:
        return
    page = site.page("matrices/index.md")
    links = [(page.to("matrices", one.id), cell(one.note or "")) for one in found]
    about = "Who does what, where a source gives it as a table."
    yield (
        page.path,
        render("pages/links.md.j2", title="Matrices", about=about, links=links, foot=""),
    )
    for one in found:
        yield _matrix(site.page(f"matrices/{one.id}.md"), one)


def _matrix(page: Page, one: Matrix) -> tuple[str, str]:
    notes = any(row.note for row in one.rows)
    staged = any(row.stage for row in one.rows)
    rows = [
        (
            inline(row.title),
            *([page.to("stages", row.stage) if row.stage else Ready()] if staged else []),
            *(inline("/".join(row.letters.get(role, ()))) for role in one.roles),
            *([cell(row.note or "")] if notes else []),
        )
        for row in one.rows
    ]
    return page.path, render(
        "pages/matrix.md.j2",
        one=one,
        legend=LEGEND,
        heads=[Ready("Stage")] * staged
        + [page.role(role) for role in one.roles]
        + [Ready("Note")] * notes,
        rows=rows,
        foot=page.foot("matrices", one.id, [one.source] if one.source else []),
    )


def rules(site: Site) -> Iterator[tuple[str, str]]:
    """`rules.md`: what the sources say, and from when to when."""
    page = site.page("rules.md")
    if entries := [_rule(page, rule) for rule in site.handbook.rules.values()]:
        about = (
            "Rules that more than one source states. Where two of them hold on one day, the page "
            "on disagreements says which to work by."
        )
        foot = page.foot("rules")
        yield (
            page.path,
            render("pages/listing.md.j2", title="Rules", about=about, entries=entries, foot=foot),
        )


def _rule(page: Page, rule: Rule) -> Shown:
    facts: Facts = [("Question", inline(rule.question))]
    facts += [(one.source, _statement(page, one)) for one in rule.statements]
    if used := page.used_by("rules", rule.id):
        facts.append(("Part of", Ready(", ".join(used))))
    return Shown(rule.id, rule.title, prose(rule.note or ""), facts)


def _statement(page: Page, one: Statement) -> Ready:
    words = [inline(one.says)]
    words += [page.to("segments", one.segment)] if one.segment else []
    words += [inline(f"from {spoken(one.start)}")] if one.start else []
    words += [inline(f"until {spoken(one.until)}")] if one.until else []
    return Ready(" · ".join(words))


def coverage(site: Site) -> Iterator[tuple[str, str]]:
    """`coverage.md`: each named system with its data, pages and playbooks."""
    page = site.page("coverage.md")
    if rows := [_system(page, one) for one in site.handbook.systems.values()]:
        yield page.path, render("pages/coverage.md.j2", rows=rows, foot=page.foot("systems"))


def _system(page: Page, one: System) -> tuple[Ready, ...]:
    named = [(m.kind, m.id) for m in mentions("systems", one)]
    files = dict.fromkeys(_file(page, kind, id_) for kind, id_ in named)
    return (
        Ready(f'<span id="{one.id}">{inline(one.title)}</span>'),
        Ready(", ".join(page.to(k, i) for k, i in named if k == "playbooks")),
        Ready(", ".join(page.to(k, i) for k, i in named if k != "playbooks")),
        Ready(", ".join(f"`{name}`" for name in files)),
    )


def _file(page: Page, kind: str, id_: str) -> str:
    """The data file below content/."""
    parts = page.handbook.file_of(kind, id_).replace("\\", "/").split("/")
    folders = {"playbooks", "segments", "tables", "scales", "scores", "matrices"}
    return "/".join(parts[-2:]) if kind in folders else parts[-1]
