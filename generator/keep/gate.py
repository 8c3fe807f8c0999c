"""What a file has to be before it is merged. Whatever is not sure is refused: a person decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.keep.marks import FORMAT, Base, read_base
from generator.keep.merge import Merge
from generator.keep.sheet import FOOT, Sheet, parse
from generator.keep.story import RefusedError

BOM = "\ufeff"
MOST_DELETED = 2, 0.3
"""So many items may go at once, or this part of all."""

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)
_KEY = re.compile(r"""(customer|playbook|format|items):[ \t]*(["']?)(.*?)\2\s*""")
"""Some editors put a value in quotes: it means the same."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that can be worked on."""

    sheet: Sheet
    base: Base
    format: int
    bom: str
    open_end: bool  # the last line has no line end
    eol: str


def read(content: bytes) -> Paper:
    """A checklist's bytes, taken apart; refused where they are none that can be trusted."""
    text = _text(content)
    if found := _CONFLICT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedError("there are conflict markers of a merge: settle them first", line)
    bom = BOM if text.startswith(BOM) else ""
    text = text.removeprefix(BOM)
    eol = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    open_end = not text.endswith(("\n", "\r"))
    sheet = parse(text + eol * open_end)
    known = _format(sheet)  # first: a newer form may end otherwise
    return Paper(sheet, _base(sheet), known, bom, open_end, eol)


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RefusedError("the file is not UTF-8 text: save it as UTF-8", line) from None


def front(lines: list[str]) -> dict[str, tuple[str, int]]:
    """What the front matter says of the file, each with its line."""
    found = ((_KEY.fullmatch(line), at) for at, line in enumerate(lines, 1))
    return {key[1]: (key[3], at) for key, at in found if key}


def _format(sheet: Sheet) -> int:
    facts = front(sheet.front)
    if not {"customer", "playbook", "format"} <= facts.keys():
        raise RefusedError(
            "the file does not begin as a checklist does, with customer, playbook and format "
            "between two lines of ---",
            1,
        )
    words, line = facts["format"]
    if not re.fullmatch(r"[1-9]\d{0,5}", words):
        raise RefusedError(f"'{words[:20]}' is not a format that a checklist can have", line)
    if int(words) > FORMAT:
        raise RefusedError(
            f"the file has format {words}, this Handrail knows formats up to {FORMAT}: "
            "use a newer Handrail",
            line,
        )
    return int(words)


def _base(sheet: Sheet) -> Base:
    """What the last comment says."""
    line, found = len(sheet.front) + 1, []
    for piece in sheet.pieces:
        if piece.kind == FOOT:
            found.append((piece, line))
        line += len(piece.lines) + len(piece.tail)
    if not found:
        raise RefusedError(
            "the comment that ends a checklist (<!-- base: ... | end -->) is missing: "
            "the file may have been cut off",
            line - 1,
        )
    if len(found) > 1:
        raise RefusedError(
            f"the comment that ends a checklist stands twice, in lines {found[0][1]} and "
            f"{found[1][1]}: take one away",
            found[1][1],
        )
    base = read_base("".join(found[0][0].lines))
    if base is None:
        raise RefusedError(
            "the comment that ends a checklist is not as it was written: "
            "the file may have been cut off, or the comment edited",
            found[0][1],
        )
    return base


def check_same(old: list[str], new: list[str]) -> None:
    """Both, by what they begin with, have to be of one customer and one playbook."""
    before, after = front(old), front(new)
    for key in ("customer", "playbook"):
        words, line = before[key]
        if words != after[key][0]:
            raise RefusedError(
                f"the file belongs to the {key} '{words[:80]}', not to '{after[key][0]}'", line
            )


def check_deletions(merge: Merge) -> None:
    """Not too much may have gone at once: it may have been an accident."""
    items = [id_ for id_ in merge.base.items if id_ not in merge.base.dropped]
    fewest, part = MOST_DELETED
    if len(merge.gone) > max(fewest, part * len(items)):
        raise RefusedError(
            f"{len(merge.gone)} of the {len(items)} items are no longer in the file: if that is "
            "meant, say --accept-deletions"
        )
