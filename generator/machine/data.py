"""`handbook.json`: every entry of the handbook as data, and the JSON Schema that describes it.

Customers are no part of the handbook and not looked at. A reference is the id of an entry of the
kind that the schema names; an entry's `name` is what pages call it, its `page` where it is shown.
"""

from __future__ import annotations

import json
from typing import get_args, get_type_hints

from generator.handbook import Handbook
from generator.machine.forms import Form, fields, parts_of
from generator.machine.shapes import DEFINED, TEXT, Json, Schema, closed, defined
from generator.models import Accepted, Entry, Playbook, Settings
from generator.pages import guides
from generator.pages.addresses import ADDRESSES, address, html_path, title
from generator.people import accountable_of

DATA, SCHEMA = "handbook.json", "handbook.schema.json"
FORMAT = 1
"""Raised when a program that reads the data could fail: a key is gone, or means something else."""
KINDS = tuple(kind for kind in ADDRESSES if kind != "customers")


def data(handbook: Handbook) -> bytes:
    """The whole handbook. It depends on nothing else, and on no day."""
    entries = {
        kind: [_entry(handbook, kind, entry) for entry in handbook.of_kind(kind).values()]
        for kind in KINDS
    }
    accepted = fields(Accepted)
    return _as_json({
        "$schema": SCHEMA,
        "format": FORMAT,
        "settings": fields(Settings).write(handbook.settings, handbook),
        **entries,
        "accepted": [accepted.write(one, handbook) for one in handbook.accepted],
        "guides": [{"name": n, "page": html_path(path)} for path, n in guides.titles(handbook)],
    })  # fmt: skip


def _entry(handbook: Handbook, kind: str, entry: Entry) -> Json:
    told = {"id": entry.id, "name": title(entry), "page": html_path(address(kind, entry.id))}
    said: Json = {**told, **fields(type(entry)).write(entry, handbook)}
    if isinstance(entry, Playbook):
        _name_owners(entry, said)
    return said


def _name_owners(playbook: Playbook, said: Json) -> None:
    """Who answers for a step and who does it, also where the writer left that to the rules."""
    for phase, told in zip(playbook.phases, said["phases"], strict=True):
        for step, shown in zip(phase.steps, told["steps"], strict=True):
            if owner := accountable_of(playbook, phase, step):
                shown["accountable"] = owner
                shown.setdefault("responsible", [owner])


def schema() -> bytes:
    """The JSON Schema (2020-12) of the data; the same for every handbook."""
    models = {kind: _model(kind) for kind in KINDS}
    parts = {"Settings": Settings, "Accepted": Accepted}
    for model in models.values():
        parts |= parts_of(model)
    entries = {model.__name__ for model in models.values()}
    definitions = {
        name: _named(fields(part)) if name in entries else fields(part).schema
        for name, part in sorted(parts.items())
    }
    lists = {kind: _list(defined(model.__name__)) for kind, model in models.items()}
    guide = closed({"name": TEXT, "page": TEXT})
    properties: dict[str, Schema] = {
        "$schema": {"const": SCHEMA},
        "format": {"const": FORMAT},
        "settings": defined("Settings"),
        **lists,
        "accepted": _list(defined("Accepted")),
        "guides": {"description": "Hand-written pages.", **_list(guide)},
    }
    return _as_json({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A handbook as data, format {FORMAT}",
        "description": "Empty fields are left out. References are ids; dates are ISO days. Where "
        "`page` has no anchor, the same address with .md for .html is the page as Markdown.",
        **closed(properties),
        "$defs": {**DEFINED, **definitions},
    })  # fmt: skip


def _model(kind: str) -> type[Entry]:
    """The class of a kind's entries, as the handbook says."""
    model: type[Entry] = get_args(get_type_hints(Handbook)[kind])[1]
    return model


def _named(form: Form) -> Schema:
    """An entry is also told by what it is called and where it is shown."""
    told = {
        "name": {**TEXT, "description": "What pages call it."},
        "page": {**TEXT, "description": "Where it is shown, from the folder of this file."},
    }
    schema = form.schema
    return {
        **schema,
        "required": [*told, *schema["required"]],
        "properties": {**told, **schema["properties"]},
    }


def _list(each: Schema) -> Schema:
    return {"type": "array", "items": each}


def _as_json(content: Json) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode() + b"\n"
