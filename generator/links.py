"""Every id that is referred to exists; who uses whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from generator.conditions import Condition, Within, attributes_of
from generator.handbook import Handbook
from generator.happenings import fault_of, fault_of_figure
from generator.models import (
    Attribute,
    Customer,
    Entry,
    Happening,
    Matrix,
    Playbook,
    Scale,
    Table,
)
from generator.problems import MOST_COMPARED, Finding, Problem, Route, did_you_mean, plural
from generator.references import NOUNS, Mention, Mentioning, Seen, all_mentions, mentions_of
from generator.yaml_source import MOST_FAULTS


def link(handbook: Handbook, seen: Seen | None = None) -> list[Problem]:
    """A gate: after it, no reference in the handbook leads nowhere.

    `seen`: what entries refer to that other handbooks had as well; new ones are put to it.
    """
    return [
        Problem(handbook.locate(f.route, f.on_key), "unknown-reference", f.message, f.hint)
        for f in broken(handbook, seen)
    ]


def broken(handbook: Handbook, seen: Seen | None = None) -> Iterator[Finding]:
    """What each entry refers to and is not there, by the routes of the data."""
    for mentioning in all_mentions(handbook, seen):
        yield from islice(_broken(handbook, mentioning), MOST_FAULTS)


def broken_in(handbook: Handbook, kind: str, entry: Entry) -> Iterator[Finding]:
    """The same of one entry, which need not stand in the handbook."""
    if isinstance(entry, Customer) and _has_all(handbook, entry):
        yield from islice(_broken_facts(handbook, entry), MOST_FAULTS)
    else:
        yield from islice(_broken(handbook, mentions_of(kind, entry)), MOST_FAULTS)


def _has_all(handbook: Handbook, customer: Customer) -> bool:
    """Whether all ids that the fields of a customer refer to are there; quicker than to find where
    each of them stands."""
    people = customer.people.values()
    return (
        (customer.segment is None or customer.segment in handbook.segments)
        and handbook.attributes.keys() >= customer.attributes.keys()
        and handbook.dates.keys() >= customer.dates.keys()
        and handbook.roles.keys() >= customer.people.keys()
        and handbook.events.keys() >= {happening.what for happening in customer.events}
        and {None, *handbook.calendars} >= {customer.calendar, *[one.calendar for one in people]}
    )


def _broken(handbook: Handbook, made: Mentioning) -> Iterator[Finding]:
    entry = made.entry
    for mention in made.mentions:
        if mention.kind == "moments":
            yield from _broken_moment(handbook, entry, mention)
        else:
            by_attribute = mention.kind == "attributes"
            kind = mention.kind
            known = _askable(handbook, made.kind) if by_attribute else handbook.of_kind(kind)
            if mention.id not in known:
                yield _unknown(mention, NOUNS[kind], known)
    for route, condition in made.conditions:
        yield from _broken_answers(handbook.questions, route, condition)
    own = _OWN.get(type(entry))
    if own:
        yield from own(handbook, entry)


def _askable(handbook: Handbook, kind: str) -> Mapping[str, Attribute]:
    """What may be asked here: a customer has attributes; a priority cannot rest on the priority."""
    if kind == "customers":
        return handbook.attributes
    if kind == "segments":
        own = handbook.attributes
        return {id_: q for id_, q in handbook.questions.items() if id_ != "priority" or id_ in own}
    return handbook.questions


def _unknown(mention: Mention, noun: str, known: Any) -> Finding:
    message = f"there is no {noun} '{mention.id}'"
    return Finding(mention.route, message, _instead(mention.id, noun, known), on_key=mention.on_key)


def _instead(id_: str, noun: str, known: Any) -> str:
    """What to write: the id of today, or one that looks alike."""
    listed = _entries(known) if len(known) <= MOST_COMPARED else ()
    renamed = next((e.id for e in listed if id_ in getattr(e, "was", ())), None)
    if renamed:
        return f"it is called '{renamed}' now"
    return did_you_mean(id_, known, f"known {_plural(noun)}:")


def _plural(noun: str) -> str:
    """`dates and steps`, `roles of this matrix`, `priorities`."""
    if " or " in noun:
        return " and ".join(plural(word) for word in noun.split(" or "))
    first, of, rest = noun.partition(" of ")
    return f"{plural(first)}{of}{rest}"


def _entries(known: Any) -> Iterator[Any]:
    """The entries, or the steps, behind their ids."""
    for value in known.values() if isinstance(known, Mapping) else ():
        yield getattr(value, "step", value)


def _broken_moment(handbook: Handbook, entry: Entry, mention: Mention) -> Iterator[Finding]:
    steps: Mapping[str, Any] = entry.steps if isinstance(entry, Playbook) else {}
    if mention.id not in handbook.dates and mention.id not in steps:
        nouns = "date or step" if isinstance(entry, Playbook) else "date"
        yield _unknown(mention, nouns, {**steps, **handbook.dates})


def _broken_answers(
    attributes: Mapping[str, Attribute], route: Route, condition: Condition
) -> Iterator[Finding]:
    for question in attributes_of(condition):
        attribute = attributes.get(question.attribute)
        at = (*route, *question.route)
        if attribute is None:
            continue
        if isinstance(question, Within):
            if attribute.number is None:
                hint = did_you_mean("", attribute.answers, "it can be")
                yield Finding(at, f"'{attribute.id}' is not a number", hint, on_key=True)
            continue
        for n, value in enumerate(question.values):
            if fault := attribute.fault(value):
                hint = did_you_mean(value, attribute.answers)
                if attribute.number and not value.strip().isdigit():
                    hint = "write a number, or a limit like {at_least: 10}"
                place = (*at, n)
                yield Finding(place, fault, hint)


def _broken_playbook(handbook: Handbook, playbook: Playbook) -> Iterator[Finding]:
    yield from _broken_steps(handbook, playbook)
    if playbook.pack:
        route = ("playbooks", playbook.id, "pack", "answers")
        yield from _broken_stated(handbook, route, playbook.pack.answers)


def _broken_steps(_: Handbook, playbook: Playbook) -> Iterator[Finding]:
    for placed in playbook.steps.values():
        for n, id_ in enumerate(placed.step.after):
            if id_ not in playbook.steps:
                route = ("playbooks", playbook.id, *placed.route, "after", n)
                yield _unknown(Mention(route, "steps", id_), "step", playbook.steps)


def _broken_columns(handbook: Handbook, table: Table) -> Iterator[Finding]:
    route: Route = ("tables", table.id)
    columns = [column.id for column in table.columns]
    named: list[tuple[Route, str, bool]] = [
        ((*route, "columns", n, "of"), column.of, False)
        for n, column in enumerate(table.columns)
        if column.of is not None
    ]
    named += [((*route, "totals", id_), id_, True) for id_ in table.totals]
    if table.absence:
        named += [
            ((*route, "absence", k), getattr(table.absence, k), False) for k in ("weekly", "yearly")
        ]
    for n, row in enumerate(table.rows):
        named += [((*route, "rows", n, id_), id_, True) for id_ in (*row.cells, *row.words)]
        named += [
            ((*route, "rows", n, "made_of", b, "in"), part.column, False)
            for b, part in enumerate(row.made_of)
        ]
    for at, id_, on_key in named:
        if id_ not in columns:
            yield _unknown(Mention(at, "columns", id_, on_key), "column", dict.fromkeys(columns))
    yield from _broken_timetable(handbook, table)


def _broken_timetable(handbook: Handbook, table: Table) -> Iterator[Finding]:
    """Days in a table count from dates, or from steps of its playbook; its rows are those steps."""
    playbook = handbook.playbooks.get(table.playbook or "")
    steps: Mapping[str, Any] = playbook.steps if playbook else {}
    for n, row in enumerate(table.rows):
        if playbook and row.id not in steps:
            at = ("tables", table.id, "rows", n, "id")
            message = f"'{playbook.id}' has no step '{row.id}'"
            yield Finding(at, message, _instead(row.id, "step", steps))
        for column, due in row.dues.items():
            if due.anchor not in handbook.dates and due.anchor not in steps:
                known = {**steps, **handbook.dates}
                at = ("tables", table.id, "rows", n, column)
                yield _unknown(Mention(at, "moments", due.anchor), "date or step", known)


def _broken_letters(_: Handbook, matrix: Matrix) -> Iterator[Finding]:
    known = dict.fromkeys(matrix.roles)
    for n, row in enumerate(matrix.rows):
        for id_ in row.letters:
            if id_ not in known:
                route = ("matrices", matrix.id, "rows", n, id_)
                yield _unknown(
                    Mention(route, "roles", id_, on_key=True), "role of this matrix", known
                )


def _broken_facts(handbook: Handbook, customer: Customer) -> Iterator[Finding]:
    route: Route = ("customers", customer.id)
    yield from _broken_stated(handbook, (*route, "attributes"), customer.attributes)
    yield from _broken_figures(handbook, customer)
    for n, happening in enumerate(customer.events):
        yield from _broken_value(handbook, happening, (*route, "events", n))
    segment = handbook.segments.get(customer.segment or "")
    if customer.policy is not None:
        names = [policy.name for policy in segment.policies] if segment else []
        if segment is None:
            message = f"{customer.name} has no segment, so there is no policy to stay on"
            yield Finding((*route, "policy"), message, "add 'segment: …', or delete this line")
        elif customer.policy not in names:
            message = f"{segment.title} has no policy '{customer.policy}'"
            yield Finding(
                (*route, "policy"), message, did_you_mean(customer.policy, names, "known policies:")
            )


def _broken_stated(
    handbook: Handbook, route: Route, stated: Mapping[str, str]
) -> Iterator[Finding]:
    """What is so by attribute is one of its answers."""
    for id_, value in stated.items():
        attribute = handbook.attributes.get(id_)
        if attribute and (fault := attribute.fault(value)):
            hint = did_you_mean(value, attribute.answers)
            if attribute.number:
                takes = f"takes a number{attribute.number}, written like 12 or 0.25"
                hint = f"'{attribute.question}' {takes}"
            yield Finding((*route, id_), fault, hint)


def _broken_figures(handbook: Handbook, customer: Customer) -> Iterator[Finding]:
    """A figure is of a metric or of a measure of some score, and a number or what scores count."""
    known = {**handbook.measures, **handbook.metrics} if customer.figures else {}
    for id_, value in customer.figures.items():
        route = ("customers", customer.id, "figures", id_)
        if id_ not in known:
            yield _unknown(Mention(route, "metrics", id_, True), "metric or measure", known)
        elif fault := fault_of_figure(handbook.scores.values(), id_, value):
            yield Finding(route, *fault)


def _broken_value(handbook: Handbook, happening: Happening, at: Route) -> Iterator[Finding]:
    """What an event says is something that it can say."""
    if event := handbook.events.get(happening.what):
        asked = handbook.attributes.get(event.changes or "")
        if fault := fault_of(event, asked, happening.value):
            yield Finding((*at, "is"), *fault)


def _broken_priority(handbook: Handbook, scale: Scale) -> Iterator[Finding]:
    known = dict.fromkeys(handbook.questions["priority"].answers)
    if scale.priority is not None and scale.priority not in known:
        mention = Mention(("scales", scale.id, "priority"), "priorities", scale.priority)
        yield _unknown(mention, "priority", known)


_OWN: Mapping[type[Entry], Callable[[Handbook, Any], Iterator[Finding]]] = {
    Playbook: _broken_playbook,
    Table: _broken_columns,
    Matrix: _broken_letters,
    Scale: _broken_priority,
    Customer: _broken_facts,
}
"""What a kind refers to inside itself, or by more than an id."""
