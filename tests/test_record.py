"""A checklist as JSON: what its schema says is so, and nothing of the plan is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from checklists import checklist, checklists, filled, item, shipped
from hostile import HOSTILE
from hypothesis import given
from strategies import examples

from generator.checklist import Checklist, Item
from generator.edition import for_customer
from generator.formats.record import FORMAT, record, schema

TYPES: dict[str, type] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
}  # fmt: skip
WHOLE = schema()
KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "items",
    "enum", "const", "pattern", "format",
}  # fmt: skip


def faults(value: Any, rule: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where a value breaks the schema; a keyword that is not known here is a fault as well."""
    if "$ref" in rule:
        rule = rule | WHOLE["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    yield from (f"{at}: keyword {name}" for name in set(rule) - KNOWN)
    yield from faults_outside(value, rule, at)
    if isinstance(value, dict):
        yield from (f"{at}: no {name}" for name in set(rule["required"]) - set(value))
        yield from (f"{at}: {name} is not there" for name in set(value) - set(rule["properties"]))
        for name in set(value) & set(rule["properties"]):
            yield from faults(value[name], rule["properties"][name], f"{at}/{name}")
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from faults(part, rule["items"], f"{at}/{number}")


def faults_outside(value: Any, rule: dict[str, Any], at: str) -> Iterator[str]:
    """Where a value, without what is in it, breaks a rule."""
    types = rule.get("type", [])
    allowed = tuple(TYPES[name] for name in ([types] if isinstance(types, str) else types))
    if allowed and not isinstance(value, allowed):
        yield f"{at}: {value!r} is not {types}"
    if value not in rule.get("enum", [value]) or value != rule.get("const", value):
        yield f"{at}: {value!r} is none of them"
    if isinstance(value, str):
        if not re.search(rule.get("pattern", ""), value):
            yield f"{at}: {value!r} is not {rule['pattern']}"
        if rule.get("format") == "date":
            date.fromisoformat(value)


def read(plan: Checklist) -> dict[str, Any]:
    """The record, which has to be what the schema says."""
    found = json.loads(record(plan))
    assert list(faults(found, WHOLE)) == []
    assert isinstance(found, dict)
    return found


def test_shipped_checklists_read_back() -> None:
    """Of every fourth one: the record fulfils the schema; items, owners, days and order are the
    plan's."""
    for plan in shipped()[::4]:
        found = read(plan)
        assert found["customer"] == {"id": plan.customer_id, "name": plan.customer}
        assert found["revision"] == plan.revision
        items = [item for section in found["sections"] for item in section["items"]]
        for shown, task in zip(items, plan.items, strict=True):
            assert (shown["id"], shown["do"], shown["detail"]) == (task.id, task.do, task.detail)
            assert shown["accountable"]["name"] == task.accountable.name
            assert shown["due"] == (task.due.isoformat() if task.due else None)
            assert shown["start"] == (task.start.isoformat() if task.start else None)


@examples(5)
@given(checklists())
def test_any_checklist_reads_back(plan: Checklist) -> None:
    """Whatever is typed is in the record as it is."""
    found = read(plan)
    assert [section["title"] for section in found["sections"]] == [s.title for s in plan.sections]
    items = [item for section in found["sections"] for item in section["items"]]
    assert [(i["do"], i["state"]) for i in items] == [(i.do, i.state) for i in plan.items]


def test_hostile_text_is_in_the_record_as_it_is() -> None:
    """JSON has an escape for everything: no text is changed, and none changes the structure."""
    for text in HOSTILE.values():
        found = json.loads(record(filled(text)))
        first = found["sections"][0]["items"][0]
        assert {found["customer"]["name"], found["purpose"], first["do"], first["detail"]} == {text}
        assert not re.search("[\x00-\x09\x0b-\x1f]", record(filled(text)))


def test_schema_describes_every_field() -> None:
    """It says what each field is; every field of an item is in it but those for other editions."""
    assert WHOLE["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for described in (WHOLE, *WHOLE["$defs"].values()):
        assert described["required"] == list(described["properties"])
        for name, rule in described["properties"].items():
            assert rule["description"].endswith("."), name
    there = set(WHOLE["$defs"]["item"]["properties"])
    assert set(Item._fields) - there == {"was", "customer_detail"}
    assert WHOLE["properties"]["format"]["const"] == FORMAT


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 2}, "/format: 2 is none of them"),
        ({"edition": "public"}, "/edition: 'public' is none of them"),
        ({"revision": None}, "/revision: None is not string"),
        ({"extra": 1}, ": extra is not there"),
        ({"dates": [{"title": "x", "day": "2026-12-01"}]}, "/dates/0: no because"),
    ],
)
def test_the_reader_of_schemas_finds_faults(change: dict[str, Any], said: str) -> None:
    """The oracle of these tests can fail."""
    found = json.loads(record(checklist())) | change
    assert list(faults(found, WHOLE)) == [said]


def test_same_checklist_gives_same_bytes() -> None:
    """Fields stand in the order of the schema; a tick changes its own line alone."""
    plan = checklist(item(id="a"), item(id="b"))
    assert record(plan) == record(replace(plan))
    assert list(json.loads(record(plan))) == list(schema()["properties"])
    ticked = record(checklist(item(id="a"), item(id="b", state="x")))
    lines = zip(record(plan).splitlines(), ticked.splitlines(), strict=True)
    assert [pair for pair in lines if len(set(pair)) > 1] == [
        ('          "state": " ",', '          "state": "x",')
    ]


def test_customers_edition_holds_nothing_from_inside() -> None:
    """What is printed of the customer's edition fulfils the same schema, without the canary."""
    shared = for_customer(checklist(item(visible_to="customer", because="CANARY", detail="CANARY")))
    assert shared
    found = read(shared)
    assert found["edition"] == "customer"
    assert "CANARY" not in record(shared)
    assert "priya@" not in record(shared)
