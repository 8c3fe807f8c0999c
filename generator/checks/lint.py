"""Things that are written and never used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from generator.fields import NUMBER
from generator.handbook import ABBREVIATION, Handbook
from generator.models import Entry, Row
from generator.problems import Finding, Route, did_you_mean
from generator.references import NOUNS, users

_NOT_PROSE = re.compile(r"`[^`]*`|\"[^\"]*\"|https?://\S+")
_COMMON = (
    "OK ID URL API PDF CSV FAQ US EU UK AM PM IT HR AI UTC II III IV VI README CEO CTO CFO PTO"
)
COMMON = frozenset(_COMMON.split())
"""Abbreviations that need no glossary in any trade."""


def unused_role(handbook: Handbook) -> Iterator[Finding]:
    """Something asks for each role: a step, a responsibility, a metric, a date, another role."""
    yield from _unused(handbook, "roles", "nothing asks for the role")


def unused_attribute(handbook: Handbook) -> Iterator[Finding]:
    """Some condition asks each question."""
    used = {
        key
        for key, routes in users(handbook).items()
        if any(route[0] != "customers" for route in routes)
    }
    for id_ in handbook.attributes:
        if ("attributes", id_) not in used:
            yield Finding(("attributes", id_), f"no condition asks '{id_}'", "use it, or delete it")


def unserved_metric(handbook: Handbook) -> Iterator[Finding]:
    """Some step, activity, responsibility or scale serves each metric."""
    yield from _unused(handbook, "metrics", "nothing serves the metric")


def unreached_playbook(handbook: Handbook) -> Iterator[Finding]:
    """A stage, activity, responsibility or other playbook leads to each playbook."""
    reached = users(handbook)
    for id_, playbook in handbook.playbooks.items():
        if playbook.stage is None and ("playbooks", id_) not in reached:
            hint = "name it in an activity of journey.yaml, or give it a stage"
            yield Finding(("playbooks", id_, "title"), f"nothing leads to '{id_}'", hint)


def _unused(handbook: Handbook, kind: str, message: str) -> Iterator[Finding]:
    used = users(handbook)
    for id_ in handbook.of_kind(kind):
        if (kind, id_) not in used:
            yield Finding((kind, id_), f"{message} '{id_}'", "use it, or delete it")


def unknown_term(handbook: Handbook) -> Iterator[Finding]:
    """Every abbreviation is in the glossary, or is the short title of a role."""
    known = set(COMMON)
    for term in handbook.terms.values():
        for words in (term.term, term.short or "", *term.also):
            known.update(ABBREVIATION.findall(words))
    for role in handbook.roles.values():
        known.update(ABBREVIATION.findall(f"{role.title} {role.short or ''}"))
    for kind, entry in handbook.entries():
        if kind not in ("customers", "terms") and _may_hold_more(handbook, kind, entry.id, known):
            for route, text in _texts(entry, (kind, entry.id)):
                for word in ABBREVIATION.findall(_NOT_PROSE.sub("", text)):
                    if word not in known:
                        known.add(word)
                        hint = "add it to glossary.yaml (short: or also:), or write it out"
                        yield Finding(route, f"'{word}' is not in the glossary", hint)


OWN_PAGE = ("stages", "playbooks", "roles", "metrics", "segments", "tables", "scores", "matrices")
"""Kinds of which each entry has a page, in a folder that is called like the kind."""
_LINK = re.compile(rf"\]\(/({'|'.join(OWN_PAGE)})/([a-z0-9-]+)\.md")
_CODE = re.compile("`[^`]*`")


def dead_link(handbook: Handbook) -> Iterator[Finding]:
    """Every link in a text to the page of an entry leads to one."""
    for kind, entry in handbook.entries():
        home, _ = handbook.homes.get((kind, entry.id), ("", ()))
        file = handbook.files.get(home)
        if kind != "customers" and (file is None or "](/" in file.text):
            for route, text in _texts(entry, (kind, entry.id)):
                for what, id_ in _LINK.findall(_CODE.sub("", text)):
                    known = handbook.of_kind(what)
                    if id_ not in known and id_ not in _other_pages(known.values()):
                        hint = did_you_mean(id_, known, f"known {what}:")
                        message = f"a link leads to no page: there is no {NOUNS[what]} '{id_}'"
                        yield Finding(route, message, hint)


def _other_pages(entries: Iterable[Entry]) -> set[str]:
    """The list of all, and former ids, which lead on."""
    return {"index", *(id_ for entry in entries for id_ in entry.was)}


def _may_hold_more(handbook: Handbook, kind: str, id_: str, known: set[str]) -> bool:
    """Whether the file of an entry has an abbreviation that is not known; most have none."""
    file = handbook.files.get(handbook.homes.get((kind, id_), ("", ()))[0])
    return file is None or not known.issuperset(file.abbreviations)


_NO_PROSE = ("id", "source", "sources", "was", "country", "region", "gitlab", "email")


def _texts(value: object, route: Route) -> Iterator[tuple[Route, str]]:
    """Every text below an entry that people read."""
    if isinstance(value, str):
        if not NUMBER.fullmatch(value):
            yield route, value
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _texts(item, (*route, n))
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name not in _NO_PROSE:
                yield from _texts(getattr(value, name), (*route, field.alias or name))
        if isinstance(value, Row):
            for column, words in value.words.items():
                yield from _texts(words, (*route, column))
