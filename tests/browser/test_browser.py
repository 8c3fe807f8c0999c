"""The site in a real browser: usable by all, found by search, and silent towards other servers."""

from __future__ import annotations

from datetime import date
from gzip import compress
from pathlib import Path

import pytest
from conftest import HERE, TODAY
from playwright.sync_api import Browser, Page, Request
from strategies import TORTURE
from windows import ALL_RULES, resize, search, until, violations, visit, window

from generator.build import examine
from generator.conditions import judge
from generator.docs import site_tree
from generator.site import build

pytestmark = pytest.mark.browser
DAY = date.fromisoformat(TODAY)
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
    "changes.html",
    "pages/visiting-hours.html",
    "404.html",
    "contribute.html",
)
"""One of each type, of the sample."""


@pytest.mark.parametrize("name", PAGES if TORTURE else PAGES[::2])
def test_accessible_and_within_the_window(sample_page: Page, name: str) -> None:
    """Axe finds no violation on a light phone and a dark desktop; nothing scrolls sideways."""
    visit(sample_page, name, 320)
    assert violations(sample_page, "light", ALL_RULES) == []
    resize(sample_page, 1280)
    assert violations(sample_page, "dark", ALL_RULES) == []


LARGEST = ["index.html", "playbooks/ebr.html", *(["roles/csm.html"] if TORTURE else [])]


@pytest.mark.parametrize("name", LARGEST)
def test_shipped_pages_accessible(page: Page, name: str) -> None:
    """The largest pages of the shipped handbook pass axe as well, and fit a phone."""
    visit(page, name, 320)
    assert violations(page, "dark", ALL_RULES) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [("tailor kickoff deck", "/playbooks/"), ("QBR", "/glossary.html")],
)
def test_search_finds(page: Page, words: str, expected: str) -> None:
    """Typing a word of a step, a synonym from the glossary or a title finds the page."""
    page.goto("/index.html")
    search(page, words, ".md-search-result__link")
    links = page.locator(".md-search-result__link")
    assert any(expected in (one.get_attribute("href") or "") for one in links.all())


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
    for asked in page.locator(".maker-form > fieldset select:visible").all():
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
