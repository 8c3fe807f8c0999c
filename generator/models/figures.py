"""Numbers: metrics with their targets, and tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PlainValidator, model_validator

from generator.fields import (
    Id,
    Line,
    Number,
    Range,
    as_line,
    as_number,
    as_offset,
    complaint,
    one_of,
)
from generator.models.parts import DateId, Entry, Part, PlaybookId, RoleId, StageId
from generator.offsets import Offset
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
        words = (("at least ", self.at_least), ("at most ", self.at_most), ("", self.exactly))
        return next(f"{word}{n} {self.unit}" for word, n in words if n is not None)


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
    """A column; `times` and `of` say how its figures follow from another one."""

    id: Id
    title: Line
    form: Annotated[Literal["number", "text", "due"], one_of("number", "text", "due")] = "number"
    times: Number | None = None
    of: Id | None = None

    @model_validator(mode="after")
    def _both(self) -> Column:
        if self.id in ("id", "title", "note", "made_of"):
            message = f"a column cannot be called '{self.id}': every row has that key already"
            raise complaint("column", message, "choose another id")
        if (self.times is None) != (self.of is None):
            raise complaint("column", "'times' and 'of' go together", "write times: 4, of: weekly")
        return self


class Words(str):
    """A cell of a column that holds no figures."""

    __slots__ = ()


class DueWords(str):
    """A cell of a column that says when."""

    __slots__ = ()


def _cell(value: object) -> Decimal | str | Offset:
    if isinstance(value, DueWords):
        return as_offset(str(value))
    return as_line(value) if isinstance(value, Words) else as_number(value)


Cell = Annotated[Decimal | str | Offset, PlainValidator(_cell)]
_FORMS: Mapping[str, type[str]] = {"text": Words, "due": DueWords}


class Budget(Part):
    """How a figure was made: so many times, so long each; `counts` names a policy's figure."""

    times: Range | None = None
    counts: (
        Annotated[
            Literal["calls_per_week", "ebrs_per_month", "workshops_per_month"],
            one_of("calls_per_week", "ebrs_per_month", "workshops_per_month"),
        ]
        | None
    ) = None
    each: Number
    column: Id = Field(alias="in")

    @model_validator(mode="after")
    def _one_count(self) -> Budget:
        if (self.times is None) == (self.counts is None):
            raise complaint("budget", "say how many, once", "give one of: times, counts")
        return self


class Row(Part):
    """One row: what is not its own key is a cell, keyed by column."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Cell]

    id: Id
    title: Line
    note: Prose | None = None
    made_of: list[Budget] = Field(default_factory=list)

    @property
    def cells(self) -> dict[str, Decimal]:
        """The figures by column."""
        return {
            id_: cell for id_, cell in self.__pydantic_extra__.items() if isinstance(cell, Decimal)
        }

    @property
    def words(self) -> dict[str, str]:
        """The cells by column that are no figures, as typed."""
        return {
            id_: cell.text if isinstance(cell, Offset) else cell
            for id_, cell in self.__pydantic_extra__.items()
            if not isinstance(cell, Decimal)
        }

    @property
    def dues(self) -> dict[str, Offset]:
        """The cells by column that say when."""
        return {id_: c for id_, c in self.__pydantic_extra__.items() if isinstance(c, Offset)}


class Absence(Part):
    """Days off a year that a table of hours leaves room for."""

    days: Number
    hours_a_week: Number = Decimal(40)
    weekly: Id
    yearly: Id


class Table(Entry):
    """Figures or words by row and column; stated totals are compared with the sums."""

    title: Line
    unit: Line | None = None
    note: Prose | None = None
    playbook: PlaybookId | None = Field(
        default=None, description="Rows are its steps; a column of the form `due` says when."
    )
    absence: Absence | None = None
    columns: Annotated[list[Column], Field(min_length=1)]
    rows: list[Row] = Field(default_factory=list)
    totals: dict[str, Number] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _words_by_column(cls, data: Any) -> Any:
        """Cells of a column of words are told from figures by the column's form."""
        if not isinstance(data, dict) or not isinstance(data.get("rows"), list):
            return data
        columns = data.get("columns")
        described = [c for c in columns if isinstance(c, dict)] if isinstance(columns, list) else []
        forms = {str(c.get("id")): _FORMS.get(str(c.get("form"))) for c in described}
        return {**data, "rows": [_worded(row, forms) for row in data["rows"]]}


def _worded(row: Any, forms: Mapping[str, type[str] | None]) -> Any:
    if not isinstance(row, dict):
        return row
    marks = {key: forms.get(key) for key, value in row.items() if isinstance(value, str)}
    return {key: mark(value) if (mark := marks.get(key)) else value for key, value in row.items()}
