"""The site in a real browser: usable by all, found by search, and silent towards other servers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from gzip import compress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from conftest import HERE, TODAY
from playwright.sync_api import Browser, Page, Request, Route
from strategies import TORTURE

from generator.build import examine, plans
from generator.conditions import judge
from generator.site import build, site_tree

pytestmark = pytest.mark.browser
DAY = date.fromisoformat(TODAY)
AXE = "runOnly => axe.run({runOnly, resultTypes: ['violations']})"
AT_REST = """() => {
  const style = new CSSStyleSheet();  // the page's policy lets no style element in
  style.replaceSync("* { transition: none !important }");
  document.adoptedStyleSheets.push(style);
}"""
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
def internal_site(content: Path, folder: Path) -> Iterator[str]:
    """The internal edition of a handbook (it has every type of page), at a local address."""
    handbook = examine(content, content).handbook
    checklists = [p.checklist for p in plans(handbook, DAY) if p.checklist]
    with served(build(site_tree(handbook, DAY, checklists), folder).public) as origin:
        yield origin


@contextmanager
def public_site(content: Path, folder: Path) -> Iterator[str]:
    """The site for everyone, at a local address."""
    with served(build(site_tree(examine(content, None).handbook, DAY), folder).public) as origin:
        yield origin


@contextmanager
def served(public: Path) -> Iterator[str]:
    """A folder at a local address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(public))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with internal_site(HERE / "sample", tmp_path_factory.mktemp("sample")) as origin:
        yield origin


@pytest.fixture(scope="session")
def shipped_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with public_site(HERE.parent / "content", tmp_path_factory.mktemp("shipped")) as origin:
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


@pytest.mark.parametrize("name", PAGES if TORTURE else PAGES[::2])
def test_accessible_and_within_the_window(sample_page: Page, name: str) -> None:
    """Axe finds no violation on a light phone and a dark desktop; nothing scrolls sideways."""
    visit(sample_page, name, 320)
    assert violations(sample_page, "light", ALL_RULES) == []
    resize(sample_page, 1280)
    assert violations(sample_page, "dark", ALL_RULES) == []


@pytest.mark.parametrize("name", ["index.html", "playbooks/ebr.html", "roles/csm.html"])
def test_shipped_pages_accessible(page: Page, name: str) -> None:
    """The largest pages of the shipped handbook pass axe as well, and fit a phone."""
    visit(page, name, 320)
    assert violations(page, "dark", ALL_RULES) == []


def visit(page: Page, name: str, width: int) -> None:
    """Open a page with axe in it; colours are judged at rest, so nothing fades."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/{name}")
    page.evaluate(AT_REST)
    page.evaluate(Path(AXE_FILE_PATH).read_text())
    resize(page, width)


def resize(page: Page, width: int) -> None:
    """Make the window that wide, and see that the page settles within it."""
    page.set_viewport_size({"width": width, "height": 900})
    until(page, f"document.documentElement.scrollWidth <= {width}")


def until(page: Page, true: str) -> None:
    """Wait for it to hold (what Playwright has for this, a page's policy refuses)."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {true}")


def violations(page: Page, colours: Literal["light", "dark"], rules: list[str]) -> list[str]:
    """What axe finds on the page in these colours."""
    page.emulate_media(color_scheme=colours)
    scheme = {"light": "default", "dark": "slate"}[colours]
    until(page, f"document.body.dataset.mdColorScheme === '{scheme}'")
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
    until(page, "document.querySelector('.wide').scrollLeft > 0")


def test_colours_can_be_chosen(page: Page) -> None:
    """The switch in the head turns the page dark, and the choice holds on the next page."""
    page.goto("/index.html")
    for _ in range(2):
        page.locator("label.md-header__button:visible[for^=__palette]").click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.goto("/playbooks/ebr.html")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_open_boxes_look_empty(sample_page: Page) -> None:
    """An open task's box has no fill, on the screen and on paper."""
    page = sample_page
    page.goto("/book/ward-3/start-rounds.html")
    look = "getComputedStyle(document.querySelector('li.task input')).backgroundColor"
    assert page.evaluate(look) == "rgba(0, 0, 0, 0)"
    page.emulate_media(media="print")
    assert page.evaluate(look) == "rgba(0, 0, 0, 0)"


# --- filters ------------------------------------------------------------------------------------


def steps_shown(page: Page) -> set[str]:
    """The ids of the steps that can be seen."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.step h3')].filter(h => h.checkVisibility()).map(h => h.id)"
    )
    return set(found)


def steps_where(deployment: str) -> set[str]:
    """The steps of the playbook that are for some customer with this answer."""
    playbook = examine(HERE.parent / "content", None).handbook.playbooks["onboarding-new"]
    return {
        placed.step.id
        for placed in playbook.steps.values()
        if all(
            judge(condition, {"deployment": deployment}).holds is not False
            for condition in (placed.phase.when, placed.step.when)
            if condition
        )
    }


def test_filters_show_what_concerns(page: Page) -> None:
    """An answer hides just the steps that its condition rules out, also for those it is sent to."""
    page.goto("/playbooks/onboarding-new.html")
    every = steps_shown(page)
    page.get_by_label("Deployment").select_option("saas")
    wanted = steps_where("saas")
    assert steps_shown(page) == wanted < every
    assert page.get_by_role("status").inner_text() == f"{len(wanted)} of {len(every)} steps"
    assert page.locator(".matrix tbody tr:visible").count() == len(wanted)
    assert page.url.endswith("?deployment=saas")
    page.goto(page.url)
    assert steps_shown(page) == wanted
    page.get_by_role("button", name="Show all").click()
    page.wait_for_url("**/onboarding-new.html")
    assert steps_shown(page) == every


def test_filter_by_role(page: Page) -> None:
    """A role sees the steps in which it has a part; phases without any are left out."""
    page.goto("/playbooks/onboarding-new.html?role=sa")
    parts = page.locator(".step:visible").evaluate_all("all => all.map(one => one.dataset.roles)")
    assert parts
    assert all("sa" in roles.split() for roles in parts)
    phases = page.locator(".of-stage > h2:visible").count()
    assert phases < page.locator(".of-stage > h2").count()


def test_address_is_not_trusted(page: Page) -> None:
    """What an address brings that is no answer changes nothing."""
    page.goto("/playbooks/onboarding-new.html?role=%3Cb%3E&deployment=x&constructor=y")
    assert page.get_by_role("status").inner_text().startswith("All ")


def test_everything_without_scripts(browser: Browser, shipped_site: str) -> None:
    """Where no script runs, every step is there, and no empty filter."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shipped_site}/playbooks/onboarding-new.html")
    count = len(examine(HERE.parent / "content", None).handbook.playbooks["onboarding-new"].steps)
    assert page.locator(".step:visible").count() == count
    assert not page.locator(".filters").is_visible()
    context.close()


def test_checklist_in_the_page(page: Page) -> None:
    """A button opens the maker; what is typed makes a list, which is there again on coming back."""
    page.goto("/playbooks/cadence-call.html")
    page.get_by_role("button", name="Make a checklist").click()
    heading = page.get_by_role("heading", name="Your checklist")
    heading.wait_for()
    assert page.evaluate("document.activeElement.id") == "make"
    page.get_by_label("Name", exact=True).fill("Aurora")
    for asked in page.locator(".maker-form > fieldset select").all():
        asked.select_option(index=1)
    for asked in page.locator(".maker-form > fieldset input[type=number]").all():
        asked.fill("1")
    boxes = page.locator(".maker-list input[type=checkbox]")
    boxes.first.check()
    count = boxes.count()
    page.reload()
    heading.wait_for()
    boxes.nth(count - 1).wait_for()
    assert boxes.first.is_checked()


# --- what a page may do, and what it weighs -----------------------------------------------------


def test_no_other_script_runs(browser: Browser, shipped_site: str) -> None:
    """A script that got into a page, or stands in an attribute, is stopped by the page's policy."""
    plant = """() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = 1";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = 2'>");
    }"""
    with window(browser, shipped_site) as (page, complaints):
        page.goto("/playbooks/ebr.html")
        page.evaluate(plant)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
    refused = [error for error in complaints.errors if "Content Security Policy" in error]
    assert len(refused) == 2


@pytest.mark.parametrize("name", ["index.html", "playbooks/csm-onboarding.html"])
def test_first_visit_is_light(browser: Browser, shipped_site: str, name: str) -> None:
    """What a first visit of the first page or the largest playbook loads: 350 KB, compressed."""
    asked: list[Request] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("requestfinished", lambda request: asked.extend([request]))
    page.goto(f"{shipped_site}/{name}")
    page.wait_for_load_state("networkidle")
    bodies = [request.response().body() for request in asked]  # type: ignore[union-attr]
    assert len(bodies) >= 5
    assert sum(len(compress(body)) for body in bodies) <= 350 * 1024
    context.close()
