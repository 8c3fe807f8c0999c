"""Building again: nothing is done twice, and what comes out is what a clean build makes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import Handrail, Ran, files_below
from edits import EDITS, Place
from inside import BARE
from strategies import TORTURE

from generator import site
from generator.commands import building
from generator.internal import week
from generator.internal.contents import OURS
from generator.internal.records import INDEX
from generator.rebuild import inputs
from generator.rebuild.manifest import MADE, WHOLE
from generator.rebuild.records import RECORDS


def made_by_mkdocs(folder: Path) -> None:
    """In MkDocs's place: every page as it stands, shells with the navigation around them."""
    frame = folder / (site.FRAME if folder.name == "internal" else site.PUBLIC)
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


def without_mkdocs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where MkDocs was run, which is done by a stand-in."""
    found: list[Path] = []

    def run(folder: Path) -> None:
        found.append(folder)
        made_by_mkdocs(folder)

    monkeypatch.setattr(site, "_run", run)
    return found


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where MkDocs was run."""
    return without_mkdocs(monkeypatch)


@pytest.fixture
def place(tmp_path: Path, quick: Handrail, runs: list[Path]) -> Place:
    """A handbook, a book of files and rows, kept lists, and a first build."""
    return built_first(Place(tmp_path, quick))


@pytest.fixture
def of_files(tmp_path: Path, quick: Handrail, runs: list[Path]) -> Place:
    """The same with a book of files alone, of which one after another is read."""
    return built_first(Place(tmp_path, quick, tables=False))


def built_first(place: Place) -> Place:
    place.generate()
    assert build(place).out == "site/internal/public/index.html\n"
    return place


def build(place: Place, jobs: int = 1) -> Ran:
    given = ("--content", "content", "--book", "content", "--today", place.day, "--jobs", jobs)
    return place.quick("build", *given, cwd=place.folder)


def public(place: Place) -> dict[str, bytes]:
    return files_below(place.folder / "site/internal/public")


def clean(place: Place, jobs: int = 1) -> tuple[Ran, dict[str, bytes]]:
    """What a build says and makes where nothing was built before."""
    aside = place.folder / "aside"
    (place.folder / "site").rename(aside)
    done, found = build(place, jobs), public(place)
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
        again, now = build(place, jobs=dice.choice((1, 2, 3))), public(place)
        done, fresh = clean(place)
        assert (again.code, again.err) == (done.code, done.err), way
        assert now == (fresh or before), way
        yield name


@pytest.mark.parametrize("seed", range(10 if TORTURE else 1))
@pytest.mark.parametrize("kind", ["place", "of_files"])
def test_whatever_is_edited_a_build_is_a_clean_one(
    kind: str, seed: int, request: pytest.FixtureRequest
) -> None:
    """After each of some random edits the files and all that is said are those of a build from
    nothing by one process, byte for byte; with faults among the edits, the site stays as it was."""
    place: Place = request.getfixturevalue(kind)
    assert len(list(history(place, seed, 6 if not TORTURE else 10))) >= 6


def test_many_processes_make_what_one_makes(
    of_files: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same files, the same words, however many customers there are for each process."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # whatever other tests have left
    text = of_files.text("customers/ward-3.yaml")
    for n in range(30):
        of_files.put(f"customers/ward-{n:03}.yaml", text.replace("Ward 3", f"Ward <{n}>"))
    seen = [clean(of_files, jobs) for jobs in (1, 2, 7)]
    assert seen[0] == seen[1] == seen[2]
    assert len([name for name in seen[0][1] if name.startswith("customers/ward-0")]) == 30


def test_book_comes_to_the_same_either_way(of_files: Place) -> None:
    """A book that is read whole, for there is a table, has the same pages as one of files alone."""
    one_by_one = clean(of_files)
    of_files.put("book.yaml", "{}\n")
    assert clean(of_files) == one_by_one


def written(place: Place, edit: str = "", pattern: str = "", new: str = "") -> set[str]:
    """The public files that a build writes after an edit of a file."""
    if edit:
        place.swap(edit, pattern, lambda _: new)
    before = {path: path.stat().st_mtime_ns for path in below(place)}
    build(place)
    return {
        path.relative_to(place.folder / "site/internal/public").as_posix()
        for path in below(place)
        if before.get(path) != path.stat().st_mtime_ns
    }


def below(place: Place) -> list[Path]:
    return [path for path in place.folder.glob("site/internal/public/**/*") if path.is_file()]


def test_nothing_changed_nothing_done(place: Place, runs: list[Path]) -> None:
    """Again with the same files: no file is written, MkDocs is not run, and all is said again; new
    times of the files read change nothing."""
    runs.clear()
    whole = place.folder / "site/internal"
    before = {path: path.stat().st_mtime_ns for path in whole.rglob("*")}
    first, second = build(place), build(place)
    EDITS["touch"](place, Random(1))
    third = build(place)
    assert first == second == third
    assert first.err
    assert runs == []
    assert {path: path.stat().st_mtime_ns for path in whole.rglob("*")} == before


def test_nothing_heavy_is_loaded_for_nothing(place: Place) -> None:
    """A build with nothing to do needs neither pydantic nor Jinja, YAML or MkDocs."""
    command = ("build", "--content", "content", "--book", "content", "--today", str(place.day))
    code = (
        "import sys; from generator.cli import main\n"
        f"try: main({command!r})\nexcept SystemExit: pass\n"
        "heavy = {'pydantic', 'jinja2', 'yaml', 'mkdocs', 'markdown_it'} & sys.modules.keys()\n"
        "print(sorted(heavy))"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=place.folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["site/internal/public/index.html", "[]"]


def test_one_customer_edited_one_page_stamped(place: Place, runs: list[Path]) -> None:
    """With another name in one customer's file, that page is written, and the pages about all."""
    runs.clear()
    made = written(place, "customers/ward-3.yaml", "(?m)^name: (.*)", "name: Ward Three")
    assert {name for name in made if name.startswith("customers/ward")} == {"customers/ward-3.html"}
    assert {"customers/index.html", INDEX} <= made
    assert runs == []


def test_one_playbook_edited_its_customers_stamped(place: Place, runs: list[Path]) -> None:
    """Other words in a playbook touch the pages of customers who have it, and no other's."""
    runs.clear()
    made = written(place, "playbooks/medicines-audit.yaml", r"do: (Count the)", "do: Count all the")
    shown = {
        path.name for path in below(place)
        if path.parent.name == "customers" and b"Count all the" in path.read_bytes()
    }  # fmt: skip
    stamped = {name.removeprefix("customers/") for name in made if "customers/ward" in name}
    others = {path.name for path in below(place) if path.match("customers/ward*.html")} - shown
    assert stamped == {name for name in shown if name.startswith("ward")}
    assert stamped
    assert others
    assert len(runs) == 1


class KilledError(BaseException):
    """In place of a signal."""


@pytest.mark.parametrize(
    "at", ["commands.building.build_frame", "commands.building.shells_in", "docs.site_tree"]
)
def test_killed_run_leaves_nothing_to_rely_on(
    place: Place, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a run had done when it was killed, the next one makes what a clean one makes."""
    place.swap("playbooks/medicines-audit.yaml", r"do: (Count the)", lambda _: "do: Count all the")

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(f"generator.{at}", killed)
        with pytest.raises(KilledError):
            build(place)
    assert not (place.folder / "site/internal" / WHOLE).exists()
    build(place)
    assert public(place) == clean(place)[1]


def test_spoilt_manifest_is_no_manifest(place: Place) -> None:
    """Cut, of another form or not JSON at all: then all is made anew, the same."""
    before = public(place)
    records = (place.folder / "site/internal" / RECORDS).read_text()
    for name, more in (
        (WHOLE, ()),
        (MADE, ()),
        (RECORDS, (records[:-1], records[1:], f"{records}\n")),
    ):
        for text in ("", "[1", '[99, "x"]', "{}", "[]", "[1]", "[1, 2]", "7", *more):
            (place.folder / "site/internal" / name).write_text(text)
            build(place)
            assert public(place) == before


def test_edit_while_it_builds_is_seen_by_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that changes between being looked at and the end leaves no word behind that it was
    built: the next build looks again."""
    path = place.content / "customers/ward-3.yaml"
    first = path.read_text()
    path.write_text(first.replace("Ward 3", "Ward of many"))
    real = building.kept
    monkeypatch.setattr(building, "kept", lambda *given: (path.write_text(first), real(*given))[1])
    build(place)
    monkeypatch.undo()
    assert not (place.folder / "site/internal" / WHOLE).exists()


def test_digests_tell_parts_apart() -> None:
    """What is between two parts, and how many there are, counts."""
    parts = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc"), (b"abc", "d"), ()]
    assert len({inputs.digest(*one) for one in parts}) == len(parts)


def made_weeks(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The people whose pages the next builds put together."""
    found, real = list[str](), week._week

    def noted(*given: Any) -> Any:
        found.append(given[2])
        return real(*given)

    monkeypatch.setattr(week, "_week", noted)
    return found


def test_one_customer_edited_their_people_s_pages_made(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages of people who have nothing to do with the customer are not put together again."""
    made = made_weeks(place, monkeypatch)
    place.swap("customers/ward-3.yaml", "(?m)^name: (.*)", lambda _: "name: Ward Three")
    build(place)
    everybody = {path.name for path in below(place) if path.parent.name == "week"}
    about = {path.name for path in below(place) if b"Ward Three" in path.read_bytes()}
    assert 0 < len(made) == len(set(made)) < len(everybody) - 1
    assert len({name for name in about & everybody if name != "index.html"}) == len(made)
    made.clear()
    build(place)
    assert made == []


@pytest.mark.parametrize("change", ["edited", "gone", "another day", "a playbook"])
def test_people_s_pages_are_as_a_clean_build_makes_them(
    change: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that somebody changed or deleted is made again; on another day or with another handbook
    all are."""
    pages = [path for path in below(place) if path.parent.name == "week"]
    page = next(path for path in pages if path.name != "index.html")
    if change == "edited":
        page.write_bytes(page.read_bytes() + b" ")
    elif change == "gone":
        page.unlink()
    elif change == "another day":
        place.day = date(2026, 11, 24)
    else:
        place.swap("playbooks/medicines-audit.yaml", r"do: (Count)", lambda _: "do: Recount")
    made = made_weeks(place, monkeypatch)
    build(place)
    assert len(made) == (1 if change in ("edited", "gone") else len(pages) - 1)
    assert public(place) == clean(place)[1]


def test_seen_is_read_again_where_it_may_be_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second look at a file that nobody touched reads nothing. Other bytes are found in any
    case: with the file's times set back, or where it was touched just before the first look."""
    path, reads, real = tmp_path / "book/one.yaml", list[object](), inputs._read
    path.parent.mkdir()
    path.write_bytes(b"a")

    def noted(one: str | Path) -> tuple[bytes, os.stat_result | None]:
        reads.append(one)
        return real(one)

    monkeypatch.setattr(inputs, "_read", noted)

    def looked(seen: inputs.Seen) -> tuple[str, int]:
        reads.clear()
        (found,) = inputs.files(path.parent, "customers", (), seen).values()
        return found, len(reads)

    settled, unsettled = inputs.Seen(1 << 62), inputs.Seen(0)
    first = looked(settled)
    assert first == looked(unsettled) == (inputs.digest(b"a"), 1)
    assert looked(settled) == (inputs.digest(b"a"), 0)
    assert looked(unsettled) == (inputs.digest(b"a"), 1)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    time.sleep(0.02)  # longer than a tick of the file system's clock
    path.write_bytes(b"b")
    os.utime(path, ns=times)
    assert looked(settled) == looked(unsettled) == (inputs.digest(b"b"), 1)
    other = tmp_path / "other"
    other.write_bytes(b"c")
    other.replace(path)
    assert looked(settled)[0] == looked(unsettled)[0] == inputs.digest(b"c")
    path.unlink()
    path.symlink_to("nowhere")
    assert looked(settled) == looked(unsettled) == looked(settled)
