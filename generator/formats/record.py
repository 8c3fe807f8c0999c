"""A checklist as JSON for programs, in a form that is versioned and described by its schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.checklist import Checklist, Item
from generator.people import Holder

FORMAT = 1
"""Rises when a field changes its meaning or goes; a new field does not raise it."""

_TEXT = {"type": "string"}
_ID = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"}
_DAY = {"type": ["string", "null"], "format": "date"}
_PEOPLE = {"type": "array", "items": {"$ref": "#/$defs/person"}}
_TEXTS = {"type": "array", "items": _TEXT}

Fields = Mapping[str, tuple[Mapping[str, Any], str]]

PERSON: Fields = {
    "role": (_ID, "The id of the role."),
    "title": (_TEXT, "The role in words."),
    "side": ({"enum": ["vendor", "customer"]}, "On whose side the role is."),
    "name": (_TEXT, "Who holds it; empty where nobody does."),
    "email": (_TEXT, "Empty where it is not known, and in the customer's edition."),
    "gitlab": (_TEXT, "The user name at GitLab; empty as above."),
    "stands_in_for": (_TEXT, "The role that nobody holds and that this person fills; else empty."),
}
ITEM: Fields = {
    "id": (_ID, "Stays the same when the plan is made anew."),
    "do": (_TEXT, "What is to be done, in one line of plain text."),
    "state": (
        {"type": "string"},
        "The box in the kept file: ' ' open, 'x' done, '~' not applicable; people may use others.",
    ),
    "accountable": ({"$ref": "#/$defs/person"}, "Whose it is."),
    "responsible": (_PEOPLE, "Those who do it."),
    "consulted": (_PEOPLE, "Those who are asked before."),
    "informed": (_PEOPLE, "Those who are told afterwards."),
    "start": (_DAY, "The first day of the window that ends on `due`; else null."),
    "due": (_DAY, "The last day; null where there is none."),
    "every": (_TEXT, "How often it comes again, `2 weeks` say; empty where it does not."),
    "because": (_TEXT, "Why on this day. Empty in the customer's edition."),
    "here": (_TEXT, "Why it is on the list, where a condition decided; else empty."),
    "serves": (_TEXTS, "The metrics it counts towards, with their targets."),
    "after": ({"type": "array", "items": _ID}, "Ids of items that come before it."),
    "optional": ({"type": "boolean"}, "Whether it may be left out."),
    "visible_to": ({"enum": ["internal", "customer"]}, "Who may see it."),
    "detail": (_TEXT, "How it is done, in Markdown without HTML."),
}
CHECKLIST: Fields = {
    "format": ({"const": FORMAT}, "The version of this form."),
    "edition": ({"enum": ["internal", "customer"]}, "For whom it was made."),
    "revision": (
        {"type": "string", "pattern": "^[0-9a-f]{8}$"},
        "Changes when the plan does; ticks are not part of it.",
    ),
    "customer": ({"$ref": "#/$defs/named"}, "Whose plan it is."),
    "playbook": ({"$ref": "#/$defs/named"}, "What it is a plan of."),
    "scheme": (_TEXT, "How the roles are headed: DCI or RACI."),
    "purpose": (_TEXT, "What it is for, in Markdown."),
    "trigger": (_TEXT, "What starts it, in Markdown."),
    "facts": (
        {"type": "array", "items": {"$ref": "#/$defs/fact"}},
        "What is known of the customer.",
    ),
    "dates": ({"type": "array", "items": {"$ref": "#/$defs/date"}}, "The dates it rests on."),
    "sections": ({"type": "array", "items": {"$ref": "#/$defs/section"}}, "The items, in order."),
}
NAMED: Fields = {"id": (_ID, "The id, as in the file's name."), "name": (_TEXT, "The name.")}
FACT: Fields = {"label": (_TEXT, "What is told."), "value": (_TEXT, "What is so.")}
DATE: Fields = {
    "title": (_TEXT, "What is on that day."),
    "day": ({"type": "string", "format": "date"}, "The day."),
    "because": (_TEXT, "Where it comes from."),
}
SECTION: Fields = {
    "title": (_TEXT, "The heading."),
    "items": ({"type": "array", "items": {"$ref": "#/$defs/item"}}, "Its items, in order."),
}


def record(checklist: Checklist) -> str:
    """The JSON text, with a line end after it; `schema()` says what is in it."""
    return json.dumps(_whole(checklist), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every record fulfils, with a sentence for each field."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A checklist of Handrail",
        "description": "One customer's plan of one playbook.",
        **object_of(CHECKLIST),
        "$defs": {
            "named": object_of(NAMED),
            "fact": object_of(FACT),
            "date": object_of(DATE),
            "section": object_of(SECTION),
            "item": object_of(ITEM),
            "person": object_of(PERSON),
        },
    }


def object_of(fields: Fields) -> dict[str, Any]:
    """The schema of an object; every field is always there."""
    return {
        "type": "object",
        "properties": {
            name: {**type_, "description": words} for name, (type_, words) in fields.items()
        },
        "required": list(fields),
    }


def _whole(checklist: Checklist) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "edition": checklist.edition,
        "revision": checklist.revision,
        "customer": {"id": checklist.customer_id, "name": checklist.customer},
        "playbook": {"id": checklist.playbook_id, "name": checklist.title},
        "scheme": checklist.scheme,
        "purpose": checklist.purpose,
        "trigger": checklist.trigger,
        "facts": [{"label": label, "value": value} for label, value in checklist.facts],
        "dates": [
            {"title": title, "day": day.isoformat(), "because": because}
            for title, day, because in checklist.moments
        ],
        "sections": [
            {"title": section.title, "items": list(map(_item, section.items))}
            for section in checklist.sections
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "do": item.do,
        "state": item.state,
        "accountable": _person(item.accountable),
        "responsible": list(map(_person, item.responsible)),
        "consulted": list(map(_person, item.consulted)),
        "informed": list(map(_person, item.informed)),
        "start": item.start.isoformat() if item.start else None,
        "due": item.due.isoformat() if item.due else None,
        "every": item.every,
        "because": item.because,
        "here": item.here,
        "serves": list(item.serves),
        "after": list(item.after),
        "optional": item.optional,
        "visible_to": item.visible_to,
        "detail": item.detail,
    }


def _person(holder: Holder) -> dict[str, str]:
    return {name: getattr(holder, name) for name in PERSON}
