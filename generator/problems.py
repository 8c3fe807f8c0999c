"""What can be wrong, where it is, and how it is said."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Route = tuple[str | int, ...]
"""A position in the data, e.g. `("playbooks", "ebr", "phases", 0, "steps", 3, "due")`."""

Level = Literal["error", "warning"]


class Span(NamedTuple):
    """A stretch of one line; `line` and `column` count from 1, `end` is the column after it."""

    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file that a person can go to; `text` is the source line, when there is one.

    `column` names a table's column; `way` leads there by names, whatever the line:
    `phases.All.steps.kickoff.due`.
    """

    file: str
    span: Span | None = None
    text: str = ""
    way: str = ""
    column: str = ""

    def __str__(self) -> str:
        name = printable(self.file)
        return f"{name}:{self.span.line}:{self.span.column}" if self.span else name


class Finding(NamedTuple):
    """What a check yields; the runner adds its name, its level and the place in the file."""

    route: Route
    message: str
    hint: str = ""
    also: Route | None = None
    also_says: str = ""
    on_key: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in words for the person who wrote it.

    `cause` is the message without what suffers: the steps that lack something are in `needed_by`,
    as pairs of playbook and step, and problems of one cause are told as one.
    """

    where: Location
    check: str
    message: str
    hint: str = ""
    level: Level = "error"
    also: Location | None = None
    also_says: str = ""
    cause: str = ""
    needed_by: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.level}[{self.check}]: {printable(self.message)}"]
        lines += _excerpt(self.where)
        if self.where.column:
            lines.append(f"    = column: {printable(self.where.column)}")
        if self.also:
            lines += [f"    = {self.also_says or 'see also'}: {self.also}", *_excerpt(self.also)]
        if self.hint:
            lines.append(f"    = help: {printable(self.hint)}")
        return "\n".join(lines)


_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
LONGEST_MESSAGE = 400
MOST_COMPARED = 1_000
CURLY = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"
"""Quotation marks that word processors make, and that mean nothing in YAML."""


def printable(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """Text for one line of a terminal: what would steer it becomes `\ufffd`, a tab a space."""
    shown = _UNPRINTABLE.sub(lambda c: " " if c[0] in "\t\n" else "\ufffd", text)
    return shown if len(shown) <= longest else f"{shown[: longest - 40]} … {shown[-35:]}"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file, line and column; each said once, and each cause once."""
    return sorted(
        _by_cause(dict.fromkeys(problems)),
        key=lambda p: (p.where.file, p.where.span or (0, 0, 0), p.check, p.message),
    )


def needing(cause: str, needed_by: Sequence[tuple[str, str]]) -> str:
    """The message: a cause, and the steps that suffer from it, as pairs of playbook and step."""
    by_playbook: dict[str, list[str]] = {}
    for playbook, step in needed_by:
        by_playbook.setdefault(playbook, []).append(step)
    (playbook, steps), *others = by_playbook.items()
    needy = f"{_named(steps)} of '{playbook}'"
    if len(others) == 1:
        needy += f", and {_named(others[0][1])} of '{others[0][0]}',"
    elif others:
        more = counted(sum(len(steps) for _, steps in others), "step")
        needy += f", and {more} of {len(others)} other playbooks,"
    return f"{cause}: {needy} {'needs' if len(needed_by) == 1 else 'need'} it"


def _named(steps: Sequence[str]) -> str:
    more = len(steps) - 1
    return f"step '{steps[0]}'" + (f" and {counted(more, 'other')}" if more else "")


def _by_cause(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What several playbooks lack becomes one problem, an error where it is one for any."""
    together: dict[tuple[Location, str, str], Problem] = {}
    for one in problems:
        if not one.cause:
            yield one
            continue
        key = (one.where, one.check, one.cause)
        together[key] = _joined(together[key], one) if key in together else one
    yield from together.values()


def _joined(one: Problem, other: Problem) -> Problem:
    needed_by = tuple(dict.fromkeys((*one.needed_by, *other.needed_by)))
    level: Level = "error" if "error" in (one.level, other.level) else "warning"
    message = needing(one.cause, needed_by)
    return replace(one, message=message, level=level, needed_by=needed_by)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether the run must end here."""
    return any(p.level == "error" for p in problems)


def did_you_mean(word: str, known: Iterable[str], what: str = "it can be") -> str:
    """A hint: the nearest known word, or all of them when they are few."""
    names = list(dict.fromkeys(known))
    if len(names) > MOST_COMPARED:
        return ""
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6) or [
        n for n in names if n.casefold() == word.casefold()
    ]
    if near:
        return f"did you mean '{near[0]}'?"
    last = "or" if what == "it can be" else "and"
    return f"{what} {listed(names, last)}" if 0 < len(names) <= 24 else ""


def near_id(text: str) -> str:
    """The id that somebody meant who typed capitals, spaces, underscores, accents or quotes."""
    plain = in_ascii(text.strip(f"{CURLY} \u00a0"))
    return re.sub(r"[\s_-]+", "-", plain.strip()).lower().strip("-")


_WHOLE_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
)  # fmt: skip
"""Letters that are no letter with an accent."""


def in_ascii(text: str) -> str:
    """Latin letters without their accents; what is no letter of ASCII even then is left out."""
    letters = unicodedata.normalize("NFKD", text.translate(_WHOLE_LETTERS))
    return letters.encode("ascii", "ignore").decode()


def listed(words: Iterable[object], last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    names = [str(w) for w in words]
    return (
        names[0]
        if len(names) == 1
        else f"{', '.join(names[:-1])} {last} {names[-1]}"
        if names
        else ""
    )


def counted(number: int, noun: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{number} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """`steps`, `activities`, `days`."""
    is_changed = noun.endswith("y") and noun[-2] not in "aeiou"
    return f"{noun[:-1]}ies" if is_changed else f"{noun}s"


def _excerpt(where: Location) -> Iterator[str]:
    """The source line with carets under the part that is meant; long lines are cut around it."""
    if not where.span or not where.text:
        return
    line, column, end = where.span
    start = max(0, column - 60) if len(where.text) > 120 else 0
    shown = printable(where.text[start : start + 120])
    gutter = " " * len(str(line))
    width = max(1, min(end, start + len(shown) + 1) - column)
    yield f" {gutter} |"
    yield f" {line} | {shown}"
    yield f" {gutter} | {' ' * (column - 1 - start)}{'^' * width}"
