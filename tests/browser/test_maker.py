"""The checklist maker as a reader uses it: type, tick, come back, hand on, take along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import ANY
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from conftest import TODAY, Handrail
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from generator.build import examine
from generator.bundle import Data, as_json, bundle, worked_days

pytestmark = pytest.mark.browser
ASSETS = Path(__file__).parents[2] / "templates" / "assets"
SAMPLE = Path(__file__).parents[1] / "sample"
SCRIPTS = ("plan.js", "formats.js", "memory.js", "maker.js")
ORIGIN = "https://ward.example"
KEY = "handrail:/rounds/:v1:start-rounds"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

ANYTHING = [
    "{", "null", "[]", '"x"', '{"customer": 1, "states": [1], "notes": 2, "known": {}}',
    '{"customer": {"name": ["x"], "segment": "x", "calendar": {}, "attributes": {"beds": "1e9",'
    '"specialty": "<img>"}, "dates": {"opening": "2026-02-30"}, "people": {"lead": "x",'
    '"__proto__": {"name": "x"}}}, "states": {"<b>": ["x", ""], "__proto__": ["x", ""],'
    '"x": ["y", ""]}, "notes": {"x": {}}, "known": [["x"], 1]}',
]  # fmt: skip
"""What may stand in storage: no JSON, other JSON, every field wrong."""

WARD = """\
name: Ward 9 <b>
segment: acute
calendar: bavaria
attributes: {specialty: surgery, beds: 24, isolation: true}
dates: {opening: 2026-12-12}
people:
  lead: {name: Dr *Amara*}
  chief-pharmacist: {name: Jonas Weiss}
  sister: {name: "=1+1", calendar: theatre}
"""


@pytest.fixture(scope="module")
def given() -> Data:
    """The bundle of the sample's rounds."""
    handbook = examine(SAMPLE, None).handbook
    calendars = worked_days(handbook, datetime.fromisoformat(TODAY).date())
    return bundle(handbook, handbook.playbooks["start-rounds"], calendars)


Profile = Callable[..., BrowserContext]


@pytest.fixture
def profile(browser: Browser, given: Data) -> Iterator[Profile]:
    """Opens browsers that share nothing; no request may go elsewhere, and no script may fail."""
    contexts, complaints = [], list[str]()

    def complain(said: Any) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def opened(data: Data = given, **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=ORIGIN, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.clock.set_fixed_time(datetime.fromisoformat(f"{TODAY}T12:00:00Z"))
        serve(context, data)
        context.on("console", complain)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: dialog.accept())
        return context

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def serve(context: BrowserContext, data: Data) -> None:
    """A page with the maker, and its files, from nowhere; all else is refused and complained of."""
    head = "".join(f'<script defer src="{name}"></script>' for name in SCRIPTS)
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Rounds</title>'
        f'<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<link rel="stylesheet" href="maker.css">{head}'
        f'<main><h1>Start rounds</h1><h2>Your list</h2><handrail-maker site="/rounds/">'
        f'<script type="application/json">{as_json(data)}</script></handrail-maker></main>'
    )

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/").split("#")[0]
        if not name:
            route.fulfill(body=html, content_type="text/html")
        elif (ASSETS / name).is_file():
            route.fulfill(path=ASSETS / name)
        else:
            route.abort()

    context.unroute_all()
    context.route("**/*", answer)


def fresh(context: BrowserContext, path: str = "/") -> Page:
    page = context.new_page()
    page.goto(path)
    return page


def type_in(page: Page) -> None:
    """Ward 9, as in its file, control by control."""
    page.get_by_label("Name", exact=True).fill("Ward 9 <b>")
    page.get_by_label("Segment").select_option("acute")
    page.get_by_label("Working days", exact=True).select_option("bavaria")
    page.get_by_label("What does the ward treat?").select_option("surgery")
    page.get_by_label("How many beds does it have?").fill("24")
    page.get_by_text("What is assumed").click()
    page.get_by_label("Are there isolation rooms?").select_option("true")
    page.get_by_label("Opening", exact=True).fill("2026-12-12")
    page.get_by_label("Round lead", exact=True).fill("Dr *Amara*")
    page.get_by_label("Chief pharmacist", exact=True).fill("Jonas Weiss")
    page.get_by_label("Ward sister", exact=True).fill("=1+1")
    page.get_by_label("Working days of: Ward sister").select_option("theatre")


def fill_in(page: Page) -> None:
    """The same at once, as a browser that fills in forms does it."""
    values = {
        "name": "Ward 9 <b>",
        "segment": "acute",
        "calendar": "bavaria",
        "attributes-specialty": "surgery",
        "attributes-beds": "24",
        "attributes-isolation": "true",
        "dates-opening": "2026-12-12",
        "people-lead": "Dr *Amara*",
        "people-chief-pharmacist": "Jonas Weiss",
        "people-sister": "=1+1",
        "calendars-sister": "theatre",
    }
    page.evaluate(
        """values => {
          const fields = Object.entries(values).map(([id, value]) => [
            document.getElementById(`maker-${id}`), value]);
          fields.forEach(([field, value]) => { field.value = value; });
          fields[0][0].dispatchEvent(new Event('input', {bubbles: true}));
        }""",
        values,
    )


def boxes(page: Page) -> Any:
    return page.locator(".maker-list input[type=checkbox]")


def stored(page: Page) -> Any:
    return json.loads(page.evaluate("key => localStorage.getItem(key)", KEY) or "null")


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download as {name}").click()
    assert download.value.suggested_filename.startswith("ward-9-b-start-rounds.")
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_files_are_those_of_the_command(
    profile: Profile, sample: Path, quick: Handrail, zone: str
) -> None:
    """What is downloaded has the bytes that `handrail generate` writes for the same customer."""
    page = fresh(profile(timezone_id=zone))
    fill_in(page)
    day = datetime.fromisoformat(f"{TODAY}T12:00:00Z").astimezone(ZoneInfo(zone)).date()
    (sample / "customers" / "ward-9-b.yaml").write_text(WARD, encoding="utf-8")
    formats = {"md": "Markdown", "ics": "Calendar", "csv": "Table (CSV)", "json": "JSON"}
    ran = quick(
        "generate", "--customer", "ward-9-b", "--playbook", "start-rounds", "--today", str(day),
        "--format", ",".join(formats), "--out", sample.parent / "out",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    for ending, name in formats.items():
        written = sample.parent / "out" / "ward-9-b" / f"start-rounds.{ending}"
        assert downloaded(page, name) == written.read_bytes(), ending


def test_earlier_policy(profile: Profile, sample: Path, quick: Handrail) -> None:
    """Only a segment with several policies asks which; an earlier one plans as in the book, and
    does not stay with another segment."""
    page = fresh(profile())
    policy = page.get_by_label("Policy", exact=True)
    expect(policy).to_be_hidden()
    fill_in(page)
    policy.select_option("Rules of 2025")
    text = WARD.replace("segment: acute", "segment: acute\npolicy: Rules of 2025")
    (sample / "customers" / "ward-9-b.yaml").write_text(text, encoding="utf-8")
    chosen = ("--customer", "ward-9-b", "--playbook", "start-rounds", "--today", TODAY)
    ran = quick("generate", *chosen)
    assert ran.code == 0, ran.err
    written = sample / "checklists" / "ward-9-b" / "start-rounds.md"
    assert downloaded(page, "Markdown") == written.read_bytes()
    assert b"Rules of 2025" in written.read_bytes()
    page.get_by_label("Segment").select_option("")
    assert stored(page)["customer"]["policy"] == ""


def test_ticked_file_goes_on_in_the_book(profile: Profile, sample: Path, quick: Handrail) -> None:
    """A list that was ticked and annotated in the page is one that `generate` keeps as it is."""
    page = fresh(profile())
    fill_in(page)
    boxes(page).nth(0).check()
    page.get_by_text("Why, how, note").nth(1).click()
    page.get_by_label("Note", exact=True).nth(1).fill("# Ask *her*\n\n> first\n- [ ] x")
    (sample / "customers" / "ward-9-b.yaml").write_text(WARD, encoding="utf-8")
    file = sample / "checklists" / "ward-9-b" / "start-rounds.md"
    file.parent.mkdir(parents=True)
    file.write_bytes(downloaded(page, "Markdown"))
    before = file.read_bytes()
    chosen = ("--customer", "ward-9-b", "--playbook", "start-rounds", "--today", TODAY)
    ran = quick("generate", *chosen)
    assert (ran.code, file.read_bytes()) == (0, before), ran.err
    assert before.count(b"- [x] ") == 1


def test_list_appears_as_one_types(profile: Profile) -> None:
    """Before anything is answered the list says what it needs; then it has dates and reasons."""
    page = fresh(profile())
    status = page.get_by_role("status")
    expect(boxes(page).first).to_be_visible()
    expect(page.get_by_role("button", name="Please state a date: Opening")).to_be_visible()
    expect(page.get_by_role("button", name="Download as Markdown")).to_be_disabled()
    page.get_by_role("button", name="Please state a date: Opening").click()
    expect(page.get_by_label("Opening", exact=True)).to_be_focused()
    type_in(page)
    expect(page.locator(".maker-wanted li")).to_have_count(0)
    expect(status).to_contain_text("0 done, next due")
    expect(page.get_by_text("Worked out: ").first).to_be_visible()
    page.get_by_text("Why, how, note").first.click()
    expect(page.locator(".maker-why").first).to_contain_text("is Wed 16 Dec 2026")
    page.get_by_label("Opening", exact=True).fill("2026-11-10")
    expect(page.locator("li[data-late]").first).to_contain_text("late")


def test_ticks_and_notes_come_back(profile: Profile) -> None:
    """After a reload all that was typed, ticked and noted is there; forgetting takes all away."""
    context = profile()
    page = fresh(context)
    fill_in(page)
    boxes(page).nth(0).check()
    for at in (1, 2):
        page.get_by_text("Why, how, note").nth(at).click()
    page.locator(".maker-not").nth(1).click()
    expect(page.locator(".maker-when").nth(1)).to_contain_text("not applicable")
    page.get_by_label("Note", exact=True).nth(2).fill("Ask <Maria>\nfirst")
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ward 9 <b>")
    expect(boxes(page).nth(0)).to_be_checked()
    expect(page.locator(".maker-not").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".maker-noted").nth(2)).to_have_text("Ask <Maria>\nfirst")
    text = downloaded(page, "Markdown").decode()
    assert text.count("- [x] ") == text.count("- [~] ") == 1
    assert "\n    Ask &lt;Maria&gt;\n\n    first\n" in text
    other = fresh(context)
    boxes(other).nth(2).check()
    expect(boxes(page).nth(2)).to_be_checked()  # by the storage event
    page.get_by_role("button", name="Forget all").click()
    assert stored(page) is None
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect(boxes(page).nth(0)).not_to_be_checked()


def link(page: Page, name: str) -> str:
    page.get_by_role("button", name=name, exact=True).click()
    return page.get_by_label("Link").input_value()


def test_link_carries_the_plan(profile: Profile) -> None:
    """A second profile that opens the link sees the same; the nameless link holds no name."""
    page = fresh(profile())
    fill_in(page)
    boxes(page).nth(1).check()
    whole, nameless = link(page, "Copy a link"), link(page, "Copy a link without names")
    assert whole.startswith(f"{ORIGIN}/#handrail=1.")
    other = fresh(profile(), whole)
    expect(other.get_by_label("Ward sister", exact=True)).to_have_value("=1+1")
    expect(boxes(other).nth(1)).to_be_checked()
    assert stored(other) == stored(page)
    assert other.url == f"{ORIGIN}/"  # the plan does not stay in the address
    third = fresh(profile(), nameless)
    expect(boxes(third).nth(1)).to_be_checked()
    expect(third.get_by_label("Opening", exact=True)).to_have_value("2026-12-12")
    assert not any(name in json.dumps(stored(third)) for name in ("Ward 9", "Amara", "1+1"))


def test_link_does_not_replace_ones_own(profile: Profile) -> None:
    """Who has a plan is asked before a link takes its place, and may keep it."""
    page = fresh(profile())
    fill_in(page)
    address = link(page, "Copy a link")
    own = fresh(profile())
    own.get_by_label("Name", exact=True).fill("Mine")
    own.goto(address.removeprefix(ORIGIN))
    own.get_by_role("button", name="Keep mine").click()
    assert stored(own)["customer"]["name"] == "Mine"
    own.goto(address.removeprefix(ORIGIN))
    own.get_by_role("button", name="Take the link's").click()
    assert stored(own)["customer"]["name"] == "Ward 9 <b>"


def test_changed_handbook_keeps_ticks(profile: Profile, given: Data) -> None:
    """Steps that come, go, move and get new ids are counted; what was ticked is still seen."""
    context = profile()
    page = fresh(context)
    fill_in(page)
    boxes(page).nth(0).check()
    boxes(page).nth(1).check()
    first, second, *_ = given["playbook"]["phases"][0]["steps"]
    text = json.dumps(given).replace(f'"{first["id"]}"', '"new-0"')
    now = json.loads(text.replace(f'"{second["id"]}"', '"another-id"'))
    steps = now["playbook"]["phases"][0]["steps"]
    steps[1]["was"] = [second["id"]]
    steps.append({**steps[0], "id": "new-1"})
    serve(context, now)
    page.reload()
    expect(page.locator(".maker-changed")).to_contain_text("+2, \u22121")
    expect(page.locator(".maker-gone")).to_contain_text(f"Done: {first['do']}")
    expect(page.locator("#maker-tick-another-id")).to_be_checked()
    page.get_by_role("button", name="Understood").click()
    page.reload()
    expect(page.locator(".maker-gone")).to_contain_text(first["do"])
    expect(page.locator(".maker-changed")).to_be_hidden()


def test_memory_may_hold_anything(profile: Profile) -> None:
    """What somebody else put there is left out; the page works as if nothing were there."""
    page = fresh(profile(), "/#handrail=1.AAAA")
    for text in ANYTHING:
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
        page.reload()
        expect(page.get_by_label("Name", exact=True)).to_have_value("")
        boxes(page).first.check()
        assert list(stored(page)["states"].values()) == [["x", ANY]], text
    fill_in(page)
    expect(page.get_by_role("button", name="Download as JSON")).to_be_enabled()


def test_without_a_mouse(profile: Profile) -> None:
    """Every control is reached by Tab, in order; space ticks, and the focus stays where it was."""
    page = fresh(profile())
    page.keyboard.press("Tab")
    page.keyboard.type("Ward 9")
    assert stored(page)["customer"]["name"] == "Ward 9"
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id.startsWith('maker-tick-')"):
            break
    page.keyboard.press("Space")
    expect(boxes(page).first).to_be_checked()
    expect(boxes(page).first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens the details
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".maker-not").first).to_be_focused()
    expect(boxes(page).first).not_to_be_checked()


def test_accessible(profile: Profile) -> None:
    """On a phone, empty or filled in: no rule of axe is broken, and nothing is wider than it."""
    page = fresh(profile(viewport={"width": 320, "height": 800}, bypass_csp=True))
    page.add_script_tag(path=AXE_FILE_PATH)
    for is_filled in (False, True):
        if is_filled:
            fill_in(page)
            boxes(page).first.check()
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found = page.evaluate("values => axe.run({runOnly: values})", RULES)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_survives_instant_navigation(profile: Profile, given: Data) -> None:
    """A maker that is taken out and a new one put in, as the theme does it, works and remembers."""
    page = fresh(profile())
    fill_in(page)
    page.evaluate(
        """data => {
          const old = document.querySelector('handrail-maker'), main = old.parentElement;
          const text = document.createElement('script'), next = old.cloneNode();
          Object.assign(text, {type: 'application/json', textContent: JSON.stringify(data)});
          next.append(text);
          old.remove();
          main.append(next);
        }""",
        given,
    )
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ward 9 <b>")
    boxes(page).first.check()
    assert len(stored(page)["states"]) == 1
