"""What came out of a merge, what there is to tell about it, and how a merge is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a file's items, by their ids, in the order of the file."""

    kept: tuple[str, ...] = ()  # were there, and still say what they said
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()  # got the handbook's new text
    changed_since_ticked: tuple[str, ...] = ()  # those of them that had been ticked
    edited: tuple[str, ...] = ()  # the text is the person's, and stays
    archived: tuple[str, ...] = ()  # gone from the handbook, moved to the file's end
    removed: tuple[str, ...] = ()  # gone from the handbook, and nobody had touched them
    returned: tuple[str, ...] = ()  # back in the handbook, and back from the archive
    deleted: tuple[str, ...] = ()  # by the person; they stay deleted
    renamed: tuple[str, ...] = ()  # by what they are called now
    theirs: int = 0  # the person's own items


@dataclass(frozen=True, slots=True)
class Kept:
    """The next bytes of a file, and what changed in them."""

    content: bytes
    story: Story


class RefusedError(Exception):
    """Nothing can be done to this file before a person has decided; `line` counts from 1."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
