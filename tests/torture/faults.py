"""The fault harness: thirty checklists, a writer, and a system that fails or stops at one call.

`strace` counts the writer's system calls once; then each call in turn is made the last one
(SIGKILL), or made to fail. Afterwards every file has to be the old or the new one, whole, and a
run without faults has to bring the folder to where an undisturbed run brings it.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import HERE
from writer import attempt, careful

TORTURE = int(os.environ.get("HANDRAIL_TORTURE", "0"))
WRITER = Path(__file__).with_name("writer.py")
_FULL, _DENIED = ("ENOSPC", "EDQUOT", "EIO"), ("EACCES", "EROFS", "EIO")
ERRORS = {
    **dict.fromkeys(("write", "pwrite64", "ftruncate", "fsync"), _FULL),
    **dict.fromkeys(("rename", "renameat2", "link", "mkdir"), sorted({*_FULL, *_DENIED})),
    **dict.fromkeys(("unlink", "fchmod", "newfstatat"), _DENIED),
    **dict.fromkeys(("read", "getdents64", "flock", "fstat", "close"), ("EIO",)),
    "openat": sorted({*_FULL, *_DENIED, "EMFILE"}),
}
"""What each call may answer when disks fill up and break."""
_LET_BE_TRACED = 0x59616D61  # PR_SET_PTRACER: strace is no parent of what it traces here
_LINE = re.compile(r"(?:\[pid +\d+\] |\d+ +)?(\w+)\(")


@dataclass(frozen=True)
class Fault:
    """What happens at the n-th call of a kind (counted from the start), or at every one (0)."""

    call: str
    n: int = 0
    what: str = ""
    onward: bool = False

    def __str__(self) -> str:
        when = f":when={self.n}{'+' if self.onward else ''}" if self.n else ""
        return f"{self.call}:{self.what}{when}"


_COUNTED: dict[tuple[tuple[Fault, ...], str], list[Fault]] = {}


def few(faults: Sequence[Fault], count: int) -> Sequence[Fault]:
    """So many of them, evenly spread; under torture a multiple, at most all."""
    wanted = count * max(1, TORTURE)
    if wanted >= len(faults):
        return faults
    return [faults[(2 * n + 1) * len(faults) // (2 * wanted)] for n in range(wanted)]


def need_strace() -> str:
    """The program that injects the faults; without it the test is skipped by name."""
    found = shutil.which("strace")
    if not found:
        pytest.skip("no strace on this machine: no faults can be injected")
    return found


class Folder:
    """Thirty checklists at work: 24 that will change, three that are the same, three new ones."""

    def __init__(self, top: Path) -> None:
        self.top, self.prepared = top, top / "prepared.json"
        text = (HERE / "golden/checklists/ward-3/start-rounds.md").read_text(encoding="utf-8")
        self.old: dict[str, bytes | None] = {}
        self.new: dict[str, bytes] = {}
        for n in range(30):
            name = f"ward-{n % 5}/list-{n}.md"
            ticked = text.replace("- [ ]", "- [x]", n % 4 + 1).replace(
                "\n## ", f"\n    note {n}: they asked for the afternoon\n\n## ", 1
            )
            later = ticked if n % 10 == 3 else ticked.replace("\n# ", "\n# Revised: ", 1)
            self.old[name] = None if n % 10 == 7 else ticked.encode()
            self.new[name] = later.encode()
        texts = {n: (o and o.decode(), self.new[n].decode()) for n, o in self.old.items()}
        self.files = {name: (old, self.new[name]) for name, old in self.old.items()}
        self.prepared.write_text(json.dumps(texts), encoding="utf-8")
        self.source, self.work = top / "source", top / "work"
        for name, old in self.old.items():
            if old is not None:
                (self.source / name).parent.mkdir(parents=True, exist_ok=True)
                (self.source / name).write_bytes(old)

    def reset(self) -> None:
        """Start again from the old files."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.source, self.work)

    def command(self, way: str = "careful") -> list[str]:
        """The writer's command line; it imports nothing that it does not need."""
        return [sys.executable, "-B", str(WRITER), way, str(self.work), str(self.prepared)]

    def start(self, way: str = "careful", user: int | None = None) -> tuple[int, int]:
        """A process that will run the writer once its pipe, the second number, is closed."""
        ready, go = os.pipe()
        child = os.fork()
        if child:
            os.close(ready)
            return child, go
        code = 1
        try:
            gc.disable()  # so that the same calls are made each time
            ctypes.CDLL(None).prctl(_LET_BE_TRACED, ctypes.c_ulong(-1), 0, 0, 0)
            os.close(go)
            select.select([ready], [], [])  # a read would be one of the calls that fail
            if user is not None:
                os.setgroups([])
                os.setresgid(user, user, user)
                os.setresuid(user, user, user)
            code = attempt(way, self.work, self.files)
        finally:
            os._exit(code)

    def run(self, *faults: Fault, watch: Sequence[str] = (), way: str = "careful") -> int:
        """One run, with these faults injected or these calls noted down; how it ended."""
        child, go = self.start(way)
        calls = [*watch, *(fault.call for fault in faults)]
        if calls:
            trace = [f"trace=?{',?'.join(calls)}", *(f"inject={fault}" for fault in faults)]
            options = [word for words in trace for word in ("-e", words)]
            output = self.top / "trace"
            strace = subprocess.Popen(["strace", "-qq", "-o", output, *options, "-p", str(child)])
            while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text(encoding="utf-8"):
                time.sleep(0.002)
        os.close(go)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if calls:
            strace.wait()
        return ended

    def points(self, *faults: Fault, way: str = "careful") -> list[Fault]:
        """Every call that an undisturbed run makes once it works in the folder."""
        if (faults, way) not in _COUNTED:
            self.reset()
            assert self.run(*faults, watch=list(ERRORS), way=way) == 0
            trace = (self.top / "trace").read_text(errors="replace")
            _COUNTED[faults, way] = list(_calls(trace))
        return _COUNTED[faults, way]

    def present(self) -> dict[str, bytes]:
        """Every file that is there, those that hide included."""
        return {
            path.relative_to(self.work).as_posix(): path.read_bytes()
            for path in sorted(self.work.rglob("*"))
            if path.is_file()
        }

    def torn(self) -> list[str]:
        """The files that are neither the old nor the new one."""
        found = self.present()
        return [n for n in self.old if found.get(n) not in (self.old[n], self.new[n])]

    def assert_converges(self) -> None:
        """A run without faults brings everything to the end, nothing is left, no lock holds."""
        assert self.torn() == []
        careful(self.work, self.files)
        found = self.present()
        own = {n: data for n, data in found.items() if not n.startswith(".handrail/")}
        assert own == self.new
        versions = {n: data for n, data in found.items() if n.startswith(".handrail/versions/")}
        assert set(found) - set(own) - set(versions) == {".handrail/.gitignore", ".handrail/lock"}
        for name, old in self.old.items():
            place = f".handrail/versions/{name}/"
            kept = [data for path, data in versions.items() if path.startswith(place)]
            assert kept == ([old] if old not in (None, self.new[name]) else []), name


def environment() -> dict[str, str]:
    """The same each time, so that the same calls are made."""
    return {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


def _calls(trace: str) -> Iterator[Fault]:
    counts: Counter[str] = Counter()
    for line in trace.splitlines():
        if match := _LINE.match(line):
            counts[match[1]] += 1
            yield Fault(match[1], counts[match[1]])


NO_EXCHANGE = Fault("renameat2", what="error=ENOSYS")
"""A system that cannot exchange two files, as macOS."""
