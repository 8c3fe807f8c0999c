"""What customers can answer, as far as conditions tell answers apart; what follows from that."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal

from generator.conditions import (
    Condition,
    Group,
    Is,
    Within,
    Work,
    as_decimal,
    attributes_of,
    can_hold,
)
from generator.models import Attribute

Questions = Mapping[str, Attribute]


def is_possible(questions: Questions, together: list[Condition], work: Work) -> bool:
    """Whether some customer can meet all of the conditions together."""
    if len(together) == 0 or work.left < 0:
        return True
    asked = [question for c in together for question in attributes_of(c)]
    if len({question.attribute for question in asked}) == len(asked) and _is_plain(together):
        return True  # each question once: the link step saw to it that the values can be answered
    domains = {}
    for question in asked:
        attribute = questions[question.attribute]
        limits = [limit for q in asked if q.attribute == attribute.id for limit in _limits(q)]
        domains[attribute.id] = attribute.answers or _samples(attribute, limits)
    return can_hold(together, domains, work)


def implies(questions: Questions, narrow: Condition, wide: Condition, work: Work) -> bool:
    """Whether all customers who meet the one condition meet the other; False where it would take
    too long to find out."""
    return not is_possible(questions, [narrow, Group("not", (wide,), ())], work)


def _is_plain(conditions: Sequence[Condition]) -> bool:
    """Nothing is denied, and no number is asked for."""
    return all(
        _is_plain(one.parts) and one.way != "not" if isinstance(one, Group) else isinstance(one, Is)
        for one in conditions
    )


def _limits(question: object) -> list[Decimal]:
    if isinstance(question, Within):
        return [limit for limit in (question.low, question.high) if limit is not None]
    values = getattr(question, "values", ())
    return [number for value in values if (number := as_decimal(value)) is not None]


def _samples(attribute: Attribute, limits: list[Decimal]) -> list[str]:
    """Numbers at, below and above every limit, as far as the attribute allows them."""
    near = {limit + step for limit in limits for step in (-1, 0, 1)}
    ordered = sorted(set(limits))
    middle = {(a + b) / 2 for a, b in itertools.pairwise(ordered)}
    ends = (
        {end for end in (attribute.number.at_least, attribute.number.at_most) if end is not None}
        if attribute.number
        else set()
    )
    numbers = sorted(near | middle | ends | {Decimal(0)})
    return [f"{n:f}" for n in numbers if not attribute.fault(f"{n:f}")]
