"""Names that stand for one thing only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generator.handbook import Handbook
from generator.models import Entry, Matrix, Playbook, Scale, Score, Segment, Stage, Table
from generator.problems import Finding, Route, plural
from generator.references import NOUNS


def repeated_id(handbook: Handbook) -> Iterator[Finding]:
    """Steps of a playbook, rows and columns of a table and the like have ids of their own."""
    for kind, entry in handbook.entries():
        for noun, parts in _groups(entry):
            yield from _repeated((kind, entry.id), noun, parts)


def former_id_taken(handbook: Handbook) -> Iterator[Finding]:
    """No entry is called today what another of its kind was."""
    for kind, entry in handbook.entries():
        for n, old in enumerate(entry.was):
            if old != entry.id and old in handbook.of_kind(kind):
                message = f"'{old}' is the id of another {NOUNS[kind]} today"
                hint = "delete it here, or give the other one an id that was never used"
                at = (kind, entry.id, "was", n)
                yield Finding(at, message, hint, (kind, old, "id"), "the other one")


Placed = tuple[Route, Any]


def _groups(entry: Entry) -> Iterator[tuple[str, list[Placed]]]:
    """The lists of parts in which an id may stand once."""
    match entry:
        case Playbook():
            yield (
                "step",
                [
                    (("phases", p, "steps", s), step)
                    for p, phase in enumerate(entry.phases)
                    for s, step in enumerate(phase.steps)
                ],
            )
        case Table():
            yield "column", _numbered("columns", entry.columns)
            yield "row", _numbered("rows", entry.rows)
        case Scale():
            yield "band", _numbered("bands", entry.bands)
        case Score():
            yield "group", _numbered("groups", entry.groups)
            yield (
                "measure",
                [
                    (("groups", g, *route), measure)
                    for g, group in enumerate(entry.groups)
                    for route, measure in _numbered("measures", group.measures)
                ],
            )
        case Matrix():
            yield "task", _numbered("rows", entry.rows)
        case Stage():
            yield "activity", _numbered("activities", entry.activities)
        case Segment():
            for n, policy in enumerate(entry.policies):
                yield (
                    "priority",
                    [
                        (("policies", n, *r), p)
                        for r, p in _numbered("priorities", policy.priorities)
                    ],
                )


def _numbered(key: str, parts: Iterable[Any]) -> list[Placed]:
    return [((key, n), part) for n, part in enumerate(parts)]


def _repeated(start: Route, noun: str, parts: list[Placed]) -> Iterator[Finding]:
    first: dict[str, Route] = {}
    for route, part in parts:
        names = [("id", part.id), *((("was"), old) for old in getattr(part, "was", []))]
        for key, id_ in names:
            at = (*start, *route, key)
            if id_ in first:
                message = f"two {plural(noun)} have the id '{id_}'"
                yield Finding(at, message, "give each an id of its own", first[id_], "first here")
            else:
                first[id_] = at
