"""Sites for all tests that only read them: built once in a run, and windows on them."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import HERE, TODAY
from inside import build_book, kept_of

from generator.build import examine
from generator.chronicle import Edit
from generator.comparison.compare import compare
from generator.docs import site_tree
from generator.site import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from windows import Complaints

DAY = date.fromisoformat(TODAY)


def as_if_used(name: str, text: str) -> str:
    """A checklist with a tick, an item that does not apply, a note, and an item of the person's."""
    if name != "ward-3/start-rounds":
        return text
    head, first, second, third = text.split("- [ ]", 3)
    note = "\n\n    Spoke with *Jonas*: <b>keys</b> first.\n\n    - [ ] Ask for the keys\n"
    line, rest = third.split("\n", 1)
    used = f"{head}- [ ]{first}- [x]{second}- [~]{line}{note}{rest}"
    return used.replace("\n<!-- base:", "\n- [ ] Bring the new list\n\n<!-- base:")


Make = Callable[[Path], object]
Once = Callable[[str, Make], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Gives a folder of this name that is made once, by whichever process of the run asks first."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent

    def made(name: str, make: Make) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def sample_folder(once: Once) -> Path:
    """The internal edition of the sample (it has every type of page). Not to be changed."""

    def make(folder: Path) -> None:
        handbook = examine(HERE / "sample", HERE / "sample").handbook
        kept = kept_of(handbook, as_if_used)
        former = replace(handbook, roles={}, terms={}, metrics={})
        edit = Edit("2026-11-20T09:00:00+00:00", ("Ada",), compare(former, handbook).differences)
        build_book(handbook, folder, lambda id_: kept[id_], edits=[edit])

    return once("internal sample", make)


@pytest.fixture(scope="session")
def shipped_folder(once: Once) -> Path:
    """The site for everyone of the shipped handbook. Not to be changed."""

    def make(folder: Path) -> None:
        build(site_tree(examine(HERE.parent / "content", None).handbook, DAY), folder)

    return once("shipped", make)


@pytest.fixture(scope="session")
def sample_site(sample_folder: Path) -> Iterator[str]:
    """Where it is served."""
    from windows import served

    with served(sample_folder / "public") as origin:
        yield origin


@pytest.fixture(scope="session")
def shipped_site(shipped_folder: Path) -> Iterator[str]:
    """Where it is served."""
    from windows import served

    with served(shipped_folder / "public") as origin:
        yield origin


@pytest.fixture(scope="session")
def sample_window(browser: Browser, sample_site: str) -> Iterator[tuple[Page, Complaints]]:
    from windows import window

    with window(browser, sample_site) as opened:
        yield opened


@pytest.fixture
def sample_page(sample_window: tuple[Page, Complaints]) -> Iterator[Page]:
    """The sample, in one window for all tests; nothing may have gone wrong in it."""
    page, complaints = sample_window
    yield page
    assert complaints == ([], [])


@pytest.fixture
def page(browser: Browser, shipped_site: str) -> Iterator[Page]:
    """The shipped handbook, in a window of its own; nothing may have gone wrong in it."""
    from windows import window

    with window(browser, shipped_site) as (page, complaints):
        yield page
    assert complaints == ([], [])


def wait_for(met: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds; it has to, within these seconds."""
    until = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < until
        time.sleep(0.05)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
