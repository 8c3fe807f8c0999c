"""Answers about a customer, and conditions that ask for them: with this handbook's questions."""

from __future__ import annotations

from generator.conditions import MOST_DEEP
from generator.editor.typed import CONDITION, FLAG, LINE, NUMBER, Schema, chosen, listed
from generator.handbook import Handbook
from generator.models import Attribute


def answers(handbook: Handbook) -> Schema:
    """What a customer's file may answer: each question with its own answers."""
    properties = {
        id_: {"description": asked.question, **answer(asked)}
        for id_, asked in handbook.attributes.items()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def answer(asked: Attribute) -> Schema:
    """One answer to a question."""
    if asked.values is not None:
        return chosen(asked.values) if asked.values else LINE
    return FLAG if asked.yes_no else NUMBER


def condition(handbook: Handbook) -> Schema:
    """A condition: questions with what has to be answered; `all`, `any` and `not` nest."""
    several = {**listed(CONDITION), "minItems": 1}
    ways = {
        "all": {"description": "All of these hold.", **several},
        "any": {"description": "At least one of these holds.", **several},
        "not": {"description": "This does not hold.", "allOf": [CONDITION]},
    }
    asked = {
        id_: {"description": question.question, "anyOf": _wanted(question)}
        for id_, question in handbook.questions.items()
    }
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {**asked, **ways},
        "additionalProperties": False,
        "description": f"For whom. Nests {MOST_DEEP} deep at the most.",
    }


def _wanted(asked: Attribute) -> list[Schema]:
    """One answer, one of several, or for a number its limits."""
    one = answer(asked)
    limits = {
        "type": "object",
        "minProperties": 1,
        "properties": {
            "at_least": {"description": "This number or more.", **NUMBER},
            "at_most": {"description": "This number or less.", **NUMBER},
        },
        "additionalProperties": False,
    }
    several = {**listed(one), "minItems": 1}
    return [one, several] if asked.number is None else [one, several, limits]
