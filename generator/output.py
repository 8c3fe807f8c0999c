"""A tree to disk: whole files only, and what has not changed is not touched."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

Tree = Mapping[str, bytes]
"""What is to be written: paths with `/` below a folder, and their bytes."""


class UnsafePathError(Exception):
    """A path of the output leads through a link, or is not what it should be."""


def changed(folder: Path, tree: Tree) -> list[str]:
    """The paths that are not on disk yet, or with other bytes."""
    return [name for name, content in tree.items() if _on_disk(folder / name) != content]


def inside(folder: Path) -> set[str]:
    """The names of what a folder holds; nothing where there is no folder. Raises OSError."""
    try:
        return {item.name for item in os.scandir(folder)}
    except FileNotFoundError:
        return set()


def text(folder: Path, name: str) -> str:
    """The text of a file, every line end as it is; empty where there is none. Raises OSError, or
    UnsafePathError where the way leads through a link."""
    refuse_links(folder, name)
    raw = _on_disk(folder / name)
    return raw.decode() if raw else ""


def existing(folder: Path, names: Iterable[str]) -> list[str]:
    """Those of the paths at which there is something already, a dangling link included."""
    return [name for name in names if os.path.lexists(folder / name)]


def write(folder: Path, tree: Tree, durable: bool = True) -> list[str]:
    """Put the tree in place and return what was written; other files stay.

    Each file appears whole: it is written beside its place, flushed to disk (save where it can be
    made again: not `durable`), and renamed. Raises OSError, or UnsafePathError before anything is
    written.
    """
    todo = changed(folder, tree)
    for name in todo:
        refuse_links(folder, name)
    for name in todo:
        _put(folder / name, [tree[name]], durable)
    return todo


def pour(folder: Path, name: str, parts: Iterable[bytes]) -> None:
    """Put a file in place that can be made again, whole, of parts that memory need not hold
    together. Raises as `write` does."""
    refuse_links(folder, name)
    _put(folder / name, parts, durable=False)


class Filling:
    """A folder that many files go into which can be made again: the way to it is looked at once,
    and a file costs a tenth of what it costs elsewhere. Raises as `write` does."""

    def __init__(self, folder: Path, below: str) -> None:
        refuse_links(folder, f"{below}/file")
        (folder / below).mkdir(parents=True, exist_ok=True)
        self._folder, self._below = folder, below
        self._beside = f"{folder}/{below}/.{os.getpid()}.part"

    def put(self, name: str, content: bytes) -> bool:
        """Put a file in place, whole; whether anything had to be written. What is in the way of
        that is left to `write`, which goes about it with care and says what it is."""
        if "/" in name:
            raise UnsafePathError(f"'{name}' is not the name of a file")
        try:
            return self._put(f"{self._folder}/{self._below}/{name}", content)
        except OSError:
            with contextlib.suppress(OSError):
                Path(self._beside).unlink()
            return bool(write(self._folder, {f"{self._below}/{name}": content}, durable=False))

    def _put(self, path: str, content: bytes) -> bool:
        with contextlib.suppress(FileNotFoundError):
            if _read(path, len(content) + 1) == content:
                return False
        handle = os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb", buffering=0) as file:
            rest = memoryview(content)
            while rest:
                rest = rest[file.write(rest) :]
        os.replace(self._beside, path)  # noqa: PTH105 - two paths would cost more than all the rest
        return True


def _read(path: str, most: int) -> bytes:
    """What a file begins with; never through a link."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return os.read(handle, most)
    finally:
        os.close(handle)


def rewrite(folder: Path, pattern: str, changed: Callable[[str], str]) -> None:
    """Every file below a folder whose name fits, with its text changed. Raises OSError."""
    for path in sorted(folder.rglob(pattern)):
        before = path.read_bytes()
        after = changed(before.decode()).encode()
        if after != before:
            _put(path, [after], durable=False)


def copy(
    source: Path, target: Path, changed: Callable[[str, bytes], bytes], but: Collection[str] = ()
) -> list[str]:
    """Every file below a folder into another, changed, but for some names; the names of all that
    is there then. What is there with the same bytes is not touched. Raises OSError."""
    names = []
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_file() and name not in but:
            write(target, {name: changed(name, path.read_bytes())}, durable=False)
            names.append(name)
    return names


def own_folder(folder: Path) -> None:
    """Make a folder, where there is none, that its owner alone can look into. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def remove_oldest(folder: Path, most: int) -> None:
    """Delete files of a folder until there are so many at the most. Raises OSError."""
    newest = sorted(os.scandir(folder), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for item in newest[most:]:
        Path(item.path).unlink()


def remove(path: Path) -> None:
    """Delete one file. Raises OSError."""
    path.unlink()


def remove_others(folder: Path, keep: Iterable[str]) -> list[str]:
    """Delete the files below a folder that are not to be kept, and folders left empty."""
    kept, gone = set(keep), []
    for root, folders, files in os.walk(folder, topdown=False):
        way = Path(root).relative_to(folder).parts
        for file in files:
            name = "/".join((*way, file))
            if name not in kept:
                Path(root, file).unlink()
                gone.append(name)
        for below in folders:
            path = Path(root, below)
            if path.is_symlink():
                path.unlink()
            else:
                with contextlib.suppress(OSError):
                    path.rmdir()
    return sorted(gone)


def _on_disk(path: Path) -> bytes | None:
    try:
        return None if path.is_symlink() else path.read_bytes()
    except OSError:
        return None


def refuse_links(folder: Path, name: str) -> None:
    """Raise UnsafePathError if part of the way is a link, or a file where a folder should be."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "" in parts:
        raise UnsafePathError(f"'{name}' leads out of {folder}; nothing is written there")
    path = folder
    for part in ("", *Path(name).parts):
        path = path / part
        if path.is_symlink():
            raise UnsafePathError(
                f"{path} is a link to another place; nothing is written through it"
            )
    for parent in (folder / name).parents:
        if parent.exists() and not parent.is_dir():
            raise UnsafePathError(f"{parent} is a file where a folder should be")
    if (folder / name).is_dir():
        raise UnsafePathError(f"{folder / name} is a folder where a file should be")


def _put(path: Path, parts: Iterable[bytes], durable: bool) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _put_whole(path, parts, durable)
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # not the file beside it, that is ours
        raise


def _put_whole(path: Path, parts: Iterable[bytes], durable: bool) -> None:
    import tempfile  # which is not needed where nothing is written

    handle, beside = tempfile.mkstemp(
        prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent
    )
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(beside).unlink()
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
