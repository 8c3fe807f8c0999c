"""Customers as a reader may type them in, and little handbooks with odd conditions: what Python and
the browser have to plan alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st
from pydantic_core import PydanticCustomError
from strategies import TODAY, lines, marked_up

from generator.build import examine
from generator.bundle import Data, bundle, worked_days
from generator.checklist import Checklist, Item
from generator.formats.calendar import calendar
from generator.formats.markdown import markdown
from generator.formats.record import record
from generator.formats.tables import table
from generator.handbook import Handbook
from generator.models import (
    Attribute,
    Calendar,
    Customer,
    Metric,
    Moment,
    Playbook,
    Role,
    Segment,
    Settings,
)
from generator.people import Holder
from generator.plan import Planned, Planning, planned
from generator.prose import as_prose
from generator.situation import Situation

CONTENT = Path(__file__).parents[1] / "content"


class Asked(NamedTuple):
    """A customer as typed (fields of a customer's file, and the id), and the day of planning."""

    customer: Data
    today: date

    @property
    def typed(self) -> Customer:
        """The customer as Python reads it."""
        return Customer.model_validate(self.customer)


class Vector(NamedTuple):
    """A playbook, what a browser knows of it, and some customers to plan it for."""

    handbook: Handbook
    playbook: Playbook
    given: Data
    asked: tuple[Asked, ...]

    def __repr__(self) -> str:
        """Without the handbook, which is long; a little one can be had from its bundle."""
        return f"{self.playbook.id} for {[(one.customer, str(one.today)) for one in self.asked]}"

    def planned(self) -> Iterator[tuple[Planned, Checklist | None]]:
        """What Python plans; and the checklist that there would be without the errors."""
        for one in self.asked:
            situation = Situation(self.handbook, one.typed, one.today)
            planning = Planning(situation, self.playbook)
            applies = planning.selection.applies.holds
            yield planned(situation, self.playbook), planning.checklist() if applies else None

    def as_json(self) -> str:
        """What the browser is to plan."""
        asked = [[one.customer, one.today.isoformat()] for one in self.asked]
        return json.dumps([self.given, asked])


def outcome(planned: Planned, draft: Checklist | None) -> Data:
    """A plan as the browser returns it: days as numbers, problems without their places."""
    return {
        "draft": plain(asdict(draft)) if draft else None,
        "files": files(draft),
        "applies": plain(asdict(planned.applies)),
        "checklist": plain(asdict(planned.checklist)) if planned.checklist else None,
        "problems": [
            {"check": p.check, "message": p.message, "level": p.level} for p in planned.problems
        ],
        "late": [item.id for item in planned.late],
    }


def files(checklist: Checklist | None) -> Data:
    """The files that Python writes of a checklist, where there is one."""
    if checklist is None:
        return {}
    name = f"{checklist.title}: {checklist.customer}"
    return {
        "markdown": markdown(checklist),
        "calendar": calendar([checklist], None, name).decode(),
        "table": table(checklist).decode(),
        "record": record(checklist),
    }


def comparable(found: Data) -> Data:
    """What of the browser's plan Python has as well; it also says what would settle a problem."""
    problems = [{k: p[k] for k in ("check", "message", "level")} for p in found["problems"]]
    names = ("applies", "files", "draft", "checklist", "late")
    return {**{name: found[name] for name in names}, "problems": problems}


def plain(value: Any) -> Any:
    """Data that JSON can hold, with days counted from 1970-01-01."""
    if isinstance(value, Item | Holder):
        return plain(value._asdict())
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return (value - date(1970, 1, 1)).days if isinstance(value, date) else value


def differences(one: Any, other: Any, at: str = "") -> list[tuple[str, Any, Any]]:
    """Where two pieces of data differ, and how: short enough to be read."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(one[name], other[name], f"{at}.{name}") for name in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(*both, f"{at}.{n}") for n, both in enumerate(zip(one, other, strict=True))]
    else:
        return [] if one == other else [(at, one, other)]
    return [found for pair in pairs for found in differences(*pair)]


# --- what is typed in ---

_NEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(-200, 1000)] + [
    date(year, month, day)
    for year in (2025, 2026, 2027, 2028)
    for month, day in ((1, 1), (1, 31), (2, 28), (3, 31), (5, 30), (10, 31), (12, 24), (12, 31))
    for _ in range(30)
]
_NEAR += [date(2028, 2, 29)] * 100
_FAR = [date(1970, 1, 1), date(2024, 2, 29), date(2100, 2, 28), date(2199, 12, 31)]
_SHARES = (1, 1, 1, 1, 1, 1, 0.9, 0.1, 0)
_NUMBERS = (
    "-1", "0", "1", "2", "3", "+2", "2.0", "3.5", "-0", "007", "1.50", "0.000000001",
    "0.000000002", "999999999999999.9",
)  # fmt: skip
_NAMES = st.one_of(lines, marked_up)


_NASTY = ("@all", "GL-1 & #2", "=1+1", "x;-y", "[TOC]", "ß ^ Co.", "+\u00a0\u00adz", "'\"")


class Typist:
    """Fills in a form by chance. The fields are many and alike, so Hypothesis gives only the seed
    and the names: to draw each field of its own would take ten times as long."""

    def __init__(self, given: Data, seed: int, names: Sequence[str]) -> None:
        self.given, self.chance = given, Random(seed)
        self.names = [*names, "Tom", "Tom", "Ana", self.chance.choice(_NASTY)]
        self.days = self.chance.sample(_NEAR, 2)  # many dates fall on one of them
        self.calendars = [calendar["id"] for calendar in given["calendars"]]

    def customer(self) -> Data:
        """A customer for the bundle; what is not stated is not there."""
        return {
            "id": "typed",
            "name": self.chance.choice(self.names),
            "attributes": self.some("attributes", self.answer),
            "dates": self.some("dates", self.day),
            "people": self.some("roles", self.person),
            **self.calendar(),
            **self.segment(),
        }

    def some(self, kind: str, fill: Callable[[Data], Any]) -> Data:
        """Some entries of a kind, each filled in; mostly all."""
        share = self.chance.choice(_SHARES)
        return {
            entry["id"]: fill(entry) for entry in self.given[kind] if self.chance.random() < share
        }

    def answer(self, attribute: Data) -> str:
        """Mostly what the playbook is there for."""
        wanted = leaf_values(self.given["playbook"].get("applies_to", {}), attribute["id"])
        if wanted and self.chance.random() < 0.9:
            return self.chance.choice(wanted)
        listed = ["true", "false"] if attribute.get("yes_no") else _NUMBERS
        values: list[str] = [value for value, _ in attribute.get("values", [])]
        return self.chance.choice(values or listed)

    def day(self, _: Data) -> str:
        """A day near today's, often at the end of a month; now and then one far away."""
        days = self.chance.choices([self.days, _NEAR, _FAR], [50, 49, 1])[0]
        return self.chance.choice(days).isoformat()

    def person(self, _: Data) -> Data:
        """Somebody, with or without a calendar, a user name, an address."""
        fields = {name: self.chance.choice(self.names) for name in ("name", "gitlab", "email")}
        kept = {k: v for k, v in fields.items() if k == "name" or self.chance.random() < 0.3}
        return {**kept, **self.calendar(0.3)}

    def calendar(self, share: float = 0.7) -> Data:
        """One of the calendars, or none."""
        if not self.calendars or self.chance.random() > share:
            return {}
        return {"calendar": self.chance.choice(self.calendars)}

    def segment(self) -> Data:
        """A segment and perhaps a policy to stay on, or none."""
        if not self.given["segments"] or self.chance.random() < 0.2:
            return {}
        segment = self.chance.choice(self.given["segments"])
        stays = bool(segment["policies"]) and self.chance.random() < 0.25
        policy = {"policy": self.chance.choice(segment["policies"])["name"]} if stays else {}
        return {"segment": segment["id"], **policy}


def leaf_values(condition: Data, attribute: str) -> list[str]:
    """The values of an attribute that a condition of a bundle names."""
    if condition.get("is") == attribute:
        return list(condition["values"])
    parts = [part for way in ("all", "any", "not") for part in condition.get(way, [])]
    return [value for part in parts for value in leaf_values(part, attribute)]


@st.composite
def vectors_of(
    draw: st.DrawFn, handbook: Handbook, playbook: Playbook, given: Data, count: int = 3
) -> Vector:
    """So many customers for one playbook, and a day."""
    names = draw(st.lists(_NAMES, min_size=2, max_size=2))
    seeds = draw(st.lists(st.integers(0, 2**32), min_size=count, max_size=count))
    days = draw(st.sampled_from([TODAY, date(2026, 1, 1), date(2026, 12, 31)]))
    asked = (Asked(Typist(given, seed, names).customer(), days) for seed in seeds)
    return Vector(handbook, playbook, given, tuple(asked))


@cache
def shipped() -> tuple[tuple[Handbook, Playbook, Data], ...]:
    """The playbooks of the shipped handbook with their bundles."""
    handbook = examine(CONTENT, None).handbook
    calendars = worked_days(handbook, TODAY)
    return tuple(
        (handbook, one, bundle(handbook, one, calendars)) for one in handbook.playbooks.values()
    )


# --- little handbooks ---


def is_prose(text: str) -> bool:
    """Whether a handbook may hold this text."""
    try:
        return bool(as_prose(text))
    except PydanticCustomError:
        return False


_CALENDARS: list[Data] = [
    {"id": "bavaria", "title": "Bavaria", "country": "DE", "region": "BY"},
    {"id": "gulf", "title": "Gulf", "weekend": ["friday", "saturday"], "holidays": ["2026-12-02"]},
    {"id": "japan", "title": "Japan", "country": "JP"},
    {"id": "china", "title": "China", "country": "CN"},  # works on some weekends
    {
        "id": "monday-to-friday",
        "title": "Odd",
        "holidays": {"2026-12-02": "weekend", "2031-05-06": "Feast", "2026-12-05": "Party"},
    },
    {"id": "six-off", "title": "Mondays", "weekend": [
        "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]},
    {"id": "shut", "title": "Shut", "holidays": [
        str(date(2026, 10, 1) + timedelta(days=n)) for n in range(90)]},
]  # fmt: skip
_ATTRIBUTES: dict[str, Data] = {
    "tier": {"values": {"2": "Two", "1": "One", "gold": "Gold"}},
    "seats": {"number": {"at_least": "0"}},
    "2026": {"yes_no": "true"},
    "constructor": {"number": {}, "default": "1.5", "title": "Levels"},
    "risk": {"yes_no": "true", "default": "false"},
}
_LEAVES = st.one_of(
    st.just({"tier": ["gold", "2"]}),
    st.just({"tier": "2.0"}),
    st.just({"seats": {"at_least": "2", "at_most": "3.50"}}),
    st.just({"seats": {"at_most": "0.000000001"}}),
    st.just({"seats": "2"}),
    st.just({"2026": "true"}),
    st.just({"constructor": {"at_least": "-1"}}),
    st.just({"risk": "true", "tier": ["1"]}),
    st.just({"segment": ["big"]}),
    st.just({"segment": ["small", "big"]}),
    st.just({"priority": ["p1"]}),
    st.just({"priority": ["p2", "p3"]}),
)
_NESTED: st.SearchStrategy[Data] = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
)
_PLAIN = _LEAVES.filter(lambda leaf: "priority" not in leaf)
_TEXTS = st.lists(marked_up, min_size=1, max_size=3).map("\n".join).filter(is_prose)
_ROLES = ("csm", "manager", "ae", "champion", "buyer")
_DATES = ("start", "go-live", "renewal", "review", "1")
_UNITS = ("days", "working days", "weeks", "months")


@st.composite
def _whens(draw: st.DrawFn, anchors: Sequence[str]) -> str:
    anchor = draw(st.sampled_from(anchors))
    if not draw(st.integers(0, 4)):
        return f"on {anchor}"
    low, more = draw(st.sampled_from([0, 1, 2, 3, 14, 30, 120])), draw(st.sampled_from([0, 0, 2]))
    amount = f"{low}-{low + more}" if more else str(low)
    way = draw(st.sampled_from(["before", "after"]))
    return f"{amount} {draw(st.sampled_from(_UNITS))} {way} {anchor}"


def _maybe(draw: st.DrawFn, name: str, values: st.SearchStrategy[Any], one_in: int = 2) -> Data:
    return {} if draw(st.integers(1, one_in)) > 1 else {name: draw(values)}


@st.composite
def _moments(draw: st.DrawFn) -> list[Moment]:
    found: list[Moment] = []
    for id_ in _DATES:
        fields: Data = {"id": id_, "title": draw(st.sampled_from([id_.title(), "EBR", "ß day"]))}
        if found:
            fields |= _maybe(draw, "default", _whens([moment.id for moment in found]), 2)
        fields |= _maybe(draw, "working_day", st.just("true"))
        fields |= _maybe(draw, "with", st.lists(st.sampled_from(_ROLES), max_size=2))
        found.append(Moment.model_validate(fields))
    return found


@st.composite
def _steps(draw: st.DrawFn, ids: Sequence[str], at: int) -> Data:
    """A step that rests on earlier ones only, in whatever order they are written in the end."""
    roles = st.lists(st.sampled_from(_ROLES), max_size=3, unique=True)
    step: Data = {"id": ids[at], "do": draw(lines), **_maybe(draw, "when", _NESTED, 3)}
    step |= (
        {"after": draw(st.lists(st.sampled_from(ids[:at]), max_size=2, unique=True))} if at else {}
    )
    anchors = [*(date for date in _DATES if date != step["id"]), *ids[:at]]
    step |= _maybe(draw, "due", _whens(anchors)) or _maybe(draw, "due", _whens(anchors))
    for name in ("responsible", "consulted", "informed"):
        step |= _maybe(draw, name, roles)
    step |= _maybe(draw, "accountable", st.sampled_from(_ROLES))
    step |= _maybe(draw, "visible_to", st.just("customer"))
    step |= _maybe(draw, "every", st.sampled_from(["1 week", "2 weeks", "1 working day"]), 4)
    step |= _maybe(draw, "optional", st.just("true"), 4)
    step |= _maybe(draw, "detail", _TEXTS)
    return step | _maybe(draw, "serves", st.just(["speed"]), 4)


@st.composite
def _playbooks(draw: st.DrawFn) -> Playbook:
    ids = draw(st.permutations(["alpha", "renewal", "go-live", "10", "9", "omega"]))
    ids = ids[: draw(st.integers(1, 6))]
    steps = [draw(_steps(ids, at)) for at in range(len(ids))]
    written = draw(st.permutations(steps))
    cut = draw(st.integers(0, len(written)))
    parts = [part for part in (written[:cut], written[cut:]) if part]
    return Playbook.model_validate(
        {
            "id": "odd",
            "title": draw(lines),
            "accountable": "csm",
            **_maybe(draw, "purpose", _TEXTS),
            **_maybe(draw, "trigger", _TEXTS),
            **_maybe(draw, "starts", st.sampled_from(_DATES)),
            **_maybe(draw, "applies_to", _NESTED, 6),
            "phases": [
                {"title": f"Phase {n}", "steps": part, **_maybe(draw, "when", _NESTED, 3)}
                for n, part in enumerate(parts)
            ],
        }
    )


@st.composite
def _segments(draw: st.DrawFn) -> Segment:
    policies = [
        {
            "name": name,
            "from": start,
            "priorities": [
                {"id": f"p{n}", "title": f"Priority {n}", **_maybe(draw, "when", _PLAIN)}
                | _maybe(draw, "cadence", st.sampled_from(["1 month", "1-2 weeks"]))
                for n in range(1, draw(st.integers(1, 3)) + 1)
            ],
        }
        for name, start in (("Old", "2020-02-01"), ("New", "2026-06-01"))
    ]
    return Segment.model_validate(
        {"id": "big", "title": "Big", "policies": policies[draw(st.integers(0, 1)) :]}
    )


def _role(id_: str, falls_back_to: str | None) -> Role:
    side = "customer" if id_ in ("champion", "buyer") else "vendor"
    fields = {"id": id_, "title": f"The {id_}", "side": side}
    short = {"short": id_.upper()} if len(id_) < 4 else {}
    back = {"falls_back_to": falls_back_to} if falls_back_to else {}
    return Role.model_validate({**fields, **short, **back})


@st.composite
def odd(draw: st.DrawFn) -> Vector:
    """A little handbook with one playbook, and a customer."""
    moments = draw(_moments())
    backs = {id_: draw(st.sampled_from([None, *_ROLES])) for id_ in _ROLES}
    attributes = [
        Attribute.model_validate({"id": id_, "question": f"What of {id_}?", **form})
        for id_, form in _ATTRIBUTES.items()
    ]
    small = Segment.model_validate({"id": "small", "title": "Small"})
    target = {"at_most": "14", "unit": "days"}
    metric = Metric.model_validate({"id": "speed", "title": "Speed", "target": target})
    playbook = draw(_playbooks())
    handbook = Handbook(
        Settings(title="Odd"),
        roles={id_: _role(id_, back) for id_, back in backs.items()},
        dates={moment.id: moment for moment in moments},
        attributes={attribute.id: attribute for attribute in attributes},
        calendars=odd_calendars(),
        metrics={"speed": metric},
        segments={"big": draw(_segments()), "small": small},
        playbooks={"odd": playbook},
    )
    given = bundle(handbook, playbook, odd_days())
    return draw(vectors_of(handbook, playbook, given, 6))


@cache
def odd_calendars() -> dict[str, Calendar]:
    """Calendars with odd weekends, odd names, and a long break."""
    return {str(one["id"]): Calendar.model_validate(one) for one in _CALENDARS}


@cache
def odd_days() -> Data:
    """Those calendars for the browser."""
    return worked_days(Handbook(Settings(title="Odd"), calendars=odd_calendars()), TODAY)


@st.composite
def any_shipped(draw: st.DrawFn) -> Vector:
    """A customer for a playbook of the shipped handbook."""
    return draw(st.sampled_from(shipped()).flatmap(lambda one: vectors_of(*one)))
