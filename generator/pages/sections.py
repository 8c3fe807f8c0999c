"""The sections of the site and the navigation: what there is nothing of is left out."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.handbook import Handbook
from generator.models import Entry, Playbook
from generator.pages import guides
from generator.pages.addresses import address, title

MOST_LISTED = 50
"""More pages of a kind than this are reached from their list alone: each weighs on every page."""


class Listing(NamedTuple):
    """A page that lists all entries of a kind."""

    kind: str
    path: str
    title: str
    about: str

    def has(self, handbook: Handbook) -> bool:
        return bool(getattr(handbook, self.kind, True))  # what is no kind is always there


LISTS = (
    Listing("stages", "stages/index.md", "Journey", "The stages, and what is done in each."),
    Listing("playbooks", "playbooks/index.md", "Playbooks", "What to do, by whom and by when."),
    Listing("roles", "roles/index.md", "Roles", "Who is who, and everything asked of each role."),
    Listing("responsibilities", "responsibilities.md", "Responsibilities", "Who answers for what."),
    Listing("metrics", "metrics/index.md", "Metrics", "What is measured, and its target."),
    Listing("segments", "segments/index.md", "Segments", "Which rules are in force for whom."),
    Listing("tables", "tables/index.md", "Tables", "Figures as stated, and as they add up."),
    Listing("scales", "scales.md", "Scales", "What a number means."),
    Listing("scores", "scores/index.md", "Scores", "What is weighed, and how much."),
    Listing("matrices", "matrices/index.md", "Matrices", "Who does what, task by task."),
    Listing("rules", "rules.md", "Rules", "What several sources say."),
    Listing("systems", "coverage.md", "What is covered, and where", "Every system, and its data."),
    Listing("terms", "glossary.md", "Glossary", "What the words mean."),
    Listing("dates", "dates.md", "Dates", "The moments that due dates count from."),
    Listing("attributes", "questions.md", "Questions", "What decides which steps a customer gets."),
    Listing("events", "events.md", "Events", "What happens to customers, and what follows."),
    Listing("calendars", "calendars.md", "Calendars", "Who works when."),
    Listing("accepted", "disagreements.md", "Where the handbook disagrees with itself",
            "Contradictions we know of, and why they stay."),
    Listing("settings", "checks.md", "Checks", "What the handbook demands of itself."),
    Listing("messages", "messages.md", "Messages", "What is said when something is wrong."),
    Listing("contribute", "contribute.md", "Contribute", "Change this handbook in a browser."),
)  # fmt: skip
"""In the order of the navigation."""

TABS: Mapping[str, tuple[str, ...]] = {
    "Journey": ("stages",),
    "Playbooks": ("playbooks",),
    "Who does what": ("roles", "responsibilities", "matrices"),
    "Numbers": ("metrics", "scales", "scores", "tables"),
    "Segments": ("segments", "rules"),
    "Reference": (
        "systems", "terms", "dates", "attributes", "events", "calendars", "accepted", "settings",
        "messages",
    ),
}  # fmt: skip
"""Tabs, and the kinds whose lists they hold."""
LAST = "Reference"
"""The tab in which the changes stand."""

Nav = list[dict[str, Any]]


def nav(handbook: Handbook, book: Mapping[str, str] = {}, changes: bool = False) -> Nav:
    """MkDocs's navigation; `book`: pages about customers, with titles. Titles are HTML there."""
    tabs: Nav = [{"Home": "index.md"}]
    for name, kinds in TABS.items():
        inside = [entry for kind in kinds for entry in _section(handbook, kind, len(kinds) > 1)]
        inside += [{"Changes": "changes.md"}] if changes and name == LAST else []
        tabs += [{name: inside}] if inside else []
    pages = [{_shown(words): path} for path, words in guides.titles(handbook)]
    tabs += [{"Guides": [*_section(handbook, "contribute", shared=True), *pages]}]
    return [*tabs, {"Book": [{words: path} for path, words in book.items()]}] if book else tabs


def _section(handbook: Handbook, kind: str, shared: bool) -> Iterator[Any]:
    """The list of a kind and the pages of its entries; in a shared tab, as a section of its own."""
    listing = next(one for one in LISTS if one.kind == kind)
    if not listing.has(handbook):
        return
    if "/" not in listing.path:
        yield {listing.title: listing.path}
        return
    entries = ordered(handbook, kind)
    below: list[Any] = [listing.path]
    if len(entries) <= MOST_LISTED:
        below += [{_shown(title(entry)): address(kind, entry.id)} for entry in entries]
    yield from [{listing.title: below}] if shared else below


def ordered(handbook: Handbook, kind: str) -> list[Entry]:
    """The entries as written; playbooks in the order of the journey, those of no stage last."""
    stages = {stage: n for n, stage in enumerate(handbook.stages)}

    def place(entry: Entry) -> int:
        stage = entry.stage if isinstance(entry, Playbook) else None
        return stages[stage] if stage else len(stages)

    return sorted(handbook.of_kind(kind).values(), key=place)


def _shown(words: str) -> str:
    """A title for the navigation, where the theme prints it as HTML."""
    return html.escape(words, quote=False)
