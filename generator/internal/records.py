"""The search: one record for each customer, put behind those of the handbook's own index."""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.internal.entry import Entry
from generator.internal.pieces import plain

INDEX = "search/search_index.json"
SCRIPT = "search/search_index.js"
"""The same as a script, by the theme's `offline` plugin: a site in a folder can load nothing
else."""


def indexed(index: str, entries: Sequence[Entry]) -> dict[str, bytes]:
    """Both files of the index with a record for each customer. What the theme wrote stays."""
    found = json.loads(index)
    found["docs"] += [_record(one) for one in entries]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return {INDEX: text.encode(), SCRIPT: f"var __index = {text}".encode()}


def _record(one: Entry) -> dict[str, object]:
    """Name, segment, priority and person: what somebody types who looks for a customer. The theme
    reads both texts as HTML."""
    said = [plain(word) for word in (one.segment, one.priority, one.person) if word]
    return {"location": one.path, "title": plain(one.name), "text": " \u00b7 ".join(said)}
