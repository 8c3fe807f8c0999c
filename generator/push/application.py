"""Doing what the plan says, a change at a time, and saying each when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator.formats.gitlab import marker
from generator.problems import counted
from generator.push.changes import CREATE, Change, Plan
from generator.push.failures import PushError
from generator.push.remote import Remote


@dataclass(frozen=True, slots=True)
class _Run:
    """What the changes of one run need from each other."""

    remote: Remote
    milestones: dict[str, int]  # title to id
    held: frozenset[str]  # the checklists that the project holds by now


def apply(plan: Plan, remote: Remote) -> Iterator[str]:
    """Make the changes, and yield a line after each that is made, or is not needed any more.

    Raises PushError at the first that fails, with how far it came. Run again, the rest is done.
    """
    run = _Run(remote, dict(plan.milestones), _held(plan, remote))
    for done, change in enumerate(plan.todo):
        try:
            yield _DO[change.kind](change, run)
        except PushError as error:
            what = f"{change.verb} {change.kind} {change.name}"
            so_far = f"{counted(done, 'change')} of {len(plan.todo)} made before"
            raise PushError(f"{what}: {error} ({so_far})", error.refused) from None


def _held(plan: Plan, remote: Remote) -> frozenset[str]:
    """Looked at once more before anything is made: between plan and yes there is time."""
    if not any((one.verb, one.kind) == (CREATE, "issue") for one in plan.todo):
        return frozenset()
    found = (marker(one.description) for one in remote.issues())
    return frozenset(one.key for one in found if one)


def _label(change: Change, run: _Run) -> str:
    run.remote.create_label(change.fields)
    return str(change)


def _milestone(change: Change, run: _Run) -> str:
    if change.verb == CREATE:
        run.milestones[change.name] = run.remote.create_milestone(change.fields)
    else:
        run.remote.update_milestone(change.number, change.fields)
    return str(change)


def _issue(change: Change, run: _Run) -> str:
    if change.verb != CREATE:
        return _update(change, run.remote)
    if change.marker in run.held:
        return f"{change} (is there by now)"
    fields = {**change.fields, "milestone_id": run.milestones[change.milestone]}
    made = run.remote.create_issue(fields)
    if change.fields["confidential"] and not made.confidential:
        raise PushError(f"#{made.iid} was made, and is NOT confidential: make it so", refused=True)
    return f"{change} (#{made.iid})"


def _update(change: Change, remote: Remote) -> str:
    """Only what was looked at is replaced: whoever wrote in between wins."""
    if remote.issue(change.number).description != change.seen:
        raise PushError("somebody has edited it since; run this again", refused=True)
    remote.update_issue(change.number, change.fields)
    return str(change)


_DO: Mapping[str, Callable[[Change, _Run], str]] = {
    "label": _label,
    "milestone": _milestone,
    "issue": _issue,
}
