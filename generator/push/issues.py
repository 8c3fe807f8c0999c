"""What is to be done to an issue: made, brought up to the new plan, or left to a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.formats.gitlab import Issue, Manifest, as_file, as_issue, marker
from generator.formats.markdown import with_states
from generator.keep import RefusedError, keep, states
from generator.problems import listed
from generator.push.changes import CREATE, LEAVE, SAME, UPDATE, Change, days
from generator.push.remote import Remote, RemoteIssue


def issue_change(wanted: Issue, there: Sequence[RemoteIssue], remote: Remote) -> Change:
    """What to do about one issue of the manifest, given all issues of the project."""
    found = [one for one in there if _key(one) == wanted.marker]
    if not found:
        return _new_issue(wanted, remote)
    first = found[0]
    if len(found) > 1:
        numbers = listed([f"#{one.iid}" for one in found], "and")
        return _left(wanted, first, f"{numbers} hold the same plan; keep one, empty the others")
    if first.state != "opened":
        return Change(SAME, "issue", wanted.title, number=first.iid)
    if wanted.confidential and not first.confidential:
        return _left(wanted, first, "it is internal, and not confidential any more")
    return _old_issue(wanted, first)


def _new_issue(wanted: Issue, remote: Remote) -> Change:
    owner = remote.user(wanted.assignee) if wanted.assignee else None
    fields = {
        "title": wanted.title,
        "description": wanted.description,
        "confidential": wanted.confidential,
        "labels": ",".join(wanted.labels),
        **days(due_date=wanted.due_date),
        **({"assignee_ids": [owner]} if owner else {}),
    }
    says = [
        f"due {wanted.due_date.isoformat()}" if wanted.due_date else "no date",
        f"milestone {wanted.milestone}",
        *(["confidential"] if wanted.confidential else []),
        *([f"for @{wanted.assignee}"] if owner else []),
        *([f"@{wanted.assignee} is not known there"] if wanted.assignee and not owner else []),
    ]
    return Change(
        CREATE, "issue", wanted.title, ", ".join(says), fields,
        marker=wanted.marker, milestone=wanted.milestone,
    )  # fmt: skip


def _old_issue(wanted: Issue, there: RemoteIssue) -> Change:
    """The issue with the new plan in it; whatever people did to it stays."""
    try:
        text, story = _merged(wanted, there.description)
    except RefusedError as error:
        return _left(wanted, there, error.message)
    fields: dict[str, Any] = {}
    says = []
    if text.rstrip() != there.description.rstrip():
        fields["description"] = text
        says.append(story or "text")
    if _follows(there) and wanted.due_date and wanted.due_date != there.due_date:
        fields |= days(due_date=wanted.due_date)
        says.append(f"due {there.due_date or 'no day'} -> {wanted.due_date}")
    verb = UPDATE if fields else SAME
    name = f"#{there.iid} {wanted.title}"
    return Change(
        verb, "issue", name, ", ".join(says), fields, there.iid, there.description, wanted.marker
    )


def _merged(wanted: Issue, description: str) -> tuple[str, str]:
    """The next description, and in words what changes in it."""
    old, new = as_file(description), as_file(with_states(wanted.description, {}))
    assert old is not None, "the marker was found"
    assert new is not None, "we wrote it"
    kept = keep(old.encode(), new, dict(wanted.was))
    edition, day = wanted.marker.rpartition(", ")[2], wanted.due_date
    told = [
        (len(kept.story.new), "new"),
        (len(kept.story.changed), "changed"),
        (len(kept.story.archived), "archived"),
        (len(kept.story.removed), "removed"),
    ]
    words = ", ".join(f"{number} {what}" for number, what in told if number)
    return as_issue(kept.content.decode(), edition, day), words


def _key(issue: RemoteIssue) -> str:
    found = marker(issue.description)
    return found.key if found else ""


def _follows(issue: RemoteIssue) -> bool:
    """Whether its due date is still the one that we set: nobody has chosen another."""
    found = marker(issue.description)
    return found is not None and found.due == issue.due_date


def _left(wanted: Issue, there: RemoteIssue, why: str) -> Change:
    return Change(LEAVE, "issue", f"#{there.iid} {wanted.title}", why, number=there.iid)


def notes(manifest: Manifest, there: Sequence[RemoteIssue], whole: bool) -> Iterator[str]:
    """What a person may want to know: plans that are not any more, ticks that are only here."""
    wanted = {one.marker: one for one in manifest.issues}
    for one in there:
        key = _key(one) if one.state == "opened" else ""
        if whole and key and key not in wanted:
            yield f"#{one.iid} {one.title}: not in the plan any more; it stays open"
        elif key in wanted:
            ticks = _only_here(wanted[key].description, one.description)
            if ticks:
                yield f"#{one.iid} {one.title}: ticked here, and open there: {', '.join(ticks)}"


def _only_here(ours: str, theirs: str) -> list[str]:
    """Items that are done in our own file and open in the issue."""
    try:
        here, there = (states((as_file(text) or "").encode()) for text in (ours, theirs))
    except RefusedError:
        return []  # the plan says that the issue is left, and why
    return [id_ for id_, state in here.items() if state in "xX" and there.get(id_) == " "]
