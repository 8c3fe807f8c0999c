"""Lines of bytes by name, in a file instead of in memory: a book has no end, and memory has."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from typing import BinaryIO

Place = tuple[int, int]
"""Where a line begins, and its length."""


class Shelf:
    """A file and where in it each line lies. It is closed when nobody has it any more."""

    def __init__(self, file: BinaryIO, places: Mapping[str, Place]) -> None:
        self._file, self._places = file, places
        weakref.finalize(self, file.close)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, name: str) -> bytes:
        """The line of a name, in this process and in those it has forked. Raises OSError."""
        start, length = self._places[name]
        return os.pread(self._file.fileno(), length, start)


def shelf(lines: Iterable[tuple[str, bytes]]) -> Shelf:
    """Put lines away, in a file that has no name and goes with this process. Raises OSError."""
    file, places, end = tempfile.TemporaryFile(), dict[str, Place](), 0  # noqa: SIM115 - see Shelf
    for name, line in lines:
        file.write(line)
        places[name] = (end, len(line))
        end += len(line)
    file.flush()
    return Shelf(file, places)
