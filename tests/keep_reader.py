"""A second reader of checklists, written for the tests alone: what stands where, line by line.

It knows only what a person sees: a box, a marker, an indent, a fence, a heading. Lines that a
person wrote in a test hold a tag such as `mine7`, by which they are found again.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

MARKER = re.compile(r" *<!-- id: ([a-z0-9-]+) ([0-9a-f]{8}) -->")
BOX = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\[(.?)\]\s+(.*)")
TAG = re.compile(r"mine\d+")


class Row(NamedTuple):
    """A line and what it is."""

    text: str  # without its end
    id: str  # of the item that this line is; empty: it is none
    state: str | None  # None: it has no box
    label: str
    owner: str  # the item in which it stands, if it is none itself
    heading: str  # the last heading before it
    hidden: bool  # in a fence or a comment


def lines_of(text: str) -> list[str]:
    """The lines without their ends and without a byte order mark."""
    return re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))


@lru_cache(maxsize=64)
def rows(text: str) -> list[Row]:
    """Every line that is not blank, from after the front matter."""
    lines = lines_of(text)
    body = lines[lines.index("---", 1) + 1 :]
    hidden = _hidden(body)
    found: list[Row] = []
    inside: list[tuple[int, str]] = []
    heading, before = "", ""
    for at, line in enumerate(body):
        words = line.strip()
        row = _row(line) if not hidden[at] else ("", None, "")
        if words:
            plain = not hidden[at] and not re.match(r"([-*+>#]|\d+[.)]|`{3}|~{3}|<!--)", words)
            lazy = plain and before and not re.match(r"#|<!-- base", before)
            width = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            while inside and not lazy and width <= inside[-1][0]:
                inside.pop()
            owner = next((id_ for _, id_ in reversed(inside) if id_), "")
            if words.startswith("<!-- base:"):
                heading = ""  # what follows the end belongs to no section
            if words.startswith("#") and not hidden[at] and not width:
                heading = words
            found.append(Row(line, row[0], row[1], row[2], owner, heading, hidden[at]))
            if row[0] or (not inside and not hidden[at] and re.match(r"[-*+]|\d+[.)]", words)):
                inside.append((width, row[0]))
        before = words
    return found


def _row(line: str) -> tuple[str, str | None, str]:
    marker = MARKER.search(line)
    rest = MARKER.sub("", line, count=1)
    box = BOX.match(rest + " ")
    label = box[2].strip() if box else rest.strip()
    return (marker[1] if marker else "", box[1] if box else None, label)


def _hidden(lines: list[str]) -> list[bool]:
    """Which lines stand in a fence or in a comment of several lines."""
    result, end = [], ""
    for line in lines:
        words = line.strip()
        opens = {"```": "```", "~~~": "~~~", "<!--": "-->"}.get(
            words[:4] if "<" in words else words[:3]
        )
        if end:
            result.append(True)
            end = "" if (words == end or (end == "-->" and "-->" in words)) else end
        elif opens and not (opens == "-->" and "-->" in words):
            result.append(True)
            end = opens
        else:
            result.append(False)
    return result


def items(text: str) -> dict[str, list[Row]]:
    """The lines with a marker by their id, hidden ones left out."""
    found: dict[str, list[Row]] = {}
    for row in rows(text):
        if row.id and not row.hidden:
            found.setdefault(row.id, []).append(row)
    return found


def boxes(text: str) -> Counter[str]:
    """How often each state stands in a box, blank ones left out."""
    return Counter(
        row.state for row in rows(text) if row.state and row.state.strip() and not row.hidden
    )


def tagged(text: str) -> list[Row]:
    """The lines that a person wrote."""
    return [row for row in rows(text) if TAG.search(row.text)]


def footer(text: str) -> str:
    """The comment that ends the file."""
    return next(line for line in lines_of(text) if line.strip().startswith("<!-- base:"))
