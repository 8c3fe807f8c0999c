"""The pieces of an entry in two handbooks, matched: what is the same thing on both sides."""

from __future__ import annotations

from collections.abc import Mapping

from generator.comparison.pieces import Piece, pieces
from generator.models import Part, Playbook

PHASE, STEP, ROW = "phase", "step", "row"


def step_renames(old: Playbook, new: Playbook) -> Mapping[str, str]:
    """Former ids of a playbook's steps with the present ones."""
    return {
        was: id_
        for id_, placed in new.steps.items()
        for was in placed.step.was
        if was in old.steps and was not in new.steps and id_ not in old.steps
    }


class Match:
    """`now` has the noun and former key of each piece that both sides have, with its present key;
    `was` the other way round. `steps` has former ids of steps with present ones: they are the keys
    of a playbook's steps, and of the rows of a table of them."""

    def __init__(self, old: Part, new: Part, noun: str, steps: Mapping[str, str]) -> None:
        self.before, self.after, self.steps = pieces(old, noun), pieces(new, noun), steps
        self.now = {(noun, key): key for noun, key in self.before if (noun, key) in self.after}
        self.now |= {
            (noun, former): key
            for noun in (STEP, ROW)
            for former, key in steps.items()
            if (noun, former) in self.before and (noun, key) in self.after
        }
        self.now |= {(PHASE, former): key for former, key in self._retitled_phases().items()}
        self.was = {(noun, key): former for (noun, former), key in self.now.items()}

    def _retitled_phases(self) -> Mapping[str, str]:
        """A phase has no id: under another title it is the one that has most of its steps."""
        titles = [key for noun, key in self.before if noun == PHASE]
        taken = {key for key in titles if (PHASE, key) in self.now}
        found: dict[str, str] = {}
        for title in titles:
            steps = [
                key for (noun, key), p in self.before.items() if noun == STEP and p.inside == title
            ]
            there = [
                self.after[STEP, self.now[STEP, s]].inside for s in steps if (STEP, s) in self.now
            ]
            free = [one for one in there if one not in taken]
            if title not in taken and free:
                found[title] = max(dict.fromkeys(free), key=free.count)
                taken.add(found[title])
        return found

    def is_told(self, piece: Piece) -> bool:
        """Whether a piece that only one side has is told by itself: of a phase its steps tell; what
        stands in something that is new or gone goes with it."""
        if piece.noun in (PHASE, STEP):
            return piece.noun == STEP
        around = {noun for noun, key in (*self.before, *self.after) if key == piece.inside and key}
        return all((noun, piece.inside) in self.was for noun in around)

    def pair(self, noun: str, key: str) -> tuple[Piece, Piece]:
        """A piece of today that both sides have: as it was, and as it is."""
        return self.before[noun, self.was[noun, key]], self.after[noun, key]

    def has_moved(self, noun: str, key: str) -> bool:
        """Whether a step stands in another phase now."""
        old, new = self.pair(noun, key)
        return noun == STEP and self.now.get((PHASE, old.inside), old.inside) != new.inside
