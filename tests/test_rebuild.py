"""Building again: nothing is done twice, and what comes out is what a clean build makes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import Handrail, Ran, files_below
from edits import EDITS, Place
from inside import BARE
from strategies import TORTURE

from generator import site
from generator.internal.contents import OURS
from generator.internal.records import INDEX


def made_by_mkdocs(folder: Path) -> None:
    """In MkDocs's place: every page as it stands, shells with the navigation around them."""
    frame = folder / site.FRAME
    shutil.rmtree(frame, ignore_errors=True)
    settings = (folder / site.CONFIGURATION).read_text(encoding="utf-8")
    around = str(len(settings))  # of nothing but what the configuration says
    index: dict[str, Any] = {"config": {}, "docs": []}
    for path in sorted((folder / site.DOCS).rglob("*")):
        name = path.relative_to(folder / site.DOCS).as_posix()
        if path.suffix == ".md":
            html = f"<html>{path.read_text(encoding='utf-8')}</html>"
            name = name.removesuffix(".md") + ".html"
            html = BARE.replace("<b>", f"<i>{around}</i><b>") if name in OURS else html
            index["docs"].append({"location": name, "title": name, "text": ""})
            put(frame / name, html)
        elif path.is_file():
            put(frame / name, path.read_bytes().decode("latin-1"))
    put(frame / INDEX, json.dumps(index))


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where MkDocs was run, which is done by a stand-in."""
    found: list[Path] = []

    def run(folder: Path) -> None:
        found.append(folder)
        made_by_mkdocs(folder)

    monkeypatch.setattr(site, "_run", run)
    return found


@pytest.fixture
def place(tmp_path: Path, quick: Handrail, runs: list[Path]) -> Place:
    """A handbook, a book of files and rows, kept lists, and a first build."""
    made = Place(tmp_path, quick)
    made.generate()
    assert build(made).out == "site/internal/public/index.html\n"
    return made


def build(place: Place) -> Ran:
    return place.quick(
        "build", "--content", "content", "--book", "content", "--today", place.day, cwd=place.folder
    )


def public(place: Place) -> dict[str, bytes]:
    return files_below(place.folder / "site/internal/public")


def clean(place: Place) -> tuple[Ran, dict[str, bytes]]:
    """What a build says and makes where nothing was built before."""
    aside = place.folder / "aside"
    (place.folder / "site").rename(aside)
    done, found = build(place), public(place)
    shutil.rmtree(place.folder / "site", ignore_errors=True)
    aside.rename(place.folder / "site")
    return done, found


def history(place: Place, seed: int, length: int) -> Iterator[str]:
    """Edit, build, compare; each step is named, so that a failure tells the way to it."""
    dice, way = Random(seed), list[str]()
    for name in dice.choices(list(EDITS), k=length):
        way.append(name)
        EDITS[name](place, dice)
        before = public(place)
        again, now = build(place), public(place)
        done, fresh = clean(place)
        assert (again.code, again.err) == (done.code, done.err), way
        assert now == (fresh or before), way
        yield name


@pytest.mark.parametrize("seed", range(max(2, 20 * TORTURE)))
def test_whatever_is_edited_a_build_is_a_clean_one(place: Place, seed: int) -> None:
    """After each of some random edits the files and all that is said are those of a build from
    nothing, byte for byte; with faults among the edits, the site stays as it was."""
    assert len(list(history(place, seed, 6 if not TORTURE else 10))) >= 6
