"""Who does what, as a matrix of letters; and rules as their sources state them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from generator.fields import Day, Id, Line, Reader, as_line, complaint
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


Letters = Annotated[tuple[str, ...], Reader(_letters)]


class MatrixRow(Part):
    """One task; what is not its own key is a role with its letters."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Letters]

    id: Id = Field(description="The row's id.")
    title: Line = Field(description="The task.")
    stage: StageId | None = Field(default=None, description="The stage in which it is done.")
    note: Prose | None = Field(default=None, description="Anything else to know.")

    @property
    def letters(self) -> dict[str, tuple[str, ...]]:
        """The letters by role."""
        return self.__pydantic_extra__


class Matrix(Entry):
    """Tasks against roles."""

    title: Line = Field(description="The matrix's title.")
    note: Prose | None = Field(default=None, description="Anything else to know.")
    roles: Annotated[list[RoleId], Field(min_length=1)] = Field(
        description="The roles that have a column, in order."
    )
    rows: Annotated[list[MatrixRow], Field(min_length=1)] = Field(
        description="The tasks. Letters are keyed by the role's id: R/A, C, I."
    )


class Statement(Part):
    """What one source says about a rule, and from when to when it holds."""

    says: Line = Field(description="What the source says.")
    source: Line = Field(description="The source.")
    segment: SegmentId | None = Field(
        default=None, description="For customers of this segment only."
    )
    start: Day | None = Field(
        default=None, alias="from", description="The first day on which it holds."
    )
    until: Day | None = Field(default=None, description="The last day on which it holds.")

    @model_validator(mode="after")
    def _some_day(self) -> Statement:
        refuse_backwards(self.start, self.until)
        return self


class Rule(Entry):
    """Something that should have one value on one day, and what the sources say it is."""

    title: Line = Field(description="The rule's name.")
    question: Line = Field(description="The question that it answers.")
    note: Prose | None = Field(default=None, description="Anything else to know.")
    statements: Annotated[list[Statement], Field(min_length=1)] = Field(
        description="What each source says, and from when to when."
    )


class System(Entry):
    """Something that the handbook describes, and where it is kept."""

    title: Line = Field(description="What the handbook describes.")
    playbooks: list[PlaybookId] = Field(default_factory=list, description="Playbooks about it.")
    segments: list[SegmentId] = Field(default_factory=list, description="Segments about it.")
    responsibilities: list[ResponsibilityId] = Field(
        default_factory=list, description="Responsibilities about it."
    )
    metrics: list[MetricId] = Field(default_factory=list, description="Metrics about it.")
    tables: list[TableId] = Field(default_factory=list, description="Tables about it.")
    scales: list[ScaleId] = Field(default_factory=list, description="Scales about it.")
    scores: list[ScoreId] = Field(default_factory=list, description="Scores about it.")
    matrices: list[MatrixId] = Field(default_factory=list, description="Matrices about it.")
    rules: list[RuleId] = Field(default_factory=list, description="Rules about it.")

    @model_validator(mode="after")
    def _something(self) -> System:
        if not self.model_fields_set - {"id", "title", "was", "source"}:
            raise complaint(
                "system", "this names nothing", "add playbooks: [...], tables: [...] or so"
            )
        return self
