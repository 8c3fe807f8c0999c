"""What Handrail writes into a checklist for itself: markers, lines it tells, and the last comment.

The last comment is what the next merge starts from. It lists, in the order of the last generation,
every text and heading by its fingerprint and every item by its id, with fingerprints of its label
and of its note; then what the person deleted, and what stands in the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

FORMAT = 2
"""The form of the file; a newer one is refused by an older Handrail. 1 knew no texts and notes."""

PERSONS = "-"
"""In place of a note's fingerprint: the person edited or deleted it, so it is left alone."""

TICKED_AS = "ticked as"
TEXT_NOW = "handbook text now"

MARKER = re.compile(
    r"[ \t]*<!--[ \t]*id:[ \t]*([a-z0-9][a-z0-9-]{0,63})[ \t]+([0-9a-f]{8})[ \t]*-->"
)
_BOX = re.compile(r"([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)([^\[\]\r\n]{0,3})(\][ \t]+)")
_TOLD = re.compile(r"\s*- ((ticked as|handbook text now): (.*)) <!-- told: ([0-9a-f]{8}) -->\s*")
_COMMENT = re.compile(
    r"\s*<!-- base:(.*?)\|\s*dropped:(.*?)(?:\|\s*archived:(.*?))?\|\s*end\s*-->\s*", re.DOTALL
)
_ENTRY = re.compile(
    r"([#=])([0-9a-f]{8})|([a-z0-9][a-z0-9-]{0,63}):([0-9a-f]{8})(?::([0-9a-f]{8}|-|))?"
)


def fingerprint(text: str) -> str:
    """Eight hexadecimal digits that change when the text does."""
    return blake2b(text.encode(), digest_size=4).hexdigest()


class Task(NamedTuple):
    """The line of an item in its parts; joined with its marker they are the line."""

    head: str  # up to the box's content
    state: str | None  # what stands in the box; None: there is no box
    gap: str  # from the box to the label
    label: str
    id: str  # empty: the line has no marker
    mark: str

    @property
    def blank(self) -> bool:
        """Whether nobody has ticked it."""
        return not (self.state or "").strip()

    def line(self, label: str, id_: str, print_: str) -> str:
        """The same line with another label and marker, without its line end."""
        return f"{self.head}{self.state or ''}{self.gap}{label} <!-- id: {id_} {print_} -->"


@lru_cache(maxsize=4096)
def task(line: str) -> Task:
    """The parts of a line: its box if it has one, its label, its marker if it has one."""
    found = MARKER.search(line)
    rest = line[: found.start()] + line[found.end() :] if found else line
    box = _BOX.match(rest)
    head, state, gap = box.groups() if box else ("", None, "")
    label = rest[box.end() :].strip() if box else rest.strip()
    return Task(head, state, gap, label, *(found.groups() if found else ("", "")))


def told(line: str) -> tuple[str, str] | None:
    """What a line tells and of what kind, if Handrail wrote it and nobody has changed it."""
    found = _TOLD.fullmatch(line) if "<!-- told:" in line else None
    return (found[2], found[3]) if found and fingerprint(found[1]) == found[4] else None


def telling(kind: str, words: str) -> str:
    """A line under an item that tells something, without indent and line end."""
    return f"- {kind}: {words} <!-- told: {fingerprint(f'{kind}: {words}')} -->"


class Entry(NamedTuple):
    """Fingerprints of an item as last generated; None: an older form, which did not know it."""

    label: str
    note: str | None  # empty: there was no note


@dataclass(slots=True)
class Base:
    """What the last comment holds."""

    order: list[str] = field(default_factory=list)  # tokens: `#print`, `=print` or an item's id
    items: dict[str, Entry] = field(default_factory=dict)
    archived: dict[str, Entry] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)


def numbered(token: str, seen: dict[str, int]) -> str:
    """The token, with its number from the second time on that the same text stands in a file."""
    seen[token] = seen.get(token, 0) + 1
    return token if seen[token] == 1 else f"{token}.{seen[token]}"


def write_base(base: Base) -> str:
    """The last comment of a file, without its line end."""
    order = (_entry(token, base.items.get(token)) for token in base.order)
    archived = ", ".join(_entry(id_, entry) for id_, entry in base.archived.items())
    parts = [f"base: {', '.join(order)}", f"dropped: {', '.join(base.dropped)}"]
    if archived:
        parts.append(f"archived: {archived}")
    return f"<!-- {' | '.join(part.rstrip() for part in parts)} | end -->"


def _entry(token: str, entry: Entry | None) -> str:
    return f"{token}:{entry.label}:{entry.note or ''}" if entry else token.partition(".")[0]


def read_base(comment: str) -> Base | None:
    """What the last comment holds; None where it is not whole."""
    found = _COMMENT.fullmatch(comment)
    if not found:
        return None
    order, dropped, archived = (_words(part or "") for part in found.groups())
    entries = [_ENTRY.fullmatch(word) for word in (*order, *archived)]
    if not all(entries):
        return None
    base = Base(dropped=dropped)
    seen: dict[str, int] = {}
    for entry in filter(None, entries[: len(order)]):
        mark, print_, id_, label, note = entry.groups()
        base.order.append(numbered(mark + print_, seen) if mark else id_)
        if not mark:
            base.items[id_] = Entry(label, note)
    for entry in filter(None, entries[len(order) :]):
        base.archived[entry[3]] = Entry(entry[4], entry[5])
    return base


def _words(part: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", part) if word]


def joined(lines: Iterable[str]) -> str:
    """The words of some lines, whatever stands around and between them: what is fingerprinted."""
    return "\n".join(filter(None, (line.strip() for line in lines)))
