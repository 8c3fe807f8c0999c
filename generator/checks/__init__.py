"""What the handbook demands of itself. A check's docstring is its sentence on the checks page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.checks.accepted import address
from generator.checks.budgets import budget, opens_late, timetable, working_year
from generator.checks.customers import stated_otherwise
from generator.checks.cycles import cycle
from generator.checks.figures import late_for_metric, table_cell, table_total
from generator.checks.ids import former_id_taken, repeated_id
from generator.checks.lint import (
    dead_link,
    unknown_term,
    unreached_playbook,
    unserved_metric,
    unused_attribute,
    unused_role,
)
from generator.checks.people import no_accountable
from generator.checks.promises import (
    cadence_colour,
    calls_a_week,
    reviews_a_month,
    workshops_a_month,
)
from generator.checks.scales import band_gap, band_overlap, weights
from generator.checks.selection import bad_default, unmeetable
from generator.checks.settings import calendar, same_day_policies
from generator.checks.statements import one_accountable, two_values
from generator.handbook import Handbook
from generator.problems import Finding, Level, Problem, did_you_mean

Check = Callable[[Handbook], Iterator[Finding]]

CHECKS: Mapping[str, tuple[Check, Level]] = {
    "repeated-id": (repeated_id, "error"),
    "cycle": (cycle, "error"),
    "no-accountable": (no_accountable, "error"),
    "unmeetable": (unmeetable, "error"),
    "bad-default": (bad_default, "error"),
    "calendar": (calendar, "error"),
    "same-day-policies": (same_day_policies, "error"),
    "table-cell": (table_cell, "error"),
    "table-total": (table_total, "error"),
    "late-for-metric": (late_for_metric, "error"),
    "band-gap": (band_gap, "error"),
    "band-overlap": (band_overlap, "error"),
    "weights": (weights, "error"),
    "one-accountable": (one_accountable, "error"),
    "two-values": (two_values, "error"),
    "budget": (budget, "error"),
    "working-year": (working_year, "error"),
    "timetable": (timetable, "error"),
    "stated-otherwise": (stated_otherwise, "error"),
    "dead-link": (dead_link, "error"),
    "former-id-taken": (former_id_taken, "warning"),
    "opens-late": (opens_late, "warning"),
    "calls-a-week": (calls_a_week, "warning"),
    "reviews-a-month": (reviews_a_month, "warning"),
    "workshops-a-month": (workshops_a_month, "warning"),
    "cadence-colour": (cadence_colour, "warning"),
    "unused-role": (unused_role, "warning"),
    "unused-attribute": (unused_attribute, "warning"),
    "unserved-metric": (unserved_metric, "warning"),
    "unreached-playbook": (unreached_playbook, "warning"),
    "unknown-term": (unknown_term, "warning"),
}
"""Every check by name, and whether what it finds ends the run."""


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
    for name, (find, _) in CHECKS.items():
        for finding in find(handbook):
            yield name, finding


def _problem(handbook: Handbook, name: str, finding: Finding) -> Problem:
    return Problem(
        handbook.locate(finding.route, finding.on_key),
        name,
        finding.message,
        finding.hint,
        CHECKS[name][1],
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
