"""What may be typed in a field of any type: a walk over the models' types."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from generator.editor.answers import answers
from generator.editor.typed import (
    FLAG,
    HOLIDAYS,
    IDENTITY,
    LABELS,
    LETTERS,
    LINE,
    TYPED,
    Schema,
    chosen,
    due,
    keyed,
    listed,
)
from generator.fields import Reader, Ref, as_offset
from generator.handbook import Handbook
from generator.models import MatrixRow
from generator.offsets import Offset
from generator.pages.addresses import title

_LEAVES: Mapping[Any, Schema] = {
    str: LINE,
    bool: FLAG,
    dict[str, str]: LABELS,
    dict[date, str]: HOLIDAYS,
    tuple[str, ...]: LETTERS,
    Decimal | str | Offset: LINE,
}


def form(handbook: Handbook, annotation: Any) -> Schema:
    """The JSON Schema of what may be typed for a value of this type."""
    if annotation in _LEAVES:
        return _LEAVES[annotation]
    if made := _MADE.get(get_origin(annotation)):
        return made(handbook, *get_args(annotation))
    assert issubclass(annotation, BaseModel), annotation
    return fields(handbook, annotation)


def fields(handbook: Handbook, model: type[BaseModel], without: str = "") -> Schema:
    """A mapping with the fields of a model, by the names that writers use."""
    hints = get_type_hints(model, include_extras=True)
    known = {name: field for name, field in model.model_fields.items() if name != without}
    names = {name: field.alias or name for name, field in known.items()}
    properties = {
        names[name]: _described(form(handbook, hints[name]), field) for name, field in known.items()
    }
    more: Schema | bool = False
    if model is MatrixRow:
        properties |= dict.fromkeys(handbook.roles, LETTERS)
    elif model.model_config.get("extra") == "allow":
        more = form(handbook, get_args(hints["__pydantic_extra__"])[1])
    return {
        "type": "object",
        "description": " ".join((model.__doc__ or "").split()),
        "properties": properties,
        "required": [names[name] for name, field in known.items() if field.is_required()],
        "additionalProperties": more,
    }


def _described(schema: Schema, field: FieldInfo) -> Schema:
    """With what the field is for. Beside a `$ref`, editors would not look at it."""
    inner = {"allOf": [schema]} if "$ref" in schema else schema
    least = [size for mark in field.metadata if (size := getattr(mark, "min_length", None))]
    return {**inner, "description": field.description, **({"minItems": 1} if least else {})}


def _marked(handbook: Handbook, inner: Any, *marks: Any) -> Schema:
    """A reference is one of the ids there are; else what reads the field says what may be typed."""
    if ref := _ref(marks):
        return referring(handbook, ref.kind)
    for mark in marks:
        if isinstance(mark, Reader) and mark.func is as_offset:
            return due(handbook.dates)
        if isinstance(mark, Reader) and mark.func in TYPED:
            return TYPED[mark.func]
        if isinstance(mark, BeforeValidator) and get_origin(inner) is not Literal:
            return {"anyOf": [LINE, form(handbook, inner)]}  # in short: text
    return form(handbook, inner)


def _ref(marks: Iterable[Any]) -> Ref | None:
    return next((mark for mark in marks if isinstance(mark, Ref)), None)


def referring(handbook: Handbook, kind: str) -> Schema:
    """The id of an entry; where there is none of its kind yet, any id."""
    entries = handbook.of_kind(kind)
    return chosen({id_: title(entry) for id_, entry in entries.items()}) if entries else IDENTITY


def _either(handbook: Handbook, *choices: Any) -> Schema:
    """What may be missing is left out, never null."""
    forms = [form(handbook, one) for one in choices if one is not type(None)]
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _mapping(handbook: Handbook, key: Any, value: Any) -> Schema:
    """Keys that are ids of a kind are proposed one by one."""
    ref = _ref(get_args(key))
    if ref is None:
        return keyed(form(handbook, value), form(handbook, key))
    if ref.kind == "attributes":
        return answers(handbook)
    each = form(handbook, value)
    named = {id_: title(entry) for id_, entry in handbook.of_kind(ref.kind).items()}
    properties = {id_: {**each, "description": name} for id_, name in named.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


_MADE: Mapping[Any, Callable[..., Schema]] = {
    Annotated: _marked,
    Literal: lambda _, *words: {"enum": list(words)},
    Union: _either,
    types.UnionType: _either,
    list: lambda handbook, inner: listed(form(handbook, inner)),
    dict: _mapping,
}
