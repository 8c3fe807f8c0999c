"""What every format says of an item, in plain words: when it is due, why, with whom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

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
    others = _others(item[2:6], item.here, item.serves, edition)
    return [_sentence(item.because), *others] if item.because else [*others]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."


@lru_cache(maxsize=4096)
def _others(
    people: tuple[Holder, tuple[Holder, ...], tuple[Holder, ...], tuple[Holder, ...]],
    here: str,
    serves: tuple[str, ...],
    edition: str,
) -> tuple[str, ...]:
    """All but the day, which are the same for many steps of a customer."""
    accountable, responsible, consulted, informed = people
    helpers = [holder for holder in responsible if holder.role != accountable.role]
    together = len(helpers) < len(responsible)
    consult, inform = _INVOLVED[edition]
    clauses = (
        _after("Together with " if together else "Done by ", _names(helpers)),
        _after(consult, _names(consulted)),
        _after(inform, _names(informed)),
        _after("Here because ", here),
        _after("Counts towards ", "; ".join(serves)),
    )
    return tuple([_sentence(words) for words in clauses if words])


def _after(start: str, words: str) -> str:
    return start + words if words else ""


def _names(holders: Sequence[Holder]) -> str:
    return listed(holders, "and")
