"""How bytes get to disk, step by step: what each step does, and what it says when it cannot."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from test_store import MODULE, NAME, all_below, never, put, system

from generator.output import UnsafePathError
from generator.store import (
    HeldError,
    commit,
    is_ours,
    lock,
    made,
    note_made,
    places,
    read,
    recover,
    sync,
    versions,
)
from generator.store.versions import fingerprint

__all__ = ["system"]  # a fixture


# --- what the system can do, step by step ---


def failing(code: int) -> Callable[..., None]:
    """A call of the system that ends with this error, and knows no file."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM])
def test_folder_that_cannot_be_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Some file systems flush no folders: that is no error, and every folder is tried."""
    (tmp_path / "a").mkdir()
    monkeypatch.setattr(os, "fsync", failing(code))
    sync(tmp_path, ["a/b.md"])


def test_flush_that_fails_names_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that breaks is told, with the folder, and the folder is closed."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with pytest.raises(OSError, match="Input/output error") as raised:
        sync(tmp_path, [NAME.rpartition("/")[2]])
    assert (raised.value.errno, raised.value.filename) == (errno.EIO, str(tmp_path))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_reading_tells_what_is_wrong(tmp_path: Path) -> None:
    """Nothing there is None; a file on the way, a link and a folder are errors."""
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert read(tmp_path / "file") == b"x"
    assert read(tmp_path / "none") is None
    with pytest.raises(NotADirectoryError):
        read(tmp_path / "file" / "below")
    with pytest.raises(UnsafePathError) as linked:
        read(tmp_path / "link")
    assert str(linked.value) == f"{tmp_path / 'link'} is a link to another place"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnsafePathError) as odd:
        read(tmp_path / "pipe")
    assert str(odd.value) == f"{tmp_path / 'pipe'} is not a plain file"


def test_writing_is_for_new_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there, a dangling link too, is not written to; the bytes are flushed once."""
    flushed: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _: flushed.append((tmp_path / "new").read_bytes()))
    places.write(tmp_path / "new", b"text")
    assert flushed == [b"text"]
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("new", "link"):
        with pytest.raises(FileExistsError):
            places.write(tmp_path / name, b"other")
    assert (tmp_path / "new").read_bytes() == b"text"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.usefixtures("system")
def test_place_takes_no_place_that_is_taken(tmp_path: Path) -> None:
    """A name is given once; what stands there stays, and so does the new file."""
    new, path = tmp_path / "new", tmp_path / "path"
    new.write_bytes(b"new")
    places.place(new, path)
    assert all_below(tmp_path) == {"path": b"new"}
    new.write_bytes(b"newer")
    with pytest.raises(FileExistsError, match="File exists") as raised:
        places.place(new, path)
    assert raised.value.errno == errno.EEXIST
    assert str(path) in (raised.value.filename, raised.value.filename2)
    assert all_below(tmp_path) == {"path": b"new", "new": b"newer"}
    with pytest.raises(FileNotFoundError):
        places.place(tmp_path / "none", tmp_path / "free")


def test_exchange_tells_what_is_missing(tmp_path: Path) -> None:
    """Two files change places; with one missing it is an error that names it."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1")
    with pytest.raises(FileNotFoundError, match="No such file") as raised:
        places.exchange(one, other)
    assert raised.value.filename == str(other)
    other.write_bytes(b"2")
    assert places.exchange(one, other) is True
    assert (one.read_bytes(), other.read_bytes()) == (b"2", b"1")


def test_system_without_the_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A C library that has no exchange cannot, and a file system that knows none either."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    assert places.exchange(one, other) is False
    library = type("C", (), {"renameat2": staticmethod(lambda *_: -1)})
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: library)
    for code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        monkeypatch.setattr(ctypes, "get_errno", lambda code=code: code)
        assert places.exchange(one, other) is False
    assert all_below(tmp_path) == {"one": b"1", "other": b"2"}


@pytest.mark.usefixtures("system")
def test_second_name(tmp_path: Path) -> None:
    """A second name or a second file: the same bytes and permissions, and nothing else lies."""
    path, held = tmp_path / "path", tmp_path / ".path.held"
    path.write_bytes(b"old")
    path.chmod(0o640)
    places.duplicate(path, held, b"old")
    assert all_below(tmp_path) == {"path": b"old", ".path.held": b"old"}
    assert stat.S_IMODE(held.stat().st_mode) == 0o640


def test_link_that_fails_otherwise_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is no reason to go another way."""
    monkeypatch.setattr(places, "_rename", lambda *_: False)
    monkeypatch.setattr(os, "link", failing(errno.ENOSPC))
    (tmp_path / "new").write_bytes(b"new")
    with pytest.raises(OSError, match="No space left"):
        places.place(tmp_path / "new", tmp_path / "path")
    with pytest.raises(OSError, match="No space left"):
        places.duplicate(tmp_path / "new", tmp_path / "held", b"new")
    assert all_below(tmp_path) == {"new": b"new"}


def test_paths_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are found from where we are, too."""
    monkeypatch.chdir(tmp_path)
    one, other = Path("one"), Path("other")
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    assert places.exchange(one, other)
    assert (one.read_bytes(), other.read_bytes()) == (b"2", b"1")
    places.place(one, Path("third"))
    assert all_below(tmp_path) == {"other": b"1", "third": b"2"}


def test_only_folders_are_flushed(tmp_path: Path) -> None:
    """A file where a folder should be is told."""
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(NotADirectoryError):
        sync(tmp_path, ["file/below"])


def test_permissions_of_new_files(tmp_path: Path) -> None:
    """Everybody may read and write what is made where nobody is kept out; nobody may run it."""
    mask = os.umask(0)
    try:
        places.write(tmp_path / "new", b"x")
        with lock(tmp_path):
            pass
    finally:
        os.umask(mask)
    for name in ("new", ".handrail/lock"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o666


def test_owner_that_cannot_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root gives files away; others keep them, with the permissions all the same."""
    asked = []

    def refuse(_: int, uid: int, gid: int) -> None:
        asked.append((uid, gid))
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refuse)
    (tmp_path / "file").write_bytes(b"x")
    own = (tmp_path / "file").stat()
    for uid, gid in ((1, 0), (0, 1)):
        theirs = [0o100640, *own[1:4], own.st_uid + uid, own.st_gid + gid, *own[6:]]
        with (tmp_path / "file").open() as file:
            places._resemble(file.fileno(), os.stat_result(theirs))
    assert asked == [(own.st_uid + 1, own.st_gid), (own.st_uid, own.st_gid + 1)]
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


def test_second_file_is_named_once_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are no second names: under a name that the next run knows for a part."""
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    (tmp_path / "path").write_bytes(b"old")
    named: list[tuple[str, str]] = []

    def note(path: Path, target: Path) -> None:
        assert path.read_bytes() == b"old"
        named.append((path.name, target.name))

    monkeypatch.setattr(Path, "rename", note)
    places.duplicate(tmp_path / "path", tmp_path / ".path.held", b"old")
    assert named == [(".path.part", ".path.held")]


def test_folders_are_made_for_a_new_file(tmp_path: Path) -> None:
    """As many as it needs."""
    commit(tmp_path / "a/b", "c/d.md", None, b"new", never)
    assert all_below(tmp_path) == {"a/b/c/d.md": b"new"}


@pytest.mark.parametrize("old", [None, b"old"])
def test_part_of_another_run_is_in_the_way(tmp_path: Path, old: bytes | None) -> None:
    """Whoever writes the same without the lock is not written over; the part is settled."""
    path = tmp_path / NAME
    path.parent.mkdir()
    if old is not None:
        path.write_bytes(old)
    path.with_name(f".{path.name}.{fingerprint(b'new')}.part").write_bytes(b"ne")
    with pytest.raises(FileExistsError):
        commit(tmp_path, NAME, old, b"new", never)
    assert all_below(tmp_path) == ({} if old is None else {NAME: old})


def test_what_cannot_be_settled_now_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was written counts as written; what was left is for the next run."""
    put(tmp_path, b"old")
    monkeypatch.setattr(MODULE, "_settle", failing(errno.EIO))
    put(tmp_path, b"new")
    assert read(tmp_path / NAME) == b"new"


def test_nothing_to_settle(tmp_path: Path) -> None:
    """What is not there is settled."""
    for kind in ("part", "swap", "held"):
        left = tmp_path / f".a.md.{fingerprint(b'x')}.{kind}"
        assert MODULE._settle(tmp_path, "a.md", left) is False


def test_change_is_given_back_without_exchange(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that nobody saw yet is taken back by a plain rename; that is no version."""
    monkeypatch.setattr(places, "_rename", lambda *_: False)
    (tmp_path / "a.md").write_bytes(b"new")
    (tmp_path / f".a.md.{fingerprint(b'new')}.held").write_bytes(b"theirs")
    assert recover(tmp_path) == []
    assert all_below(tmp_path) == {"a.md": b"theirs"}


def test_version_on_another_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be moved there, its bytes and permissions are written there whole."""
    put(tmp_path, b"old")
    (tmp_path / NAME).chmod(0o640)
    sound = Path.rename

    def crossing(path: Path, target: Path) -> Path:
        if path.suffix == ".swap" and "versions" in target.parts:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return sound(path, target)

    monkeypatch.setattr(Path, "rename", crossing)
    (place,) = [tmp_path / ".handrail/versions" / NAME]
    place.mkdir(parents=True)
    (place / f"000001-{fingerprint(b'old')}.part").write_bytes(b"of a killed run")
    put(tmp_path, b"new")
    assert all_below(tmp_path) == {
        NAME: b"new",
        f".handrail/versions/{NAME}/000001-{fingerprint(b'old')}": b"old",
    }
    (version,) = versions(tmp_path, NAME)
    assert stat.S_IMODE(version.path.stat().st_mode) == 0o640
    put(tmp_path, b"newer")
    assert [version.content for version in versions(tmp_path, NAME)] == [b"old", b"new"]
    monkeypatch.setattr(Path, "rename", failing(errno.EACCES))
    with pytest.raises(OSError, match="Permission denied"):
        put(tmp_path, b"newest")
    assert read(tmp_path / NAME) == b"newer"


def test_versions_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    """What has another name is no version; numbers count, however many digits they have."""
    place = tmp_path / ".handrail/versions" / NAME
    place.mkdir(parents=True)
    for number, text in ((1_000_000, b"late"), (999_999, b"early"), (3, b"first")):
        (place / f"{number:06}-{fingerprint(text)}").write_bytes(text)
    (place / f"12345-{fingerprint(b'x')}").write_bytes(b"x")
    (place / "notes").write_bytes(b"mine")
    found = versions(tmp_path, NAME)
    assert [(v.number, v.digest, v.content) for v in found] == [
        (3, fingerprint(b"first"), b"first"),
        (999_999, fingerprint(b"early"), b"early"),
        (1_000_000, fingerprint(b"late"), b"late"),
    ]
    found[0].path.unlink()
    with pytest.raises(FileNotFoundError) as raised:
        _ = found[0].content
    assert (raised.value.errno, raised.value.filename) == (errno.ENOENT, str(found[0].path))
    assert raised.value.strerror == "this version is gone"
    assert versions(tmp_path, "ward-3/none.md") == []


def test_fingerprint_is_the_start_of_sha_256() -> None:
    """32 digits, the same on every machine."""
    assert fingerprint(b"") == "e3b0c44298fc1c149afbf4c8996fb924"


def test_state_folder_that_is_a_link(tmp_path: Path) -> None:
    """Versions are neither read nor written through a link."""
    outside = tmp_path / "outside"
    (outside / "versions").mkdir(parents=True)
    for folder, link in (("a", ".handrail"), ("b", ".handrail/versions")):
        (tmp_path / folder / link).parent.mkdir(parents=True)
        (tmp_path / folder / link).symlink_to(outside)
        with pytest.raises(UnsafePathError) as refused:
            versions(tmp_path / folder, NAME)
        place = tmp_path / folder / ".handrail/versions"
        assert str(refused.value) == f"{place} leads through a link to another place"


# --- what Handrail itself wrote ---


def test_what_was_made_is_known_by_its_bytes(tmp_path: Path) -> None:
    """While a run writes, the bytes before and after are ours; then those after alone."""
    (tmp_path / ".handrail").mkdir()
    file = tmp_path / ".handrail/made"
    assert made(tmp_path) == {}
    known = made(tmp_path)
    note_made(tmp_path, known, {"b.ics": b"one", "a b.csv": b"two"}, done=True)
    one, two, three = (fingerprint(text) for text in (b"one", b"two", b"three"))
    assert file.read_text() == f"{two} a b.csv\n{one} b.ics\n"
    note_made(tmp_path, known, {"b.ics": b"three"}, done=False)
    lines = "".join(f"{digest} b.ics\n" for digest in sorted([one, three]))
    assert file.read_text() == f"{two} a b.csv\n{lines}"
    known = made(tmp_path)
    assert known == {"a b.csv": {two}, "b.ics": {one, three}}
    assert is_ours(known, "b.ics", b"one")
    assert is_ours(known, "b.ics", b"three")
    assert not is_ours(known, "b.ics", b"two")
    assert not is_ours(known, "c.ics", b"one")
    (tmp_path / ".handrail/made.part").write_bytes(b"of a killed run")
    note_made(tmp_path, known, {"b.ics": b"three"}, done=True)
    assert file.read_text() == f"{two} a b.csv\n{three} b.ics\n"
    assert all_below(tmp_path) == {".handrail/made": file.read_bytes()}
    before = file.stat()
    note_made(tmp_path, known, {"b.ics": b"three"}, done=True)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    note_made(tmp_path, known, {"new": b"one"}, done=False)
    assert known["new"] == {one}
    file.write_bytes(b"\xff a.csv\n")
    assert made(tmp_path) == {"a.csv": {"\ufffd"}}


# --- the lock, in this process ---


def test_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    """Whatever ends the work, the next one gets the lock; the file says who had it last."""
    with pytest.raises(KeyError), lock(tmp_path / "new" / "lists"):
        raise KeyError
    with lock(tmp_path / "new" / "lists"):
        found = (tmp_path / "new/lists/.handrail/lock").read_text()
    assert found == f"process {os.getpid()} on {os.uname().nodename}\n"


def test_second_lock_is_refused_with_its_holder(tmp_path: Path) -> None:
    """Also in one process; a lock file that says nothing is another run's."""
    with lock(tmp_path), pytest.raises(HeldError) as held, lock(tmp_path):
        pass
    assert str(held.value) == f"process {os.getpid()} on {os.uname().nodename}"
    with lock(tmp_path):
        (tmp_path / ".handrail/lock").write_bytes(b"\xff" * 300)
        with pytest.raises(HeldError) as held, lock(tmp_path):
            pass
        assert str(held.value) == "\ufffd" * 200
        (tmp_path / ".handrail/lock").write_bytes(b"\n")
        with pytest.raises(HeldError, match=r"^another run$"), lock(tmp_path):
            pass


def test_longer_holder_leaves_nothing_behind(tmp_path: Path) -> None:
    """The name of the holder takes the whole file."""
    (tmp_path / ".handrail").mkdir()
    (tmp_path / ".handrail/lock").write_bytes(b"x" * 500)
    with lock(tmp_path):
        found = (tmp_path / ".handrail/lock").read_text()
    assert found == f"process {os.getpid()} on {os.uname().nodename}\n"


def test_lock_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the name cannot be written the lock is held all the same."""
    monkeypatch.setattr(os, "pwrite", failing(errno.ENOSPC))
    with lock(tmp_path), pytest.raises(HeldError, match=r"^another run$"), lock(tmp_path):
        pass


def test_lock_refuses_links(tmp_path: Path) -> None:
    """Neither the folder of the state nor the lock itself may be a link."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for folder, link in (("a", ".handrail"), ("b", ".handrail/lock")):
        (tmp_path / folder / link).parent.mkdir(parents=True)
        (tmp_path / folder / link).symlink_to(outside)
        with pytest.raises(UnsafePathError, match="is a link"), lock(tmp_path / folder):
            pass
    assert all_below(outside) == {}


def test_what_hides_the_state_is_written_whole(tmp_path: Path) -> None:
    """A rest of a killed run is removed; a rule that is there, a dangling link too, stays."""
    (tmp_path / "a/.handrail").mkdir(parents=True)
    (tmp_path / "a/.handrail/.gitignore.part").write_bytes(b"*")
    with lock(tmp_path / "a"):
        assert (tmp_path / "a/.handrail/.gitignore").read_bytes() == b"*\n"
    with lock(tmp_path / "a"):
        pass
    assert set(all_below(tmp_path / "a")) == {".handrail/.gitignore", ".handrail/lock"}
    with pytest.MonkeyPatch.context() as patch:  # somebody makes it after we have looked
        patch.setattr(os.path, "lexists", lambda _: False)
        with lock(tmp_path / "a"):
            pass
    (tmp_path / "b/.handrail").mkdir(parents=True)
    (tmp_path / "b/.handrail/.gitignore").symlink_to(tmp_path / "nowhere")
    with lock(tmp_path / "b"):
        pass
    assert (tmp_path / "b/.handrail/.gitignore").is_symlink()
    assert not (tmp_path / "nowhere").exists()
