"""Values as they are compared, and as they are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from generator.conditions import Condition, Group, Is, Within, in_words
from generator.fields import Ref
from generator.handbook import Handbook
from generator.models import Measured, Target
from generator.offsets import Duration, Offset

Names = Callable[[str, str], str]
"""Kind and id to the id of today: what was renamed means the same."""


def meaning(value: Any, kind: str, names: Names) -> Any:
    """What two values have in common that say the same in other words.

    Order in a list, line breaks in text, `2 weeks` for `14 days`, `1.0` for `1` and the way in
    which a condition is nested make no difference.
    """
    if isinstance(value, str):
        return names(kind, value) if kind else " ".join(value.split())
    if isinstance(value, list | tuple):
        return sorted((meaning(one, kind, names) for one in value), key=repr)
    found = _MEANING.get(type(value))
    return found(value, names) if found else value


def _span(value: Duration | None, _: Names) -> Any:
    if value is None:
        return None
    times = 7 if value.unit == "weeks" else 1
    unit = "days" if value.unit == "weeks" else value.unit
    return value.low * times, value.high * times, unit, value.working


def _fields(value: BaseModel, names: Names) -> Any:
    return {name: meaning(one, "", names) for name, one in value.__dict__.items()}


def _test(condition: Condition, names: Names) -> Any:
    """A condition without its places in the file; all of one, and any of one, are that one."""
    if isinstance(condition, Is):
        return "is", names("attributes", condition.attribute), sorted(set(condition.values))
    if isinstance(condition, Within):
        return "within", names("attributes", condition.attribute), condition.low, condition.high
    parts = sorted((_test(part, names) for part in condition.parts), key=repr)
    return parts[0] if len(parts) == 1 and condition.way != "not" else (condition.way, parts)


def renamed(condition: Condition, names: Names) -> Condition:
    """The condition with the attributes' ids of today."""
    if isinstance(condition, Group):
        parts = tuple(renamed(part, names) for part in condition.parts)
        return Group(condition.way, parts, condition.route)
    attribute = names("attributes", condition.attribute)
    if isinstance(condition, Is):
        return Is(attribute, condition.values, condition.route)
    return Within(attribute, condition.low, condition.high, condition.route)


def told(value: Any, kind: str, handbook: Handbook) -> str:
    """A value in words; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _called(kind, value, handbook)
    if isinstance(value, list | tuple):
        words = [told(one, kind, handbook) for one in value]
        is_range = isinstance(value, tuple) and any(isinstance(one, Decimal) for one in value)
        return " to ".join(dict.fromkeys(words)) if is_range else ", ".join(words)
    found = _TOLD.get(type(value))
    return found(value, handbook) if found else str(value)


def _condition(value: Condition, handbook: Handbook) -> str:
    asked = handbook.questions
    return in_words(value, lambda a, v: asked[a].label(v), lambda a: asked[a].name)


def _measured(value: Measured, handbook: Handbook) -> str:
    ends = (_called("dates", end, handbook) for end in (value.start, value.end))
    words = "from {} to {}".format(*ends)
    return words if value.at_least is None else f"{words}, at least {value.at_least:f}"


def _called(kind: str, value: str, handbook: Handbook) -> str:
    """What an id stands for: `CSM`; text as it is."""
    entry = handbook.of_kind(kind).get(value) if kind and kind != "steps" else None
    return str(getattr(entry, "name", None) or getattr(entry, "title", None) or value)


@cache
def kinds_of(model: type[BaseModel]) -> dict[str, str]:
    """The fields of a model that hold ids, with the kind of entry that is meant."""
    hints = get_type_hints(model, include_extras=True)
    found = {name: _kind(hints[name]) for name in model.model_fields}
    return {name: kind for name, kind in found.items() if kind}


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Annotated:
        marks = [mark.kind for mark in annotation.__metadata__ if isinstance(mark, Ref)]
        return marks[0] if marks else _kind(annotation.__origin__)
    inner = get_args(annotation)
    return next(filter(None, map(_kind, inner)), "")


def typed(value: Any) -> str:
    """A value as it was typed, ids as ids."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


_MEANING: Mapping[type, Callable[[Any, Names], Any]] = {
    Offset: lambda v, names: (v.direction, names("moments", v.anchor), _span(v.length, names)),
    Duration: _span,
    Is: _test,
    Within: _test,
    Group: _test,
    Decimal: lambda v, _: v.normalize(),
    Target: _fields,
    Measured: _fields,
}
_TOLD: Mapping[type, Callable[[Any, Handbook], str]] = {
    bool: lambda v, _: "yes" if v else "no",
    Offset: lambda v, _: v.text,
    Duration: lambda v, _: v.text,
    Is: _condition,
    Within: _condition,
    Group: _condition,
    Decimal: lambda v, _: f"{v:f}",
    date: lambda v, _: v.isoformat(),
    Measured: _measured,
}
