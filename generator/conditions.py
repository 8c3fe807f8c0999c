"""Conditions: what they say, whether they are met, and by what.

when: {deployment: [self-managed]}            one attribute, any of these values
when: {use-cases-green: {at_most: 1}}         a number
when: {any: [{at-risk: true}, {tier: premium}]}      `all:`, `any:`, `not:` nest
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from pydantic_core import PydanticCustomError

from generator.fields import NUMBER, as_number, complaint, complaints, form_of
from generator.problems import Route, did_you_mean, listed

MOST_DEEP = 10
MOST_QUESTIONS = 100


@dataclass(frozen=True, slots=True)
class Is:
    """The attribute has one of these values, as typed."""

    attribute: str
    values: tuple[str, ...]
    route: Route


@dataclass(frozen=True, slots=True)
class Within:
    """The attribute is a number between the two, ends included; None: no limit."""

    attribute: str
    low: Decimal | None
    high: Decimal | None
    route: Route


@dataclass(frozen=True, slots=True)
class Group:
    """All, any, or none of the parts hold."""

    way: Literal["all", "any", "not"]
    parts: tuple[Condition, ...]
    route: Route


Condition: TypeAlias = Is | Within | Group
ALWAYS = Group("all", (), ())


def parse_condition(value: object) -> Condition:
    """Plain data to a condition; every fault at its own place below the field."""
    faults: list[tuple[Route, PydanticCustomError]] = []
    condition = _parse(value, (), faults)
    if not faults and sum(1 for _ in attributes_of(condition)) > MOST_QUESTIONS:
        message = f"a condition may ask {MOST_QUESTIONS} things at the most"
        faults.append(((), complaint("condition", message, "make it simpler")))
    if faults:
        raise complaints(faults)
    return condition


def _parse(value: object, at: Route, faults: list[tuple[Route, PydanticCustomError]]) -> Condition:
    if not isinstance(value, dict):
        hint = "write it like {colour: [red, blue]}"
        faults.append(
            (at, complaint("condition", f"a condition is a mapping, not {form_of(value)}", hint))
        )
        return ALWAYS
    if len(at) > MOST_DEEP * 2:
        faults.append(
            (at, complaint("condition", "this condition nests too deep", "make it simpler"))
        )
        return ALWAYS
    if not value:
        faults.append(
            (
                at,
                complaint(
                    "condition", "this condition is empty", "delete it, or say what has to hold"
                ),
            )
        )
    parts = tuple(_parse_one(key, part, (*at, key), faults) for key, part in value.items())
    return parts[0] if len(parts) == 1 else Group("all", parts, at)


def _parse_one(
    key: str, value: object, at: Route, faults: list[tuple[Route, PydanticCustomError]]
) -> Condition:
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            hint = f"write {key}: [{{colour: red}}, {{size: {{at_least: 2}}}}]"
            faults.append((at, complaint("condition", f"'{key}' takes a list of conditions", hint)))
            return ALWAYS
        parts = tuple(_parse(part, (*at, n), faults) for n, part in enumerate(value))
        return Group("all" if key == "all" else "any", parts, at)
    if key == "not":
        return Group("not", (_parse(value, at, faults),), at)
    if isinstance(value, dict):
        return _parse_limits(key, value, at, faults)
    values = value if isinstance(value, list) else [value]
    for n, word in enumerate(values):
        if not isinstance(word, str):
            place = (*at, n) if isinstance(value, list) else at
            faults.append(
                (
                    place,
                    complaint(
                        "condition",
                        f"'{key}' is compared with text, not {form_of(word)}",
                        "several answers stand in brackets, like {colour: [red, blue]}",
                    ),
                )
            )
    if not values:
        faults.append(
            (at, complaint("condition", "this list is empty", "say which values are meant"))
        )
    return Is(key, tuple(str(word) for word in values), at)


def _parse_limits(
    key: str, value: dict[str, Any], at: Route, faults: list[tuple[Route, PydanticCustomError]]
) -> Condition:
    limits: dict[str, Decimal] = {}
    for word, number in value.items():
        if word not in ("at_least", "at_most"):
            hint = did_you_mean(word, ["at_least", "at_most"])
            faults.append(
                ((*at, word, "[key]"), complaint("condition", f"'{word}' is not known here", hint))
            )
            continue
        try:
            limits[word] = as_number(number)
        except PydanticCustomError as error:
            faults.append(((*at, word), error))
    if not value:
        faults.append((at, complaint("condition", "say at_least or at_most", "like {at_least: 2}")))
    return Within(key, limits.get("at_least"), limits.get("at_most"), at)


def attributes_of(condition: Condition) -> Iterator[Is | Within]:
    """Every question the condition asks."""
    if isinstance(condition, Group):
        for part in condition.parts:
            yield from attributes_of(part)
    else:
        yield condition


@dataclass(frozen=True, slots=True)
class Verdict:
    """`holds` is None where an answer is missing that matters; `because` says it in words."""

    holds: bool | None
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


ALWAYS_HOLDS = Verdict(True)
Facts: TypeAlias = Mapping[str, str]
"""An attribute's id to its value as typed; a number as digits, yes and no as true and false."""


def judge(
    condition: Condition,
    facts: Facts,
    say: Callable[[str, str], str] = lambda _, value: value,
    name: Callable[[str], str] = str,
) -> Verdict:
    """Whether the condition holds for these facts, and by what.

    `say(attribute, value)` words a value for people, `name(attribute)` the attribute. An answer
    that cannot change the outcome is not asked for (Kleene's three-valued logic).
    """
    if isinstance(condition, Group):
        return _judge_group([judge(p, facts, say, name) for p in condition.parts], condition.way)
    value = facts.get(condition.attribute)
    if value is None:
        return Verdict(
            None, (f"{name(condition.attribute)} is not stated",), (condition.attribute,)
        )
    holds = _matches(condition, value)
    words = f"{name(condition.attribute)} is {say(condition.attribute, value)}"
    wanted = _wanted(condition, say)
    plain = holds or wanted in ("yes", "no")  # the one answers the other
    return Verdict(holds, (words if plain else f"{words}, not {wanted}",))


def _matches(condition: Is | Within, value: str) -> bool:
    number = as_decimal(value)
    if isinstance(condition, Within):
        low_met = condition.low is None or (number is not None and number >= condition.low)
        high_met = condition.high is None or (number is not None and number <= condition.high)
        return low_met and high_met
    return value in condition.values or (
        number is not None and any(as_decimal(v) == number for v in condition.values)
    )


def _judge_group(verdicts: list[Verdict], way: str) -> Verdict:
    if way == "not":
        inner = verdicts[0]
        holds = None if inner.holds is None else not inner.holds
        return Verdict(holds, inner.because, inner.missing)
    deciding = way == "any"
    chosen = [v for v in verdicts if v.holds is deciding]
    if chosen:
        return Verdict(deciding, chosen[0].because if deciding else _flat(chosen, "because"))
    open_ones = [v for v in verdicts if v.holds is None]
    if open_ones:
        return Verdict(None, _flat(open_ones, "because"), _flat(open_ones, "missing"))
    return Verdict(not deciding, _flat(verdicts, "because"))


def _flat(verdicts: list[Verdict], field: Literal["because", "missing"]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for v in verdicts for word in getattr(v, field)))


def as_decimal(value: str) -> Decimal | None:
    """The number that was typed, if it is one."""
    return Decimal(value) if NUMBER.fullmatch(value) else None


def _wanted(condition: Is | Within, say: Callable[[str, str], str]) -> str:
    if isinstance(condition, Is):
        return listed([say(condition.attribute, v) for v in condition.values])
    limits = (("at least", condition.low), ("at most", condition.high))
    return " and ".join(f"{word} {limit}" for word, limit in limits if limit is not None)


def in_words(
    condition: Condition, say: Callable[[str, str], str], name: Callable[[str], str]
) -> str:
    """The condition as a phrase, for pages: `Deployment: Self-managed`."""
    if isinstance(condition, Group):
        if condition.way == "not":
            return f"not ({in_words(condition.parts[0], say, name)})"
        phrases = [in_words(part, say, name) for part in condition.parts]
        inner = [
            f"({p})" if " or " in p and condition.way == "all" and len(phrases) > 1 else p
            for p in phrases
        ]
        return (" and " if condition.way == "all" else " or ").join(inner) or "always"
    joined = _wanted(condition, say)
    return f"{name(condition.attribute)}: {joined}"


@dataclass
class Work:
    """How many questions may still be asked in a search."""

    left: int = 100_000


def can_hold(
    conditions: list[Condition], domains: Mapping[str, list[str]], work: Work | None = None
) -> bool:
    """Whether some customer can meet all of the conditions together.

    `domains` gives each attribute's values (for a number: one on each side of every limit).
    Answers are tried one attribute after another, those asked about most first, and a branch that
    has failed is left. What is too wide to search through counts as possible: each trial takes
    its number of questions from the work that is left.
    """
    whole = Group("all", tuple(conditions), ())
    mentions = Counter(question.attribute for question in attributes_of(whole))
    asked = [attribute for attribute, _ in mentions.most_common()]
    work = work or Work()
    cost = sum(mentions.values())

    def search(facts: dict[str, str], depth: int) -> bool:
        work.left -= cost
        if work.left < 0:
            return True
        holds = judge(whole, facts).holds
        if holds is not None or depth == len(asked):
            return holds is not False
        values = domains.get(asked[depth], [])
        return any(search({**facts, asked[depth]: value}, depth + 1) for value in values)

    return search({}, 0)
