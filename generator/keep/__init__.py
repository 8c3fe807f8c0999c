"""A person's checklist file and a freshly generated one: the next file, with nothing lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from sys import intern

from generator.keep import fresh
from generator.keep.gate import Paper, check_deletions, check_same, read
from generator.keep.glance import Reading
from generator.keep.guard import check, check_states
from generator.keep.identity import Names, identify
from generator.keep.items import own_items
from generator.keep.marks import FORMAT, fingerprint, read_base, task, write_base
from generator.keep.merge import Merge, begin, finish
from generator.keep.reading import reading, whose
from generator.keep.sheet import FOOT, TASK, Piece, Sheet
from generator.keep.story import Kept, RefusedError, Story

__all__ = [
    "FORMAT", "Kept", "Reading", "RefusedError", "Story", "fingerprint", "keep", "passed_on",
    "put_states", "reading", "seal", "states", "whose",
]  # fmt: skip

_KEY = re.compile(r"""(format|items):[ \t]*(["']?)\d+\2\s*""")
"""What is written anew; customer and playbook are those of the file."""


def seal(text: str) -> str:
    """A generated checklist with the comment that ends it: what the next merge starts from."""
    return f"{text}{write_base(fresh.read(text).base)}\n"


def keep(
    old: bytes | None, new: str, was: Mapping[str, str] = {}, accept_deletions: bool = False
) -> Kept:
    """The file as it is on disk (None: not there) brought up to the generated text.

    `was` names the present id of an item by its former ones. Raises RefusedError where a person
    has to decide first, and where the result would have lost something.
    """
    content = new.encode()
    if old is None:
        return Kept(content, Story(new=_ids(new)))
    if old == content:
        return Kept(old, Story(kept=_ids(new)))
    made, paper = fresh.read(new[: _end(new)]), read(old)
    check_same(paper.sheet.front, made.front)
    names, older = Names(made.base.items, was), paper.format < FORMAT
    merge = Merge(paper.sheet.pieces, paper.base, made.pieces, names, paper.eol, older, made.base)
    begin(merge)
    if not accept_deletions:
        check_deletions(merge)
    finish(merge)
    content = _written(paper, _front(paper, made.front), merge)
    check(old, content, new, was)
    return Kept(content, _story(merge))


def passed_on(old: bytes, former: str, now: str) -> bytes:
    """A file whose playbook had another id, as one under the id of today; both are paths
    `<customer>/<playbook>.md`. Where the file itself says something else, it stays so."""
    head, mark, rest = old.partition(b"\n---")
    before, after = (name.removesuffix(".md").partition("/")[2] for name in (former, now))
    line = rf"""(?m)^(playbook:[ \t]*["']?){re.escape(before)}(?=["']?[ \t]*\r?$)"""
    return re.sub(line.encode(), rf"\g<1>{after}".encode(), head) + mark + rest


def _end(new: str) -> int:
    """Where the comment begins that ends a generated text."""
    return new.rindex("<!-- base:")


def _ids(new: str) -> tuple[str, ...]:
    """The ids of the items of a generated text: its last comment has them."""
    base = read_base(new[_end(new) :])
    assert base is not None  # `seal` wrote it
    return tuple(map(intern, base.items))  # thousands of lists have the same


def _front(paper: Paper, front: list[str]) -> list[str]:
    """The front matter with our keys as they are now, and whatever else the person has there."""
    new = {line.split(":")[0]: line.rstrip("\n") for line in front if ":" in line}
    lines = []
    for line in paper.sheet.front:
        ours = _KEY.fullmatch(line)
        lines.append(new[ours[1]] + line[len(line.rstrip("\r\n")) :] if ours else line)
    return lines


def _written(paper: Paper, lines: list[str], merge: Merge) -> bytes:
    """The next file's bytes, with the mark at the start and the open end that it had."""
    foot = next(piece for piece in merge.pieces if piece.kind == FOOT)
    foot.lines = [write_base(merge.next) + paper.eol]
    text = str(Sheet(lines, merge.pieces))
    return (paper.bom + (text.removesuffix(paper.eol) if paper.open_end else text)).encode()


def _story(merge: Merge) -> Story:
    deleted = [id_ for id_ in merge.next.dropped if id_ in merge.names.ids]
    told = {what: tuple(ids) for what, ids in merge.told.items()}
    return Story(**told, deleted=tuple(deleted), theirs=own_items(merge.pieces))


def _items(paper: Paper) -> dict[str, Piece]:
    """The items of a file by their ids."""
    identify(paper.sheet.pieces, paper.base, Names(paper.base.items, {}))
    return {piece.token: piece for piece in paper.sheet.pieces if piece.kind == TASK}


def states(old: bytes) -> dict[str, str]:
    """What stands in the box of every item, by its id: `x`, `~`, a blank. Deleted ones are not."""
    found = {id_: task(piece.lines[0]).state for id_, piece in _items(read(old)).items()}
    return {id_: state.strip() or " " for id_, state in found.items() if state is not None}


def put_states(old: bytes, states: Mapping[str, str]) -> Kept:
    """The file with these states by id, and nothing else changed. Ids it does not have are left.

    The story names as changed what has another state now, and as kept what had it already.
    """
    paper = read(old)
    changed: list[str] = []
    kept: list[str] = []
    for id_, state in states.items():
        if len(state) != 1 or state in "[]\r\n":
            raise RefusedError(f"'{state[:20]}' is no state that the box of '{id_}' can have")
    for id_, piece in _items(paper).items():
        line = task(piece.lines[0])
        if id_ not in states or line.state is None or not line.id:
            continue
        if (state := states[id_]) == line.state:
            kept.append(id_)
        else:
            piece.lines[0] = line.head + state + piece.lines[0][len(line.head + line.state) :]
            changed.append(id_)
    text = str(paper.sheet)
    content = (paper.bom + (text.removesuffix(paper.eol) if paper.open_end else text)).encode()
    check_states(old, content, states)
    return Kept(content, Story(changed=tuple(changed), kept=tuple(kept)))
