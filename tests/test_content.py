"""The handbook that ships: sound, its known contradictions named, its days as the sources say."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import HERE, TODAY, Handrail

from generator.build import examine, plans
from generator.checklist import Checklist, Item
from generator.handbook import Handbook
from generator.plan import Planned, plan

CONTENT = HERE.parent / "content"
NOW = date.fromisoformat(TODAY)
TABLE = "tables/enterprise-hours.yaml"

PROBE = """\
name: Probe Instruments
segment: enterprise
{calendar}
attributes:
  {{relationship: new, deployment: self-managed, tier: ultimate, use-cases-green: 1}}
dates: {{contract-start: 2026-12-01, onboarding-start: 2026-12-01, renewal: 2027-12-01}}
people:
  csm: {{name: Cara Sun}}
  csm-manager: {{name: Max Held}}
  ae: {{name: Ada Lin}}
  champion: {{name: Kim Berg}}
"""

Probe = Callable[[str], Handbook]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the shipped content, without checklists made from it."""
    ignore = shutil.ignore_patterns("checklists")
    return Path(shutil.copytree(CONTENT, tmp_path / "content", ignore=ignore))


@pytest.fixture
def probe(content: Path) -> Probe:
    """The handbook with one more customer; with a holiday, under a calendar of its own."""

    def make(holiday: str) -> Handbook:
        calendar = "calendar: house" if holiday else ""
        (content / "customers" / "probe.yaml").write_text(PROBE.format(calendar=calendar))
        if holiday:
            with (content / "calendars.yaml").open("a") as file:
                entry = f"  - {{id: house, title: our house, holidays: {{{holiday}: Moving day}}}}"
                file.write(f"\n{entry}\n")
        examined = examine(content, content)
        assert examined.problems == []
        return examined.handbook

    return make


@pytest.fixture(scope="module")
def shipped() -> Handbook:
    return examine(CONTENT, CONTENT).handbook


@pytest.fixture(scope="module")
def lists(shipped: Handbook) -> list[Planned]:
    return [one for one in plans(shipped, NOW) if one.checklist]


@pytest.mark.parametrize(
    "today", ["2024-06-30", "2026-02-28", TODAY, "2026-12-26", "2028-02-29", "2031-01-01"]
)
def test_no_problems(quick: Handrail, content: Path, today: str) -> None:
    """The shipped handbook and its book are sound on any day, warnings included."""
    assert quick("check", "--today", today) == (0, "", "0 problems\n")


def test_contradictions_are_named(quick: Handrail, content: Path) -> None:
    """Without accepted.yaml, the two wrong totals and the two cells of the odd row are found."""
    (content / "accepted.yaml").write_text("accepted: []\n")
    lines = (content / TABLE).read_text().splitlines()
    row = next(n for n, line in enumerate(lines, 1) if "id: release-posts" in line)
    totals = next(n for n, line in enumerate(lines, 1) if line.startswith("totals:"))
    done = quick("check", "--today", TODAY)
    assert done.code == 1
    heads = [line for line in done.err.splitlines() if line.startswith("content/")]
    at = [tuple(head.split(":", 3)[:2]) for head in heads]
    said = [head.split("error", 1)[1] for head in heads]
    assert at == [(f"content/{TABLE}", str(n)) for n in (row, row, totals, totals)]
    assert said == [
        "[table-cell]: 'Release posts' states 4 quarterly; 12 x 0.25 (weekly) is 3",
        "[table-cell]: 'Release posts' states 12 yearly; 52 x 0.25 (weekly) is 13",
        "[table-total]: the total of 'quarterly' is stated as 399; its rows add up to 400",
        "[table-total]: the total of 'yearly' is stated as 1729; its rows add up to 1728",
    ]
    assert done.err.endswith("4 errors\n")


def planned(handbook: Handbook, playbook: str) -> Checklist:
    made = plan(handbook, handbook.customers["probe"], handbook.playbooks[playbook], NOW)
    assert made.checklist
    return made.checklist


def item(checklist: Checklist, id_: str) -> Item:
    return next(item for item in checklist.items if item.id == id_)


def test_days_of_a_customer_that_starts_in_december(probe: Probe) -> None:
    """Kickoff 14 days on; the EBR 6 months before renewal, its steps 4-3 months and a week before.

    The days were worked out by hand from handbook-facts, not by the program.
    """
    handbook = probe("")
    assert item(planned(handbook, "onboarding-new"), "kickoff-call").due == date(2026, 12, 15)
    review = planned(handbook, "ebr")
    assert item(review, "deliver-review").due == date(2027, 6, 1)
    internal = item(review, "internal-kickoff")
    assert (internal.start, internal.due) == (date(2027, 2, 1), date(2027, 3, 1))
    assert item(review, "send-agenda").due == date(2027, 5, 25)


@pytest.mark.parametrize(
    ("holiday", "playbook", "step", "day", "sentence"),
    [
        (
            "2026-12-15", "onboarding-new", "kickoff-call", date(2026, 12, 14),
            "14 days after onboarding start (2026-12-01) is Tue 15 Dec; "
            "moved to Mon 14 Dec: Moving day in our house",
        ),
        (
            "2027-05-25", "ebr", "send-agenda", date(2027, 5, 24),
            "1 week before executive business review (2027-06-01) is Tue 25 May; "
            "moved to Mon 24 May: Moving day in our house",
        ),
        (
            "2027-03-01", "ebr", "internal-kickoff", date(2027, 2, 26),
            "3-4 months before executive business review (2027-06-01) is Mon 1 Feb 2027 to "
            "Mon 1 Mar 2027; moved to Fri 26 Feb: weekend, Moving day in our house",
        ),
    ],
)  # fmt: skip
def test_day_off_moves_a_step(
    probe: Probe, holiday: str, playbook: str, step: str, day: date, sentence: str
) -> None:
    """A holiday of the customer's own calendar moves the step to the day before, and says so."""
    moved = item(planned(probe(holiday), playbook), step)
    assert (moved.due, moved.because) == (day, sentence)


def test_day_off_moves_a_date(probe: Probe) -> None:
    """The EBR is a meeting: on a day off the date itself moves, and what hangs on it with it."""
    review = planned(probe("2027-06-01"), "ebr")
    found = {title: (day, because) for title, day, because in review.moments}
    assert found["Executive business review"] == (
        date(2027, 5, 31),
        "executive business review: 6 months before renewal (2027-12-01) is Tue 1 Jun; "
        "moved to Mon 31 May: Moving day in our house",
    )
    assert item(review, "send-agenda").due == date(2027, 5, 24)


def test_every_playbook_is_used(shipped: Handbook, lists: list[Planned]) -> None:
    """No playbook ships that no sample customer shows."""
    assert sorted({one.playbook for one in lists}) == sorted(shipped.playbooks)


def test_every_customer_has_a_checklist(shipped: Handbook, lists: list[Planned]) -> None:
    """No sample customer is there for nothing."""
    assert sorted({one.customer for one in lists}) == sorted(shipped.customers)


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("deployment", {"self-managed", "saas", "dedicated"}),
        ("tier", {"premium", "ultimate"}),
        ("relationship", {"new", "existing"}),
    ],
)
def test_book_has_every_kind_of_customer(
    shipped: Handbook, attribute: str, values: set[str]
) -> None:
    """What decides most in the handbook occurs in the sample book in each form."""
    found = {customer.attributes.get(attribute) for customer in shipped.customers.values()}
    assert values <= found


def test_book_has_both_segments_and_priorities(shipped: Handbook, lists: list[Planned]) -> None:
    """Enterprise and AMER, Priority 1 and Priority 2."""
    assert {c.segment for c in shipped.customers.values()} >= {"enterprise", "amer"}
    known = [dict(one.checklist.facts) for one in lists if one.checklist]
    assert {facts.get("Priority", "")[:10] for facts in known} >= {"Priority 1", "Priority 2"}


def test_book_has_calendars_of_three_kinds(shipped: Handbook) -> None:
    """Somebody works in Germany, somebody in the United States, somebody from Sunday on."""
    used = [
        shipped.calendars[name]
        for customer in shipped.customers.values()
        for name in (customer.calendar, *(p.calendar for p in customer.people.values()))
        if name
    ]
    assert {calendar.country for calendar in used} >= {"DE", "US"}
    assert any(calendar.weekend == ["friday", "saturday"] for calendar in used)


def test_book_has_a_fallback(lists: list[Planned]) -> None:
    """For some step somebody stands in, and the checklist names for whom."""
    stand_ins = {
        str(holder)
        for one in lists
        if one.checklist
        for item in one.checklist.items
        for holder in (item.accountable, *item.responsible, *item.consulted, *item.informed)
        if holder.stands_in_for
    }
    assert stand_ins
    assert all("standing in for " in words for words in stand_ins)
