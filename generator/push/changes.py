"""A change to a GitLab project, and a list of them that a person can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from generator.problems import counted, listed, printable

CREATE, UPDATE, SAME, LEAVE = "create", "update", "unchanged", "leave"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to one thing. `leave` is for what a person has to look at first."""

    verb: str
    kind: str  # label, milestone or issue
    name: str
    says: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)  # as GitLab's API takes them
    number: int = 0  # an issue's, or a milestone's id
    seen: str = ""  # the description that was looked at
    marker: str = ""
    milestone: str = ""

    def __str__(self) -> str:
        words = printable(f"{self.verb:<9} {self.kind:<9} {self.name}")
        return f"{words}: {printable(self.says)}" if self.says else words


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes, in the order in which they are made."""

    address: str
    changes: tuple[Change, ...]
    milestones: Mapping[str, int]  # those that are there: title to id
    notes: tuple[str, ...] = ()

    @property
    def todo(self) -> tuple[Change, ...]:
        """What there is to do."""
        return tuple(one for one in self.changes if one.verb in (CREATE, UPDATE))

    @property
    def left(self) -> tuple[Change, ...]:
        """What a person has to look at."""
        return tuple(one for one in self.changes if one.verb == LEAVE)

    @property
    def lines(self) -> tuple[str, ...]:
        """The plan for a person to read: the project, then a line for each change."""
        same = Counter(one.kind for one in self.changes if one.verb == SAME)
        unchanged = [counted(number, kind) for kind, number in same.items()]
        labels = [one.name for one in self.todo if one.kind == "label"]
        others = [one for one in self.changes if one.verb != SAME and one.kind != "label"]
        return (
            printable(self.address),
            *([f"  {CREATE:<9} {'labels':<9} {printable(', '.join(labels))}"] if labels else []),
            *(f"  {one}" for one in others),
            *([f"  {SAME:<9} {listed(unchanged, 'and')}"] if unchanged else []),
            *(f"  note      {printable(note)}" for note in self.notes),
        )


def days(**dates: date | None) -> dict[str, str]:
    """The dates that are known, as GitLab's API takes them."""
    return {name: day.isoformat() for name, day in dates.items() if day}
