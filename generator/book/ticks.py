"""What ticks in kept checklists record. A tick has no day: only one that is noted counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pydantic_core import PydanticCustomError

from generator.fields import as_day
from generator.models import Customer, Happening, Playbook

DONE = re.compile(r"[-*+>\s]*(?:done|held)(?: on)?[:\s]\s*(\S+)", re.IGNORECASE)
FORM = "write 'done: 2026-12-15' below it"


def recorded(
    customer: Customer,
    playbook: Playbook,
    states: Mapping[str, str],
    remarks: Mapping[str, Sequence[str]],
) -> Iterator[Happening | str]:
    """The events of the ticked steps that record one; a note for each whose day is not noted.

    `states` and `remarks` are those of the kept file, by the ids of its items.
    """
    for id_, placed in playbook.steps.items():
        names = [id_, *placed.step.was]
        here = next((name for name in names if states.get(name) in ("x", "X")), None)
        if placed.step.records is None or here is None:
            continue
        said = [found[1] for line in remarks.get(here, ()) if (found := DONE.match(line))]
        what = f"{customer.name}, {playbook.title}: '{placed.step.do}'"
        if not said:
            yield f"{what} is ticked without its day: {FORM}"
        days, faults = _days(said)
        for day in days:
            yield Happening.model_construct(what=placed.step.records, on=day, value=None)
        if faults and not days:
            yield f"{what}: {faults[0]}: {FORM}"


def _days(words: Sequence[str]) -> tuple[list[date], list[str]]:
    """The days among words, and what is wrong with the others: 'held by phone' names no day."""
    days, faults = [], []
    for word in words:
        try:
            days.append(as_day(word.rstrip(".,;")))
        except PydanticCustomError as error:
            faults.append(str(error))
    return days, faults
