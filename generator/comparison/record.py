"""The difference as JSON for programs, in a form that is versioned and described by its schema."""

from __future__ import annotations

import json
from typing import Any

from generator.comparison.difference import LEVELS, WHATS, Difference
from generator.comparison.effect import CHANGES, Affected, Effect, Shift
from generator.comparison.outline import Task
from generator.comparison.report import Report
from generator.formats.record import Fields, object_of
from generator.problems import Location

FORMAT = 1
"""Rises when a field changes its meaning or goes; a new field does not raise it."""

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_WHERE = {"oneOf": [{"$ref": "#/$defs/place"}, {"type": "null"}]}
_TASK = {"oneOf": [{"$ref": "#/$defs/task"}, {"type": "null"}]}
_DAY = {"type": ["string", "null"], "format": "date"}

PLACE: Fields = {
    "file": (_TEXT, "The file, by the folder as it was named."),
    "line": ({"type": ["integer", "null"], "minimum": 1}, "From 1; null for a whole file."),
    "column": ({"type": ["integer", "null"], "minimum": 1}, "From 1."),
}
DIFFERENCE: Fields = {
    "fingerprint": (
        {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "The same for the same difference, on whatever lines it stands.",
    ),
    "level": ({"enum": list(LEVELS)}, "How grave it is."),
    "what": ({"enum": list(WHATS)}, "What has happened."),
    "kind": (_TEXT, "The kind of the entry: playbooks, roles, …"),
    "id": (_TEXT, "The id of the entry, the present one where it has one."),
    "title": (_TEXT, "What the entry is called."),
    "noun": (_TEXT, "What differs: step, row, …; the entry itself where `part` is empty."),
    "part": (_TEXT, "The id of the part within the entry; else empty."),
    "subject": (_TEXT, "What the part is called; else empty."),
    "field": (_TEXT, "The field; empty where the whole is new or gone."),
    "old": (_TEXT, "What it said, in words."),
    "new": (_TEXT, "What it says, in words."),
    "before": (_WHERE, "Where it stood."),
    "after": (_WHERE, "Where it stands."),
}
TASK: Fields = {
    "start": (_DAY, "The first day of a window; else null."),
    "due": (_DAY, "The last day; null where there is none."),
    "owner": (_TEXT, "Whose it is: the name."),
    "role": (_TEXT, "The role in which it is theirs."),
}
SHIFT: Fields = {
    "id": (_TEXT, "The step."),
    "do": (_TEXT, "What is to be done."),
    "whats": (
        {"type": "array", "items": {"enum": ["appears", "disappears", "moves", "changes hands"]}},
        "What becomes of it.",
    ),
    "before": (_TASK, "As it was planned; null where it was not."),
    "after": (_TASK, "As it is planned; null where it is not."),
    "working_days": (
        {"type": ["integer", "null"]},
        "From its old day to its new one; earlier when negative.",
    ),
    "state": (_TEXT, "The box in the kept file: ' ' open, 'x' done, '~' not applicable."),
}
LIST: Fields = {
    "customer": (_TEXT, "The id of the customer."),
    "name": (_TEXT, "The customer's name."),
    "playbook": (_TEXT, "The id of the playbook."),
    "title": (_TEXT, "The playbook's title."),
    "change": ({"enum": list(CHANGES)}, "What becomes of the checklist as a whole."),
    "why": (_TEXT, "Why it cannot, or could not, be planned; else empty."),
    "kept": ({"type": "boolean"}, "Whether a file of it is kept."),
    "items": ({"type": "array", "items": {"$ref": "#/$defs/item"}}, "Its items that differ."),
}
EFFECT: Fields = {
    "customers": (_COUNT, "How many customers the book has."),
    "playbooks": (_COUNT, "How many playbooks' plans could differ."),
    "totals": (
        {"type": "object", "additionalProperties": _COUNT},
        "How many customers, checklists and items are affected, by what becomes of them; `done`: "
        "items that are ticked already.",
    ),
    "checklists": ({"type": "array", "items": {"$ref": "#/$defs/list"}}, "Those that differ."),
}
WHOLE: Fields = {
    "format": ({"const": FORMAT}, "The version of this form."),
    "base": (_TEXT, "What was compared, as it was named."),
    "head": (_TEXT, "With what."),
    "today": ({"type": "string", "format": "date"}, "The day as of which plans were made."),
    "differences": (
        {"type": "array", "items": {"$ref": "#/$defs/difference"}},
        "What the handbook says differently.",
    ),
    "effect": ({"$ref": "#/$defs/effect"}, "What that does to the book."),
}


def record(report: Report) -> str:
    """The JSON text, with a line end after it; `schema()` says what is in it."""
    whole = {
        "format": FORMAT,
        "base": report.base,
        "head": report.head,
        "today": report.today.isoformat(),
        "differences": [_difference(one) for one in report.differences],
        "effect": _effect(report.effect),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every record fulfils, with a sentence for each field."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A difference between two handbooks",
        "description": "What they say differently, and what that does to open plans.",
        **object_of(WHOLE),
        "$defs": {
            "difference": object_of(DIFFERENCE),
            "place": object_of(PLACE),
            "effect": object_of(EFFECT),
            "list": object_of(LIST),
            "item": object_of(SHIFT),
            "task": object_of(TASK),
        },
    }


def _difference(one: Difference) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in DIFFERENCE if name not in ("before", "after")}
    return {**plain, "before": _place(one.before), "after": _place(one.after)}


def _place(where: Location | None) -> dict[str, Any] | None:
    if where is None:
        return None
    line, column, _ = where.span or (None, None, None)
    return {"file": where.file, "line": line, "column": column}


def _effect(found: Effect) -> dict[str, Any]:
    return {
        "customers": found.customers,
        "playbooks": found.playbooks,
        "totals": dict(found.totals),
        "checklists": [_list(one) for one in found.lists],
    }


def _list(one: Affected) -> dict[str, Any]:
    return {
        "customer": one.customer.id,
        "name": one.customer.name,
        "playbook": one.playbook,
        "title": one.title,
        "change": one.change,
        "why": one.why,
        "kept": one.is_kept,
        "items": [_item(shift) for shift in one.shifts],
    }


def _item(shift: Shift) -> dict[str, Any]:
    return {
        "id": shift.task.id,
        "do": shift.task.do,
        "whats": list(shift.whats),
        "before": _task(shift.before),
        "after": _task(shift.after),
        "working_days": shift.days,
        "state": shift.state,
    }


def _task(task: Task | None) -> dict[str, Any] | None:
    if task is None:
        return None
    start, due = (day.isoformat() if day else None for day in (task.start, task.due))
    return {"start": start, "due": due, "owner": task.owner.name, "role": task.owner.role}
