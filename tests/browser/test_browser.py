"""The site in a real browser: usable by all, found by search, and silent towards other servers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from conftest import HERE, TODAY
from playwright.sync_api import Browser, Page, Route

from generator.build import examine, plans
from generator.site import build, site_tree

pytestmark = pytest.mark.browser
DAY = date.fromisoformat(TODAY)
AXE = "runOnly => axe.run({runOnly, resultTypes: ['violations']})"
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "index.html",
    "stages/run.html",
    "playbooks/index.html",
    "playbooks/start-rounds.html",
    "roles/index.html",
    "roles/lead.html",
    "responsibilities.html",
    "metrics/first-round-delay.html",
    "segments/acute.html",
    "tables/staff-hours.html",
    "scales.html",
    "scores/ward-score.html",
    "matrices/opening.html",
    "rules.html",
    "coverage.html",
    "glossary.html",
    "dates.html",
    "disagreements.html",
    "checks.html",
    "pages/visiting-hours.html",
    "book/index.html",
    "book/ward-3/index.html",
    "book/ward-3/start-rounds.html",
    "404.html",
)
"""One of each type, of the sample."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(content: Path, folder: Path) -> Iterator[str]:
    """The internal edition of a handbook (it has every type of page), at a local address."""
    handbook = examine(content, content).handbook
    checklists = [p.checklist for p in plans(handbook, DAY) if p.checklist]
    public = build(site_tree(handbook, DAY, checklists), folder).public
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(public))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(HERE / "sample", tmp_path_factory.mktemp("sample")) as origin:
        yield origin


@pytest.fixture(scope="session")
def shipped_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(HERE.parent / "content", tmp_path_factory.mktemp("shipped")) as origin:
        yield origin


class Complaints(NamedTuple):
    """What went wrong in a window: requests that left the origin, and errors of scripts."""

    outside: list[str]
    errors: list[str]


@contextmanager
def window(browser: Browser, origin: str) -> Iterator[tuple[Page, Complaints]]:
    """A window; what leaves the origin is stopped and noted."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=origin)
    page = context.new_page()
    complaints = Complaints([], [])

    def stop(route: Route) -> None:
        complaints.outside.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((origin, "data:", "blob:")), stop)
    note = complaints.errors.append
    page.on("console", lambda said: note(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))
    yield page, complaints
    context.close()


@pytest.fixture(scope="session")
def sample_window(browser: Browser, sample_site: str) -> Iterator[tuple[Page, Complaints]]:
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
    with window(browser, shipped_site) as (page, complaints):
        yield page
    assert complaints == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_accessible_and_within_the_window(sample_page: Page, name: str) -> None:
    """Axe finds no violation on a light phone and a dark desktop; nothing scrolls sideways."""
    visit(sample_page, name, 390)
    assert violations(sample_page, "light", ALL_RULES) == []
    resize(sample_page, 1280)
    assert violations(sample_page, "dark", ALL_RULES) == []


@pytest.mark.parametrize("name", ["index.html", "playbooks/ebr.html", "roles/csm.html"])
def test_shipped_pages_accessible(page: Page, name: str) -> None:
    """The largest pages of the shipped handbook pass axe as well, and fit a phone."""
    visit(page, name, 390)
    assert violations(page, "light", ALL_RULES) == []


def visit(page: Page, name: str, width: int) -> None:
    """Open a page with axe in it; colours are judged at rest, so nothing fades."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/{name}")
    page.add_style_tag(content="* { transition: none !important }")
    page.evaluate(Path(AXE_FILE_PATH).read_text())
    resize(page, width)


def resize(page: Page, width: int) -> None:
    """Make the window that wide, and see that the page settles within it."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function(f"document.documentElement.scrollWidth <= {width}", timeout=5000)


def violations(page: Page, colours: Literal["light", "dark"], rules: list[str]) -> list[str]:
    """What axe finds on the page in these colours."""
    page.emulate_media(color_scheme=colours)
    scheme = {"light": "default", "dark": "slate"}[colours]
    page.wait_for_function(f"document.body.dataset.mdColorScheme === '{scheme}'")
    found = page.evaluate(AXE, rules)["violations"]
    return [f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("kickoff", "/playbooks/"),
        ("tailor kickoff deck", "/playbooks/"),
        ("QBR", "/glossary.html"),
        ("QBR", "/playbooks/ebr.html"),
        ("time to engage", "/metrics/time-to-engage.html"),
    ],
)
def test_search_finds(page: Page, words: str, expected: str) -> None:
    """Typing a word of a step, a synonym from the glossary or a title finds the page."""
    page.goto("/index.html")
    search(page, words, ".md-search-result__link")
    links = page.locator(".md-search-result__link")
    assert any(expected in (one.get_attribute("href") or "") for one in links.all())


def search(page: Page, words: str, found: str) -> None:
    """Type once the search listens, and wait for the answer; a busy machine takes its time."""
    page.locator(".md-search__input").focus()
    page.locator(".md-search__input").press_sequentially(words, delay=30)
    page.locator(found).first.wait_for(state="attached", timeout=90_000)


def test_search_without_a_server(browser: Browser, tmp_path: Path) -> None:
    """A site opened from a folder, whatever its name, finds words as well, and asks nobody else."""
    folder = tmp_path / "it's my site"
    built = build(site_tree(examine(HERE / "sample", None).handbook, DAY), folder)
    with window(browser, "file://") as (page, complaints):
        page.goto((built.public / "roles/index.html").as_uri())
        search(page, "Visit", ".md-search-result__link[href*='glossary.html']")
    assert complaints == ([], [])


def test_by_keyboard(page: Page) -> None:
    """Tab reaches the skip link first, and wide tables can be scrolled with the keys."""
    page.goto("/responsibilities.html")
    page.keyboard.press("Tab")
    assert "md-skip" in page.evaluate("document.activeElement.className")
    page.set_viewport_size({"width": 390, "height": 900})
    table = page.get_by_role("group", name="Who does what")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.wide').scrollLeft > 0")


def test_colours_can_be_chosen(page: Page) -> None:
    """The switch in the head turns the page dark, and the choice holds on the next page."""
    page.goto("/index.html")
    for _ in range(2):
        page.locator("label.md-header__button:visible[for^=__palette]").click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.goto("/playbooks/ebr.html")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_open_boxes_look_empty(page: Page) -> None:
    """An open task's box has no fill, on the screen and on paper."""
    page.goto("/book/aurora-robotics/onboarding-new.html")
    look = "getComputedStyle(document.querySelector('li.task input')).backgroundColor"
    assert page.evaluate(look) == "rgba(0, 0, 0, 0)"
    page.emulate_media(media="print")
    assert page.evaluate(look) == "rgba(0, 0, 0, 0)"
