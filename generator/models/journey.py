"""The journey, its roles and dates, and the words of the trade."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.fields import Flag, Id, Line, MonthDay, Url, When, one_of
from generator.models.parts import Entry, MetricId, Part, PlaybookId, RoleId
from generator.prose import Prose


class Settings(Part):
    """content/handbook.yaml: what holds for the whole handbook."""

    title: Line
    scheme: Annotated[Literal["DCI", "RACI"], one_of("DCI", "RACI")] = "DCI"
    fiscal_year_starts: MonthDay = "01-01"
    repository: Url | None = None
    address: Url | None = Field(
        default=None,
        description="Where the site is published; the sitemap and the page for wrong addresses "
        "need it.",
    )
    show_authors: Flag = Field(
        default=True, description="Whether pages name who changed them last."
    )


class Activity(Part):
    """What is done in a stage."""

    id: Id
    title: Line
    summary: Prose | None = None
    playbook: PlaybookId | None = None
    metrics: list[MetricId] = Field(default_factory=list)
    source: Line | None = None


class Stage(Entry):
    """A part of the customer's journey; their order is the journey."""

    title: Line
    objective: Prose | None = None
    activities: list[Activity] = Field(default_factory=list)


class Role(Entry):
    """Somebody who does things, on the vendor's side or the customer's."""

    title: Line
    short: Line | None = None
    side: Annotated[Literal["vendor", "customer"], one_of("vendor", "customer")] = "vendor"
    falls_back_to: RoleId | None = None
    summary: Prose | None = None

    @property
    def name(self) -> str:
        """The short title where there is one."""
        return self.short or self.title


class Moment(Entry):
    """content/dates.yaml: a named moment of a customer's life."""

    title: Line
    default: When | None = None
    working_day: Flag = False
    attended_by: list[RoleId] = Field(
        default_factory=list,
        alias="with",
        description="Roles who work on that day too, beside the customer; for `working_day`.",
    )
    summary: Prose | None = None


class Term(Entry):
    """A word of the trade."""

    term: Line
    short: Line | None = None
    meaning: Prose
    also: list[Line] = Field(default_factory=list)


class Accepted(Part):
    """A finding that is lived with, and why."""

    check: Line
    at: Line
    because: Prose
