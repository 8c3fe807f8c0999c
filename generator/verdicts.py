"""Verdicts that are kept: a condition is judged once for the same answers, whoever gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generator.conditions import Condition, Facts, Verdict, attributes_of, judge

MOST_CONDITIONS, MOST_ANSWERS = 10_000, 200
"""How many are kept before the memory is emptied: numbers have no end of answers."""


class _Known(NamedTuple):
    condition: Condition  # held, so that no other can have its number
    asked: tuple[str, ...]
    verdicts: dict[tuple[str | int | None, ...], Verdict]


class Verdicts:
    """The verdicts on the conditions of one handbook.

    A verdict follows from the condition, the answers to what it asks, and how these are worded.
    All words are the handbook's alone but those of a priority: they are its policy's.
    """

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}

    def of(
        self,
        condition: Condition,
        facts: Facts,
        say: Callable[[str, str], str],
        name: Callable[[str], str],
        policy: int,
    ) -> Verdict:
        """The same as `judge`: whether the condition holds for these facts, and by what.

        `policy` is the number of the object whose words for priorities `say` uses.
        """
        known = self._known.get(id(condition)) or self._remember(condition)
        answers: tuple[str | int | None, ...] = tuple(map(facts.get, known.asked))
        if "priority" in known.asked:
            answers += (policy,)
        verdict = known.verdicts.get(answers)
        if verdict is None:
            if len(known.verdicts) >= MOST_ANSWERS:
                known.verdicts.clear()
            verdict = known.verdicts[answers] = judge(condition, facts, say, name)
        return verdict

    def _remember(self, condition: Condition) -> _Known:
        if len(self._known) >= MOST_CONDITIONS:
            self._known.clear()
        asked = dict.fromkeys(question.attribute for question in attributes_of(condition))
        known = self._known[id(condition)] = _Known(condition, tuple(asked), {})
        return known
