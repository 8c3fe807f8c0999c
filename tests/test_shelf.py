"""Lines that lie in a file instead of in memory, and records that lie there from build to build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.output import UnsafePathError, pour
from generator.processes import shared_out
from generator.rebuild.records import RECORDS, Record, body_in, id_of, records, written
from generator.rebuild.shelf import shelf

LINES = {f"name {n}": bytes([n % 256, 10, 0]) * n for n in range(300)}
HEADS = {f"acme-{n}": Record("s", f"k{n}", "", "ebr renewal", "t", "100644 1 2 3") for n in (3, 1)}


def test_lines_come_back_by_name() -> None:
    """The same bytes in any order, of this process and of one that was forked from it."""
    found = shelf(LINES.items())
    assert len(found) == len(LINES)
    assert {name: found[name] for name in reversed(LINES)} == LINES
    assert "name 300" not in found
    names = list(LINES)[1:]
    said = shared_out(lambda some: (found[name].hex().encode() for name in some), names, 2)
    assert sorted(said) == sorted(LINES[name].hex().encode() for name in names)


def test_records_are_read_as_they_were_written(tmp_path: Path) -> None:
    """In their order, with the bodies; none of a file that is cut or changed, nor of a link."""
    lines = [one.line(id_, b'["%b"]' % id_.encode()) for id_, one in HEADS.items()]
    pour(tmp_path, RECORDS, written(lines))
    found = records(tmp_path)
    assert list(found.heads.items()) == list(HEADS.items())
    assert [found.lines[id_] for id_ in found.heads] == lines
    assert [(id_of(one), body_in(one)) for one in lines] == [
        ("acme-3", b'["acme-3"]'),
        ("acme-1", b'["acme-1"]'),
    ]
    path, other = tmp_path / RECORDS, tmp_path / "other"
    whole = path.read_bytes()
    for at in [*range(0, len(whole), 17), len(whole) - 1]:
        for spoilt in (whole[:at], whole[:at] + b"#" + whole[at + 1 :]):
            path.write_bytes(spoilt)
            assert not records(tmp_path).heads
    path.rename(other)
    assert not records(tmp_path).heads
    other.write_bytes(whole)
    path.symlink_to(other)
    assert not records(tmp_path).heads
    with pytest.raises(UnsafePathError):
        pour(tmp_path, RECORDS, written(lines))


def test_what_is_poured_appears_whole(tmp_path: Path) -> None:
    """Where its parts end with an error, the file is as it was, and nothing lies beside it."""

    def broken() -> Iterator[bytes]:
        yield b"new"
        raise KeyError("part")

    pour(tmp_path, "a/file", [b"o", b"ld"])
    with pytest.raises(KeyError):
        pour(tmp_path, "a/file", broken())
    assert (tmp_path / "a/file").read_bytes() == b"old"
    assert len(list((tmp_path / "a").iterdir())) == 1
