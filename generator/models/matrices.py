"""Who does what, as a matrix of letters; and rules as their sources state them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, PlainValidator, model_validator

from generator.fields import Day, Id, Line, as_line, complaint
from generator.models.parts import (
    Entry,
    MatrixId,
    MetricId,
    Part,
    PlaybookId,
    ResponsibilityId,
    RoleId,
    RuleId,
    ScaleId,
    ScoreId,
    SegmentId,
    StageId,
    TableId,
)
from generator.models.scales import refuse_backwards
from generator.problems import did_you_mean
from generator.prose import Prose

LETTERS = {
    "R": "responsible",
    "A": "accountable",
    "D": "accountable",
    "C": "consulted",
    "I": "informed",
}
"""RACI, and DCI in which D (the DRI) is the accountable."""


def _letters(value: object) -> tuple[str, ...]:
    """`R/A` or `C`: one letter or more."""
    letters = tuple(part.strip() for part in as_line(value).strip("/ ").split("/"))
    wrong = [letter for letter in letters if letter not in LETTERS]
    if wrong:
        hint = (
            did_you_mean(wrong[0].upper(), LETTERS) if wrong[0].islower() else "write it like R/A"
        )
        raise complaint("letters", f"'{wrong[0]}' is none of R, A, D, C and I", hint)
    return letters


Letters = Annotated[tuple[str, ...], PlainValidator(_letters)]


class MatrixRow(Part):
    """One task; what is not its own key is a role with its letters."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Letters]

    id: Id
    title: Line
    stage: StageId | None = None
    note: Prose | None = None

    @property
    def letters(self) -> dict[str, tuple[str, ...]]:
        """The letters by role."""
        return self.__pydantic_extra__


class Matrix(Entry):
    """Tasks against roles."""

    title: Line
    note: Prose | None = None
    roles: Annotated[list[RoleId], Field(min_length=1)]
    rows: Annotated[list[MatrixRow], Field(min_length=1)]


class Statement(Part):
    """What one source says about a rule, and from when to when it holds."""

    says: Line
    source: Line
    segment: SegmentId | None = None
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, description="The last day on which it holds.")

    @model_validator(mode="after")
    def _some_day(self) -> Statement:
        refuse_backwards(self.start, self.until)
        return self


class Rule(Entry):
    """Something that should have one value on one day, and what the sources say it is."""

    title: Line
    question: Line
    note: Prose | None = None
    statements: Annotated[list[Statement], Field(min_length=1)]


class System(Entry):
    """Something that the handbook describes, and where it is kept."""

    title: Line
    playbooks: list[PlaybookId] = Field(default_factory=list)
    segments: list[SegmentId] = Field(default_factory=list)
    responsibilities: list[ResponsibilityId] = Field(default_factory=list)
    metrics: list[MetricId] = Field(default_factory=list)
    tables: list[TableId] = Field(default_factory=list)
    scales: list[ScaleId] = Field(default_factory=list)
    scores: list[ScoreId] = Field(default_factory=list)
    matrices: list[MatrixId] = Field(default_factory=list)
    rules: list[RuleId] = Field(default_factory=list)

    @model_validator(mode="after")
    def _something(self) -> System:
        if not self.model_fields_set - {"id", "title", "was", "source"}:
            raise complaint(
                "system", "this names nothing", "add playbooks: [...], tables: [...] or so"
            )
        return self
