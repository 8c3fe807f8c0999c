"""Numbers with a verdict: scales cut into bands, and scores weighed from measures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from generator.fields import Day, Flag, Id, Length, Line, Number, complaint, one_of
from generator.models.parts import DateId, Entry, EventId, MetricId, Part, ScaleId, SegmentId
from generator.prose import Prose


class Band(Part):
    """A stretch of a scale; a limit that is not given is open."""

    id: Id = Field(description="The band's id.")
    title: Line = Field(description="What a number in this band means.")
    at_least: Number | None = Field(default=None, description="The lowest number in it.")
    above: Number | None = Field(default=None, description="The number that it begins above.")
    at_most: Number | None = Field(default=None, description="The highest number in it.")
    below: Number | None = Field(default=None, description="The number that it ends below.")
    counts: Flag = Field(default=True, description="Whether a figure in this band counts.")
    note: Prose | None = Field(default=None, description="Anything else to know.")

    @model_validator(mode="after")
    def _one_limit_each(self) -> Band:
        if self.at_least is not None and self.above is not None:
            raise complaint("band", "give one of at_least and above", "delete one of the two")
        if self.at_most is not None and self.below is not None:
            raise complaint("band", "give one of at_most and below", "delete one of the two")
        if self.low is not None and self.high is not None:
            if self.low > self.high:
                hint = "turn the two limits round"
                raise complaint("band", "this band ends before it begins", hint)
            if self.low == self.high and (self.at_least is None or self.at_most is None):
                raise complaint("band", "no number is in this band", "move one of its limits")
        return self

    @property
    def low(self) -> Decimal | None:
        """Where the band begins."""
        return self.above if self.at_least is None else self.at_least

    @property
    def high(self) -> Decimal | None:
        """Where it ends."""
        return self.below if self.at_most is None else self.at_most

    def __str__(self) -> str:
        words = (
            ("at least", self.at_least),
            ("above", self.above),
            ("at most", self.at_most),
            ("below", self.below),
        )
        return " and ".join(f"{word} {n}" for word, n in words if n is not None) or "any"


class Scale(Entry):
    """What a number means. Scales of one `rule` say the same thing for other days or customers."""

    title: Line = Field(description="The scale's title.")
    measures: Line = Field(description="What is counted, in words.")
    unit: Line = Field(description="What is counted, in a word.")
    rule: Id | None = Field(
        default=None,
        description="A name that scales share which say the same for other days or customers.",
    )
    metric: MetricId | None = Field(default=None, description="The metric that it judges.")
    step: Number | None = Field(
        default=None, description="The smallest difference; without it, any number is possible."
    )
    at_least: Number | None = Field(default=None, description="The lowest number there is.")
    at_most: Number | None = Field(default=None, description="The highest number there is.")
    start: Day | None = Field(
        default=None, alias="from", description="The first day on which it is in force."
    )
    until: Day | None = Field(default=None, description="The last day on which it is in force.")
    priority: Id | None = Field(default=None, description="For customers of this priority.")
    judges: Annotated[Literal["cadence"], one_of("cadence")] | None = Field(
        default=None, description="`cadence`: days since the last call, which policies promise."
    )
    note: Prose | None = Field(default=None, description="Anything else to know.")
    bands: Annotated[list[Band], Field(min_length=1)] = Field(
        description="The stretches that it is cut into."
    )

    @model_validator(mode="after")
    def _some_day(self) -> Scale:
        refuse_backwards(self.start, self.until)
        return self


def refuse_backwards(start: date | None, until: date | None) -> None:
    """Complain about what would never be in force."""
    if start and until and until < start:
        raise complaint(
            "in-force", "this is never in force: 'until' is before 'from'", "change one"
        )


class Measure(Part):
    """A part of a score."""

    id: Id = Field(description="The measure's id.")
    title: Line = Field(description="What is measured.")
    weight: Number = Field(description="Percent of its group.")
    overall: Number | None = Field(default=None, description="Percent of the score, as stated.")
    scale: ScaleId | None = Field(default=None, description="What its number means.")
    not_for: list[SegmentId] = Field(
        default_factory=list, description="Segments for which it does not count."
    )
    set_by: EventId | None = Field(
        default=None, description="The event that sets it; the scale then says how long it counts."
    )
    overrides: list[Id] = Field(
        default_factory=list, description="Bands of it that are the verdict on the whole."
    )
    at_once: Flag = Field(
        default=False, description="Whether it counts in the score's `beginning` already."
    )
    note: Prose | None = Field(default=None, description="Anything else to know.")


class Group(Part):
    """Measures that are weighed together."""

    id: Id = Field(description="The group's id.")
    title: Line = Field(description="The group's title.")
    weight: Number = Field(description="Percent of the score.")
    measures: Annotated[list[Measure], Field(min_length=1)] = Field(
        description="What is weighed in it."
    )


class Beginning(Part):
    """The first time of a customer, in which nearly nothing can be told of them yet."""

    first: Length = Field(description="How long it lasts.")
    start: DateId = Field(alias="from", description="The date that it begins on.")


class Score(Entry):
    """A weighted mean of measures; the weights of each level add up to 100."""

    title: Line = Field(description="The score's title.")
    note: Prose | None = Field(default=None, description="Anything else to know.")
    scale: ScaleId | None = Field(default=None, description="What the score means.")
    beginning: Beginning | None = Field(
        default=None, description="A first time in which only measures with `at_once` count."
    )
    points: dict[Id, Number] = Field(
        default_factory=dict, description="What each band counts; the most is the highest."
    )
    groups: Annotated[list[Group], Field(min_length=1)] = Field(
        description="Groups of measures, each with its weight."
    )
