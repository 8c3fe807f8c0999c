"""The table of pages, and all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from html import escape

from generator.chronicle import Edit
from generator.handbook import Handbook
from generator.history import Change
from generator.pages.addresses import ADDRESSES, title
from generator.pages.changes import changes as changed
from generator.pages.contribute import contribute
from generator.pages.former import anchored, followed, former, moved
from generator.pages.guides import copies
from generator.pages.home import home
from generator.pages.messages import messages
from generator.pages.metrics import metrics
from generator.pages.page import Site
from generator.pages.playbooks import playbooks
from generator.pages.reference import (
    accepted,
    calendars,
    checks,
    dates,
    events,
    glossary,
    questions,
    responsibilities,
)
from generator.pages.roles import roles
from generator.pages.segments import segments
from generator.pages.stages import stages
from generator.pages.statements import coverage, matrices, rules
from generator.pages.tables import tables
from generator.pages.verdicts import scales, scores
from generator.references import NOUNS

PAGES: tuple[Callable[[Site], Iterator[tuple[str, str]]], ...] = (
    home,
    stages,
    playbooks,
    roles,
    responsibilities,
    metrics,
    segments,
    tables,
    scales,
    scores,
    matrices,
    rules,
    coverage,
    glossary,
    dates,
    questions,
    events,
    calendars,
    accepted,
    checks,
    messages,
    contribute,
    changed,
)
"""What makes the pages; each yields paths below docs/ and their Markdown."""


WEIGHTS: Mapping[str, float] = {
    "playbooks/": 3,
    "segments/": 3,
    "stages/": 1.5,
    "roles/": 1.5,
    "glossary.md": 2,
    "dates.md": 0.5,
    "questions.md": 0.5,
    "events.md": 0.5,
    "coverage.md": 0.3,
    "disagreements.md": 0.2,
    "checks.md": 0.2,
    "messages.md": 0.2,
    "contribute.md": 0.5,
    "changes.md": 0.2,
}
"""What a find in a page counts for the search, by the beginning of its path; 1 for all others."""
LIST_WEIGHT = 0.3
"""For a page that only lists others."""
NAMED = ("segments", "stages")
"""Kinds whose titles do not say what they are: people add the word when they search."""


def weighed(site: Site, path: str, text: str) -> str:
    """A page with what the search should know of it: its weight, and other words for its title."""
    if text.startswith("---"):
        return text
    found = [weight for start, weight in WEIGHTS.items() if path.startswith(start)]
    weight = LIST_WEIGHT if path.endswith("/index.md") else next(iter(found), 1)
    front = [f"search: {{boost: {weight}}}"] if weight != 1 else []
    if words := other_words(site, path):
        front.append(f"tags: {json.dumps([escape(word) for word in words], ensure_ascii=False)}")
    return "\n".join(["---", *front, "---", "", text]) if front else text


def other_words(site: Site, path: str) -> list[str]:
    """Synonyms of the title from the glossary, and what the id adds to it (`pto-cover`)."""
    kind, _, name = path.removesuffix(".md").partition("/")
    if kind not in ADDRESSES or name not in site.handbook.of_kind(kind):
        return []
    named = title(site.handbook.of_kind(kind)[name]).casefold()
    words = [word for word in site.page(path).synonyms(kind, name).split(", ") if word]
    if any(part not in named for part in name.split("-")):
        words.append(name.replace("-", " "))
    return [*words, NOUNS[kind]] if kind in NAMED else words


def pages(
    handbook: Handbook,
    today: date,
    changes: Mapping[str, Change] | None = None,
    edits: Sequence[Edit] = (),
) -> dict[str, bytes]:
    """Every page that anybody may read. Customers are not looked at.

    `changes`: the last change of each file of the content, where they are known; `edits`: what the
    last commits changed.
    """
    site, was = Site(handbook, today, changes or {}, edits), former(handbook)
    made = dict(page for make in PAGES for page in make(site))
    shown = {
        path: anchored(text, was[path]) if path in was else text for path, text in made.items()
    }
    texts = {path: weighed(site, path, text).encode() for path, text in shown.items()}
    whole = {**texts, **copies(handbook)}
    to = moved(handbook, whole)
    linked = (path for path in whole if to and path.endswith(".md"))
    return whole | {path: followed(whole[path].decode(), to).encode() for path in linked}
