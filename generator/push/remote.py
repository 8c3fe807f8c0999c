"""One project on one GitLab, as far as a push looks at it and changes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from generator.push.failures import MalformedError, PushError

T = TypeVar("T")
_PROJECT = re.compile(r"[1-9]\d{0,17}|[\w.-]+(/[\w.-]+)+", re.ASCII)
_TOKEN = re.compile(r"[!-~]{8,1024}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST = 50_000  # issues of a project


@dataclass(frozen=True, slots=True)
class RemoteIssue:
    """An issue as it is on GitLab."""

    iid: int
    title: str
    description: str
    state: str
    due_date: date | None
    confidential: bool


@dataclass(frozen=True, slots=True)
class RemoteMilestone:
    """A milestone as it is on GitLab; a group's cannot be changed from a project."""

    id: int
    title: str
    description: str
    start_date: date | None
    due_date: date | None
    of_group: bool


class Remote:
    """What can be asked of the project and done to it; every method may raise PushError."""

    def __init__(self, url: str, project: Any) -> None:
        self._project = project
        self._users: dict[str, int | None] = {}
        with _understood():
            self.path = str(project.path_with_namespace)
            self.visibility = str(project.visibility)
        self.address = f"{url}/{self.path}"

    def __repr__(self) -> str:
        return f"Remote({self.address})"

    def labels(self) -> set[str]:
        """The names of the labels that an issue of the project can have."""
        found = _all(self._project.labels)
        with _understood():
            return {_text(one, "name") for one in found}

    def milestones(self) -> dict[str, RemoteMilestone]:
        """The milestones that an issue of the project can have, by title; a group's come second."""
        found = [
            _milestone(one) for one in _all(self._project.milestones, include_ancestors="true")
        ]
        found.sort(key=lambda one: one.of_group, reverse=True)
        return {one.title: one for one in found}

    def issues(self) -> list[RemoteIssue]:
        """Every issue, the closed ones too, the oldest first: a new one comes last, and no page
        moves while we read."""
        order = {"order_by": "created_at", "sort": "asc", "scope": "all"}
        return [_issue(one) for one in _all(self._project.issues, **order)]

    def issue(self, iid: int) -> RemoteIssue:
        """One issue as it is now."""
        with _understood():
            return _issue(self._project.issues.get(iid).attributes)

    def user(self, name: str) -> int | None:
        """The id of whom this user name belongs to; each is asked for once."""
        if name not in self._users:
            with _understood():
                found = self._project.manager.gitlab.users.list(username=name, get_all=False)
                ids = [_number(one.attributes, "id") for one in found]
            self._users[name] = ids[0] if ids else None
        return self._users[name]

    def create_label(self, fields: Mapping[str, Any]) -> None:
        """Make a label: name, color, description."""
        with _understood():
            self._project.labels.create(dict(fields))

    def create_milestone(self, fields: Mapping[str, Any]) -> int:
        """Make a milestone: title, description, start_date, due_date. Its id."""
        with _understood():
            return _number(self._project.milestones.create(dict(fields)).attributes, "id")

    def update_milestone(self, id_: int, fields: Mapping[str, Any]) -> None:
        """Change a milestone's fields."""
        with _understood():
            self._project.milestones.update(id_, dict(fields))

    def create_issue(self, fields: Mapping[str, Any]) -> RemoteIssue:
        """Make an issue with all its fields at once. The issue as it came out."""
        with _understood():
            return _issue(self._project.issues.create(dict(fields)).attributes)

    def update_issue(self, iid: int, fields: Mapping[str, Any]) -> None:
        """Change an issue's fields."""
        with _understood():
            self._project.issues.update(iid, dict(fields))


def connect(url: str, project: str, token: str) -> Remote:
    """The project, by its path or number, on the GitLab at this address; one request is made.

    Raises PushError: nothing to push with, no such project; MalformedError: an address, a project
    or a token that cannot be.
    """
    base = _address(url)
    if not _PROJECT.fullmatch(project):
        raise MalformedError(
            f"'{project}' is not the path of a project, like customers/aurora/plans"
        )
    if not _TOKEN.fullmatch(token):
        raise MalformedError("the token is missing or cut: it is one word, without spaces")
    try:
        from gitlab import Gitlab

        from generator.push.one_host import OneHost
    except ImportError:
        raise PushError("python-gitlab is not installed: pip install 'handrail[gitlab]'") from None
    session = OneHost(f"{base}/api/v4", token)
    # The session says itself what failed; python-gitlab would wait and try again, unheard.
    gitlab = Gitlab(base, private_token=token, per_page=100, keep_base_url=True, session=session)
    with _understood():
        return Remote(base, gitlab.projects.get(project))


def _address(url: str) -> str:
    """The address without a slash at its end; https, save on this machine."""
    try:
        parts = urlsplit(url)
        sound = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or "@" in parts.netloc or parts.query or parts.fragment or not url.isprintable():
        raise MalformedError("the address of GitLab has to be like https://gitlab.example.com")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise MalformedError("the address of GitLab has to begin with https://")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


@contextmanager
def _understood() -> Iterator[None]:
    """An answer that is not as GitLab documents it ends the push, and says so."""
    from gitlab.exceptions import GitlabError

    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError, GitlabError):
        raise PushError("GitLab's answer is not as its API is documented") from None


def _all(manager: Any, **options: Any) -> list[Mapping[str, Any]]:
    """Everything of a kind, page by page."""
    with _understood():
        found = manager.list(iterator=True, **options)
        everything = [one.attributes for one in islice(found, MOST + 1)]
    if len(everything) > MOST:
        raise PushError(f"the project holds more than {MOST:,} of a kind, which is too many")
    return everything


def _issue(values: Mapping[str, Any]) -> RemoteIssue:
    with _understood():
        return RemoteIssue(
            iid=_number(values, "iid"),
            title=_text(values, "title"),
            description=_text(values, "description", missing=""),
            state=_text(values, "state"),
            due_date=_day(values, "due_date"),
            confidential=_typed(values["confidential"], bool),
        )


def _milestone(values: Mapping[str, Any]) -> RemoteMilestone:
    with _understood():
        return RemoteMilestone(
            id=_number(values, "id"),
            title=_text(values, "title"),
            description=_text(values, "description", missing=""),
            start_date=_day(values, "start_date"),
            due_date=_day(values, "due_date"),
            of_group=values.get("project_id") is None,
        )


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError
    return value


def _number(values: Mapping[str, Any], name: str) -> int:
    return _typed(values[name], int)


def _text(values: Mapping[str, Any], name: str, missing: str | None = None) -> str:
    value = values[name]
    return missing if value is None and missing is not None else _typed(value, str)


def _day(values: Mapping[str, Any], name: str) -> date | None:
    value = values.get(name)
    return None if value is None else date.fromisoformat(_typed(value, str))
