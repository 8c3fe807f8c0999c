"""Two handbooks that are compared, and an entry on either side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.conditions import Work
from generator.handbook import Handbook
from generator.models import Accepted, Attribute, Part, Playbook, Table
from generator.problems import Location, Route


@dataclass(frozen=True)
class Side:
    """An entry in one of two handbooks."""

    handbook: Handbook
    entry: Part
    kind: str
    id: str
    with_places: bool

    @property
    def name(self) -> str:
        """Its id; of an accepted finding, what is found where: its place in the list is no name."""
        return (
            f"{self.entry.check} {self.entry.at}" if isinstance(self.entry, Accepted) else self.id
        )

    @property
    def title(self) -> str:
        """What it is called."""
        names = ("name", "term", "title", "check")
        said = self.entry
        return next((str(v) for n in names if (v := getattr(said, n, None))), self.id)

    def place(self, route: Route) -> Location | None:
        """Where something in it was written, if anybody asks: the file has to be read again."""
        if not self.with_places:
            return None
        if self.kind == "settings":
            return self.handbook.settings_at(route)
        return self.handbook.locate((self.kind, self.id, *route))


@dataclass(frozen=True)
class Pair:
    """Two handbooks, what was renamed between them (by kind), and what may be asked in either."""

    old: Handbook
    new: Handbook
    renames: Mapping[str, Mapping[str, str]]
    steps: Mapping[str, Mapping[str, str]]  # the same of steps, by playbook
    questions: Mapping[str, Attribute]
    work: Work
    with_places: bool

    def steps_in(self, entry: Part) -> Mapping[str, str]:
        """Former ids with present ones, of a playbook's steps or of those that a table has."""
        if isinstance(entry, Playbook | Table):
            id_ = entry.id if isinstance(entry, Playbook) else entry.playbook
            return self.steps.get(id_ or "", {})
        return {}

    def was(self, entry: Part, kind: str, id_: str) -> Side:
        """An entry of the old one."""
        return Side(self.old, entry, kind, id_, self.with_places)

    def is_now(self, entry: Part, kind: str, id_: str) -> Side:
        """An entry of the new one."""
        return Side(self.new, entry, kind, id_, self.with_places)
