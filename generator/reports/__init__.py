"""What `check` found, for programs: a report is a function of the problems and the files read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from generator.problems import Problem
from generator.reports.annotations import github
from generator.reports.note import markdown
from generator.reports.quality import gitlab
from generator.reports.record import as_json
from generator.reports.suite import junit


class Report(NamedTuple):
    """A form of what was found; `make` takes the problems and the names of all files read."""

    make: Callable[[Sequence[Problem], Sequence[str]], str]
    about: str


REPORTS: Mapping[str, Report] = {
    "json": Report(as_json, "everything, for programs of your own"),
    "gitlab": Report(gitlab, "a GitLab Code Quality report"),
    "junit": Report(junit, "a JUnit report with a case for each file"),
    "github": Report(github, "GitHub workflow commands, which mark the lines"),
    "markdown": Report(markdown, "a note for a merge request"),
}
"""Every report by the name it has on the command line."""
