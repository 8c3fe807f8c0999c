"""What the YAML may say: one class a kind of entry.

A field marked `Ref(kind)` holds the id of an entry of that kind. The mark has three readers: the
link step, the "used by" lists on the site, and the hyperlinks.
"""

from generator.models.customer import Customer, Person
from generator.models.facts import BUILT_IN, WEEKDAYS, Attribute, Calendar, NumberRange, Weekday
from generator.models.figures import Column, Measured, Metric, Row, Table, Target
from generator.models.journey import Accepted, Activity, Moment, Role, Settings, Stage, Term
from generator.models.parts import (
    AttributeId,
    CalendarId,
    DateId,
    Entry,
    MetricId,
    Part,
    PlaybookId,
    RoleId,
    SegmentId,
    StageId,
    TableId,
    Where,
)
from generator.models.playbook import Phase, Placed, Playbook, Responsibility, Step
from generator.models.segment import (
    BookPolicy,
    Policy,
    Priority,
    ReviewPolicy,
    Segment,
    Share,
    WorkshopPolicy,
)

__all__ = [
    "BUILT_IN",
    "WEEKDAYS",
    "Accepted",
    "Activity",
    "Attribute",
    "AttributeId",
    "BookPolicy",
    "Calendar",
    "CalendarId",
    "Column",
    "Customer",
    "DateId",
    "Entry",
    "Measured",
    "Metric",
    "MetricId",
    "Moment",
    "NumberRange",
    "Part",
    "Person",
    "Phase",
    "Placed",
    "Playbook",
    "PlaybookId",
    "Policy",
    "Priority",
    "Responsibility",
    "ReviewPolicy",
    "Role",
    "RoleId",
    "Row",
    "Segment",
    "SegmentId",
    "Settings",
    "Share",
    "Stage",
    "StageId",
    "Step",
    "Table",
    "TableId",
    "Target",
    "Term",
    "Weekday",
    "Where",
    "WorkshopPolicy",
]
