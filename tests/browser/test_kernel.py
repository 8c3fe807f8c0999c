"""The planning in the browser against Python's: the same checklist, problems and files, for
customers and handbooks that Hypothesis makes up, in the time zones at both ends of the day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from playwright.sync_api import Browser, Page, sync_playwright
from strategies import examples
from vectors import Vector, any_shipped, comparable, differences, odd, outcome

pytestmark = pytest.mark.browser
ASSETS = Path(__file__).parents[2] / "templates" / "assets"
ZONES = ("Pacific/Kiritimati", "America/Los_Angeles")
ENOUGH = settings(examples(25), phases=[Phase.generate])
"""Times three customers, two zones. What differs is told in few words: nothing to shrink."""
PLAN = """text => {
  const [data, asked] = JSON.parse(text);
  return JSON.stringify(asked.map(([customer, today]) => handrail.plan(data, customer, today)));
}"""


@pytest.fixture(scope="module")
def chromium(browser_path: str | None) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=ZONES)
def kernel(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page with the scripts, in one of the time zones."""
    context = chromium.new_context(timezone_id=request.param)
    page = context.new_page()
    page.add_script_tag(path=ASSETS / "plan.js")
    yield page
    context.close()


def compare(kernel: Page, vector: Vector) -> None:
    """Both plan alike, unless the browser says that it does not know the holidays of a year."""
    found = json.loads(kernel.evaluate(PLAN, vector.as_json()))
    for here, there in zip(vector.planned(), found, strict=True):
        if not there["unknown"]:
            assert differences(comparable(there), outcome(*here)) == []


@given(vector=any_shipped())
@ENOUGH
def test_shipped_playbooks(kernel: Page, vector: Vector) -> None:
    """Whatever a reader types in for a playbook of the handbook, Python would plan the same."""
    compare(kernel, vector)


@given(vector=odd())
@ENOUGH
def test_odd_handbooks(kernel: Page, vector: Vector) -> None:
    """Nested conditions, circular stand-ins, odd weekends, steps named as dates: planned alike."""
    compare(kernel, vector)
