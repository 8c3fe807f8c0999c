"""What was found as JUnit: a case for each file, which fails where there is an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from xml.sax.saxutils import escape, quoteattr

from generator.problems import Problem, counted, printable
from generator.templates import legible


def junit(problems: Sequence[Problem], files: Sequence[str]) -> str:
    """XML as GitLab reads it from `artifacts:reports:junit`.

    One `<failure>` a case, for GitLab shows no second; without a `type`, which its reader would
    take for the type of the text; and no `<system-out>`, in which words could name a file of the
    machine as an attachment. Warnings are in no case: they fail none.
    """
    errors = [problem for problem in problems if problem.level == "error"]
    names = sorted({*files, *(problem.where.file for problem in errors)})
    failed = len({problem.where.file for problem in errors})
    counts = f'tests="{len(names)}" failures="{failed}" errors="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="handrail check" {counts}>',
        f'<testsuite name="handrail check" {counts}>',
        *(line for name in names for line in _case(name, errors)),
        "</testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _case(name: str, errors: Sequence[Problem]) -> Iterator[str]:
    mine = [problem for problem in errors if problem.where.file == name]
    folder = _attribute(PurePosixPath(name).parent)
    facts = f"classname={folder} name={_attribute(name)} file={_attribute(name)}"
    if not mine:
        yield f"<testcase {facts}/>"
        return
    text = escape(legible("\n\n".join(map(str, mine))))
    message = _attribute(counted(len(mine), "error"))
    yield f"<testcase {facts}><failure message={message}>{text}</failure></testcase>"


def _attribute(value: object) -> str:
    return quoteattr(legible(printable(str(value))))
