"""What the YAML may say: one class a kind of entry, and the mark for references.

A field marked `Ref(kind)` holds the id of an entry of that kind. The mark has three readers: the
link step, the "used by" lists on the site, and the hyperlinks.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from pydantic_core import PydanticCustomError

from generator.conditions import Condition, parse_condition
from generator.fields import (
    Day,
    Flag,
    Id,
    Length,
    Line,
    MonthDay,
    Number,
    Prose,
    Range,
    Ref,
    Url,
    When,
    as_day,
    as_id,
    as_line,
    as_number,
    complaint,
    complaints,
    one_of,
)
from generator.problems import Route

StageId = Annotated[Id, Ref("stages")]
RoleId = Annotated[Id, Ref("roles")]
DateId = Annotated[Id, Ref("dates")]
AttributeId = Annotated[Id, Ref("attributes")]
CalendarId = Annotated[Id, Ref("calendars")]
MetricId = Annotated[Id, Ref("metrics")]
TableId = Annotated[Id, Ref("tables")]
SegmentId = Annotated[Id, Ref("segments")]
PlaybookId = Annotated[Id, Ref("playbooks")]
Where = Annotated[Condition, PlainValidator(parse_condition)]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Part(BaseModel):
    """Something inside an entry: frozen, and a key it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Entry(Part):
    """One thing a writer wrote, known by its id."""

    id: Id
    was: list[Id] = Field(default=[], description="Former ids; links and ticks follow them.")
    source: Line | None = Field(default=None, description="Where facts and figures come from.")


class Settings(Part):
    """content/handbook.yaml: what holds for the whole handbook."""

    title: Line
    scheme: Annotated[Literal["DCI", "RACI"], one_of("DCI", "RACI")] = "DCI"
    fiscal_year_starts: MonthDay = "01-01"
    repository: Url | None = None


# --- the journey -------------------------------------------------------------------------------


class Activity(Part):
    """What is done in a stage."""

    id: Id
    title: Line
    summary: Prose | None = None
    playbook: PlaybookId | None = None
    metrics: list[MetricId] = []
    source: Line | None = None


class Stage(Entry):
    """A part of the customer's journey; their order is the journey."""

    title: Line
    objective: Prose | None = None
    activities: list[Activity] = []


class Role(Entry):
    """Somebody who does things, on the vendor's side or the customer's."""

    title: Line
    short: Line | None = None
    side: Annotated[Literal["vendor", "customer"], one_of("vendor", "customer")] = "vendor"
    falls_back_to: RoleId | None = None
    summary: Prose | None = None

    @property
    def name(self) -> str:
        """The short title where there is one."""
        return self.short or self.title


class Moment(Entry):
    """content/dates.yaml: a named moment of a customer's life."""

    title: Line
    default: When | None = None
    working_day: Flag = False
    summary: Prose | None = None


# --- what conditions ask ------------------------------------------------------------------------


class NumberRange(Part):
    """What a number may be."""

    at_least: Number | None = None
    at_most: Number | None = None


def _values(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise complaint(
            "form", "values are a mapping of id to label", "write {saas: GitLab.com, …}"
        )
    return {as_id(key): as_line(label) for key, label in value.items()}


class Attribute(Entry):
    """A question about a customer, and what may be answered."""

    question: Line
    title: Line | None = None
    values: Annotated[dict[str, str], PlainValidator(_values)] | None = None
    number: NumberRange | None = None
    yes_no: Flag = False
    default: Line | None = None

    @property
    def name(self) -> str:
        """The title, or the id in words."""
        return self.title or self.id.replace("-", " ").capitalize()

    @model_validator(mode="after")
    def _one_form(self) -> Attribute:
        forms = [self.values is not None, self.number is not None, self.yes_no]
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


# --- days ------------------------------------------------------------------------------------------


def _holidays(value: object) -> dict[date, str]:
    """A list of days, or a mapping of day to name."""
    if isinstance(value, dict):
        return {as_day(day): as_line(name) for day, name in value.items()}
    if not isinstance(value, list):
        raise complaint("form", "holidays are a list of days", "write [2026-12-24, 2026-12-31]")
    days: dict[date, str] = {}
    faults: list[tuple[Route, PydanticCustomError]] = []
    for n, day in enumerate(value):
        try:
            days[as_day(day)] = "holiday"
        except PydanticCustomError as error:
            faults.append(((n,), error))
    if faults:
        raise complaints(faults)
    return days


Weekday = Annotated[str, one_of(*WEEKDAYS)]


class Calendar(Entry):
    """Which days are worked: a country's public holidays, a weekend, days of one's own."""

    title: Line
    country: Line | None = None
    region: Line | None = None
    weekend: list[Weekday] | None = None
    holidays: Annotated[dict[date, str], PlainValidator(_holidays)] = {}

    @model_validator(mode="after")
    def _some_work(self) -> Calendar:
        if self.weekend and len(set(self.weekend)) > 6:
            raise complaint(
                "calendar", "nobody works on any day", "leave one weekday out of 'weekend'"
            )
        if self.region and not self.country:
            raise complaint("calendar", "a region needs its country", "add country: DE, say")
        return self


# --- numbers ---------------------------------------------------------------------------------------


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


# --- who does what ---------------------------------------------------------------------------------


class Responsibility(Entry):
    """One line of the RACI matrix."""

    title: Line
    context: Prose | None = None
    measured: dict[Id, Prose] = {}
    accountable: RoleId
    responsible: list[RoleId] = []
    consulted: list[RoleId] = []
    informed: list[RoleId] = []
    playbooks: list[PlaybookId] = []
    metrics: list[MetricId] = []
    note: Prose | None = None


class Step(Part):
    """One thing to do, with who, when and for whom."""

    id: Id
    do: Line
    accountable: RoleId | None = Field(
        default=None,
        description="Defaults to the phase's, the playbook's, the first step's that has one.",
    )
    responsible: list[RoleId] = Field(default=[], description="Defaults to the accountable.")
    consulted: list[RoleId] = []
    informed: list[RoleId] = []
    due: When | None = Field(
        default=None,
        description="Without it, the step is due with the last of those it comes after.",
    )
    after: list[Id] = []
    when: Where | None = None
    serves: list[MetricId] = []
    visible_to: Annotated[Literal["internal", "customer"], one_of("internal", "customer")] = (
        "internal"
    )
    detail: Prose | None = None
    optional: Flag = False
    was: list[Id] = []
    source: Line | None = None


class Phase(Part):
    """Steps that belong together."""

    title: Line
    accountable: RoleId | None = None
    when: Where | None = None
    steps: Annotated[list[Step], Field(min_length=1)]


class Playbook(Entry):
    """A procedure: what starts it, whom it is for, its steps in phases."""

    title: Line
    stage: StageId | None = None
    purpose: Prose | None = None
    trigger: Prose | None = None
    applies_to: Where | None = None
    starts: DateId | None = Field(default=None, description="No step is due before this date.")
    accountable: RoleId | None = None
    sources: list[Line] = []
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


# --- segments and their policies -----------------------------------------------------------------


class Share(Part):
    """Percent of a book."""

    target: Number | None = None
    at_most: Number | None = None


class Priority(Part):
    """A class of customers; the first whose condition holds is taken."""

    id: Id
    title: Line
    when: Where | None = None
    cadence: Length | None = None
    share: Share | None = None
    note: Prose | None = None


class ReviewPolicy(Part):
    """How often executive business reviews are due."""

    every: Length | None = None
    high_value_every: Length | None = None


class WorkshopPolicy(Part):
    """How often a customer is offered a workshop."""

    every: Length | None = None
    low_usage_every: Length | None = None
    healthy_every: Length | None = None


class BookPolicy(Part):
    """What one person carries."""

    accounts: Range | None = None
    calls_per_week: Range | None = None
    ebrs_per_month: Range | None = None
    workshops_per_month: Range | None = None


class Policy(Part):
    """The rules of a segment, in force from a day until the next policy's day."""

    name: Line
    start: Day = Field(alias="from")
    source: Line | None = None
    note: Prose | None = None
    priorities: list[Priority] = []
    longest_gap: Length | None = None
    ebr: ReviewPolicy | None = None
    workshops: WorkshopPolicy | None = None
    health_update: dict[Id, Length] = {}
    success_plan_review: Length | None = None
    book: BookPolicy | None = None
    hours: TableId | None = None


class Segment(Entry):
    """A group of customers that are looked after in the same way."""

    title: Line
    summary: Prose | None = None
    policies: list[Policy] = []


class Term(Entry):
    """A word of the trade."""

    term: Line
    short: Line | None = None
    meaning: Prose
    also: list[Line] = []


# --- the book --------------------------------------------------------------------------------------


def _person(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Person(Part):
    """Somebody who holds a role for one customer."""

    name: Line
    calendar: CalendarId | None = None
    gitlab: Annotated[str, PlainValidator(as_line)] | None = None
    email: Annotated[str, PlainValidator(as_line)] | None = None


class Customer(Entry):
    """One customer of the book: what is so, when things are, and who."""

    name: Line
    segment: SegmentId | None = None
    calendar: CalendarId | None = None
    attributes: dict[AttributeId, Line] = {}
    dates: dict[DateId, Day] = {}
    people: dict[RoleId, Annotated[Person, BeforeValidator(_person)]] = {}
    policy: Line | None = Field(default=None, description="Stay on this policy, by its name.")


class Accepted(Part):
    """A finding that is lived with, and why."""

    check: Line
    at: Line
    because: Prose
