"""What was changed lately in the handbook, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.calendars import spoken
from generator.chronicle import Edit
from generator.comparison.difference import Difference
from generator.comparison.report import by_entry, grouped, words
from generator.handbook import Handbook
from generator.markdown import Ready, inline
from generator.pages import guides
from generator.pages.addresses import ADDRESSES, address
from generator.pages.page import Page, Site
from generator.problems import counted, listed, plural
from generator.references import NOUNS
from generator.templates import render

PATH, FEED = "changes.md", "changes.xml"
MOST_ENTRIES, MOST_LINES, MOST_NAMES = 12, 8, 10
"""What is told of one commit; of the rest, how much it is."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class Told(NamedTuple):
    """An entry, or several that the same has happened to, and what that is, in plain words."""

    names: Sequence[Difference]  # one for each entry that is named
    more: int  # entries that are not named
    before: str  # words before the names, in place of lines
    lines: Sequence[str]


def changes(site: Site) -> Iterator[tuple[str, str]]:
    """`changes.md`, where there is a history."""
    if not site.edits:
        return
    page = site.page(PATH)
    months = [
        (f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}", month, [_edit(page, e) for e in edits])
        for month, edits in groupby(site.edits, key=lambda edit: edit.moment[:7])
    ]
    yield page.path, render("pages/changes.md.j2", months=months, feed=FEED)


def mark(edit: Edit) -> str:
    """The anchor of a commit on the page."""
    return f"c-{edit.mark[:12]}"


def _edit(page: Page, edit: Edit) -> tuple[str, str, Ready, list[tuple[Ready, list[Ready]]]]:
    """Day, anchor, who, and what was changed."""
    settings = page.handbook.settings
    who = f"by {listed(map(inline, edit.authors), 'and')}" if settings.show_authors else ""
    told = [(_head(page, one), [inline(line) for line in one.lines]) for one in tell(edit)]
    return spoken(edit.day), mark(edit), Ready(who), told


def _head(page: Page, told: Told) -> Ready:
    names = [_name(page, one) for one in told.names]
    names += [Ready(f"{told.more} more")] if told.more else []
    before = f"{inline(told.before)} " if told.before else ""
    return Ready(f"{before}{listed(names, 'and')}")


def _name(page: Page, one: Difference) -> Ready:
    """A link where the entry is still there, else its name."""
    target, words = where(page.handbook, one), called(page.handbook, one)
    return page.link(words, target) if target else inline(words)


def called(handbook: Handbook, one: Difference) -> str:
    """The title of the entry; of a hand-written page, what it is called now."""
    titles = dict(guides.titles(handbook)) if one.kind == "pages" else {}
    return titles.get(f"pages/{one.id}", one.title)


def where(handbook: Handbook, one: Difference) -> str:
    """The path of the entry's page with its anchor; empty where it is none, or gone."""
    if one.kind == "pages":
        return f"pages/{one.id}" if one.id in handbook.pages and one.id.endswith(".md") else ""
    known = one.kind in ADDRESSES and one.id in handbook.of_kind(one.kind)
    return address(one.kind, one.id) if known else ""


def tell(edit: Edit) -> list[Told]:
    """What a commit changed: entries with their lines; then new ones, gone ones and those of which
    the words alone are others, by name."""
    entries = by_entry(edit.differences)
    said = [ones for ones in entries if _has_lines(ones)]
    told = [Told(ones[:1], 0, "", _lines(ones)) for ones in said[:MOST_ENTRIES]]
    if rest := said[MOST_ENTRIES:]:
        told.append(_names([ones[0] for ones in rest], "Also changed:"))
    whole = [ones[0] for ones in entries if _is_whole(ones[0])]
    for (what, kind), ones in groupby(sorted(whole, key=_order), key=lambda o: (o.what, o.kind)):
        found = list(ones)
        noun = NOUNS.get(kind, found[0].noun)
        noun = noun if len(found) == 1 else plural(noun)
        told.append(_names(found, f"{'New' if what == 'added' else 'Gone'} {noun}:"))
    words_only = [ones[0] for ones in entries if not _is_whole(ones[0]) and not _has_lines(ones)]
    return [*told, _names(words_only, "Reworded:")] if words_only else told


def _names(ones: Sequence[Difference], before: str) -> Told:
    return Told(ones[:MOST_NAMES], len(ones[MOST_NAMES:]), before, ())


def _is_whole(one: Difference) -> bool:
    return not one.part and one.what in ("added", "removed")


def _order(one: Difference) -> tuple[bool, int]:
    """New before gone, kinds as in the table."""
    kinds = list(NOUNS)
    return one.what == "removed", kinds.index(one.kind) if one.kind in kinds else len(kinds)


def _has_lines(ones: Sequence[Difference]) -> bool:
    return not _is_whole(ones[0]) and any(one.level != "wording" for one in ones)


def _lines(ones: Sequence[Difference]) -> list[str]:
    """What is more than wording, line by line; of the words, how many places."""
    groups = grouped(one for one in ones if one.level != "wording")
    lines = [words(group) for group in groups[:MOST_LINES]]
    if len(groups) > MOST_LINES:
        lines.append(f"and {len(groups) - MOST_LINES} more")
    reworded = sum(one.level == "wording" for one in ones)
    return [*lines, f"words in {counted(reworded, 'place')}"] if reworded else lines
