"""What stood in a file before: its last versions, each a file of its own, never written to.

They lie in `.handrail/versions/<path of the file>/`, named by number and by a fingerprint of their
bytes. A version is the very file that was taken out of its place, so it keeps its time stamp.
"""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.output import UnsafePathError
from generator.store.places import read, write

STATE = ".handrail"
KEPT = 20
_NAME = re.compile(r"(\d{6,})-([0-9a-f]{32})")


@dataclass(frozen=True)
class Version:
    """Former bytes of a file; the highest number is the latest."""

    number: int
    digest: str
    path: Path

    @property
    def content(self) -> bytes:
        """Its bytes, as they were."""
        found = read(self.path)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, "this version is gone", str(self.path))
        return found

    @property
    def whole(self) -> bool:
        """Whether the bytes are still those that were put away."""
        return fingerprint(self.content) == self.digest


def fingerprint(content: bytes) -> str:
    """32 hexadecimal digits that tell bytes apart."""
    return sha256(content).hexdigest()[:32]


def versions(folder: Path, name: str) -> list[Version]:
    """The kept versions of a file, the oldest first."""
    place = _place(folder, name)
    found = (
        [(path, _NAME.fullmatch(path.name)) for path in place.iterdir()] if place.is_dir() else []
    )
    return sorted(
        (Version(int(match[1]), match[2], path) for path, match in found if match),
        key=lambda version: version.number,
    )


def put_away(folder: Path, name: str, aside: Path, content: bytes) -> None:
    """Make a file that was taken out of its place the latest version; the oldest go."""
    earlier = versions(folder, name)
    if earlier and earlier[-1].digest == fingerprint(content):
        aside.unlink()
        return
    number = earlier[-1].number + 1 if earlier else 1
    path = _place(folder, name) / f"{number:06}-{fingerprint(content)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    _move(aside, path, content)
    for version in earlier[: max(0, len(earlier) + 1 - KEPT)]:
        version.path.unlink()


def _place(folder: Path, name: str) -> Path:
    state = folder / STATE / "versions"
    if (folder / STATE).is_symlink() or state.is_symlink():
        raise UnsafePathError(f"{state} leads through a link to another place")
    return state / name


def _move(aside: Path, path: Path, content: bytes) -> None:
    try:
        aside.rename(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        write(part, content, like=aside)
        part.rename(path)
        aside.unlink()
