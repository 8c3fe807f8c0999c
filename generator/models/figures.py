"""Numbers: metrics with their targets, and tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from generator.fields import Id, Line, Number, Range, complaint
from generator.models.parts import DateId, Entry, Part, RoleId, StageId
from generator.prose import Prose


class Target(Part):
    """What a metric should reach: one of the four forms, and the unit."""

    at_least: Number | None = None
    at_most: Number | None = None
    exactly: Number | None = None
    between: Range | None = None
    unit: Line

    @model_validator(mode="after")
    def _one_form(self) -> Target:
        forms = (self.at_least, self.at_most, self.exactly, self.between)
        if sum(f is not None for f in forms) != 1:
            hint = "give one of: at_least, at_most, exactly, between"
            raise complaint("target", "a target has one limit", hint)
        return self

    def __str__(self) -> str:
        if self.between:
            return f"{self.between[0]} to {self.between[1]} {self.unit}"
        words = (("at least", self.at_least), ("at most", self.at_most), ("exactly", self.exactly))
        return next(f"{word} {n} {self.unit}" for word, n in words if n is not None)


class Measured(Part):
    """The two moments a metric lies between."""

    start: DateId = Field(alias="from")
    end: DateId = Field(alias="to")


class Metric(Entry):
    """Something that is measured; without a target it is only followed."""

    title: Line
    target: Target | None = None
    measured: Measured | None = None
    stage: StageId | None = None
    owner: RoleId | None = None
    how: Prose | None = None
    note: Prose | None = None


class Column(Part):
    """A column of figures; `times` and `of` say how it follows from another one."""

    id: Id
    title: Line
    times: Number | None = None
    of: Id | None = None

    @model_validator(mode="after")
    def _both(self) -> Column:
        if self.id in ("id", "title", "note"):
            message = f"a column cannot be called '{self.id}': every row has that key already"
            raise complaint("column", message, "choose another id")
        if (self.times is None) != (self.of is None):
            raise complaint("column", "'times' and 'of' go together", "write times: 4, of: weekly")
        return self


class Row(Part):
    """One row: what is not its own key is a cell, keyed by column."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Number]

    id: Id
    title: Line
    note: Prose | None = None

    @property
    def cells(self) -> dict[str, Decimal]:
        """The figures by column."""
        return self.__pydantic_extra__


class Table(Entry):
    """Figures by row and column; stated totals are compared with the sums."""

    title: Line
    unit: Line | None = None
    note: Prose | None = None
    columns: Annotated[list[Column], Field(min_length=1)]
    rows: list[Row] = []
    totals: dict[str, Number] = {}
