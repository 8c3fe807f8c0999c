"""Sound YAML to plain data, and quickly: nearly every file is sound.

Anything else (a fault, an anchor, a tag, a repeated key, too much of something) is left to
`yaml_source`, which reads more slowly and says what is wrong, and where.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, TypeAlias

import yaml

from generator.encoding import FORBIDDEN, is_plain

Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"

MAX_DEPTH = 50
MAX_NODES = 200_000

LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_WRAPPING = (yaml.StreamStartEvent, yaml.DocumentStartEvent)
_CLOSING = (yaml.DocumentEndEvent, yaml.StreamEndEvent)


class UnusualError(Exception):
    """This file has to be read with care."""


def read_plain(text: str) -> Data:
    """The data of a sound file. Raises UnusualError, or what the scanner raises, on any other."""
    take = LOADER(text).get_event
    if [type(take()), type(take())] != [*_WRAPPING]:
        raise UnusualError
    data = _Reader(take).value(take(), 0)
    if [type(take()), type(take())] != [*_CLOSING]:
        raise UnusualError
    return data


class _Reader:
    """Takes the scanner's events one by one; a list or mapping takes those inside it."""

    def __init__(self, take: Callable[[], Any]) -> None:
        self.take = take
        self.left = MAX_NODES

    def value(self, event: Any, depth: int) -> Data:
        """The value that starts with this event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return _text(event) or ("" if event.style else None)
        self.left -= 1
        if kind is yaml.AliasEvent or event.anchor or event.tag or depth >= MAX_DEPTH:
            raise UnusualError
        return self.mapping(depth) if kind is yaml.MappingStartEvent else self.items(depth)

    def items(self, depth: int) -> list[Data]:
        """A list, up to its end."""
        take, value, found = self.take, self.value, list[Data]()
        while type(event := take()) is not yaml.SequenceEndEvent:
            found.append(value(event, depth + 1))
        self.bounded(len(found))
        return found

    def mapping(self, depth: int) -> dict[str, Data]:
        """A mapping, up to its end."""
        take, value, found = self.take, self.value, dict[str, Data]()
        count = 0
        while type(event := take()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                raise UnusualError
            found[_text(event)] = value(take(), depth + 1)
            count += 1
        if count != len(found) or "<<" in found:
            raise UnusualError
        self.bounded(2 * count)
        return found

    def bounded(self, nodes: int) -> None:
        """Count what was found; too much is unusual."""
        self.left -= nodes
        if self.left < 0:
            raise UnusualError


def _text(event: Any) -> str:
    if event.anchor or event.tag:
        raise UnusualError
    text: str = event.value
    if event.style == '"' and not is_plain(text) and FORBIDDEN.search(text):
        raise UnusualError
    return text if text.isascii() else unicodedata.normalize("NFC", text)
