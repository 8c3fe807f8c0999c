"""A reader of the whole site: the checklist maker inside the theme, on paper, by keyboard; going
back; the contents on a phone; and what a first visit does not load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from vnu import html_errors
from windows import ALL_RULES, resize, until, violations, visit, window

pytestmark = pytest.mark.browser
ROUNDS = "playbooks/start-rounds.html"


@pytest.fixture
def reader(browser: Browser, sample_site: str) -> Iterator[Page]:
    """The sample in a window of its own, which remembers nothing; nothing may go wrong in it."""
    with window(browser, sample_site) as (page, complaints):
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
    assert complaints == ([], [])


def fill_in(page: Page) -> None:
    """Open the maker, and say all that it needs."""
    page.get_by_role("button", name="Make a checklist").click()
    page.get_by_label("Name", exact=True).fill("Ward 9")
    page.get_by_label("Segment").select_option("acute")
    page.get_by_label("What does the ward treat?").select_option("surgery")
    page.get_by_label("How many beds does it have?").fill("24")
    page.get_by_label("Opening", exact=True).fill("2026-12-12")
    page.get_by_label("Round lead", exact=True).fill("Dr Amara")
    page.locator(".maker-list input").first.check()


def test_maker_accessible_in_the_theme(reader: Page) -> None:
    """Empty, filled in, ticked, opened: no rule of axe is broken, light or dark, wide or not."""
    visit(reader, ROUNDS, 320)
    reader.get_by_role("button", name="Make a checklist").click()
    reader.get_by_role("heading", name="Your checklist").wait_for()
    assert violations(reader, "light", ALL_RULES) == []
    visit(reader, ROUNDS, 320)
    fill_in(reader)
    reader.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for width in (320, 1280):
        resize(reader, width)
        assert violations(reader, "dark", ALL_RULES) == []
    assert violations(reader, "light", ALL_RULES) == []


def test_maker_is_sound_html(reader: Page, tmp_path: Path) -> None:
    """With the maker filled in, the Nu checker finds no error in the page as the browser has it."""
    reader.goto(f"/{ROUNDS}")
    fill_in(reader)
    page = tmp_path / "page.html"
    html = reader.evaluate("document.documentElement.outerHTML")
    page.write_text(f"<!doctype html>{html}", encoding="utf-8")
    assert html_errors(page) == ""


def move(page: Page, to: str, key: str = "Tab") -> None:
    """Press a key until what is looked for has the focus."""
    for _ in range(150):
        page.keyboard.press(key)
        if page.evaluate("to => document.activeElement.matches(to)", to):
            return
    raise AssertionError(f"{key} never comes to {to}")


def test_maker_by_keyboard_alone(reader: Page) -> None:
    """From the button to the file that is downloaded, a tick, and forgetting: without a mouse."""
    reader.goto(f"/{ROUNDS}")
    reader.locator(".make").wait_for()
    move(reader, ".make")
    reader.keyboard.press("Enter")
    expect(reader.locator("#make")).to_be_focused()
    typed = {
        "name": "Ward 9",
        "segment": "A",
        "attributes-specialty": "S",
        "attributes-beds": "24",
        "dates-opening": "12122026",
        "people-lead": "Dr Amara",
        "people-chief-pharmacist": "Jonas Weiss",
    }
    for field, words in typed.items():
        move(reader, f"#maker-{field}")
        reader.keyboard.type(words)
    move(reader, "[aria-label='Download as Markdown']")
    with reader.expect_download() as download:
        reader.keyboard.press("Enter")
    assert b"Dr Amara" in Path(download.value.path()).read_bytes()
    move(reader, ".maker-list input")
    reader.keyboard.press("Space")
    expect(reader.get_by_role("status").first).to_contain_text("1 done")
    move(reader, ".maker-tools > :last-of-type button", "Shift+Tab")
    reader.keyboard.press("Enter")
    expect(reader.get_by_label("Name", exact=True)).to_have_value("")


def test_only_the_list_on_paper(reader: Page) -> None:
    """On paper there is the list, with its boxes and for whom it is, and nothing around it."""
    reader.goto(f"/{ROUNDS}")
    fill_in(reader)
    items = reader.locator(".maker-list li").count()
    reader.emulate_media(media="print")
    assert reader.locator(".maker-list input[type=checkbox]:visible").count() == items > 0
    expect(reader.locator(".maker-for")).to_contain_text("Ward 9, ")
    for kept in ("h1", ".maker-do", ".maker-when"):
        expect(reader.locator(kept).first).to_be_visible()
    for left in (".maker-form", ".maker-tools", ".maker-status", ".step", ".matrix", ".md-header"):
        expect(reader.locator(left).first).to_be_hidden()


def test_going_back(reader: Page) -> None:
    """Who follows a link and goes back finds the list as it was, and the steps still filtered."""
    reader.goto(f"/{ROUNDS}")
    fill_in(reader)
    menu = reader.locator("#filter-role")
    menu.select_option(index=1)
    shown = reader.locator(".step:visible").count()
    address = reader.url
    reader.locator(".step .marks a:visible").first.click()
    reader.wait_for_url("**/roles/**")
    reader.go_back()
    assert reader.url == address
    expect(reader.get_by_label("Name", exact=True)).to_have_value("Ward 9")
    expect(reader.locator(".maker-list input").first).to_be_checked()
    expect(reader.locator(".step:visible")).to_have_count(shown)


def test_contents_on_a_phone(reader: Page) -> None:
    """A narrow screen has the contents of the page folded below its title; a wide one beside it."""
    reader.set_viewport_size({"width": 320, "height": 800})
    reader.goto(f"/{ROUNDS}")
    reader.locator(".contents summary").click()
    reader.locator(".contents a", has_text="Who does what").click()
    until(reader, "location.hash === '#who-does-what'")
    expect(reader.get_by_role("heading", name="Who does what")).to_be_in_viewport()
    reader.set_viewport_size({"width": 1280, "height": 800})
    expect(reader.locator(".contents")).to_be_hidden()


def test_search_index_waits(reader: Page) -> None:
    """The index of the search is loaded when somebody is about to search, and not before."""
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    reader.goto(f"/{ROUNDS}")
    reader.locator(".make").wait_for()
    reader.wait_for_load_state("networkidle")
    assert "handrail.js" in asked
    assert "search_index.json" not in asked
    with reader.expect_request("**/search_index.json"):
        reader.locator(".md-search__input").focus()
