"""What was found as JSON, for programs of one's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generator.problems import Location, Problem, printable
from generator.reports.fingerprints import fingerprints

FORMAT = 1
"""Grows when a program that reads the present form could not read the next one."""


def as_json(problems: Sequence[Problem], files: Sequence[str]) -> str:
    """An object with `format`, `errors` and `warnings` (how many), `files` (names of all files
    read) and `problems`.

    A problem has `level` (error or warning), `code`, `message`, `help`, its place, `fingerprint`,
    and `also` (null, or a second place with `says`). A place has `file`, `line`, `column` and `end`
    (the column after it; all three count from 1, and are null for a file as a whole), and `way`,
    which leads there by names.
    """
    record = {
        "format": FORMAT,
        "errors": sum(problem.level == "error" for problem in problems),
        "warnings": sum(problem.level == "warning" for problem in problems),
        "files": list(files),
        "problems": [
            _problem(problem, fingerprint)
            for problem, fingerprint in zip(problems, fingerprints(problems), strict=True)
        ],
    }
    return f"{json.dumps(record, indent=2, ensure_ascii=False)}\n"


def _problem(problem: Problem, fingerprint: str) -> dict[str, Any]:
    also = {"says": problem.also_says, **_place(problem.also)} if problem.also else None
    return {
        "level": problem.level,
        "code": problem.check,
        "message": printable(problem.message),
        "help": printable(problem.hint),
        **_place(problem.where),
        "fingerprint": fingerprint,
        "also": also,
    }


def _place(where: Location) -> dict[str, Any]:
    line, column, end = where.span or (None, None, None)
    way = printable(where.way)
    return {"file": where.file, "line": line, "column": column, "end": end, "way": way}
