"""Ticks come back: the states of boxes from a file that went out and was worked in elsewhere.

Nothing is guessed. What cannot be told for certain is a problem with its place, and its tick stays
as it is in the kept file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

from generator.pull.browser import read_browser
from generator.pull.issue import read_issue
from generator.pull.pulled import Gathering, Pulled
from generator.pull.table import read_csv
from generator.pull.workbook import read_workbook

__all__ = ["Pulled", "read_states"]

READERS: Mapping[str, Callable[[Gathering, bytes], None]] = {
    ".md": read_issue,
    ".txt": read_issue,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_workbook,
    ".json": read_browser,
}
LARGEST = 5_000_000


def read_states(name: str, data: bytes) -> Pulled:
    """The states in a file, by the ending of its name; with problems, each at its place.

    Only an id that stands once, with a state that is clear, is among the states.
    """
    gathering = Gathering(name)
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        gathering.complain("form", "this kind of file carries no ticks", f"it can be {known}")
    elif len(data) > LARGEST:
        size = f"this file has {len(data):,} bytes; {LARGEST:,} is the most"
        gathering.complain("size", size, "a checklist is smaller: is this the right file?")
    else:
        reader(gathering, data)
    return gathering.pulled()
