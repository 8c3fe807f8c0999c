"""What can be drafted: a table of kinds with the questions that a draft needs answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.handbook import Handbook


class Ask(NamedTuple):
    """A question before a draft is written; its answer stands for `$name` in the draft."""

    name: str
    question: str
    kind: str = ""  # it names an entry of this kind; the first one, where nobody says
    usual: str = ""
    words: tuple[str, ...] = ()


class Draft(NamedTuple):
    """The kind that a draft is of, and what is asked beside its title."""

    kind: str
    title: str
    asks: tuple[Ask, ...] = ()


DRAFTS: Mapping[str, Draft] = {
    "playbook": Draft("playbooks", "What is it called?", (
        Ask("stage", "To which stage does it belong?", kind="stages"),
        Ask("accountable", "Which role answers for it?", kind="roles"),
        Ask("date", "From which date are its days counted?", kind="dates"),
    )),
    "customer": Draft("customers", "What is the customer's name?", (
        Ask("segment", "To which segment do they belong?", kind="segments"),
        Ask("calendar", "On which days do they work?", kind="calendars"),
    )),
    "segment": Draft("segments", "What is it called?"),
    "table": Draft("tables", "What is its title?", (
        Ask("unit", "What do its figures count?", usual="hours"),
    )),
    "stage": Draft("stages", "What is it called?"),
    "role": Draft("roles", "What is it called?", (
        Ask("short", "Has it a shorter name? (Enter: no)"),
        Ask("side", "Do they work for us, or for the customer?", words=("vendor", "customer")),
    )),
    "date": Draft("dates", "What happens on this day?", (
        Ask("when", "When is it, where a customer does not state it? (Enter: it is always stated)"),
    )),
    "metric": Draft("metrics", "What is measured?", (
        Ask("owner", "Which role answers for it?", kind="roles"),
    )),
    "term": Draft("terms", "Which word is to be explained?", (
        Ask("meaning", "What does it mean?", usual="Say here what it means."),
    )),
    "attribute": Draft("attributes", "What is asked about a customer?", (
        Ask("default", "What holds where nobody answered?", words=("false", "true")),
    )),
}  # fmt: skip
"""What can be drafted, by the word for one of it."""


def usual(ask: Ask, handbook: Handbook) -> str:
    """The answer where nobody gives one; empty where the draft leaves the line out."""
    if ask.kind:
        return next(iter(handbook.of_kind(ask.kind)), "")
    return ask.words[0] if ask.words else ask.usual


def possible(ask: Ask, handbook: Handbook) -> list[str]:
    """The answers there are; none where any text is one."""
    return list(handbook.of_kind(ask.kind)) if ask.kind else list(ask.words)
