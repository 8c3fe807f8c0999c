"""What was found as GitLab Code Quality: shown in the merge request that brings it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from generator.problems import Level, Problem, printable
from generator.reports.fingerprints import fingerprints

SEVERITIES: Mapping[Level, str] = {"error": "major", "warning": "minor"}


def gitlab(problems: Sequence[Problem], _: Sequence[str]) -> str:
    """The list that GitLab reads from `artifacts:reports:codequality`.

    https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format; what is wrong with
    a file as a whole stands on its first line.
    """
    found = [
        {
            "description": in_one_line(problem),
            "check_name": problem.check,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[problem.level],
            "location": {
                "path": problem.where.file,
                "lines": {"begin": problem.where.span.line if problem.where.span else 1},
            },
        }
        for problem, fingerprint in zip(problems, fingerprints(problems), strict=True)
    ]
    return f"{json.dumps(found, indent=2, ensure_ascii=False)}\n"


def in_one_line(problem: Problem) -> str:
    """`there is no role 'cms' (did you mean 'csm'?)`."""
    hint = f" ({printable(problem.hint)})" if problem.hint else ""
    return printable(problem.message) + hint
