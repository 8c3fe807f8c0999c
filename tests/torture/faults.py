"""The fault harness: thirty checklists, a writer, and a system that fails or stops at one call.

`strace` counts the writer's system calls once; then each call in turn is made the last one
(SIGKILL), or made to fail. Afterwards every file has to be the old or the new one, whole, and a
run without faults has to bring the folder to where an undisturbed run brings it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import HERE
from writer import careful

TORTURE = int(os.environ.get("HANDRAIL_TORTURE", "0"))
WRITER = Path(__file__).with_name("writer.py")
CALLS = (
    "openat", "read", "write", "pwrite64", "ftruncate", "fsync", "fchmod", "flock", "mkdir",
    "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat",
    "getdents64", "newfstatat", "fstat", "close",
)  # fmt: skip
ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EACCES", "EMFILE", "EROFS")
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

    def run(self, *faults: Fault, watch: Sequence[str] = (), way: str = "careful") -> int:
        """One run, with these faults injected or these calls noted down; how it ended."""
        calls = [*watch, *(fault.call for fault in faults)]
        trace = [f"trace=?{',?'.join(calls)}", *(f"inject={fault}" for fault in faults)]
        options = [word for words in trace for word in ("-e", words)]
        strace = ["strace", "-f", "-qq", "-o", str(self.top / "trace"), *options]
        prefix = strace if calls else []
        done = subprocess.run(
            [*prefix, *self.command(way)],
            cwd=HERE.parent, env=environment(), capture_output=True, check=False,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.returncode

    def points(self, *faults: Fault, way: str = "careful") -> list[Fault]:
        """Every call that an undisturbed run makes once it works in the folder."""
        if (faults, way) not in _COUNTED:
            self.reset()
            assert self.run() == 0  # so that compiled modules are there
            self.reset()
            assert self.run(*faults, watch=CALLS, way=way) == 0
            trace = (self.top / "trace").read_text(errors="replace")
            _COUNTED[faults, way] = list(_calls(trace, str(self.work)))
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
        careful(self.work, {name: (old, self.new[name]) for name, old in self.old.items()})
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


def _calls(trace: str, folder: str) -> Iterator[Fault]:
    counts: Counter[str] = Counter()
    begun = False
    for line in trace.splitlines():
        if match := _LINE.match(line):
            counts[match[1]] += 1
            begun = begun or (folder in line and match[1] in ("mkdir", "openat"))
            if begun:
                yield Fault(match[1], counts[match[1]])


NO_EXCHANGE = Fault("renameat2", what="error=ENOSYS")
"""A system that cannot exchange two files, as macOS."""
