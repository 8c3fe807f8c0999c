"""What a typed path leads to: `enterprise.p1.cadence`, as the files have it.

The words are those of the YAML. What need not be said may be left out: the kind of a segment, of a
customer, or of anything else whose id is the only one of that name; the list that something stands
in, for its id or name is enough; and the policy, where the one in force today is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from generator.handbook import Handbook
from generator.loader import KINDS
from generator.models import Segment
from generator.policies import in_force
from generator.problems import Route, did_you_mean, listed
from generator.wording import fields_at
from generator.yaml_source import read

MODELS = {kind.name: kind.model for kind in KINDS if kind.name != "accepted"}
FIRST = ("segments", "customers")
"""Kinds whose entries need no kind before their id."""
BEGIN = "begin with a segment, a customer, or a kind and an id, like metrics.time-to-engage"


class WrongPathError(Exception):
    """The path leads nowhere: what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Place(NamedTuple):
    """A place in an entry, and how it is called: `Enterprise, FY24, Priority 1, cadence`."""

    kind: str
    id: str
    route: Route
    words: str


def place(handbook: Handbook, path: str, today: date) -> Place:
    """Where a path leads. Raises WrongPathError with the part that is wrong."""
    entries, names = _entries(handbook, path.split("."))
    found, wrong = [], []
    for kind, id_ in entries:
        try:
            found.append(_place(handbook, kind, id_, names, today))
        except WrongPathError as error:
            wrong.append(error)
    if len(found) == 1:
        return found[0]
    if len(entries) == 1:
        raise wrong[0]
    hint = f"write {listed(f'{kind}.{id_}' for kind, id_ in entries)}"
    raise WrongPathError(f"'{entries[0][1]}' is the name of several things", hint)


def _place(handbook: Handbook, kind: str, id_: str, names: Sequence[str], today: date) -> Place:
    """Where the names lead below an entry."""
    data = data_of(handbook, kind, id_)
    policy = _policy(handbook.segments[id_], today) if kind == "segments" else ()
    route: Route = ()
    for name in names:
        ways = [route, policy] if policy and not route else [route]
        steps = ((way, step) for way in ways if (step := _step(kind, data, way, name)))
        found = next(steps, None)
        if found is None:
            known = [one for way in reversed(ways) for one in _names(kind, data, way)]
            words = called(data, ways[-1])
            hint = _below(handbook, id_, name) if kind == "customers" and not route else ""
            hint = hint or did_you_mean(name, known, "it has") or f"leave '.{name}' out"
            raise WrongPathError(f"{words} has no '{name}'", hint)
        route = (*found[0], *found[1])
    return Place(kind, id_, route, called(data, route))


def _policy(segment: Segment, today: date) -> Route:
    """The way to the policy that is in force."""
    current = in_force(segment.policies, today)
    return ("policies", segment.policies.index(current)) if current else ()


def _below(handbook: Handbook, id_: str, name: str) -> str:
    """Where what is called so stands in a customer's file."""
    kinds = {"attributes": handbook.attributes, "dates": handbook.dates, "people": handbook.roles}
    found = [f"{id_}.{key}.{name}" for key, known in kinds.items() if name in known]
    return f"write {listed(found)}" if found else ""


def data_of(handbook: Handbook, kind: str, id_: str) -> Any:
    """An entry as it was typed; a customer, with the events that tables add."""
    if kind == "customers":
        return _typed(handbook.customers[id_].model_dump(by_alias=True, exclude_unset=True))
    name, route = handbook.homes[kind, id_]
    data: Any = read(handbook.files[name].text)[0]
    return {**at(data, route), "id": id_}


def at(data: Any, route: Route) -> Any:
    """What stands there; None where nothing does."""
    for step in route:
        if isinstance(step, int):
            data = data[step]
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def called(data: Any, route: Route) -> str:
    """An entry, or a place in it, by titles."""
    words = [_title(data)]
    for n, step in enumerate(route, 1):
        here = at(data, route[:n])
        if isinstance(step, int):
            words.append(_title(here))
        elif not isinstance(here, list) or n == len(route):
            words.append(step.replace("_", " "))
    return ", ".join(words)


def _entries(
    handbook: Handbook, words: Sequence[str]
) -> tuple[list[tuple[str, str]], Sequence[str]]:
    """The entries that a path may begin with, by kind and id; and the rest of it."""
    first, *rest = words
    if first in MODELS:
        known = handbook.of_kind(first)
        typed = rest[0] if rest else ""
        if typed not in known:
            hint = did_you_mean(typed, known, "there are") or BEGIN
            raise WrongPathError(f"there is no '{typed}' among the {first}", hint)
        return [(first, typed)], rest[1:]
    kinds = [kind for kind in MODELS if first in handbook.of_kind(kind)]
    kinds = [kind for kind in kinds if kind in FIRST] or kinds
    if not kinds:
        names = [*handbook.segments, *handbook.customers, *handbook.metrics, *MODELS]
        near = did_you_mean(first, names)
        hint = near if near.startswith("did you mean") else BEGIN
        raise WrongPathError(f"there is nothing called '{first}'", hint)
    return [(kind, first) for kind in kinds], rest


def _step(kind: str, data: Any, route: Route, name: str) -> Route | None:
    """The way from a place to something that is called so, or None."""
    here, keys = at(data, route), _keys(kind, route)
    if isinstance(here, list):
        return next(((n,) for n, item in enumerate(here) if _id(item) == name), None)
    if here is not None and not isinstance(here, dict):
        return None
    if (
        name in keys
        or (name in (here or {}) and name not in ("id", "was"))
        or (not keys and _is_open(kind, route))
    ):
        return (name,)
    deep = kind != "segments" or bool(route)
    return next(_items(here or {}, name, deep), None)


def _keys(kind: str, route: Route) -> list[str]:
    """The keys that may be changed at a place; by ids everything else knows a thing."""
    return [key for key in fields_at(MODELS[kind], route) if key not in ("id", "was")]


def _is_open(kind: str, route: Route) -> bool:
    """Whether any key may stand here: answers, dates, people."""
    above = fields_at(MODELS[kind], route[:-1])
    return bool(route) and route[-1] in above and kind == "customers"


def _items(here: Any, name: str, deep: bool) -> Iterator[Route]:
    """The ways to items of that id or name in the lists of a mapping, the nearest first."""
    lists = [(key, value) for key, value in here.items() if isinstance(value, list)]
    placed = [((key, n), item) for key, value in lists for n, item in enumerate(value)]
    yield from (route for route, item in placed if _id(item) == name)
    for route, item in placed if deep else ():
        if isinstance(item, dict):
            yield from ((*route, *more) for more in _items(item, name, deep))


def _names(kind: str, data: Any, route: Route) -> list[str]:
    """What may follow at a place: keys, and the ids or names of items in its lists."""
    here = at(data, route)
    items = here if isinstance(here, list) else []
    keys = _keys(kind, route)
    if isinstance(here, dict):
        keys += [key for key in here if key not in ("id", "was")]
        items = [item for value in here.values() if isinstance(value, list) for item in value]
    return list(dict.fromkeys([*filter(None, map(_id, items)), *keys]))


def _id(item: Any) -> str:
    return str(item.get("id") or item.get("name") or "") if isinstance(item, dict) else ""


def _title(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return str(item.get("title") or item.get("name") or item.get("do") or item.get("id") or "")


def _typed(value: Any) -> Any:
    """What a model holds, as a writer would type it."""
    if isinstance(value, dict):
        return {key: _typed(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_typed(one) for one in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
