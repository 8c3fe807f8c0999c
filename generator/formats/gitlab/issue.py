"""A checklist as the description of a GitLab issue, and back.

It is the Markdown file, save that its front matter stands in a comment, which GitLab does not show:

    <!-- handrail: aurora-robotics/ebr | edition: customer | due: 2026-12-15 | format: 1 | … -->

By this first line the issue is found again; with it and the comment at the end, the issue is a
checklist file like any other: what people tick and write in it can be kept.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from generator.checklist import Checklist
from generator.formats.markdown import with_ticks
from generator.people import Holder

_FIRST = re.compile(
    r"\s*<!-- handrail: ([a-z0-9-]+)/([a-z0-9-]+) \| edition: (internal|customer)"
    r" \| due: (\d{4}-\d\d-\d\d|none)((?: \| [a-z]+: [a-z0-9-]+)*) -->[ \t]*(\r?\n)"
)
_FRONT = re.compile(
    r"---(\r?\n)customer: ([a-z0-9-]+)\r?\nplaybook: ([a-z0-9-]+)\r?\n"
    r"((?:[a-z]+: [a-z0-9-]+\r?\n)*)---\r?\n"
)
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?")
PLAN = "type::plan"


class Marker(NamedTuple):
    """What the first line of an issue's description says."""

    customer: str
    playbook: str
    edition: str
    due: date | None

    @property
    def key(self) -> str:
        """By what the issue is found again: `aurora-robotics/ebr, customer`."""
        return f"{self.customer}/{self.playbook}, {self.edition}"


def issue(checklist: Checklist) -> str:
    """The text to paste into a new issue: the quick actions first, then the description.

    Nothing in the description is a quick action. The lines of these are ours alone.
    """
    day, owner = due(checklist), assignee(checklist)
    actions = [
        "/confidential" if checklist.edition == "internal" else "",
        "/label " + " ".join(f'~"{name}"' for name in labels(checklist)),
        f"/due {day.isoformat()}" if day else "",
        f"/assign @{owner}" if owner else "",
    ]
    return "\n".join([*filter(None, actions), "", description(checklist)])


def description(checklist: Checklist) -> str:
    """What stands in the issue, with the state of every box."""
    return as_issue(with_ticks(checklist), checklist.edition, due(checklist))


def as_issue(file: str, edition: str, day: date | None) -> str:
    """The text of a checklist file as a description; for a file of ours only."""
    front = _FRONT.match(file)
    if front is None:
        raise ValueError("this is not the text of a checklist")
    parts = [
        f"handrail: {front[2]}/{front[3]}",
        f"edition: {edition}",
        f"due: {day.isoformat() if day else 'none'}",
        *front[4].splitlines(),
    ]
    return f"<!-- {' | '.join(parts)} -->{front[1]}{file[front.end() :]}"


def as_file(text: str) -> str | None:
    """A description, or an issue's text as it was pasted, as a checklist file.

    None where the line by which it is found is not there; what stands before it (quick actions that
    were not carried out) is left out.
    """
    start = text.find("<!-- handrail: ")
    first = _FIRST.match(text, start) if start >= 0 and _only_actions(text[:start]) else None
    if first is None:
        return None
    values, eol = first[5].split(" | ")[1:], first[6]
    front = ["---", f"customer: {first[1]}", f"playbook: {first[2]}", *values, "---", ""]
    end = "" if text.endswith("\n") else eol  # GitLab cuts off the last one
    return eol.join(front) + text[first.end() :] + end


def marker(text: str) -> Marker | None:
    """Which checklist an issue holds, by the first line of its description."""
    first = _FIRST.match(text)
    if first is None:
        return None
    day = None if first[4] == "none" else date.fromisoformat(first[4])
    return Marker(first[1], first[2], first[3], day)


def due(checklist: Checklist) -> date | None:
    """The day on which the last item is due that does not come again."""
    days = [item.due for item in checklist.items if item.due and not item.every]
    return max(days, default=None)


def labels(checklist: Checklist) -> tuple[str, str]:
    """What kind of issue it is, and how far it has come."""
    states = {item.state for item in checklist.items}
    started = bool(states & {"x", "X"})
    done = started and " " not in states
    return PLAN, f"workflow::{'done' if done else 'doing' if started else 'to do'}"


def assignee(checklist: Checklist) -> str:
    """The user name of whoever is accountable for most items, where it is known; else nothing."""
    owners = [item.accountable for item in checklist.items]
    names = [holder.gitlab for holder in owners if _has_user_name(holder)]
    return max(names, key=names.count, default="")


def _has_user_name(holder: Holder) -> bool:
    """`@all` would call everybody."""
    return bool(_NAME.fullmatch(holder.gitlab)) and holder.gitlab.lower() != "all"


def _only_actions(text: str) -> bool:
    return all(line.startswith("/") or not line.strip() for line in text.splitlines())
