"""book.yaml: which tables hold the customers of a book, and what their columns mean."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from generator.fields import Reader, complaint, one_of, quoted, text_of
from generator.models.parts import Part

_PARTS = {"attributes": 2, "dates": 2, "events": 2, "figures": 2, "people": 3}
"""Fields of a customer that hold several things, and how many words lead to one of them."""
_SINGLE = ("id", "name", "segment", "calendar", "policy")
_OF_PERSON = ("name", "email", "gitlab", "calendar")
_EVENT = ("customer", "what", "on", "is", "note")
_LETTERS = {"YYYY": r"(?P<y>[0-9]{4})", "MM": r"(?P<m>[0-9]{1,2})", "DD": r"(?P<d>[0-9]{1,2})"}
_TOKENS = re.compile("Y+|M+|D+")
_NAMED = re.compile("[a-z]")


def as_field(value: object) -> tuple[str, ...]:
    """`dates.renewal` to its words; a person alone means the name."""
    text = text_of(value)
    first, *rest = text.split(".")
    if text in _SINGLE or (len(rest) == 1 and first in _PARTS and rest[0]):
        return (first, *rest, "name") if first == "people" else (first, *rest)
    if first == "people" and len(rest) == 2 and rest[0] and rest[1] in _OF_PERSON:
        return first, *rest
    hint = "name, id, segment, calendar, policy, attributes.…, dates.…, events.…, figures.…, "
    message = f"{quoted(text)} is no field of a customer"
    raise complaint("field", message, f"{hint}people.csm or people.csm.email")


def as_event_field(value: object) -> str:
    """A field of something that happened."""
    text = text_of(value)
    if text not in _EVENT:
        message = f"{quoted(text)} is no field of an event"
        raise complaint("field", message, f"the fields are {', '.join(_EVENT)}")
    return text


def as_day_form(value: object) -> str:
    """How a table writes days: `DD.MM.YYYY`, `M/D/YYYY`; `*` at the end leaves the rest out."""
    text = text_of(value)
    tokens = _TOKENS.findall(text)
    if sorted(letters[0] for letters in tokens) != ["D", "M", "Y"] or _NAMED.search(text):
        hint = "write it like YYYY-MM-DD, DD.MM.YYYY or M/D/YYYY; with * at the end, such as "
        hint += "YYYY-MM-DD*, what follows (a time) is left out"
        raise complaint("date", f"{quoted(text)} is no form of a date", hint)
    if "YYYY" not in tokens:
        hint = "export the year with four digits"
        raise complaint("date", "a year of two digits can be in two centuries", hint)
    if "MMM" in text or "DDD" in text:
        hint = "export months and days as numbers, and write M or MM, D or DD"
        raise complaint("date", "names of months and days cannot be read", hint)
    return text


def day_pattern(form: str) -> re.Pattern[str]:
    """What finds year, month and day (`y`, `m`, `d`) in a cell of this form."""
    pattern = re.escape(form.removesuffix("*"))
    for letters in set(_TOKENS.findall(form)):
        pattern = pattern.replace(letters, _LETTERS["YYYY" if "Y" in letters else letters[0] * 2])
    return re.compile(f"{pattern}.*" if form.endswith("*") else pattern)


def _as_text(value: object) -> str:
    return text_of(value)


Text = Annotated[str, Reader(_as_text)]
_CODES = ("utf-8", "utf-16", "windows-1252")


class Source(Part):
    """A CSV file in the folder customers/, and how it is written."""

    file: Text
    delimiter: Annotated[Literal[",", ";", "\t", "|"], one_of(",", ";", "\t", "|")] | None = Field(
        default=None, description="Without it, the one with which the heading fits."
    )
    encoding: Annotated[Literal["utf-8", "utf-16", "windows-1252"], one_of(*_CODES)] = "utf-8"
    dates: Annotated[str, Reader(as_day_form)] = "YYYY-MM-DD"
    values: dict[str, dict[str, Text]] = Field(
        default_factory=dict, description="By field: what stands in the table, and what it means."
    )


class CustomerSource(Source):
    """A table with a customer in each row."""

    columns: dict[str, Annotated[tuple[str, ...], Reader(as_field)]]
    fixed: dict[Annotated[tuple[str, ...], Reader(as_field)], Text] = Field(
        default_factory=dict, description="By field: what holds for every row."
    )


class EventSource(Source):
    """A table with something that happened in each row."""

    columns: dict[str, Annotated[str, Reader(as_event_field)]]


class Book(Part):
    """content/book.yaml."""

    customers: list[CustomerSource] = Field(default_factory=list)
    events: list[EventSource] = Field(default_factory=list)
