"""The HTML sheet in a real browser: for all, remembered, silent, and whole on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from checklists import checklist, filled, item, shipped
from hostile import CLEAN, HOSTILE
from playwright.sync_api import Browser, Page, expect

from generator.checklist import Checklist, ticked
from generator.edition import for_customer
from generator.formats.html import html

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = "runOnly => axe.run({runOnly, resultTypes: ['violations']})"
PLAN = checklist(*(item(id=id_, do=f"Step {id_}") for id_ in ("one", "two", "three")))
KEY = "handrail:aurora/onboarding"


class Opened(NamedTuple):
    """A sheet in a window: what it asked of others, and what went wrong in it."""

    page: Page
    asked: list[str]
    wrong: list[str]


@contextmanager
def opened(browser: Browser, one: Checklist, folder: Path, **options: Any) -> Iterator[Opened]:
    """The sheet opened from a folder, as from a mail; nothing may be asked or go wrong in it."""
    path = folder / "sheet.html"
    path.write_text(html(one), encoding="utf-8", newline="")
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    window = Opened(page, [], [])
    page.on("request", lambda r: None if r.url == path.as_uri() else window.asked.append(r.url))
    page.on("console", lambda said: window.wrong.append(said.text))
    page.on("pageerror", lambda error: window.wrong.append(str(error)))
    page.goto(path.as_uri())
    yield window
    context.close()
    assert [url for url in window.asked if not url.startswith("blob:")] == []
    assert window.wrong == []


def states(page: Page) -> dict[str, str]:
    """What the page shows: the state of each item; box and button agree with it."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".item")].map(item => {
          const box = item.querySelector("input").checked;
          const not = item.querySelector(".not").getAttribute("aria-pressed") === "true";
          return [item.dataset.item, box && not ? "both" : box ? "x" : not ? "~" : " "];
        }))"""
    )
    return found


def memory(page: Page) -> Any:
    """What the browser keeps of it."""
    kept = page.evaluate("() => ({...localStorage})")
    assert kept.keys() <= {KEY}
    return json.loads(kept[KEY]) if kept else None


RICH = """\
Read [the guide](https://example.com/guide), then *ask*:

- what **hurts**
  1. today
  2. next year

> A promise.

    indented code of a considerable length, which has to wrap somewhere on a narrow phone

| Use case | Enablement | Expansion | Responsible |
|---|---|---|---|
| Continuous integration | when the customer is ready | when you explore | Priya Nair |
"""
SHORTEST, *_, LONGEST = sorted(shipped(), key=lambda one: len(list(one.items)))
SHEETS = {
    "a customer's": next(one for one in map(for_customer, shipped()) if one),
    "ticked": ticked(PLAN, {"one": "x", "two": "~", "three": "/"}),
    "of rich text": checklist(
        item(detail=RICH, start=date(2026, 12, 1)),
        item(id="again", detail="x" * 300, every="2 weeks", optional=True),
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_accessible_and_within_the_window(browser: Browser, tmp_path: Path, name: str) -> None:
    """Axe finds nothing on a narrow light phone, a dark desktop and paper; nothing is cut off."""
    with opened(browser, SHEETS[name], tmp_path, color_scheme="light", bypass_csp=True) as window:
        page = window.page
        page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
        for width, look in ((320, {"color_scheme": "light"}), (1280, {"color_scheme": "dark"})):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(**look)  # type: ignore[arg-type]
            assert violations(page) == [], (width, look)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.emulate_media(media="print", color_scheme="light")
        assert violations(page) == []


def violations(page: Page) -> list[str]:
    """What axe finds."""
    found = page.evaluate(AXE, RULES)["violations"]
    return [f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in found]


def test_ticked_by_keyboard_and_remembered(browser: Browser, tmp_path: Path) -> None:
    """Space ticks, Enter marks as not applicable; both are there after a reload."""
    with opened(browser, PLAN, tmp_path) as window:
        page = window.page
        status = page.get_by_role("status")
        expect(status).to_have_text("0 of 3 done")
        page.get_by_role("checkbox", name="Step one").focus()
        page.keyboard.press("Space")
        expect(status).to_have_text("1 of 3 done")
        not_two = page.get_by_role("button", name="Not applicable").nth(1)
        expect(not_two).to_have_accessible_description("Step two")
        not_two.focus()
        page.keyboard.press("Enter")
        expect(status).to_have_text("1 of 2 done, 1 not applicable")
        page.reload()
        assert states(page) == {"one": "x", "two": "~", "three": " "}
        expect(status).to_have_text("1 of 2 done, 1 not applicable")
        assert memory(page) == {"one": "x", "two": "~"}
        page.get_by_role("checkbox", name="Step two").check()
        page.get_by_role("checkbox", name="Step one").uncheck()
        assert states(page) == {"one": " ", "two": "x", "three": " "}
        assert memory(page) == {"two": "x"}


def test_forgotten(browser: Browser, tmp_path: Path) -> None:
    """ "Forget" asks first, then leaves nothing behind and shows what the file says."""
    answers = [False, True]
    with opened(browser, ticked(PLAN, {"two": "x"}), tmp_path) as window:
        page = window.page
        page.on("dialog", lambda d: d.accept() if answers.pop(0) else d.dismiss())
        forget = page.get_by_role("button", name="Forget my ticks")
        expect(forget).to_be_disabled()
        page.get_by_role("checkbox", name="Step one").check()
        page.get_by_role("checkbox", name="Step two").uncheck()
        forget.click()
        assert memory(page) == {"one": "x", "two": " "}
        forget.click()
        assert states(page) == {"one": " ", "two": "x", "three": " "}
        assert memory(page) is None
        expect(forget).to_be_disabled()


def test_saved_as_a_file(browser: Browser, tmp_path: Path) -> None:
    """The file holds what was changed here, in the form that `handrail pull` reads."""
    with opened(browser, ticked(PLAN, {"two": "x"}), tmp_path) as window:
        page = window.page
        page.get_by_role("checkbox", name="Step one").check()
        page.get_by_role("checkbox", name="Step two").uncheck()
        page.get_by_role("button", name="Not applicable").nth(2).click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save ticks as a file").click()
        assert waiting.value.suggested_filename == "aurora-onboarding.json"
        saved = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert saved == {
        "format": 1,
        "customer": "aurora",
        "playbook": "onboarding",
        "states": {"one": "x", "two": " ", "three": "~"},
    }


def test_a_new_sheet_takes_over_what_it_says_itself(browser: Browser, tmp_path: Path) -> None:
    """Once the file has a tick, the browser's is spent: taken back in the file, it stays so."""
    with opened(browser, PLAN, tmp_path) as window:
        page = window.page
        page.get_by_role("checkbox", name="Step one").check()
        page.get_by_role("checkbox", name="Step three").check()
        sheet = tmp_path / "sheet.html"
        for kept, expected in (({"one": "x"}, "x"), ({}, " ")):
            sheet.write_text(html(ticked(PLAN, kept)), encoding="utf-8", newline="")
            page.reload()
            assert states(page) == {"one": expected, "two": " ", "three": "x"}
        assert memory(page) == {"three": "x"}


def test_two_windows_agree(browser: Browser, tmp_path: Path) -> None:
    """A tick in one window shows in the other, and neither undoes the other's."""
    with opened(browser, PLAN, tmp_path) as window:
        other = window.page.context.new_page()
        other.goto(window.page.url)
        window.page.get_by_role("checkbox", name="Step one").check()
        expect(other.get_by_role("checkbox", name="Step one")).to_be_checked()
        other.get_by_role("checkbox", name="Step two").check()
        expect(window.page.get_by_role("checkbox", name="Step two")).to_be_checked()
        assert memory(other) == {"one": "x", "two": "x"}


@pytest.mark.parametrize(
    "stored",
    [
        "", "null", "[]", "7", "{", '"x"', '{"one": 1, "two": {"x": 1}}',
        '{"four": "x", "__proto__": "x", "constructor": "x"}', '{"one": "<b>", "two": "done"}',
    ],
)  # fmt: skip
def test_what_is_stored_is_not_trusted(browser: Browser, tmp_path: Path, stored: str) -> None:
    """Whatever stands in the browser's memory, only known states of known items are taken."""
    with opened(browser, PLAN, tmp_path) as window:
        page = window.page
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, stored])
        page.reload()
        assert states(page) == {"one": " ", "two": " ", "three": " "}
        page.get_by_role("checkbox", name="Step one").check()
        assert memory(page) == {"one": "x"}


def test_without_memory(browser: Browser, tmp_path: Path) -> None:
    """Where the browser keeps nothing, ticking and saving work, and the page says so."""
    with opened(browser, PLAN, tmp_path, bypass_csp=True) as window:
        page = window.page
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() {"
            " throw new DOMException('no', 'SecurityError'); }})"
        )
        page.reload()
        page.get_by_role("checkbox", name="Step one").check()
        expect(page.get_by_text("This browser does not keep ticks")).to_be_visible()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save ticks as a file").click()
        saved = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
        assert saved["states"] == {"one": "x"}


def test_without_scripts(browser: Browser, tmp_path: Path) -> None:
    """With scripts off it is a sheet that can be read, ticked and printed; no dead buttons."""
    with opened(browser, PLAN, tmp_path, java_script_enabled=False) as window:
        page = window.page
        page.get_by_role("checkbox", name="Step one").check()
        expect(page.get_by_role("checkbox", name="Step one")).to_be_checked()
        expect(page.get_by_text("forgets its ticks")).to_be_visible()
        assert page.get_by_role("button").count() == 0


def test_on_paper(browser: Browser, tmp_path: Path) -> None:
    """Printed are boxes and a place to sign, no buttons; no step is cut, in black on white."""
    with opened(browser, SHEETS["ticked"], tmp_path, color_scheme="dark") as window:
        page = window.page
        page.emulate_media(media="print", color_scheme="dark")
        for hidden in (".tools", ".memory", ".not >> nth=0"):
            expect(page.locator(hidden)).to_be_hidden()
        expect(page.get_by_text("Signature")).to_be_visible()
        look = page.evaluate(
            """() => {
              const style = (name, pseudo) =>
                getComputedStyle(document.querySelector(name), pseudo);
              return [
                style(".item").breakInside, style(".sign-off").breakInside, style("h2").breakAfter,
                style("body").color, style("html").backgroundColor,
                style("[data-item=one] input", "::before").display,
                style("[data-item=three] input", "::before").display,
              ];
            }"""
        )
        assert look == [
            "avoid", "avoid", "avoid", "rgb(0, 0, 0)", "rgb(255, 255, 255)", "block", "none",
        ]  # fmt: skip


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_pages(browser: Browser, tmp_path: Path, paper: str) -> None:
    """The shortest sheet fills one page, the longest several, as many as its text needs."""
    with opened(browser, SHORTEST, tmp_path) as window:
        assert sheets_of_paper(window.page, paper) == 1
    with opened(browser, LONGEST, tmp_path) as window:
        assert 6 <= sheets_of_paper(window.page, paper) <= 9


def sheets_of_paper(page: Page, paper: str) -> int:
    """How many pages come out of the printer."""
    return page.pdf(format=paper, prefer_css_page_size=True).count(b"/Type /Page\n")


def test_hostile_text_is_shown_and_does_nothing(browser: Browser, tmp_path: Path) -> None:
    """Every string in every field of an item, in a page whose policy is off: nothing runs."""
    steps = [
        item(id=name, do=text, because=text, here=text, detail=text, serves=(text,))
        for name, text in HOSTILE.items()
        if len(text) < 1_000
    ]
    with opened(browser, checklist(*steps), tmp_path, bypass_csp=True) as window:
        page = window.page
        assert page.evaluate("window.__hit") is None
        assert page.locator(".item").count() == len(steps)
        assert page.locator("script, style, iframe, object, img, svg, form, base").count() == 2
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


SKELETON = """texts => texts.map(text => {
  const tree = new DOMParser().parseFromString(text, "text/html");
  return [...tree.querySelectorAll("*")].map(
    one => one.localName + " " + one.getAttributeNames().join(" ")).join("\\n")
    + [...tree.querySelectorAll("style")].map(one => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(one.textContent);
        return sheet.cssRules.length;
      });
})"""


def test_hostile_text_in_the_head_changes_no_element(browser: Browser) -> None:
    """Chromium's parser sees the same elements, attributes and rules for every name and title."""
    sheets = [
        html(checklist(title=text, customer=text, facts=((text, text),)))
        for text in (CLEAN, *HOSTILE.values())
    ]
    page = browser.new_page()
    clean, *hostile = page.evaluate(SKELETON, sheets)
    page.close()
    assert "li class id data-item data-state" in clean
    assert dict(zip(HOSTILE, hostile, strict=True)) == dict.fromkeys(HOSTILE, clean)


def test_whole_page_of_hostile_text_stays_usable(browser: Browser, tmp_path: Path) -> None:
    """A sheet that is hostile from its title to its foot can be ticked and remembers."""
    with opened(browser, filled(HOSTILE["html-04"]), tmp_path) as window:
        page = window.page
        page.locator("#tick-first").check()
        page.reload()
        expect(page.locator("#tick-first")).to_be_checked()
        assert page.evaluate("window.__hit") is None
