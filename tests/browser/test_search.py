"""Search that finds: what a customer success manager would type, and the page that must come up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from windows import window

pytestmark = pytest.mark.browser

QUESTIONS = (
    # question, page, among the first how many
    ("how do we do an EBR?", "playbooks/ebr.html", 1),
    ("QBR", "playbooks/ebr.html", 3),
    ("executive business review agenda", "playbooks/ebr.html", 1),
    ("prepare a quarterly business review", "playbooks/ebr.html", 3),
    ("onboarding", "playbooks/onboarding-new.html", 3),
    ("onboard new customer", "playbooks/onboarding-new.html", 1),
    ("how do I onboard an existing customer", "playbooks/onboarding-existing.html", 1),
    ("kickoff with a new customer", "playbooks/onboarding-new.html", 3),
    ("handoff from sales", "playbooks/presales-to-postsales.html", 3),
    ("renewal", "playbooks/renewal.html", 3),
    ("what do I do before a renewal?", "playbooks/renewal.html", 3),
    ("customer at risk", "playbooks/at-risk-triage.html", 1),
    ("triage issue", "playbooks/at-risk-triage.html", 3),
    ("escalation", "playbooks/account-escalation.html", 1),
    ("customer wants to escalate", "playbooks/account-escalation.html", 3),
    ("customer will churn", "playbooks/will-churn.html", 3),
    ("churn retrospective", "playbooks/churn-retrospective.html", 1),
    ("customer does not answer non-engaged", "playbooks/non-engaged.html", 1),
    ("success plan", "playbooks/success-plan.html", 1),
    ("ROI plan", "playbooks/success-plan.html", 1),
    ("cadence call", "playbooks/cadence-call.html", 1),
    ("meeting agenda for cadence calls", "playbooks/cadence-call.html", 3),
    ("hand account to another CSM", "playbooks/account-handoff.html", 1),
    ("account transition to scale", "playbooks/handoff-to-scale.html", 3),
    ("I am going on PTO", "playbooks/pto-cover.html", 1),
    ("vacation cover", "playbooks/pto-cover.html", 3),
    ("workshop", "playbooks/workshop.html", 1),
    ("enable a use case", "playbooks/use-case-enablement.html", 1),
    ("expansion", "playbooks/expansion.html", 3),
    ("growth plan", "playbooks/account-growth-plan.html", 1),
    ("support ticket attention", "playbooks/support-ticket-attention.html", 1),
    ("time to engage", "metrics/time-to-engage.html", 1),
    ("time to first value target", "metrics/time-to-first-value.html", 1),
    ("how many calls per week", "tables/calls-per-week.html", 3),
    ("health score", "scores/health-score.html", 3),
    ("what does the solutions architect do", "roles/sa.html", 3),
    ("AE", "roles/ae.html", 3),
    ("enterprise segment", "segments/enterprise.html", 1),
    ("hours per task enterprise", "tables/enterprise-hours.html", 1),
    ("service ping", "glossary.html", 3),
    ("collaboration project", "playbooks/collaboration-project.html", 1),
    ("implementation", "playbooks/implementation.html", 1),
)

ASK = """
async ([questions, docs]) => {
  const config = JSON.parse(document.getElementById("__config").textContent);
  const index = await (await fetch("search/search_index.json")).json();
  const worker = new Worker(config.search);
  const answer = message => new Promise(done => {
    worker.onmessage = event => done(event.data.data);
    worker.postMessage(message);
  });
  const data = {config: index.config, docs: docs || index.docs, options: {suggest: false}};
  await answer({type: 0, data});
  const found = [];
  for (const question of questions) {
    const items = (await answer({type: 2, data: question})).items;
    found.push(items.slice(0, 10).map(item => item[0].location.split("#")[0]));
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def answers(browser: Browser, shipped_site: str) -> list[list[str]]:
    """The pages found for each question, best first, by the search of the site in a browser."""
    with window(browser, shipped_site) as (page, complaints):
        page.goto("/glossary.html")
        found: list[list[str]] = page.evaluate(
            ASK, [[question for question, *_ in QUESTIONS], None]
        )
    assert complaints == ([], [])
    return found


def test_each_question_finds_its_page(answers: list[list[str]]) -> None:
    """The page that a reader needs comes first, or among the first three."""
    wrong = [
        f"{question}: {page} is not among the first {most}, which are {found[:most]}"
        for (question, page, most), found in zip(QUESTIONS, answers, strict=True)
        if page not in found[:most]
    ]
    assert wrong == []


def test_words_of_other_scripts_are_found(browser: Browser, shipped_site: str) -> None:
    """A handbook may be written in letters that are not a to z, or have them at a word's end."""
    words = ["Договор", "مرحبا", "Größe", "Übergabe", "Café"]
    docs = [
        {"location": f"{n}.html", "title": "-", "text": f"„{word}“ &lt;b&gt;"}
        for n, word in enumerate(words)
    ]
    with window(browser, shipped_site) as (page, _):
        page.goto("/glossary.html")
        found = page.evaluate(ASK, [[*words, "lt"], docs])
    assert found == [*([f"{n}.html"] for n in range(len(words))), []]
