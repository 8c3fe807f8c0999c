"""Types of single fields: a writer's text to a checked value, or a complaint in plain words."""

from __future__ import annotations

import calendar as month_lengths
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import BeforeValidator, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import CoreSchema, no_info_plain_validator_function

from generator.offsets import (
    DUE_FORM,
    Duration,
    Offset,
    due_hint,
    duration_hint,
    parse_duration,
    parse_offset,
)
from generator.problems import Route, did_you_mean, near_id

K = TypeVar("K")
T = TypeVar("T")

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_KEPT_FREE = "index search 404 assets sitemap all any not con prn aux nul"
_RESERVED = {*_KEPT_FREE.split(), *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))}
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")
_GLUED = re.compile(rf"{ID.pattern}:[^\s:/]+")
_SPAN = re.compile(r"([0-9.]+) *(?:-|\u2013|to) *([0-9.]+)")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_DAY = re.compile("[0-9]{2}-[0-9]{2}")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s<>\"'\\@]*)?")
LONGEST_LINE, LONGEST_QUOTE = 300, 40
YEARS = range(1970, 2200)


class Ref(NamedTuple):
    """A mark on a field's type: the text is the id of an entry of this kind."""

    kind: str


class Reader(NamedTuple):
    """A mark on a field's type: what makes its value of what was typed, or complains. As pydantic's
    PlainValidator, which also works out how to write one: a tenth of what models cost to import."""

    func: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, *_: object) -> CoreSchema:
        return no_info_plain_validator_function(self.func)


def complaint(check: str, message: str, hint: str = "") -> PydanticCustomError:
    """What a field's type raises; loader.py turns it into a Problem."""
    return PydanticCustomError(check, "{message}", {"message": message, "hint": hint})


def complaints(at: Iterable[tuple[Route, PydanticCustomError]]) -> ValidationError:
    """Several complaints inside one field, each at its own place below it."""
    details = [InitErrorDetails(type=error, loc=route, input=None) for route, error in at]
    return ValidationError.from_exception_data("field", details)


def gathered(
    items: Iterable[tuple[Route, object, object]],
    as_key: Callable[[object], K],
    as_value: Callable[[object], T],
) -> list[tuple[K, T]]:
    """Pairs of key and value converted; every fault among them at its route."""
    pairs, faults = [], []
    for route, key, value in items:
        try:
            name = as_key(key)
        except PydanticCustomError as error:
            faults.append(((*route, "[key]") if route == (key,) else route, error))
            continue
        try:
            pairs.append((name, as_value(value)))
        except PydanticCustomError as error:
            faults.append((route, error))
    if faults:
        raise complaints(faults)
    return pairs


def text_of(value: object) -> str:
    """The text that was typed; nothing, lists and mappings are complained about."""
    if value is None:
        raise complaint("empty", "this is empty", "write a value, or delete the line")
    if not isinstance(value, str):
        hint = "write it in one line; in quotes if it starts with [ or {"
        if isinstance(value, list) and value and isinstance(value[0], str):
            hint = f"write just one, like {value[0]}; text that starts with [ stands in quotes"
        raise complaint("form", f"text is expected here, not {form_of(value)}", hint)
    return value


def quoted(text: str) -> str:
    """What was typed, in quotes; its beginning, where it is long."""
    return f"'{text}'" if len(text) <= LONGEST_QUOTE else f"'{text[:LONGEST_QUOTE]}…'"


def form_of(value: object) -> str:
    """`a list`, `a mapping`, `text`: what was typed, in words."""
    names = {list: "a list", tuple: "a list", dict: "a mapping", type(None): "nothing"}
    return names.get(type(value), "text")


def as_id(value: object) -> str:
    """An id: small letters, digits and hyphens; not a name that systems reserve."""
    return _as_id(text_of(value))


@lru_cache(maxsize=8192)
def _as_id(text: str) -> str:
    if not ID.fullmatch(text):
        raise complaint("id", f"{quoted(text)} cannot be an id", _id_form(text))
    if text in _RESERVED:
        raise complaint("id", f"'{text}' is reserved and cannot be an id", "choose another")
    return text


def _id_form(text: str) -> str:
    """What would be an id; for `Night Porter`, which one."""
    if _GLUED.fullmatch(text):
        return f"write '{text.replace(':', ': ')}', with a space after the ':'"
    near = near_id(text)
    if ID.fullmatch(near) and near not in _RESERVED:
        return f"write '{near}': an id has small letters, digits and hyphens"
    form = "an id has small letters a-z, digits and hyphens, starts with a letter or digit, "
    return f"{form}and is at most 64 long"


def as_line(value: object) -> str:
    """One line of plain text."""
    if (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_LINE
        and value.isprintable()
        and value[0] != " " != value[-1]  # no other blank prints
    ):
        return value
    text = text_of(value).strip()
    if not text:
        raise complaint("empty", "this is empty", "write a value, or delete the line")
    if len(text.splitlines()) > 1:
        raise complaint(
            "text", "this has to be one line", "put long text into 'detail' or 'context'"
        )
    if len(text) > LONGEST_LINE:
        raise complaint(
            "text", f"this has {len(text)} characters; {LONGEST_LINE} is the most", "shorten it"
        )
    return text


def as_number(value: object) -> Decimal:
    """A decimal number as typed; never a float."""
    text = text_of(value).strip()
    if not NUMBER.fullmatch(text):
        hint = "write digits with a point, like 12 or 0.25"
        raise complaint("number", f"{quoted(text)} is not a number", hint)
    return Decimal(text)


def as_whole(value: object) -> int:
    """A whole number from 0 to 9999."""
    text = text_of(value).strip()
    if not re.fullmatch("[0-9]{1,4}", text):
        raise complaint("number", f"{quoted(text)} is not a whole number", "write digits, like 4")
    return int(text)


def as_flag(value: object) -> bool:
    """`true` or `false` and no other word."""
    text = text_of(value)
    if text not in ("true", "false"):
        hint = "write true or false, without quotes"
        raise complaint("flag", f"{quoted(text)} is neither true nor false", hint)
    return text == "true"


def as_day(value: object) -> date:
    """A date like 2026-12-01."""
    return _as_day(text_of(value).strip())


@lru_cache(maxsize=4096)
def _as_day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise complaint(
            "date", f"{quoted(text)} is not a date", "write year-month-day, like 2026-12-01"
        )
    year, month, day = (int(part) for part in text.split("-"))
    if year not in YEARS:
        raise complaint("date", f"the year {year} is out of range", "check the year")
    if not 1 <= month <= 12:
        raise complaint(
            "date", f"there is no month {month}", "write year-month-day, like 2026-12-01"
        )
    days = month_lengths.monthrange(year, month)[1]
    if not 1 <= day <= days:
        name = month_lengths.month_name[month]
        raise complaint("date", f"{name} {year} has {days} days, not {day}", "check the day")
    return date(year, month, day)


def as_month_day(value: object) -> str:
    """A day of every year, like 02-01."""
    text = text_of(value).strip()
    try:
        known = _MONTH_DAY.fullmatch(text) and date.fromisoformat(f"2001-{text}")
    except ValueError:
        known = None
    if not known:
        raise complaint(
            "date", f"{quoted(text)} is not a month and day", "write month-day, like 02-01"
        ) from None
    return text


def as_url(value: object) -> str:
    """An https address."""
    text = text_of(value).strip()
    if not _URL.fullmatch(text):
        raise complaint("url", f"{quoted(text)} is not an https address", "write https://…")
    return text.rstrip("/")


def as_offset(value: object) -> Offset:
    """When something is due, relative to a date or a step."""
    if _DAY.fullmatch(text_of(value).strip()):
        message = f"this has to be relative to a date or a step, not the day {value}"
        raise complaint("due", message, DUE_FORM)
    return _parsed("due", parse_offset, text_of(value), due_hint)


def as_duration(value: object) -> Duration:
    """A length of time."""
    return _parsed("duration", parse_duration, text_of(value), duration_hint)


def _parsed(check: str, parse: Callable[[str], T], text: str, hint: Callable[[str], str]) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise complaint(check, str(error), hint(text)) from None


def as_range(value: object) -> tuple[Decimal, Decimal]:
    """`[12, 20]`, or one number for both ends."""
    if not isinstance(value, list):
        if isinstance(value, str) and (span := _SPAN.fullmatch(value.strip())):
            raise complaint("form", "a range stands in brackets", f"write [{span[1]}, {span[2]}]")
        number = as_number(value)
        return number, number
    if len(value) != 2:
        raise complaint("form", "a range has two numbers", "write it like [12, 20]")
    low, high = as_number(value[0]), as_number(value[1])
    if low > high:
        raise complaint(
            "number", f"the range {low} to {high} runs backwards", f"write [{high}, {low}]"
        )
    return low, high


def one_of(*words: str) -> BeforeValidator:
    """The type of a field that takes one of a few words."""

    def choose(value: object) -> str:
        text = text_of(value)
        if text not in words:
            raise complaint(
                "choice", f"{quoted(text)} is not possible here", did_you_mean(text, words)
            )
        return text

    return BeforeValidator(choose)


Id = Annotated[str, Reader(as_id)]
Line = Annotated[str, Reader(as_line)]
Number = Annotated[Decimal, Reader(as_number)]
Whole = Annotated[int, Reader(as_whole)]
Flag = Annotated[bool, Reader(as_flag)]
Day = Annotated[date, Reader(as_day)]
MonthDay = Annotated[str, Reader(as_month_day)]
Url = Annotated[str, Reader(as_url)]
When = Annotated[Offset, Reader(as_offset)]
Length = Annotated[Duration, Reader(as_duration)]
Range = Annotated[tuple[Decimal, Decimal], Reader(as_range)]
