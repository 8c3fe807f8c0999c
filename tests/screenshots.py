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
from generator.site import build, site_tree

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
    "phone-dark": {"viewport": {"width": 390, "height": 1800}, "color_scheme": "dark"},
}


def pictures(browser: Browser, site: Path, pages: Sequence[str], folder: Path) -> Iterator[Path]:
    """One picture for each page and look, and the page on paper as PDF."""
    for look, options in LOOKS.items():
        context = browser.new_context(**options)
        page = context.new_page()
        for name in pages:
            page.goto((site / name).as_uri())
            path = folder / f"{name.removesuffix('.html').replace('/', '-')}-{look}.png"
            yield pictured(page, path)
            if look == "wide":
                page.pdf(path=path.with_suffix(".pdf"), format="A4")
                yield path.with_suffix(".pdf")
        context.close()


def maker(browser: Browser, site: Path, folder: Path) -> Iterator[Path]:
    """The checklist maker: empty, filled in, and with a step ticked."""
    page = browser.new_page(**LOOKS["wide"])
    page.goto((site / "playbooks/ebr.html").as_uri())
    page.get_by_role("button", name="Make a checklist").click()
    page.get_by_role("heading", name="Your checklist").wait_for()
    yield pictured(page, folder / "maker-1-empty.png")
    page.get_by_label("Name", exact=True).fill("Aurora Robotics")
    for asked in page.locator(".maker-form > fieldset select").all():
        asked.select_option(index=1)
    page.locator(".maker-form > fieldset input[type=number]").fill("1")
    page.get_by_label("Renewal", exact=True).fill("2027-12-01")
    yield pictured(page, folder / "maker-2-filled.png")
    page.locator(".maker-list input").first.check()
    yield pictured(page, folder / "maker-3-ticked.png")
    page.close()


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
