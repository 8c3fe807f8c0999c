"""What the property tests share: how hard they try, a small book, and strategies for text.

`HANDRAIL_TORTURE=50 pytest` tries fifty times as many examples, and others each time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from generator.build import Examined, examine
from generator.handbook import Handbook
from generator.models import Calendar
from generator.plan import Planned, plan
from generator.problems import Problem, has_errors

TORTURE = int(os.environ.get("HANDRAIL_TORTURE", "0"))
_SHARED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", derandomize=True, database=None, **_SHARED)  # type: ignore[arg-type]
settings.register_profile("torture", print_blob=True, **_SHARED)  # type: ignore[arg-type]
settings.load_profile("torture" if TORTURE else "quick")

TODAY = date(2026, 11, 21)


def examples(count: int) -> settings:
    """So many examples; under torture a multiple of it."""
    return settings(max_examples=count * max(1, TORTURE))


# What the decoder lets into a file: no controls, no invisible characters.
_HIDDEN = "\u0085\u200b\u200e\u200f\u2028\u2029\ufeff\ufff9\ufffa\ufffb"
_RANGES = ((0x00, 0x1F), (0x7F, 0x9F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFFFE, 0xFFFF))
_MARKUP = "\\`*_{}[]()#+-.!|<>~:@$^=/&;'\"?%,0123456789 abx"
typed_characters = st.one_of(
    st.sampled_from(_MARKUP),
    st.sampled_from("éßñ€漢字🎉😀\u00a0\u00ad\u0661\u0969"),
    st.characters(
        exclude_categories=("Cs", "Cc", "Cn"),
        exclude_characters=_HIDDEN + "".join(chr(c) for a, b in _RANGES for c in range(a, b + 1)),
    ),
)
_STACKED = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{5}")
lines = (
    st.text(typed_characters, min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text != "" and not _STACKED.search(text))
)
"""One line of text as a writer may type it, with single spaces."""

_WORDS = (
    "**", "__", "~~", "==", "^^", "``", "```", "~~~", "--", "---", "***", "===", "- ", "* ", "+ ",
    "1. ", "12) ", "1234567890. ", "\u0663. ", "# ", "## ", " #", " ##", "> ", ">>> ", "!!! note",
    "??? x", "=== ", "[x](y)", "![x](y)", "[x]: y", "[^1]", "[^1]: y", "*[a]: b", "[TOC]", "[ ] ",
    "[x] ", "<b>", "<!--", "-->", "<!-- id: x -->", "&amp;", "&#42;", "&lt;", "&copy;", "{: .x }",
    "{#x}", "{{ x }}", "{% x %}", ":smile:", ": x", "$x$", "$$", "\\", "\\\\", "\\*", "|", "a|b",
    "|-|-|", "/close", "@all", "#1", "!1", "~x", "%1", "http://x.de", "https://x.de/*a*",
    "<https://x.de>", "a@b.de", "(c)", "1/2", "...", '--8<-- "x"', "x_y_z", "x*y*z", "`a", "a`",
    "H~2~O", "a^2^", "++x++", "C#", "\t",
)  # fmt: skip
marked_up = (
    st.lists(st.one_of(st.sampled_from(_WORDS), lines), min_size=1, max_size=5)
    .flatmap(lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts)))
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
"""A line full of what either Markdown dialect could take for markup."""

slugs = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True).filter(
    lambda slug: slug not in ("index", "search", "all", "any", "not", "con", "prn", "aux", "nul")
)

typed_days = st.dates(date(1970, 1, 1), date(2199, 12, 31))
"""The days that a field takes."""


def calendar(id_: str, **fields: object) -> Calendar:
    """A calendar from fields as they are typed."""
    return Calendar.model_validate({"id": id_, "title": id_.title(), **fields})


BAVARIA = calendar("bavaria", country="DE", region="BY")
GULF = calendar("gulf", weekend=["friday", "saturday"], holidays=["2026-12-02"])
CALIFORNIA = calendar("california", country="US", region="CA")
PLAIN = calendar("plain")

BOOK: Mapping[str, str] = {
    "handbook.yaml": "title: A handbook\n",
    "journey.yaml": "stages:\n  - {id: onboard, title: Onboard}\n",
    "roles.yaml": """\
roles:
  - {id: csm, title: Customer Success Manager, short: CSM, falls_back_to: csm-manager}
  - {id: csm-manager, title: CSM Manager}
  - {id: ae, title: Account Executive}
  - {id: champion, title: Champion, side: customer}
""",
    "dates.yaml": """\
dates:
  - {id: contract-start, title: Contract start}
  - {id: renewal, title: Renewal, default: 12 months after contract-start}
  - {id: go-live, title: Go-live}
  - {id: ebr, title: EBR, default: 6 months before renewal, working_day: true}
""",
    "attributes.yaml": """\
attributes:
  - {id: tier, question: Which tier?, values: {premium: Premium, ultimate: Ultimate}}
  - {id: seats, question: How many seats?, number: {at_least: 0, at_most: 10000}}
  - {id: at-risk, question: Is it at risk?, yes_no: true, default: false}
  - {id: hosting, question: Where does it run?, values: {saas: SaaS, own: Self-managed}}
""",
    "calendars.yaml": """\
calendars:
  - {id: bavaria, title: Bavaria, country: DE, region: BY}
  - {id: gulf, title: Gulf office, weekend: [friday, saturday], holidays: [2026-12-02]}
""",
    "metrics.yaml": """\
metrics:
  - id: time-to-engage
    title: Time to engage
    target: {at_most: 14, unit: days}
    measured: {from: contract-start, to: go-live}
""",
    "segments/enterprise.yaml": """\
title: Enterprise
policies:
  - name: FY25
    from: 2024-02-01
    priorities:
      - {id: p1, title: Priority 1, when: {at-risk: true}, cadence: 2 weeks}
      - {id: p2, title: Priority 2, cadence: 1 month}
""",
    "playbooks/onboarding.yaml": """\
title: Onboarding
stage: onboard
accountable: csm
starts: contract-start
phases:
  - title: First
    steps:
      - {id: hello, do: Say hello, due: 14 days after contract-start}
      - {id: review, do: Review the plan, after: [hello]}
""",
    "customers/aurora.yaml": """\
name: Aurora
segment: enterprise
attributes: {tier: premium, seats: 100, hosting: saas}
dates: {contract-start: 2026-12-01}
people: {csm: Priya Nair}
""",
}
"""A whole small handbook; a test lays its own files over it."""


def put(folder: Path, files: Mapping[str, str | None]) -> Path:
    """The small book with these files laid over it (None: left out), written to a folder."""
    for name, text in {**BOOK, **files}.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


UNUSED = (
    "unused-role",
    "unused-attribute",
    "unserved-metric",
    "unreached-playbook",
    "unknown-term",
)


def examined(folder: Path, files: Mapping[str, str | None] | None = None) -> Examined:
    """The small book, changed, after all checks; what it does not use is no fault here."""
    found = examine(put(folder, files or {}), folder)
    return Examined(found.handbook, [p for p in found.problems if p.check not in UNUSED])


def handbook(folder: Path, files: Mapping[str, str | None] | None = None) -> Handbook:
    """The small book, changed, which has to be sound."""
    found = examined(folder, files)
    assert not has_errors(found.problems), "\n".join(map(str, found.problems))
    return found.handbook


def planned(
    folder: Path, files: Mapping[str, str | None] | None = None, today: date = TODAY
) -> Planned:
    """The plan of onboarding for Aurora."""
    book = handbook(folder, files)
    return plan(book, book.customers["aurora"], book.playbooks["onboarding"], today)


def said(problems: list[Problem]) -> list[tuple[str, str]]:
    """Each problem's check and message."""
    return [(p.check, p.message) for p in problems]
