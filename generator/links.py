"""Every id that is referred to exists; who uses whom."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from generator.conditions import Condition, Within, attributes_of
from generator.fields import Ref
from generator.handbook import Handbook
from generator.models import Attribute, Customer, Entry, Matrix, Playbook, Table
from generator.offsets import Offset
from generator.problems import MOST_COMPARED, Finding, Problem, Route, did_you_mean
from generator.yaml_source import MOST_FAULTS

NOUNS = {
    "stages": "stage", "roles": "role", "dates": "date", "attributes": "attribute",
    "calendars": "calendar", "metrics": "metric", "responsibilities": "responsibility",
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
    for route, kind_, value, on_key in _found(kind, entry):
        if isinstance(value, str):
            yield Mention(route, kind_, value, on_key)
        elif isinstance(value, Offset):
            yield Mention(route, "moments", value.anchor)
        else:
            for question in attributes_of(value):
                yield Mention((*route, *question.route), "attributes", question.attribute, True)


def users(handbook: Handbook) -> dict[tuple[str, str], list[Route]]:
    """For each entry, the places that refer to it."""
    found: dict[tuple[str, str], list[Route]] = {}
    for kind, entry in handbook.entries():
        for mention in mentions(kind, entry):
            found.setdefault((mention.kind, mention.id), []).append(mention.route)
    return found


def link(handbook: Handbook) -> list[Problem]:
    """A gate: after it, no reference in the handbook leads nowhere."""
    return [
        Problem(handbook.locate(f.route, f.on_key), "unknown-reference", f.message, f.hint)
        for kind, entry in handbook.entries()
        for f in islice(_broken(handbook, kind, entry), MOST_FAULTS)
    ]


def _broken(handbook: Handbook, kind: str, entry: Entry) -> Iterator[Finding]:
    for mention in mentions(kind, entry):
        if mention.kind == "moments":
            yield from _broken_moment(handbook, entry, mention)
        else:
            by_attribute = mention.kind == "attributes"
            known = _askable(handbook, kind) if by_attribute else handbook.of_kind(mention.kind)
            if mention.id not in known:
                yield _unknown(mention, NOUNS[mention.kind], known)
    for route, condition in conditions(kind, entry):
        yield from _broken_answers(handbook.questions, route, condition)
    match entry:
        case Playbook():
            yield from _broken_steps(entry)
        case Table():
            yield from _broken_columns(entry)
        case Matrix():
            yield from _broken_letters(entry)
        case Customer():
            yield from _broken_facts(handbook, entry)


def _askable(handbook: Handbook, kind: str) -> Mapping[str, Attribute]:
    """What may be asked here: a customer has attributes; a priority cannot rest on the priority."""
    if kind == "customers":
        return handbook.attributes
    if kind == "segments":
        own = handbook.attributes
        return {id_: q for id_, q in handbook.questions.items() if id_ != "priority" or id_ in own}
    return handbook.questions


def _unknown(mention: Mention, noun: str, known: Any) -> Finding:
    message = f"there is no {noun} '{mention.id}'"
    listed = _entries(known) if len(known) <= MOST_COMPARED else ()
    renamed = next((e.id for e in listed if mention.id in getattr(e, "was", ())), None)
    if renamed:
        return Finding(
            mention.route, message, f"it is called '{renamed}' now", on_key=mention.on_key
        )
    hint = did_you_mean(mention.id, known, f"known {noun.replace(' or ', 's and ')}s:")
    return Finding(mention.route, message, hint, on_key=mention.on_key)


def _entries(known: Any) -> Iterator[Any]:
    """The entries, or the steps, behind their ids."""
    for value in known.values() if isinstance(known, Mapping) else ():
        yield getattr(value, "step", value)


def _broken_moment(handbook: Handbook, entry: Entry, mention: Mention) -> Iterator[Finding]:
    steps: Mapping[str, Any] = entry.steps if isinstance(entry, Playbook) else {}
    if mention.id not in handbook.dates and mention.id not in steps:
        nouns = "date or step" if isinstance(entry, Playbook) else "date"
        yield _unknown(mention, nouns, {**steps, **handbook.dates})


def _broken_answers(
    attributes: Mapping[str, Attribute], route: Route, condition: Condition
) -> Iterator[Finding]:
    for question in attributes_of(condition):
        attribute = attributes.get(question.attribute)
        at = (*route, *question.route)
        if attribute is None:
            continue
        if isinstance(question, Within):
            if attribute.number is None:
                hint = did_you_mean("", attribute.answers, "it can be")
                yield Finding(at, f"'{attribute.id}' is not a number", hint, on_key=True)
            continue
        for n, value in enumerate(question.values):
            if fault := attribute.fault(value):
                hint = did_you_mean(value, attribute.answers)
                place = (*at, n)
                yield Finding(place, fault, hint)


def _broken_steps(playbook: Playbook) -> Iterator[Finding]:
    for placed in playbook.steps.values():
        for n, id_ in enumerate(placed.step.after):
            if id_ not in playbook.steps:
                route = ("playbooks", playbook.id, *placed.route, "after", n)
                yield _unknown(Mention(route, "steps", id_), "step", playbook.steps)


def _broken_columns(table: Table) -> Iterator[Finding]:
    route: Route = ("tables", table.id)
    columns = [column.id for column in table.columns]
    for n, column in enumerate(table.columns):
        if column.of is not None and column.of not in columns:
            yield _unknown(
                Mention((*route, "columns", n, "of"), "columns", column.of), "column", columns
            )
    named = [
        ((*route, "rows", n, id_), id_)
        for n, row in enumerate(table.rows)
        for id_ in (*row.cells, *row.words)
    ]
    for at, id_ in [*named, *(((*route, "totals", id_), id_) for id_ in table.totals)]:
        if id_ not in columns:
            yield _unknown(Mention(at, "columns", id_, on_key=True), "column", columns)


def _broken_letters(matrix: Matrix) -> Iterator[Finding]:
    known = dict.fromkeys(matrix.roles)
    for n, row in enumerate(matrix.rows):
        for id_ in row.letters:
            if id_ not in known:
                route = ("matrices", matrix.id, "rows", n, id_)
                yield _unknown(
                    Mention(route, "roles", id_, on_key=True), "role of this matrix", known
                )


def _broken_facts(handbook: Handbook, customer: Customer) -> Iterator[Finding]:
    route: Route = ("customers", customer.id)
    for id_, value in customer.attributes.items():
        attribute = handbook.attributes.get(id_)
        if attribute and (fault := attribute.fault(value)):
            yield Finding(
                (*route, "attributes", id_), fault, did_you_mean(value, attribute.answers)
            )
    segment = handbook.segments.get(customer.segment or "")
    if customer.policy is not None:
        names = [policy.name for policy in segment.policies] if segment else []
        if segment is None:
            message = f"{customer.name} has no segment, so there is no policy to stay on"
            yield Finding((*route, "policy"), message, "add 'segment: …', or delete this line")
        elif customer.policy not in names:
            message = f"{segment.title} has no policy '{customer.policy}'"
            yield Finding(
                (*route, "policy"), message, did_you_mean(customer.policy, names, "known policies:")
            )


def conditions(kind: str, entry: Entry) -> Iterator[tuple[Route, Condition]]:
    """Every condition in an entry, with the route of its field."""
    for found in _found(kind, entry):
        if not isinstance(found.value, str | Offset):
            yield found.route, found.value


class _Found(NamedTuple):
    route: Route
    kind: str
    value: Any
    on_key: bool


_Walk = Callable[[Any, Route], Iterator[_Found]]


def _found(kind: str, entry: Entry) -> Iterator[_Found]:
    walk = _walker(type(entry))
    return walk(entry, (kind, entry.id)) if walk else iter(())


@cache
def _walker(annotation: Any) -> _Walk | None:
    """What finds the references, offsets and conditions in a value of this type; else None."""
    if annotation in _LEAVES:
        return _leaf(_LEAVES[annotation])
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        ref = next((mark for mark in arguments[1:] if isinstance(mark, Ref)), None)
        return _leaf(ref.kind) if ref else _walker(arguments[0])
    if origin in (Union, types.UnionType):
        return next((walk for walk in map(_walker, arguments) if walk), None)
    if origin in (list, dict):
        inner = map(_walker, arguments)
        return _each(*inner) if origin is list else _items(*inner)
    is_part = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return _fields(annotation) if is_part else None


_LEAVES: Mapping[Any, str] = {Offset: "offset", Condition: "condition"}


def _leaf(kind: str) -> _Walk:
    def walk(value: Any, route: Route) -> Iterator[_Found]:
        yield _Found(route, kind, value, False)

    return walk


def _each(inner: _Walk | None) -> _Walk | None:
    def walk(values: Any, route: Route) -> Iterator[_Found]:
        assert inner
        for n, value in enumerate(values):
            yield from inner(value, (*route, n))

    return walk if inner else None


def _items(of_key: _Walk | None, of_value: _Walk | None) -> _Walk | None:
    def walk(values: Any, route: Route) -> Iterator[_Found]:
        for key, value in values.items():
            if of_key:
                yield from (f._replace(on_key=True) for f in of_key(key, (*route, key)))
            if of_value:
                yield from of_value(value, (*route, key))

    return walk if of_key or of_value else None


def _fields(model: type[BaseModel]) -> _Walk | None:
    hints = get_type_hints(model, include_extras=True)
    fields = [(n, f.alias or n, _walker(hints[n])) for n, f in model.model_fields.items()]
    walkers = [(name, key, walk) for name, key, walk in fields if walk]

    def walk(part: Any, route: Route) -> Iterator[_Found]:
        for name, key, inner in walkers:
            value = getattr(part, name)
            if value is not None:
                yield from inner(value, (*route, key))

    return walk if walkers else None
