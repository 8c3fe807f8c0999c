"""What every entry is made of, and the mark for references."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from generator.conditions import Condition, parse_condition
from generator.fields import Id, Line, Reader, Ref

StageId = Annotated[Id, Ref("stages")]


RoleId = Annotated[Id, Ref("roles")]


DateId = Annotated[Id, Ref("dates")]


EventId = Annotated[Id, Ref("events")]


AttributeId = Annotated[Id, Ref("attributes")]


CalendarId = Annotated[Id, Ref("calendars")]


MetricId = Annotated[Id, Ref("metrics")]


ResponsibilityId = Annotated[Id, Ref("responsibilities")]
ScoreId = Annotated[Id, Ref("scores")]
MatrixId = Annotated[Id, Ref("matrices")]
RuleId = Annotated[Id, Ref("rules")]
ScaleId = Annotated[Id, Ref("scales")]
TableId = Annotated[Id, Ref("tables")]


SegmentId = Annotated[Id, Ref("segments")]


PlaybookId = Annotated[Id, Ref("playbooks")]


Where = Annotated[Condition, Reader(parse_condition)]


class Part(BaseModel):
    """Something inside an entry: frozen, and a key it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Entry(Part):
    """One thing a writer wrote, known by its id."""

    id: Id = Field(
        description="Its name for references: small letters, digits and hyphens. Never change it."
    )
    was: list[Id] = Field(
        default_factory=list, description="Former ids; links to where it is described follow them."
    )
    source: Line | None = Field(default=None, description="Where facts and figures come from.")
