"""What changed lately: the pages whose files git saw change last, by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice

from generator.calendars import spoken
from generator.history import Change
from generator.markdown import Ready
from generator.pages import guides
from generator.pages.addresses import ADDRESSES, FOLDERS
from generator.pages.page import Page
from generator.pages.sections import LISTS

MOST_DAYS, MOST_PAGES = 3, 5


def news(page: Page) -> Iterator[tuple[str, Ready]]:
    """The newest days, each with links to some of its pages; nothing where git knows of no change.

    It asks for the files of what is public, so a customer's file can be no news.
    """
    changes = page.site.changes
    known = ((changes.get(file.removeprefix("content/")), link) for file, link in _pages(page))
    found = [(change, link) for change, link in known if change]
    found.sort(key=_day, reverse=True)
    for day, of_day in islice(groupby(found, key=_day), MOST_DAYS):
        links = [link for _, link in of_day]
        more = f" and {len(links) - MOST_PAGES} more" if len(links) > MOST_PAGES else ""
        yield spoken(day), Ready(", ".join(links[:MOST_PAGES]) + more)


def _day(known: tuple[Change, Ready]) -> date:
    return known[0].day


def _pages(page: Page) -> Iterator[tuple[str, Ready]]:
    """Each file of the handbook below its content, and a link to the page that shows it."""
    handbook = page.handbook
    for kind in ADDRESSES:
        ids = [] if kind == "customers" else list(handbook.of_kind(kind))
        if kind in FOLDERS:
            yield from ((page.file(kind, id_), page.to(kind, id_)) for id_ in ids)
        elif ids:
            listing = next(one for one in LISTS if one.kind == kind)
            yield page.file(kind, ids[0]), page.link(listing.title, listing.path)
    for path, title in guides.titles(handbook):
        yield f"content/{path}", page.link(title, path)
