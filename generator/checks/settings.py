"""Calendars and policies that can be used as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from generator.calendars import fault_of
from generator.handbook import Handbook
from generator.problems import Finding, did_you_mean


def calendar(handbook: Handbook) -> Iterator[Finding]:
    """The country and region of a calendar are ones whose public holidays are known."""
    for id_, one in handbook.calendars.items():
        key, word, known = fault_of(one)
        if key:
            where = f"the public holidays of the {key} '{word}' are not known"
            hint = did_you_mean(word, known, "known are") or "use the two-letter code, like DE"
            yield Finding(("calendars", id_, key), where, hint)


def same_day_policies(handbook: Handbook) -> Iterator[Finding]:
    """Each policy of a segment begins on a day of its own and has a name of its own."""
    for id_, segment in handbook.segments.items():
        for key, name, verb in (("from", "start", "begin on"), ("name", "name", "are called")):
            seen: dict[object, int] = {}
            for n, policy in enumerate(segment.policies):
                value = getattr(policy, name)
                if value in seen:
                    yield Finding(
                        ("segments", id_, "policies", n, key),
                        f"two policies of '{segment.title}' {verb} {value}",
                        "change one of them",
                        ("segments", id_, "policies", seen[value], key),
                        "first here",
                    )
                seen.setdefault(value, n)
