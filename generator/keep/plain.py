"""Nearly all kept files, read quickly: as they were generated, ticked, with indented notes.

What could be read in more than one way is left to the careful reader: fenced blocks, comments of a
person's own, items that are indented, stand twice or lost their marker, lines that go on at the
margin. Of what is read here, both readers say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import dedent

from generator.keep.items import theirs
from generator.keep.marks import FORMAT, Base, Entry, fingerprint, joined, read_base
from generator.keep.story import Reading

_BEGINS = re.compile(
    rf"---\n(?=(?:\w+: *[^\n]*\n)*?customer:)(?=(?:\w+: *[^\n]*\n)*?playbook:)"
    rf"(?=(?:\w+: *[^\n]*\n)*?format: *{FORMAT} *\n)(?:\w+: *[^\n]*\n)*---\n"
)
_BOX = re.compile(r"- \[([^\[\]]{0,3})\][ \t]+")
_MARKER = re.compile(r"<!-- id: ([a-z0-9][a-z0-9-]{0,63}) [0-9a-f]{8} -->[ \t]*")
_OWN = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+\[([^\[\]]{0,3})\][ \t]+(.*)")
_LIST = re.compile(r"[ \t]+(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)")
_FOOT = "<!-- base:"
_DOUBTFUL = ("\r", "\ufeff", "```", "~~~", "<<<<<<<", ">>>>>>>", "|||||||")


class DoubtError(Exception):
    """Not a file for this reader."""


def plain(old: bytes) -> Reading | None:
    """What a file holds, or None where it takes the careful reader to say so."""
    try:
        return _read(old.decode())
    except (DoubtError, UnicodeDecodeError):
        return None


def _read(text: str) -> Reading:
    begin = _BEGINS.match(text)
    foot = text.rfind(_FOOT)
    if not begin or foot < 0 or any(sign in text for sign in _DOUBTFUL):
        raise DoubtError
    base = read_base(text[foot:])
    bodies: dict[str, list[str]] = {}
    states: dict[str, str] = {}
    own: list[tuple[str, str]] = []
    lines = text[begin.end() : foot].split("\n")
    if base is None or lines.pop():  # the comment begins its line
        raise DoubtError
    _take(lines, states, bodies, own)
    if text.count("<!--") != len(states) + 1 or not _is_known(base, bodies, bool(own)):
        raise DoubtError
    return Reading(
        states,
        bodies,
        notes(bodies, {id_: base.items.get(id_) or base.archived.get(id_) for id_ in bodies}),
        tuple(own),
        frozenset(base.dropped),
    )


def _take(
    lines: list[str],
    states: dict[str, str],
    bodies: dict[str, list[str]],
    own: list[tuple[str, str]],
) -> None:
    """Put each line where it belongs: items stand at the margin, what is indented is theirs."""
    body: list[str] | None = None  # of the item that we are in, blank lines at its end left out
    inside = False  # an item, or a list line of the person's
    blank: list[str] = []
    for line in lines:
        if not line or not line.strip():
            blank.append(f"{line}\n")
            continue
        if line[0] in " \t":
            if body is not None:
                body += blank
                body.append(f"{line}\n")
            elif not inside and _LIST.match(line):
                raise DoubtError
        elif (at := line.find("<!--")) > 0:
            box, marker = _BOX.match(line, 0, at), _MARKER.fullmatch(line, at)
            if not box or not marker or marker[1] in states:
                raise DoubtError
            states[marker[1]] = box[1].strip() or " "
            body = bodies[marker[1]] = []
            inside = True
        elif body is not None and not blank:
            raise DoubtError  # it may go on with the item's paragraph
        else:
            body, inside = None, bool(_LIST.match(f" {line}"))
            if inside and (task := _OWN.fullmatch(line)):
                own.append((task[1].strip() or " ", task[2].strip()))
        blank = []


def _is_known(base: Base, bodies: Mapping[str, list[str]], own: bool) -> bool:
    """Whether no item can be one that lost its marker."""
    return not own or all(id_ in bodies or id_ in base.dropped for id_ in base.items)


def notes(bodies: Mapping[str, list[str]], known: Mapping[str, Entry | None]) -> dict[str, str]:
    """What the person wrote below items, without its indent."""
    found = {
        id_: _written(body, known[id_] or Entry("", None)) for id_, body in bodies.items() if body
    }
    return {id_: text for id_, text in found.items() if text}


def _written(body: list[str], last: Entry) -> str:
    """Nothing, most often: all that stands there is the handbook's note."""
    words = joined(body)
    if last.note == fingerprint(words) and all(w[0] == ">" for w in words.split("\n")):
        return ""
    return dedent("".join(theirs(body[:], last))).strip()
