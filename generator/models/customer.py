"""The customers of a book, and what has happened to them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from generator.fields import Day, Id, Line, Reader, as_line
from generator.models.parts import (
    AttributeId,
    CalendarId,
    DateId,
    Entry,
    EventId,
    Part,
    RoleId,
    SegmentId,
)


def _person(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _user_name(text: str) -> str:
    return text.removeprefix("@") or text


class Person(Part):
    """Somebody who holds a role for one customer."""

    name: Line = Field(description="The person's name, as it stands on checklists.")
    calendar: CalendarId | None = Field(
        default=None, description="The days on which they work; by default the customer's."
    )
    gitlab: Annotated[str, Reader(as_line), AfterValidator(_user_name)] | None = Field(
        default=None, description="Their user name in GitLab; an @ before it says the same."
    )
    email: Annotated[str, Reader(as_line)] | None = Field(
        default=None, description="Their mail address."
    )


class Happening(Part):
    """Something that has happened, and the day."""

    what: EventId = Field(description="What has happened, by its id in events.yaml.")
    on: Day = Field(description="The day on which it happened.")
    value: Line | None = Field(
        default=None, alias="is", description="What it changed to, where the event says something."
    )
    note: Line | None = Field(default=None, description="Anything else to know.")


class Customer(Entry):
    """One customer of the book: what is so, when things are, and who."""

    was: list[Id] = Field(
        default_factory=list,
        description="Former ids. Kept checklists do not follow: move them, and say whose they are.",
    )
    name: Line = Field(description="The customer's name, as it stands on checklists.")
    segment: SegmentId | None = Field(
        default=None, description="Whose rules hold for the customer."
    )
    calendar: CalendarId | None = Field(
        default=None,
        description="The days on which the customer works; by default Monday to Friday.",
    )
    attributes: dict[AttributeId, Line] = Field(
        default_factory=dict, description="Answers to the questions of attributes.yaml."
    )
    dates: dict[DateId, Day] = Field(
        default_factory=dict,
        description="Days that are known. The others are worked out from dates.yaml.",
    )
    people: dict[RoleId, Annotated[Person, BeforeValidator(_person)]] = Field(
        default_factory=dict,
        description="Who holds which role: a name, or a name with calendar, gitlab and email.",
    )
    events: list[Happening] = Field(
        default_factory=list, description="What has happened; dates and answers follow from it."
    )
    figures: dict[Id, Line] = Field(
        default_factory=dict,
        description="What was measured, by metric or by measure of a score: a number or a colour.",
    )
    policy: Line | None = Field(default=None, description="Stay on this policy, by its name.")
