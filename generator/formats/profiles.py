"""A checklist as the CSV file that another tool imports, with that tool's own column names.

What is done or not applicable is left out: these files make new tasks, and there is nothing left
to do. Only a Salesforce task can say itself that it is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checklist import Checklist, Item
from generator.formats.cells import STATUS, detail, full_id, line
from generator.formats.markdown import label, note
from generator.formats.tables import as_csv
from generator.formats.words import sentences
from generator.markdown import quoted
from generator.people import Holder

LONGEST_TITLE = 255
_EMAIL = re.compile(r"\w[\w.+-]*@[\w-]+(\.[\w-]+)+", re.ASCII)
_GITLAB_NAME = re.compile(r"\w[\w.-]{0,254}", re.ASCII)
# A title knows no escape. An invisible word joiner keeps what GitLab would link or notify apart.
_ACTS_IN_TITLE = re.compile(
    r"(?<=[#!&$])(?=\d)|(?<=[@~%])(?=[\w\".{])|(?<=GL-)(?=\d)|(?<=\[)(?=\w+:)"
    r"|(?<=\*)(?=iteration:|\d)|(?<=\^)(?=alert#)",
    re.ASCII,
)
_COMMIT = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{7,40}\b")
_SIX = re.compile(r".{6}(?=.)")  # a commit is named by seven characters or more
WORD_JOINER = "\u2060"


def gitlab_issues(checklist: Checklist) -> bytes:
    """GitLab's issue import: an issue for each open item.

    Labels and people go only by quick actions, which stand first in the description: the internal
    edition is confidential, and the owner is assigned where the GitLab name is known. All that
    follows is a quotation, so that no line of it can begin with a slash and be a command itself.
    """
    header = ("title", "description", "due_date")
    return as_csv(
        header,
        (
            (_title(_inert(line(item.do))), _issue(checklist, item), item.due)
            for _, item in _open(checklist)
        ),
    )


def asana(checklist: Checklist) -> bytes:
    """Asana's importer: these columns in this order map by themselves; people go by e-mail.

    A start that is the due day is left out, for Asana would drop the due day instead.
    """
    header = (
        "Name", "Description", "Section", "Assignee", "Collaborators", "Start Date", "Due Date",
    )  # fmt: skip
    return as_csv(
        header,
        (
            (
                line(item.do),
                _description(checklist, item),
                line(section),
                _email(item.accountable),
                ",".join(filter(None, map(_email, item.helpers))),
                item.start if item.start != item.due else None,
                item.due,
            )
            for section, item in _open(checklist)
        ),
    )


def jira(checklist: Checklist) -> bytes:
    """Jira Cloud's import: an epic, then its tasks, each naming the epic's id as its parent.

    The wizard asks for the form of the dates: it is `yyyy-MM-dd`. A label may hold no space, so the
    labels are the ids of playbook and customer.
    """
    header = (
        "Issue Type", "Issue ID", "Parent", "Summary", "Description", "Assignee", "Due date",
        "Labels", "Labels",
    )  # fmt: skip
    labels = (checklist.playbook_id, checklist.customer_id)
    epic = ("Epic", "1", "", _title(_name(checklist)), "", "", "", *labels)
    tasks = (
        (
            "Task",
            str(number),
            "1",
            _title(line(item.do)),
            f"{line(section)}\n\n{_description(checklist, item)}",
            _email(item.accountable),
            item.due,
            *labels,
        )
        for number, (section, item) in enumerate(_open(checklist), 2)
    )
    return as_csv(header, (epic, *tasks))


def salesforce_task(checklist: Checklist) -> bytes:
    """Salesforce Task by its API names, for Data Loader; the Import Wizard takes no tasks.

    Owner, account and contact are Salesforce's own ids, which only the org knows: the columns are
    empty, and without an owner the task is whose who loads it.
    """
    header = (
        "Subject", "ActivityDate", "Status", "Priority", "OwnerId", "WhatId", "WhoId",
        "Description",
    )  # fmt: skip
    return as_csv(
        header,
        (
            (
                _title(line(item.do)),
                item.due,
                _SALESFORCE.get(item.state.lower(), "Not Started"),
                "Normal",
                "",
                "",
                "",
                f"{_name(checklist)}\n{line(section.title)}\n\n{_description(checklist, item)}",
            )
            for section in checklist.sections
            for item in section.items
        ),
    )


_SALESFORCE = {"x": "Completed", "~": "Deferred"}


def _open(checklist: Checklist) -> Iterator[tuple[str, Item]]:
    """What is left to do, each item with the title of its section."""
    for section in checklist.sections:
        for item in section.items:
            if STATUS.get(item.state.lower()) not in ("Done", "Not applicable"):
                yield section.title, item


def _name(checklist: Checklist) -> str:
    return line(f"{checklist.title}: {checklist.customer}")


def _title(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def _description(checklist: Checklist, item: Item) -> str:
    """Whose it is, why, with whom, and how it is done, as plain text."""
    repeats = [f"Every {item.every}."] if item.every else []
    about = [f"Owner: {item.accountable}.", *repeats, *sentences(item, checklist.edition)]
    parts = (line(" ".join(about)), "Optional." if item.optional else "", detail(item))
    return "\n\n".join(filter(None, parts))


def _issue(checklist: Checklist, item: Item) -> str:
    actions = ["/confidential"] if checklist.edition == "internal" else []
    if _GITLAB_NAME.fullmatch(item.accountable.gitlab):
        actions.append(f"/assign @{item.accountable.gitlab}")
    text = "\n\n".join(filter(None, (label(item), note(item, checklist.edition))))
    parts = [
        "\n".join(actions),
        quoted(text),
        f"<!-- handrail item: {full_id(checklist, item)} -->",
    ]
    return "\n\n".join(filter(None, parts))


def _inert(title: str) -> str:
    """A title that mentions nobody and refers to nothing."""
    parted = _ACTS_IN_TITLE.sub(WORD_JOINER, title)
    return _COMMIT.sub(lambda found: _SIX.sub(rf"\g<0>{WORD_JOINER}", found[0]), parted)


def _email(holder: Holder) -> str:
    return holder.email if _EMAIL.fullmatch(holder.email) else ""
