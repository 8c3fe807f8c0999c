"""Bytes to text, and the characters that a file may not hold."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

from generator.problems import Route, Span

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # controls, surrogates
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    "|\r(?!\n)|[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{5}"
)
_ACCENT = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]")


class Fault(NamedTuple):
    """Something YAML itself allows or not, that a handbook file may not hold."""

    route: Route
    span: Span
    check: str
    message: str
    hint: str = ""
    first: Span | None = None  # where the same was written first


def decode(raw: bytes) -> str | Fault:
    """Bytes to text: UTF-8 with or without a byte order mark, LF or CRLF; else the first fault."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fault((), Span(1, 1, 2), "encoding", "this file is UTF-16", "save it as UTF-8")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        message = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
        span = span_at(before, len(before))
        return Fault((), span, "encoding", message, "save the file as UTF-8")
    if is_plain(text):
        return text
    if bad := FORBIDDEN.search(text):
        return Fault((), span_at(text, bad.start()), "character", *refused(bad.group()))
    return text


@lru_cache(maxsize=4)  # of each file it is asked twice
def is_plain(text: str) -> bool:
    """Whether there are only characters that print, no accents apart from their letters, and line
    ends: nothing forbidden. Quick; of what is rare (a space that does not break) it says no."""
    prints = text.replace("\n", "").isprintable()
    return prints and (_is_western(text) or not _ACCENT.search(text))


def _is_western(text: str) -> bool:
    """Whether all characters are of Latin-1, which has no accents apart; quicker than a search."""
    return text.isascii() or len(text.encode("latin-1", "ignore")) == len(text)


def span_at(text: str, offset: int) -> Span:
    """The place of a character, counted from the start of the text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return Span(line, column, column + 1)


def refused(characters: str) -> tuple[str, str]:
    """Message and hint for what must not stand in a file."""
    if characters == "\r":
        return "the lines of this file end in CR alone", "save it with LF line ends"
    if len(characters) > 1:
        return "more accents stand on one letter than any language needs", "delete them"
    return f"the invisible character {_named(characters)} is not allowed", "delete it"


def _named(characters: str) -> str:
    return f"U+{ord(characters[0]):04X}"
