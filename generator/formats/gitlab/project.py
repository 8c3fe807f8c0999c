"""A customer's collaboration project as a folder: what both sides see when it is new."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from generator.checklist import Checklist
from generator.edition import for_customer
from generator.formats.cells import cell
from generator.formats.gitlab.issue import due, issue
from generator.formats.gitlab.manifest import FORMAT, Manifest, manifest
from generator.formats.gitlab.manifest import title as plain_title
from generator.markdown import Ready
from generator.people import Holder
from generator.templates import render

TEMPLATES = ".gitlab/issue_templates"
COLUMNS = ("title", "description", "due_date", "milestone")  # of GitLab's import of issues


def project(checklists: Sequence[Checklist]) -> dict[str, bytes]:
    """The files of the project, by their paths; nothing where nothing is meant for the customer.

    The customer's edition is made here of what is not it yet: nothing internal can get in.
    """
    shared = [theirs for one in checklists if (theirs := _shared(one))]
    if not shared:
        return {}
    made = manifest(shared)
    texts = {
        "README.md": _readme(shared, made),
        "labels.json": _json([asdict(label) for label in made.labels]),
        "milestones.json": _json([asdict(milestone) for milestone in made.milestones]),
        "issues.csv": _issues(shared),
        "manifest.json": _json({"format": FORMAT, **asdict(made)}),
        f"{TEMPLATES}/Feature Request.md": render("gitlab/feature_request.md.j2"),
        f"{TEMPLATES}/Meeting Agenda.md": render("gitlab/meeting_agenda.md.j2"),
        **{_template(one): issue(one) for one in shared},
    }
    return {path: text.encode() for path, text in texts.items()}


def _shared(checklist: Checklist) -> Checklist | None:
    return checklist if checklist.edition == "customer" else for_customer(checklist)


def _readme(checklists: Sequence[Checklist], made: Manifest) -> str:
    """Who is who, what is planned, and what labels and templates are for."""
    holders = list(dict.fromkeys(_people(checklists)))
    return render(
        "gitlab/readme.md.j2",
        customer=checklists[0].customer,
        sides=[
            ("At the customer", [holder for holder in holders if holder.side == "customer"]),
            ("On our side", [holder for holder in holders if holder.side != "customer"]),
        ],
        plans=[
            (one.title, sum(1 for _ in one.items), due(one), _code(_template(one)))
            for one in checklists
        ],
        labels=[(_code(label.name), label.description) for label in made.labels],
    )


def _template(checklist: Checklist) -> str:
    return f"{TEMPLATES}/{checklist.playbook_id}.md"


def _code(name: str) -> Ready:
    """A name of ours as it is typed."""
    return Ready(f"`{name}`")


def _people(checklists: Iterable[Checklist]) -> Iterator[Holder]:
    """Everybody who has a name, once for each role."""
    for checklist in checklists:
        for item in checklist.items:
            everybody = (item.accountable, *item.responsible, *item.consulted, *item.informed)
            yield from (holder for holder in everybody if holder.name)


def _issues(checklists: Iterable[Checklist]) -> str:
    """What GitLab imports: Issues, the three dots, Import CSV. The milestones have to be there.

    A title that a spreadsheet would take for a formula gets an apostrophe, and then is no
    milestone's; descriptions are for GitLab alone, and begin with a quick action.
    """
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in checklists:
        day, name = due(one), cell(plain_title(one.title))
        head = cell(plain_title(f"{one.title}: {one.customer}"))
        table.writerow((head, issue(one), day.isoformat() if day else "", name))
    return out.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, default=date.isoformat, ensure_ascii=False, indent=2) + "\n"
