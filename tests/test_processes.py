"""Work in several processes: all of it comes back, and what goes wrong is told as in one."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from generator.output import UnsafePathError
from generator.processes import WORTH, BrokenError, Work, processes, shared_out

THINGS = list(range(1000))


def named(things: Sequence[int]) -> Iterator[bytes]:
    """A long line for each thing, with the process that made it."""
    return (b"%d %d " % (thing, os.getpid()) + b"x" * 2000 for thing in things)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_everything_comes_back_once(count: int) -> None:
    """Far more than a pipe holds, of as many processes as wanted; with one, of this one."""
    lines = list(shared_out(named, THINGS, count))
    found = [line.split(b" ") for line in lines]
    assert sorted(int(thing) for thing, _, _ in found) == THINGS
    assert len({pid for _, pid, _ in found}) == count
    assert (found[0][1] == b"%d" % os.getpid()) == (count == 1)


def test_shares_come_one_after_another() -> None:
    """Of which share a line is depends on nothing but the number of processes."""
    order = [int(line.split()[0]) for line in shared_out(named, THINGS, 2)]
    assert order == [*THINGS[::2], *THINGS[1::2]]


def full(things: Sequence[int]) -> Iterator[bytes]:
    yield b"some"
    raise OSError(errno.ENOSPC, "No space left on device", "päge.html")


def unsafe(things: Sequence[int]) -> Iterator[bytes]:
    yield b"some"
    raise UnsafePathError("it leads out")


def wrong(things: Sequence[int]) -> Iterator[bytes]:
    yield b"some"
    raise KeyError("never there")


def killed(things: Sequence[int]) -> Iterator[bytes]:
    yield b"some"
    if things[0] == 1:
        os.kill(os.getpid(), signal.SIGKILL)


def test_what_is_refused_is_told() -> None:
    """The same error as in this process, with its file."""
    with pytest.raises(OSError, match="No space left") as raised:
        list(shared_out(full, THINGS, 2))
    assert (raised.value.errno, raised.value.filename) == (errno.ENOSPC, "päge.html")
    with pytest.raises(UnsafePathError, match=r"^it leads out$"):
        list(shared_out(unsafe, THINGS, 2))


def test_who_is_killed_is_missed() -> None:
    """A part that nobody finished is never taken for done."""
    with pytest.raises(OSError, match="ended by signal 9"):
        list(shared_out(killed, THINGS, 2))


def test_our_own_mistake_is_no_refusal() -> None:
    """It is told with the place in the code."""
    with pytest.raises(BrokenError, match=r"in wrong.*KeyError: 'never there'"):
        list(shared_out(wrong, THINGS, 2))


@pytest.mark.parametrize("work", [named, full, killed])
def test_nobody_is_left_behind(work: Work[int]) -> None:
    """Neither processes nor open files, whatever became of the work."""
    before = ours()
    with contextlib.suppress(OSError):
        list(shared_out(work, THINGS, 3))
    assert ours() == before


def ours() -> tuple[list[str], str]:
    """The files that this process holds open, and its children."""
    children = Path("/proc/thread-self/children").read_text(encoding="ascii")
    return sorted(path.name for path in Path("/proc/self/fd").iterdir()), children


def test_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As wanted; else one for each core, where there is enough to do for it; one beside threads."""
    threads = threading.active_count()  # other tests may have left some
    monkeypatch.setattr(threading, "active_count", lambda: len(threading.enumerate()) - threads + 1)
    cores = len(os.sched_getaffinity(0))
    assert processes(None, WORTH * 2 - 1) == 1
    assert processes(None, WORTH * 1000) == cores
    assert [processes(3, 10), processes(3, 2), processes(1, 9), processes(3, 0)] == [3, 2, 1, 1]
    waits = threading.Event()
    other = threading.Thread(target=waits.wait)
    other.start()
    assert processes(3, 1000) == 1
    waits.set()
    other.join()
