"""What follows from answers is kept: it is worked out once for the same answers, whoever gives
them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Generic, TypeVar

from generator.conditions import Condition, Facts, Verdict, attributes_of, judge

T = TypeVar("T")
MOST_CONDITIONS, MOST_ANSWERS = 10_000, 200
"""How many are kept before the memory is emptied: numbers have no end of answers."""


class ByAnswers(Generic[T]):
    """What follows from the verdicts on some conditions of one handbook.

    A verdict follows from the condition, the answers to what it asks, and how these are worded.
    All words are the handbook's alone but those of a priority: they are its policy's.
    """

    def __init__(self, conditions: Iterable[Condition | None]) -> None:
        self.conditions: Final = [one for one in conditions if one]  # held: their numbers are known
        questions = (question for one in self.conditions for question in attributes_of(one))
        self.asked: Final = tuple(dict.fromkeys(question.attribute for question in questions))
        self._kept: dict[tuple[str | int | None, ...], T] = {}

    def of(self, facts: Facts, policy: int, made: Callable[[], T]) -> T:
        """What was made for the same answers before, else what is made now.

        `policy` is the number of the object whose words for priorities are used.
        """
        answers: tuple[str | int | None, ...] = tuple(map(facts.get, self.asked))
        if "priority" in self.asked:
            answers += (policy,)
        try:
            return self._kept[answers]
        except KeyError:
            if len(self._kept) >= MOST_ANSWERS:
                self._kept.clear()
            found = self._kept[answers] = made()
            return found


class Verdicts:
    """The verdicts on the conditions of one handbook."""

    def __init__(self) -> None:
        self._known: dict[int, ByAnswers[Verdict]] = {}

    def of(
        self,
        condition: Condition,
        facts: Facts,
        say: Callable[[str, str], str],
        name: Callable[[str], str],
        policy: int,
    ) -> Verdict:
        """The same as `judge`: whether the condition holds for these facts, and by what."""
        known = self._known.get(id(condition)) or self._remember(condition)
        return known.of(facts, policy, lambda: judge(condition, facts, say, name))

    def _remember(self, condition: Condition) -> ByAnswers[Verdict]:
        if len(self._known) >= MOST_CONDITIONS:
            self._known.clear()
        known = self._known[id(condition)] = ByAnswers([condition])
        return known
