"""An entry in pieces: itself, its steps, rows, policies and so on, each with its fields flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from generator.comparison.values import kinds_of
from generator.conditions import Condition
from generator.models import Measured, Part, Playbook, Step, Target
from generator.people import accountable_of
from generator.problems import Route

NOUNS = {
    "activities": "activity", "bands": "band", "columns": "column", "groups": "group",
    "made_of": "budget", "measures": "measure", "policies": "policy", "priorities": "priority",
    "rows": "row", "statements": "statement",
}  # fmt: skip
"""The word for one part of a list."""
WHOLE = (Target, Measured)
"""Parts that are one value."""
_OWN = ("id", "was", "phases")


@dataclass(frozen=True)
class Said:
    """What a field says: the model that it stands in, its name there, the kind of its ids."""

    value: Any
    model: str
    name: str
    kind: str
    route: Route
    key: str = ""  # where the field is a mapping


@dataclass(frozen=True)
class Piece:
    """Something that has an identity of its own. `key` says which, `inside` in what it stands."""

    noun: str
    key: str
    title: str
    route: Route
    said: Mapping[str, Said]
    was: Sequence[str] = ()
    inside: str = ""
    around: Condition | None = None  # what has to hold for the phase


@dataclass
class _Found:
    """What is being gathered of one entry."""

    pieces: dict[tuple[str, str], Piece] = field(default_factory=dict)

    def add(self, piece: Piece) -> None:
        """A piece whose key stands twice is told from the first by its number."""
        key, number = piece.key, 1
        while (piece.noun, key) in self.pieces:
            number += 1
            key = f"{piece.key} {number}"
        self.pieces[piece.noun, key] = piece


def pieces(entry: Part, noun: str) -> dict[tuple[str, str], Piece]:
    """The entry and its parts by noun and key; the entry's own key is empty."""
    found = _Found()
    said = dict(_fields(entry, (), found, ""))
    if isinstance(entry, Playbook):
        said.pop("accountable", None)  # its steps say who answers for each
    found.add(Piece(noun, "", "", (), said))
    if isinstance(entry, Playbook):
        _add_steps(entry, found)
    return found.pieces


def _add_steps(playbook: Playbook, found: _Found) -> None:
    """Phases and steps; a step names who answers for it, and its phase."""
    for p, phase in enumerate(playbook.phases):
        route: Route = ("phases", p)
        own = dict(_fields(phase, route, found, "", but=("steps", "accountable")))
        found.add(Piece("phase", phase.title, phase.title, route, own))
        for s, step in enumerate(phase.steps):
            at = (*route, "steps", s)
            said = dict([*_fields(step, at, found, ""), *_owned(playbook, p, step, at)])
            found.add(Piece("step", step.id, step.do, at, said, step.was, phase.title, phase.when))


def _owned(playbook: Playbook, p: int, step: Step, at: Route) -> Iterator[tuple[str, Said]]:
    """Who answers for a step, also where the writer left that to the rules; and who does it, where
    that is not that role alone."""
    owner = accountable_of(playbook, playbook.phases[p], step)
    doing = [] if step.responsible == [owner] else step.responsible
    yield "accountable", Said(owner, "Step", "accountable", "roles", (*at, "accountable"))
    yield "responsible", Said(doing, "Step", "responsible", "roles", (*at, "responsible"))
    yield "after", Said(step.after, "Step", "after", "steps", (*at, "after"))


def _fields(
    part: BaseModel, route: Route, found: _Found, inside: str, but: Sequence[str] = ()
) -> Iterator[tuple[str, Said]]:
    """The fields with what they say; lists of parts become pieces, other parts are opened."""
    model, kinds = type(part), kinds_of(type(part))
    for name, info in model.model_fields.items():
        value, at = part.__dict__[name], (*route, info.alias or name)
        if name in (*_OWN, *but):
            continue
        if isinstance(value, list) and value and isinstance(value[0], BaseModel):
            _add_parts(name, value, at, found, inside)
        elif isinstance(value, BaseModel) and not isinstance(value, WHOLE):
            for inner, said in _fields(value, at, found, inside):
                yield f"{name}.{inner}", said
        elif isinstance(value, dict):
            for key, one in value.items():
                said = Said(one, model.__name__, name, "", (*at, str(key)), str(key))
                yield f"{name}.{key}", said
        else:
            yield name, Said(value, model.__name__, name, kinds.get(name, ""), at)
    for key, cell in (part.__pydantic_extra__ or {}).items():
        yield f"cells.{key}", Said(cell, model.__name__, "cells", "", (*route, key), key)


def _add_parts(
    name: str, parts: Sequence[BaseModel], route: Route, found: _Found, inside: str
) -> None:
    noun = NOUNS.get(name, name)
    for n, part in enumerate(parts):
        own = _identity(part, n)
        key = f"{inside} / {own}" if inside else own
        said = dict(_fields(part, (*route, n), found, key))
        title = str(getattr(part, "title", None) or own) + (f" ({inside})" if inside else "")
        found.add(Piece(noun, key, title, (*route, n), said, inside=inside))


def _identity(part: BaseModel, n: int) -> str:
    """By what a part is known: its id or name, what it is a statement of; else its place."""
    known = part.__dict__
    if found := known.get("id") or known.get("name"):
        return str(found)
    if "says" in known:
        return ", ".join(filter(None, (known["source"], known["segment"], str(known["start"]))))
    return str(n + 1)
