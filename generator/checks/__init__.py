"""What the handbook demands of itself. A check's docstring is its sentence on the checks page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.checks.accepted import address
from generator.checks.cycles import cycle
from generator.checks.figures import late_for_metric, table_cell, table_total
from generator.checks.ids import repeated_id
from generator.checks.people import no_accountable
from generator.checks.selection import bad_default, unmeetable
from generator.checks.settings import calendar, same_day_policies
from generator.handbook import Handbook
from generator.problems import Finding, Problem, did_you_mean

CHECKS: Mapping[str, Callable[[Handbook], Iterator[Finding]]] = {
    "repeated-id": repeated_id,
    "cycle": cycle,
    "no-accountable": no_accountable,
    "unmeetable": unmeetable,
    "bad-default": bad_default,
    "calendar": calendar,
    "same-day-policies": same_day_policies,
    "table-cell": table_cell,
    "table-total": table_total,
    "late-for-metric": late_for_metric,
}


def check(handbook: Handbook) -> list[Problem]:
    """Every finding that accepted.yaml does not name, and every line there that names none."""
    used: set[int] = set()
    problems = []
    for name, finding in findings(handbook):
        at = address(handbook, finding.route)
        matching = [n for n, a in enumerate(handbook.accepted) if (a.check, a.at) == (name, at)]
        used.update(matching)
        if not matching:
            problems.append(_problem(handbook, name, finding))
    return [*problems, *_unused(handbook, used)]


def findings(handbook: Handbook) -> Iterator[tuple[str, Finding]]:
    """Every finding with the name of its check, accepted or not."""
    for name, find in CHECKS.items():
        for finding in find(handbook):
            yield name, finding


def _problem(handbook: Handbook, name: str, finding: Finding) -> Problem:
    return Problem(
        handbook.locate(finding.route, finding.on_key),
        name,
        finding.message,
        finding.hint,
        also=handbook.locate(finding.also) if finding.also else None,
        also_says=finding.also_says,
    )


def _unused(handbook: Handbook, used: set[int]) -> Iterator[Problem]:
    for n, accepted in enumerate(handbook.accepted):
        if n not in used:
            known = accepted.check in CHECKS
            message = (
                f"nothing at '{accepted.at}' is found by '{accepted.check}' any more"
                if known
                else f"there is no check '{accepted.check}'"
            )
            where = handbook.locate(("accepted", str(n), "at" if known else "check"))
            hint = "delete this entry" if known else did_you_mean(accepted.check, CHECKS)
            yield Problem(where, "accepted-unused", message, hint)
