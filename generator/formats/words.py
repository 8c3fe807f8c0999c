"""What every format says of an item, in plain words: when it is due, why, with whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.calendars import spoken
from generator.checklist import Item
from generator.people import Holder
from generator.problems import listed


def when(item: Item) -> str:
    """`due Tue 15 Dec 2026`; of a window both ends; how often, when it comes again."""
    if item.due is None:
        return f"every {item.every}" if item.every else "no date"
    if item.every:
        return f"every {item.every}, first {spoken(item.due)}"
    if item.start and item.start != item.due:
        return f"{spoken(item.start)} to {spoken(item.due)}"
    return f"due {spoken(item.due)}"


_INVOLVED = {
    "internal": ("Consult ", "Inform "),
    "customer": ("Involved on your side: ", "Informed on your side: "),
}
"""By edition, before the names. The customer's has people of theirs alone, and it is they who read
it."""


def sentences(item: Item, edition: str) -> list[str]:
    """Why this day, with whom, why this step, what it counts towards; only what is known, and in
    words for those whose edition it is."""
    return [words[:1].upper() + words[1:] + "." for words in _clauses(item, edition) if words]


def _clauses(item: Item, edition: str) -> Iterator[str]:
    consulted, informed = _INVOLVED[edition]
    yield item.because
    together = any(holder.role == item.accountable.role for holder in item.responsible)
    yield _after("Together with " if together else "Done by ", _names(item.helpers))
    yield _after(consulted, _names(item.consulted))
    yield _after(informed, _names(item.informed))
    yield _after("Here because ", item.here)
    yield _after("Counts towards ", "; ".join(item.serves))


def _after(start: str, words: str) -> str:
    return start + words if words else ""


def _names(holders: Sequence[Holder]) -> str:
    return listed(holders, "and")
