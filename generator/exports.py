"""Every way out: the formats by name, and the files that they make of checklists."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from generator.checklist import Checklist

if TYPE_CHECKING:
    from generator.formats.shares import Share

Before = Callable[[str], bytes | None]
"""The file of a name as it is now, None where there is none. May raise ForeignError."""


class ForeignError(Exception):
    """What lies where a file is to be continued is not one of ours; says why."""


class File(NamedTuple):
    """A file that came out, or why it cannot be made."""

    name: str
    content: bytes = b""
    refused: str = ""


Files = Iterator[File]


class Format(NamedTuple):
    """What comes out: a file for each checklist, its name `<customer>/<playbook>` and the ending;
    files of all checklists of a customer; files of the whole book."""

    about: str
    ending: str = ""
    of_one: Callable[[Checklist, bytes | None], bytes | str] | None = None
    of_customer: Callable[[Sequence[Checklist], Before], Files] | None = None
    of_book: Callable[[Sequence[Checklist], Before], Files] | None = None


def _by(place: str) -> Callable[[Checklist, object], bytes | str]:
    """A function of a module below `formats`: imported when it is called, as nobody needs all."""
    module, _, name = place.partition(".")

    def render(checklist: Checklist, _: object) -> bytes | str:
        made: bytes | str = getattr(import_module(f"generator.formats.{module}"), name)(checklist)
        return made

    return render


def _calendar(checklist: Checklist, before: bytes | None) -> bytes:
    return _continued([checklist], before, f"{checklist.title}: {checklist.customer}")


def _continued(checklists: Sequence[Checklist], before: bytes | None, name: str) -> bytes:
    from generator.formats.calendar import calendar

    try:
        return calendar(checklists, before, name)
    except ValueError as error:
        raise ForeignError(str(error)) from None


def _customer_calendars(checklists: Sequence[Checklist], before: Before) -> Files:
    """A calendar of all that is a customer's. What they get is theirs alone, so the calendars of
    people are then among it, too: nothing in them is of another customer."""
    customer = checklists[0].customer_id
    path = f"{customer}/_all.ics"
    yield _file(path, lambda: _continued(checklists, before(path), checklists[0].customer))
    if checklists[0].edition == "customer":
        yield from _people(checklists, before, f"{customer}/_people")


def _book_calendars(checklists: Sequence[Checklist], before: Before) -> Files:
    """A calendar for each of our people across all customers."""
    inside = [one for one in checklists if one.edition == "internal"]
    yield from _people(inside, before, "_people")


def _people(checklists: Sequence[Checklist], before: Before, folder: str) -> Files:
    from generator.formats.shares import by_person

    for person, share in by_person(checklists).items():
        path = f"{folder}/{person}.ics"
        yield _file(path, partial(_of_person, share, before, path))


def _of_person(share: Share, before: Before, path: str) -> bytes:
    return _continued(share.checklists, before(path), share.name)


def _project(checklists: Sequence[Checklist], _: Before) -> Files:
    """A collaboration project, as a folder."""
    from generator.formats.gitlab.project import project

    for name, content in project(checklists).items():
        yield File(f"{checklists[0].customer_id}/_project/{name}", content)


def _schema(_: Sequence[Checklist], __: Before) -> Files:
    from generator.formats.record import schema

    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    yield File("_schema.json", text.encode())


FORMATS: Mapping[str, Format] = {
    "md": Format("Markdown, to be kept and ticked", ".md", _by("markdown.with_ticks")),
    "html": Format("one page to print or to tick in a browser", ".html", _by("html.html")),
    "ics": Format(
        "calendar, also of each customer and each person",
        ".ics",
        _calendar,
        _customer_calendars,
        _book_calendars,
    ),
    "csv": Format("table for Excel", ".csv", _by("tables.table")),
    "sheet": Format("table for Google Sheets", ".sheet.csv", _by("tables.sheet")),
    "xlsx": Format("Excel workbook", ".xlsx", _by("workbook.workbook")),
    "json": Format("data, by a documented schema", ".json", _by("record.record"), of_book=_schema),
    "slack": Format("message for Slack", ".slack.txt", _by("messages.slack")),
    "email": Format("mail as HTML", ".email.html", _by("messages.email_html")),
    "email-text": Format("mail as plain text", ".email.txt", _by("messages.email_text")),
    "gitlab": Format("text of a GitLab issue", ".gitlab.md", _by("gitlab.issue")),
    "gitlab-csv": Format("GitLab's issue import", ".gitlab.csv", _by("profiles.gitlab_issues")),
    "asana": Format("Asana's import", ".asana.csv", _by("profiles.asana")),
    "jira": Format("Jira's import", ".jira.csv", _by("profiles.jira")),
    "salesforce": Format("Salesforce's tasks", ".salesforce.csv", _by("profiles.salesforce_task")),
    "project": Format("collaboration project of each customer", of_customer=_project),
}
"""Every format by the name that `--format` takes."""


def exported(
    names: Sequence[str],
    checklists: Sequence[Checklist],
    before: Before,
    whole: bool = False,
    customers: Collection[str] = (),
) -> list[File]:
    """The files of these formats. Those of many checklists would be cut short by a part of them:
    they come only of the `whole` book, or of `customers` of whom every checklist is here."""
    own = [(id_, list(plans)) for id_, plans in groupby(sorted(checklists, key=_whose), _whose)]
    found: list[File] = []
    for format_ in (FORMATS[name] for name in names):
        if format_.of_one:
            found += [_one(format_, one, before) for one in checklists]
        if format_.of_customer:
            for id_, plans in own:
                found += format_.of_customer(plans, before) if id_ in customers else ()
        if format_.of_book and whole:
            found += format_.of_book(checklists, before)
    return found


def _whose(checklist: Checklist) -> str:
    return checklist.customer_id


def _one(format_: Format, checklist: Checklist, before: Before) -> File:
    make = format_.of_one
    assert make
    path = f"{checklist.customer_id}/{checklist.playbook_id}{format_.ending}"
    return _file(path, lambda: make(checklist, before(path)))


def _file(path: str, make: Callable[[], bytes | str]) -> File:
    try:
        return File(path, as_bytes(make()))
    except ForeignError as error:
        return File(path, refused=str(error))


def cancelled(made: Iterable[str], now: Collection[str], before: Before) -> Files:
    """The calendars that were made once and are not made any more, with every event cancelled:
    programs keep what a file no longer mentions."""
    for path in made:
        if path.endswith(".ics") and path not in now and before(path) is not None:
            yield _file(path, partial(_called_off, before, path))


def _called_off(before: Before, path: str) -> bytes:
    from generator.formats.calendar import name_of

    old = before(path) or b""
    return _continued([], old, name_of(old))


def as_bytes(content: bytes | str) -> bytes:
    """Text as UTF-8."""
    return content if isinstance(content, bytes) else content.encode()
