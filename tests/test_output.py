"""A tree to disk: whole files, only what changed, never through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import files_below
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, slugs

from generator.output import Filling, UnsafePathError, changed, existing, remove_others, write

paths = st.lists(slugs, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".md")
trees = st.dictionaries(paths, st.binary(max_size=20), max_size=6)


@pytest.fixture
def umask() -> Iterator[None]:
    """The process's mask is put back."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@examples(30)
@given(trees, trees)
def test_written_is_what_was_wanted(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, bytes], second: dict[str, bytes]
) -> None:
    """After any two writes every file of the second is there, those of the first only stay."""
    folder = tmp_path_factory.mktemp("tree")
    assert sorted(write(folder, first)) == sorted(first)
    todo = write(folder, second)
    assert sorted(todo) == sorted(name for name in second if first.get(name) != second[name])
    assert files_below(folder) == {**first, **second}
    assert changed(folder, second) == []
    gone = remove_others(folder, second)
    assert gone == sorted(set(first) - set(second))
    assert files_below(folder) == second


def test_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    """The same bytes again leave file, time and inode alone; other bytes make a new file."""
    write(tmp_path, {"a.md": b"1", "b.md": b"2"})
    for name in ("a.md", "b.md"):
        os.utime(tmp_path / name, ns=(10**18, 10**18))
    before = (tmp_path / "a.md").stat()
    assert write(tmp_path, {"a.md": b"1", "b.md": b"3"}) == ["b.md"]
    after = (tmp_path / "a.md").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert (tmp_path / "b.md").stat().st_mtime_ns != 10**18


def test_reader_of_the_old_file_keeps_it(tmp_path: Path) -> None:
    """A file is replaced, not overwritten: who has it open reads the old one to its end."""
    write(tmp_path, {"a.md": b"old" * 1000})
    with (tmp_path / "a.md").open("rb") as reader:
        write(tmp_path, {"a.md": b"new"})
        assert reader.read() == b"old" * 1000
    assert (tmp_path / "a.md").read_bytes() == b"new"


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk refuses, the old file is whole and no remains lie beside it."""
    write(tmp_path, {"a.md": b"old"})

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path, {"a.md": b"new", "b/c.md": b"x"})
    assert files_below(tmp_path) == {"a.md": b"old"}


def test_no_remains_after_success(tmp_path: Path) -> None:
    """Names as long as a file system takes, and no `.part` file afterwards."""
    tree = {f"{'x' * 60}/{'y' * 120}.md": b"1", "z.md": b"2"}
    write(tmp_path, tree)
    assert files_below(tmp_path) == tree


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The error names the file that was asked for, not the one beside it; none is left."""
    name = "a" * 300
    with pytest.raises(OSError, match="File name too long") as caught:
        write(tmp_path, {name: b"1"})
    assert (caught.value.filename, caught.value.filename2) == (str(tmp_path / name), None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["file", "dangling", "folder", "top"])
def test_no_way_leads_through_a_link(tmp_path: Path, where: str) -> None:
    """A link at any place of the way is refused, nothing is written, and its target is whole."""
    outside, folder = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    (outside / "c.md").write_bytes(b"mine")
    if where == "top":
        folder.symlink_to(outside)
    else:
        folder.mkdir()
    if where == "file":
        (folder / "c.md").symlink_to(outside / "c.md")
    elif where == "dangling":
        (folder / "c.md").symlink_to(tmp_path / "nowhere")
    elif where == "folder":
        (folder / "b").symlink_to(outside)
    name = "b/c.md" if where == "folder" else "c.md"
    with pytest.raises(UnsafePathError, match="is a link"):
        write(folder, {"first.md": b"x", name: b"theirs"})
    assert files_below(outside) == {"c.md": b"mine"}
    assert not (tmp_path / "nowhere").exists()


def test_link_with_the_right_bytes_is_refused_too(tmp_path: Path) -> None:
    """That a link leads to the bytes wanted makes it no file of ours."""
    (tmp_path / "real").write_bytes(b"same")
    (tmp_path / "a.md").symlink_to(tmp_path / "real")
    assert changed(tmp_path, {"a.md": b"same"}) == ["a.md"]
    with pytest.raises(UnsafePathError):
        write(tmp_path, {"a.md": b"same"})


def test_folder_and_file_in_each_others_place(tmp_path: Path) -> None:
    """A folder where a file should be, or a file where a folder should be: told, nothing done."""
    write(tmp_path, {"a/b.md": b"1", "c": b"2"})
    with pytest.raises(UnsafePathError, match="a folder where a file should be"):
        write(tmp_path, {"x.md": b"1", "a": b"3"})
    with pytest.raises(UnsafePathError, match="a file where a folder should be"):
        write(tmp_path, {"x.md": b"1", "c/d/e.md": b"3"})
    assert files_below(tmp_path) == {"a/b.md": b"1", "c": b"2"}


@examples(30)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=20)), max_size=9))
def test_folder_is_filled(
    tmp_path_factory: pytest.TempPathFactory, puts: list[tuple[str, bytes]]
) -> None:
    """Each file has what was put last; what was there with the same bytes was not touched."""
    folder = tmp_path_factory.mktemp("tree")
    filling, there = Filling(folder, "x/y"), dict[str, bytes]()
    for name, content in puts:
        assert filling.put(name, content) == (there.get(name) != content)
        there[name] = content
        assert files_below(folder) == {f"x/y/{one}": known for one, known in there.items()}


def test_folder_is_filled_with_whole_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of the old file keeps it; when the disk refuses, it is whole and nothing lies beside
    it."""
    filling = Filling(tmp_path, "x")
    filling.put("a", b"old" * 1000)
    with (tmp_path / "x/a").open("rb") as reader:
        filling.put("a", b"new")
        assert reader.read() == b"old" * 1000

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        filling.put("a", b"newer")
    assert files_below(tmp_path) == {"x/a": b"new"}


def test_folder_is_not_filled_through_links(tmp_path: Path) -> None:
    """Not where the folder is one, nor over a file that is one, even to the right bytes; nor with
    what is no plain name, or where a folder or a pipe is."""
    folder, outside = tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_bytes(b"same")
    filling = Filling(folder, "x")
    (folder / "x/a").symlink_to(outside / "a")
    (folder / "x/b").symlink_to(tmp_path / "nowhere")
    (folder / "x/c").mkdir()
    (folder / "y").symlink_to(outside)
    for name in ("a", "b", "c", "../a"):
        with pytest.raises(UnsafePathError):
            filling.put(name, b"same")
    with pytest.raises(UnsafePathError, match="is a link"):
        Filling(folder, "y")
    assert files_below(outside) == {"a": b"same"}
    assert sorted(path.name for path in (folder / "x").iterdir()) == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["../x.md", "a/../../x.md", "{top}/x.md"])
def test_no_path_leads_out(tmp_path: Path, name: str) -> None:
    """A path that leaves the folder is refused, whoever made it."""
    folder = tmp_path / "in" / "out"
    folder.mkdir(parents=True)
    with pytest.raises(UnsafePathError):
        write(folder, {name.format(top=tmp_path): b"x"})
    assert files_below(tmp_path) == {}


def test_what_is_there_already(tmp_path: Path) -> None:
    """Files, folders and dangling links count as being there."""
    write(tmp_path, {"a.md": b"1", "b/c.md": b"2"})
    (tmp_path / "d.md").symlink_to(tmp_path / "nowhere")
    assert existing(tmp_path, ["a.md", "b", "d.md", "e.md", "b/x.md"]) == ["a.md", "b", "d.md"]


def test_only_strangers_are_removed(tmp_path: Path) -> None:
    """What is kept stays as it is; links go, what they lead to stays; empty folders go."""
    outside, folder = tmp_path / "outside", tmp_path / "out"
    write(outside, {"mine.md": b"1", "deep/mine.md": b"1"})
    write(folder, {"keep/a.md": b"1", "old/deep/b.md": b"2", "c.md": b"3"})
    (folder / "link.md").symlink_to(outside / "mine.md")
    (folder / "linked").symlink_to(outside)
    (folder / "empty" / "er").mkdir(parents=True)
    gone = remove_others(folder, ["keep/a.md"])
    assert {"old/deep/b.md", "c.md"} <= set(gone)
    assert files_below(folder) == {"keep/a.md": b"1"}
    assert sorted(path.name for path in folder.iterdir()) == ["keep"]
    assert files_below(outside) == {"mine.md": b"1", "deep/mine.md": b"1"}
    assert remove_others(tmp_path / "nowhere", []) == []


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
@pytest.mark.usefixtures("umask")
def test_permissions_follow_the_mask(tmp_path: Path, mask: int) -> None:
    """New files and replaced ones have the permissions any program's files have."""
    os.umask(mask)
    for content in (b"1", b"2"):
        write(tmp_path, {"a/b.md": content})
        assert stat.S_IMODE((tmp_path / "a/b.md").stat().st_mode) == 0o666 & ~mask
        Filling(tmp_path, "a").put("c.md", content)
        assert stat.S_IMODE((tmp_path / "a/c.md").stat().st_mode) == 0o666 & ~mask
    assert os.umask(mask) == mask


def test_place_that_cannot_be_written(tmp_path: Path) -> None:
    """What the machine refuses is an OSError with the file's name, for the command to say."""
    with pytest.raises(OSError, match=r"File name too long|too long"):
        write(tmp_path, {"x" * 300 + ".md": b"1"})
    assert files_below(tmp_path) == {}
