"""All entries by kind and id, and where each was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import yaml

from generator.models import (
    BUILT_IN,
    Accepted,
    Attribute,
    Calendar,
    Customer,
    Entry,
    Event,
    Matrix,
    Measure,
    Metric,
    Moment,
    Playbook,
    Promise,
    Responsibility,
    Role,
    Rule,
    Scale,
    Score,
    Segment,
    Settings,
    Stage,
    System,
    Table,
    Term,
)
from generator.problems import Location, Route, Span
from generator.yaml_source import Marks, read

ABBREVIATION = re.compile(r"[A-Z](?<!\w.)[A-Z&]{1,5}\b")  # begins with letters: quick


@dataclass(frozen=True)
class File:
    """One file as it was read; its marks are made when a place in it is asked for."""

    name: str
    text: str

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Every word in capitals that the file holds."""
        return frozenset(ABBREVIATION.findall(self.text))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, without their ends."""
        return self.text.split("\n")

    @cached_property
    def marks(self) -> dict[Route, Marks]:
        """Where every key and value of this file stands."""
        marks: dict[Route, Marks] = {}
        read(self.text, marks)
        return marks

    def locate(self, route: Route, key: bool = False) -> Location:
        """The place of a value (or of its key); of what is around it where it was not written."""
        way = self.way(route)
        while route and route not in self.marks:
            route = route[:-1]
        found = self.marks.get(route)
        if found is None:
            return self.at(Span(1, 1, 2), way)
        on_key = found.key is not None and (key or self._is_block(route))
        return self.at(found.key if on_key and found.key else found.value, way)

    def at(self, span: Span, way: str = "") -> Location:
        """A place in this file with its source line."""
        text = self.lines[span.line - 1].rstrip("\r") if span.line <= len(self.lines) else ""
        return Location(self.name, span, text, way)

    def way(self, route: Route) -> str:
        """A route by the names of what it leads through, so that it outlives other edits."""
        steps = (route[: n + 1] for n in range(len(route)))
        return ".".join(
            self._name(step) if isinstance(step[-1], int) else step[-1] for step in steps
        )

    def _name(self, item: Route) -> str:
        """What an item of a list is called: by its id, name or title; the text that it is."""
        for inside in ((*item, "id"), (*item, "name"), (*item, "title"), item):
            mark = self.marks.get(inside)
            if mark and isinstance(mark.value_event, yaml.ScalarEvent):
                return str(mark.value_event.value)
        return str(item[-1])

    def _is_block(self, route: Route) -> bool:
        """Whether the value is a list or mapping on lines of its own, or empty."""
        mark = self.marks[route]
        assert mark.key is not None
        same_line = mark.key.line == mark.value.line
        return not same_line or (
            mark.value.end == mark.value.column + 1 and mark.value.column == mark.key.end + 1
        )


@dataclass(frozen=True)
class Handbook:
    """Frozen data. After the link step every reference in it resolves: `handbook.roles[id]`."""

    settings: Settings
    stages: Mapping[str, Stage] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    dates: Mapping[str, Moment] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    responsibilities: Mapping[str, Responsibility] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    matrices: Mapping[str, Matrix] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)
    playbooks: Mapping[str, Playbook] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()
    pages: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict, repr=False)
    homes: Mapping[tuple[str, str], tuple[str, Route]] = field(default_factory=dict, repr=False)

    def of_kind(self, kind: str) -> Mapping[str, Entry]:
        """The entries of one kind by id, e.g. `of_kind("roles")`."""
        entries: Mapping[str, Entry] = getattr(self, kind)
        return entries

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every entry with its kind, in the order in which it was written."""
        for kind, id_ in self.homes:
            if kind != "accepted":
                yield kind, self.of_kind(kind)[id_]

    @cached_property
    def questions(self) -> Mapping[str, Attribute]:
        """What conditions may ask: the attributes, and the customer's segment and priority."""
        segments = {id_: segment.title for id_, segment in self.segments.items()}
        priorities = {
            priority.id: priority.title
            for segment in self.segments.values()
            for policy in segment.policies
            for priority in policy.priorities
        }
        implied = {
            id_: Attribute.model_construct(id=id_, question=f"Which {id_}?", values=values)
            for id_, values in zip(BUILT_IN, (segments, priorities), strict=True)
        }
        return {**implied, **self.attributes}

    @cached_property
    def defaults(self) -> Mapping[str, str]:
        """The answers of customers who state none, where there are such."""
        return {id_: a.default for id_, a in self.attributes.items() if a.default}

    @cached_property
    def promises(self) -> Mapping[Promise, list[Event]]:
        """The events by which each promise of a policy is kept."""
        found: dict[Promise, list[Event]] = {}
        for event in self.events.values():
            if event.counts:
                found.setdefault(event.counts, []).append(event)
        return found

    @cached_property
    def dated_events(self) -> list[Event]:
        """The events of which a date of the customer is the first or latest day."""
        return [event for event in self.events.values() if event.first or event.latest]

    @cached_property
    def carrying(self) -> list[str]:
        """The roles whose holders carry a book."""
        return [role.id for role in self.roles.values() if role.carries_book]

    @cached_property
    def call_scales(self) -> Mapping[str, list[Scale]]:
        """The scales that judge the days since the last call, by the priority they are for."""
        found: dict[str, list[Scale]] = {}
        for scale in self.scales.values():
            if scale.judges == "cadence" and scale.priority:
                found.setdefault(scale.priority, []).append(scale)
        return found

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The parts of all scores by id."""
        return {
            measure.id: measure
            for score in self.scores.values()
            for group in score.groups
            for measure in group.measures
        }

    def file_of(self, kind: str, id_: str) -> str:
        """The name of the file in which an entry is written."""
        return self.homes[kind, id_][0]

    def locate(self, route: Route, key: bool = False) -> Location:
        """Where a route, e.g. `("roles", "csm", "title")`, was written."""
        kind, id_, *rest = route
        if (str(kind), str(id_)) not in self.homes:
            return Location(str(kind))
        name, start = self.homes[str(kind), str(id_)]
        return self.files[name].locate((*start, *rest), key)

    def settings_at(self, route: Route) -> Location:
        """Where a setting of the handbook was written; its file alone, where there is none."""
        name = next((name for name in self.files if name.endswith("handbook.yaml")), "")
        return self.files[name].locate(route) if name else Location("handbook.yaml")
