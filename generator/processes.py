"""Work shared out to several processes, where the machine has several cores and can fork."""

from __future__ import annotations

import errno
import gc
import os
import selectors
import signal
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NoReturn, TypeVar

from generator.output import UnsafePathError

T = TypeVar("T")
Work = Callable[[Sequence[T]], Iterable[bytes]]
"""What is done with a share: lines of bytes, none of them with a line end."""
WORTH = 250
"""Fewer things than this are done sooner than a process has started, and shared what it knows."""
_DONE, _FAILED, _REFUSED, _UNSAFE = range(4)


class BrokenError(Exception):
    """A process failed, by a mistake of ours; the words are its traceback."""


def processes(wanted: int | None, things: int) -> int:
    """How many processes to share work out to: as many as wanted; else as the machine has cores,
    where there is enough to do. One where it cannot fork, or other threads are at work here."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    if wanted is not None:
        return max(1, min(wanted, things))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return max(1, min(cores, things // WORTH))


def shared_out(work: Work[T], things: Sequence[T], count: int) -> Iterator[bytes]:
    """The lines that come of all things, those of one share after those of another: when all of
    them are there. Until then they lie in a file, for they may be many.

    With one process it is this one. What another process is refused is raised here, OSError or
    UnsafePathError; OSError too where somebody killed it, BrokenError where it failed otherwise.
    """
    gc.freeze()  # what is there stays: nobody looks through it, and children share its pages
    children: list[_Child] = []
    try:
        if count < 2:
            yield from work(things)
            return
        children.extend(_Child(work, things[n::count]) for n in range(count))
        _listen(children)
        for child in children:
            child.end()
        for child in children:
            yield from child.lines()
    finally:
        for child in children:
            child.stop()
        gc.unfreeze()


class _Child:
    """A process with a share, and what it has said so far."""

    def __init__(self, work: Work[T], share: Sequence[T]) -> None:
        self._heard = tempfile.TemporaryFile()  # noqa: SIM115 - it goes with the child
        self.source, target = os.pipe()
        self.pid: int | None = os.fork()
        if not self.pid:
            _run(work, share, target)
        os.close(target)

    def hear(self) -> bool:
        """Take what there is; whether there may be more."""
        part = os.read(self.source, 1 << 20)
        self._heard.write(part)
        return bool(part)

    def lines(self) -> Iterator[bytes]:
        """The lines it has said."""
        self._heard.seek(0)
        for line in self._heard:
            yield line[:-1]

    def end(self) -> None:
        """Part from the process, which has said all. Raises as said above."""
        assert self.pid
        _, status = os.waitpid(self.pid, 0)
        self.pid = None
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            words = f"a process that did a part of the work was ended by signal {-code}"
            raise OSError(errno.ECHILD, words, "this machine")
        if code != _DONE:
            self._raise(code)

    def _raise(self, code: int) -> NoReturn:
        """What it was refused, or why it failed: what it has said behind its last line."""
        self._heard.seek(0)
        why = self._heard.read().rpartition(b"\n")[2].decode("utf-8", "surrogateescape")
        if code == _REFUSED:
            number, words, name = why.split("\0")
            raise OSError(int(number), words, name or None)
        raise UnsafePathError(why) if code == _UNSAFE else BrokenError(why)

    def stop(self) -> None:
        """Let go of the process, whatever it does, and of what it has said."""
        os.close(self.source)
        self._heard.close()
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


def _listen(children: Sequence[_Child]) -> None:
    """Hear all of them at the same time until each has said all."""
    with selectors.DefaultSelector() as selector:
        for child in children:
            selector.register(child.source, selectors.EVENT_READ, child)
        while selector.get_map():
            for key, _ in selector.select():
                if not key.data.hear():
                    selector.unregister(key.fd)


def _run(work: Work[T], share: Sequence[T], target: int) -> NoReturn:
    """In the new process: say every line, then why no more, and end without any ceremony."""
    code = _FAILED
    try:
        with os.fdopen(target, "wb") as said:
            try:
                for line in work(share):
                    said.write(line + b"\n")
                code = _DONE
            except UnsafePathError as error:
                said.write(str(error).encode("utf-8", "surrogateescape"))
                code = _UNSAFE
            except OSError as error:
                words = f"{error.errno or 0}\0{error.strerror or error}\0{error.filename or ''}"
                said.write(words.encode("utf-8", "surrogateescape"))
                code = _REFUSED
            except Exception:  # noqa: BLE001 - it is told, not dropped
                said.write(traceback.format_exc().replace("\n", " | ").encode())
    finally:
        os._exit(code)
