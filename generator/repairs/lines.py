"""Lines that YAML cannot read, and of which only one reading is possible."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.encoding import Fault
from generator.repairs.edits import Edit, applied
from generator.repairs.values import BLANKS
from generator.yaml_source import read

WIDTHS = (2, 4, 8, 1, 3, 5, 6, 7)
"""What a tab may stand for, the most usual first."""
_TABBED = re.compile(r" *\t[ \t]*")
_AS_SPACE = re.compile(f"[{BLANKS}]")
_BEGINNING = re.compile(f"[ {BLANKS}]*(?:-[ {BLANKS}]+)?(?:[\\w-]+:[ {BLANKS}]+)?")
_GLUED_DASH = re.compile(r" *-(?=\{|\w+:(?:\s|$))")
_GLUED_COLON = re.compile(r" *(?:- +)*[\w-]+:(?=[^\s:/])")
_SIGNED = re.compile(r"[:,\[{] +([@`%][\w.-]+)")
_TEXT = re.compile(r"( *(?:- +)*[\w-]+: +)([^\s\"'\[{|>&*!#].*?)( *)")


def untabbed(lines: Sequence[str], _: int) -> Iterator[list[Edit]]:
    """Spaces for the tabs that indent: one way for each meaning that the file could have then."""
    tabs = [(n, found) for n, line in enumerate(lines) if (found := _TABBED.match(line))]
    text, meanings = "\n".join(lines), list[object]()
    for width in WIDTHS if tabs else ():
        edits = [Edit(n, 0, found.end(), found[0].replace("\t", " " * width)) for n, found in tabs]
        source = read(applied(text, edits))
        if not source.faults and source.data not in meanings:
            meanings.append(source.data)
            yield edits


def unblanked(lines: Sequence[str], line: int) -> Iterator[list[Edit]]:
    """Spaces for blanks that only look like spaces, here and in the lines right above and below."""
    first = last = line
    while first >= 0 and _odd(lines[first]):
        first -= 1
    while last < len(lines) and _odd(lines[last]):
        last += 1
    edits = [
        Edit(n, 0, len(odd), _AS_SPACE.sub(" ", odd))
        for n in range(first + 1, last)
        if (odd := _odd(lines[n]))
    ]
    if edits:
        yield edits


def _odd(line: str) -> str:
    """A line's beginning up to its value, if a blank in it is no space."""
    beginning = _BEGINNING.match(line)
    return beginning[0] if beginning and _AS_SPACE.search(beginning[0]) else ""


def parted(lines: Sequence[str], line: int) -> Iterator[list[Edit]]:
    """The space that is missing after a dash or a colon, here and in the lines right above; then
    also in those right below."""
    edits: list[Edit] = []
    for numbers in (range(line, -1, -1), range(line + 1, len(lines))):
        for n in numbers:
            found = _GLUED_DASH.match(lines[n]) or _GLUED_COLON.match(lines[n])
            if not found:
                break
            edits.append(Edit(n, found.end(), found.end(), " "))
            yield list(edits)


def quoted(lines: Sequence[str], line: int) -> Iterator[list[Edit]]:
    """Quotation marks around text that has `: ` in it, or begins with a sign of YAML."""
    found = _TEXT.fullmatch(lines[line].removesuffix("\r"))
    if found and " #" not in found[2]:
        new = json.dumps(found[2], ensure_ascii=False)
        yield [Edit(line, found.start(2), found.end(2), new)]


def signed(lines: Sequence[str], line: int) -> Iterator[list[Edit]]:
    """Quotation marks around a name with its sign, such as @ida."""
    for found in _SIGNED.finditer(lines[line]):
        yield [Edit(line, found.start(1), found.end(1), json.dumps(found[1], ensure_ascii=False))]


REPAIRS: tuple[Callable[[Sequence[str], int], Iterator[list[Edit]]], ...] = (
    untabbed, unblanked, parted, quoted, signed,
)  # fmt: skip


def repaired(text: str, line: int) -> list[list[Edit]]:
    """The ways to edit a text so that YAML can be read beyond this line (counted from 0).

    All are of the first kind of repair with which it can; more than one only for tabs.
    """
    lines = text.split("\n")
    stop = _stop(read(text).faults)
    for repair in REPAIRS:
        ways = [edits for edits in repair(lines, line) if _beyond(applied(text, edits), stop, line)]
        if ways:
            return ways if repair is untabbed else ways[:1]
    return []


def glued(text: str, line: int) -> list[list[Edit]]:
    """The edits with which lines that YAML takes for one text are keys and values, if any."""
    *_, ways = [[], *parted(text.split("\n"), line)]
    return [ways] if ways else []


def despaced(text: str, line: int) -> list[list[Edit]]:
    """The edits with which a key has spaces before it, if it has other blanks."""
    return list(unblanked(text.split("\n"), line))


def _beyond(text: str, stop: int | None, line: int) -> bool:
    """Whether the scanner gets further than it did."""
    after = _stop(read(text).faults)
    return stop is not None and (after is None or after > max(stop, line))


def _stop(faults: Sequence[Fault]) -> int | None:
    """The line at which the scanner gave up, counted from 0."""
    return next((f.span.line - 1 for f in faults if f.check == "yaml"), None)


BY_CODE: Mapping[str, Callable[[str, int], list[list[Edit]]]] = {
    "yaml": repaired,
    "form": glued,
    "character": despaced,
}
"""By the code of a message: what finds the edits of a line (counted from 0)."""
