"""How bytes get to disk and how a file takes its place: what the system can do in one step."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from generator.output import UnsafePathError

_HERE = -100  # AT_FDCWD: paths count from the working folder
_NO_REPLACE, _EXCHANGE = 1, 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


def read(path: Path) -> bytes | None:
    """The bytes of a regular file, None where there is nothing; never through a link."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnsafePathError(f"{path} is a link to another place") from None
        raise
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnsafePathError(f"{path} is not a plain file")
        return file.read()


def listed(folder: Path) -> list[str]:
    """The names of the regular files in a folder; none where there is no such folder."""
    return sorted(one.name for one in _entries(folder) if one.is_file(follow_symlinks=False))


def folders(folder: Path) -> list[str]:
    """The names of the folders in a folder, but for links; none where there is no such folder."""
    return sorted(one.name for one in _entries(folder) if one.is_dir(follow_symlinks=False))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def write(path: Path, content: bytes, like: Path | None = None) -> None:
    """Make a file that is not there yet, flushed to disk, with the permissions of another."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(handle, "wb") as file:
        if like is not None:
            _resemble(handle, like.lstat())
        file.write(content)
        file.flush()
        os.fsync(handle)


def _resemble(handle: int, model: os.stat_result) -> None:
    own = os.fstat(handle)
    if (own.st_uid, own.st_gid) != (model.st_uid, model.st_gid):
        with contextlib.suppress(PermissionError):  # only root gives files away
            os.chown(handle, model.st_uid, model.st_gid)
    os.chmod(handle, stat.S_IMODE(model.st_mode))


def exchange(one: Path, other: Path) -> bool:
    """Let two files change places in one step; False where the system cannot."""
    return _rename(one, other, _EXCHANGE)


def place(new: Path, path: Path) -> None:
    """Give a file its name; FileExistsError if something stands there already."""
    if _rename(new, path, _NO_REPLACE):
        return
    try:
        os.link(new, path)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        if os.path.lexists(path):  # a file system with neither: look first, that is all there is
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        new.rename(path)
    else:
        new.unlink()


def duplicate(path: Path, name: Path, content: bytes) -> None:
    """A second name for a file; where there are none, a second file with these bytes."""
    try:
        os.link(path, name)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        part = name.with_suffix(".part")
        write(part, content, like=path)
        part.rename(name)


def sync(folder: Path, names: Iterable[str]) -> None:
    """Flush the folders in which files took their places."""
    below = {(folder / name).parent for name in names}
    for one in sorted({folder, *below} if below else below):
        handle = os.open(one, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _CANNOT:
                raise OSError(error.errno, error.strerror, str(one)) from None
        finally:
            os.close(handle)


def _rename(one: Path, other: Path, flag: int) -> bool:
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), flag) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))
