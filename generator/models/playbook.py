"""Who does what: responsibilities, and playbooks with their steps."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from generator.fields import Flag, Id, Length, Line, When, one_of
from generator.models.parts import DateId, Entry, MetricId, Part, PlaybookId, RoleId, StageId, Where
from generator.problems import Route
from generator.prose import Prose


class Responsibility(Entry):
    """One line of the RACI matrix."""

    title: Line
    context: Prose | None = None
    measured: dict[Id, Prose] = Field(default_factory=dict)
    accountable: RoleId
    responsible: list[RoleId] = Field(default_factory=list)
    consulted: list[RoleId] = Field(default_factory=list)
    informed: list[RoleId] = Field(default_factory=list)
    playbooks: list[PlaybookId] = Field(default_factory=list)
    metrics: list[MetricId] = Field(default_factory=list)
    note: Prose | None = None


class Step(Part):
    """One thing to do, with who, when and for whom."""

    id: Id
    do: Line
    accountable: RoleId | None = Field(
        default=None,
        description="Defaults to the phase's, the playbook's, the first step's that has one.",
    )
    responsible: list[RoleId] = Field(
        default_factory=list, description="Defaults to the accountable."
    )
    consulted: list[RoleId] = Field(default_factory=list)
    informed: list[RoleId] = Field(default_factory=list)
    due: When | None = Field(
        default=None,
        description="Without it, the step is due with the last of those it comes after.",
    )
    every: Length | None = Field(
        default=None, description="How often it comes again after it was first due."
    )
    after: list[Id] = Field(default_factory=list)
    when: Where | None = None
    serves: list[MetricId] = Field(default_factory=list)
    visible_to: Annotated[Literal["internal", "customer"], one_of("internal", "customer")] = (
        "internal"
    )
    detail: Prose | None = None
    customer_detail: Prose | None = Field(
        default=None, description="How it is done, in words for the customer."
    )
    optional: Flag = False
    was: list[Id] = Field(default_factory=list)
    source: Line | None = None


class Phase(Part):
    """Steps that belong together."""

    title: Line
    customer_title: Line | None = Field(
        default=None, description="The title that a customer may read; without it, none."
    )
    accountable: RoleId | None = None
    when: Where | None = None
    steps: Annotated[list[Step], Field(min_length=1)]


class Playbook(Entry):
    """A procedure: what starts it, whom it is for, its steps in phases."""

    title: Line
    customer_title: Line | None = Field(
        default=None, description="The title that a customer may read; without it, 'Shared plan'."
    )
    stage: StageId | None = None
    purpose: Prose | None = None
    trigger: Prose | None = None
    applies_to: Where | None = None
    opens: When | None = Field(default=None, description="When the playbook is opened.")
    follows: list[PlaybookId] = Field(
        default_factory=list, description="Playbooks that come before it."
    )
    starts: DateId | None = Field(default=None, description="No step is due before this date.")
    accountable: RoleId | None = None
    sources: list[Line] = Field(default_factory=list)
    note: Prose | None = None
    phases: Annotated[list[Phase], Field(min_length=1)]

    @cached_property
    def steps(self) -> dict[str, Placed]:
        """The steps by id, in the order in which they are written."""
        return {
            step.id: Placed(step, phase, ("phases", p, "steps", s))
            for p, phase in enumerate(self.phases)
            for s, step in enumerate(phase.steps)
        }


class Placed(NamedTuple):
    """A step, its phase, and its route within the playbook."""

    step: Step
    phase: Phase
    route: Route
