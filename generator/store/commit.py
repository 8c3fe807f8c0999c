"""New bytes into the place of old ones, without losing what somebody writes meanwhile.

Beside `ebr.md`, while it changes, lie `.ebr.md.<fingerprint of the new bytes>.part` (being
written), `.swap` (whole, to change places) and, on a system that cannot exchange two files, `.held`
(a second name of the old file). After the change `.swap` holds the old bytes. So whatever a killed
run leaves can be told from its name and its bytes: ours, or a person's.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.output import refuse_links
from generator.store.places import duplicate, exchange, place, read, write
from generator.store.versions import STATE, fingerprint, put_away

ATTEMPTS = 10
_BESIDE = re.compile(r"\.(?P<name>.+)\.(?P<print>[0-9a-f]{32})\.(?P<kind>part|swap|held)")
Again = Callable[[bytes | None], bytes]


class BusyError(Exception):
    """A file changes faster than it can be merged."""


def commit(folder: Path, name: str, old: bytes | None, new: bytes, again: Again) -> bytes:
    """Put `new` in the place of `old`; return what was put there in the end.

    `old` is what was read there (None: nothing). If something else stands there by now, it stays,
    and `again(it)` says what is to be written instead. The lock has to be held.
    """
    refuse_links(folder, name)
    for _ in range(ATTEMPTS):
        if new == old or _named(folder, name, old, new):
            return new
        old = read(folder / name)
        new = again(old)
    raise BusyError(f"{folder / name} is being written by another program; try again later")


def _named(folder: Path, name: str, old: bytes | None, new: bytes) -> bool:
    """What the system says of a file without a name (no space left) is said of this one."""
    try:
        return _done(folder, name, old, new)
    except OSError as error:
        if error.filename is None:
            error.filename = str(folder / name)
        raise


def _done(folder: Path, name: str, old: bytes | None, new: bytes) -> bool:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{fingerprint(new)}.part")
    aside = part.with_suffix(".swap")
    try:
        write(part, new, like=None if old is None else path)
        if old is None:
            place(part, path)
            return True
        part.rename(aside)
        if _swapped(aside, path, old):
            put_away(folder, name, aside, old)
            return True
    except FileNotFoundError:
        if path.parent.is_dir() and os.path.lexists(path):
            raise
    except FileExistsError:
        if old is not None or not os.path.lexists(path):
            raise
    finally:
        for left in (part, aside, part.with_suffix(".held")):
            with contextlib.suppress(OSError):  # what cannot be settled now is, by the next run
                _settle(folder, name, left)
    return False


def _swapped(aside: Path, path: Path, old: bytes) -> bool:
    """Whether the new file stands in place, and `aside` is the old one with the bytes expected."""
    if exchange(aside, path):
        return read(aside) == old
    held = aside.with_suffix(".held")
    duplicate(path, held, old)
    if read(path) != old:
        return False
    aside.replace(path)
    held.replace(aside)
    return read(aside) == old


def recover(folder: Path) -> list[str]:
    """Settle what killed runs left; the files of which earlier bytes became a version."""
    told = []
    for left, name in list(_left(folder)):
        if _settle(folder, name, left):
            told.append(name)
    return told


def _left(folder: Path) -> Iterator[tuple[Path, str]]:
    """What lies beside files in the folder and those below it, with the name of its file."""
    below = [""]
    while below:
        inside = below.pop()
        for entry in _entries(folder / inside):
            match = _BESIDE.fullmatch(entry.name)
            if match and entry.is_file():
                yield Path(entry.path), f"{inside}{match['name']}"
            elif entry.is_dir() and entry.name != STATE:
                below.append(f"{inside}{entry.name}/")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What stands in a folder, links left out; nothing if it may not be read."""
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if not entry.is_symlink()]
    except PermissionError:  # then nothing was written there either
        return []
    return sorted(found, key=lambda entry: entry.name)


def _settle(folder: Path, name: str, left: Path) -> bool:
    """Remove what is ours, give back what is a person's; true if it became a version."""
    match = _BESIDE.fullmatch(left.name)
    content = None if match is None or match["kind"] == "part" else read(left)
    if match is None or content is None:
        left.unlink(missing_ok=True)
        return False
    ours, path = match["print"], folder / name
    standing = read(path)
    if content == standing or fingerprint(content) == ours:
        left.unlink()
    elif standing is not None and fingerprint(standing) == ours:  # nobody saw the change yet
        if not exchange(left, path):
            left.replace(path)
            return False
        return _settle(folder, name, left)
    else:
        put_away(folder, name, left, content)
        return True
    return False
