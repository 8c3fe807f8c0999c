"""The words for spans of time: `2 weeks`, `3-4 months before ebr`, `on renewal`."""

from __future__ import annotations

import re
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
