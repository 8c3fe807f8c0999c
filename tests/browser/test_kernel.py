"""The planning in the browser against Python's: the same checklist, problems and files, for
customers and handbooks that Hypothesis makes up, in the time zones at both ends of the day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from playwright.sync_api import Browser, Page
from strategies import examples
from vectors import Vector, any_shipped, comparable, differences, odd, outcome

pytestmark = pytest.mark.browser
ASSETS = Path(__file__).parents[2] / "templates" / "assets"
ZONES = ("Pacific/Kiritimati", "America/Los_Angeles")
ENOUGH = settings(examples(12), phases=[Phase.generate])
"""Times three or six customers, two zones. What differs is told in few words: nothing to shrink."""
PLAN = """text => {
  const [data, asked] = JSON.parse(text);
  const plan = ([customer, today]) => {
    const found = handrail.plan(data, customer, today), {draft} = found, files = {};
    if (draft) {
      files.markdown = handrail.markdown(data, draft);
      files.calendar = handrail.calendar(data, draft);
      files.table = handrail.table(data, draft);
      files.record = handrail.record(draft);
    }
    return {...found, files};
  };
  return JSON.stringify(asked.map(plan));
}"""


@pytest.fixture(scope="module", params=ZONES)
def kernel(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page with the scripts, in one of the time zones."""
    context = browser.new_context(timezone_id=request.param)
    page = context.new_page()
    for name in ("plan.js", "formats.js"):
        page.add_script_tag(path=ASSETS / name)
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
@settings(ENOUGH, max_examples=examples(10).max_examples)
def test_odd_handbooks(kernel: Page, vector: Vector) -> None:
    """Nested conditions, circular stand-ins, odd weekends, steps named as dates: planned alike."""
    compare(kernel, vector)


def test_fingerprints(kernel: Page) -> None:
    """Texts of every length around the block's, and of any script, have Python's BLAKE2b."""
    texts = ["x" * n for n in (0, 1, 127, 128, 129, 255, 256, 257, 1000)] + ["é漢🎉" * 50, "\x00"]
    found = kernel.evaluate("texts => texts.map(handrail.fingerprint)", texts)
    assert found == [blake2b(text.encode(), digest_size=4).hexdigest() for text in texts]
