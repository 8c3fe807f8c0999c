"""How far a difference reaches: which playbooks' plans rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.comparison.compare import Comparison
from generator.comparison.difference import Difference
from generator.handbook import Handbook
from generator.references import all_mentions

Named = tuple[str, str]
"""A kind and an id."""
FOLLOWED = ("roles", "dates", "attributes", "segments")
"""What items, days and owners rest on, beside the playbook; calendars reach everywhere."""


def touched(found: Comparison) -> list[str]:
    """The playbooks, by their ids of today, whose plans may differ. Gone ones are among them."""
    counting = [one for one in found.differences if counts(one)]
    changed = {(one.kind, one.id) for one in counting}
    everywhere = any(one.kind == "calendars" for one in counting)
    before = {
        _today(found, "playbooks", id_): {
            (kind, _today(found, kind, name)) for kind, name in ground
        }
        for id_, ground in _grounds(found.old).items()
    }
    after = _grounds(found.new)
    return [
        id_
        for id_ in dict.fromkeys((*after, *before))
        if everywhere or changed & {*before.get(id_, ()), *after.get(id_, ())}
    ]


def counts(one: Difference) -> bool:
    """Whether a plan may differ by it: words and former ids move nothing."""
    return one.level != "wording" and one.what not in ("renamed", "reordered")


def _today(found: Comparison, kind: str, id_: str) -> str:
    return found.renames[kind].get(id_, id_)


def _grounds(handbook: Handbook) -> Mapping[str, set[Named]]:
    """For each playbook, itself and all that its plans rest on."""
    links: dict[Named, list[Named]] = {
        (made.kind, made.entry.id): list(
            _followed(handbook, ((m.kind, m.id) for m in made.mentions))
        )
        for made in all_mentions(handbook)
        if made.kind in (*FOLLOWED, "playbooks")
    }
    return {id_: _reached(links, ("playbooks", id_)) for id_ in handbook.playbooks}


def _followed(handbook: Handbook, mentions: Iterable[Named]) -> Iterator[Named]:
    for kind, id_ in mentions:
        if kind == "moments" and id_ in handbook.dates:
            yield "dates", id_
        elif kind == "attributes" and id_ == "priority" and id_ not in handbook.attributes:
            yield from (("segments", segment) for segment in handbook.segments)
        elif kind in FOLLOWED:
            yield kind, id_


def _reached(links: Mapping[Named, list[Named]], start: Named) -> set[Named]:
    found, todo = {start}, [start]
    while todo:
        for one in links.get(todo.pop(), ()):
            if one not in found and one[0] != "playbooks":
                found.add(one)
                todo.append(one)
    return found
