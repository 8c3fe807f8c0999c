"""A GitLab on loopback: the part of its REST API (v4) that a push uses, as its documentation says.

It is stricter than the real one: a parameter that is not documented for the endpoint is a 400, and
so is a value of another form. Quick actions in a description are carried out, as on the real one;
here that means: noted in `commands`. At a numbered exchange it can fail in many ways.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

JSON = dict[str, Any]
TOKEN = "glpat-canary-1f6e0b"

PAGES = {"page", "per_page"}
_ISSUE_FIELDS = {
    "assignee_ids", "confidential", "description", "due_date", "epic_id", "issue_type", "labels",
    "milestone_id", "title", "weight",
}  # fmt: skip
_MILESTONE_FIELDS = {"title", "description", "due_date", "start_date"}

# Method and path, and the parameters that the documentation names for them (doc/api/*.md).
DOCUMENTED: dict[tuple[str, str], set[str]] = {
    ("GET", r"/projects/([^/]+)"): {"license", "statistics", "with_custom_attributes"},
    ("GET", r"/users"): {"username", "search", "active", "blocked", "external", *PAGES},
    ("GET", r"/projects/(\d+)/labels"): {
        "with_counts", "include_ancestor_groups", "search", *PAGES,
    },
    ("POST", r"/projects/(\d+)/labels"): {"name", "color", "description", "priority"},
    ("GET", r"/projects/(\d+)/milestones"): {
        "iids[]", "state", "title", "search", "include_ancestors", "updated_before",
        "updated_after", *PAGES,
    },
    ("POST", r"/projects/(\d+)/milestones"): _MILESTONE_FIELDS,
    ("PUT", r"/projects/(\d+)/milestones/(\d+)"): {*_MILESTONE_FIELDS, "state_event"},
    ("GET", r"/projects/(\d+)/issues"): {
        "assignee_id", "assignee_username", "author_id", "author_username", "confidential",
        "created_after", "created_before", "due_date", "iids[]", "issue_type", "labels",
        "milestone", "my_reaction_emoji", "order_by", "scope", "search", "in", "sort", "state",
        "updated_after", "updated_before", "with_labels_details", "cursor", *PAGES,
    },
    ("GET", r"/projects/(\d+)/issues/(\d+)"): set(),
    ("POST", r"/projects/(\d+)/issues"): {*_ISSUE_FIELDS, "assignee_id", "created_at", "iid"},
    ("PUT", r"/projects/(\d+)/issues/(\d+)"): {
        *_ISSUE_FIELDS, "add_labels", "remove_labels", "state_event", "updated_at",
        "discussion_locked",
    },
}  # fmt: skip


@dataclass
class Exchange:
    """One request as it came in."""

    method: str
    path: str
    values: JSON
    headers: list[tuple[str, str]]
    raw: bytes


class BadRequestError(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status: int, message: object) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass
class Project:
    """What a project on this GitLab holds."""

    path: str = "customers/aurora/plans"
    visibility: str = "private"
    id: int = 7
    labels: dict[str, JSON] = field(default_factory=dict)
    milestones: dict[int, JSON] = field(default_factory=dict)
    issues: dict[int, JSON] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=lambda: {"pnair": 31, "tokafor": 32})


class GitLab(ThreadingHTTPServer):
    """The server: `url`, `project`, and `log` of every exchange."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.project = Project()
        self.log: list[Exchange] = []
        self.commands: list[str] = []
        self.faults: dict[int, str] = {}  # by the number of the exchange, from 1
        self.elsewhere = ""  # where a redirect leads to
        self.open_only = False  # whether it lets the token's owner make nothing confidential
        self.lock = threading.Lock()
        self.silence = threading.Event()  # until it is set, a silent server says nothing

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def writes(self) -> list[Exchange]:
        """Every request that changes something."""
        return [one for one in self.log if one.method != "GET"]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no news."""


@contextmanager
def running() -> Iterator[GitLab]:
    """A GitLab that listens."""
    with GitLab() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.silence.set()
            server.shutdown()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    """One request: noted, checked, carried out, answered."""

    server: GitLab

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        self._exchange("GET")

    def do_POST(self) -> None:
        self._exchange("POST")

    def do_PUT(self) -> None:
        self._exchange("PUT")

    def _exchange(self, method: str) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        values: JSON = {name: found[-1] for name, found in parse_qs(parts.query).items()}
        with self.server.lock:
            body = json.loads(raw) if raw else {}
            self.server.log.append(
                Exchange(method, self.path, values | body, list(self.headers.items()), raw)
            )
            fault = self.server.faults.get(len(self.server.log), "")
            if fault in ("", "cut after", "half"):
                status, answer, headers = self._answer(method, parts.path, values, body)
        if fault not in ("", "cut after", "half"):
            self._fail(fault)
            return
        if fault == "cut after":
            self.close_connection = True
            return
        self._send(status, json.dumps(answer).encode(), headers, half=fault == "half")

    def _answer(
        self, method: str, path: str, query: JSON, body: JSON
    ) -> tuple[int, Any, Mapping[str, str]]:
        try:
            self._check_token()
            for (verb, pattern), known in DOCUMENTED.items():
                found = re.fullmatch(f"/api/v4{pattern}", path)
                if found and verb == method:
                    _check_names({**query, **body}, known)
                    return self._routed(method, pattern, found, query, body)
            raise BadRequestError(404, "404 Not Found")
        except BadRequestError as error:
            return error.status, {"message": error.message}, {}

    def _check_token(self) -> None:
        if self.headers.get("PRIVATE-TOKEN") != TOKEN:
            raise BadRequestError(401, "401 Unauthorized")

    def _routed(
        self, method: str, pattern: str, found: re.Match[str], query: JSON, body: JSON
    ) -> tuple[int, Any, Mapping[str, str]]:
        project = self.server.project
        kind = re.findall("[a-z]{2,}", pattern)[-1]
        if kind == "projects":
            return 200, self._project(unquote(found[1])), {}
        if kind != "users" and found[1] != str(project.id):
            raise BadRequestError(404, "404 Project Not Found")
        one = int(found[2]) if found.re.groups > 1 else 0
        if method == "GET" and not one:
            return self._listed(kind, query)
        if method == "GET":
            return 200, _there(project.issues, one), {}
        made = {"labels": self._label, "milestones": self._milestone, "issues": self._issue}
        return (201 if method == "POST" else 200), made[kind](body, one), {}

    def _project(self, name: str) -> JSON:
        project = self.server.project
        if name not in (project.path, str(project.id)):
            raise BadRequestError(404, "404 Project Not Found")
        return {
            "id": project.id,
            "path_with_namespace": project.path,
            "visibility": project.visibility,
            "web_url": f"{self.server.url}/{project.path}",
        }

    def _listed(self, kind: str, query: JSON) -> tuple[int, Any, Mapping[str, str]]:
        """A page of things, with the headers that lead to the next one."""
        project = self.server.project
        everything: list[JSON] = {
            "labels": list(project.labels.values()),
            "milestones": list(project.milestones.values()),
            "issues": list(project.issues.values()),
            "users": [
                {"id": id_, "username": name, "name": name, "state": "active"}
                for name, id_ in project.users.items()
                if name.lower() == query.get("username", "").lower()
            ],
        }[kind]
        if kind == "issues" and query.get("sort", "desc") == "desc":
            everything.reverse()
        page, size = int(query.get("page", 1)), min(100, int(query.get("per_page", 20)))
        more = page * size < len(everything)
        address = f"{self.server.url}{urlsplit(self.path).path}"
        follows = urlencode({**query, "page": page + 1, "per_page": size})
        headers = {
            "X-Page": str(page),
            "X-Per-Page": str(size),
            "X-Total": str(len(everything)),
            "X-Next-Page": str(page + 1) if more else "",
            **({"Link": f'<{address}?{follows}>; rel="next"'} if more else {}),
        }
        return 200, everything[(page - 1) * size : page * size], headers

    def _label(self, body: JSON, _: int) -> JSON:
        name = _string(body, "name", required=True)
        if not re.fullmatch("#[0-9a-fA-F]{6}", _string(body, "color", required=True)):
            raise BadRequestError(400, {"color": ["must be a valid color code"]})
        if name in self.server.project.labels:
            raise BadRequestError(409, "Label already exists")
        made = {"id": len(self.server.project.labels) + 1, "description": None, **body}
        self.server.project.labels[name] = made
        return made

    def _milestone(self, body: JSON, id_: int) -> JSON:
        project = self.server.project
        _dates(body, "start_date", "due_date")
        if id_:
            _there(project.milestones, id_).update(body)
            return project.milestones[id_]
        title = _string(body, "title", required=True)
        if any(one["title"] == title for one in project.milestones.values()):
            raise BadRequestError(400, {"title": ["already being used for another milestone."]})
        id_ = 500 + len(project.milestones)
        empty = {"description": None, "start_date": None, "due_date": None, "state": "active"}
        project.milestones[id_] = {"id": id_, "project_id": project.id, **empty, **body}
        return project.milestones[id_]

    def _issue(self, body: JSON, iid: int) -> JSON:
        project = self.server.project
        old = _there(project.issues, iid) if iid else {}
        fields = self._checked(body)
        if not iid:
            _string(body, "title", required=True)
        iid = iid or len(project.issues) + 1
        empty = {
            "id": 9000 + iid, "iid": iid, "project_id": project.id, "state": "opened",
            "description": None, "due_date": None, "confidential": False, "labels": [],
            "milestone": None, "assignees": [],
        }  # fmt: skip
        project.issues[iid] = {**empty, **old, **fields}
        return project.issues[iid]

    def _checked(self, body: JSON) -> JSON:
        """The fields of an issue as GitLab keeps them."""
        project, fields = self.server.project, dict(body)
        _dates(body, "due_date")
        if "title" in body and not 0 < len(_string(body, "title")) <= 255:
            raise BadRequestError(400, {"title": ["is too long (maximum is 255 characters)"]})
        if "description" in body:
            fields["description"] = self._without_actions(_string(body, "description"))
        if "confidential" in body and not isinstance(body["confidential"], bool):
            raise BadRequestError(400, {"error": "confidential is invalid"})
        if self.server.open_only:
            fields["confidential"] = False
        if "labels" in body:
            fields["labels"] = [name for name in _string(body, "labels").split(",") if name]
            for name in fields["labels"]:
                project.labels.setdefault(name, {"id": 0, "name": name, "color": "#428bca"})
        if "milestone_id" in body:
            fields["milestone"] = _there(project.milestones, fields.pop("milestone_id"))
        if "assignee_ids" in body:
            ids = fields.pop("assignee_ids")
            if not set(ids) <= set(project.users.values()):
                raise BadRequestError(400, {"error": "assignee_ids is invalid"})
            fields["assignees"] = [{"id": id_} for id_ in ids]
        return fields

    def _without_actions(self, text: str) -> str:
        """Lines that begin with `/` and a word are commands, wherever they stand: more than the
        real one takes for commands, never less."""
        kept = []
        for line in text.replace("\r", "").split("\n"):
            if re.match(r"/\w", line):
                self.server.commands.append(line)
            else:
                kept.append(line)
        return "\n".join(kept).rstrip()

    def _fail(self, fault: str) -> None:
        if fault == "cut before":
            self.close_connection = True
        elif fault == "silent":
            self.server.silence.wait(5)
        elif fault == "not JSON":
            self._send(200, b"<html>Sign in</html>", {"Content-Type": "text/html"})
        elif fault == "other JSON":
            self._send(200, b'{"iid": "one", "items": [null]}', {})
        elif fault == "odd list":
            self._send(200, b'[{"iid": 1, "id": true}]', {})
        elif fault == "endless":
            self._send(200, b'"' + b"x" * 300_000 + b'"', {})
        elif fault == "redirect":
            self._send(302, b"", {"Location": f"{self.server.elsewhere}{self.path}"})
        elif fault == "page elsewhere":
            link = f'<{self.server.elsewhere}/steal?page=2>; rel="next"'
            self._send(200, b"[]", {"Link": link})
        else:
            status = int(fault.split(maxsplit=1)[0])
            message = {"message": f"{status} says the server, to {TOKEN}\u001b[31m"}
            wait = {"Retry-After": fault.split()[1]} if " " in fault else {}
            self._send(status, json.dumps(message).encode(), wait)

    def _send(
        self, status: int, body: bytes, headers: Mapping[str, str], half: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if half else body)
        self.close_connection = True


def _check_names(values: JSON, known: set[str]) -> None:
    if values.get("include_ancestors", "true") not in ("true", "false"):
        raise BadRequestError(400, {"error": "include_ancestors is invalid"})
    if unknown := set(values) - known:
        raise BadRequestError(400, {"error": f"{', '.join(sorted(unknown))} is not documented"})


def _there(things: dict[int, JSON], id_: object) -> JSON:
    if not isinstance(id_, int) or id_ not in things:
        raise BadRequestError(404, "404 Not found")
    return things[id_]


def _string(body: JSON, name: str, required: bool = False) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or (required and not value):
        raise BadRequestError(400, {"error": f"{name} is missing or invalid"})
    return value


def _dates(body: JSON, *names: str) -> None:
    for name in names:
        if name in body:
            try:
                date.fromisoformat(_string(body, name, required=True))
            except ValueError:
                raise BadRequestError(400, {"error": f"{name} is invalid"}) from None
