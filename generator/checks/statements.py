"""Rules and matrices that say one thing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

from generator.handbook import Handbook
from generator.models import LETTERS, Scale, Statement
from generator.problems import Finding, Route, listed


def two_values(handbook: Handbook) -> Iterator[Finding]:
    """A rule has one value on one day; and one scale judges a number on one day."""
    for rule in handbook.rules.values():
        numbered = enumerate(rule.statements)
        for (_, one), (n, other) in itertools.combinations(numbered, 2):
            same = one.says.casefold() == other.says.casefold()
            for_all = None in (one.segment, other.segment)
            if same or not (for_all or one.segment == other.segment) or not _meet(one, other):
                continue
            yield Finding(
                ("rules", rule.id, "statements", n, "says"),
                f"{rule.question} '{one.says}' ({one.source}) and '{other.says}' "
                f"({other.source}) are both in force",
                "say until when one of them holds, or in accepted.yaml why both stay",
            )
            break
    yield from _two_scales(handbook)


def _two_scales(handbook: Handbook) -> Iterator[Finding]:
    for one, other in itertools.combinations(handbook.scales.values(), 2):
        if one.rule is None or one.rule != other.rule or one.priority != other.priority:
            continue
        if _meet(one, other) and [str(b) for b in one.bands] != [str(b) for b in other.bands]:
            yield Finding(
                ("scales", other.id, "rule"),
                f"'{one.title}' and '{other.title}' judge the same number on the same day: "
                f"{_limits(one)}, and {_limits(other)}",
                "say from when one of them holds, or in accepted.yaml why both stay",
            )


def _limits(scale: Scale) -> str:
    return listed([f"{band.title} {band}" for band in scale.bands], "and")


def _meet(one: Statement | Scale, other: Statement | Scale) -> bool:
    """Whether there is a day on which both are in force."""
    start = max(one.start or date.min, other.start or date.min)
    end = min(one.until or date.max, other.until or date.max)
    return start <= end


def one_accountable(handbook: Handbook) -> Iterator[Finding]:
    """Exactly one role is accountable for each task of a matrix."""
    for matrix in handbook.matrices.values():
        for n, row in enumerate(matrix.rows):
            holders = [
                handbook.roles[id_].name
                for id_, letters in row.letters.items()
                if any(LETTERS[letter] == "accountable" for letter in letters)
            ]
            if len(holders) != 1:
                route: Route = ("matrices", matrix.id, "rows", n)
                who = f"{listed(holders, 'and')} are" if holders else "nobody is"
                hint = "let one of them answer for it, or say in accepted.yaml why it stays"
                yield Finding(route, f"{who} accountable for '{row.title}'", hint)
