"""The files of a folder, read with care: plain files of bounded size, no links."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from generator.encoding import Fault, decode
from generator.handbook import File
from generator.problems import Location, Problem
from generator.yaml_source import MAX_BYTES


def files_below(
    folder: Path, problems: list[Problem], skip: tuple[str, ...] = ()
) -> Iterator[Path]:
    """Every file below a folder in the order of names; what is not a plain file is refused."""
    try:
        items = sorted(os.scandir(folder), key=lambda i: i.name)
    except OSError as error:
        problems.append(refused(folder, "file", f"this folder cannot be read: {error.strerror}"))
        return
    for item in items:
        path = Path(folder, item.name)
        if item.name.startswith(".") or item.name in skip:
            continue
        if item.is_symlink():
            problems.append(
                refused(
                    path, "symlink", "this is a link to another place", "put the file itself here"
                )
            )
        elif item.is_dir(follow_symlinks=False):
            yield from files_below(path, problems)
        elif item.is_file(follow_symlinks=False):
            yield path
        else:
            problems.append(refused(path, "file", "this is not a plain file", "delete it"))


def refused(path: Path, check: str, message: str, hint: str = "") -> Problem:
    """A problem with a file as a whole."""
    return Problem(Location(str(path)), check, message, hint)


def read_bytes(path: Path, problems: list[Problem], most: int = MAX_BYTES) -> bytes | None:
    """The bytes of a plain file of bounded size, or None and a problem."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                problems.append(refused(path, "file", "this is not a plain file", "delete it"))
                return None
            if status.st_size > most:
                size = f"this file has {status.st_size:,} bytes; {most:,} is the most"
                problems.append(refused(path, "size", size, "split it"))
                return None
            return file.read(most + 1)
    except OSError as error:
        problems.append(refused(path, "file", f"this file cannot be read: {error.strerror}"))
        return None


def text_of(path: Path, raw: bytes, problems: list[Problem]) -> str | None:
    """The text of a file that was read, or None and a problem."""
    text = decode(raw)
    if isinstance(text, Fault):
        file = File(str(path), raw.decode("utf-8", "replace"))
        problems.append(Problem(file.at(text.span), text.check, text.message, text.hint))
        return None
    return text
