"""The book: customers and their checklists, for the internal edition only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from generator.calendars import spoken
from generator.checklist import Checklist, Item
from generator.formats.markdown import markdown
from generator.markdown import Ready, inline
from generator.pages.addresses import address
from generator.pages.page import Page, Site
from generator.templates import render

SOON = timedelta(days=30)
MARK = (
    '<div class="internal" markdown>\n\n**Internal: customer data.** Not for publication.\n\n</div>'
)
_FRONT = re.compile(r"\A---\n.*?\n---\n+", re.DOTALL)
_ITEM = re.compile(r" <!-- id: ([a-z0-9-]+) [0-9a-f]+ -->$", re.MULTILINE)
_COMMENT = re.compile(r"^<!--.*?-->\n?", re.MULTILINE | re.DOTALL)


class Due(NamedTuple):
    """An item with a day."""

    day: date
    checklist: Checklist
    item: Item


def book(site: Site, checklists: Sequence[Checklist]) -> Iterator[tuple[str, str]]:
    """`book/…`: an overview, a page for each customer and one for each checklist."""
    page = site.page("book/index.md")
    rows = [_customer_row(page, id_, checklists) for id_ in _customers(checklists)]
    soon = [due for due in _dues(checklists) if site.today <= due.day <= site.today + SOON]
    yield (
        page.path,
        render(
            "pages/book.md.j2",
            mark=Ready(MARK),
            today=spoken(site.today),
            rows=rows,
            soon=[_due_row(page, due) for due in soon],
        ),
    )
    for id_ in _customers(checklists):
        yield _customer(site.page(f"book/{id_}/index.md"), id_, checklists)
    for checklist in checklists:
        yield _checklist(site.page(_address(checklist)), checklist)


def _customers(checklists: Sequence[Checklist]) -> list[str]:
    return list(dict.fromkeys(checklist.customer_id for checklist in checklists))


def _address(checklist: Checklist) -> str:
    return f"book/{checklist.customer_id}/{checklist.playbook_id}.md"


def _dues(checklists: Sequence[Checklist]) -> list[Due]:
    """Every dated item, by day."""
    found = [Due(i.due, c, i) for c in checklists for i in c.items if i.due]
    return sorted(found, key=lambda due: due.day)


def _customer_row(page: Page, id_: str, checklists: Sequence[Checklist]) -> tuple[Ready, ...]:
    mine = [c for c in checklists if c.customer_id == id_]
    coming = [due for due in _dues(mine) if due.day >= page.site.today]
    facts = dict(mine[0].facts)
    return (
        page.link(mine[0].customer, f"book/{id_}/index.md"),
        inline(facts.get("Segment", "")),
        inline(facts.get("Priority", "")),
        Ready(", ".join(page.link(c.title, _address(c)) for c in mine)),
        inline(spoken(coming[0].day) if coming else ""),
    )


def _due_row(page: Page, due: Due) -> tuple[Ready, ...]:
    return (
        inline(spoken(due.day)),
        page.link(due.checklist.customer, f"book/{due.checklist.customer_id}/index.md"),
        page.link(due.item.do, f"{_address(due.checklist)}#{due.item.id}"),
        inline(due.item.accountable),
    )


def _customer(page: Page, id_: str, checklists: Sequence[Checklist]) -> tuple[str, str]:
    mine = [c for c in checklists if c.customer_id == id_]
    coming = [due for due in _dues(mine) if due.day >= page.site.today]
    facts = {label: value for c in mine for label, value in c.facts}
    moments = {title: (day, because) for c in mine for title, day, because in c.moments}
    return page.path, render(
        "pages/customer.md.j2",
        name=mine[0].customer,
        mark=Ready(MARK),
        facts=[(label, inline(value)) for label, value in facts.items()],
        moments=sorted((day, title, because) for title, (day, because) in moments.items()),
        checklists=[(page.link(c.title, _address(c)), len(list(c.items))) for c in mine],
        coming=[_due_row(page, due)[:1] + _due_row(page, due)[2:] for due in coming[:10]],
    )


def _checklist(page: Page, checklist: Checklist) -> tuple[str, str]:
    """The checklist's own Markdown; each item with its anchor and a link to its step."""

    def marked(found: re.Match[str]) -> str:
        step = page.link("how", f"{address('playbooks', checklist.playbook_id)}#{found[1]}")
        return f' <a id="{found[1]}"></a> · {step}'

    text = _COMMENT.sub("", _ITEM.sub(marked, _FRONT.sub("", markdown(checklist))))
    head, _, rest = text.partition("\n\n")
    back = page.link(f"All of {checklist.customer}", f"book/{checklist.customer_id}/index.md")
    whole = page.link(
        f"The playbook {checklist.title}", address("playbooks", checklist.playbook_id)
    )
    return page.path, f"{head}\n\n{MARK}\n\n{back} · {whole}\n\n{rest.strip()}\n"
