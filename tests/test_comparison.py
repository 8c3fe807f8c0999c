"""Two handbooks compared by what they mean: whatever is changed is told, and nothing else."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import HERE, TODAY
from repositories import replace_in
from strategies import TORTURE

from generator.build import examine, examined, plans
from generator.comparison.compare import Comparison, compare
from generator.comparison.difference import LEVELS, WHATS, Difference, sentence
from generator.comparison.effect import Effect, effect
from generator.comparison.former import as_it_was
from generator.comparison.outline import outline
from generator.conditions import Work, judge, parse_condition
from generator.domains import implies
from generator.handbook import Handbook
from generator.loader import Reading
from generator.models import Attribute
from generator.snapshots import add

SAMPLE, SHIPPED = HERE / "sample", HERE.parent / "content"
CASES = {one["case"]: one for one in yaml.safe_load((HERE / "comparisons.yaml").read_text())}
DAY = date.fromisoformat(TODAY)
BASE = examine(SAMPLE, SAMPLE).handbook


def told(differences: list[Difference]) -> list[str]:
    return [f"{d.level} {d.what} {d.kind}/{d.id}: {sentence(d)}" for d in differences]


def edited(sample: Path, case: str) -> Handbook:
    for edit in CASES[case]["edits"]:
        replace_in(sample / edit["in"], edit["for"], edit["put"])
    found = examine(sample, None)
    assert found.sound, found.problems
    return found.handbook


@pytest.mark.parametrize("case", CASES)
def test_told(sample: Path, case: str) -> None:
    """Each edit is told in just these words, at this level, with the places where it was written;
    the other way round as many things are told, and no two have the same fingerprint."""
    new = edited(sample, case)
    found = compare(BASE, new).differences
    assert told(found) == CASES[case]["told"]
    for one in found:
        assert (one.before is None) == (one.what in ("added", "begun"))
        assert (one.after is None) == (one.what == "removed")
        for where in filter(None, (one.before, one.after)):
            assert Path(where.file).is_file()
    back = compare(new, BASE).differences
    assert len(back) >= len(found)
    assert len({one.fingerprint for one in found}) == len(found)


def test_all_is_shown() -> None:
    """The cases show everything that can be told of a handbook, at each level."""
    lines = [line.split() for case in CASES.values() for line in case["told"]]
    assert {words[0] for words in lines} == set(LEVELS)
    assert {words[1] for words in lines} == set(WHATS)


def test_fingerprints_last(sample: Path) -> None:
    """A comment at the head of every file, which moves every line, and another edit elsewhere leave
    the fingerprints as they are."""
    first = {one.fingerprint for one in compare(BASE, edited(sample, "due")).differences}
    for path in sample.rglob("*.yaml"):
        path.write_text(f"# One line\n# and another\n{path.read_text()}")
    found = compare(BASE, edited(sample, "target")).differences
    assert first < {one.fingerprint for one in found}
    assert len(found) == len(first) + 1


SAME = (
    ("playbooks/start-rounds.yaml", "due: 1-2 weeks before", "due: 7-14 days before"),
    ("playbooks/start-rounds.yaml", "consulted: [sister]\n        informed: [clerk]",
     "informed:\n          - clerk  # who else?\n        consulted: ['sister']"),
    ("playbooks/start-rounds.yaml", "{all: [{isolation: true}, {not: {specialty: children}}]}",
     "{not: {any: [{specialty: [children]}, {not: {isolation: true}}]}}"),
    ("playbooks/start-rounds.yaml", "{any: [{specialty: [children]}, {beds: {at_least: 50}}]}",
     "{any: [{beds: {at_least: 50.0}}, {all: [{specialty: children}]}]}"),
    ("playbooks/medicines-audit.yaml", "purpose: No prescription is left open for longer than",
     "purpose: >-\n  No prescription is left\n  open for longer than"),
    ("segments/acute.yaml", "share: {target: 20,", "share: {target: 20.0,"),
)  # fmt: skip


def test_the_same_in_other_lines(sample: Path) -> None:
    """Other lines, comments, quotes, the order in a list, weeks as days, and a condition that is
    nested in another way but met by the same customers, are no difference."""
    for name, old, new in SAME:
        replace_in(sample / name, old, new)
    found = examine(sample, None)
    errors = [problem for problem in found.problems if problem.check != "timetable"]
    assert not [one for one in errors if one.level == "error"]
    assert told(compare(BASE, found.handbook).differences) == []


# --- whatever is changed ---


def leaves(value: Any, route: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The routes to all texts in plain data."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, dict | list):
            yield from leaves(inner, (*route, key))
        else:
            yield *route, key


def others(text: str) -> list[str]:
    """What could stand for a text, if anything can."""
    found = [re.sub(r"\d+", lambda n: str(int(n[0]) + 1), text, count=1)]
    found += [{"true": "false", "false": "true"}.get(text, text), text.replace("before", "after")]
    found += ["medical-director", "sister", "review", "opening", "surgery", "electronic"]
    found += ["friday", "medicines-audit", "run", "acute", "gulf", "text", "DCI", "customer", "BY"]
    found += [text.replace("weeks", "days").replace("week", "day"), f"{text} indeed"]
    return [other for other in dict.fromkeys(found) if other != text]


def put(data: Any, route: tuple[Any, ...], text: str) -> Any:
    changed = copy.deepcopy(data)
    inside = changed
    for key in route[:-1]:
        inside = inside[key]
    inside[route[-1]] = text
    return changed


FILES = {
    path.relative_to(SAMPLE).as_posix(): yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    for path in sorted(SAMPLE.rglob("*.yaml"))
}
SKIPPED = ("id", "was")  # another id is another thing; see the cases
LEAVES = [
    (name, route)
    for name, data in FILES.items()
    if not name.startswith("customers/")
    for route in leaves(data)
    if route[-1] not in SKIPPED and (len(route) < 2 or route[-2] not in SKIPPED)
]


def reading(name: str, data: Any) -> Reading:
    raw = yaml.safe_dump(data, default_style="'", allow_unicode=True).encode()
    one = Reading({SAMPLE / name: raw})
    one.take(SAMPLE / name, name)
    return one


READ = {name: reading(name, data) for name, data in FILES.items()}


def handbook_with(name: str, data: Any) -> Handbook | None:
    """The sample with another text in one of its files, where that is a sound handbook."""
    whole = Reading({})
    for one in {**READ, name: reading(name, data)}.values():
        if one.problems:
            return None
        add(whole, one)
    found = examined(whole.handbook(), [])
    errors = [p for p in found.problems if p.level == "error"]
    harmless = ("timetable", "accepted-unused", "table-total", "table-formula", "target-missed")
    return found.handbook if all(p.check in harmless for p in errors) else None


def changed_handbooks() -> Iterator[tuple[str, tuple[Any, ...], Handbook]]:
    """The sample with each of its texts changed, one at a time."""
    chosen = LEAVES if TORTURE else random.Random(7).sample(LEAVES, 30)
    for name, route in chosen:
        inside: Any = FILES[name]
        for key in route:
            inside = inside[key]
        for other in others(inside):
            if found := handbook_with(name, put(FILES[name], route, other)):
                yield name, route, found
                break


def test_whatever_is_changed_is_told_and_planned() -> None:
    """The sample with each of its texts changed in turn: something is told, about that file alone;
    and what becomes of open plans is what planning everything with both handbooks says."""
    count = 0
    base = handbook_with("rules.yaml", FILES["rules.yaml"])
    assert base
    for name, route, new in changed_handbooks():
        found = compare(base, new)
        assert found.differences, (name, route)
        places = {w.file for d in found.differences for w in (d.before, d.after) if w}
        assert places == {str(SAMPLE / name)}, (name, route)
        assert summary(effect(found, DAY, lambda _: None)) == planned(found), (name, route)
        count += 1
    assert count > len(LEAVES) * 0.7 if TORTURE else count > 15


Row = tuple[str, str, str, Any, Any]


def summary(found: Effect) -> set[Row]:
    """What `effect` says, item by item."""
    return {
        (one.customer.id, one.playbook, shift.task.id,
         shift.before and (shift.before.start, shift.before.due, shift.before.owner.name),
         shift.after and (shift.after.start, shift.after.due, shift.after.owner.name))
        for one in found.lists
        for shift in one.shifts
    }  # fmt: skip


def planned(found: Comparison) -> set[Row]:
    """The same, from whole checklists of every customer and playbook."""
    old, new = (
        {
            (one.customer, one.playbook, item.id): (item.start, item.due, item.accountable.name)
            for one in plans(handbook, DAY)
            if one.checklist
            for item in one.checklist.items
        }
        for handbook in (as_it_was(found.old, found.new, found.renames), found.new)
    )
    broken = {
        (one.customer, one.playbook)
        for handbook in (as_it_was(found.old, found.new, found.renames), found.new)
        for one in plans(handbook, DAY)
        if any(problem.level == "error" for problem in one.problems)
    }
    return {
        (*key, old.get(key), new.get(key))
        for key in old.keys() | new.keys()
        if old.get(key) != new.get(key) and key[:2] not in broken
    }


def test_an_outline_is_the_plan() -> None:
    """For the whole shipped book: the outline has the items, days and owners of the checklist."""
    handbook = examine(SHIPPED, SHIPPED).handbook
    count = 0
    for one in plans(handbook, DAY):
        customer, playbook = handbook.customers[one.customer], handbook.playbooks[one.playbook]
        tasks = outline(handbook, customer, playbook, DAY).tasks
        assert (tasks is None) == (one.checklist is None)
        if one.checklist and tasks is not None:
            items = {i.id: (i.do, i.start, i.due, i.accountable) for i in one.checklist.items}
            assert items == {t.id: (t.do, t.start, t.due, t.owner) for t in tasks.values()}
            count += 1
    assert count > 50


def test_events_that_the_old_handbook_lacks() -> None:
    """What such an event says of a date or an answer counts as stated under both, so that nothing
    moves by it; a handbook that is older than all events can be compared."""

    def without(*kinds: str) -> Comparison:
        events = {id_: event for id_, event in BASE.events.items() if id_ not in kinds}
        homes = {h: at for h, at in BASE.homes.items() if h[0] != "events" or h[1] in events}
        old = replace(BASE, events=events, homes=homes)
        return compare(old, BASE)

    ward = next(c for c in BASE.customers.values() if any(e.what == "moved" for e in c.events))
    assert "records" not in ward.attributes
    for found in (without("moved"), without(*BASE.events)):
        before = as_it_was(found.old, found.new, found.renames).customers[ward.id]
        assert {e.what for e in before.events} == {e.what for e in ward.events} & set(
            found.old.events
        )
        assert before.attributes["records"] == "paper"
        told = effect(found, DAY, lambda _: None)
        assert summary(told) == planned(found) == set()
        assert told.lists == []


QUESTIONS = {
    "colour": Attribute.model_construct(
        id="colour", question="", values={"red": "", "blue": "", "green": ""}
    ),
    "size": Attribute.model_construct(id="size", question="", number=None),
    "old": Attribute.model_construct(id="old", question="", yes_no=True),
}
SOME = [
    {"colour": ["red"]}, {"colour": ["red", "blue"]}, {"size": {"at_least": "3"}}, {"old": "true"},
    {"size": {"at_least": "2", "at_most": "5"}}, {"not": {"colour": ["red"]}},
    {"any": [{"colour": ["blue"]}, {"old": "true"}]}, {"not": {"size": {"at_most": "2"}}},
    {"colour": ["blue"], "old": "false"}, {"all": [{"size": {"at_least": "4"}}, {"old": "true"}]},
    {"any": [{"not": {"old": "true"}}, {"size": {"at_most": "3"}}]}, {"size": {"at_most": "2.5"}},
]  # fmt: skip


def test_implied_is_what_all_customers_say() -> None:
    """One condition implies another just where no customer of a fine grid meets it alone."""
    grid = [
        {"colour": colour, "size": f"{half / 2}", "old": old}
        for colour in ("red", "blue", "green")
        for half in range(-2, 15)
        for old in ("true", "false")
    ]
    met = [[judge(parse_condition(one), facts).holds for facts in grid] for one in SOME]
    for narrow, first in zip(SOME, met, strict=True):
        for wide, second in zip(SOME, met, strict=True):
            expected = all(b for a, b in zip(first, second, strict=True) if a)
            both = parse_condition(narrow), parse_condition(wide)
            assert implies(QUESTIONS, *both, Work()) == expected, (narrow, wide)
    assert not implies(QUESTIONS, parse_condition(SOME[8]), parse_condition(SOME[6]), Work(0))
