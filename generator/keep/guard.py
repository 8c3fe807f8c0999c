"""The last look before a file is written: has anything been lost, or made up?

This looks at lines only and shares nothing with the merge but the fingerprint, so that a mistake
there is found here. Every line of the old file has to be in the new one unless it is the
handbook's, which its fingerprint proves; every state has to be there under its id; no other may be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from generator.keep.marks import fingerprint
from generator.keep.story import RefusedError

_ID = re.compile(r"[ \t]*<!--[ \t]*id:[ \t]*([a-z0-9-]+)[ \t]+([0-9a-f]{8})[ \t]*-->")
_BOXED = re.compile(r"(?:[-*+]|\d+[.)])[ \t]+\[([^\[\]]{0,3})\][ \t]+(.*)")
_SAID = re.compile(r"- ((?:ticked as|handbook text now): .*) <!-- told: ([0-9a-f]{8}) -->")
_PRINT = re.compile(r"\b[0-9a-f]{8}\b")
_NAME = re.compile(r"[\s,|]([a-z0-9][a-z0-9-]*)(?=[:,|\s])")
_ENDS = re.compile(r"\r\n?|\n")
_KEY = re.compile(r"""(?:format|items):[ \t]*(["']?)\d+\1""")
_LONGEST = 60
"""So many lines one text of the handbook may have, for its fingerprint to be found."""


class Line(NamedTuple):
    """What is looked at in a line."""

    words: str  # without indent and marker
    id: str
    mark: str
    state: str
    label: str


class Look:
    """A file as its lines, and what its last comment names."""

    def __init__(self, text: str) -> None:
        self.lines: list[Line] = []
        self.at: list[int] = []  # the number of each, counted from 1
        comments: list[str] = []
        open_comment = False
        for at, line in enumerate(_ENDS.split(text.removeprefix("\ufeff")), 1):
            if not (words := line.strip()):
                continue
            open_comment = open_comment or words.startswith("<!-- base:")
            if open_comment:
                comments.append(words)
                open_comment = "-->" not in words
            else:
                self.lines.append(_line(words))
                self.at.append(at)
        self.comments = sum(words.startswith("<!-- base:") for words in comments)
        comment = " ".join(comments)
        self.prints = set(_PRINT.findall(comment))
        self.names = set(_NAME.findall(comment))
        self.words = Counter(line.words for line in self.lines if line.words)
        self.states: dict[str, list[str]] = {}
        for line in self.lines:
            if line.id:
                self.states.setdefault(line.id, []).append(line.state)


@lru_cache(maxsize=4096)
def _line(words: str) -> Line:
    marker = _ID.search(words) if "<!--" in words else None
    if marker:
        words = (words[: marker.start()] + words[marker.end() :]).strip()
    box = _BOXED.match(f"{words} ") if words[0:1] in "-*+0123456789" else None
    id_, print_ = marker.groups() if marker else ("", "")
    state, label = (box[1].strip(), box[2].strip()) if box else ("", "")
    return Line(words, id_, print_, state, label)


def check(old: bytes, content: bytes, new: str, was: Mapping[str, str]) -> None:
    """Raise RefusedError unless everything a person wrote in `old` is in `content`, and no more."""
    before, fresh = Look(old.decode()), Look(new)
    after = before if content == old else Look(content.decode())
    if before.comments != after.comments:
        raise _refused("would not end as a checklist does")
    for at, words in _lost(before, after, was):
        raise _refused(f"would have lost line {at}, '{words[:60]}'", at)
    for problem in (
        *_wrong_states(before, after, fresh, was),
        *_invented(before, after, fresh, was),
        *_items_astray(before, after, fresh, was),
    ):
        raise _refused(problem)


def _refused(what: str, line: int | None = None) -> RefusedError:
    return RefusedError(
        f"Handrail leaves this file as it is: the next one {what}. "
        "This is a mistake in Handrail; please report it",
        line,
    )


def _lost(before: Look, after: Look, was: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The numbers and words of lines that are no longer there, and are not the handbook's."""
    for words, missing in (before.words - after.words).items():
        places = [at for at, line in enumerate(before.lines) if line.words == words]
        persons = [at for at in places if not _is_handbooks(before, at, after, was)]
        if len(places) - len(persons) < missing:
            yield before.at[persons[0]], words


def _is_handbooks(before: Look, at: int, after: Look, was: Mapping[str, str]) -> bool:
    line = before.lines[at]
    if line.label:
        ours = fingerprint(line.label) in before.prints | {line.mark}
        names = {line.id, was.get(line.id, line.id)} if line.id else after.states
        if ours and (not line.state or line.state in _states(after, names)):
            return True
    if line.words == "## Archived <!-- archive -->":
        return True
    said = _SAID.fullmatch(line.words)
    if said and fingerprint(said[1]) == said[2]:
        return True
    return _is_front(before, at) or _is_text(before, at)


def _states(look: Look, ids: Iterable[str]) -> set[str]:
    """The states that stand in the boxes of some items."""
    return {state for id_ in ids for state in look.states.get(id_, ())}


def _is_front(before: Look, at: int) -> bool:
    """A line of the front matter that is Handrail's."""
    ends = [n for n, line in enumerate(before.lines) if line.words == "---"][:2]
    return len(ends) == 2 and at < ends[1] and bool(_KEY.fullmatch(before.lines[at].words))


def _is_text(before: Look, at: int) -> bool:
    """Whether the line is part of a text or note that stands as it was generated."""
    for start in range(at, max(-1, at - _LONGEST), -1):
        text = "\n".join(line.words for line in before.lines[start:at])
        for line in before.lines[at : start + _LONGEST]:
            text = f"{text}\n{line.words}" if text else line.words
            if fingerprint(text) in before.prints:
                return True
    return False


def _wrong_states(before: Look, after: Look, fresh: Look, was: Mapping[str, str]) -> Iterator[str]:
    """Items of the plan that are not there with the state they had; of others, see `_lost`."""
    for id_, states in before.states.items():
        names = {id_, was.get(id_, id_)}
        if names & fresh.states.keys() and not _states(after, names) & set(states):
            yield f"would have lost the item '{id_}' or its state"


def _invented(before: Look, after: Look, fresh: Look, was: Mapping[str, str]) -> Iterator[str]:
    """States that nobody has set."""
    former: dict[str, list[str]] = {}
    for old, new in was.items():
        former.setdefault(new, []).append(old)
    unmarked = {line.state for line in before.lines if not line.id and _known(before, line)}
    for id_, states in after.states.items():
        had = _states(before, [id_, *former.get(id_, ())]) | unmarked
        for state in filter(None, states):
            if state not in had:
                yield f"would have the state '{state}' for '{id_}', which nobody set"
    bare = _bare(before) + _bare(fresh)
    for (_, words), lost in (_marked(before, was) - _marked(after, {})).items():
        bare[words] += lost  # a line that lost its marker, being there twice
    for words in _bare(after) - bare:
        yield f"would have a tick that nobody set, '{words[:60]}'"


def _bare(look: Look) -> Counter[str]:
    """Words of lines with a state and without a marker."""
    return Counter(line.words for line in look.lines if line.state and not line.id)


def _marked(look: Look, was: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Items by their id, as it is now, and their words."""
    return Counter((was.get(line.id, line.id), line.words) for line in look.lines if line.id)


def _known(before: Look, line: Line) -> bool:
    """Whether a line without a marker may be an item that lost it."""
    return bool(line.label) and fingerprint(line.label) in before.prints


def _items_astray(before: Look, after: Look, fresh: Look, was: Mapping[str, str]) -> Iterator[str]:
    """Steps of the plan that are missing though new, and deleted ones that are there again."""
    named = {name for id_ in before.names for name in (id_, was.get(id_, id_))}
    had = {name for id_ in before.states for name in (id_, was.get(id_, id_))}
    unmarked = sum(not line.id and _known(before, line) for line in before.lines)
    for id_ in fresh.states:
        if id_ not in named | after.states.keys():
            yield f"would be without the new item '{id_}'"
        if id_ in named and id_ in after.states and id_ not in had and not unmarked:
            yield f"would have the item '{id_}' again, which was deleted"
        most = len(before.states.get(id_, ())) + (unmarked if id_ in named else 1)
        if len(after.states.get(id_, ())) > max(1, most):
            yield f"would have the item '{id_}' twice"


def check_states(old: bytes, content: bytes, states: Mapping[str, str]) -> None:
    """Raise RefusedError unless the two differ in just the boxes of these items, set as asked."""
    before = _ENDS.split(old.decode())
    after = _ENDS.split(content.decode())
    if len(before) != len(after):
        raise _refused("would have more lines or fewer")
    for at, (line, other) in enumerate(zip(before, after, strict=True), 1):
        if line == other:
            continue
        marker = _ID.search(line)
        state = states.get(marker[1]) if marker else None
        box = re.match(r"([ \t]*(?:[-*+]|\d+[.)])[ \t]+\[)[^\[\]]{0,3}(\].*)", line)
        if state is None or not box or other != f"{box[1]}{state}{box[2]}":
            raise _refused(f"would have another line {at}", at)
