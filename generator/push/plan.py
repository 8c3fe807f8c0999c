"""What a push would do: the project as it is, beside what is to be in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from generator.formats.gitlab import Label, Manifest, Milestone, marker
from generator.push.changes import CREATE, SAME, UPDATE, Change, Plan, days
from generator.push.failures import PushError
from generator.push.issues import issue_change, notes
from generator.push.remote import Remote, RemoteIssue, RemoteMilestone


def plan_push(manifest: Manifest, remote: Remote, whole: bool = True) -> Plan:
    """What there is to do so that the project holds what the manifest names.

    Where the manifest is not all of the customer's plans (not `whole`), milestones that are there
    keep their days, and issues of other plans are no news. Nothing is deleted or closed. Raises
    PushError, refused where these checklists do not belong in this project.
    """
    there = remote.issues()
    _refuse_strangers(manifest, remote, there)
    names, milestones = remote.labels(), remote.milestones()
    changes = [
        *(_label(one, names) for one in manifest.labels),
        *(_milestone(one, milestones.get(one.title), whole) for one in manifest.milestones),
        *(issue_change(one, there, remote) for one in manifest.issues),
    ]
    ids = {title: one.id for title, one in milestones.items()}
    return Plan(remote.address, tuple(changes), ids, tuple(notes(manifest, there, whole)))


def _refuse_strangers(manifest: Manifest, remote: Remote, there: Sequence[RemoteIssue]) -> None:
    """No customer's plan goes where others can read it: not to the public, not to another
    customer, and an internal one not where a customer reads along."""
    if remote.visibility != "private":
        raise PushError(
            f"{remote.path} is {remote.visibility}; a plan goes only where it is private",
            refused=True,
        )
    for one in there:
        found = marker(one.description)
        if found is None:
            continue
        if found.customer != manifest.customer:
            whose = f"issue #{one.iid} there is {found.customer}'s"
            raise PushError(f"this is not {manifest.customer}'s project: {whose}", refused=True)
        if found.edition == "customer" and manifest.edition != "customer":
            raise PushError(
                f"{found.customer} reads this project (issue #{one.iid}); what is internal has to "
                "go to another one",
                refused=True,
            )


def _label(label: Label, names: set[str]) -> Change:
    if label.name in names:
        return Change(SAME, "label", label.name)
    return Change(CREATE, "label", label.name, fields=asdict(label))


def _milestone(wanted: Milestone, there: RemoteMilestone | None, whole: bool) -> Change:
    """A milestone of ours follows the plan; one that people made stays as it is."""
    dates = days(start_date=wanted.start_date, due_date=wanted.due_date)
    if there is None:
        fields = {"title": wanted.title, "description": wanted.description, **dates}
        return Change(CREATE, "milestone", wanted.title, _span(wanted), fields)
    same = (there.start_date, there.due_date) == (wanted.start_date, wanted.due_date)
    if same or not whole or there.of_group or there.description != wanted.description:
        return Change(SAME, "milestone", wanted.title)
    return Change(UPDATE, "milestone", wanted.title, _span(wanted), dates, number=there.id)


def _span(wanted: Milestone) -> str:
    both = [day.isoformat() for day in (wanted.start_date, wanted.due_date) if day]
    return " to ".join(dict.fromkeys(both)) or "no dates"
