"""No reference leads nowhere, and every reference is known from both ends."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel
from strategies import BOOK, examined, handbook

from generator import models
from generator.conditions import Condition
from generator.fields import Ref
from generator.handbook import Handbook
from generator.links import link
from generator.loader import KINDS
from generator.offsets import Offset
from generator.problems import Problem, Route
from generator.references import NOUNS, mentions, users

JOURNEY = "journey.yaml"
DATES = "dates.yaml"
ROLES = "roles.yaml"
METRICS = "metrics.yaml"
RACI = "responsibilities.yaml"
HOURS = "tables/hours.yaml"
SEGMENT = "segments/enterprise.yaml"
PLAYBOOK = "playbooks/onboarding.yaml"
CUSTOMER = "customers/aurora.yaml"
FULL: Mapping[str, str | None] = {
    "journey.yaml": """\
stages:
  - id: onboard
    title: Onboard
    activities:
      - {id: intro, title: Intro, playbook: onboarding, metrics: [time-to-engage]}
""",
    "dates.yaml": """\
dates:
  - {id: contract-start, title: Contract start}
  - {id: go-live, title: Go-live}
  - {id: ebr, title: EBR, default: 6 months after contract-start, with: [csm]}
""",
    "events.yaml": """\
events:
  - {id: call, title: Call, counts: calls, first: go-live, latest: contract-start, next: ebr}
  - {id: tiered, title: Tier changed, changes: tier}
""",
    "metrics.yaml": """\
metrics:
  - id: time-to-engage
    title: Time to engage
    target: {at_most: 300, unit: days}
    measured: {from: contract-start, to: go-live}
    counted: {of: {hosting: saas}, event: call, within: 3 months, as: events}
    stage: onboard
    owner: csm
  - {id: premium, title: Premium, counted: {who: {tier: ultimate}, as: share}}
""",
    "responsibilities.yaml": """\
responsibilities:
  - id: plans
    title: Plans
    accountable: csm
    responsible: [ae]
    consulted: [champion]
    informed: [csm-manager]
    playbooks: [onboarding]
    metrics: [time-to-engage]
""",
    "tables/hours.yaml": """\
title: Hours
columns: [{id: weekly, title: Weekly}, {id: monthly, title: Monthly, times: 4, of: weekly}]
rows: [{id: calls, title: Calls, weekly: 1, monthly: 4}]
totals: {weekly: 1, monthly: 4}
""",
    "segments/enterprise.yaml": """\
title: Enterprise
policies:
  - name: FY25
    from: 2024-02-01
    hours: hours
    ebr: {every: 12 months, high_value: {tier: ultimate}}
    workshops: {low_usage: {seats: {at_most: 9}}}
    priorities:
      - {id: p1, title: Priority 1, when: {any: [{at-risk: true}, {not: {tier: premium}}]}}
""",
    "playbooks/onboarding.yaml": """\
title: Onboarding
stage: onboard
applies_to: {all: [{tier: [premium, ultimate]}, {seats: {at_least: 1}}]}
pack: {for: handoff, dates: [go-live], carried: csm, gives: ae, takes: csm-manager,
  answers: {hosting: saas}}
starts: contract-start
opens: 3 months before go-live
follows: [second]
accountable: csm
phases:
  - title: First
    accountable: ae
    when: {hosting: saas}
    steps:
      - id: hello
        do: Say hello
        due: 14 days after contract-start
        accountable: csm
        responsible: [csm, ae]
        consulted: [champion]
        informed: [csm-manager]
        serves: [time-to-engage]
        records: call
        when: {tier: premium}
      - {id: review, do: Review, due: 2 days before ebr, after: [hello]}
      - {id: notes, do: Take notes, due: 1 day after hello}
""",
    "playbooks/second.yaml": """\
title: Second
accountable: csm
phases: [{title: A, steps: [{id: a, do: A}]}]
""",
    "tables/timetable.yaml": """\
title: Timetable
playbook: second
columns: [{id: when, title: When, form: text}]
rows: [{id: a, title: A, when: soon}]
""",
    "scales/colour.yaml": """\
title: Colour
measures: days since the last call
unit: days
metric: time-to-engage
bands: [{id: green, title: Green}]
""",
    "scores/health.yaml": """\
title: Health
scale: colour
beginning: {first: 30 days, from: contract-start}
groups:
  - id: whole
    title: All
    weight: 100
    measures:
      - {id: calls, title: A, weight: 100, scale: colour, set_by: call, not_for: [enterprise]}
""",
    "matrices/team.yaml": """\
title: Team
roles: [csm]
rows: [{id: calls, title: Calls, stage: onboard, csm: A}]
""",
    "rules.yaml": """\
rules:
  - id: length
    title: Length
    question: How long is a call?
    statements: [{says: half an hour, source: S1, segment: enterprise}]
""",
    "systems.yaml": """\
systems:
  - id: whole
    title: All
    playbooks: [onboarding]
    segments: [enterprise]
    responsibilities: [plans]
    metrics: [time-to-engage]
    tables: [hours]
    scales: [colour]
    scores: [health]
    matrices: [team]
    rules: [length]
""",
    "customers/aurora.yaml": """\
name: Aurora
segment: enterprise
calendar: bavaria
policy: FY25
attributes: {tier: premium, seats: 100, hosting: saas}
dates: {contract-start: 2026-12-01}
events: [{what: call, on: 2026-12-02}]
people:
  csm: {name: Priya Nair, calendar: gulf}
""",
}
"""The small book with a reference in every field that can hold one."""


# --- every field with a mark, found without the walker ---

LEAVES: Mapping[Any, str] = {Offset: "offset", Condition: "condition"}


def marked(annotation: Any, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """Each place below a type that holds a reference, `*` for items and `key` for keys."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    refs = [mark.kind for mark in arguments[1:] if isinstance(mark, Ref)]
    if annotation in LEAVES or refs:
        yield route, LEAVES.get(annotation) or refs[0]
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        hints = get_type_hints(annotation, include_extras=True)
        for name, field in annotation.model_fields.items():
            yield from marked(hints[name], (*route, field.alias or name))
    else:
        within: Route = () if origin in (Annotated, Union, types.UnionType) else ("*",)
        for n, one in enumerate(arguments):
            step: Route = ("key",) if origin is dict and n == 0 else within
            yield from marked(one, (*route, *step))


ALL_MARKED = {(kind.name, *route) for kind in KINDS for route, _ in marked(kind.model) if route}


def pattern(route: Route, data: Any, on_key: bool = False) -> Route:
    """A route with `*` for numbers and for keys of mappings, as `marked` has them."""
    kind, id_, *rest = route
    found: list[str | int] = [kind]
    value = data.of_kind(str(kind))[str(id_)]
    for n, step in enumerate(rest):
        if isinstance(step, int):
            found.append("*")
            value = value[step]
        elif isinstance(value, dict):
            found.append("key" if on_key and n == len(rest) - 1 else "*")
            value = value[step]
        elif isinstance(value, BaseModel):
            fields = type(value).model_fields
            name = next(n for n, f in fields.items() if (f.alias or n) == step)
            found.append(step)
            value = getattr(value, name)
        else:
            break  # inside a condition
    return tuple(found)


def test_walker_finds_every_field_with_a_mark(tmp_path: Path) -> None:
    """A book that fills each marked field of each model: the links name all of them."""
    book = handbook(tmp_path, FULL)
    found = {
        pattern(mention.route, book, mention.on_key)
        for kind, entry in book.entries()
        for mention in mentions(kind, entry)
    }
    assert found == ALL_MARKED


def test_every_kind_of_reference_has_a_noun() -> None:
    """Each kind that can be referred to is a kind of entry and has a word for one."""
    kinds = {kind for k in KINDS for _, kind in marked(k.model)} - set(LEAVES.values())
    assert kinds <= {kind.name for kind in KINDS}
    assert {kind.name for kind in KINDS} - {"accepted"} == set(NOUNS)


def test_places_of_entries(tmp_path: Path) -> None:
    """Every entry knows its file; what was not written has the place of what is around it."""
    book = handbook(tmp_path, FULL)
    assert book.file_of("roles", "csm") == str(tmp_path / "roles.yaml")
    assert str(book.locate(("roles", "csm", "title"))).endswith("roles.yaml:2:22")
    assert str(book.locate(("roles", "csm", "title"), key=True)).endswith("roles.yaml:2:15")
    assert str(book.locate(("roles", "csm", "summary"))).endswith("roles.yaml:2:5")
    assert str(book.locate(("roles", "nobody", "title"))) == "roles"
    place = book.locate(("playbooks", "onboarding", "phases", 0, "steps", 0, "when", "tier"))
    assert place.text == "        when: {tier: premium}"


def test_sound_book_has_no_broken_link(tmp_path: Path) -> None:
    """The full book is clean, so that what the next test finds is what it broke."""
    book = handbook(tmp_path, FULL)
    assert link(book) == []
    assert {name for name, _ in examined_kinds(book)} >= set(NOUNS) - {"terms"}


def examined_kinds(book: Handbook) -> list[tuple[str, str]]:
    return [(kind, entry.id) for kind, entry in book.entries()]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (JOURNEY, "playbook: onboarding", "playbook: onbording",
         "there is no playbook 'onbording'"),
        (JOURNEY, "[time-to-engage]", "[nps]", "there is no metric 'nps'"),
        (DATES, "after contract-start", "after contract", "there is no date 'contract'"),
        (DATES, "after contract-start", "after hello", "there is no date 'hello'"),
        (DATES, "[csm]", "[cms]", "there is no role 'cms'"),
        (ROLES, "falls_back_to: csm-manager", "falls_back_to: boss", "there is no role 'boss'"),
        (METRICS, "from: contract-start", "from: start", "there is no date 'start'"),
        (METRICS, "to: go-live", "to: golive", "there is no date 'golive'"),
        (METRICS, "stage: onboard", "stage: board", "there is no stage 'board'"),
        (METRICS, "owner: csm", "owner: me", "there is no role 'me'"),
        (RACI, "accountable: csm", "accountable: cs", "there is no role 'cs'"),
        (RACI, "[ae]", "[sa]", "there is no role 'sa'"),
        (RACI, "[champion]", "[x]", "there is no role 'x'"),
        (RACI, "[csm-manager]", "[y]", "there is no role 'y'"),
        (RACI, "[onboarding]", "[other]", "there is no playbook 'other'"),
        (RACI, "[time-to-engage]", "[t]", "there is no metric 't'"),
        (HOURS, "of: weekly", "of: daily", "there is no column 'daily'"),
        (HOURS, "weekly: 1, monthly: 4}]", "weekly: 1, daily: 4}]", "there is no column 'daily'"),
        (HOURS, "totals: {weekly", "totals: {hourly", "there is no column 'hourly'"),
        (SEGMENT, "hours: hours", "hours: huors", "there is no table 'huors'"),
        (SEGMENT, "at-risk: true", "risk: true", "there is no attribute 'risk'"),
        (SEGMENT, "tier: premium", "tier: gold", "'gold' is not an answer"),
        (PLAYBOOK, "stage: onboard", "stage: x", "there is no stage 'x'"),
        (PLAYBOOK, "before go-live", "before golive", "there is no date or step 'golive'"),
        (PLAYBOOK, "[second]", "[third]", "there is no playbook 'third'"),
        (PLAYBOOK, "starts: contract-start", "starts: hello", "there is no date 'hello'"),
        (PLAYBOOK, "[second]\naccountable: csm", "[second]\naccountable: c",
         "there is no role 'c'"),
        (PLAYBOOK, "    accountable: ae", "    accountable: a", "there is no role 'a'"),
        (PLAYBOOK, "        accountable: csm", "        accountable: d", "there is no role 'd'"),
        (PLAYBOOK, "[csm, ae]", "[csm, e]", "there is no role 'e'"),
        (PLAYBOOK, "consulted: [champion]", "consulted: [f]", "there is no role 'f'"),
        (PLAYBOOK, "informed: [csm-manager]", "informed: [g]", "there is no role 'g'"),
        (PLAYBOOK, "serves: [time-to-engage]", "serves: [h]", "there is no metric 'h'"),
        (PLAYBOOK, "before ebr", "before ebi", "there is no date or step 'ebi'"),
        (PLAYBOOK, "after hello", "after helo", "there is no date or step 'helo'"),
        (PLAYBOOK, "after: [hello]", "after: [ebr]", "there is no step 'ebr'"),
        (PLAYBOOK, "ultimate]", "ultimat]", "'ultimat' is not an answer"),
        (PLAYBOOK, "seats: {at_least: 1}", "tier: {at_least: 1}", "'tier' is not a number"),
        (PLAYBOOK, "seats: {at_least: 1}", "seats: many", "'many' is not a number"),
        (PLAYBOOK, "when: {hosting: saas", "when: {host: saas", "there is no attribute 'host'"),
        (PLAYBOOK, "        when: {tier", "        when: {teir", "there is no attribute 'teir'"),
        (CUSTOMER, "segment: enterprise", "segment: smb", "there is no segment 'smb'"),
        (CUSTOMER, "calendar: bavaria", "calendar: bayern", "there is no calendar 'bayern'"),
        (CUSTOMER, "policy: FY25", "policy: FY24", "policy 'FY24'"),
        (CUSTOMER, "tier: premium", "teir: premium", "there is no attribute 'teir'"),
        (CUSTOMER, "tier: premium", "tier: gold", "'gold' is not an answer"),
        (CUSTOMER, "seats: 100", "seats: -1", "-1 is less than 0"),
        (CUSTOMER, "seats: 100", "seats: 10001", "10001 is more than 10000"),
        (CUSTOMER, "seats: 100", "at-risk: yes", "'yes' is neither true nor false"),
        (CUSTOMER, "contract-start: 2026", "contract: 2026", "there is no date 'contract'"),
        (CUSTOMER, "  csm:", "  cms:", "there is no role 'cms'"),
        (CUSTOMER, "calendar: gulf", "calendar: golf", "there is no calendar 'golf'"),
    ],
)  # fmt: skip
def test_broken_reference_is_found(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    """Each field's reference broken in turn: one problem, on the word that was changed."""
    text = str(FULL.get(file) or BOOK[file])
    assert text.count(old) == 1
    changed = text.replace(old, new)
    found = [
        problem
        for problem in examined(tmp_path, {**FULL, file: changed}).problems
        if problem.check == "unknown-reference" and message in problem.message
    ]
    assert len(found) == 1
    assert found[0].where.span
    assert changed.split("\n")[found[0].where.span.line - 1] == found[0].where.text
    pointed = pointed_at(found[0])
    assert pointed in new or new in pointed


def pointed_at(problem: Problem) -> str:
    """The text above the carets."""
    span = problem.where.span
    assert span
    return problem.where.text[span.column - 1 : span.end - 1]


def test_users_know_both_ends(tmp_path: Path) -> None:
    """For each entry the places that mention it, and nothing that does not."""
    book = handbook(tmp_path, FULL)
    used = users(book)
    assert used["stages", "onboard"] == [
        ("metrics", "time-to-engage", "stage"),
        ("matrices", "team", "rows", 0, "stage"),
        ("playbooks", "onboarding", "stage"),
    ]
    assert ("customers", "aurora", "people", "csm") in used["roles", "csm"]
    assert ("playbooks", "onboarding", "applies_to", "all", 1, "seats") in used[
        "attributes", "seats"
    ]
    assert ("segments", "enterprise", "policies", 0, "hours") in used["tables", "hours"]
    assert ("dates", "ebr", "default") in used["moments", "contract-start"]
    assert ("customers", "aurora", "dates", "contract-start") in used["dates", "contract-start"]
    for (kind, id_), routes in used.items():
        for route in routes:
            said = [m for m in mentions(str(route[0]), book.of_kind(str(route[0]))[str(route[1])])
                    if m.route == route]  # fmt: skip
            assert any((m.kind, m.id) == (kind, id_) for m in said)


def test_all_models_are_reached() -> None:
    """Every model that `generator.models` names is part of some entry, so no mark is overlooked."""

    def reached(annotation: Any) -> Iterator[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
            hints = get_type_hints(annotation, include_extras=True)
            for name in annotation.model_fields:
                yield from reached(hints[name])
        for one in get_args(annotation):
            yield from reached(one)

    found = {model for kind in KINDS for model in reached(kind.model)}
    exported = [getattr(models, name) for name in models.__all__]
    parts = {m for m in exported if isinstance(m, type) and issubclass(m, BaseModel)}
    assert parts - found == {models.Entry, models.Part, models.Settings}


# --- ids and figures inside one entry ---


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("playbooks/onboarding.yaml", "title: T\naccountable: csm\nphases:\n"
         "  - {title: A, steps: [{id: a, do: A}]}\n  - {title: B, steps: [{id: a, do: B}]}\n",
         "two steps have the id 'a'"),
        ("playbooks/onboarding.yaml", "title: T\naccountable: csm\nphases:\n"
         "  - {title: A, steps: [{id: a, do: A}, {id: b, do: B, was: [a]}]}\n",
         "'a'"),
        ("tables/hours.yaml", "title: T\ncolumns: [{id: a, title: A}, {id: a, title: B}]\n",
         "two columns have the id 'a'"),
        ("tables/hours.yaml", "title: T\ncolumns: [{id: a, title: A}]\n"
         "rows: [{id: r, title: R}, {id: r, title: S}]\n", "two rows have the id 'r'"),
        ("journey.yaml", "stages:\n  - id: onboard\n    title: A\n    activities:\n"
         "      - {id: x, title: X}\n      - {id: x, title: Y}\n",
         "two activities have the id 'x'"),
        ("segments/enterprise.yaml", "title: E\npolicies:\n  - name: FY25\n    from: 2024-01-01\n"
         "    priorities: [{id: p, title: P}, {id: p, title: Q}]\n",
         "two priorities have the id 'p'"),
    ],
)  # fmt: skip
def test_repeated_ids_inside_an_entry(tmp_path: Path, file: str, text: str, message: str) -> None:
    """Steps, columns, rows, activities and priorities have ids of their own; the first is shown."""
    found = examined(tmp_path, {file: text}).problems
    assert [problem.check for problem in found] == ["repeated-id"]
    assert message in found[0].message
    assert found[0].also


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("rows: [{id: r, title: R, weekly: 1.50, monthly: 6}]\n", []),
        ("rows: [{id: r, title: R, weekly: 0.1, monthly: 0.4}]\ntotals: {weekly: 0.10}\n", []),
        ("rows: [{id: r, title: R, weekly: 1.5, monthly: 7}]\n",
         ["'R' states 7 monthly; 4 x 1.5 (weekly) is 6"]),
        ("rows: [{id: r, title: R, weekly: 33.25}, {id: s, title: S, weekly: 0.1}]\n"
         "totals: {weekly: 33}\n",
         ["the total of 'weekly' is stated as 33; its rows add up to 33.35"]),
        ("rows: [{id: r, title: R, monthly: 7}]\n", []),
    ],
)  # fmt: skip
def test_tables_are_recomputed_in_decimals(tmp_path: Path, table: str, expected: list[str]) -> None:
    """Cells against their formula, totals against their sums, to the last digit."""
    columns = (
        "title: T\ncolumns: [{id: weekly, title: W}, "
        "{id: monthly, title: M, times: 4, of: weekly}]\n"
    )
    found = examined(tmp_path, {"tables/hours.yaml": columns + table}).problems
    assert [problem.message for problem in found] == expected


@pytest.mark.parametrize(
    ("due", "target", "late"),
    [
        ("14 days after contract-start", "{at_most: 14, unit: days}", None),
        ("15 days after contract-start", "{at_most: 14, unit: days}", 15),
        ("2-3 weeks after contract-start", "{at_most: 2, unit: weeks}", 21),
        ("10 working days after contract-start", "{at_most: 14, unit: days}", None),
        ("1 month after contract-start", "{at_most: 30, unit: days}", 31),
        ("2 days after go-live", "{at_most: 14, unit: days}", None),
        ("3 days after first", "{between: [1, 12], unit: days}", 13),
        ("1 week before first", "{exactly: 5, unit: days}", None),
        ("99 days after contract-start", "{at_least: 5, unit: days}", None),
        ("99 days after contract-start", "{at_most: 5, unit: calls}", None),
        ("on contract-start", "{at_most: 0, unit: days}", None),
    ],
)
def test_steps_against_the_targets_they_serve(
    tmp_path: Path, due: str, target: str, late: int | None
) -> None:
    """A step due after its metric's target, counted over other steps, is found; others are not."""
    files = {
        "metrics.yaml": "metrics:\n  - id: m\n    title: M\n"
        f"    target: {target}\n    measured: {{from: contract-start, to: go-live}}\n",
        "playbooks/onboarding.yaml": "title: T\naccountable: csm\nphases: [{title: A, steps: ["
        "{id: first, do: F, due: 10 days after contract-start}, "
        f"{{id: s, do: S, serves: [m], due: {due}}}]}}]\n",
    }
    found = [p.message for p in examined(tmp_path, files).problems]
    assert len(found) == (late is not None)
    if late is not None:
        assert f"{late} days after 'contract-start'" in found[0]


def test_accepted_findings(tmp_path: Path) -> None:
    """A finding that is accepted is not told; one that is gone, or misnamed, is an error."""
    table = (
        "title: T\ncolumns: [{id: a, title: A}]\nrows: [{id: r, title: R, a: 1}]\ntotals: {a: 2}\n"
    )
    accepted = "accepted:\n  - {check: table-total, at: tables/hours totals.a, because: Source.}\n"
    files = {"tables/hours.yaml": table, "accepted.yaml": accepted}
    assert examined(tmp_path, files).problems == []
    gone = examined(tmp_path, {**files, "tables/hours.yaml": table.replace("{a: 2}", "{a: 1}")})
    assert [problem.check for problem in gone.problems] == ["accepted-unused"]
    wrong = accepted.replace("table-total", "table-totl")
    found = examined(tmp_path, {**files, "accepted.yaml": wrong}).problems
    assert {problem.check for problem in found} == {"accepted-unused", "table-total"}
    assert any("did you mean 'table-total'?" in problem.hint for problem in found)


def test_row_of_a_timetable_under_a_former_id(tmp_path: Path) -> None:
    """A row that names a step by the id it had before is told the id of today, not one alike."""
    steps = "[{id: shut-issue, do: A, was: [close-issue]}, {id: close-plan, do: B}]"
    table = (
        "title: T\nplaybook: p\ncolumns: [{id: when, title: W, form: due}]\n"
        "rows: [{id: close-issue, title: C}]\n"
    )
    files = {
        "roles.yaml": "roles: [{id: csm, title: CSM, side: vendor}]\n",
        "journey.yaml": "stages: [{id: onboard, title: S, objective: O}]\n",
        "playbooks/p.yaml": "title: P\nstage: onboard\npurpose: U\ntrigger: T\naccountable: csm\n"
        f"phases: [{{title: A, steps: {steps}}}]\n",
        "tables/t.yaml": table,
    }
    (found,) = examined(tmp_path, files).problems
    assert found.message == "'p' has no step 'close-issue'"
    assert found.hint == "it is called 'shut-issue' now"
