"""What was found as a note for a merge request, folded by file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from generator.markdown import inline
from generator.problems import Problem, counted, listed, printable
from generator.templates import legible

MOST_OPEN, MOST_SHOWN = 10, 200
MARK = "<!-- handrail: check -->"
"""The first line, by which a program finds the note that it wrote before."""


def markdown(problems: Sequence[Problem], files: Sequence[str]) -> str:
    """Markdown for GitLab and GitHub; what people typed mentions nobody and does nothing."""
    if not problems:
        return f"{MARK}\n\n**handrail check**: nothing is wrong in {counted(len(files), 'file')}.\n"
    shown = problems[:MOST_SHOWN]
    groups = [(name, list(mine)) for name, mine in groupby(shown, lambda p: p.where.file)]
    lines = [MARK, "", f"**handrail check** found {_counts(problems)}.", ""]
    for name, mine in groups:
        lines += [*_folded(name, mine, len(problems) <= MOST_OPEN), ""]
    if len(problems) > len(shown):
        lines += [f"… and {len(problems) - len(shown)} more.", ""]
    lines.append("The word in brackets is the code: `handrail explain CODE` says more about it.")
    return "\n".join(lines) + "\n"


def _folded(name: str, problems: Sequence[Problem], is_open: bool) -> Iterator[str]:
    """A file's problems, below a line with its name; in `<code>` no name means anything."""
    yield "<details open>" if is_open else "<details>"
    named = escape(printable(legible(name)), quote=False)
    yield f"<summary><code>{named}</code>: {_counts(problems)}</summary>"
    yield ""
    for problem in problems:
        place = f"line {problem.where.span.line}: " if problem.where.span else ""
        hint = f": {inline(printable(problem.hint))}" if problem.hint else ""
        yield f"- {place}{inline(printable(problem.message))} (`{problem.check}`){hint}"
    yield ""
    yield "</details>"


def _counts(problems: Sequence[Problem]) -> str:
    """`2 errors and 1 warning`."""
    found = [(level, sum(p.level == level for p in problems)) for level in ("error", "warning")]
    return listed([counted(number, level) for level, number in found if number], "and")
