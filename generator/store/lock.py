"""One writer at a time: a lock that the kernel takes back when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.output import refuse_links
from generator.store.places import place, write
from generator.store.versions import STATE

_MOST = 200


class HeldError(Exception):
    """Another run holds the lock; says which."""


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which is made if need be; HeldError at once if another does."""
    refuse_links(folder, f"{STATE}/lock")
    (folder / STATE).mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / STATE / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, _MOST, 0).decode(errors="replace").strip()
            raise HeldError(holder or "another run") from None
        with contextlib.suppress(OSError):  # on a full disk the next in line learns less
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()} on {os.uname().nodename}\n".encode(), 0)
        _hide_from_git(folder / STATE)
        yield
    finally:
        os.close(handle)


def _hide_from_git(state: Path) -> None:
    part = state / ".gitignore.part"
    part.unlink(missing_ok=True)  # of a killed run
    if not os.path.lexists(state / ".gitignore"):
        write(part, b"*\n")
        with contextlib.suppress(FileExistsError):
            place(part, state / ".gitignore")
