"""The journey, its roles and dates, and the words of the trade."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from generator.fields import Flag, Id, Line, MonthDay, Reader, Url, When, as_line, complaint, one_of
from generator.models.parts import AttributeId, DateId, Entry, MetricId, Part, PlaybookId, RoleId
from generator.prose import Prose

_HANDLE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,20}")


def _as_handle(value: object) -> str:
    text = as_line(value)
    if not _HANDLE.fullmatch(text):
        hint = "write it without @, like ada or our-group/handbook-team"
        raise complaint("owner", f"'{text}' is no user or group of GitLab", hint)
    return text


Handle = Annotated[str, Reader(_as_handle)]


class Settings(Part):
    """content/handbook.yaml: what holds for the whole handbook."""

    title: Line = Field(description="The handbook's name, at the head of the site.")
    scheme: Annotated[Literal["DCI", "RACI"], one_of("DCI", "RACI")] = Field(
        default="DCI", description="How pages head roles: DCI (DRI, consulted, informed) or RACI."
    )
    fiscal_year_starts: MonthDay = Field(
        default="01-01", description="The day on which the fiscal year starts: month-day."
    )
    repository: Url | None = Field(
        default=None,
        description="The project's address in GitLab; pages then link to their file, to be edited.",
    )
    address: Url | None = Field(
        default=None,
        description="Where the site is published; the sitemap and the page for wrong addresses "
        "need it.",
    )
    show_authors: Flag = Field(
        default=True, description="Whether pages name who changed them last."
    )
    owners: list[Handle] = Field(
        default_factory=list,
        description="Who is asked about a change to any file: users or groups of GitLab.",
    )


class Activity(Part):
    """What is done in a stage."""

    id: Id = Field(description="The activity's id.")
    title: Line = Field(description="What is done.")
    summary: Prose | None = Field(default=None, description="More about it, in a sentence or two.")
    playbook: PlaybookId | None = Field(default=None, description="The playbook that says how.")
    metrics: list[MetricId] = Field(default_factory=list, description="What it is judged by.")
    source: Line | None = Field(default=None, description="Where this comes from.")


class Stage(Entry):
    """A part of the customer's journey; their order is the journey."""

    title: Line = Field(description="The stage's name.")
    objective: Prose | None = Field(default=None, description="What is so at its end.")
    activities: list[Activity] = Field(default_factory=list, description="What is done in it.")


class Role(Entry):
    """Somebody who does things, on the vendor's side or the customer's."""

    title: Line = Field(description="The role's name.")
    short: Line | None = Field(
        default=None, description="Its short name, for checklists and tables."
    )
    side: Annotated[Literal["vendor", "customer"], one_of("vendor", "customer")] = Field(
        default="vendor", description="Whether they work for us (vendor) or for the customer."
    )
    falls_back_to: RoleId | None = Field(
        default=None, description="Who takes over where a customer has nobody in this role."
    )
    carries_book: Flag = Field(
        default=False, description="Whether customers are shared out among those who hold it."
    )
    summary: Prose | None = Field(default=None, description="What the role is for.")
    owners: list[Handle] = Field(
        default_factory=list,
        description="Who is asked about a change to its playbooks: users or groups of GitLab.",
    )

    @property
    def name(self) -> str:
        """The short title where there is one."""
        return self.short or self.title


class Moment(Entry):
    """content/dates.yaml: a named moment of a customer's life."""

    title: Line = Field(description="What happens on this day.")
    default: When | None = Field(
        default=None, description="When it is, where a customer does not state it."
    )
    working_day: Flag = Field(default=False, description="A meeting: it is never put on a day off.")
    attended_by: list[RoleId] = Field(
        default_factory=list,
        alias="with",
        description="Roles who work on that day too, beside the customer; for `working_day`.",
    )
    roadmap: Flag = Field(default=False, description="Whether it is in the roadmap of a book.")
    summary: Prose | None = Field(default=None, description="More about this day.")


Promise = Literal["calls", "reviews", "workshops", "health_updates", "success_plan_reviews"]


class Event(Entry):
    """content/events.yaml: something that happens to customers and is noted with its day."""

    title: Line = Field(description="What has happened, in a few words.")
    counts: (
        Annotated[
            Promise,
            one_of("calls", "reviews", "workshops", "health_updates", "success_plan_reviews"),
        ]
        | None
    ) = Field(default=None, description="What of a segment's policy it keeps.")
    first: DateId | None = Field(default=None, description="The date that is its first day.")
    latest: DateId | None = Field(default=None, description="The date that is its latest day.")
    next: DateId | None = Field(default=None, description="The date it is planned for next.")
    changes: AttributeId | None = Field(
        default=None, description="The question that it answers anew."
    )
    values: list[Id] = Field(
        default_factory=list, description="What may be noted with it, where it is no answer."
    )
    shared: Flag = Field(
        default=False,
        description="Whether one for several customers of a person on a day is one and the same.",
    )
    summary: Prose | None = Field(default=None, description="What counts as such an event.")

    @model_validator(mode="after")
    def _one_meaning(self) -> Event:
        if self.changes and self.values:
            hint = "delete 'values': the question has its answers"
            raise complaint("event", "give one of changes and values", hint)
        return self


class Term(Entry):
    """A word of the trade."""

    term: Line = Field(description="The word, or words.")
    short: Line | None = Field(default=None, description="Its abbreviation.")
    meaning: Prose = Field(description="What it means.")
    also: list[Line] = Field(
        default_factory=list, description="Other words for it; the search knows them."
    )


class Accepted(Part):
    """A finding that is lived with, and why."""

    check: Line = Field(description="The name of the check, as in the brackets of its message.")
    at: Line = Field(description="Where it is, as in its message.")
    because: Prose = Field(description="Why we live with it.")
