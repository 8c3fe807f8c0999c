"""The words for spans of time: `2 weeks`, `3-4 months before ebr`, `on renewal`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Unit = Literal["days", "weeks", "months"]
Direction = Literal["before", "after", "on"]

_AMOUNT = (
    r"(?P<low>[0-9]{1,3})(?:\s*[-\u2013]\s*(?P<high>[0-9]{1,3}))?"
    r"\s+(?P<working>working\s+)?(?P<unit>\w+)"
)
_OFFSET = re.compile(rf"(?:{_AMOUNT}\s+(?P<way>before|after)|(?P<on>on))\s+(?P<anchor>\S+)")
_DURATION = re.compile(_AMOUNT)
_UNITS: dict[str, Unit] = {
    "day": "days",
    "days": "days",
    "week": "weeks",
    "weeks": "weeks",
    "month": "months",
    "months": "months",
}
DUE_FORM = "write it like '2 weeks before renewal', '3-4 months before ebr' or 'on kickoff'"
DURATION_FORM = "write it like '2 weeks', '1-2 months' or '5 working days'"


@dataclass(frozen=True, slots=True)
class Duration:
    """`low` to `high` units; the two are equal unless a range was written."""

    text: str
    low: int
    high: int
    unit: Unit
    working: bool = False

    @property
    def every(self) -> str:
        """After the word every: `month`, `2 weeks`, `1-2 weeks`."""
        if self.low == self.high == 1:
            return f"working {self.unit[:-1]}" if self.working else self.unit[:-1]
        return self.text

    @property
    def most_days(self) -> int:
        """At most this many calendar days (a month has 31; a working week 7 days for 5)."""
        days = self.high * {"days": 1, "weeks": 7, "months": 31}[self.unit]
        return -(-days * 7 // 5) if self.working else days


@dataclass(frozen=True, slots=True)
class Offset:
    """A day or window relative to a date of the customer or to another step."""

    text: str
    direction: Direction
    anchor: str
    length: Duration | None = None  # None: on the day itself

    @property
    def meant(self) -> tuple[object, ...]:
        """What it says, with whichever dash and blanks it is written."""
        far = self.length
        span = (far.low, far.high, far.unit, far.working) if far else ()
        return self.direction, self.anchor, span


def parse_duration(text: str) -> Duration:
    """`2 weeks`, `1-2 months`, `5 working days`. Raises ValueError with what is wrong."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"'{text[:60]}' is not a length of time")
    length = _length(found)
    if length.low == 0:
        raise ValueError(f"'{length.text}' is no time at all")
    return length


def parse_offset(text: str) -> Offset:
    """`[N[-M]] [working] days|weeks|months before|after DATE-or-STEP`, or `on DATE-or-STEP`.

    Raises ValueError with what is wrong, in words for the writer.
    """
    found = _OFFSET.fullmatch(text.strip())
    if not found:
        raise ValueError(f"'{text[:60]}' does not say when")
    if found["on"]:
        return Offset(text.strip(), "on", found["anchor"])
    direction: Direction = "before" if found["way"] == "before" else "after"
    return Offset(text.strip(), direction, found["anchor"], _length(found))


_NUMBERS = ("a|an|one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_OFTEN = {
    "daily": "1 day",
    "weekly": "1 week",
    "biweekly": "2 weeks",
    "fortnightly": "2 weeks",
    "every other week": "2 weeks",
    "monthly": "1 month",
    "quarterly": "3 months",
    "halfyearly": "6 months",
    "yearly": "12 months",
    "annually": "12 months",
}
_REWORDED = (
    (r"^(?:within|in|due|about|ca\.?) +", ""),
    (r"\b(?:business|work|week)[ -]?days?\b", "working days"),
    (r"(?<=\d)(?=[a-z])", " "),
    (r"(?<=\d ) *(?:d|day)\b", "days"),
    (r"(?<=\d ) *(?:w|wk|wks)\b", "weeks"),
    (r"(?<=\d ) *(?:m|mo|mon)\b", "months"),
    (r"\b(?:prior to|ahead of)\b", "before"),
    (r"\b(?:of|from|following|since)\b", "after"),
    (r"\b(before|after|on) the\b", r"\1"),
    (r"^(.+?) *\+ *(\d.*)$", r"\2 after \1"),
    (r"^(.+?) +[-\u2212] +(\d.*)$", r"\2 before \1"),
)


def due_hint(text: str) -> str:
    """What was probably meant, as it may be written: `1 week before ebr` for `a week before the
    EBR`; else the form."""
    words = _in_digits(text)
    for said, instead in _REWORDED:
        words = re.sub(said, instead, words)
    head, way, anchor = _split(words)
    near = _sound(f"{head} {way} {'-'.join(anchor.split())}", parse_offset)
    return f"write '{near}'" if near else DUE_FORM


def duration_hint(text: str) -> str:
    """`1 week` for `weekly`; else the form."""
    often = _OFTEN.get(_in_digits(text).replace("-", ""))
    words = _in_digits(text).removeprefix("every ")
    counted = words if words[:1].isdigit() else f"1 {words}"
    near = often or _sound(counted, parse_duration)
    return f"write '{near}'" if near else DURATION_FORM


def _in_digits(text: str) -> str:
    words = " ".join(text.lower().split())
    for number, names in enumerate(_NUMBERS, 1):
        words = re.sub(rf"^(?:{names})(?= )", str(number), words)
    return words


def _split(words: str) -> tuple[str, str, str]:
    """Before the word that says which way, the word, and after it."""
    found = re.match(r"(.*?) ?\b(before|after|on) (.+)", words)
    return (found[1], found[2], found[3]) if found else (words, "", "")


def _sound(words: str, parse: Callable[[str], object]) -> str:
    """The words, if they can be written so."""
    words = " ".join(words.split())
    try:
        parse(words)
    except ValueError:
        return ""
    return words


def _length(found: re.Match[str]) -> Duration:
    unit = _UNITS.get(found["unit"].lower())
    if unit is None:
        months = {"year": 12, "quarter": 3}.get(found["unit"].lower().removesuffix("s"))
        instead = (
            f"write {months * int(found['low'])} months" if months else "use days, weeks or months"
        )
        raise ValueError(f"'{found['unit']}' is not a unit of time: {instead}")
    working = bool(found["working"])
    if working and unit != "days":
        raise ValueError(f"only days can be working days, not {unit}")
    low, high = int(found["low"]), int(found["high"] or found["low"])
    if low > high:
        raise ValueError(f"the range {low}-{high} runs backwards: write {high}-{low}")
    end = found.end("unit")
    return Duration(
        " ".join(found.string[found.start("low") : end].split()), low, high, unit, working
    )
