"""What Handrail itself wrote and nobody is to edit: by it an edit since is seen.

`.handrail/made` has a line for each file: a fingerprint of its bytes, and its path. While a run
writes, a file has two lines, so that a killed run leaves nothing that looks edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.store.places import read, write
from generator.store.versions import STATE, fingerprint

Made = dict[str, set[str]]


def made(folder: Path) -> Made:
    """The fingerprints of what was written, by the path of each file."""
    found: Made = {}
    for line in (read(folder / STATE / "made") or b"").decode(errors="replace").splitlines():
        digest, _, name = line.partition(" ")
        found.setdefault(name, set()).add(digest)
    return found


def is_ours(known: Made, name: str, content: bytes) -> bool:
    """Whether these bytes are those that a run wrote there."""
    return fingerprint(content) in known.get(name, ())


def note_made(folder: Path, known: Made, files: Mapping[str, bytes], done: bool) -> None:
    """Note what is about to be written beside what was; once it is `done`, in its place."""
    for name, content in files.items():
        before = set() if done else known.get(name, set())
        known[name] = before | {fingerprint(content)}
    lines = [f"{digest} {name}\n" for name in sorted(known) for digest in sorted(known[name])]
    _replace(folder / STATE / "made", lines)


def _replace(path: Path, lines: Iterable[str]) -> None:
    content = "".join(lines).encode()
    if read(path) == content:
        return
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    write(part, content)
    part.replace(path)
