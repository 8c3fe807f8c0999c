"""The internal edition for tests: built for real, or its pages alone in a shell of our own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from conftest import TODAY

from generator.build import plans
from generator.chronicle import Edit
from generator.docs import site_tree
from generator.formats.markdown import markdown
from generator.handbook import Handbook
from generator.internal.contents import Said, Shells, about_all, shells, stamped
from generator.internal.pieces import Pieces
from generator.internal.records import INDEX
from generator.internal.shell import Made
from generator.internal.subject import Kept, Subject
from generator.output import remove_others, write
from generator.site import PUBLIC, build_frame, shells_in

DAY = date.fromisoformat(TODAY)
BARE = (
    "<!doctype html><html lang=en><title>handrail-title</title><a href=#handrail-start>Skip</a>"
    "<b>handrail-title</b><p>On this page<ul><li><a href=#handrail-entry>handrail-entry</a></ul>"
    "<h1 id=handrail-start>handrail-heading</h1><h2 id=handrail-entry>handrail-entry</h2>"
    "<p>handrail-body</p></html>"
)
"""The least that pages can be stamped from."""
Keeps = Callable[[str], Kept]


def bare() -> Shells:
    """Shells with next to nothing in them, and an index of one page."""
    index = {"config": {"fields": {}}, "docs": [{"location": "", "title": "Home", "text": ""}]}
    return shells(lambda name: json.dumps(index) if name == INDEX else BARE)


def nothing_kept(_: str) -> Kept:
    """Nobody has ticked anything."""
    return {}


def book_pages(
    made: Shells, pieces: Pieces, kept: Keeps, told: Callable[[Subject], None] = lambda _: None
) -> Iterator[Made]:
    """Every page; `kept` reads the checklists of a customer, `told` hears of each customer."""
    all_ = []
    for customer in pieces.handbook.customers.values():
        page, said, adds, about = stamped(made, pieces, customer, kept(customer.id))
        all_.append(Said(said, adds))
        told(about)
        yield page
    yield from about_all(made, pieces, all_)


def book(
    handbook: Handbook,
    kept: Keeps = nothing_kept,
    told: Callable[[Subject], None] = lambda _: None,
    today: date = DAY,
) -> dict[str, str]:
    """The pages about customers by their paths, in bare shells."""
    made = book_pages(bare(), Pieces(handbook, today), kept, told)
    return {page.path: page.content.decode() for page in made}


def build_book(
    handbook: Handbook, folder: Path, kept: Keeps = nothing_kept, edits: Sequence[Edit] = ()
) -> Path:
    """The whole edition, by MkDocs; the folder with its HTML."""
    public = folder / PUBLIC
    names = build_frame(site_tree(handbook, DAY, internal=True, edits=edits), folder)
    pages = book_pages(shells_in(folder), Pieces(handbook, DAY), kept)
    made = {page.path: page.content for page in pages}
    write(public, made, durable=False)
    remove_others(public, [*names, *made])
    return public


def kept_of(
    handbook: Handbook, edit: Callable[[str, str], str], customers: Sequence[str] = ()
) -> Mapping[str, Kept]:
    """Every checklist as it would be kept, changed by `edit(name, text)`, by customer."""
    found: dict[str, dict[str, bytes]] = {id_: {} for id_ in handbook.customers}
    for one in plans(handbook, DAY, customers):
        if one.checklist:
            text = edit(f"{one.customer}/{one.playbook}", markdown(one.checklist))
            found[one.customer][one.playbook] = text.encode()
    return found
