"""The plainest YAML, a line at a time: what nearly every customer's file is made of.

Keys with a value on the same line, mappings and lists on deeper lines, `{key: value}` within a
line, comments on lines of their own. Whatever else there is, and whatever could mean something
else, is left to the scanner (`yaml_plain`): what both read, they read the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from generator.encoding import FORBIDDEN, is_plain
from generator.yaml_plain import Data, UnusualError

LONGEST = 100_000
"""A text of this length cannot hold too many values; of a longer one the scanner counts them."""

_KEY = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}"
_FIRST = r"[^\x00-')*,\-.:-@[-^`{-\xa0]"
"""What text begins with that is nothing but text."""
_IN_QUOTES = r""""([^"\\\n\r\t]*)"|'([^'\n\r\t]*)\'"""
_BARE = r"""(?:"[^"\\\n\r\t]*"|'[^'\n\r\t]*'|""" + rf"{_FIRST}[^][{{}},:?#\"\n\r\t]*)"
_LINE = re.compile(
    rf"( *)(?:- +|({_KEY}):(?: +|(?=\n)))"
    rf"(?:(\{{ *{_KEY}: +{_BARE}(?:, *{_KEY}: +{_BARE})*\}})"
    rf"|{_IN_QUOTES}|({_FIRST}[^\n\r\t]*)|(?=\n)) *\n"
    r"| *(?:#[^\n\r\t]*)?\n"
)
_COMMA = re.compile(rf", *(?={_KEY}: )")
"""What stands between pairs; in a text of theirs only where it looks the same."""


def read_lines(text: str) -> Data:
    """The data of a file of such lines, which is a mapping. Raises UnusualError on any other."""
    if len(text) > LONGEST or not (is_plain(text) or not FORBIDDEN.search(text)):
        raise UnusualError
    root: dict[str, Data] = {}
    within: list[tuple[int, Data]] = [(0, root)]  # what lines are put into, by their indent
    empty: tuple[int, dict[str, Data], str] | None = None  # a key whose value may stand below it
    for indent, key, value in _lines(text if text.endswith("\n") else f"{text}\n"):
        if empty and indent > empty[0]:
            within.append((indent, {} if key else []))
            empty[1][empty[2]] = within[-1][1]
        while within[-1][0] > indent:
            within.pop()
        depth, into = within[-1]
        empty = None
        if depth != indent:
            raise UnusualError
        if key and isinstance(into, dict) and key not in into:
            into[key] = value
            empty = (indent, into, key) if value is None else None
        elif isinstance(into, list) and not key:
            into.append(value)
        else:
            raise UnusualError
    if not root:
        raise UnusualError
    return root


def _lines(text: str) -> Iterator[tuple[int, str, Data]]:
    """The indent, the key (empty: an item of a list) and the value of every line that has any."""
    at, end, match = 0, len(text), _LINE.match
    while at < end:
        line = match(text, at)
        if line is None:
            raise UnusualError
        at = line.end()
        space, key, pairs, double, single, plain = line.groups()
        if space is None:
            continue
        if plain is not None:
            yield len(space), key or "", _to_the_end(plain)
        elif pairs is not None:
            yield len(space), key or "", _mapping(pairs)
        else:
            quoted = double if double is not None else single
            yield len(space), key or "", None if quoted is None else _composed(quoted)


def _to_the_end(plain: str) -> str:
    """Plain text up to the line's end, or to a comment."""
    text = plain.partition(" #")[0].rstrip(" ")
    if ": " in text or text[-1] == ":":
        raise UnusualError
    return _composed(text)


def _mapping(pairs: str) -> Data:
    """`{key: value, …}`, which is known to be one."""
    mapping: dict[str, Data] = {}
    parts = _COMMA.split(_composed(pairs)[1:-1])
    for part in parts:
        key, _, value = part.partition(":")
        value = value.strip(" ")
        if (mark := value[0]) in "\"'":
            if len(value) == 1 or value[-1] != mark:
                raise UnusualError  # that comma was in the text
            value = value[1:-1]
        mapping[key.lstrip(" ")] = value
    if len(mapping) < len(parts):
        raise UnusualError
    return mapping


def _composed(text: str) -> str:
    """Text in the form that all text is compared in."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
