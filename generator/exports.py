"""Every way out: the formats by name, and the files that they make of checklists."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.checklist import Checklist
from generator.formats.calendar import calendar, name_of
from generator.formats.gitlab.issue import issue
from generator.formats.gitlab.project import project
from generator.formats.html import html
from generator.formats.markdown import markdown
from generator.formats.messages import email_html, email_text, slack
from generator.formats.profiles import asana, gitlab_issues, jira, salesforce_task
from generator.formats.record import record, schema
from generator.formats.shares import by_person
from generator.formats.tables import sheet, table
from generator.formats.workbook import workbook

Before = Callable[[str], bytes | None]
"""The file of a name as it is now, None where there is none."""
Files = Iterator[tuple[str, bytes]]


class Format(NamedTuple):
    """What comes out: a file for each checklist, its name `<customer>/<playbook>` and the ending;
    or files for many, from `of_all`."""

    about: str
    ending: str = ""
    of_one: Callable[[Checklist, bytes | None], bytes | str] | None = None
    of_all: Callable[[Sequence[Checklist], Before], Files] | None = None


def _plain(
    render: Callable[[Checklist], bytes | str],
) -> Callable[[Checklist, object], bytes | str]:
    return lambda checklist, _: render(checklist)


def _calendar(checklist: Checklist, before: bytes | None) -> bytes:
    return calendar([checklist], before, f"{checklist.title}: {checklist.customer}")


def _calendar_of(
    checklists: Sequence[Checklist], before: bytes | None, path: str, name: str
) -> bytes:
    try:
        return calendar(checklists, before, name)
    except ValueError as error:
        raise ForeignError(path, str(error)) from None


def _calendars(checklists: Sequence[Checklist], before: Before) -> Files:
    """A calendar for each customer, and one for each person across all of them."""
    for customer, own in _by_customer(checklists):
        name = f"{customer}/_all.ics"
        yield name, _calendar_of(own, before(name), name, own[0].customer)
    for person, share in by_person(checklists).items():
        name = f"_people/{person}.ics"
        yield name, _calendar_of(share.checklists, before(name), name, share.name)


def _projects(checklists: Sequence[Checklist], _: Before) -> Files:
    """A collaboration project for each customer, as a folder."""
    for customer, own in _by_customer(checklists):
        for name, content in project(own).items():
            yield f"{customer}/_project/{name}", content


def _schema(_: Sequence[Checklist], __: Before) -> Files:
    yield "_schema.json", (json.dumps(schema(), indent=2, ensure_ascii=False) + "\n").encode()


def _by_customer(checklists: Sequence[Checklist]) -> Iterator[tuple[str, list[Checklist]]]:
    ordered = sorted(checklists, key=lambda one: one.customer_id)
    for customer, own in groupby(ordered, key=lambda one: one.customer_id):
        yield customer, list(own)


FORMATS: Mapping[str, Format] = {
    "md": Format("Markdown, to be kept and ticked", ".md", _plain(markdown)),
    "html": Format("one page to print or to tick in a browser", ".html", _plain(html)),
    "ics": Format("calendar, also of each customer and each person", ".ics", _calendar, _calendars),
    "csv": Format("table for Excel", ".csv", _plain(table)),
    "sheet": Format("table for Google Sheets", ".sheet.csv", _plain(sheet)),
    "xlsx": Format("Excel workbook", ".xlsx", _plain(workbook)),
    "json": Format("data, by a documented schema", ".json", _plain(record), _schema),
    "slack": Format("message for Slack", ".slack.txt", _plain(slack)),
    "email": Format("mail as HTML", ".email.html", _plain(email_html)),
    "email-text": Format("mail as plain text", ".email.txt", _plain(email_text)),
    "gitlab": Format("text of a GitLab issue", ".gitlab.md", _plain(issue)),
    "gitlab-csv": Format("GitLab's issue import", ".gitlab.csv", _plain(gitlab_issues)),
    "asana": Format("Asana's import", ".asana.csv", _plain(asana)),
    "jira": Format("Jira's import", ".jira.csv", _plain(jira)),
    "salesforce": Format("Salesforce's tasks", ".salesforce.csv", _plain(salesforce_task)),
    "project": Format("collaboration project of each customer", of_all=_projects),
}
"""Every format by the name that `--format` takes."""


def exported(
    names: Sequence[str], checklists: Sequence[Checklist], before: Before, whole: bool
) -> dict[str, bytes]:
    """The files of these formats by path. Those for many checklists come only of the `whole` book:
    of a part they would be cut short. Raises ForeignError."""
    found: dict[str, bytes] = {}
    for format_ in (FORMATS[name] for name in names):
        for one in checklists if format_.of_one else ():
            name = f"{one.customer_id}/{one.playbook_id}{format_.ending}"
            found[name] = _one(format_, one, name, before(name))
        if format_.of_all and whole:
            found.update(format_.of_all(checklists, before))
    return found


def _one(format_: Format, checklist: Checklist, name: str, before: bytes | None) -> bytes:
    assert format_.of_one
    try:
        return as_bytes(format_.of_one(checklist, before))
    except ValueError as error:
        raise ForeignError(name, str(error)) from None


class ForeignError(Exception):
    """A file that is to be continued, but is not one of ours: its name, and why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


def cancelled(made: Iterable[str], now: Collection[str], before: Before) -> Files:
    """The calendars that were made once and are not made any more, with every event cancelled:
    programs keep what a file no longer mentions."""
    for name in made:
        old = before(name) if name.endswith(".ics") and name not in now else None
        if old is not None:
            yield name, _calendar_of([], old, name, name_of(old))


def as_bytes(content: bytes | str) -> bytes:
    """Text as UTF-8."""
    return content if isinstance(content, bytes) else content.encode()
