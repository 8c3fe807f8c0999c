"""What stands in a customer's GitLab project, as data: labels, milestones and issues.

`manifest.json` is this in JSON. It names things and never how to make them: there is no script in
it. What is made is found again by the issue's `marker` and by the titles of the others, so that it
can be made twice, and is there once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from generator.checklist import Checklist
from generator.formats.gitlab.issue import PLAN, assignee, description, due, labels, marker

FORMAT = 1
"""The form of `manifest.json`; it rises when a field changes its meaning or goes."""
LONGEST_TITLE = 255
_GAP = "\u200b"
_SIGN = re.compile(
    r"[@$~%^](?=\S)|[#!&](?=\d)|\[(?=\w+:)|\*(?=iteration:)|\b[A-Z][A-Z0-9_]*-(?=\d)"
)
_COMMIT = re.compile(r"\b(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}\b")


@dataclass(frozen=True, slots=True)
class Label:
    """A label, by its name."""

    name: str
    color: str
    description: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone, by its title; from the first day to the last of its issues."""

    title: str
    description: str
    start_date: date | None
    due_date: date | None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that holds one checklist."""

    marker: str  # customer, playbook and edition, as they stand in the description's first line
    title: str
    description: str
    milestone: str
    labels: tuple[str, ...]
    due_date: date | None
    confidential: bool
    assignee: str  # a user name, or nothing
    was: tuple[tuple[str, str], ...]  # former ids of items, and what they are now


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of it, for one customer."""

    customer: str
    edition: str
    labels: tuple[Label, ...]
    milestones: tuple[Milestone, ...]
    issues: tuple[Issue, ...]


LABELS = (
    Label("workflow::to do", "#6699cc", "Not begun"),
    Label("workflow::doing", "#1f78d1", "Somebody is at it"),
    Label("workflow::waiting", "#ed9121", "Waits for an answer; say in a comment whose"),
    Label("workflow::done", "#009966", "Done"),
    Label("priority::low", "#c2cbd1", "When there is time"),
    Label("priority::medium", "#8fbc8f", "Within 6 to 12 months"),
    Label("priority::high", "#eee600", "Stops work, or has a deadline"),
    Label("priority::critical", "#dc143c", "Before everything else"),
    Label(PLAN, "#3cb371", "A plan with steps to tick"),
    Label("type::agenda", "#9400d3", "A meeting: what to talk about, what was said"),
    Label("type::feature request", "#6699cc", "What the product should do"),
    Label("type::enablement", "#00b140", "What people want to learn"),
    Label("type::architecture", "#36454f", "How it is set up, and why so"),
)
"""Those a collaboration project begins with: how far, how urgent, what kind."""


def manifest(checklists: Sequence[Checklist]) -> Manifest:
    """What to make for these checklists of one customer, all of one edition."""
    customers = {(one.customer_id, one.edition) for one in checklists}
    if len(customers) != 1:
        raise ValueError("the checklists have to be of one customer and one edition")
    ((customer, edition),) = customers
    return Manifest(
        customer=customer,
        edition=edition,
        labels=LABELS,
        milestones=tuple(_milestones(checklists)),
        issues=tuple(map(_issue, checklists)),
    )


def title(text: str) -> str:
    """One line for a title. GitLab looks for references in it, and knows no backslash there: a
    space of no width stands behind what it would take for one."""
    words = _SIGN.sub(lambda sign: sign[0] + _GAP, " ".join(text.split()))
    words = _COMMIT.sub(lambda found: _GAP.join(re.findall(".{1,6}", found[0])), words)
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"


def _issue(checklist: Checklist) -> Issue:
    text = description(checklist)
    found = marker(text)
    assert found, "every description begins with its marker"
    return Issue(
        marker=found.key,
        title=title(f"{checklist.title}: {checklist.customer}"),
        description=text,
        milestone=title(checklist.title),
        labels=labels(checklist),
        due_date=due(checklist),
        confidential=checklist.edition == "internal",
        assignee=assignee(checklist),
        was=tuple((former, item.id) for item in checklist.items for former in item.was),
    )


def _milestones(checklists: Sequence[Checklist]) -> Iterator[Milestone]:
    """One for each title: plans of the same name are on the way to the same thing."""
    ordered = sorted(checklists, key=lambda one: title(one.title))
    for name, plans in groupby(ordered, key=lambda one: title(one.title)):
        items = [item for plan in plans for item in plan.items]
        days = [item.start or item.due for item in items if item.due]
        yield Milestone(
            title=name,
            description=f"<!-- handrail: milestone of {checklists[0].customer_id} -->",
            start_date=min(filter(None, days), default=None),
            due_date=max((item.due for item in items if item.due), default=None),
        )
