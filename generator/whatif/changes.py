"""Typed changes to a handbook with these changes: `enterprise.p1.cadence=3 weeks`, `without=NAME`.

The entries are changed as data and read anew by the models that read the files, so that what is
wrong is told in the same words. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from generator.book.ledger import Account
from generator.checks import findings
from generator.handbook import Handbook
from generator.links import broken
from generator.problems import Finding, Route, counted, did_you_mean
from generator.whatif.leaving import LeavingError, leave, people_of
from generator.whatif.paths import MODELS, Place, WrongPathError, at, data_of, place
from generator.wording import explain
from generator.yaml_source import read

FORM = "write what is to be another: enterprise.p1.cadence=3 weeks, or without=NAME"
WITHOUT = "without"
GATE = (
    "repeated-id", "cycle", "no-accountable", "bad-default", "calendar", "same-day-policies",
)  # fmt: skip
"""Checks that plans rest on. What others find is a contradiction, which is told."""
_RANGE = re.compile(r"([0-9.]+) *(?:-|\u2013|to) *([0-9.]+)")
_NUMBER_OF = re.compile(r"([0-9]+(?:\.[0-9]+)?) *([^\W\d].*)")


class Change(NamedTuple):
    """One change: as typed, what it is about, and what stood and stands there (None: nothing)."""

    typed: str
    what: str
    old: str | None
    new: str | None
    remark: str = ""


class Mistake(NamedTuple):
    """What is wrong with a change, and what would be right."""

    typed: str
    message: str
    hint: str


@dataclass(frozen=True)
class Supposed:
    """A handbook with changes; with a mistake among them it is not to be used."""

    handbook: Handbook
    changes: Sequence[Change]
    mistakes: Sequence[Mistake]
    contradictions: Sequence[tuple[str, str]] = ()  # by check, those that were not there before


class _Edit(NamedTuple):
    """A change of one place; None: what stands there is to go."""

    typed: str
    place: Place
    value: Any


def suppose(
    handbook: Handbook,
    typed: Sequence[str],
    today: date,
    accounts: Callable[[Handbook], Sequence[Account]],
) -> Supposed:
    """The handbook with what was typed, in that order; those who leave go last, for who takes
    their customers follows from all else. `accounts` gives the book under a handbook."""
    edits, leaving, mistakes = [], [], []
    for one in typed:
        made = _parsed(handbook, one, today)
        if isinstance(made, Mistake):
            mistakes.append(made)
        elif isinstance(made, _Edit):
            edits.append(made)
        else:
            leaving.append((one, made))
    changed, changes, wrong = _edited(handbook, edits)
    mistakes += wrong
    if not mistakes:
        mistakes += _unlinked(changed, edits)
    for one, (person, taker) in leaving if not mistakes else ():
        try:
            changed, moves = leave(changed, accounts(changed), person, taker)
            changes += [Change(one, *move) for move in moves]
        except LeavingError as error:
            mistakes.append(Mistake(one, error.message, error.hint))
    if mistakes:
        return Supposed(handbook, changes, mistakes)
    new = _contradictions(handbook, changed)
    typed_words = ", ".join(typed)
    mistakes += [Mistake(typed_words, said, "") for name, said in new if name in GATE]
    return Supposed(changed, changes, mistakes, [one for one in new if one[0] not in GATE])


def _parsed(handbook: Handbook, typed: str, today: date) -> _Edit | tuple[str, str] | Mistake:
    """A change of a place, or a person who leaves with the one who is to take over (or nobody)."""
    path, sign, text = (part.strip() for part in typed.partition("="))
    if not sign or not path:
        return Mistake(typed, "this is no change", FORM)
    if not text:
        return Mistake(typed, "nothing stands after the '='", f"to leave it out: without={path}")
    try:
        if path == WITHOUT:
            return _without(handbook, typed, text, today)
        return _set(handbook, typed, place(handbook, path, today), text)
    except WrongPathError as error:
        return Mistake(typed, error.message, error.hint)


def _without(
    handbook: Handbook, typed: str, text: str, today: date
) -> _Edit | tuple[str, str] | Mistake:
    """Somebody, a customer or a field who is to go."""
    person, _, taker = (part.strip() for part in text.partition(":to="))
    if person in people_of(handbook):
        return person, taker
    if text in handbook.customers or "." in text:
        return _Edit(typed, place(handbook, text, today), None)
    if person in handbook.customers:
        hint = f"write {person}.people.ROLE={taker}"
        return Mistake(typed, "only a person's customers pass to another", hint)
    near = did_you_mean(person, [*people_of(handbook), *handbook.customers])
    hint = near if near.startswith("did you mean") else "name a person or a customer"
    return Mistake(typed, f"nobody and nothing here is called '{person}'", hint)


def _set(handbook: Handbook, typed: str, found: Place, text: str) -> _Edit | Mistake:
    """The change of a place to what a writer would type there."""
    if not found.route:
        hint = f"say which of its fields: {found.id}.FIELD={text}"
        return Mistake(typed, f"'{found.id}' is a whole entry", hint)
    if text[0] in "[{\"'":
        data, faults = read(f"is: {text}")
        if faults:
            return Mistake(typed, faults[0].message, faults[0].hint)
        assert isinstance(data, dict)
        return _Edit(typed, found, data["is"])
    if found.kind == "customers" and found.route[0] == "people" and len(found.route) == 2:
        known = people_of(handbook).get(text)
        value = known.model_dump(by_alias=True, exclude_none=True) if known else text
        return _Edit(typed, found, value)
    return _counted(handbook, _Edit(typed, found, text))


def _counted(handbook: Handbook, edit: _Edit) -> _Edit | Mistake:
    """`21 days` is 21 where a number stands and days are counted; `5 to 7` a range where one is."""
    data, route = data_of(handbook, edit.place.kind, edit.place.id), edit.place.route
    old, new = at(data, route), _NUMBER_OF.fullmatch(edit.value)
    if isinstance(old, list) and (ends := _RANGE.fullmatch(edit.value)):
        return edit._replace(value=list(ends.groups()))
    around = (at(data, route[:n]) for n in reversed(range(len(route))))
    units = (here["unit"] for here in around if isinstance(here, dict) and "unit" in here)
    meant = str(next(units, ""))
    if not (new and meant and isinstance(old, str) and re.fullmatch(r"[0-9.]+", old)):
        return edit
    number, unit = new.groups()
    if unit == meant or unit.rstrip("s") == meant.split(maxsplit=1)[0].rstrip("s"):
        return edit._replace(value=number)
    return Mistake(
        edit.typed, f"this is counted in {meant}, not in {unit}", "write the number alone"
    )


def _edited(
    handbook: Handbook, edits: Sequence[_Edit]
) -> tuple[Handbook, list[Change], list[Mistake]]:
    """The handbook with changed entries, each read anew."""
    by_entry: dict[tuple[str, str], list[_Edit]] = {}
    for edit in edits:
        by_entry.setdefault(edit.place[:2], []).append(edit)
    changes, mistakes = [], []
    new: dict[str, dict[str, Any]] = {}
    for (kind, id_), ones in by_entry.items():
        entries = new.setdefault(kind, dict(handbook.of_kind(kind)))
        if any(not one.place.route for one in ones):
            entries.pop(id_)
            changes.append(Change(ones[0].typed, ones[0].place.words, "in the book", None))
            continue
        data = deepcopy(data_of(handbook, kind, id_))
        changes += [_put(handbook, data, one) for one in ones]
        try:
            entries[id_] = MODELS[kind].model_validate(data)
        except ValidationError as error:
            mistakes += [
                Mistake(_typed(ones, said.route), said.message, said.hint)
                for said in explain(MODELS[kind], error)
            ]
    homes = {
        home: where
        for home, where in handbook.homes.items()
        if home[0] not in new or home[1] in new[home[0]]
    }
    kinds: dict[str, Any] = dict(new)
    return replace(handbook, homes=homes, **kinds), changes, mistakes


def _put(handbook: Handbook, data: Any, edit: _Edit) -> Change:
    """Make a change in the data of an entry."""
    *way, last = edit.place.route
    here = data
    for step in way:
        if not isinstance(step, int) and not isinstance(here.get(step), dict | list):
            here[step] = {}
        here = here[step]
    old = at(data, edit.place.route)
    if edit.value is None:
        del here[last]
    else:
        here[last] = edit.value
    remark = "it is so already" if edit.value == old else _remark(handbook, data, edit)
    return Change(edit.typed, edit.place.words, _in_words(old), _in_words(edit.value), remark)


def _remark(handbook: Handbook, data: Any, edit: _Edit) -> str:
    """What a person would want to know of a change of a customer."""
    kind, _, route, _ = edit.place
    if kind == "customers" and route[0] == "people" and isinstance(edit.value, str):
        return "nobody in the book has this name yet" if len(route) == 2 else ""
    if kind == "customers" and route[0] == "attributes":
        changing = {id_: e.title for id_, e in handbook.events.items() if e.changes == route[-1]}
        said = [one for one in data.get("events", ()) if one.get("what") in changing]
        if said:
            latest = max(said, key=lambda one: str(one.get("on")))
            title = changing[latest["what"]]
            return f"but '{title}' of {latest.get('on')} made it {latest.get('is')}"
    return ""


def _in_words(value: Any) -> str | None:
    """A value as it would stand in one line of a file; of a person, the name."""
    if isinstance(value, list):
        return f"[{', '.join(str(_in_words(one)) for one in value)}]"
    if isinstance(value, dict):
        if "name" in value:
            return str(value["name"])
        return f"{{{', '.join(f'{key}: {_in_words(one)}' for key, one in value.items())}}}"
    return None if value is None else str(value)


def _typed(edits: Sequence[_Edit], route: Route) -> str:
    """The changes that a complaint below an entry is about: those near it, else all."""
    near = [
        one.typed
        for one in edits
        if route[: len(one.place.route)] == one.place.route
        or one.place.route[: len(route)] == route
    ]
    return ", ".join(near or [one.typed for one in edits])


def _unlinked(handbook: Handbook, edits: Sequence[_Edit]) -> Iterator[Mistake]:
    """What the changed entries name that is not there, and what others name that is to go."""
    needed: dict[str, dict[str, None]] = {}
    for found in broken(handbook):
        kind, id_, *route = found.route
        if ones := [one for one in edits if one.place[:2] == (kind, id_)]:
            yield Mistake(_typed(ones, tuple(route)), found.message, found.hint)
        else:
            needed.setdefault(found.message, {})[_entry(handbook, found.route)] = None
    typed = ", ".join(one.typed for one in edits)
    for message, (first, *others) in needed.items():
        more = f" and {counted(len(others), 'other')} name" if others else " names"
        yield Mistake(typed, f"then {message}, and '{first}'{more} it", "")


def _contradictions(old: Handbook, new: Handbook) -> list[tuple[str, str]]:
    """What checks find in the new handbook and not in the old, with what it is about."""
    before = {_said(name, finding) for name, finding in findings(old)}
    after = {_said(name, one): one for name, one in findings(new)}
    return [
        (said[0], f"{_entry(new, one.route)}: {one.message}")
        for said, one in after.items()
        if said not in before
    ]


def _said(name: str, finding: Finding) -> tuple[str, Route, str]:
    return name, finding.route, finding.message


def _entry(handbook: Handbook, route: Route) -> str:
    kind, id_ = str(route[0]), str(route[1])
    entry: Any = handbook.of_kind(kind).get(id_)
    return str(getattr(entry, "title", None) or getattr(entry, "name", None) or id_)
