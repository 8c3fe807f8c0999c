"""What a command printed, to be printed again while all that it rests on is as it was.

An answer is a file of its question's in a folder of the reader's own. It counts only where the
digest of everything that was read for it is the same; else it is made anew. So the folder may go at
any time, and what cannot be kept there is not.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from generator.output import UnsafePathError, own_folder, remove_oldest, write
from generator.rebuild.inputs import content_of, digest

FORM = "1"
"""The form of a file; of another one nothing is used."""
MOST = 200
"""Answers in the folder; then the oldest go."""


class Question(NamedTuple):
    """What was asked: the name of the file that has the answer, and the digest of all that the
    answer rests on."""

    name: str
    rests_on: str


class Said(NamedTuple):
    """What a command that came to a good end said."""

    content: bytes  # on standard output
    problems: list[tuple[str, str]]  # before that: levels and words
    lines: list[str]  # after it


def question(words: Iterable[str], rests_on: Iterable[str]) -> Question:
    """The words are what was asked, of which there is one answer at a time."""
    name = digest(*words)
    return Question(name, digest(name, *rests_on))


def recall(folder: Path, asked: Question) -> Said | None:
    """What was said when the same was asked of the same files; None where that is not known."""
    try:
        known, _, said = content_of(folder / asked.name).partition(b"\n")
        if known != _known(asked, said):
            return None
        told, _, content = said.partition(b"\n")
        return Said(content, *json.loads(told))
    except (OSError, ValueError, TypeError):
        return None


def remember(folder: Path, asked: Question, said: Said) -> None:
    """Keep what was said, readable for this reader alone, as far as there is a place for it."""
    told = json.dumps([said.problems, said.lines]).encode()
    whole = b"%b\n%b" % (told, said.content)
    with contextlib.suppress(OSError, UnsafePathError):
        own_folder(folder)
        remove_oldest(folder, MOST - 1)
        write(folder, {asked.name: b"%b\n%b" % (_known(asked, whole), whole)}, durable=False)


def _known(asked: Question, said: bytes) -> bytes:
    """What an answer begins with: all that it rests on, and what it is itself."""
    return digest(FORM, asked.rests_on, said).encode()
