"""The values that fields hold, as JSON; and the JSON Schema of each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from generator.conditions import Condition, Is, Within, in_words
from generator.fields import ID
from generator.handbook import Handbook
from generator.offsets import Duration, Offset

Json = Any
Schema = dict[str, Any]


def number(value: Decimal) -> int | float:
    """The decimal as the JSON number of the same digits (15 of them are kept exactly)."""
    return int(value) if value == value.to_integral_value() else float(value)


def duration(value: Duration) -> Json:
    """A span of time, as typed and in its parts."""
    return {
        "text": value.text,
        "low": value.low,
        "high": value.high,
        "unit": value.unit,
        "working": value.working,
    }


def offset(value: Offset) -> Json:
    """A day counted from another; without a length, that day itself."""
    shown = {"text": value.text, "direction": value.direction, "anchor": value.anchor}
    return {**shown, "length": duration(value.length)} if value.length else shown


def condition(value: Condition, handbook: Handbook) -> Json:
    """In words, with titles for ids, and as a test."""
    asked = handbook.questions
    words = in_words(
        value, lambda id_, answer: asked[id_].label(answer), lambda id_: asked[id_].name
    )
    return {"words": words, "test": _test(value)}


def _test(value: Condition) -> Json:
    if isinstance(value, Is):
        return {"is": value.attribute, "values": list(value.values)}
    if isinstance(value, Within):
        limits = {"at_least": value.low, "at_most": value.high}
        shown = {name: number(limit) for name, limit in limits.items() if limit is not None}
        return {"within": value.attribute, **shown}
    return {value.way: [_test(part) for part in value.parts]}


def defined(name: str) -> Schema:
    """A reference to a definition of the schema."""
    return {"$ref": f"#/$defs/{name}"}


def closed(
    properties: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None
) -> Schema:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": {**properties, **(optional or {})},
        "additionalProperties": False,
    }


TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
_LIMITS = {"at_least": NUMBER, "at_most": NUMBER}
_TESTS: Schema = {"type": "array", "items": defined("Test")}

DEFINED: Mapping[str, Schema] = {
    "Id": {**TEXT, "pattern": f"^{ID.pattern}$"},
    "Markdown": {
        **TEXT,
        "contentMediaType": "text/markdown",
        "description": "As typed. Links lead from the entry's page, as Markdown; those that begin "
        "with / from the folder of this file.",
    },
    "Day": {**TEXT, "format": "date"},
    "Range": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
    "Length": {
        "description": "A span of time; low and high differ where a range was written.",
        **closed({
            "text": TEXT,
            "low": WHOLE,
            "high": WHOLE,
            "unit": {"enum": ["days", "weeks", "months"]},
            "working": {**FLAG, "description": "Only days on which people work are counted."},
        }),
    },
    "Due": {
        "description": "A day counted from a date of the customer, which goes first, or from "
        "another step of the same playbook.",
        **closed(
            {
                "text": TEXT,
                "direction": {"enum": ["before", "after", "on"]},
                "anchor": defined("Id"),
            },
            {"length": defined("Length")},
        ),
    },
    "Condition": {
        "description": "For whom: in words, and as a test of what is known of a customer.",
        **closed({"words": TEXT, "test": defined("Test")}),
    },
    "Test": {
        "oneOf": [
            closed({"is": defined("Id"), "values": {"type": "array", "items": TEXT}}),
            closed({"within": defined("Id")}, _LIMITS),
            *(closed({way: _TESTS}) for way in ("all", "any", "not")),
        ],
    },
}  # fmt: skip
"""What the models' fields are made of, by name."""
