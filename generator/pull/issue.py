"""Ticks from Markdown: the text of a GitLab issue as it was copied, or a checklist's own file."""

from __future__ import annotations

import re

from generator.problems import Location, listed
from generator.pull.pulled import Gathering

_TASK = re.compile(r"(?:\s|>)*(?:[-*+]|\d{1,9}[.)])\s+\[([^\[\]]{0,3})\](?=\s)")
_MARKER = re.compile(r"<!--\s*id:\s*(\S*?)(?:\s+[0-9a-f]{8})?\s*-->")
_FENCE = re.compile(r"(?:\s|>)*(`{3,}|~{3,})(.*)")
_WHOSE = re.compile(r"<!-- handrail: ([a-z0-9-]{1,64})/([a-z0-9-]{1,64}) ")
_ID = r"""["']?([a-z0-9-]{1,64})["']?[ \t]*\r?\n"""  # some editors put a value in quotes
_FRONT = re.compile(rf"---\r?\ncustomer:[ \t]*{_ID}playbook:[ \t]*{_ID}")
_LAST = re.compile(r"<!-- base:([^|]*)\|")
_KNOWN = re.compile(r"\b([a-z0-9][a-z0-9-]*):[0-9a-f]{8}\b")
_LOST = (
    "a task of your own has none. If it is the handbook's, GitLab's rich text editor has lost it: "
    "in the issue's description, switch to plain text editing and take an earlier version"
)


def read_issue(gathering: Gathering, data: bytes) -> None:
    """Every task line that carries its id in a comment; what stands in a block of code is text."""
    text = gathering.text(data, "save the file as UTF-8")
    if text is None:
        return
    whose = _FRONT.match(text) or _WHOSE.search(text)
    if whose:
        gathering.belongs(whose[1], whose[2], gathering.place(1))
    found: set[str] = set()
    unmarked: list[Location] = []
    fence = ""
    opened = gathering.place(1)
    for number, line in enumerate(text.split("\n"), 1):
        where = gathering.place(number, 1, line.rstrip("\r"))
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not mark[2].strip()
            fence = "" if closes else fence
        elif mark:
            fence, opened = mark[1], where
        else:
            _read_line(gathering, where, found, unmarked)
    if fence:
        message = "a block of code begins here and does not end: what follows is not read"
        gathering.complain("fence", message, f"end it with a line of {fence}", opened)
    _tell_lost(gathering, text, found, unmarked)


def _read_line(
    gathering: Gathering, where: Location, found: set[str], unmarked: list[Location]
) -> None:
    task = _TASK.match(where.text)
    ids = _MARKER.findall(where.text)
    if len(ids) > 1:
        message = f"this line carries {len(ids)} ids: {listed(ids, 'and')}"
        gathering.complain("id", message, "give each task a line of its own", where)
    elif ids and task:
        found.add(ids[0])
        gathering.take(ids[0], task[1], where)
    elif ids:
        message = f"'{ids[0]}' has no box: what it is now is not known"
        gathering.complain("state", message, "write '- [ ] ' or '- [x] ' before it", where)
    elif task:
        unmarked.append(where)


def _tell_lost(gathering: Gathering, text: str, found: set[str], unmarked: list[Location]) -> None:
    """Tell of tasks without an id; by the last comment it can be said which ids are missing."""
    last = _LAST.search(text)
    missing = [id_ for id_ in _KNOWN.findall(last[1]) if id_ not in found] if last else []
    which = f"; these have no line: {', '.join(missing[:20])}" if missing else ""
    gathering.without_id("task", unmarked, _LOST + which)
    if not found and not gathering.problems:
        hint = "copy the description as it is when you edit it in plain text"
        gathering.complain("no-id", "no task with an id stands in this text", hint)
