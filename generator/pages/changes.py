"""What was changed lately in the handbook, month by month and day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
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


class Day(NamedTuple):
    """The changes of a day: runs of commits by the same people, each with its items."""

    title: str
    anchor: str
    runs: Sequence[tuple[Ready, Sequence[tuple[Ready, Sequence[Ready]]]]]


def changes(site: Site) -> Iterator[tuple[str, str]]:
    """`changes.md`, where there is a history."""
    if not site.edits:
        return
    page = site.page(PATH)
    newest = sorted(site.edits, key=_day, reverse=True)
    days = [_of_day(page, day, list(edits)) for day, edits in groupby(newest, key=_day)]
    months = [
        (f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}", month, list(those))
        for month, those in groupby(days, key=lambda day: day.anchor[2:9])
    ]
    yield page.path, render("pages/changes.md.j2", months=months, feed=FEED)


def anchor(day: date) -> str:
    """Where a day is on the page."""
    return f"d-{day}"


def _day(edit: Edit) -> date:
    return edit.day


def _of_day(page: Page, day: date, edits: Sequence[Edit]) -> Day:
    shown = page.handbook.settings.show_authors
    runs = [
        (_by(authors), [_item(page, one) for one in tell(*those)])
        for authors, those in groupby(edits, key=lambda edit: edit.authors if shown else ())
    ]
    return Day(spoken(day), anchor(day), runs)


def _by(authors: Sequence[str]) -> Ready:
    return Ready(f"by {listed(map(inline, authors), 'and')}" if authors else "")


def _item(page: Page, told: Told) -> tuple[Ready, list[Ready]]:
    return _head(page, told), [inline(line) for line in told.lines]


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


def tell(*edits: Edit) -> list[Told]:
    """What commits changed, one after another: entries with their lines, new ones and gone ones;
    then those of which the words alone are others, by name, each once."""
    told, reworded = list[Told](), dict[tuple[str, str], Difference]()
    for edit in edits:
        entries = by_entry(edit.differences)
        told += _more_than_words(entries)
        for one, *_ in filter(_is_reworded, entries):
            reworded.setdefault((one.kind, one.id), one)
    return [*told, _names([*reworded.values()], "Reworded:")] if reworded else told


def _more_than_words(entries: Iterable[Sequence[Difference]]) -> Iterator[Told]:
    said, whole = list[Sequence[Difference]](), list[Difference]()
    for ones in entries:
        if _is_whole(ones[0]):
            whole.append(ones[0])
        elif not _is_reworded(ones):
            said.append(ones)
    yield from (Told(ones[:1], 0, "", _lines(ones)) for ones in said[:MOST_ENTRIES])
    if rest := said[MOST_ENTRIES:]:
        yield _names([ones[0] for ones in rest], "Also changed:")
    for (what, kind), same in groupby(sorted(whole, key=_order), key=lambda o: (o.what, o.kind)):
        found = list(same)
        noun = NOUNS.get(kind, found[0].noun)
        noun = noun if len(found) == 1 else plural(noun)
        yield _names(found, f"{'New' if what == 'added' else 'Gone'} {noun}:")


def _names(ones: Sequence[Difference], before: str) -> Told:
    return Told(ones[:MOST_NAMES], len(ones[MOST_NAMES:]), before, ())


def _is_whole(one: Difference) -> bool:
    return not one.part and one.what in ("added", "removed")


def _order(one: Difference) -> tuple[bool, int]:
    """New before gone, kinds as in the table."""
    kinds = list(NOUNS)
    return one.what == "removed", kinds.index(one.kind) if one.kind in kinds else len(kinds)


def _is_reworded(ones: Sequence[Difference]) -> bool:
    return not _is_whole(ones[0]) and all(one.level == "wording" for one in ones)


def _lines(ones: Sequence[Difference]) -> list[str]:
    """What is more than wording, line by line; of the words, how many places."""
    groups = grouped(one for one in ones if one.level != "wording")
    lines = [words(group) for group in groups[:MOST_LINES]]
    if len(groups) > MOST_LINES:
        lines.append(f"and {len(groups) - MOST_LINES} more")
    reworded = sum(one.level == "wording" for one in ones)
    return [*lines, f"words in {counted(reworded, 'place')}"] if reworded else lines
