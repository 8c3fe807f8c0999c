"""The pictures on the page "Contribute": of a new handbook's site, with marks on what is told.

python tests/contribute_pictures.py FOLDER
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from generator.build import examine
from generator.docs import site_tree
from generator.shipped import folder
from generator.site import build

DAY = date(2026, 11, 21)
MARK = """
(element, number) => {
  const mark = document.createElement("b");
  mark.textContent = number;
  mark.style = `position:absolute; top:-1.1em; right:-1.1em; width:1.5em; height:1.5em; z-index:9;
    font-size:12px; line-height:1.5em; text-align:center; border-radius:50%; background:#c2185b;
    color:#fff`;
  element.style.cssText += `; position:relative; border-radius:2px; outline:3px solid #c2185b;
    outline-offset:3px`;
  element.append(mark);
}
"""
STEP = "section:has(> #agree-agenda)"
PICTURES = {
    "contribute-foot.png": (".foot", [".foot a:has-text('Edit')", ".foot a:has-text('Report')"]),
    "contribute-step.png": (
        STEP,
        [f"{STEP} h3", f"{STEP} .marks li", f"{STEP} .when", f"{STEP} a:text-is('Edit')"],
    ),
}
"""For each picture what it shows, and what is marked in it with 1, 2 and so on."""
BESIDE, ABOVE = 24, 15


def site(home: Path) -> Path:
    """The site of a new handbook that has an address in GitLab."""
    content = Path(shutil.copytree(folder() / "starter/content", home / "content"))
    with (content / "handbook.yaml").open("a") as file:
        file.write("repository: https://gitlab.example.com/our-group/handbook\n")
    return build(site_tree(examine(content, None).handbook, DAY), home / "site").public


def picture(page: Page, path: Path, shown: str, marked: list[str]) -> None:
    """A part of a page with marks, and some room around it."""
    for number, one in enumerate(marked, start=1):
        page.locator(one).first.evaluate(MARK, number)
    part = page.locator(shown).first
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box
    width, height = box["width"] + 2 * BESIDE, box["height"] + 2 * ABOVE
    left, top = box["x"] - BESIDE, box["y"] - ABOVE
    page.screenshot(path=path, clip={"x": left, "y": top, "width": width, "height": height})


def main(into: Path) -> None:
    """Make the pictures."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        public = site(Path(home))
        chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        for name, (shown, marked) in PICTURES.items():
            page.goto((public / "playbooks/onboarding.html").as_uri())
            picture(page, into / name, shown, marked)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
