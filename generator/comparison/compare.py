"""What differs between two handbooks, each thing once, in the order in which people ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from generator.comparison.difference import Difference, Level
from generator.comparison.entry import in_entry, whole
from generator.comparison.matching import step_renames
from generator.comparison.pair import Pair
from generator.comparison.questions import questions_of_both
from generator.conditions import Work
from generator.handbook import Handbook
from generator.problems import Location
from generator.references import NOUNS

KINDS = (
    "playbooks", "stages", "segments", "metrics", "roles", "responsibilities", "dates",
    "attributes", "events", "calendars", "tables", "scales", "scores", "matrices", "rules",
    "systems", "terms",
)  # fmt: skip
"""In this order; a book's customers are no part of the handbook."""


@dataclass(frozen=True)
class Comparison:
    """Two handbooks, the ids that were renamed between them (former to present, by kind), and what
    differs."""

    old: Handbook
    new: Handbook
    renames: Mapping[str, Mapping[str, str]]
    differences: list[Difference]


def compare(old: Handbook, new: Handbook, with_places: bool = True) -> Comparison:
    """Every difference in meaning between two handbooks; both went through the link step.

    What is renamed and says so by `was` is the same thing. What is gone under a former id counts
    as removed, and is not told in parts; nor is what is new. To say where each stands takes most
    of the time; it can be left out.
    """
    renames = {kind: _renames(old, new, kind) for kind in KINDS}
    questions = questions_of_both(old, new, renames)
    pair = Pair(old, new, renames, _steps(old, new, renames), questions, Work(), with_places)
    found = [one for kind in KINDS for one in _of_kind(pair, kind)]
    found += [*_settings(pair), *_accepted(pair), *_pages(old, new)]
    return Comparison(old, new, renames, found)


def _renames(old: Handbook, new: Handbook, kind: str) -> Mapping[str, str]:
    """Former ids of the old handbook, with the present ones."""
    before, after = old.of_kind(kind), new.of_kind(kind)
    return {
        former: entry.id
        for entry in after.values()
        for former in entry.was
        if former in before and former not in after and entry.id not in before
    }


def _steps(
    old: Handbook, new: Handbook, renames: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Mapping[str, str]]:
    """Former ids of steps with the present ones, by the playbook's present id."""
    former = {now: was for was, now in renames["playbooks"].items()}
    return {
        id_: step_renames(old.playbooks[was], playbook)
        for id_, playbook in new.playbooks.items()
        if (was := former.get(id_, id_)) in old.playbooks and old.playbooks[was] is not playbook
    }


def _of_kind(pair: Pair, kind: str) -> Iterator[Difference]:
    before, after = pair.old.of_kind(kind), pair.new.of_kind(kind)
    renames = pair.renames[kind]
    former = {now: old for old, now in renames.items()}
    for id_, entry in after.items():
        here = pair.is_now(entry, kind, id_)
        if (was := former.get(id_, id_)) not in before:
            yield whole(None, here, NOUNS[kind])
        elif before[was] is not entry and (was != id_ or before[was] != entry):
            yield from in_entry(pair, pair.was(before[was], kind, was), here, NOUNS[kind])
    for id_, entry in before.items():
        if id_ not in after and id_ not in renames:
            yield whole(pair.was(entry, kind, id_), None, NOUNS[kind])
    if kind == "stages":
        yield from _order(pair, kind)


def _order(pair: Pair, kind: str) -> Iterator[Difference]:
    """The order of the stages is the journey."""
    after = list(pair.new.of_kind(kind))
    names = [pair.renames[kind].get(id_, id_) for id_ in pair.old.of_kind(kind)]
    before = [id_ for id_ in names if id_ in after]
    now = [id_ for id_ in after if id_ in before]
    if before != now:
        old, new = (", ".join(pair.new.stages[id_].title for id_ in ids) for ids in (before, now))
        yield Difference(
            kind, "", "Journey", NOUNS[kind], "", "", "order", "reordered", "notable", "stages",
            old, new, pair.old.locate((kind, before[0])), pair.new.locate((kind, now[0])),
        )  # fmt: skip


def _settings(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.settings, pair.new.settings
    if old != new:
        sides = (pair.was(old, "settings", ""), pair.is_now(new, "settings", ""))
        yield from in_entry(pair, *sides, "handbook")


def _accepted(pair: Pair) -> Iterator[Difference]:
    """Contradictions that are lived with, by what is found where."""
    before, after = (
        {(one.check, one.at): side(one, "accepted", str(n)) for n, one in enumerate(accepted)}
        for side, accepted in ((pair.was, pair.old.accepted), (pair.is_now, pair.new.accepted))
    )
    noun = "accepted contradiction"
    for key in dict.fromkeys((*after, *before)):
        there, here = before.get(key), after.get(key)
        if there and here and there.entry != here.entry:
            yield from in_entry(pair, there, here, noun)
        elif not (there and here):
            yield whole(there, here, noun)


def _pages(old: Handbook, new: Handbook) -> Iterator[Difference]:
    """Hand-written pages, as a whole."""
    for name in dict.fromkeys((*new.pages, *old.pages)):
        before, after = old.pages.get(name), new.pages.get(name)
        if before == after:
            continue
        field, what, level = _PAGE[before is not None, after is not None]
        yield Difference(
            "pages", name, name, "page", "", "", field, what, level, "text", "", "",
            _page(old, name) if before else None, _page(new, name) if after else None,
        )  # fmt: skip


_PAGE: Mapping[tuple[bool, bool], tuple[str, str, Level]] = {
    (True, True): ("text", "reworded", "wording"),
    (False, True): ("", "added", "notable"),
    (True, False): ("", "removed", "breaking"),
}
"""By whether it was there, and is."""


def _page(side: Handbook, name: str) -> Location:
    top = min((PurePath(file).parent for file in side.files), key=lambda path: len(path.parts))
    return Location(str(top / "pages" / name))
