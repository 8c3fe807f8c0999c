"""The records of all customers on disk: a line each, so that those that are still good need neither
be made into objects nor out of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from generator.rebuild.inputs import content_of, digest

RECORDS = "records.tsv"
_FORM = b"1"
"""The form of the file; of another one nothing is used."""


class Record(NamedTuple):
    """A customer's part of an edition, and what it rests on. Nothing in it holds a tab or a line
    end."""

    source: str  # what the customer's own data rests on: where it is the same, they are sound
    key: str  # of what the page rests on, but for the playbooks
    home: str  # where problems name lines of a file with others in it, that file's digest
    playbooks: str  # the ids of those with a say, with blanks between
    these: str  # what they are known by
    mark: str  # what the page on disk is known by
    body: bytes  # what came of the customer, see `record`

    def line(self, id_: str) -> bytes:
        """The record of a customer as a line."""
        return "\t".join((id_, *self[:-1])).encode() + b"\t" + self.body


def record(line: bytes) -> tuple[str, Record]:
    """The customer and the record that are in a line. Raises ValueError."""
    id_, *known, content = line.split(b"\t")
    source, key, home, playbooks, these, mark = (part.decode() for part in known)
    return id_.decode(), Record(source, key, home, playbooks, these, mark, content)


def written(records: Mapping[str, Record]) -> bytes:
    """The file, in the order of the records."""
    lines = b"\n".join(one.line(id_) for id_, one in records.items())
    return b"\t".join((_FORM, digest(lines).encode())) + b"\n" + lines


def records(folder: Path) -> dict[str, Record]:
    """The records of the last build; none, where the file is not as it was written."""
    head, _, lines = content_of(folder / RECORDS).partition(b"\n")
    if not lines or head != b"\t".join((_FORM, digest(lines).encode())):
        return {}
    return dict(map(record, lines.split(b"\n")))
