"""Numbers: metrics with their targets, and tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from generator.fields import (
    Id,
    Length,
    Line,
    Number,
    Range,
    Reader,
    as_line,
    as_number,
    as_offset,
    complaint,
    one_of,
)
from generator.models.parts import (
    DateId,
    Entry,
    EventId,
    Part,
    PlaybookId,
    RoleId,
    StageId,
    Where,
)
from generator.offsets import Offset
from generator.prose import Prose


class Target(Part):
    """What a metric should reach: one of the four forms, and the unit."""

    at_least: Number | None = Field(default=None, description="Reached with this number or more.")
    at_most: Number | None = Field(default=None, description="Reached with this number or less.")
    exactly: Number | None = Field(default=None, description="Reached with this number.")
    between: Range | None = Field(
        default=None, description="Reached from the first number to the second."
    )
    unit: Line = Field(description="What is counted.")

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

    start: DateId = Field(alias="from", description="The date from which days are counted.")
    end: DateId = Field(alias="to", description="The date up to which days are counted.")
    at_least: Number | None = Field(
        default=None, description="A smaller figure counts as this one."
    )


class Counted(Part):
    """How a metric follows from what a book knows of its customers.

    Of the customers in `of` (all, without it): how many meet `who`; or the `event`s `within` a
    length of time before today. As a share of these customers, as a number of customers, as the
    number of events of each, or as the gap since the last event. `per: person` has a figure for
    each person's book of them instead.
    """

    of: Where | None = Field(default=None, description="For which customers; without it, for all.")
    who: Where | None = Field(default=None, description="What those who are counted have to meet.")
    event: EventId | None = Field(default=None, description="The events that are counted.")
    within: Length | None = Field(default=None, description="How far back events are counted.")
    form: Annotated[
        Literal["share", "customers", "events", "gap"],
        one_of("share", "customers", "events", "gap"),
    ] = Field(alias="as", description="What the figure is: of customers, of events, or of days.")
    per: Annotated[Literal["person"], one_of("person")] | None = Field(
        default=None, description="`person`: each person has a figure, over the customers carried."
    )

    @model_validator(mode="after")
    def _one_thing(self) -> Counted:
        if (self.who is None) == (self.event is None):
            raise complaint("counted", "one thing is counted", "give one of: who, event")
        if self.who is not None and (self.within or self.form in ("events", "gap")):
            hint = "count an event, or use as: share or customers"
            raise complaint("counted", "only events have days", hint)
        if self.form == "events" and self.within is None:
            raise complaint("counted", "say in how long a time", "add within: 3 months, say")
        return self


class Metric(Entry):
    """Something that is measured; without a target it is only followed."""

    title: Line = Field(description="What is measured.")
    target: Target | None = Field(
        default=None, description="What should be reached; without it the metric is only followed."
    )
    measured: Measured | None = Field(
        default=None, description="The two dates that the metric lies between."
    )
    counted: Counted | None = Field(
        default=None, description="How it follows from what a book knows of its customers."
    )
    needs: Line | None = Field(
        default=None, description="What a book would have to hold so that it could be measured."
    )
    stage: StageId | None = Field(default=None, description="The stage that it belongs to.")
    owner: RoleId | None = Field(default=None, description="The role that answers for it.")
    how: Prose | None = Field(default=None, description="How it is measured.")
    note: Prose | None = Field(default=None, description="Anything else to know.")

    @model_validator(mode="after")
    def _needs_nothing_more(self) -> Metric:
        if self.needs and (self.measured or self.counted):
            message = "a metric that is measured or counted needs nothing more"
            raise complaint("counted", message, "delete 'needs'")
        return self


class Column(Part):
    """A column; `times` and `of` say how its figures follow from another one."""

    id: Id = Field(description="The key of the column's cells in each row.")
    title: Line = Field(description="The column's heading.")
    form: Annotated[Literal["number", "text", "due"], one_of("number", "text", "due")] = Field(
        default="number",
        description="What its cells hold: numbers, text, or when something is due.",
    )
    times: Number | None = Field(
        default=None, description="Its numbers are those of the column `of`, so many times."
    )
    of: Id | None = Field(default=None, description="The column that its numbers follow from.")

    @model_validator(mode="after")
    def _both(self) -> Column:
        if self.id in ("id", "title", "note", "made_of"):
            message = f"a column cannot be called '{self.id}': every row has that key already"
            raise complaint("column", message, "choose another id")
        if (self.times is None) != (self.of is None):
            raise complaint("column", "'times' and 'of' go together", "write times: 4, of: weekly")
        if self.of == self.id:
            hint = "name another column in 'of'"
            raise complaint("column", "the figures of a column cannot follow from themselves", hint)
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


Cell = Annotated[Decimal | str | Offset, Reader(_cell)]
_FORMS: Mapping[str, type[str]] = {"text": Words, "due": DueWords}


class Budget(Part):
    """How a figure was made: so many times, so long each; `counts` names a policy's figure."""

    times: Range | None = Field(
        default=None, description="How many: a number, or a range like [5, 7]."
    )
    counts: (
        Annotated[
            Literal["calls_per_week", "ebrs_per_month", "workshops_per_month"],
            one_of("calls_per_week", "ebrs_per_month", "workshops_per_month"),
        ]
        | None
    ) = Field(default=None, description="How many, as a figure of the segment's policy.")
    each: Number = Field(description="How much each takes.")
    column: Id = Field(alias="in", description="The column that this adds up to.")

    @model_validator(mode="after")
    def _one_count(self) -> Budget:
        if (self.times is None) == (self.counts is None):
            raise complaint("budget", "say how many, once", "give one of: times, counts")
        return self


class Row(Part):
    """One row: what is not its own key is a cell, keyed by column."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Cell]

    id: Id = Field(description="The row's id.")
    title: Line = Field(description="The row's heading.")
    note: Prose | None = Field(default=None, description="Anything else to know.")
    made_of: list[Budget] = Field(
        default_factory=list, description="How its figures were made; they are compared with it."
    )

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

    days: Number = Field(description="Days off a year.")
    hours_a_week: Number = Field(default=Decimal(40), description="Hours a week of the post.")
    weekly: Id = Field(description="The column with hours a week.")
    yearly: Id = Field(description="The column with hours a year.")


class Table(Entry):
    """Figures or words by row and column; stated totals are compared with the sums."""

    title: Line = Field(description="The table's title.")
    unit: Line | None = Field(default=None, description="What its numbers count.")
    note: Prose | None = Field(default=None, description="Anything else to know.")
    playbook: PlaybookId | None = Field(
        default=None, description="Rows are its steps; a column of the form `due` says when."
    )
    absence: Absence | None = Field(
        default=None, description="Days off a year that the hours leave room for."
    )
    columns: Annotated[list[Column], Field(min_length=1)] = Field(
        description="The columns, in order."
    )
    rows: list[Row] = Field(
        default_factory=list,
        description="The rows, in order. Cells are keyed by their column's id.",
    )
    totals: dict[str, Number] = Field(
        default_factory=dict,
        description="Totals by column, as stated; they are compared with the sums.",
    )

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
