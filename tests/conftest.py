"""What all tests share: the sample handbook, the command, `--bless`, and no skip unseen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner

from generator.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("handrail")
TODAY = "2026-11-21"
LONG = [
    "torture/test_libreoffice.py",
    "test_builders.py",
    "test_pipeline_runs.py",
]  # need programs of their own
pytest_plugins = ["sites"]
MAY_BE_MISSING = ("no HTML checker", "no language server", "no GitLab runner")
collect_ignore = [] if os.environ.get("HANDRAIL_TORTURE") else LONG


ALONE = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
"""How Chromium is started: it reaches no host but this machine."""


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Handrail = Callable[..., Ran]
Write = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="Take today's output as the right one.")


def pytest_configure() -> None:
    """Ctrl-C ends what is served: also where the tests run in the background of a shell, which has
    them ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ["XDG_CACHE_HOME"] = os.devnull  # an answer that is recalled would prove nothing


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests often wait, for a browser or another process."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report, item.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        _refuse_skip(report, collector.nodeid)
    return report


def _refuse_skip(report: Any, name: str) -> None:
    """With HANDRAIL_NO_SKIPS=1 (CI), what cannot be tested is a failure and named.

    Only what comes by npm may be missing: not every machine can reach it.
    """
    allowed = any(reason in str(report.longrepr) for reason in MAY_BE_MISSING)
    if os.environ.get("HANDRAIL_NO_SKIPS") == "1" and not allowed:
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{name}: {reason} (HANDRAIL_NO_SKIPS=1)"


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be replaced by what came out."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample handbook, `tmp_path/content`; commands are run beside it."""
    return Path(shutil.copytree(HERE / "sample", tmp_path / "content"))


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Write]:
    """A handbook with a title, a role and a playbook, and how to add files to it."""
    folder = tmp_path / "content"

    def write(name: str, text: str) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    write("handbook.yaml", "title: Ship's log\n")
    write("roles.yaml", "roles:\n  - {id: mate, title: First mate}\n")
    write(
        "playbooks/set-sail.yaml",
        "title: Set sail\naccountable: mate\nphases:\n"
        "  - title: At the quay\n    steps:\n      - {id: cast-off, do: Cast off}\n",
    )
    return folder, write


@pytest.fixture
def handrail(tmp_path: Path) -> Handrail:
    """The installed command as a process of its own."""

    def run(*args: object, cwd: Path = tmp_path, **options: Any) -> Ran:
        done = subprocess.run(
            [COMMAND, *map(str, args)], cwd=cwd, capture_output=True, check=False, **options
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def quick(tmp_path: Path) -> Handrail:
    """The same command in this process: for many runs. An exception of ours fails the test."""

    def run(*args: object, cwd: Path = tmp_path) -> Ran:
        with chdir(cwd):
            done = CliRunner().invoke(
                main, [str(a) for a in args], prog_name="handrail", catch_exceptions=False
            )
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def browser_path() -> str | None:
    """A Chromium: the machine's, else Playwright's own (None: Playwright finds it itself)."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            return None
    pytest.skip("no Chromium: neither on PATH nor downloaded by playwright")


@pytest.fixture(scope="session")
def browser(browser_path: str | None) -> Iterator[Browser]:
    """One Chromium for all of a process: Playwright cannot be started twice in it. What a test
    needs to have for itself is a context of it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ALONE)
        yield browser
        browser.close()


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, with its bytes; a link with where it leads.

    What `generate` keeps for itself beside the checklists (`.handrail/`) is left out.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if ".handrail" in path.parts:
            continue
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not path.is_dir():
            found[name] = b"(no file)"
    return found
