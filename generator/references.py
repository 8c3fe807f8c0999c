"""Who refers to whom: the marks on the models' fields, read."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from generator.conditions import Condition, attributes_of
from generator.fields import Ref
from generator.handbook import Handbook
from generator.models import Entry
from generator.offsets import Offset
from generator.problems import Route

NOUNS = {
    "stages": "stage", "roles": "role", "dates": "date", "attributes": "attribute",
    "calendars": "calendar", "events": "event",
    "metrics": "metric", "responsibilities": "responsibility",
    "terms": "term", "tables": "table", "segments": "segment", "playbooks": "playbook",
    "customers": "customer", "scales": "scale", "scores": "score", "matrices": "matrix",
    "rules": "rule", "systems": "system",
}  # fmt: skip
"""The word for one entry of a kind."""


class Mention(NamedTuple):
    """A place that names an entry; for `on_key`, as the key of a mapping."""

    route: Route
    kind: str
    id: str
    on_key: bool = False


def mentions(kind: str, entry: Entry) -> Iterator[Mention]:
    """Every reference that an entry makes, in the order of its fields.

    An offset mentions "moments": a date, or a step of the same playbook.
    """
    return _mentions(_found(kind, entry))


def _mentions(found: list[_Found]) -> Iterator[Mention]:
    for route, kind, value, on_key in found:
        if isinstance(value, str):
            yield Mention(route, kind, value, on_key)
        elif isinstance(value, Offset):
            yield Mention(route, "moments", value.anchor)
        else:
            for question in attributes_of(value):
                yield Mention((*route, *question.route), "attributes", question.attribute, True)


class Mentioning(NamedTuple):
    """An entry with the references that it makes, and its conditions with their fields' routes."""

    kind: str
    entry: Entry
    mentions: list[Mention]
    conditions: list[tuple[Route, Condition]]


Seen = dict[int, Mentioning]
"""By the identity of the entry, which stays alive in here: revisions share most entries."""


def all_mentions(handbook: Handbook, seen: Seen | None = None) -> list[Mentioning]:
    """What every entry refers to; worked out once for a handbook and for all that share `seen`."""
    kept: list[Mentioning] | None = handbook.__dict__.get("_mentions")
    if kept is None:
        seen = {} if seen is None else seen
        for kind, entry in handbook.entries():
            if id(entry) not in seen:
                seen[id(entry)] = mentions_of(kind, entry)
        kept = [seen[id(entry)] for _, entry in handbook.entries()]
        handbook.__dict__["_mentions"] = kept
    return kept


def mentions_of(kind: str, entry: Entry) -> Mentioning:
    """What one entry refers to, and its conditions."""
    found = _found(kind, entry)
    return Mentioning(kind, entry, list(_mentions(found)), list(_conditions(found)))


def users(handbook: Handbook) -> dict[tuple[str, str], list[Route]]:
    """For each entry, the places that refer to it; worked out once a handbook."""
    kept: dict[tuple[str, str], list[Route]] | None = handbook.__dict__.get("_users")
    if kept is None:
        kept = handbook.__dict__["_users"] = {}
        for mentioning in all_mentions(handbook):
            for mention in mentioning.mentions:
                kept.setdefault((mention.kind, mention.id), []).append(mention.route)
    return kept


def conditions(kind: str, entry: Entry) -> Iterator[tuple[Route, Condition]]:
    """Every condition in an entry, with the route of its field."""
    return _conditions(_found(kind, entry))


def _conditions(found: list[_Found]) -> Iterator[tuple[Route, Condition]]:
    for one in found:
        if not isinstance(one.value, str | Offset):
            yield one.route, one.value


class _Found(NamedTuple):
    route: Route
    kind: str
    value: Any
    on_key: bool


_Walk = Callable[[Any, Route, list[_Found]], None]
"""Puts what it finds in a value, which stands at this route, at the end of the list."""


def _found(kind: str, entry: Entry) -> list[_Found]:
    found: list[_Found] = []
    if walk := _walker(type(entry)):
        walk(entry, (kind, entry.id), found)
    return found


@cache
def _walker(annotation: Any) -> _Walk | None:
    """What finds the references, offsets and conditions in a value of this type; else None."""
    if annotation in _LEAVES:
        return _leaf(_LEAVES[annotation])
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        kind = _kind(annotation)
        return _leaf(kind) if kind else _walker(arguments[0])
    if origin in (Union, types.UnionType):
        return next((walk for walk in map(_walker, arguments) if walk), None)
    if origin in (list, dict):
        inner = _walker(arguments[-1])
        return _each(inner) if origin is list else _items(_kind(arguments[0]), inner)
    is_part = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return _fields(annotation) if is_part else None


_LEAVES: Mapping[Any, str] = {Offset: "offset", Condition: "condition"}


def _kind(annotation: Any) -> str | None:
    """The kind of entry that an id of this type is of."""
    marks = get_args(annotation)[1:]
    return next((mark.kind for mark in marks if isinstance(mark, Ref)), None)


def _leaf(kind: str) -> _Walk:
    def walk(value: Any, route: Route, found: list[_Found]) -> None:
        found.append(_Found(route, kind, value, False))

    return walk


def _each(inner: _Walk | None) -> _Walk | None:
    def walk(values: Any, route: Route, found: list[_Found]) -> None:
        assert inner
        for n, value in enumerate(values):
            inner(value, (*route, n), found)

    return walk if inner else None


def _items(kind: str | None, of_value: _Walk | None) -> _Walk | None:
    """For a mapping: keys that are ids of a kind, and what its values hold."""

    def walk(values: Any, route: Route, found: list[_Found]) -> None:
        for key, value in values.items():
            at = (*route, key)
            if kind:
                found.append(_Found(at, kind, key, True))
            if of_value:
                of_value(value, at, found)

    return walk if kind or of_value else None


def _fields(model: type[BaseModel]) -> _Walk | None:
    hints = get_type_hints(model, include_extras=True)
    fields = [(n, f.alias or n, _walker(hints[n])) for n, f in model.model_fields.items()]
    walkers = [(name, key, walk) for name, key, walk in fields if walk]

    def walk(part: Any, route: Route, found: list[_Found]) -> None:
        said = part.__dict__
        for name, key, inner in walkers:
            if value := said[name]:
                inner(value, (*route, key), found)

    return walk if walkers else None
