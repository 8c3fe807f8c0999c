"""The installed `handrail generate` on thirty checklists in use: killed, doubled, edited under."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import COMMAND, HERE, TODAY, files_below
from faults import TORTURE, Fault, Folder, few, need_strace

GENERATE = [str(COMMAND), "generate", "--today", TODAY]


class Book:
    """The sample's handbook with fifteen wards; every list ticked and annotated; then revised."""

    def __init__(self, top: Path) -> None:
        self.top, self.lists = top, top / "content/checklists"
        sample = shutil.copytree(HERE / "sample", top / "content")
        for n in range(14):
            shutil.copy(sample / "customers/ward-3.yaml", sample / f"customers/ward-3{n:02}.yaml")
        assert self.run() == 0
        for n, path in enumerate(sorted(self.lists.rglob("*.md"))):
            text = path.read_text().replace("- [ ]", "- [x]", n % 3 + 1)
            path.write_text(text.replace("\n<!-- base", f"\n- [x] Own task {n}\n\n<!-- base"))
        shutil.rmtree(self.lists / ".handrail")
        for playbook in (sample / "playbooks").glob("*.yaml"):
            playbook.write_text(playbook.read_text().replace("        do: ", "        do: Then "))
        self.before = files_below(self.lists)
        self.clean = self.converged()

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}

    def run(self, *trace: str) -> int:
        """One run of the command, under strace if there are options for it."""
        prefix = ["strace", "-f", "-qq", "-o", str(self.top / "trace"), *trace] if trace else []
        done = subprocess.run(
            [*prefix, *GENERATE], cwd=self.top, env=self.environment(), capture_output=True,
            check=False,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.returncode

    def reset(self) -> None:
        """Start again from the lists in use."""
        shutil.rmtree(self.lists)
        for name, data in self.before.items():
            (self.lists / name).parent.mkdir(parents=True, exist_ok=True)
            (self.lists / name).write_bytes(data)

    def converged(self) -> Mapping[str, bytes]:
        """What a run without faults makes of what is there; nothing may be left beside it."""
        assert self.run() == 0
        found = files_below(self.lists)
        assert found.keys() == self.before.keys()
        return found


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book(tmp_path_factory.mktemp("book"))


def test_killed_and_refused(book: Book) -> None:
    """SIGKILL, or an error, at a flush or change of name: whole files, and the next run mends."""
    need_strace()
    assert {n for n in book.before if book.before[n] != book.clean[n]} == set(book.before)
    assert len(book.before) > 28
    faults = [
        Fault(call, n, what)
        for call in ("fsync", "rename", "renameat2")
        for n in range(1, len(book.before) + 1)
        for what in ("signal=KILL", "error=ENOSPC")
    ]
    for fault in few(faults, 1):
        book.reset()
        ended = book.run("-e", f"trace={fault.call}", "-e", f"inject={fault}")
        assert ended == (4 if "error" in fault.what else -9), fault
        for name, data in files_below(book.lists).items():
            if name in book.before:
                assert data in (book.before[name], book.clean[name]), (fault, name)
        assert book.converged() == book.clean


def test_two_commands_at_once(book: Book) -> None:
    """Both end well; the result is that of one."""
    for _ in range(max(1, min(10, TORTURE))):
        book.reset()
        running = [
            subprocess.Popen(
                GENERATE, cwd=book.top, env=book.environment(),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]  # fmt: skip
        assert [one.wait() for one in running] == [0, 0]
        assert files_below(book.lists) == book.clean


def tick(path: Path) -> None:
    """Tick the first open box in place, one byte, as an app does; as late as can be."""
    with path.open("r+b") as file:
        file.seek(file.read().index(b"- [ ]") + 3)
        file.write(b"X")


def annotate(path: Path) -> None:
    """Save the file with one more line, as an editor does: a new file that takes the name."""
    saved = path.with_suffix(".saved")
    saved.write_bytes(path.read_bytes().replace(b"\n<!-- base", b"\n- [X] Seen\n\n<!-- base"))
    saved.replace(path)


def edit_while_it_runs(running: subprocess.Popen[bytes], lists: Path, remains: str) -> list[Path]:
    """Edit each file just when the new one lies beside it, about to take its place."""
    edits: list[Callable[[Path], None]] = [tick, annotate]
    edited: list[Path] = []
    while running.poll() is None:
        for beside in lists.rglob(remains):
            path = beside.with_name(beside.name.split(".md.")[0].lstrip(".") + ".md")
            if path.is_file() and path not in edited:
                edits[len(edited) % 2](path)
                edited.append(path)
        time.sleep(0.005)
    return edited


def test_edited_in_the_last_moment(book: Book) -> None:
    """Every file is edited between being read and being replaced: each edit is in the result."""
    need_strace()
    slowly = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e",
              "inject=renameat2:delay_enter=60000"]  # fmt: skip
    book.reset()
    running = subprocess.Popen(
        [*slowly, *GENERATE], cwd=book.top, env=book.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    edited = edit_while_it_runs(running, book.lists, ".*.swap")
    assert running.returncode == 0
    assert len(edited) == len(book.before)
    for path in edited:
        text = path.read_text()
        assert text.count("- [X]") == 1, path
        assert "**Then " in text
    marked = [p for p in (book.lists / ".handrail/versions").rglob("*") if p.is_file()]
    in_time = [path for path in marked if b"- [X]" in path.read_bytes()]
    assert len(in_time) > 0.8 * len(edited)  # the others came after the change, and stayed


def test_same_edits_under_a_renaming_writer(tmp_path: Path) -> None:
    """The control: a writer that renames whole files into place, unlooking, loses such edits."""
    need_strace()
    folder = Folder(tmp_path)
    folder.reset()
    slowly = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=rename", "-e",
              "inject=rename:delay_enter=60000"]  # fmt: skip
    running = subprocess.Popen([*slowly, *folder.command("renaming")], cwd=Path.cwd())
    edited = edit_while_it_runs(running, folder.work, ".*.md.*.part")
    assert running.returncode == 0
    changed = [p for p in edited if b"# Revised" in p.read_bytes()]
    assert len(changed) > 20
    lost = [path for path in changed if b"- [X]" not in path.read_bytes()]
    assert len(lost) > 0.9 * len(changed)
