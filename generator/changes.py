"""What a run does to each checklist file: merged in memory, told in words, as data, as a diff."""

from __future__ import annotations

import difflib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from generator.checklist import Checklist
from generator.formats.markdown import markdown
from generator.keep import Kept, RefusedError, Story, keep, passed_on, put_states, states
from generator.problems import counted, printable

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A checklist as freshly generated: path below the folder, its text, ids by their former ones,
    and the states of boxes that are not open. The text waits packed, as there may be thousands."""

    name: str
    packed: bytes
    was: Mapping[str, str]
    ticks: Mapping[str, str]

    @property
    def text(self) -> str:
        """The text."""
        return zlib.decompress(self.packed).decode()


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one file: the bytes to write, unless it is refused or left alone."""

    name: str
    story: Story | None = None  # None: it is refused or left alone
    refused: str = ""
    line: int | None = None
    left: str = ""  # why the file, which is there, is none of this run's
    made: bool = False  # made anew each time: nothing of a person is in it
    done: str = ""  # `new`, `changed` or `unchanged`
    packed: bytes = b""  # the bytes that stand there, where these change, and those to write
    split: int = 0  # where the latter begin
    source: str = ""  # the file under a former id from which this one goes on

    @classmethod
    def to(cls, name: str, old: bytes | None, kept: Kept, made: bool = False) -> Change:
        """The change of a file from its old bytes, None where there are none."""
        done = "new" if old is None else "unchanged" if old == kept.content else "changed"
        before = old if old and done == "changed" else b""
        packed = _packed(before + kept.content)
        return cls(name, kept.story, made=made, done=done, packed=packed, split=len(before))

    @property
    def state(self) -> str:
        """`new`, `changed`, `unchanged`, `refused` or `left`."""
        return self.done or ("refused" if self.refused else "left")

    @property
    def differs(self) -> bool:
        """Whether there is something to write."""
        return self.state in ("new", "changed")

    @property
    def old(self) -> bytes | None:
        """The bytes that stand there; None where there is no file."""
        if self.done == "new":
            return None
        return zlib.decompress(self.packed)[: self.split if self.done == "changed" else None]

    @property
    def content(self) -> bytes:
        """The bytes to write."""
        return zlib.decompress(self.packed)[self.split :]


def _packed(content: bytes) -> bytes:
    return zlib.compress(content, 1)


def drafts(checklists: Iterable[Checklist]) -> Iterator[Draft]:
    """Markdown files `<customer>/<playbook>.md` of the checklists."""
    return map(draft, checklists)


def draft(checklist: Checklist) -> Draft:
    """The Markdown file of a checklist."""
    was = {former: item.id for item in checklist.items for former in item.was}
    ticks = {item.id: item.state for item in checklist.items if item.state.strip()}
    name = f"{checklist.customer_id}/{checklist.playbook_id}.md"
    return Draft(name, _packed(markdown(checklist).encode()), was, ticks)


def merge(
    draft: Draft, old: bytes | None, accept_deletions: bool = False, source: str = ""
) -> Change:
    """What to write where `old` stands, or why nothing can be; with a `source`, `old` stands there,
    under an id that the playbook had before."""
    text = draft.text
    if old is not None and source:
        old = passed_on(old, source, draft.name)
    try:
        kept = keep(old, text, draft.was, accept_deletions)
    except RefusedError as error:
        return Change(source or draft.name, refused=str(error), line=error.line)
    kept = _with_ticks(kept, draft.ticks)
    if source:
        return replace(Change.to(draft.name, None, kept), source=source)
    if old in (None, kept.content) and kept.content == text.encode():
        done = "new" if old is None else "unchanged"
        return Change(draft.name, kept.story, done=done, packed=draft.packed)
    return Change.to(draft.name, old, kept)


def _with_ticks(kept: Kept, ticks: Mapping[str, str]) -> Kept:
    """With these states in boxes that are open: nothing is unticked by another file."""
    if not ticks:
        return kept
    now = states(kept.content)
    wanted = {id_: state for id_, state in ticks.items() if now.get(id_) == " "}
    return replace(kept, content=put_states(kept.content, wanted).content)


_TOLD = {
    "new": "new",
    "changed": "changed",
    "changed_since_ticked": "changed since ticked",
    "edited": "in your words, while the handbook has others now",
    "renamed": "renamed",
    "removed": "gone from the handbook",
    "archived": "archived",
    "returned": "back from the archive",
    "deleted": "deleted by you",
}


def words(change: Change) -> str:
    """One line for a person: `12 kept, 2 new (a, b), 1 deleted by you (c)`."""
    if change.story is None:
        return printable(change.refused or change.left)
    story = change.story
    if change.made:
        return {"new": "new", "changed": "made anew"}.get(change.state, change.state)
    if change.state == "new" and not change.source:
        return f"new, {counted(len(story.new), 'item')}"
    parts = [f"goes on from {change.source}"] if change.source else []
    parts += [f"{len(story.kept)} kept"]
    for name, meaning in _TOLD.items():
        ids = getattr(story, name)
        if name == "changed":  # those that were ticked have a part of their own
            ids = [id_ for id_ in ids if id_ not in story.changed_since_ticked]
        if ids:
            parts.append(f"{len(ids)} {meaning} ({_named(ids)})")
    if story.theirs:
        parts.append(f"{story.theirs} of your own")
    return ", ".join(parts)


def _named(ids: Sequence[str]) -> str:
    more = [f"{len(ids) - MOST_NAMED} more"] if len(ids) > MOST_NAMED else []
    return ", ".join([*(printable(id_, 80) for id_ in ids[:MOST_NAMED]), *more])


def record(changes: Iterable[Change], written: Iterable[str]) -> dict[str, Any]:
    """The run as data: `files`, each with `path`, `state`, `written` and its `story`; `totals`.

    The story holds the ids that are kept, new, changed and so on, as `keep` tells them; it is null
    for a file that is refused or left alone, which has `message` and `line` instead, and for one
    that holds nothing of a person.
    """
    done = set(written)
    files = [
        {
            "path": change.name,
            "state": change.state,
            "written": change.name in done,
            "story": asdict(change.story) if change.story and not change.made else None,
            "message": change.refused or change.left,
            "line": change.line,
        }
        for change in changes
    ]
    states = ("new", "changed", "unchanged", "refused", "left")
    totals = {state: sum(file["state"] == state for file in files) for state in states}
    return {"files": files, "totals": {**totals, "written": len(done)}}


def diff(change: Change, path: str) -> bytes:
    """The change as a unified diff that `patch` and `git apply` take; empty if there is none, and
    for what is made anew each time."""
    if change.made or not change.differs:
        return b""
    return unified(change.old, change.content, path)


def unified(old: bytes | None, new: bytes, path: str, was: str = "") -> bytes:
    """The diff of two contents of a file, which may have had another path, or none."""
    before = b"/dev/null" if old is None else f"a/{was or path}".encode()
    lines = difflib.diff_bytes(
        difflib.unified_diff, _lines(old or b""), _lines(new), before, f"b/{path}".encode()
    )
    return b"".join(
        line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
        for line in lines
    )


def _lines(content: bytes) -> list[bytes]:
    """Lines with their ends; only a line feed ends one, as `patch` sees it."""
    lines = [line + b"\n" for line in content.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
