"""One thing that a handbook says differently from another, and how it is put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from generator.problems import Location

Level = Literal["breaking", "notable", "wording"]
LEVELS: Mapping[Level, str] = {
    "breaking": "an open plan or an address can lose something: what was there is gone, or is for "
    "fewer customers",
    "notable": "what is to be done, by whom, by when, for whom, or which figures count",
    "wording": "the words alone",
}
"""From the gravest to the least, each with what it stands for."""
RANK: Mapping[str, int] = {level: n for n, level in enumerate(LEVELS)}
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Difference:
    """`old` and `new` are in words; empty where there is nothing. Places are None on that side."""

    kind: str  # of the entry: playbooks, roles, …, or settings, pages
    id: str  # of the entry, as it is now (of a removed one, as it was)
    title: str  # of the entry
    noun: str  # of the part that differs: step, row, …; of the entry itself where it is whole
    part: str  # its id within the entry; empty: the entry itself
    subject: str  # what the part is called
    field: str  # which of its fields; empty where it is new, gone or renamed
    what: str  # one of WHATS
    level: Level
    label: str  # the field in words
    old: str
    new: str
    before: Location | None
    after: Location | None

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits: the same wherever in the files the same thing differs."""
        said = (self.kind, self.id, self.noun, self.part, self.field, self.what, self.old, self.new)
        return blake2b(repr(said).encode(), digest_size=8).hexdigest()


WHATS: Mapping[str, str] = {
    "added": "It is new.",
    "removed": "It is gone.",
    "renamed": "It has another id; the former one stands in `was`.",
    "reworded": "The words are others.",
    "re-dated": "It is due at another time.",
    "re-owned": "Somebody else answers for it.",
    "moved": "It stands in another phase.",
    "reordered": "The same parts stand in another order.",
    "widened": "It is for all customers it was for, and for more.",
    "narrowed": "It is for fewer customers.",
    "redirected": "It is for others: some customers lose it, or nobody can tell.",
    "begun": "A policy with a day of its own is new.",
    "target": "The target is another.",
    "changed": "A field says something else.",
}
"""What can have happened, and what each means."""


def sentence(one: Difference) -> str:
    """The difference in one line of plain text, without the entry's own title."""
    told = _SENTENCES.get(one.what)
    if told is None or (one.what == "reworded" and one.field.endswith("title")):
        return f"{_of(one)}{one.label} {_from(one.old, one.new)}"
    return told(one)


_SENTENCES: Mapping[str, Callable[[Difference], str]] = {
    "added": lambda one: f"new {_named(one)}",
    "removed": lambda one: f"{_named(one)} is gone",
    "begun": lambda one: f"policy '{one.subject}' begins on {one.new}",
    "renamed": lambda one: f"{_of(one)}the id '{one.old}' is '{one.new}' now",
    "moved": lambda one: f"{_of(one)}moved from '{one.old}' to '{one.new}'",
    "reordered": lambda one: f"{one.label} in another order: {shortened(one.new)}",
    "reworded": lambda one: (
        f"{one.noun} '{shortened(one.new)}', was '{shortened(one.old)}'"
        if one.field == "do"
        else f"{_of(one)}{one.label} reworded"
    ),
    "widened": lambda one: f"{_of(one)}for more customers: {_from(one.old, one.new, 'all')}",
    "narrowed": lambda one: f"{_of(one)}for fewer customers: {_from(one.old, one.new, 'all')}",
    "redirected": lambda one: f"{_of(one)}for others: {_from(one.old, one.new, 'all')}",
}


def _named(one: Difference) -> str:
    return f"{one.noun} '{shortened(one.subject, 80)}'" if one.part else one.noun


def _of(one: Difference) -> str:
    """What it is about: `step 'Hold the kickoff': `; nothing for the entry itself."""
    return f"{_named(one)}: " if one.part else ""


def _from(old: str, new: str, empty: str = "") -> str:
    """`14 days, was 21 days`; `empty` is the word for nothing."""
    before, after = shortened(old) or empty, shortened(new) or empty
    if not before:
        return f"now {after}"
    return f"{after}, was {before}" if after else f"left out, was {before}"


def shortened(text: str, longest: int = LONGEST) -> str:
    """Text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def worst(differences: Iterable[Difference]) -> Level | None:
    """The gravest level that occurs."""
    return min((one.level for one in differences), key=RANK.__getitem__, default=None)
