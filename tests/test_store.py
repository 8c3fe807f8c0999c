"""People's files on disk: changed in one step, never over an edit, with every former version."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import files_below
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from generator.output import UnsafePathError
from generator.store import (
    BusyError,
    HeldError,
    commit,
    lock,
    places,
    read,
    recover,
    sync,
    versions,
)
from generator.store.commit import ATTEMPTS
from generator.store.versions import KEPT, fingerprint

NAME = "ward-3/rounds.md"
MODULE = sys.modules[commit.__module__]  # the package gives its name to the function


def never(_: bytes | None) -> bytes:
    """No second merge is expected."""
    raise AssertionError("nobody wrote in between")


def all_below(folder: Path) -> dict[str, bytes]:
    """Every file, the hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def contents(folder: Path, name: str = NAME) -> list[bytes]:
    """The former versions of a file, the oldest first."""
    return [version.content for version in versions(folder, name)]


def put(folder: Path, *texts: bytes) -> None:
    """Write one after the other."""
    for text in texts:
        commit(folder, NAME, read(folder / NAME), text, never)


@pytest.fixture(params=["exchange", "links", "neither"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Systems that exchange two files, that only link and rename, that only rename."""
    if request.param != "exchange":
        monkeypatch.setattr(places, "_rename", lambda *_: False)
    if request.param == "neither":

        def refuse(*_: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
    return str(request.param)


@pytest.mark.usefixtures("system")
def test_new_then_changed(tmp_path: Path) -> None:
    """A new file appears; a changed one leaves its former bytes as a version; nothing else lies."""
    put(tmp_path, b"one", b"two", b"three")
    found = all_below(tmp_path)
    assert found.pop(NAME) == b"three"
    assert sorted(found.values()) == [b"one", b"two"]
    assert all(name.startswith(f".handrail/versions/{NAME}/") for name in found)
    assert contents(tmp_path) == [b"one", b"two"]
    assert [version.number for version in versions(tmp_path, NAME)] == [1, 2]


@pytest.mark.usefixtures("system")
def test_same_bytes_touch_nothing(tmp_path: Path) -> None:
    """What is there already is not written again: no version, the same inode and time."""
    put(tmp_path, b"one")
    before = (tmp_path / NAME).stat()
    put(tmp_path, b"one")
    after = (tmp_path / NAME).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert all_below(tmp_path) == {NAME: b"one"}


def in_place(path: Path, text: bytes) -> None:
    """As a program edits that opens the file and writes."""
    path.write_bytes(text)


def by_rename(path: Path, text: bytes) -> None:
    """As most editors save: a new file that takes the name."""
    path.with_name("saved").write_bytes(text)
    path.with_name("saved").replace(path)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("save", [in_place, by_rename])
@pytest.mark.parametrize("moment", ["write", "_swapped"])
def test_edit_in_between_is_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path, bytes], None],
    moment: str,
) -> None:  # fmt: skip
    """What somebody saves after the file was read is what the next merge starts from."""
    sound = getattr(MODULE, moment)
    put(tmp_path, b"old")
    edits = iter([b"edit 1", b"edit 2"])

    def disturbed(*args: object, **named: object) -> object:
        if edit := next(edits, None):
            save(tmp_path / NAME, edit)
        return sound(*args, **named)

    monkeypatch.setattr(MODULE, moment, disturbed)
    asked: list[bytes | None] = []

    def again(old: bytes | None) -> bytes:
        asked.append(old)
        return b"merged with " + (old or b"nothing")

    put_there = commit(tmp_path, NAME, b"old", b"merged", again)
    assert asked == [b"edit 1", b"edit 2"]
    assert put_there == read(tmp_path / NAME) == b"merged with edit 2"
    assert contents(tmp_path)[-1] == b"edit 2"
    assert files_below(tmp_path) == {NAME: b"merged with edit 2"}


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("gone", ["file", "folder"])
def test_deleted_in_between(tmp_path: Path, gone: str) -> None:
    """A file that was deleted after it was read is asked for as one that is not there."""
    put(tmp_path, b"old")
    (tmp_path / NAME).unlink()
    if gone == "folder":
        (tmp_path / NAME).parent.rmdir()
    assert commit(tmp_path, NAME, b"old", b"merged", lambda old: str(old).encode()) == b"None"
    assert all_below(tmp_path) == {NAME: b"None"}


@pytest.mark.usefixtures("system")
def test_made_in_between(tmp_path: Path) -> None:
    """A file that appears where there was none is never overwritten."""
    (tmp_path / NAME).parent.mkdir()
    (tmp_path / NAME).write_bytes(b"mine")
    commit(tmp_path, NAME, None, b"fresh", lambda old: b"fresh with " + (old or b""))
    assert read(tmp_path / NAME) == b"fresh with mine"
    assert contents(tmp_path) == [b"mine"]


@pytest.mark.usefixtures("system")
def test_endless_edits_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program writes without end it wins: its last bytes stay, and that is told."""
    put(tmp_path, b"old")
    sound, count = MODULE._swapped, iter(range(1000))

    def disturbed(*args: object) -> object:
        in_place(tmp_path / NAME, b"%d" % next(count))
        return sound(*args)

    monkeypatch.setattr(MODULE, "_swapped", disturbed)
    with pytest.raises(BusyError, match="is being written by another program"):
        commit(tmp_path, NAME, b"old", b"new", lambda old: b"new " + (old or b""))
    assert read(tmp_path / NAME) == b"%d" % (ATTEMPTS - 1)
    assert list(files_below(tmp_path)) == [NAME]


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("fails", ["write", "_swapped", "put_away", "place"])
def test_what_the_system_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """An error at any step leaves the old file, no remains, and names the file."""
    put(tmp_path, b"old")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(MODULE, fails, refuse)
    name = "ward-3/new.md" if fails == "place" else NAME
    with pytest.raises(OSError, match="No space left") as raised:
        commit(tmp_path, name, read(tmp_path / name), b"new", never)
    assert raised.value.filename == str(tmp_path / name)
    assert all_below(tmp_path) == {NAME: b"old"}


def test_versions_are_the_last_twenty(tmp_path: Path) -> None:
    """Each change adds one; numbers go on; the oldest go."""
    texts = [b"text %d" % n for n in range(KEPT + 6)]
    put(tmp_path, *texts)
    assert contents(tmp_path) == texts[5:-1]
    assert [v.number for v in versions(tmp_path, NAME)] == list(range(6, KEPT + 6))
    assert all(v.whole for v in versions(tmp_path, NAME))


def test_version_is_the_file_that_stood_there(tmp_path: Path) -> None:
    """It keeps its time stamp; one that was changed afterwards is known by its bytes."""
    put(tmp_path, b"old")
    os.utime(tmp_path / NAME, ns=(10**18, 10**18))
    put(tmp_path, b"new")
    (version,) = versions(tmp_path, NAME)
    assert version.path.stat().st_mtime_ns == 10**18
    assert version.whole
    version.path.write_bytes(b"spoilt")
    assert not version.whole


def test_same_version_is_kept_once(tmp_path: Path) -> None:
    """To and fro between two states: a version that is the latest already is not added again."""
    put(tmp_path, b"a", b"b")
    (tmp_path / NAME).write_bytes(b"a")  # somebody took it back by hand
    put(tmp_path, b"c")
    assert contents(tmp_path) == [b"a"]


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_permissions_stay(tmp_path: Path, mode: int) -> None:
    """A changed file has the permissions of the old one; a new one those that any file gets."""
    mask = os.umask(0o027)
    try:
        put(tmp_path, b"old")
        assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o640
        (tmp_path / NAME).chmod(mode)
        put(tmp_path, b"new")
        assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == mode
    finally:
        os.umask(mask)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_owner_stays(tmp_path: Path) -> None:
    """A file that root brings up to date still belongs to its person."""
    put(tmp_path, b"old")
    os.chown(tmp_path / NAME, 65534, 65534)
    put(tmp_path, b"new")
    facts = (tmp_path / NAME).stat()
    assert (facts.st_uid, facts.st_gid) == (65534, 65534)


# --- what a killed run leaves ---

OURS, THEIRS, OTHER = b"the new text", b"their text", b"something else"
sides = st.sampled_from([None, OURS, THEIRS, OTHER])
kinds = st.sampled_from(["part", "swap", "held"])


@examples(60)
@given(sides, sides, kinds)
def test_remains_are_settled(
    tmp_path_factory: pytest.TempPathFactory, standing: bytes | None, left: bytes | None, kind: str
) -> None:
    """Whatever stands in place and lies beside it: nobody's text is lost, no remains stay."""
    folder = tmp_path_factory.mktemp("left")
    path = folder / NAME
    path.parent.mkdir()
    beside = path.with_name(f".{path.name}.{fingerprint(OURS)}.{kind}")
    if standing is not None:
        path.write_bytes(standing)
    if left is not None:
        beside.write_bytes(left)
    told = recover(folder)
    assert not beside.exists()
    kept = contents(folder)
    theirs = {text for text in (standing, left) if text not in (None, OURS)}
    if kind != "part":  # a part is never anybody's
        assert theirs <= {read(path), *kept}
    if left not in (None, OURS) and kind != "part" and standing == OURS:
        assert read(path) == left  # given back: the change was not yet looked at
    else:
        assert read(path) == standing
    assert told == ([NAME] if kept else [])
    assert recover(folder) == []


def test_only_own_remains_are_touched(tmp_path: Path) -> None:
    """Files of an editor, names that only look alike, links and folders stay as they are."""
    names = [".rounds.md.swp", "rounds.md.part", f".rounds.md.{'0' * 31}.part", "#rounds.md#"]
    (tmp_path / "ward-3").mkdir()
    for name in names:
        (tmp_path / "ward-3" / name).write_bytes(b"mine")
    (tmp_path / f"ward-3/.a.md.{'0' * 32}.swap").symlink_to(tmp_path / "ward-3/rounds.md.part")
    (tmp_path / f"ward-3/.b.md.{'0' * 32}.part").mkdir()
    (tmp_path / "elsewhere").symlink_to(tmp_path / "ward-3")
    before = files_below(tmp_path)
    assert recover(tmp_path) == []
    assert files_below(tmp_path) == before


# --- links, folders, and other things that are no files ---


@pytest.mark.parametrize("where", ["file", "folder", "top", "state", "versions"])
def test_no_way_leads_through_a_link(tmp_path: Path, where: str) -> None:
    """A link at any place is refused, and what it leads to stays as it is."""
    outside, folder = tmp_path / "outside", tmp_path / "lists"
    outside.mkdir()
    (outside / "rounds.md").write_bytes(b"old")
    link = {
        "file": folder / NAME,
        "folder": folder / "ward-3",
        "top": folder,
        "state": folder / ".handrail",
        "versions": folder / ".handrail/versions",
    }[where]
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside / "rounds.md" if where == "file" else outside)
    if where in ("state", "versions"):
        (folder / "ward-3").mkdir()
        (folder / NAME).write_bytes(b"old")
    with pytest.raises(UnsafePathError, match="link"):
        commit(folder, NAME, b"old", b"new", never)
    assert files_below(outside) == {"rounds.md": b"old"}
    if where in ("state", "versions"):
        assert read(folder / NAME) == b"old"


def test_pipe_in_the_way_does_not_hang(tmp_path: Path) -> None:
    """What is no plain file is refused at once, also by those who only read."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnsafePathError, match="not a plain file"):
        read(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    with pytest.raises(UnsafePathError, match="a link"):
        read(tmp_path / "link")
    assert read(tmp_path / "nothing") is None


# --- the lock ---

HOLD = """
import sys, time
from pathlib import Path
from generator.store import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of `tmp_path/lists`."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lists")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_lock_is_one_writers(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """A second run learns who holds the lock; when that one is killed, it is free at once."""
    with (
        pytest.raises(HeldError, match=rf"^process {holder.pid} on \S+$"),
        lock(tmp_path / "lists"),
    ):
        pass
    holder.kill()
    holder.wait()
    with lock(tmp_path / "lists"):
        assert f"process {os.getpid()} " in (tmp_path / "lists/.handrail/lock").read_text()
    with lock(tmp_path / "lists"):
        pass


def test_state_is_no_matter_for_git(tmp_path: Path) -> None:
    """The state folder hides itself from git; a person's own rule there stays."""
    with lock(tmp_path / "lists"):
        put(tmp_path / "lists", b"a", b"b")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    told = subprocess.run(
        ["git", "-C", tmp_path, "status", "--short", "-uall"], capture_output=True, check=True
    )
    assert told.stdout.decode() == f"?? lists/{NAME}\n"
    (tmp_path / "lists/.handrail/.gitignore").write_bytes(b"mine\n")
    with lock(tmp_path / "lists"):
        pass
    assert (tmp_path / "lists/.handrail/.gitignore").read_bytes() == b"mine\n"


def test_folders_are_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder in which a file took its place is flushed once, and none when nothing did."""
    put(tmp_path, b"a")
    flushed = []
    sound = os.fsync

    def noted(handle: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        sound(handle)

    monkeypatch.setattr(os, "fsync", noted)
    sync(tmp_path, [NAME, NAME.replace("rounds", "other")])
    assert flushed == [str(tmp_path), str(tmp_path / "ward-3")]
    sync(tmp_path, [])
    assert len(flushed) == 2
