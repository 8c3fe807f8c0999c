"""What was found as GitHub workflow commands: they mark the lines in a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from generator.problems import Problem, printable
from generator.reports.quality import in_one_line

_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(problems: Sequence[Problem], _: Sequence[str]) -> str:
    """A line for each: `::error file=…,line=…,col=…,title=…::…`.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    return "".join(f"{_command(problem)}\n" for problem in problems)


def _command(problem: Problem) -> str:
    facts: dict[str, object] = {"file": problem.where.file}
    if problem.where.span:
        line, column, end = problem.where.span
        facts |= {"line": line, "col": column, "endColumn": max(column, end - 1)}
    facts["title"] = f"handrail {problem.check}"
    properties = ",".join(
        f"{k}={printable(str(v)).translate(_IN_PROPERTY)}" for k, v in facts.items()
    )
    return f"::{problem.level} {properties}::{in_one_line(problem).translate(_IN_TEXT)}"
