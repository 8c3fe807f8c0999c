"""Who does what: responsibilities, and playbooks with their steps."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from generator.fields import Flag, Id, Length, Line, When, one_of
from generator.models.parts import (
    AttributeId,
    DateId,
    Entry,
    EventId,
    MetricId,
    Part,
    PlaybookId,
    RoleId,
    StageId,
    Where,
)
from generator.problems import Route
from generator.prose import Prose


class Responsibility(Entry):
    """One line of the RACI matrix."""

    title: Line = Field(description="What somebody answers for.")
    context: Prose | None = Field(default=None, description="What it means.")
    measured: dict[Id, Prose] = Field(
        default_factory=dict, description="How it is judged, for each kind of segment."
    )
    accountable: RoleId = Field(description="The one role that answers for it.")
    responsible: list[RoleId] = Field(
        default_factory=list, description="Roles that do the work; by default the accountable one."
    )
    consulted: list[RoleId] = Field(
        default_factory=list, description="Roles that have a say before."
    )
    informed: list[RoleId] = Field(default_factory=list, description="Roles that are told after.")
    playbooks: list[PlaybookId] = Field(default_factory=list, description="Playbooks that say how.")
    metrics: list[MetricId] = Field(default_factory=list, description="What it is judged by.")
    note: Prose | None = Field(default=None, description="Anything else to know.")


class Step(Part):
    """One thing to do, with who, when and for whom."""

    id: Id = Field(description="The step's id. People's ticks hang on it: never change it.")
    do: Line = Field(description="What is done, in one line that begins with a verb.")
    accountable: RoleId | None = Field(
        default=None,
        description="Defaults to the phase's, the playbook's, the first step's that has one.",
    )
    responsible: list[RoleId] = Field(
        default_factory=list, description="Defaults to the accountable."
    )
    consulted: list[RoleId] = Field(
        default_factory=list, description="Roles that have a say before."
    )
    informed: list[RoleId] = Field(default_factory=list, description="Roles that are told after.")
    due: When | None = Field(
        default=None,
        description="Without it, the step is due with the last of those it comes after.",
    )
    every: Length | None = Field(
        default=None, description="How often it comes again after it was first due."
    )
    after: list[Id] = Field(
        default_factory=list, description="Steps that are done before this one, by their ids."
    )
    when: Where | None = Field(
        default=None, description="For which customers; without it, for all."
    )
    serves: list[MetricId] = Field(
        default_factory=list,
        description="Metrics that it helps to reach; the due day is compared with their target.",
    )
    records: EventId | None = Field(
        default=None,
        description="What has happened when it is ticked and its day is noted below it.",
    )
    visible_to: Annotated[Literal["internal", "customer"], one_of("internal", "customer")] = Field(
        default="internal", description="Whether the customer's edition shows this step."
    )
    detail: Prose | None = Field(default=None, description="How it is done, in Markdown.")
    customer_detail: Prose | None = Field(
        default=None, description="How it is done, in words for the customer."
    )
    optional: Flag = Field(default=False, description="Whether it may be left out.")
    was: list[Id] = Field(default_factory=list, description="Its former ids; ticks follow them.")
    source: Line | None = Field(default=None, description="Where this comes from.")


class Phase(Part):
    """Steps that belong together."""

    title: Line = Field(description="The phase's title.")
    customer_title: Line | None = Field(
        default=None, description="The title that a customer may read; without it, none."
    )
    accountable: RoleId | None = Field(
        default=None, description="Who answers for its steps, where they name nobody."
    )
    when: Where | None = Field(
        default=None, description="For which customers; without it, for all."
    )
    steps: Annotated[list[Step], Field(min_length=1)] = Field(description="The steps, in order.")


class Pack(Part):
    """What a playbook needs to know to become a pack: who gives, who takes, on which days."""

    kind: Annotated[Literal["handoff", "absence"], one_of("handoff", "absence")] = Field(
        alias="for", description="A customer who changes hands, or an absence that is covered."
    )
    dates: Annotated[list[DateId], Field(min_length=1)] = Field(
        description="The day of the handoff; or the first and the last day of the absence."
    )
    carried: RoleId = Field(description="The role of the person in the customer's file.")
    gives: RoleId = Field(description="The role that this person has in the playbook.")
    takes: RoleId = Field(description="The role of the person who takes over.")
    answers: dict[AttributeId, Line] = Field(
        default_factory=dict, description="What is so while it lasts."
    )


class Playbook(Entry):
    """A procedure: what starts it, whom it is for, its steps in phases."""

    was: list[Id] = Field(
        default_factory=list, description="Former ids; links and kept checklists follow them."
    )
    title: Line = Field(description="The playbook's title.")
    customer_title: Line | None = Field(
        default=None, description="The title that a customer may read; without it, 'Shared plan'."
    )
    stage: StageId | None = Field(default=None, description="The stage that it belongs to.")
    purpose: Prose | None = Field(default=None, description="What is so when it is done.")
    trigger: Prose | None = Field(default=None, description="What starts it.")
    applies_to: Where | None = Field(
        default=None, description="For which customers; without it, for all."
    )
    opens: When | None = Field(default=None, description="When the playbook is opened.")
    follows: list[PlaybookId] = Field(
        default_factory=list, description="Playbooks that come before it."
    )
    starts: DateId | None = Field(default=None, description="No step is due before this date.")
    accountable: RoleId | None = Field(
        default=None, description="Who answers for its steps, where they name nobody."
    )
    sources: list[Line] = Field(default_factory=list, description="Where this comes from.")
    pack: Pack | None = Field(default=None, description="Makes it the playbook of `handrail pack`.")
    note: Prose | None = Field(default=None, description="Anything else to know.")
    phases: Annotated[list[Phase], Field(min_length=1)] = Field(
        description="Steps that belong together, in order."
    )

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
