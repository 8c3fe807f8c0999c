"""Pages about customers in a real browser: usable by all, found by search and filter, on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import HERE
from inside import DAY, book_pages, nothing_kept
from playwright.sync_api import Browser, Page
from strategies import TORTURE
from windows import ALL_RULES, resize, search, served, until, violations, visit, window

from generator.build import examine
from generator.internal.contents import shells
from generator.internal.customers import ON_A_PAGE
from generator.internal.pieces import Pieces
from generator.pages.finish import finished

pytestmark = pytest.mark.browser
PAGES = (
    "customers/ward-3.html",
    "week/dr-amara-oyelaran.html",
    "team/index.html",
    "customers/index.html",
    "week/index.html",
)


@pytest.mark.parametrize("name", PAGES if TORTURE else PAGES[:4])
def test_accessible_and_within_the_window(sample_page: Page, name: str) -> None:
    """Axe finds no violation, light and dark, on phone and desktop; nothing scrolls sideways."""
    visit(sample_page, name, 390)
    assert violations(sample_page, "light", ALL_RULES) == []
    assert violations(sample_page, "dark", ALL_RULES) == []
    resize(sample_page, 1280)
    assert violations(sample_page, "light", ALL_RULES) == []
    assert violations(sample_page, "dark", ALL_RULES) == []


def test_paper_says_what_it_is(sample_page: Page) -> None:
    """Printed, a page about a customer still says that it is internal, and shows every item."""
    sample_page.goto("/customers/ward-3.html")
    sample_page.emulate_media(media="print")
    assert sample_page.get_by_text("Not for publication.").locator("visible=true").count() == 1
    items = sample_page.locator(".items > li")
    assert items.count() == items.locator("visible=true").count() > 5
    sample_page.emulate_media(media="screen")


def test_an_item_can_be_linked_to(sample_page: Page) -> None:
    """From a person's week to the item on the customer's page, and from there to how it is done."""
    sample_page.goto("/week/dr-amara-oyelaran.html")
    link = sample_page.locator(".items .do a").first
    words = link.inner_text()
    link.click()
    here = sample_page.locator("li:target")
    assert words in here.inner_text()
    here.locator("a").first.click()
    assert sample_page.locator("h3:target").inner_text().startswith(words)


def test_search_finds_customers(sample_page: Page) -> None:
    """A customer is found by name, and by the person who carries it."""
    sample_page.goto("/team/index.html")
    search(sample_page, "Oyelaran", ".md-search-result__link[href*='customers/ward-3.html']")


# --- many customers, in a folder ------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of 230 customers on disk, in the shells that MkDocs has built."""
    handbook = examine(HERE / "sample", HERE / "sample").handbook
    wards = list(handbook.customers.values())
    customers = {
        f"w{n}": wards[n % 2].model_copy(update={"id": f"w{n}", "name": f"Ward <i>{n}</i>"})
        for n in range(230)
    }
    public = Path(shutil.copytree(sample_folder / "public", tmp_path_factory.mktemp("many") / "x"))
    made = shells(lambda name: finished((sample_folder / "frame" / name).read_text()))
    pieces = Pieces(replace(handbook, customers=customers), DAY)
    for page in book_pages(made, pieces, nothing_kept):
        (public / page.path).write_bytes(page.content)
    return public


def test_filter_without_a_server(browser: Browser, many: Path) -> None:
    """Opened from a folder, the filter looks through all customers, not only those of the page; a
    name is text there; cleared, the page is as before. Nothing is asked of others."""
    with window(browser, "file://") as (page, complaints):
        page.goto((many / "customers/_2.html").as_uri())
        rows = page.locator(".md-content tbody tr")
        before = rows.all_inner_texts()
        assert len(before) == ON_A_PAGE
        box = page.get_by_label("Name, segment, priority or person")
        box.fill("ward 7 OYELARAN")
        until(page, "document.querySelector('.customers p').textContent !== ''")
        found = rows.all_inner_texts()
        assert found
        assert all("Ward <i>" in row and "7" in row and "Oyelaran" in row for row in found)
        assert page.get_by_role("status").first.inner_text() == f"{len(found)} of 230"
        assert not page.locator(".turn").is_visible()
        rows.first.get_by_role("link").first.click()
        page.wait_for_url("**/customers/w*.html")
        assert page.locator("h1").inner_text() in found[0]
        page.go_back()
        box.fill("")
        until(page, f"document.querySelectorAll('.md-content tbody tr').length === {ON_A_PAGE}")
        assert rows.all_inner_texts() == before
    assert complaints == ([], [])


def test_list_without_scripts(browser: Browser, many: Path) -> None:
    """Where no script runs there is no empty filter, and the pages of the list can be turned."""
    with served(many) as origin:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{origin}/customers/index.html")
        assert not page.get_by_label("Name, segment, priority or person").is_visible()
        names = page.locator(".md-content tbody th")
        seen = set(names.all_inner_texts())
        for number in (2, 3):
            page.get_by_role("link", name=str(number), exact=True).click()
            page.wait_for_url(f"**/customers/_{number}.html")
            seen |= set(names.all_inner_texts())
        assert len(seen) == 230
        context.close()


def test_first_page_is_light(browser: Browser, many: Path) -> None:
    """A first visit of a customer's page loads neither the index of the search nor the rows of the
    filter: these come when somebody is about to use them."""
    with served(many) as origin, window(browser, origin) as (page, _):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/customers/w7.html")
        page.wait_for_load_state("networkidle")
        page.goto("/customers/index.html")
        page.wait_for_load_state("networkidle")
        assert any(url.endswith("internal.css") for url in asked)
        assert not [url for url in asked if "search_index" in url or "_all.js" in url]


@pytest.fixture(autouse=True)
def still(sample_page: Page) -> Iterator[None]:
    """No test leaves the shared window in another medium or size."""
    yield
    sample_page.emulate_media(media="screen")
