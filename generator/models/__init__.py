"""What the YAML may say: one class a kind of entry.

A field marked `Ref(kind)` holds the id of an entry of that kind. The mark has three readers: the
link step, the "used by" lists on the site, and the hyperlinks.
"""

from generator.models.customer import Customer, Person
from generator.models.facts import BUILT_IN, WEEKDAYS, Attribute, Calendar, NumberRange, Weekday
from generator.models.figures import Column, Measured, Metric, Row, Table, Target
from generator.models.journey import Accepted, Activity, Moment, Role, Settings, Stage, Term
from generator.models.matrices import LETTERS, Matrix, MatrixRow, Rule, Statement, System
from generator.models.parts import (
    AttributeId,
    CalendarId,
    DateId,
    Entry,
    MetricId,
    Part,
    PlaybookId,
    RoleId,
    ScaleId,
    SegmentId,
    StageId,
    TableId,
    Where,
)
from generator.models.playbook import Phase, Placed, Playbook, Responsibility, Step
from generator.models.scales import Band, Group, Measure, Scale, Score
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
    "LETTERS",
    "WEEKDAYS",
    "Accepted",
    "Activity",
    "Attribute",
    "AttributeId",
    "Band",
    "BookPolicy",
    "Calendar",
    "CalendarId",
    "Column",
    "Customer",
    "DateId",
    "Entry",
    "Group",
    "Matrix",
    "MatrixRow",
    "Measure",
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
    "Rule",
    "Scale",
    "ScaleId",
    "Score",
    "Segment",
    "SegmentId",
    "Settings",
    "Share",
    "Stage",
    "StageId",
    "Statement",
    "Step",
    "System",
    "Table",
    "TableId",
    "Target",
    "Term",
    "Weekday",
    "Where",
    "WorkshopPolicy",
]
