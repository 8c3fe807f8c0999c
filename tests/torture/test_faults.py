"""Killed at every call, refused at every call: no file torn, nothing lost, the next run mends."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from faults import ERRORS, NO_EXCHANGE, TORTURE, Fault, Folder, environment, few, need_strace


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


KILLED_AT = {
    "openat", "write", "pwrite64", "fsync", "fchmod", "flock", "mkdir", "rename", "renameat2",
    "link", "unlink", "close",
}  # fmt: skip


@pytest.mark.parametrize("system", ["exchanging", "renaming"])
def test_killed_at_every_call(folder: Folder, system: str) -> None:
    """SIGKILL before the n-th call of every kind, on a system with and without exchange."""
    need_strace()
    always = () if system == "exchanging" else (NO_EXCHANGE,)
    points = [replace(p, what="signal=KILL") for p in folder.points(*always)]
    points = [p for p in points if p.call in KILLED_AT and p.call not in {a.call for a in always}]
    assert {"openat", "write", "fsync", "rename", "mkdir"} <= {p.call for p in points}
    assert len(points) > 300
    for point in few(points, 12):
        folder.reset()
        assert folder.run(*always, point) == -signal.SIGKILL, point
        folder.assert_converges()


@pytest.mark.parametrize("onward", [False, True], ids=["once", "from then on"])
def test_refused_at_every_call(folder: Folder, onward: bool) -> None:
    """The n-th call of every kind fails, and all later ones of its kind: told, and mended later."""
    need_strace()
    points = [
        replace(p, what=f"error={error}", onward=onward)
        for p in folder.points()
        for error in ERRORS[p.call]
    ]
    ended = set()
    for point in few(points, 16):
        folder.reset()
        code = folder.run(point)
        ended.add(code)
        assert code in (0, 4), point
        folder.assert_converges()
    assert 4 in ended


def test_killed_at_random(folder: Folder) -> None:
    """SIGKILL at any moment of a run."""
    folder.reset()
    begun = time.perf_counter()
    assert folder.run() == 0
    took = time.perf_counter() - begun
    dice = random.Random(4)
    for _ in range(4 * max(1, min(50, TORTURE))):
        folder.reset()
        child, go = folder.start()
        os.close(go)
        time.sleep(took * dice.random())
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        folder.assert_converges()


def test_two_runs_at_once(folder: Folder) -> None:
    """Two writers started together: both end well, and the result is that of one."""
    for _ in range(2 * max(1, min(25, TORTURE))):
        folder.reset()
        running = [folder.start() for _ in range(2)]
        for _, go in running:
            os.write(go, b"!")
            os.close(go)
        assert [os.waitpid(child, 0)[1] for child, _ in running] == [0, 0]
        folder.assert_converges()


def test_harness_breaks_a_naive_writer(folder: Folder) -> None:
    """The control: a writer that opens and writes leaves torn files in nearly every run."""
    need_strace()
    points = [p for p in folder.points(way="naive") if p.call == "write"]
    assert len(points) >= 30
    kinds = ("signal=KILL", "error=ENOSPC", "error=EIO")
    torn = runs = 0
    for fault in few([replace(p, what=kind) for p in points for kind in kinds], 8):
        folder.reset()
        folder.run(fault, way="naive")
        torn += bool(folder.torn())
        runs += 1
    assert torn > 0.9 * runs


def test_stopped_by_the_size_limit(folder: Folder) -> None:
    """No file may grow: nothing changes, and once it may again, all is done."""
    folder.reset()
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 1; exec "$@"', "sh", *folder.command()],
        env=environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert {n: d for n, d in folder.present().items() if not n.startswith(".handrail/")} == {
        name: old for name, old in folder.old.items() if old is not None
    }
    folder.assert_converges()


def test_full_disk(folder: Folder) -> None:
    """With hardly any room: exit 4, nothing torn, and with room all is done.

    Where no small file system can be mounted, the calls fail as they would on one.
    """
    disk = folder.top / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        need_strace()
        folder.reset()
        assert folder.run(Fault("write", 12, "error=ENOSPC", onward=True)) == 4
        folder.assert_converges()
        return
    try:
        folder.work = disk / "work"
        folder.reset()
        free = os.statvfs(disk)
        (disk / "filler").write_bytes(bytes(free.f_bavail * free.f_bsize - 60_000))
        assert folder.run() == 4
        assert folder.torn() == []
        assert len(set(folder.present().values()) & set(folder.new.values())) > 3
        (disk / "filler").unlink()
        folder.assert_converges()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_folder_of_somebody_else() -> None:
    """As a user who may read but not write: refused by the system, and no file is different."""
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        folder = Folder(Path(top))
        folder.reset()
        before = folder.present()
        child, go = folder.start(user=65534)
        os.close(go)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4
        assert folder.present() == before
        folder.assert_converges()


def test_lock_goes_with_its_holder(folder: Folder) -> None:
    """A run that is killed while it holds the lock holds up nobody."""
    need_strace()
    folder.reset()
    stuck = subprocess.Popen(
        ["strace", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
         "inject=fsync:delay_enter=60000000", *folder.command()],
        env=environment(), start_new_session=True,
    )  # fmt: skip
    while not list(folder.work.rglob("*.part")):
        time.sleep(0.02)
    waiting = subprocess.Popen(folder.command(), env=environment())
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(0.5)
    os.killpg(stuck.pid, signal.SIGKILL)
    stuck.wait()
    assert waiting.wait() == 0
    folder.assert_converges()
