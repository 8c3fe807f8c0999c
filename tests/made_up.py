"""Made-up books of the shipped handbook, of any size, the same each time: what a book looks like in
practice. Three playbooks a customer, most answers left to their defaults, some events and figures,
and for some of them a kept checklist with ticks and notes."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from generator.changes import drafts
from generator.handbook import Handbook
from generator.plan import plan

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 21)
KEPT = 0.3  # of the customers keep their lists in files


class Third(NamedTuple):
    """What is going on at a customer, so that a third playbook is for them."""

    answer: str
    dates: tuple[str, ...] = ()
    more: str = ""  # another answer that belongs to it


THIRDS = (
    Third("partner-involved: true"),
    Third("open-opportunity: true", ("opportunity-open",)),
    Third("ticket-attention: true", ("star-request",)),
    Third("leaders-check-in: true"),
    Third("executive-meeting-planned: true", ("executive-meeting",)),
    Third("escalation-severity: high", ("escalation-open",)),
    Third("requires-triage: true", ("risk-detected",), "health: yellow"),
    Third("non-engaged: true", ("non-engaged-since",)),
    Third("workshop-planned: true", ("workshop",)),
    Third("roundtable-planned: true", ("roundtable",)),
)
CALENDARS = ("de-by", "gb-eng", "us-ca", "us-ny", "gulf")
SEGMENTS = ("digital", "commercial", "enterprise", "amer")
OURS = (
    "csm", "csm-manager", "leadership", "ae", "sa", "cse", "cs-ops", "support", "product",
    "moderator",
)  # fmt: skip
THEIRS = ("customer", "champion", "economic-buyer", "gitlab-admin")
FIRST = ("Ada", "Bo", "Chloé", "Dmitri", "Ewa", "Femi", "Grace", "Håkon", "Ines", "Jun")
LAST = ("Okafor", "Lind", "Brandt", "Nowak", "Dubois", "Sato", "O'Neill", "Marsh", "Vogt", "Karim")
TRADES = ("Robotics", "Optics & Sons", "Freight", "Assurance", "Water", "Media", "Print", "Foods")


def handbook_in(folder: Path) -> Path:
    """The shipped handbook without its customers."""
    skip = shutil.ignore_patterns("customers", "checklists", "pages")
    shutil.copytree(ROOT / "content", folder, ignore=skip)
    return folder


def name_of(n: int) -> str:
    """The id of customer number n."""
    return f"customer-{n:05}"


def customer(n: int) -> str:
    """The file of customer number n: about 1.6 KB, as those of the sample book."""
    dice = Random(n)
    third = THIRDS[n % len(THIRDS)]
    start = TODAY - timedelta(days=dice.randrange(30, 400))
    lines = [
        f"# Made up: customer {n}.",
        f"name: {dice.choice(FIRST)}'s {dice.choice(TRADES)} {n}",
        f"segment: {dice.choice(SEGMENTS)}",
        f"calendar: {dice.choice(CALENDARS)}",
        "attributes:",
        "  relationship: existing",
        f"  deployment: {dice.choice(('self-managed', 'saas', 'dedicated'))}",
        f"  tier: {dice.choice(('premium', 'ultimate'))}",
        f"  use-cases-green: {dice.randrange(6)}",
        f"  coverage: {dice.choice(('pooled', 'digital'))}",
        f"  {third.answer}",
        *([f"  {third.more}"] if third.more else []),
        *[f"  {id_}: true" for id_ in dice.sample(("low-usage", "at-risk", "high-value"), 1)],
        "dates:",
        f"  contract-start: {start}",
        f"  renewal: {start + timedelta(days=dice.randrange(420, 800))}",
        *[f"  {id_}: {_a_working_day(dice)}" for id_ in third.dates],
        "events:",
    ]
    lines += [
        f"  - {{what: call, on: {TODAY - timedelta(days=dice.randrange(1, 200))}}}"
        for _ in range(dice.randrange(1, 4))
    ]
    lines.append(f"  - {{what: sentiment, on: {start}, is: {dice.choice(('green', 'yellow'))}}}")
    lines.append(
        f"figures: {{licence-use: {dice.randrange(20, 100)}, scm: {dice.randrange(90)}, "
        f"support-tickets: {dice.randrange(9)}}}"
    )
    return "\n".join([*lines, "people:", *_people(dice, n)]) + "\n"


def _a_working_day(dice: Random) -> date:
    """A Monday to Thursday, on which hardly anybody is off: people meet on such days."""
    day = TODAY + timedelta(days=dice.randrange(-20, 60))
    return day - timedelta(days=max(0, day.weekday() - 3))


def _people(dice: Random, n: int) -> list[str]:
    """Ours are few and the same for many customers; theirs are their own."""
    lines = []
    for role in OURS:
        who = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
        short = who.replace("'", "").replace(" ", ".").lower()
        own = f"calendar: {dice.choice(CALENDARS)}, gitlab: {role}{n % 25}"
        lines.append(f'  {role}: {{name: "{who}", {own}, email: "{short}@example.com"}}')
    for role in THEIRS:
        who = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
        lines.append(f'  {role}: {{name: "{who} of {n}", email: {role}@c{n}.example.com}}')
    return lines


def customers_in(folder: Path, count: int) -> Path:
    """The files of the first customers."""
    (folder / "customers").mkdir(parents=True, exist_ok=True)
    for n in range(count):
        path = folder / "customers" / f"{name_of(n)}.yaml"
        path.write_text(customer(n), encoding="utf-8")
    return folder


def keep_lists(handbook: Handbook, folder: Path, share: float = KEPT) -> int:
    """Kept checklists of some customers: a third of the boxes ticked, some with notes below.

    The number of files.
    """
    made = 0
    for number, one in enumerate(handbook.customers.values()):
        dice = Random(one.id)
        if dice.random() >= share:
            continue
        planned = [plan(handbook, one, playbook, TODAY) for playbook in handbook.playbooks.values()]
        for draft in drafts([found.checklist for found in planned if found.checklist]):
            path = folder / "checklists" / draft.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_used(dice, draft.text, number), encoding="utf-8")
            made += 1
    return made


def _used(dice: Random, text: str, number: int) -> str:
    """A generated list as its person keeps it."""
    lines = []
    for line in text.splitlines(keepends=True):
        if line.startswith("- [ ] ") and dice.random() < 0.3:
            lines.append(line.replace("- [ ]", dice.choice(("- [x]", "- [x]", "- [~]")), 1))
            if dice.random() < 0.3:
                lines.append(f"    - done: {TODAY - timedelta(days=number % 40)}, said Ümit\n")
        else:
            lines.append(line)
    return "".join(lines)
