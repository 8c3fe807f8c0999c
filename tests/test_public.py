"""The site for everyone is not built again while nothing that it rests on has changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from conftest import Handrail, Ran, files_below
from edits import EDITS, Place
from repositories import commit_all, git
from strategies import TORTURE
from test_rebuild import made_by_mkdocs, without_mkdocs

from generator import site


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders in which MkDocs would have been run."""
    return without_mkdocs(monkeypatch)


@pytest.fixture
def place(
    tmp_path: Path, quick: Handrail, runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> Place:
    """A handbook of which the site was built."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = Place(tmp_path, quick, tables=False)
    assert build(place).out == "site/public/index.html\n"
    runs.clear()
    return place


def build(place: Place) -> Ran:
    return place.quick("build", "--content", "content", "--today", place.day, cwd=place.folder)


def public(place: Place) -> dict[str, bytes]:
    return files_below(place.folder / "site/public")


def clean(place: Place) -> tuple[Ran, dict[str, bytes]]:
    """What a build says and makes where nothing was built before, nor is remembered."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", os.devnull)
        aside = (place.folder / "site").rename(place.folder / "aside")
        done, found = build(place), public(place)
        shutil.rmtree(place.folder / "site", ignore_errors=True)
        aside.rename(place.folder / "site")
    return done, found


def test_nothing_changed_nothing_done(place: Place, runs: list[Path]) -> None:
    """MkDocs is not run and no file touched; what is said is said again. A book beside the handbook
    does not count, nor do times of files."""
    (place.content / "glossary.yaml").write_text("terms: []\n")
    first = build(place)
    assert "warning" in first.err
    before = {path: path.stat().st_mtime_ns for path in (place.folder / "site").rglob("*")}
    runs.clear()
    place.swap("customers/ward-3.yaml", "(?m)^name: (.*)", lambda _: "name: [")
    for path in place.content.rglob("*"):
        os.utime(path)
    assert build(place) == first
    assert runs == []
    assert {path: path.stat().st_mtime_ns for path in (place.folder / "site").rglob("*")} == before


@pytest.mark.parametrize("seed", range(5 if TORTURE else 1))
def test_whatever_is_edited_a_build_is_a_clean_one(
    seed: int, place: Place, runs: list[Path]
) -> None:
    """After each of some random edits, of the handbook, the book and the day, files and words are
    those of a build from nothing."""
    dice, skipped = Random(seed), 0
    for name in dice.choices(list(EDITS), k=40 if TORTURE else 12):
        EDITS[name](place, dice)
        runs.clear()
        before = public(place)
        done, now = build(place), public(place)
        skipped += not runs
        again, fresh = clean(place)
        assert (done.code, done.err) == (again.code, again.err), name
        assert now == (fresh or before), name
    assert skipped


@pytest.mark.parametrize("what", ["a page", "gone", "more", "docs", "settings", "word", "commit"])
def test_what_makes_it_anew(what: str, place: Place, runs: list[Path]) -> None:
    """A file of the site that is another one, gone or one too many; no word of the last build; a
    commit, which the pages tell of."""
    folder = place.folder / "site"
    if what == "a page":
        (folder / "public/index.html").write_text("another")
    elif what == "gone":
        (folder / "public/glossary.html").unlink()
    elif what == "more":
        (folder / "public/more.html").write_text("<html></html>")
    elif what == "docs":
        (folder / "docs/index.md").write_text("another")
    elif what == "settings":
        (folder / "mkdocs.yml").write_text("another")
    elif what == "word":
        shutil.rmtree(place.folder / "cache")
    else:
        git(place.folder, "init", "-qb", "main")
        commit_all(place.folder)
    build(place)
    assert len(runs) == 1
    assert public(place) == clean(place)[1]
    runs.clear()
    build(place)
    assert runs == []


def test_a_build_that_fails_leaves_no_word(
    place: Place, runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What MkDocs refused, or somebody edited meanwhile, is built the next time."""

    def refused(_: Path) -> None:
        raise site.SiteError("no")

    text = place.text("roles.yaml")
    place.put("roles.yaml", text.replace("Ward sister", "Head of the ward"))
    with monkeypatch.context() as patched:
        patched.setattr(site, "_run", refused)
        assert build(place).code == 1

    def edited(folder: Path) -> None:
        made_by_mkdocs(folder)
        place.put("roles.yaml", text)

    with monkeypatch.context() as patched:
        patched.setattr(site, "_run", edited)
        assert build(place).code == 0
    build(place)
    assert len(runs) == 1
    assert public(place) == clean(place)[1]
