"""What pydantic says about data, in words for the person who typed it."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from generator.fields import form_of
from generator.problems import Route, did_you_mean, listed


class Said(NamedTuple):
    """One complaint below an entry: where, whether the key or the value is meant, and the words."""

    route: Route
    on_key: bool
    check: str
    message: str
    hint: str


Details = dict[str, Any]


def explain(
    model: type[BaseModel], error: ValidationError, hidden: Sequence[str] = ()
) -> list[Said]:
    """Every fault of one entry, one for each cause; its `hidden` keys are not proposed."""
    details: list[Details] = [
        {**d, "hidden": hidden if len(d["loc"]) == 1 else ()}
        for d in error.errors(include_url=False)
    ]
    missing = {d["loc"] for d in details if d["type"] == "missing"}
    told = set()
    for d in details:
        if d["type"] == "extra_forbidden":
            d["meant"] = _other_name(d["loc"], missing)
            told.add((*d["loc"][:-1], d["meant"] or _nearest(model, d["loc"])))
        elif d["loc"][-1:] == ("[key]",):
            told.add(d["loc"][:-1])  # what stands below a key that cannot be
    absent = ("missing", "empty")
    return [_say(model, d) for d in details if d["type"] not in absent or d["loc"] not in told]


def is_rest(line: str, end: int) -> bool:
    """Whether the key that ends before a column is what stands behind the comma of a number, as in
    `{users: 1,200}`."""
    return end - 1 in (found.end() for found in _FIGURES.finditer(line))


_FIGURES = re.compile(r"[{ ][0-9]+,[0-9]+")
_NAMES = ("title", "name", "do", "question", "term", "label", "heading", "task", "action")


def _other_name(loc: Route, missing: set[Route]) -> str:
    """What is called so elsewhere and is missing here: `title` for `name`; or nothing."""
    if loc[-1] not in _NAMES:
        return ""
    return next((name for name in _NAMES if (*loc[:-1], name) in missing), "")


def _say(model: type[BaseModel], details: Details) -> Said:
    loc: Route = tuple(details["loc"])
    if loc and loc[-1] == "[key]":
        loc, on_key = loc[:-1], True
    else:
        on_key = details["type"] == "extra_forbidden"
    if words := _WORDS.get(details["type"]):
        return Said(loc, on_key, *words(model, loc, details))
    context = details.get("ctx", {})
    return Said(loc, on_key, details["type"], details["msg"], context.get("hint", ""))


def _missing(model: type[BaseModel], loc: Route, details: Details) -> tuple[str, str, str]:
    wanted = [n for n, f in fields_at(model, loc[:-1]).items() if f and n not in details["hidden"]]
    hint = f"these are needed here: {listed(wanted, 'and')}"
    hint = hint if len(wanted) > 1 else f"add '{loc[-1]}: …'"
    return "missing", f"'{loc[-1]}' is missing", hint


def _unknown(model: type[BaseModel], loc: Route, details: Details) -> tuple[str, str, str]:
    known = [name for name in fields_at(model, loc[:-1]) if name not in details["hidden"]]
    key, colon, value = str(loc[-1]).partition(":")
    if key != key.strip():
        return "character", f"the blank before '{key.strip()}' is no space", BLANK
    if key in known and colon:
        return "unknown-key", "this needs a space after its ':'", f"write '{key}: {value.strip()}'"
    if details["meant"]:
        hint = f"did you mean '{details['meant']}'?"
    elif (inside := _inside_of(model, loc[:-1], key)) is not None:
        hint = f"it belongs to the entries of '{inside[-1]}', with their indent"
    elif any(key in fields_at(model, loc[:n]) for n in range(len(loc) - 1)):
        hint = "it stands too far to the right: move it to the left"
    else:
        hint = did_you_mean(str(loc[-1]), known, "the keys here are")
        if details["input"] is None and hint.startswith("the keys"):
            hint += "; text with a comma stands in quotes"
    return "unknown-key", f"the key '{loc[-1]}' is not known here", hint


BLANK = "it was copied from elsewhere: delete it, and type spaces"


def _inside_of(model: type[BaseModel], route: Route, key: str, depth: int = 2) -> Route | None:
    """The names of the lists below a place in whose entries a key may stand."""
    for name in fields_at(model, route) if depth else ():
        entry = (*route, name, 0)
        if key in fields_at(model, entry):
            return (name,)
        if (below := _inside_of(model, entry, key, depth - 1)) is not None:
            return (name, *below)
    return None


def _mapping(model: type[BaseModel], loc: Route, details: Details) -> tuple[str, str, str]:
    typed = details["input"]
    key, colon, _ = typed.partition(":") if isinstance(typed, str) else ("", "", "")
    if colon and key in fields_at(model, loc):
        return "form", "this needs a space after its ':'", f"write '{key}: …'"
    keys = sorted(fields_at(model, loc).items(), key=lambda field: not field[1])[:2]
    hint = "write 'key: value' lines below it"
    if keys:
        hint = f"write it with its keys, like {{{', '.join(f'{name}: …' for name, _ in keys)}}}"
    elif isinstance(typed, list) and all(isinstance(item, dict) for item in typed):
        hint = "delete the '- ' before each line"
    return _form("a mapping", hint, typed)


def _list(_: type[BaseModel], __: Route, details: Details) -> tuple[str, str, str]:
    typed = details["input"]
    hint = (
        f"write [{typed}]"
        if isinstance(typed, str) and len(typed) < 40
        else "put a space after each '-'"
        if isinstance(typed, dict) and all(str(key).startswith("-") for key in typed)
        else "start each line with '- '"
    )
    return _form("a list", hint, typed)


def _form(wanted: str, hint: str, typed: object) -> tuple[str, str, str]:
    if typed is None:
        return "empty", f"this is empty; {wanted} is expected", "fill it, or delete the line"
    return "form", f"{wanted} is expected here, not {form_of(typed)}", hint


def _short(_: type[BaseModel], __: Route, ___: Details) -> tuple[str, str, str]:
    return "empty", "this list is empty", "add at least one"


_WORDS: dict[str, Callable[[type[BaseModel], Route, Details], tuple[str, str, str]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "dict_type": _mapping,
    "list_type": _list,
    "too_short": _short,
}


def _nearest(model: type[BaseModel], loc: Route) -> str:
    known = fields_at(model, loc[:-1])
    typed = str(loc[-1]).partition(":")[0].strip()
    if typed in known:
        return typed
    if (inside := _inside_of(model, loc[:-1], typed)) is not None:
        return str(inside[0])
    hint = did_you_mean(str(loc[-1]), known)
    return hint.split("'")[1] if hint.startswith("did you mean") else ""


def fields_at(model: type[BaseModel], route: Route) -> dict[str, bool]:
    """The keys that may stand at a place below an entry; true for those that must."""
    current: Any = model
    for step in route:
        current = next(_inside(current, step), None)
    found = next((m for m in _models(current)), None)
    if found is None:
        return {}
    return {f.alias or name: f.is_required() for name, f in found.model_fields.items()}


def _inside(annotation: Any, step: str | int) -> Iterator[Any]:
    """The type one step further down."""
    for model in _models(annotation):
        for name, field in model.model_fields.items():
            if step == (field.alias or name):
                yield field.annotation
    for part in _unwrapped(annotation):
        if get_origin(part) in (list, dict):
            yield get_args(part)[-1]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    for part in _unwrapped(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part


def _unwrapped(annotation: Any) -> Iterator[Any]:
    """The types behind Annotated, Optional and unions."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _unwrapped(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _unwrapped(part)
    else:
        yield annotation
