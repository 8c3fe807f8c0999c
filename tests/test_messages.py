"""A checklist as a message for Slack and for e-mail: what is shown, and what nothing can do."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from checklists import checklist, checklists, filled, item, shipped
from hostile import CLEAN, HOSTILE
from hypothesis import given
from strategies import examples

from generator.calendars import spoken
from generator.checklist import Checklist, Section
from generator.edition import for_customer
from generator.formats.messages import email_html, email_text, slack

JOINER = "\u2060"
HARMLESS = {"style", "charset", "name", "content", "lang", "href", "rel", "title", "class"}


def shown(text: str) -> str:
    """What Slack shows of mrkdwn without links: its three entities are signs again."""
    return unescape(text).replace(JOINER, "")


class Mail(HTMLParser):
    """The tags of a mail, their attributes, and the text of each paragraph and heading."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = [""]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag in ("p", "h1", "h2", "li", "title"):
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data

    def handle_decl(self, decl: str) -> None:
        self.tags[f"!{decl}"] += 1

    def handle_comment(self, data: str) -> None:
        self.tags[f"<!--{data}-->"] += 1

    def lines(self) -> list[str]:
        return [" ".join(text.split()) for text in self.texts]


# --- what is shown ---

PLAN = checklist(
    item(detail="Agree on **goals**:\n\n- one\n- [two](https://example.com/a_b)"),
    item(id="b", do="Send notes", due=None, consulted=(), because="", state="x", every="week"),
    item(id="c", do="Book a room", consulted=(), because="", state="~", optional=True),
    item(id="d", do="Wait", consulted=(), because="", state="?"),
    purpose="Reach *first* value: see [why](https://example.com/why?a=1&b=2).",
)


def test_slack_message() -> None:
    """The whole message: bold headings, a box for each state, owner and day."""
    assert slack(PLAN) == (
        "*Onboard a new customer: Aurora Robotics*\n\n"
        "Reach first value: see why (<https://example.com/why?a=1&amp;b=2>).\n\n"
        "• Segment: Enterprise\n"
        "• Contract start: Tue 1 Dec 2026, as stated\n\n"
        "*First*\n"
        "☐ Hold the kickoff call · Priya Nair (CSM) · due Tue 15 Dec 2026\n"
        "☑ Send notes · Priya Nair (CSM) · every week\n"
        "\u2013 Book a room · Priya Nair (CSM) · optional · due Tue 15 Dec 2026 · not applicable\n"
        "[?] Wait · Priya Nair (CSM) · due Tue 15 Dec 2026\n"
    )


def test_mail_as_text() -> None:
    """The whole mail: what stands below a task is moved in under it."""
    assert email_text(PLAN) == (
        "Onboard a new customer: Aurora Robotics\n"
        "=======================================\n\n"
        "Reach first value: see why (https://example.com/why?a=1&b=2).\n\n"
        "Starts when: The contract is signed.\n\n"
        "Segment: Enterprise\n"
        "Contract start: Tue 1 Dec 2026, as stated\n\n"
        "First\n"
        "-----\n\n"
        "[ ] Hold the kickoff call\n"
        "    Priya Nair (CSM) · due Tue 15 Dec 2026\n"
        "    14 days after contract start (2026-12-01) is Tue 15 Dec 2026. "
        "Consult Tom Okafor (AE).\n\n"
        "    Agree on goals:\n\n"
        "    - one\n"
        "    - two (https://example.com/a_b)\n\n"
        "[x] Send notes\n"
        "    Priya Nair (CSM) · every week\n\n"
        "[~] Book a room\n"
        "    Priya Nair (CSM) · optional · due Tue 15 Dec 2026 · not applicable\n\n"
        "[?] Wait\n"
        "    Priya Nair (CSM) · due Tue 15 Dec 2026\n"
    )


def test_mail_as_html() -> None:
    """The same words; a list is a list and a link a link."""
    mail = Mail(email_html(PLAN))
    assert mail.lines()[1:] == [
        "Onboard a new customer: Aurora Robotics",
        "Onboard a new customer: Aurora Robotics",
        "Reach first value: see why.",
        "Starts when",
        "The contract is signed.",
        "Segment: Enterprise",
        "Contract start: Tue 1 Dec 2026, as stated",
        "First",
        "",
        "☐Hold the kickoff call",
        "Priya Nair (CSM) · due Tue 15 Dec 2026",
        "14 days after contract start (2026-12-01) is Tue 15 Dec 2026. Consult Tom Okafor (AE).",
        "Agree on goals:",
        "one",
        "two",
        "",
        "☑Send notes",
        "Priya Nair (CSM) · every week",
        "",
        "☒Book a room",
        "Priya Nair (CSM) · optional · due Tue 15 Dec 2026 · not applicable",
        "",
        "[?]Wait",
        "Priya Nair (CSM) · due Tue 15 Dec 2026",
    ]
    links = [value for name, value in mail.attributes if name == "href"]
    assert links == ["https://example.com/why?a=1&b=2", "https://example.com/a_b"]


@pytest.mark.parametrize("make", [slack, email_text, email_html])
def test_checklist_without_items_is_its_head(make: object) -> None:
    """Whoever deleted every item reads what it is of, and no empty section."""
    assert callable(make)
    text = make(checklist(sections=()))
    assert "Onboard a new customer: Aurora Robotics" in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("make", [slack, email_text, email_html])
def test_shipped_checklists_are_told_in_order(make: object) -> None:
    """In every sixth one: every task with its owner and its day stands in the message, in the
    plan's order."""
    assert callable(make)
    for plan in shipped()[::6]:
        text = shown(make(plan))
        place = 0
        for task in plan.items:
            place = text.index(task.do, place)
            owner = text.index(str(task.accountable), place)
            if task.due:
                assert text.index(spoken(task.due), owner) - place < 400
        assert make(plan) == make(replace(plan))


@examples(5)
@given(checklists())
def test_any_checklist_is_told(plan: Checklist) -> None:
    """What was typed is what is read, in all three."""
    html = Mail(email_html(plan)).lines()
    for task in plan.items:
        words = " ".join(task.do.split())
        assert f"] {words}\n" in email_text(plan)
        assert any(line[1:] == words or line == words for line in html), words


# --- what nothing can do ---


def test_hostile_text_in_slack_is_text() -> None:
    """No `<…>` but plain addresses, nobody is mentioned, no mark pairs up, no line is added; what
    is shown is what was typed."""
    lines = len(slack(filled(CLEAN)).splitlines())
    for key, text in HOSTILE.items():
        message = slack(replace(filled(text), purpose=""))
        for found in re.findall("<[^>]*>?", message):
            assert re.fullmatch(r"<(?i:https?)://[^<>|@\s]+>", found), key
        outside = re.sub("<[^>]*>", "", message)
        assert not re.search("[@#][A-Za-z0-9_]|&(?!amp;|lt;|gt;)|^&gt;", outside, re.MULTILINE), key
        marks = re.findall(r"(?<!\u2060)[*_~`]|[*_~`](?!\u2060)", outside)
        assert marks == ["*", "*"] * 3, key
        assert len(message.split("\n")) == lines - 1, key
        if text.isprintable() and "http" not in text:
            assert " ".join(text.split()) in " ".join(shown(message).split()), key


def test_hostile_text_in_a_mail_is_text() -> None:
    """In fields of one line: the same tags with the same attributes as with harmless words, and
    the words shown are those that were typed. In a writer's Markdown: no tag that does anything."""

    def plain(text: str) -> Mail:
        whole = filled(text)
        sections = tuple(
            replace(s, items=tuple(i._replace(detail="") for i in s.items)) for s in whole.sections
        )
        return Mail(email_html(replace(whole, purpose="", trigger="", sections=sections)))

    clean = plain(CLEAN)
    for key, text in HOSTILE.items():
        mail = plain(text)
        assert mail.tags == clean.tags, key
        assert mail.attributes == clean.attributes, key
        if text.isprintable():
            assert mail.lines()[1] == f"{' '.join(text.split())}: {' '.join(text.split())}", key
        rich = Mail(email_html(filled(text)))
        links = [value for name, value in rich.attributes if name in ("href", "src")]
        assert all(re.match("https?://|mailto:", link) for link in links), key
        assert {name for name, _ in rich.attributes} <= HARMLESS, key
        assert not set(rich.tags) & {"script", "img", "iframe", "form", "object", "svg"}, key


def test_mail_loads_nothing_and_leaves_colours_alone() -> None:
    """Nothing is fetched or run; no colour is set, so that a dark client can choose its own."""
    html = email_html(PLAN)
    assert not re.search(r"<(script|img|link|style)|src=|url\(|color:|background|\son\w+=", html)
    assert '<meta name="color-scheme" content="light dark">' in html


def test_mail_as_text_keeps_its_boxes() -> None:
    """No text can look like another task: only our lines begin with a box at the margin."""
    for key, text in HOSTILE.items():
        boxes = re.findall(r"(?m)^\[.\] ", email_text(replace(filled(text), purpose="")))
        assert len(boxes) >= 2, key
        if not text.startswith("["):
            assert boxes == ["[ ] ", "[x] "], key


@pytest.mark.parametrize("make", [slack, email_text, email_html])
def test_customers_edition_leaves_no_holes(make: object) -> None:
    """Without purpose, facts and reasons there is no empty heading and no gap; no canary."""
    assert callable(make)
    inside = item(visible_to="customer", because="CANARY", here="CANARY", detail="CANARY")
    plan = for_customer(
        checklist(purpose="CANARY", trigger="CANARY", sections=(Section("CANARY", (inside,)),))
    )
    assert plan
    text = make(plan)
    assert "CANARY" not in text
    assert "priya@" not in text
    assert "\n\n\n" not in text
    assert "Starts when" not in text
    assert "<ul" not in text.split("<h2")[0]
