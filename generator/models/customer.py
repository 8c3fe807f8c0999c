"""The customers of a book."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, PlainValidator

from generator.fields import Day, Line, as_line
from generator.models.parts import AttributeId, CalendarId, DateId, Entry, Part, RoleId, SegmentId


def _person(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Person(Part):
    """Somebody who holds a role for one customer."""

    name: Line
    calendar: CalendarId | None = None
    gitlab: Annotated[str, PlainValidator(as_line)] | None = None
    email: Annotated[str, PlainValidator(as_line)] | None = None


class Customer(Entry):
    """One customer of the book: what is so, when things are, and who."""

    name: Line
    segment: SegmentId | None = None
    calendar: CalendarId | None = None
    attributes: dict[AttributeId, Line] = Field(default_factory=dict)
    dates: dict[DateId, Day] = Field(default_factory=dict)
    people: dict[RoleId, Annotated[Person, BeforeValidator(_person)]] = Field(default_factory=dict)
    policy: Line | None = Field(default=None, description="Stay on this policy, by its name.")
