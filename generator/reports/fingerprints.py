"""What makes a problem the same one after the file around it was edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from generator.problems import Problem


def fingerprints(problems: Iterable[Problem]) -> Iterator[str]:
    """For each problem a word of its own, in which no line number has a part.

    It is made of the code, the file, the way down by names (where YAML itself is broken: of the
    line's text) and the words; where all are the same, the second, the third and so on are told
    apart by their order.
    """
    seen: dict[str, int] = {}
    for problem in problems:
        where = problem.where
        words = problem.cause or problem.message  # how many steps suffer may change
        parts = (problem.check, where.file, where.way or where.text.strip(), words)
        same = "\0".join(parts)
        seen[same] = seen.get(same, 0) + 1
        whole = f"{same}\0{seen[same]}".encode(errors="surrogateescape")
        yield sha256(whole).hexdigest()[:40]
