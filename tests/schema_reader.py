"""A small reader of JSON Schema: of its words, those that `handbook.schema.json` uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

_TYPES: Mapping[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
    "number": (int, float), "null": type(None),
}  # fmt: skip
_KNOWN = {
    "$defs", "$ref", "$schema", "additionalProperties", "anyOf", "const", "contentMediaType",
    "description", "enum", "format", "items", "maxItems", "minItems", "minimum", "oneOf",
    "pattern", "properties", "required", "title", "type",
}  # fmt: skip


def faults(schema: dict[str, Any], value: Any, at: str = "", root: Any = None) -> list[str]:
    """Where a value is not as the schema says."""
    root = root or schema
    unknown = schema.keys() - _KNOWN
    assert not unknown, f"the schema uses {unknown}, which this reader cannot read"
    found = [f"{at}: {what}" for what in _wrong(schema, value, root)]
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        found += faults(root["$defs"][name], value, at, root)
    if isinstance(value, dict):
        for key, inner in value.items():
            more = schema.get("additionalProperties", {})
            below = schema.get("properties", {}).get(key, more if isinstance(more, dict) else {})
            found += faults(below, inner, f"{at}/{key}", root)
    if isinstance(value, list):
        for n, inner in enumerate(value):
            found += faults(schema.get("items", {}), inner, f"{at}/{n}", root)
    return found


def _wrong(schema: dict[str, Any], value: Any, root: Any) -> Iterator[str]:
    """What is wrong with a value itself."""
    kind = schema.get("type")
    if isinstance(kind, list):  # several types: what holds for them is said of each
        kind = next((one for one in kind if isinstance(value, _TYPES[one])), kind[0])
    if kind and (
        not isinstance(value, _TYPES[kind]) or isinstance(value, bool) != (kind == "boolean")
    ):
        yield f"no {kind}"
        return
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{value!r} is not possible"
    if kind:
        yield from _OF_KIND[kind](schema, value)
    for choice, most in (("anyOf", len(schema.get("anyOf", ()))), ("oneOf", 1)):
        fitting = [one for one in schema.get(choice, ()) if not faults(one, value, "", root)]
        if choice in schema and not 1 <= len(fitting) <= most:
            yield f"{len(fitting)} of {choice} fit"


def _text(schema: dict[str, Any], value: str) -> Iterator[str]:
    if not re.search(schema.get("pattern", ""), value):
        yield f"{value!r} has another form"
    if schema.get("format") == "date" and date.fromisoformat(value).isoformat() != value:
        yield "no day"


def _list(schema: dict[str, Any], value: list[Any]) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield "a wrong number of items"


def _mapping(schema: dict[str, Any], value: dict[str, Any]) -> Iterator[str]:
    yield from (f"no {key}" for key in schema.get("required", []) if key not in value)
    if schema.get("additionalProperties") is False:
        yield from (f"{key} is unknown" for key in value.keys() - schema["properties"].keys())


def _number(schema: dict[str, Any], value: float) -> Iterator[str]:
    if value < schema.get("minimum", value):
        yield "too small"


_OF_KIND: Mapping[str, Callable[..., Iterator[str]]] = {
    "string": _text,
    "array": _list,
    "object": _mapping,
    "integer": _number,
    "number": _number,
    "boolean": lambda *_: iter(()),
    "null": lambda *_: iter(()),
}
