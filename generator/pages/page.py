"""One page and its way to the others: addresses, links, and the line at its foot."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import PurePath
from urllib.parse import quote

from generator.calendars import spoken
from generator.chronicle import Edit
from generator.conditions import Condition, in_words
from generator.handbook import Handbook
from generator.history import Change
from generator.markdown import Ready, inline
from generator.models import Playbook, Term
from generator.offsets import Offset
from generator.pages.addresses import FOLDERS, address, title
from generator.pages.tasks import Task, tasks
from generator.problems import Route, counted
from generator.references import users


@dataclass(frozen=True)
class Site:
    """What all pages are made from."""

    handbook: Handbook
    today: date
    changes: Mapping[str, Change] = field(default_factory=dict)
    edits: Sequence[Edit] = ()

    def page(self, path: str) -> Page:
        return Page(self, path)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Every step of every playbook, with who has which part in it."""
        return tuple(tasks(self.handbook))

    @cached_property
    def tasks_of(self) -> Mapping[str, list[tuple[Task, list[str]]]]:
        """For each role, its tasks and the parts that it has in each."""
        found: dict[str, list[tuple[Task, list[str]]]] = {id_: [] for id_ in self.handbook.roles}
        for task in self.tasks:
            for role in dict.fromkeys(id_ for ids in task.parts.values() for id_ in ids):
                parts = [part for part, ids in task.parts.items() if role in ids]
                found[role].append((task, parts))
        return found

    @cached_property
    def users(self) -> Mapping[tuple[str, str], list[tuple[str, str]]]:
        """For each entry, the handbook's entries that name it (customers are no part of it)."""
        return {
            entry: [(str(route[0]), str(route[1])) for route in routes if route[0] != "customers"]
            for entry, routes in users(self.handbook).items()
        }

    @cached_property
    def terms(self) -> Mapping[tuple[str, str], list[Term]]:
        """The glossary's terms that occur in the title of an entry."""
        patterns = [(term, _pattern(term)) for term in self.handbook.terms.values()]
        titles = (
            ((kind, entry.id), title(entry))
            for kind, entry in self.handbook.entries()
            if kind not in ("terms", "customers")
        )
        return {
            entry: [term for term, pattern in patterns if pattern.search(named)]
            for entry, named in titles
        }


@lru_cache(maxsize=65_536)
def _relative(path: str, folder: str) -> str:
    return posixpath.relpath(path, folder or ".")


def _pattern(term: Term) -> re.Pattern[str]:
    """Any of the term's words as a whole word; capitals only as capitals."""
    words = [w for w in (term.term, term.short, *term.also) if w]
    exact = [re.escape(w) if w.isupper() else f"(?i:{re.escape(w)})" for w in words]
    return re.compile(rf"\b(?:{'|'.join(exact)})\b")


HUES = 8
"""As many colours for stages as the style sheet has."""

ALSO: Mapping[str, tuple[str, ...]] = {
    "stages": ("matrices",),
    "roles": ("matrices",),
    "segments": ("scores", "rules", "systems"),
    "scores": ("systems",),
    "matrices": ("systems",),
}
"""Kinds whose pages say at their foot who names them: from which kinds."""


@dataclass(frozen=True)
class Page:
    """A page by its path below docs/; links lead from here."""

    site: Site
    path: str

    @property
    def handbook(self) -> Handbook:
        return self.site.handbook

    def link(self, text: object, target: str) -> Ready:
        """A link to `playbooks/ebr.md#step`, from here."""
        path, hash_, anchor = target.partition("#")
        relative = _relative(path, posixpath.dirname(self.path))
        here = hash_ and path == self.path
        return Ready(f"[{inline(text)}]({'' if here else relative}{hash_}{anchor})")

    def to(self, kind: str, id_: str, text: str = "") -> Ready:
        """A link to an entry, by its title."""
        return self.link(text or title(self.handbook.of_kind(kind)[id_]), address(kind, id_))

    def role(self, id_: str) -> Ready:
        """A link to a role by its short name."""
        return self.to("roles", id_, self.handbook.roles[id_].name)

    def all(self, kind: str, ids: Sequence[str]) -> Ready:
        """Links to entries of a kind, in a row."""
        link = self.role if kind == "roles" else lambda id_: self.to(kind, id_)
        return Ready(", ".join(link(id_) for id_ in ids))

    def step(self, playbook: Playbook, id_: str) -> Ready:
        """A link to a step."""
        return self.link(playbook.steps[id_].step.do, f"{address('playbooks', playbook.id)}#{id_}")

    def hue(self, stage: str | None) -> str:
        """The class that gives a stage's colour, the same on every page."""
        return f"hue-{list(self.handbook.stages).index(stage) % HUES + 1}" if stage else "hue-0"

    def kind(self, words: str, stage: str | None = None, more: str = "") -> Ready:
        """The line below a title: what this is, and in which stage."""
        parts = [inline(words)] if words else []
        if stage:
            link = self.to("stages", stage)
            parts.append(Ready(f'<span class="stop {self.hue(stage)}">{link}</span>'))
        parts += [inline(more)] if more else []
        return Ready(f'<p class="kind" data-search-exclude="1" markdown>{" · ".join(parts)}</p>')

    def due(self, due: Offset, playbook: Playbook | None = None) -> Ready:
        """`2 weeks before Renewal`: the words as written, with a link to the date or step."""
        words = inline(due.text.removesuffix(due.anchor)) + " "
        if due.anchor in self.handbook.dates or playbook is None:
            return Ready(words + self.to("dates", due.anchor))
        return Ready(words + self.step(playbook, due.anchor))

    def condition(self, condition: Condition | None) -> Ready:
        """For whom, in words, each question a link; empty where it is for everybody."""
        return Ready(in_words(condition, self._answer, self._question) if condition else "")

    def _question(self, attribute: str) -> Ready:
        name = self.handbook.questions[attribute].name
        known = attribute in self.handbook.attributes
        return self.to("attributes", attribute, name) if known else inline(name)

    def _answer(self, attribute: str, value: str) -> Ready:
        if attribute == "segment" and value in self.handbook.segments:
            return self.to("segments", value)
        return inline(self.handbook.questions[attribute].label(value))

    def used_by(self, kind: str, id_: str, but: Sequence[str] = ()) -> list[Ready]:
        """Links to the entries that name this one, with how often where it is more than once."""
        named = self.site.users.get((kind, id_), [])
        found = [user for user in dict.fromkeys(named) if user[0] not in but]
        return [self._user(*user, named.count(user)) for user in found]

    def _user(self, kind: str, id_: str, times: int) -> Ready:
        noun = "step" if kind == "playbooks" else "place"
        more = f" ({counted(times, noun)})" if times > 1 else ""
        return Ready(f"{self.to(kind, id_)}{more}")

    def synonyms(self, kind: str, id_: str) -> str:
        """Other words for what this page is about, for the search."""
        named = title(self.handbook.of_kind(kind)[id_]).casefold()
        words = [
            word
            for term in self.site.terms.get((kind, id_), [])
            for word in (term.term, term.short, *term.also)
            if word and word.casefold() not in named
        ]
        return ", ".join(dict.fromkeys(words))

    def foot(self, kind: str, id_: str = "", sources: Sequence[str] = ()) -> Ready:
        """The last lines of a page: its glossary, where it comes from, how to change it."""
        terms = [self.to("terms", term.id) for term in self.site.terms.get((kind, id_), [])]
        lines = [f"In the glossary: {', '.join(terms)}"] if terms else []
        if also := self._also(kind, id_):
            lines.append(f"Also named by: {', '.join(also)}")
        lines += [f"Source: {'; '.join(inline(s) for s in sources)}"] if sources else []
        last = [*self._changed(kind, id_)]
        last += self._edit(kind, id_) if self.handbook.settings.repository else []
        lines += [" · ".join(last)] if last else []
        return Ready("\n\n".join(lines))

    def _also(self, kind: str, id_: str) -> list[Ready]:
        """Links to those who name this entry and are not told of above the foot."""
        named = dict.fromkeys(self.site.users.get((kind, id_), []))
        return [self.to(*user) for user in named if user[0] in ALSO.get(kind, ())]

    def _changed(self, kind: str, id_: str) -> Iterator[str]:
        """When the page's file was changed last, and by whom; a file of many entries is named."""
        first = id_ or next(iter(self.handbook.of_kind(kind)))
        file = self.file(kind, first)
        if change := self.site.changes.get(file.removeprefix("content/")):
            what = "Last changed" if kind in FOLDERS else f"{inline(file)} last changed"
            who = f" by {inline(change.author)}" if self.handbook.settings.show_authors else ""
            yield f"{what} {spoken(change.day)}{who}"

    def _edit(self, kind: str, id_: str) -> Iterator[str]:
        """Links to change this page's file and to report a problem with it."""
        first = id_ or next(iter(self.handbook.of_kind(kind)))
        file, whole = self.file(kind, first), kind in FOLDERS or not id_
        edit = self.source(kind, first, None if whole else ())
        issue = f"{self.handbook.settings.repository}/-/issues/new?issue%5Btitle%5D="
        yield f"[Edit {inline(file)}]({edit})"
        yield f"[Report a problem]({issue}{quote(f'Handbook: {file}')})"

    def source(self, kind: str, id_: str, route: Route | None = None) -> str:
        """Where an entry's file is edited; with a route, at the line of what stands there."""
        address = f"{self.handbook.settings.repository}/-/edit/main/{self.file(kind, id_)}"
        if route is None:
            return address
        span = self.handbook.locate((kind, id_, *route)).span
        return f"{address}#L{span.line}" if span else address

    def file(self, kind: str, id_: str) -> str:
        """Where an entry is written: `content/playbooks/ebr.yaml`."""
        """Where an entry is written: `content/playbooks/ebr.yaml`."""
        path = PurePath(self.handbook.file_of(kind, id_))
        return "/".join(["content", *path.parts[-2 if kind in FOLDERS else -1 :]])
