"""A file in the content that no kind of entry is written in: where it may have been meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from generator.problems import did_you_mean

DOUBLE = re.compile(r"\.ya?ml\.txt$")
"""The ending that simple editors give to what they save."""


def hint_for(path: Path, name: str, lists: Sequence[str], folders: Sequence[str]) -> str:
    """What to do with a file of this name within the content.

    `lists` are the files that hold all entries of a kind, `folders` those with a file for each.
    """
    top, last = name.partition("/")[0], path.name
    near = did_you_mean(path.stem, [Path(file).stem for file in lists])
    stem = near.split("'")[1] if near.startswith("did you mean") else ""
    hint = f"did you mean '{stem}.yaml'?" if stem else ""
    if last != name:
        hint = did_you_mean(f"{top}/", folders)
    if path.suffix != ".yaml" or DOUBLE.search(path.name):
        return f"name it {path.name.partition('.')[0]}.yaml"
    return f"move it to {top}/{last}" if f"{top}/" in folders else hint
