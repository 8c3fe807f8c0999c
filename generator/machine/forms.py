"""How each type of field is written as JSON, and the JSON Schema of what is written.

Both come from one walk over a type, so the schema cannot promise what the data does not keep.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generator.conditions import Condition
from generator.fields import Reader, Ref
from generator.handbook import Handbook
from generator.machine.shapes import (
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Json,
    Schema,
    condition,
    defined,
    duration,
    number,
    offset,
)
from generator.offsets import Duration, Offset
from generator.prose import as_prose


class Form(NamedTuple):
    """A type's JSON Schema, and what writes its values; it may look up titles."""

    schema: Schema
    write: Callable[[Any, Handbook], Json]


def _itself(value: Any, _: Handbook) -> Json:
    return value


_LEAVES: Mapping[Any, Form] = {
    str: Form(TEXT, _itself),
    int: Form(WHOLE, _itself),
    bool: Form(FLAG, _itself),
    Decimal: Form(NUMBER, lambda value, _: number(value)),
    date: Form(defined("Day"), lambda value, _: value.isoformat()),
    Offset: Form(defined("Due"), lambda value, _: offset(value)),
    Duration: Form(defined("Length"), lambda value, _: duration(value)),
    Condition: Form(defined("Condition"), condition),
    tuple[Decimal, Decimal]: Form(defined("Range"), lambda value, _: [number(n) for n in value]),
    tuple[str, ...]: Form({"type": "array", "items": TEXT}, lambda value, _: list(value)),
}


@cache
def form(annotation: Any) -> Form:
    """The form of any type that a model's field has."""
    if annotation in _LEAVES:
        return _LEAVES[annotation]
    made = _MADE.get(get_origin(annotation))
    if made:
        return made(*get_args(annotation))
    assert issubclass(annotation, BaseModel), annotation
    return Form(defined(annotation.__name__), fields(annotation).write)


def _marked(inner: Any, *marks: Any) -> Form:
    """A reference says to what; a writer's text is Markdown."""
    for mark in marks:
        if isinstance(mark, Ref):
            return Form({**defined("Id"), "description": f"One of the {mark.kind}."}, _itself)
        if isinstance(mark, Reader) and mark.func is as_prose:
            return Form(defined("Markdown"), _itself)
    return form(inner)


def _one_of(*words: str) -> Form:
    return Form({"enum": list(words)}, _itself)


def _either(*choices: Any) -> Form:
    """One of several types. What may be missing is then left out, not null."""
    forms = {one: form(one) for one in choices if one is not type(None)}
    if len(forms) == 1:
        return next(iter(forms.values()))

    def write(value: Any, handbook: Handbook) -> Json:
        fitting = next(one for kind, one in forms.items() if isinstance(value, kind))
        return fitting.write(value, handbook)

    return Form({"anyOf": [one.schema for one in forms.values()]}, write)


def _list(inner: Any) -> Form:
    each = form(inner)
    schema = {"type": "array", "items": each.schema}
    return Form(schema, lambda values, handbook: [each.write(one, handbook) for one in values])


def _mapping(key: Any, value: Any) -> Form:
    name, inner = form(key), form(value)

    def write(values: Mapping[Any, Any], handbook: Handbook) -> Json:
        pairs = values.items()
        return {name.write(key, handbook): inner.write(value, handbook) for key, value in pairs}

    return Form({"type": "object", "additionalProperties": inner.schema}, write)


_MADE: Mapping[Any, Callable[..., Form]] = {
    Annotated: _marked,
    Literal: _one_of,
    Union: _either,
    types.UnionType: _either,
    list: _list,
    dict: _mapping,
}


@cache
def fields(model: type[BaseModel]) -> Form:
    """The form of a model: its fields by the names that writers use; empty ones are left out."""
    hints = get_type_hints(model, include_extras=True)
    known = {name: form(hints[name]) for name in model.model_fields}
    names = {name: field.alias or name for name, field in model.model_fields.items()}
    more = form(get_args(hints["__pydantic_extra__"])[1]) if _takes_more(model) else None

    def write(part: BaseModel, handbook: Handbook) -> Json:
        said = {name: part.__dict__[name] for name in known}
        told = {
            names[name]: known[name].write(value, handbook)
            for name, value in said.items()
            if value is not None and value not in ([], {})
        }
        extra = part.__pydantic_extra__ if more else None
        others = {key: more.write(value, handbook) for key, value in (extra or {}).items() if more}
        return {**told, **others}

    schema = {
        "description": " ".join((model.__doc__ or "").split()),
        "type": "object",
        "required": [names[name] for name, f in model.model_fields.items() if f.is_required()],
        "properties": {
            names[name]: _described(known[name], field)
            for name, field in model.model_fields.items()
        },
        "additionalProperties": more.schema if more else False,
    }
    return Form(schema, write)


def _described(one: Form, field: FieldInfo) -> Schema:
    return {**one.schema, "description": field.description} if field.description else one.schema


def _takes_more(model: type[BaseModel]) -> bool:
    return model.model_config.get("extra") == "allow"


def parts_of(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The model and all models that it is made of, by name."""
    found: dict[str, type[BaseModel]] = {}
    todo = [model]
    while todo:
        one = todo.pop()
        if one.__name__ not in found:
            found[one.__name__] = one
            hints = get_type_hints(one, include_extras=True)
            todo += (inner for hint in hints.values() for inner in _models_in(hint))
    return found


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]
