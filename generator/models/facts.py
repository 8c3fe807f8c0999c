"""What conditions may ask about a customer, and which days are worked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from generator.fields import (
    Flag,
    Line,
    Number,
    Reader,
    as_day,
    as_id,
    as_line,
    as_number,
    complaint,
    gathered,
    one_of,
)
from generator.models.parts import Entry, Part

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class NumberRange(Part):
    """What a number may be."""

    at_least: Number | None = Field(
        default=None, description="The smallest number that is possible."
    )
    at_most: Number | None = Field(default=None, description="The largest number that is possible.")

    def __str__(self) -> str:
        """After "a number": ` from 0 to 10`, ` of at least 1`; nothing where any will do."""
        if None not in (self.at_least, self.at_most):
            return f" from {self.at_least} to {self.at_most}"
        limits = (("at least", self.at_least), ("at most", self.at_most))
        return next((f" of {words} {limit}" for words, limit in limits if limit is not None), "")

    @property
    def is_empty(self) -> bool:
        """Whether no number fits."""
        return None not in (self.at_least, self.at_most) and self.at_least > self.at_most  # type: ignore[operator]


BUILT_IN = ("segment", "priority")
"""What may be asked without an attribute of that name."""


def _values(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise complaint(
            "form", "values are a mapping of id to label", "write {red: Red, blue: Blue}"
        )
    return dict(gathered([((key,), key, label) for key, label in value.items()], as_id, as_line))


class Attribute(Entry):
    """A question about a customer, and what may be answered."""

    question: Line = Field(description="The question, as it is put to a person.")
    title: Line | None = Field(
        default=None, description="A short name of the question; by default the id in words."
    )
    values: Annotated[dict[str, str], Reader(_values)] | None = Field(
        default=None, description="The answers there are: an id for each, and its label."
    )
    number: NumberRange | None = Field(
        default=None,
        description="The answer is a number: {at_least: 0, at_most: 10}, or {} for any.",
    )
    yes_no: Flag = Field(default=False, description="The answer is true or false.")
    default: Line | None = Field(
        default=None,
        description="The answer of customers who state none. Without it they are asked.",
    )

    @property
    def name(self) -> str:
        """The title, or the id in words."""
        return self.title or self.id.replace("-", " ").capitalize()

    @model_validator(mode="after")
    def _one_form(self) -> Attribute:
        forms = [self.values is not None, self.number is not None, self.yes_no]
        if self.id in BUILT_IN:
            raise complaint(
                "attribute", f"'{self.id}' is asked already", "it comes from the segment"
            )
        if self.values == {} or (self.number and self.number.is_empty):
            raise complaint("attribute", "nobody can answer this", "give values, or a wider range")
        if sum(forms) != 1:
            hint = "give one of: values, number, yes_no: true"
            raise complaint("attribute", "a question has one form of answer", hint)
        return self

    def fault(self, answer: str) -> str:
        """What is wrong with this answer, in words; empty when it fits."""
        if self.values is not None:
            return (
                "" if answer in self.values else f"'{answer}' is not an answer to '{self.question}'"
            )
        if self.yes_no:
            return "" if answer in ("true", "false") else f"'{answer}' is neither true nor false"
        return self._number_fault(answer)

    def _number_fault(self, answer: str) -> str:
        limits = self.number or NumberRange()
        try:
            number = as_number(answer)
        except ValueError:
            return f"'{answer}' is not a number"
        if limits.at_least is not None and number < limits.at_least:
            return f"{answer} is less than {limits.at_least}"
        if limits.at_most is not None and number > limits.at_most:
            return f"{answer} is more than {limits.at_most}"
        return ""

    def label(self, answer: str) -> str:
        """The answer in words: the value's label, or yes and no."""
        if self.yes_no:
            return "yes" if answer == "true" else "no"
        return (self.values or {}).get(answer, answer)

    @property
    def answers(self) -> list[str]:
        """The answers that can be listed."""
        return list(self.values or ()) if not self.yes_no else ["true", "false"]


def _holidays(value: object) -> dict[date, str]:
    """A list of days, or a mapping of day to name."""
    if not isinstance(value, dict | list):
        raise complaint("form", "holidays are a list of days", "write [2026-12-24, 2026-12-31]")
    named = isinstance(value, dict)
    days = value.items() if isinstance(value, dict) else ((day, "holiday") for day in value)
    placed = [((str(day) if named else n,), day, name) for n, (day, name) in enumerate(days)]
    return dict(gathered(placed, as_day, as_line))


Weekday = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    one_of(*WEEKDAYS),
]


class Calendar(Entry):
    """Which days are worked: a country's public holidays, a weekend, days of one's own."""

    title: Line = Field(description="The calendar's name.")
    country: Line | None = Field(
        default=None, description="Two letters: its public holidays are not worked."
    )
    region: Line | None = Field(
        default=None, description="The region of the country, for its own public holidays."
    )
    weekend: list[Weekday] | None = Field(
        default=None, description="Days of the week that are not worked; by default the country's."
    )
    holidays: Annotated[dict[date, str], Reader(_holidays)] = Field(
        default_factory=dict,
        description="More days that are not worked: a list of days, or each day with its name.",
    )

    @model_validator(mode="after")
    def _some_work(self) -> Calendar:
        if self.weekend and len(set(self.weekend)) > 6:
            raise complaint(
                "calendar", "nobody works on any day", "leave one weekday out of 'weekend'"
            )
        if self.region and not self.country:
            raise complaint("calendar", "a region needs its country", "add country: DE, say")
        return self
