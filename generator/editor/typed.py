"""What a writer may type in a single field, as JSON Schema.

An editor reads YAML by the rules of YAML 1.2, so that `12` is a number and `true` a boolean to it;
Handrail reads both as the text that was typed. So a field of text takes them too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.conditions import parse_condition
from generator.fields import (
    ID,
    LONGEST_LINE,
    as_day,
    as_duration,
    as_flag,
    as_id,
    as_line,
    as_month_day,
    as_number,
    as_offset,
    as_range,
    as_url,
    as_whole,
)
from generator.offsets import DUE_FORM, DURATION_FORM
from generator.prose import LONGEST_TEXT, as_prose

Schema = dict[str, Any]


def shaped(pattern: str, message: str, examples: Iterable[str] = ()) -> Schema:
    """Text of this form; an editor says the message where it is not, and proposes the examples."""
    told = {"type": "string", "pattern": f"^\\s*(?:{pattern})\\s*$", "patternErrorMessage": message}
    proposed = list(examples)
    return {**told, "examples": proposed} if proposed else told


def listed(items: Schema) -> Schema:
    """A list of such values."""
    return {"type": "array", "items": items}


def keyed(values: Schema, keys: Schema) -> Schema:
    """A mapping with such values, and keys of the form of such text."""
    told = {"type": "object", "additionalProperties": values}
    form = {"type": "string", "pattern": keys["pattern"]} if "pattern" in keys else None
    return {**told, "propertyNames": form} if form else told


def spelled(words: Iterable[str]) -> list[Any]:
    """The values by which YAML knows these words: as they stand, and digits as a number."""
    return [way for word in words for way in ((word, int(word)) if word.isdecimal() else (word,))]


def chosen(titles: Mapping[str, str]) -> Schema:
    """One of these ids; an editor proposes them with their titles."""
    told = {id_: title for id_, title in titles.items() if title}
    values = spelled(titles)
    return {"enum": values, "enumDescriptions": [told.get(str(value), "") for value in values]}


_AMOUNT = r"[0-9]{1,3}(\s*[-\u2013]\s*[0-9]{1,3})?\s+(working\s+)?(days?|weeks?|months?)"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY_FORM = "write year-month-day, like 2026-12-01"

LINE: Schema = {"type": ["string", "number", "boolean"], "maxLength": LONGEST_LINE}
PROSE: Schema = {"type": ["string", "number", "boolean"], "maxLength": LONGEST_TEXT}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
IDENTITY: Schema = {
    **shaped(ID.pattern, "an id has small letters a-z, digits and hyphens"),
    "type": ["string", "integer"],
}
DAY = shaped(_DAY, _DAY_FORM)
RANGE: Schema = {"anyOf": [NUMBER, {**listed(NUMBER), "minItems": 2, "maxItems": 2}]}
LETTERS = shaped(
    r"[RADCI](\s*/\s*[RADCI])*", "write R, A, D, C, I or several, like R/A", ["R/A", *"RADCI"]
)
LABELS = keyed(LINE, IDENTITY)
HOLIDAYS: Schema = {"anyOf": [listed(DAY), keyed(LINE, DAY)]}
CONDITION: Schema = {"$ref": "#/definitions/condition"}


def due(dates: Iterable[str]) -> Schema:
    """When something is due; with proposals for these dates."""
    forms = ("on {}", "2 weeks before {}", "5 working days after {}")
    proposed = [form.format(date) for date in dates for form in forms]
    return shaped(rf"(({_AMOUNT}\s+(before|after))|on)\s+\S+", DUE_FORM, proposed)


TYPED: Mapping[Callable[..., Any], Schema] = {
    as_id: IDENTITY,
    as_line: LINE,
    as_prose: PROSE,
    as_number: NUMBER,
    as_whole: {"type": "integer", "minimum": 0, "maximum": 9999},
    as_flag: FLAG,
    as_day: DAY,
    as_month_day: shaped("[0-9]{2}-[0-9]{2}", "write month-day, like 02-01", ["01-01"]),
    as_url: shaped(r"https://[^\s<>@]+", "write https://…"),
    as_offset: due(()),
    as_duration: shaped(
        _AMOUNT, DURATION_FORM, ["1 week", "2 weeks", "1 month", "3 months", "5 working days"]
    ),
    as_range: RANGE,
    parse_condition: CONDITION,
}
"""What may be typed, by the function that reads it."""
