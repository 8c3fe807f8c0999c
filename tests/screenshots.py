"""Pictures of the shipped handbook's site, to be looked at: wide, on a phone, dark, on paper.

python tests/screenshots.py FOLDER [PAGE …]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from generator.build import examine
from generator.docs import site_tree
from generator.site import build

CONTENT = Path(__file__).parents[1] / "content"
DAY = date(2026, 11, 21)
PAGES = (
    "index.html",
    "stages/onboard.html",
    "playbooks/onboarding-new.html",
    "playbooks/ebr.html",
    "playbooks/renewal.html",
    "roles/csm.html",
    "metrics/time-to-engage.html",
    "tables/enterprise-hours.html",
    "segments/enterprise.html",
)
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 1800}},
    "wide-dark": {"viewport": {"width": 1280, "height": 1800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 1800}},
    "paper": {"viewport": {"width": 720, "height": 1800}},
    "phone-dark": {"viewport": {"width": 390, "height": 1800}, "color_scheme": "dark"},
}


def pictures(browser: Browser, site: Path, pages: Sequence[str], folder: Path) -> Iterator[Path]:
    """One picture for each page and look."""
    for look in LOOKS:
        page = opened(browser, look)
        for name in pages:
            page.goto((site / name).as_uri())
            yield pictured(
                page, folder / f"{name.removesuffix('.html').replace('/', '-')}-{look}.png"
            )
        page.context.close()


def opened(browser: Browser, look: str) -> Page:
    """A window of this look."""
    page = browser.new_context(**LOOKS[look]).new_page()
    page.emulate_media(media="print" if look == "paper" else None)
    return page


def maker(browser: Browser, site: Path, folder: Path) -> Iterator[Path]:
    """The checklist maker: empty, filled in, and with steps ticked, in every look."""
    for look in LOOKS:
        page = opened(browser, look)
        yield from filled(page, site, folder, look)
        page.context.close()


def filled(page: Page, site: Path, folder: Path, look: str) -> Iterator[Path]:
    """The maker in one window, step by step; on paper there is nothing to fill in."""
    page.emulate_media(media="screen")
    page.goto((site / "playbooks/ebr.html").as_uri())
    page.get_by_role("button", name="Make a checklist").click()
    page.get_by_role("heading", name="Your checklist").wait_for()
    if look != "paper":
        yield pictured(page, folder / f"maker-1-empty-{look}.png")
    page.get_by_label("Name", exact=True).fill("Aurora Robotics")
    for asked in page.locator(".maker-form > fieldset select:visible").all():
        asked.select_option(index=1)
    page.locator(".maker-form > fieldset input[type=number]").fill("1")
    page.get_by_label("Renewal", exact=True).fill("2027-12-01")
    if look != "paper":
        yield pictured(page, folder / f"maker-2-filled-{look}.png")
    for box in page.locator(".maker-list input").all()[:2]:
        box.check()
    page.emulate_media(media="print" if look == "paper" else None)
    page.locator(".maker-list").scroll_into_view_if_needed()
    yield pictured(page, folder / f"maker-3-ticked-{look}.png")


def pictured(page: Page, path: Path) -> Path:
    """A picture of the window, once it is at rest."""
    page.wait_for_timeout(500)
    page.screenshot(path=path)
    return path


def main(folder: Path, pages: Sequence[str]) -> None:
    """Build the site beside, and put its pictures into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as beside, sync_playwright() as playwright:
        site = build(site_tree(examine(CONTENT, None).handbook, DAY), Path(beside)).public
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in (*pictures(browser, site, pages, folder), *maker(browser, site, folder)):
            sys.stdout.write(f"{path}\n")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or PAGES)
