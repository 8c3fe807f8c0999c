"""What may be answered in one handbook or the other, for conditions of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from generator.handbook import Handbook
from generator.models import Attribute, NumberRange


def questions_of_both(
    old: Handbook, new: Handbook, renames: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Attribute]:
    """Every question of either handbook by its id of today, with the answers of both."""
    names = renames["attributes"]
    before = {names.get(id_, id_): one for id_, one in old.questions.items()}
    both = {
        id_: _together(before[id_], one)
        for id_, one in new.questions.items()
        if id_ in before and before[id_] is not one and before[id_] != one
    }
    return {**before, **new.questions, **both}


def _together(old: Attribute, new: Attribute) -> Attribute:
    values = {**(old.values or {}), **(new.values or {})}
    yes_no = old.yes_no or new.yes_no
    if yes_no and values:
        values |= {"true": "yes", "false": "no"}
    before, after = old.number or NumberRange(), new.number or NumberRange()
    number = NumberRange.model_construct(
        at_least=_outer(min, before.at_least, after.at_least),
        at_most=_outer(max, before.at_most, after.at_most),
    )
    return Attribute.model_construct(
        id=new.id, question=new.question, values=values or None, yes_no=yes_no and not values,
        number=number,
    )  # fmt: skip


def _outer(
    end: Callable[[Decimal, Decimal], Decimal], a: Decimal | None, b: Decimal | None
) -> Decimal | None:
    return None if a is None or b is None else end(a, b)
