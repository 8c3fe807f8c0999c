"""Values that are right but for their form: a capital, a quotation mark, a date written otherwise.

A repair is given a problem and the text that it is about, and gives the text that is meant; or
None, where a person has to decide. None of them looks for what is merely similar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from generator.fields import ID, as_day
from generator.offsets import parse_duration, parse_offset
from generator.problems import CURLY, Problem, near_id

Repair = Callable[[Problem, str], str | None]

BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
"""What looks like a space and is none."""
_NAMED = re.compile(r"(?:did you mean|it is called|write) '([^']+)'")
_RENAMED = "it is called"
_PLAIN = re.compile(r"[A-Za-z0-9][\w.%/+ -]*")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_FLAGS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false"}
_FLAGS["false"] = "false"


def respelt(problem: Problem, typed: str) -> str | None:
    """`Lead` for `lead`, `visible-to` for `visible_to`; a former id for the present one."""
    word, named = problem.message.split("'")[1:2], _NAMED.search(problem.hint)
    if not word or not named or typed.count(word[0]) != 1:
        return None
    renamed = problem.hint.startswith(_RENAMED)
    alike = word[0].isascii() and word[0][:1].isalnum() and near_id(word[0]) == near_id(named[1])
    return typed.replace(word[0], named[1]) if renamed or alike else None


def bare(_: Problem, typed: str) -> str | None:
    """`\u201clead\u201d` without the quotation marks of a word processor and odd blanks."""
    inside = typed.strip(f"{CURLY}{BLANKS} ")
    return inside if inside != typed and _PLAIN.fullmatch(inside) else None


def spaced(_: Problem, typed: str) -> str | None:
    """`do:Ring` with its space."""
    key, colon, value = typed.partition(":")
    return f"{key}: {value}" if colon and re.fullmatch(r"\w+", key) and value.strip() else None


def flag(_: Problem, typed: str) -> str | None:
    """`yes` is true, `no` is false, whatever their capitals."""
    return _FLAGS.get(typed.lower())


def iso(_: Problem, typed: str) -> str | None:
    """`2026/12/1` and `24.12.2026`; not `1/12/2026`, which is a day in January for some."""
    if found := _YEAR_FIRST.fullmatch(typed):
        year, _sign, month, day = found.groups()
    elif (found := _DAY_FIRST.fullmatch(typed)) and int(found[1]) > 12:
        day, _sign, month, year = found.groups()
    else:
        return None
    return _if_sound(as_day, f"{year}-{month:0>2}-{day:0>2}")


def due(_: Problem, typed: str) -> str | None:
    """`2 Weeks Before renewal` in small letters."""
    return _if_sound(parse_offset, typed.lower()) if typed != typed.lower() else None


def duration(_: Problem, typed: str) -> str | None:
    """The same, without a date."""
    return _if_sound(parse_duration, typed.lower()) if typed != typed.lower() else None


def listed(problem: Problem, typed: str) -> str | None:
    """A list with its brackets; text with commas only where each part is an id."""
    if problem.hint != f"write [{typed}]":
        return None
    parts = [part.strip() for part in typed.split(",")]
    ids = all(ID.fullmatch(part) for part in parts)
    return f"[{typed}]" if ids or (len(parts) == 1 and _PLAIN.fullmatch(typed)) else None


def _if_sound(read: Callable[[str], object], text: str) -> str | None:
    try:
        read(text)
    except ValueError:
        return None
    return text


REPAIRS: Mapping[str, tuple[Repair, ...]] = {
    "unknown-reference": (respelt, bare),
    "unknown-key": (respelt, spaced),
    "choice": (respelt, bare),
    "letters": (respelt, bare),
    "id": (respelt, bare),
    "flag": (flag, bare),
    "date": (iso, bare),
    "due": (due, bare),
    "duration": (duration, bare),
    "number": (bare,),
    "form": (listed,),
}
"""By the code of the message: what is tried, in order."""
