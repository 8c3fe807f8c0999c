"""The handbook that ships: sound, its known contradictions named, its days as the sources say."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import HERE, TODAY, Handrail

from generator.build import examine, plans
from generator.checklist import Checklist, Item
from generator.checks import findings
from generator.checks.accepted import address
from generator.handbook import Handbook
from generator.loader import KINDS, load
from generator.pages.addresses import address as page_of
from generator.pages.addresses import title
from generator.pages.contents import pages as site_pages
from generator.people import accountable_of
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
    "today",
    ["2024-06-30", "2026-06-01", TODAY, "2026-12-26", "2027-06-01", "2028-02-29", "2031-01-01"],
)
def test_no_problems(quick: Handrail, content: Path, today: str) -> None:
    """The shipped handbook and its book are sound on any day, warnings included."""
    assert quick("check", "--today", today) == (0, "", "0 problems\n")


def found_at(content: Path) -> list[tuple[str, str, str]]:
    """What the checks find: the check, the place as accepted.yaml names it, the message."""
    handbook, problems = load(content)
    assert problems == []
    return [(name, address(handbook, f.route), f.message) for name, f in findings(handbook)]


def test_contradictions_are_those_accepted(shipped: Handbook) -> None:
    """What the checks find is what accepted.yaml names, place by place: at least 25 of them."""
    named = [(entry.check, entry.at) for entry in shipped.accepted]
    assert len(set(named)) == len(named) >= 25
    assert {finding[:2] for finding in found_at(CONTENT)} == set(named)


def test_every_acceptance_has_a_reason(shipped: Handbook) -> None:
    """Each says in a sentence of its own why it stays: not a word, not copied again and again."""
    reasons = Counter(str(entry.because).strip() for entry in shipped.accepted)
    assert [reason for reason in reasons if len(reason.split()) < 10] == []
    assert max(reasons.values()) <= 2


def test_contradictions_are_named(quick: Handrail, content: Path) -> None:
    """Without accepted.yaml, `check` fails and names every finding, the hours table's with these
    numbers: the two wrong totals, the odd row's cells, the year and what the hours are made of.
    """
    (content / "accepted.yaml").write_text("accepted: []\n")
    done = quick("check", "--today", TODAY)
    assert done.code == 1
    found = re.findall(r"^content/(\S+?):\d+:\d+: \w+(\[[a-z-]+\]: .*)$", done.err, re.MULTILINE)
    assert len(found) == len(found_at(content))
    hours = {said for file, said in found if file == TABLE}
    assert hours >= {
        "[table-cell]: 'Release posts' states 4 quarterly; 12 x 0.25 (weekly) is 3",
        "[table-cell]: 'Release posts' states 12 yearly; 52 x 0.25 (weekly) is 13",
        "[table-total]: the total of 'quarterly' is stated as 399; its rows add up to 400",
        "[table-total]: the total of 'yearly' is stated as 1729; its rows add up to 1728",
    }
    numbers = {
        ("working-year", "1436.4"), ("working-year", "2081"), ("budget", "2.5 to 3.5"),
        ("budget", "3 x 1 is 3"),
    }  # fmt: skip
    assert {n for n in numbers if any(n[0] in one and n[1] in one for one in hours)} == numbers


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


PROCEDURES = [
    "presales-to-postsales", "onboarding-new", "onboarding-existing", "success-plan",
    "stage-adoption-plan", "cadence-call", "use-case-enablement", "expansion", "workshop",
    "roundtable", "ebr", "renewal", "at-risk-triage", "will-churn", "non-engaged",
    "account-escalation", "support-ticket-attention", "churn-retrospective",
    "leadership-check-in", "executive-meeting", "account-growth-plan", "account-handoff",
    "handoff-to-scale", "partner-kickoff", "professional-services-engagement",
    "collaboration-project", "digital-program", "implementation", "pto-cover", "csm-onboarding",
    "internship", "manager-monthly-review", "engagement-notes", "weekly-clari",
    "monthly-renewal-meeting", "order-type-report", "disengagement",
]  # fmt: skip
REFERENCES = {
    "segments": "segments/enterprise segments/commercial segments/scale segments/amer "
    "segments/digital",
    "health-score": "scores/health-score scales/health-score",
    "engagement-colours": "scales/meeting-cadence-p1 scales/meeting-cadence-p2",
    "support-ticket-colours": "scales/support-tickets scales/support-tickets-by-colour",
    "licence-table": "tables/licence-use scales/licence-use-months-2-6 scales/licence-use-after-9",
    "use-case-adoption": "scales/scm-f23 scales/scm-z25 scales/scm-j26 scales/ci-f23 "
    "scales/ci-z25 scales/ci-j26",
    "stage-adoption-rule": "scales/stage-adoption tables/stage-criteria",
    "escalation-severities": "tables/escalation-severities",
    "ebr-timetable": "tables/ebr-timetable",
    "rhythm": "tables/rhythm-enterprise tables/rhythm-growth",
    "customer-calendar": "tables/customer-calendar",
    "personas": "tables/personas",
    "pillars": "tables/csm-pillars",
    "big-rocks": "tables/big-rocks",
    "collaboration-tools": "tables/collaboration-tools tables/who-owns-what",
    "account-team": "matrices/account-team matrices/index-dci",
    "meeting-types": "tables/meeting-types",
}


def named_by(handbook: Handbook, system: str) -> set[str]:
    """What a system names, as kind/id."""
    entry = handbook.systems[system]
    kinds = [kind.name for kind in KINDS if hasattr(entry, kind.name)]
    return {f"{kind}/{id_}" for kind in kinds for id_ in getattr(entry, kind)}


@pytest.mark.parametrize("system", PROCEDURES)
def test_every_procedure_is_covered(shipped: Handbook, system: str) -> None:
    """Each procedure of the source handbook is a system, and has a playbook."""
    assert f"playbooks/{system}" in named_by(shipped, system)


@pytest.mark.parametrize("system", REFERENCES)
def test_every_reference_is_covered(shipped: Handbook, system: str) -> None:
    """Each table, scale or matrix that the source handbook works by is named by its system."""
    assert named_by(shipped, system) >= set(REFERENCES[system].split())


@pytest.fixture(scope="module")
def book(shipped: Handbook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages that the site is made of."""
    pages = site_pages(shipped, NOW)
    return {name: data.decode() for name, data in pages.items() if name.endswith(".md")}


def test_what_is_covered_has_a_file_and_a_page(shipped: Handbook, book: dict[str, str]) -> None:
    """Behind each name in systems.yaml are a data file and a page of the site that shows it."""
    for system in shipped.systems:
        entries = named_by(shipped, system)
        assert entries, system
        for name in entries:
            kind, id_ = name.split("/")
            assert (CONTENT.parent / shipped.file_of(kind, id_)).is_file(), name
            page, _, anchor = page_of(kind, id_).partition("#")
            assert page in book, name
            assert not anchor or anchor in book[page], name
            assert book[page].strip()
            assert title(shipped.of_kind(kind)[id_])


def test_every_playbook_says_what_it_is_for(shipped: Handbook) -> None:
    """Trigger, purpose and sources; and a step that somebody answers for on some day."""
    for playbook in shipped.playbooks.values():
        assert playbook.trigger, playbook.id
        assert playbook.purpose, playbook.id
        assert playbook.sources or playbook.source, playbook.id
        assert any(
            (placed.step.due or placed.step.every)
            and accountable_of(playbook, placed.phase, placed.step)
            for placed in playbook.steps.values()
        ), playbook.id


def test_steps_are_not_padding(shipped: Handbook) -> None:
    """No step is copied from playbook to playbook: its words stand three times at most."""
    said = Counter(
        placed.step.do for playbook in shipped.playbooks.values()
        for placed in playbook.steps.values()
    )  # fmt: skip
    assert [words for words, times in said.items() if times > 3] == []


TAG = re.compile(
    r"\b(S[034]|F23|J26|Z25|S24|T22)\b|\(S[12]\b"
    r"|\blater revision|\bthe source\b|\b(is|are) ours\b",
    re.IGNORECASE,
)
INSIDE = re.compile(
    r"\b(CTAs?|Gainsight|Salesforce|Timeline|ARR|ACV|PtC|Command Plan|MEDDPICC|sentiment|triage"
    r"|health|risk|churn|downgrade|upsell|uptier|expansion|opportunity|economic buyer|champion|AE"
    r"|Priority [1-4]|pooled|internal|the customer)\b",
    re.IGNORECASE,
)


def test_checklists_do_not_speak_of_sources(lists: list[Planned]) -> None:
    """Where a fact comes from stands in `source` and in notes, not in what a CSM works from."""
    said = [
        (one.customer, one.playbook, item.id)
        for one in lists
        if one.checklist
        for item in one.checklist.items
        if TAG.search(f"{item.do} {item.detail}")
    ]
    assert said == []


def test_steps_nobody_gets_do_not_speak_of_sources(shipped: Handbook) -> None:
    """The same for the steps that no sample customer gets, and for purpose and trigger."""
    for playbook in shipped.playbooks.values():
        assert not TAG.search(f"{playbook.purpose} {playbook.trigger}"), playbook.id
        for placed in playbook.steps.values():
            assert not TAG.search(f"{placed.step.do} {placed.step.detail}"), placed.step.id


def test_customers_read_only_what_is_meant_for_them(shipped: Handbook) -> None:
    """What a customer may see has titles of its own, and no word that belongs among ourselves."""
    for playbook in shipped.playbooks.values():
        seen = [one for one in playbook.steps.values() if one.step.visible_to == "customer"]
        assert bool(playbook.customer_title) == bool(seen), playbook.id
        for step, phase, _ in seen:
            assert phase.customer_title, (playbook.id, phase.title)
            read = (playbook.customer_title, phase.customer_title, step.do, step.customer_detail)
            found = INSIDE.search(" ".join(str(text) for text in read if text))
            assert not found, (playbook.id, step.id, found)


def test_phases_come_in_the_order_of_days(lists: list[Planned]) -> None:
    """Read from the top, the phases begin one after another; those that come again may overlap."""
    for one in lists:
        assert one.checklist
        once = [
            min(item.start or item.due for item in section.items if item.due)
            for section in one.checklist.sections
            if not any(item.every or not item.due for item in section.items)
        ]
        assert once == sorted(once), (one.customer, one.playbook)


def test_pooled_customers_get_no_csm_work(shipped: Handbook, lists: list[Planned]) -> None:
    """A customer without a CSM is not given a CSM's checklists, with the manager standing in."""
    pooled = {
        customer.id
        for customer in shipped.customers.values()
        if customer.attributes.get("coverage") in ("pooled", "digital")
    }
    assert pooled
    got = {(one.customer, one.playbook) for one in lists if one.customer in pooled}
    assert got == {(customer, "digital-program") for customer in pooled}
