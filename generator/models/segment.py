"""Segments and their policies."""

from __future__ import annotations

from pydantic import Field

from generator.fields import Day, Id, Length, Line, Number, Range
from generator.models.parts import Entry, Part, TableId, Where
from generator.prose import Prose


class Share(Part):
    """Percent of a book."""

    target: Number | None = Field(default=None, description="Percent that is aimed at.")
    at_most: Number | None = Field(default=None, description="Percent that is not gone beyond.")


class Priority(Part):
    """A class of customers; the first whose condition holds is taken."""

    id: Id = Field(description="The priority's id.")
    title: Line = Field(description="The priority's name.")
    when: Where | None = Field(
        default=None, description="For which customers; without it, for all that are left."
    )
    cadence: Length | None = Field(default=None, description="How often they are called.")
    share: Share | None = Field(default=None, description="How much of a book they are.")
    note: Prose | None = Field(default=None, description="Anything else to know.")


class ReviewPolicy(Part):
    """How often executive business reviews are due."""

    every: Length | None = Field(default=None, description="How often a review is due.")
    high_value_every: Length | None = Field(
        default=None, description="The same for customers of high value."
    )
    high_value: Where | None = Field(default=None, description="Which customers are of high value.")


class WorkshopPolicy(Part):
    """How often a customer is offered a workshop."""

    every: Length | None = Field(default=None, description="How often a workshop is offered.")
    low_usage_every: Length | None = Field(default=None, description="The same where use is low.")
    low_usage: Where | None = Field(default=None, description="For which customers use is low.")
    healthy_every: Length | None = Field(
        default=None, description="The same for healthy customers."
    )


class BookPolicy(Part):
    """What one person carries."""

    accounts: Range | None = Field(default=None, description="Customers.")
    high_value_accounts: Range | None = Field(
        default=None, description="Customers of high value among them."
    )
    calls_per_week: Range | None = Field(default=None, description="Calls a week.")
    ebrs_per_month: Range | None = Field(
        default=None, description="Executive business reviews a month."
    )
    workshops_per_month: Range | None = Field(default=None, description="Workshops a month.")


class Policy(Part):
    """The rules of a segment, in force from a day until the next policy's day."""

    name: Line = Field(description="The policy's name, such as its year.")
    start: Day = Field(alias="from", description="The first day on which it is in force.")
    source: Line | None = Field(default=None, description="Where this comes from.")
    note: Prose | None = Field(default=None, description="Anything else to know.")
    priorities: list[Priority] = Field(
        default_factory=list, description="Classes of customers: the first whose condition holds."
    )
    longest_gap: Length | None = Field(
        default=None, description="The longest time without any contact."
    )
    ebr: ReviewPolicy | None = Field(
        default=None, description="How often executive business reviews are due."
    )
    workshops: WorkshopPolicy | None = Field(
        default=None, description="How often workshops are offered."
    )
    health_update: dict[Id, Length] = Field(
        default_factory=dict, description="How often the health is updated, by its colour."
    )
    success_plan_review: Length | None = Field(
        default=None, description="How often the success plan is gone through."
    )
    book: BookPolicy | None = Field(
        default=None, description="What one person carries: a number, or a range like [5, 7]."
    )
    hours: TableId | None = Field(default=None, description="The table of hours that this takes.")


class Segment(Entry):
    """A group of customers that are looked after in the same way."""

    title: Line = Field(description="The segment's name.")
    summary: Prose | None = Field(default=None, description="Whom it is for.")
    policies: list[Policy] = Field(
        default_factory=list,
        description="Its rules, each from a day on. Add a policy; leave the former ones.",
    )
