"""The sample's checklists, byte for byte. `pytest --bless` takes new ones: read the diff."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import HERE, TODAY, Handrail, files_below

GOLDEN = HERE / "golden" / "checklists"
LISTS = [path.relative_to(GOLDEN).with_suffix("") for path in sorted(GOLDEN.rglob("*.md"))]


def test_checklists(quick: Handrail, sample: Path, tmp_path: Path, bless: bool) -> None:
    """`generate` writes just the files of tests/golden/checklists/, with their bytes."""
    done = quick("generate", "--today", TODAY, "--out", "out")
    assert done.code == 0, done.err
    made = files_below(tmp_path / "out")
    if bless:
        shutil.rmtree(GOLDEN, ignore_errors=True)
        shutil.copytree(tmp_path / "out", GOLDEN)
    expected = files_below(GOLDEN)
    assert sorted(made.keys() - expected.keys()) == [], "written, but not expected"
    assert sorted(expected.keys() - made.keys()) == [], "expected, but not written"
    for name, content in expected.items():
        assert made[name].decode() == content.decode(), name


@pytest.mark.parametrize("name", LISTS, ids=str)
def test_show_is_the_same(quick: Handrail, sample: Path, name: Path) -> None:
    """`show` prints on standard output what `generate` writes, to the byte."""
    done = quick("show", name.parent, name.name, "--today", TODAY)
    assert done.code == 0
    assert done.out == (GOLDEN / f"{name}.md").read_text()


def test_goldens_are_not_empty() -> None:
    """The comparison above compares something: two wards, three lists, each with its end mark."""
    assert [str(name) for name in LISTS] == [
        "ward-3/medicines-audit", "ward-3/start-rounds", "ward-7/start-rounds",
    ]  # fmt: skip
    for name in LISTS:
        assert (GOLDEN / f"{name}.md").read_text().endswith("| end -->\n")
