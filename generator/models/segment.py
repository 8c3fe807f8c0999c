"""Segments and their policies."""

from __future__ import annotations

from pydantic import Field

from generator.fields import Day, Id, Length, Line, Number, Range
from generator.models.parts import Entry, Part, TableId, Where
from generator.prose import Prose


class Share(Part):
    """Percent of a book."""

    target: Number | None = None
    at_most: Number | None = None


class Priority(Part):
    """A class of customers; the first whose condition holds is taken."""

    id: Id
    title: Line
    when: Where | None = None
    cadence: Length | None = None
    share: Share | None = None
    note: Prose | None = None


class ReviewPolicy(Part):
    """How often executive business reviews are due."""

    every: Length | None = None
    high_value_every: Length | None = None


class WorkshopPolicy(Part):
    """How often a customer is offered a workshop."""

    every: Length | None = None
    low_usage_every: Length | None = None
    healthy_every: Length | None = None


class BookPolicy(Part):
    """What one person carries."""

    accounts: Range | None = None
    high_value_accounts: Range | None = None
    calls_per_week: Range | None = None
    ebrs_per_month: Range | None = None
    workshops_per_month: Range | None = None


class Policy(Part):
    """The rules of a segment, in force from a day until the next policy's day."""

    name: Line
    start: Day = Field(alias="from")
    source: Line | None = None
    note: Prose | None = None
    priorities: list[Priority] = Field(default_factory=list)
    longest_gap: Length | None = None
    ebr: ReviewPolicy | None = None
    workshops: WorkshopPolicy | None = None
    health_update: dict[Id, Length] = Field(default_factory=dict)
    success_plan_review: Length | None = None
    book: BookPolicy | None = None
    hours: TableId | None = None


class Segment(Entry):
    """A group of customers that are looked after in the same way."""

    title: Line
    summary: Prose | None = None
    policies: list[Policy] = Field(default_factory=list)
