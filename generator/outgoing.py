"""Checklists on their way out: with the ticks of the kept files, in the edition that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from generator.checklist import Checklist, ticked
from generator.edition import for_customer
from generator.keep import RefusedError, reading

Kept = Callable[[str], tuple[Path, bytes] | None]
"""The kept file of a checklist by `<customer>/<playbook>.md`: its place and bytes; None where
there is none."""


class UnreadableError(Exception):
    """A kept file out of which no ticks can be read: where, and why."""

    def __init__(self, place: Path, line: int, why: str) -> None:
        super().__init__(why)
        self.place, self.line = place, line


def kept_in(folder: Path, read: Callable[[Path], bytes | None]) -> Kept:
    """The files that are kept in a folder; `read` gives the bytes of one, None if it is none."""

    def kept(name: str) -> tuple[Path, bytes] | None:
        old = read(folder / name)
        return None if old is None else (folder / name, old)

    return kept


def outgoing(checklists: Iterable[Checklist], edition: str, *kept: Kept) -> Iterator[Checklist]:
    """The checklists as their people keep them; for the customer, only what is meant for them.

    Raises UnreadableError.
    """
    return filter(None, (one_out(checklist, edition, *kept) for checklist in checklists))


def one_out(checklist: Checklist, edition: str, *kept: Kept) -> Checklist | None:
    """The checklist as it goes out, None where nothing of it does.

    Where it is kept in several places, a box that is open in the first takes its state from the
    next, and what was deleted in one of them is not there.
    """
    found: dict[str, str] = {}
    gone: set[str] = set()
    for one in kept:
        state, dropped = _read(checklist, one)
        found = {**state, **{id_: sign for id_, sign in found.items() if sign.strip()}}
        gone |= dropped
    own = ticked(checklist, found, gone)
    shown = own if edition == "internal" else for_customer(own)
    return shown if shown and shown.sections else None


def _read(checklist: Checklist, kept: Kept) -> tuple[dict[str, str], set[str]]:
    """The states of a kept file by the ids of today, and the ids that were deleted there."""
    name = f"{checklist.customer_id}/{checklist.playbook_id}.md"
    found = kept(name)
    if found is None:
        return {}, set()
    place, old = found
    try:
        kept_so = reading(old, name)
    except RefusedError as error:
        raise UnreadableError(place, error.line or 1, str(error)) from None
    return by_present_ids(checklist, kept_so.states, kept_so.deleted)


def by_present_ids(
    checklist: Checklist, here: Mapping[str, str], gone: Collection[str]
) -> tuple[dict[str, str], set[str]]:
    """What a kept file says by id, and the ids that it names, also by the ids of today."""
    now = {former: item.id for item in checklist.items for former in item.was}
    renamed = {now[id_]: said for id_, said in here.items() if id_ in now}
    return {**renamed, **here}, {*gone, *(now[id_] for id_ in gone if id_ in now)}
