"""The records of all customers on disk: a line each, so that those that are still good need neither
be made into objects nor out of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, NamedTuple

from generator.rebuild.shelf import Place, Shelf, shelf

RECORDS = "records.tsv"
_FORM = b"2\n"
"""The form of the file, its first line; of another one nothing is used. The last one is a digest of
all before it."""


class Record(NamedTuple):
    """What a customer's part of an edition rests on. Nothing in it holds a tab or a line end."""

    source: str  # what the customer's own data rests on: where it is the same, they are sound
    key: str  # of what the page rests on, but for the playbooks
    home: str  # where problems name lines of a file with others in it, that file's digest
    playbooks: str  # the ids of those with a say, with blanks between
    these: str  # what they are known by
    mark: str  # what the page on disk is known by

    def line(self, id_: str, body: bytes) -> bytes:
        """The record of a customer as a line, with what came of them (see `record`)."""
        return "\t".join((id_, *self)).encode() + b"\t" + body


class Records(NamedTuple):
    """The records of a build, and the lines they were read from."""

    heads: dict[str, Record]
    lines: Shelf


def id_of(line: bytes) -> str:
    """The customer whose line it is."""
    return line.partition(b"\t")[0].decode()


def body_in(line: bytes) -> bytes:
    """What came of the customer whose line it is."""
    return line.rpartition(b"\t")[2]


def written(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of the file, in the order of the lines."""
    made = blake2b(_FORM, digest_size=16)
    yield _FORM
    for line in lines:
        made.update(line + b"\n")
        yield line + b"\n"
    yield made.hexdigest().encode()


def records(folder: Path) -> Records:
    """The records of the last build; none, where the file is not as it was written."""
    try:
        return _records(open(folder / RECORDS, "rb", opener=_plain))
    except (OSError, ValueError):
        return Records({}, shelf(()))


def _plain(path: str, flags: int) -> int:
    """Open a file; a link is not followed, and nobody is waited for."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _records(file: BinaryIO) -> Records:
    """The records in a file, which stays open with them. Raises ValueError."""
    heads, places = dict[str, Record](), dict[str, Place]()
    line = file.readline()
    if line != _FORM:
        raise ValueError("another form")
    made, end = blake2b(line, digest_size=16), len(line)
    for line in file:
        if not line.endswith(b"\n"):
            break
        id_, source, key, home, playbooks, these, mark, _ = line.split(b"\t")
        known = (part.decode() for part in (source, key, home, playbooks, these, mark))
        heads[id_.decode()] = Record(*known)
        places[id_.decode()] = (end, len(line) - 1)
        made.update(line)
        end += len(line)
    if line != made.hexdigest().encode():
        raise ValueError("not as it was written")
    return Records(heads, Shelf(file, places))
