"""The table of pages, and all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from generator.checklist import Checklist
from generator.handbook import Handbook
from generator.pages.book import book
from generator.pages.guides import copies
from generator.pages.home import home
from generator.pages.metrics import metrics
from generator.pages.page import Site
from generator.pages.playbooks import playbooks
from generator.pages.reference import (
    accepted,
    calendars,
    checks,
    dates,
    glossary,
    questions,
    responsibilities,
)
from generator.pages.roles import roles
from generator.pages.segments import segments
from generator.pages.stages import stages
from generator.pages.tables import tables

PAGES: tuple[Callable[[Site], Iterator[tuple[str, str]]], ...] = (
    home,
    stages,
    playbooks,
    roles,
    responsibilities,
    metrics,
    segments,
    tables,
    glossary,
    dates,
    questions,
    calendars,
    accepted,
    checks,
)
"""What makes the pages; each yields paths below docs/ and their Markdown."""


def pages(handbook: Handbook, today: date) -> dict[str, bytes]:
    """Every page that anybody may read. Customers are not looked at."""
    site = Site(handbook, today)
    made = {path: text.encode() for make in PAGES for path, text in make(site)}
    return {**made, **copies(handbook)}


def book_pages(
    handbook: Handbook, checklists: Sequence[Checklist], today: date
) -> dict[str, bytes]:
    """The pages about customers, for the internal edition."""
    site = Site(handbook, today)
    return {path: text.encode() for path, text in book(site, checklists)}
