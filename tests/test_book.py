"""Questions about a book: each figure against plain Python over the table, without Handrail."""

from __future__ import annotations

import calendar
import csv
import io
import json
import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from books import printed
from conftest import HERE, TODAY, Handrail

from generator.answer import Answer
from generator.book.cadence import cadence
from generator.book.health import scored
from generator.book.ledger import Account, ledger
from generator.book.load import carried, load
from generator.book.priorities import priorities
from generator.book.roadmap import ahead, fiscal_year, roadmap
from generator.book.score import score
from generator.build import examine
from generator.formats.answers import record
from generator.handbook import Handbook
from generator.models import Customer
from generator.situation import Situation

CONTENT = HERE.parent / "content"
NOW = date.fromisoformat(TODAY)
END = date(2027, 1, 31)
CSMS = ["Ana Ruiz", "Ben Cho", "Carla Voss", "Dev Rao", "Eli Park"]
HEADING = [
    "Account", "CSM", "Edition", "Green", "At risk", "High value", "Start", "Renewal",
    "First call", "Last call", "Next call", "Last EBR", "Health", "Licences", "Sentiment",
]  # fmt: skip
BOOK = """\
customers:
  - file: accounts.csv
    columns:
      Account: name
      CSM: people.csm
      Edition: attributes.tier
      Green: attributes.use-cases-green
      At risk: attributes.at-risk
      High value: attributes.high-value
      Start: dates.contract-start
      Renewal: dates.renewal
      First call: events.first-call
      Last call: events.call
      Next call: dates.next-call
      Last EBR: events.ebr-held
      Health: attributes.health
      Licences: figures.licence-use
    values:
      attributes.at-risk: {x: "true", "-": "false"}
      attributes.high-value: {x: "true", "-": "false"}
    fixed: {segment: enterprise, attributes.relationship: existing}
events:
  - file: accounts.csv
    columns: {Account: customer, Sentiment Day: on, Sentiment: is}
"""
Row = dict[str, str]
Rows = list[dict[str, Any]]


def made(n: int) -> list[str]:
    """A customer of the book; every 7th was never called, every 11th had no review yet."""
    start = NOW - timedelta(days=(n * 37) % 700 + 20)
    last = NOW - timedelta(days=(n * 13) % 90)
    held = NOW - timedelta(days=(n * 29) % 420)
    coming = NOW + timedelta(days=(n * 5) % 40)
    first = start + timedelta(days=(n * 7) % 30 - 3)
    return [
        f"Firm {n:02}", CSMS[n * n % 5 if n % 3 else n % 5], ["Premium", "Ultimate"][n % 2],
        str(n % 6), "x" if n % 8 == 0 else "-", "x" if n % 12 == 5 else "-", str(start),
        str(date(2027, n % 12 + 1, n % 28 + 1)), str(first) if n % 4 else "",
        str(last) if n % 7 else "", str(coming) if n % 5 else "", str(held) if n % 11 else "",
        ["green", "yellow", "red"][n % 9 % 3 if n % 9 < 3 else 0],
        str(n * 3 % 101) if n % 2 else "", "",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 customers and 5 CSMs, as a table."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "customers").mkdir()
    (folder / "book.yaml").write_text(BOOK[: BOOK.index("events:")])
    text = io.StringIO()
    csv.writer(text).writerows([HEADING, *(made(n) for n in range(60))])
    (folder / "customers/accounts.csv").write_text(text.getvalue())
    return folder


@pytest.fixture(scope="module")
def table(where: Path) -> list[Row]:
    """The rows, as any program reads them."""
    return list(csv.DictReader((where / "customers/accounts.csv").open(newline="")))


@pytest.fixture(scope="module")
def handbook(where: Path) -> Handbook:
    examined = examine(CONTENT, where)
    assert examined.problems == []
    return examined.handbook


@pytest.fixture(scope="module")
def accounts(handbook: Handbook) -> list[Account]:
    return ledger(handbook, NOW)


def read(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(record(answer))
    return found


def by(rows: Rows, key: str = "customer") -> dict[str, Any]:
    return {row[key]: row for row in rows}


# --- plain Python over the rows ---


def later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def is_p1(row: Row) -> bool:
    """The Enterprise rules of FY24, as the page has them; and red is Priority 1."""
    limit = 1 if row["Edition"] == "Premium" else 2
    return int(row["Green"]) <= limit or row["At risk"] == "x" or row["Health"] == "red"


def last_call(row: Row) -> date | None:
    days = [d for d in (day(row["First call"]), day(row["Last call"])) if d and d <= NOW]
    return max(days, default=None)


def half_up(number: Decimal, digits: str) -> float:
    return float(number.quantize(Decimal(digits), ROUND_HALF_UP))


def test_priorities(table: list[Row], accounts: list[Account]) -> None:
    """Who is Priority 1 follows from tier, green use cases, risk and health; under FY23 from risk
    and health alone."""
    found = read(priorities(accounts, NOW))
    assert {c: r["priority"] for c, r in by(found["customers"]).items()} == {
        row["Account"]: f"Priority {1 if is_p1(row) else 2}" for row in table
    }
    older = {r["Account"]: r["At risk"] == "x" or r["Health"] == "red" for r in table}
    assert {r["customer"]: r["priority"] for r in found["others"] if r["under"] == "FY23"} == {
        row["Account"]: f"Priority {1 if older[row['Account']] else 2}"
        for row in table
        if older[row["Account"]] != is_p1(row)
    }
    assert {r["rule"] for r in found["customers"]} == {"FY24 (S3)"}


def test_cadence(table: list[Row], accounts: list[Account]) -> None:
    """Last call, days since, due day and state of every customer; without a call it is said."""
    answer = read(cadence(accounts, NOW))
    found = by(answer["customers"])
    for row in table:
        last, ahead = last_call(row), day(row["Next call"])
        told = found[row["Account"]]
        assert told["last_call"] == (str(last) if last else None)
        assert told["next_call"] == (str(ahead) if ahead else None)
        if last is None:
            assert told["state"] == "no last call known"
            continue
        due = last + timedelta(days=14) if is_p1(row) else later(last, 1)
        assert (told["days_since"], told["due_by"]) == ((NOW - last).days, str(due))
        if later(last, 2) < NOW:
            state = "non-engaged"
        elif due < NOW:
            state = "late"
        elif ahead and ahead > due:
            state = "next call too late"
        else:
            state = "on time" if ahead else "no next call known"
        assert told["state"] == state, row
    states = Counter(row["state"] for row in answer["customers"])
    assert len(states) == 6, states  # the book holds every case
    unknown = [note for note in answer["notes"] if "no call is noted" in note]
    assert len(unknown) == states["no last call known"]


def test_load(table: list[Row], handbook: Handbook, accounts: list[Account]) -> None:
    """Customers, calls, reviews and hours of each CSM, and the shares of the priorities."""
    found = read(load(handbook, map(carried, accounts), NOW))
    people = by(found["people"], "who")
    hours = yaml.safe_load((CONTENT / "tables/enterprise-hours.yaml").read_text())
    fixed = sum(
        (Decimal(str(r["weekly"])) for r in hours["rows"]
         if r["id"] not in ("cadence-calls", "prep-and-follow-up", "ebrs")), Decimal(0)
    )  # fmt: skip
    for name in CSMS:
        rows = [row for row in table if row["CSM"] == name]
        p1 = sum(map(is_p1, rows))
        calls = Decimal(p1) * 26 / 52 + Decimal(len(rows) - p1) * 12 / 52
        high = sum(row["High value"] == "x" for row in rows)
        reviews = Decimal(len(rows) - high) / 12 + Decimal(high) * 2 / 12
        told = people[name]
        assert told["customers"] == len(rows)
        assert float(told["calls_a_week"]) == half_up(calls, "0.01")
        assert told["reviews_a_month"] == half_up(reviews, "0.01")
        weekly = fixed + calls / 2 + calls / 2 + reviews * 4 / (Decimal(52) / 12)
        assert told["hours_a_week"] == half_up(weekly, "0.01")
        assert (told["planned"], told["planned_calls"]) == ("12 to 20", "5 to 7")
        assert told["planned_hours"] == 33.25
        assert ("too many customers" in told["verdict"]) == (len(rows) > 20)
        shares = [r for r in found["shares"] if r["who"] == name]
        assert [r["customers"] for r in shares] == [p1, len(rows) - p1]
        assert shares[0]["share"] == half_up(Decimal(100 * p1) / len(rows), "0.1")
        over = "more than allowed" if 100 * p1 > 50 * len(rows) else "more than the target"
        assert shares[0]["verdict"] == (over if 100 * p1 > 30 * len(rows) else "as planned")


def test_score(table: list[Row], handbook: Handbook, accounts: list[Account]) -> None:
    """Time to engage, reviews in a year, share of Priority 1 and calls, customer by customer and
    for the book; the health score of two known parts."""
    found = read(score(handbook, accounts, NOW))
    single = {(r["metric"], r["customer"]): r for r in found["customers"]}
    book = by(found["metrics"], "metric")
    engaged = []
    for row in table:
        start, first = date.fromisoformat(row["Start"]), day(row["First call"])
        told = single["Time to engage", row["Account"]]
        if first and first <= NOW:
            days = max(0, (first - start).days)
            engaged.append(days <= 14)
            assert (told["figure"], told["verdict"]) == (days, "met" if days <= 14 else "missed")
        else:
            late = (NOW - start).days > 14
            assert told["verdict"] == ("not known" if late else "open")
    assert book["Time to engage"]["verdict"] == f"{sum(engaged)} of {len(engaged)} met"
    held = [bool((d := day(r["Last EBR"])) and d > later(NOW, -12)) for r in table]
    covered = book["Accounts with a recent EBR"]
    assert covered["figure"] == half_up(Decimal(100 * sum(held)) / 60, "0.1")
    assert covered["verdict"] == ("met" if sum(held) * 100 >= 75 * 60 else "missed")
    p1 = book["Share of Priority 1"]
    assert p1["figure"] == half_up(Decimal(100 * sum(map(is_p1, table))) / 60, "0.1")
    gaps = [last for row in table if is_p1(row) and (last := last_call(row))]
    met = sum(NOW - last <= timedelta(days=14) for last in gaps)
    assert book["Cadence, Enterprise Priority 1"]["verdict"] == f"{met} of {len(gaps)} met"
    scores = by(found["scores"])
    new = [row for row in table if (NOW - date.fromisoformat(row["Start"])).days < 30]
    assert any(row["Licences"] or last_call(row) for row in new)
    for row in table:
        assert scores[row["Account"]]["points"] == health(row), row
    assert {r["rule"] for r in found["scores"]} == {"F23 csm/customer-health-scoring"}


def test_metrics_by_person(table: list[Row], handbook: Handbook, accounts: list[Account]) -> None:
    """Calls in a week, reviews in a month and customers of each CSM; what nobody's book notes is no
    zero but told, and so is what a book cannot hold, those that lack the same together."""
    answer = read(score(handbook, accounts, NOW))
    told = {(r["metric"], r["who"]): r for r in answer["people"]}
    met = Counter[str]()
    for name in CSMS:
        mine = [row for row in table if row["CSM"] == name]
        days = [{d for d in (day(r["Last call"]), last_call(r)) if d and d <= NOW} for r in mine]
        held = [d for r in mine if (d := day(r["Last EBR"]))]
        wanted = {
            "Cadence calls a week": (sum(d > NOW - timedelta(7) for ds in days for d in ds), 5, 7),
            "EBRs a month": (sum(d > later(NOW, -1) for d in held), 1, 2),
            "Accounts in a book": (len(mine), 12, 20),
        }
        for metric, (figure, low, high) in wanted.items():
            met[metric] += low <= figure <= high
            verdict = "met" if low <= figure <= high else "missed"
            assert (told[metric, name]["figure"], told[metric, name]["verdict"]) == (
                figure,
                verdict,
            )
    book = by(answer["metrics"], "metric")
    assert {m: book[m]["verdict"] for m in met} == {m: f"{n} of 5 met" for m, n in met.items()}
    assert 0 < met.total() < 15
    assert (book["EBRs a month"]["customers"], book["EBRs a month"]["people"]) == (None, 5)
    notes = [note for note in answer["notes"] if note.startswith("not measured here: ")]
    workshops = next(n for n in notes if "nobody's book notes 'Workshop held'" in n)
    assert "Workshops led, Enterprise" in workshops
    assert "Workshops led, Enterprise" not in book
    plain = yaml.safe_load((CONTENT / "metrics.yaml").read_text())["metrics"]
    for metric in plain:
        found = [n for n in notes if f"({metric['title']}" in n or f"; {metric['title']}" in n]
        assert len(found) == (metric["title"] not in book), metric["id"]
        assert "needs" not in metric or f"needs {metric['needs']} (" in found[0]
    assert len({n.split(" (")[0] for n in notes}) == len(notes)


def test_one_workshop_for_several(handbook: Handbook) -> None:
    """A session for several customers of a person counts once for the person, and for each of the
    customers; a call on that day is one for each."""
    what = [{"what": "workshop-held", "on": "2026-11-18"}, {"what": "call", "on": "2026-11-18"}]
    customers = [
        Customer.model_validate(
            {"id": f"c{n}", "name": f"C{n}", "segment": "amer", "events": what,
             "people": {"csm": {"name": "Ada"}}}
        )
        for n in range(3)
    ]  # fmt: skip
    known = ledger(replace(handbook, customers={one.id: one for one in customers}), NOW)
    answer = read(score(handbook, known, NOW))
    people = by(answer["people"], "metric")
    assert people["Workshops for each CSM, AMER"]["figure"] == 1
    assert people["Cadence calls a week"]["figure"] == 3
    each = [r for r in answer["customers"] if r["metric"] == "Workshops for each customer, AMER"]
    assert [r["figure"] for r in each] == [1, 1, 1]


def health(row: Row) -> float | None:
    """Licences weigh 15, meeting cadence 5: green 100, yellow 50, red 0; the rest is not known.
    Nothing but the sentiment, which this book does not have, counts in the first 30 days."""
    if (NOW - date.fromisoformat(row["Start"])).days < 30:
        return None
    known: list[tuple[int, int]] = []
    if row["Licences"]:
        used = int(row["Licences"])
        known.append((100 if used > 50 else 50 if used >= 10 else 0, 15))
    if last := last_call(row):
        days = (NOW - last).days
        green, yellow = (35, 60) if is_p1(row) else (65, 90)
        known.append((100 if days <= green else 50 if days <= yellow else 0, 5))
    if not known:
        return None
    return half_up(Decimal(sum(p * w for p, w in known)) / sum(w for _, w in known), "0.1")


def meant(row: Row) -> list[date]:
    """When reviews should be: 6 months before renewal, sooner where the last is longer ago."""
    every = 6 if row["High value"] == "x" else 12
    last = day(row["Last EBR"])
    planned = later(date.fromisoformat(row["Renewal"]), -6)
    while planned.weekday() > 4:
        planned -= timedelta(days=1)
    allowed = later(last, every) if last else None
    past = planned < NOW
    if last and allowed and (last >= planned or (past and allowed >= NOW) or allowed < planned):
        found = [max(allowed, NOW)]
    else:
        found = [max(planned, NOW)]
    while found[-1] <= END:
        found.append(later(found[-1], every))
    return found[:-1]


def test_roadmap(table: list[Row], handbook: Handbook, accounts: list[Account]) -> None:
    """Every review the policy asks for is there once; no CSM has more than two in a month; one
    moves only from a month that is full, earlier where there is room, and never before today."""
    found = read(roadmap(handbook, [ahead(one, END) for one in accounts], NOW, END))
    wanted = Counter((row["Account"], len(meant(row))) for row in table if meant(row))
    held = [r for r in found["days"] if r["what"].startswith("Executive business review")]
    assert wanted == Counter(Counter(r["customer"] for r in held).items())
    months: dict[str, Counter[str]] = defaultdict(Counter)
    for row in held:
        months[row["who"]][row["day"][:7]] += 1
        assert row["day"] >= TODAY
    before = Counter((r["CSM"], str(d)[:7]) for r in table for d in meant(r))
    told = {(r["who"], r["month"]): r for r in found["months"]}
    assert {key: r["meant"] for key, r in told.items() if r["meant"]} == before
    assert max(count for counts in months.values() for count in counts.values()) == 2
    assert found["moved"]
    for row in found["moved"]:
        assert before[row["who"], row["meant_for"][:7]] > 2 or months[row["who"]][
            row["meant_for"][:7]] == 2  # fmt: skip
        assert "2 in a month are the most" in row["why"]
        assert date.fromisoformat(row["now_on"]).weekday() < 5
        if row["now_on"] > row["meant_for"]:  # no month between today and then has room
            year, month = NOW.year, NOW.month
            while f"{year}-{month:02}" <= row["meant_for"][:7]:
                assert months[row["who"]][f"{year}-{month:02}"] == 2
                year, month = divmod(year * 12 + month, 12)[0], month % 12 + 1
    renewals = {r["customer"] for r in found["days"] if r["what"] == "Renewal"}
    assert renewals == {r["Account"] for r in table if TODAY <= r["Renewal"] <= str(END)}


@pytest.mark.parametrize(
    ("day_", "starts", "first", "last"),
    [("2026-11-21", "02-01", "2026-02-01", "2027-01-31"),
     ("2027-01-31", "02-01", "2026-02-01", "2027-01-31"),
     ("2027-02-01", "02-01", "2027-02-01", "2028-01-31"),
     ("2026-05-05", "01-01", "2026-01-01", "2026-12-31")],
)  # fmt: skip
def test_fiscal_year(day_: str, starts: str, first: str, last: str) -> None:
    """The year that holds a day begins on the handbook's day."""
    found = fiscal_year(date.fromisoformat(day_), starts)
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


def test_the_sample_book(quick: Handrail) -> None:
    """The shipped book's figures, worked out by hand from its files and handbook-facts."""
    answer = json.loads(ask(quick, "cadence").out)
    states = {row["customer"]: row["state"] for row in answer["customers"]}
    assert states == {
        "Tessel Optics": "non-engaged", "Larkspur Media": "next call too late",
        "Brindlewood Assurance": "next call too late", "Falaj Water Systems": "on time",
        "Quillback Freight": "on time", "Aurora Robotics": "no last call known",
        "Merrowby Media": "no last call known", "Pemberly Outdoor": "no last call known",
        "Tidewell Print": "no regular calls",
    }  # fmt: skip
    scores = by(json.loads(ask(quick, "score").out)["scores"])
    falaj = scores["Falaj Water Systems"]
    # 15 + 7.5 + 25 + 10 + 5 + 5 + 5 green, 5 yellow, of 77.5 known
    assert falaj["points"] == half_up((Decimal("72.5") + Decimal("2.5")) / Decimal("0.775"), "0.1")
    assert scores["Larkspur Media"]["because"] == "CSM sentiment is red, which decides"
    days = json.loads(ask(quick, "roadmap").out)["days"]
    quillback = next(
        r for r in days if r["customer"] == "Quillback Freight" and "Exec" in r["what"]
    )
    assert quillback["day"] == "2027-01-22"  # a year after the last
    assert "FY25" in quillback["rule"]


@pytest.mark.parametrize(
    ("day_", "points", "known"),
    [("2026-11-30", None, 0), ("2026-12-30", None, 0), ("2026-12-31", 100, 15)],
)
def test_first_30_days(handbook: Handbook, day_: str, points: int | None, known: int) -> None:
    """In the 30 days from the start of the contract only the sentiment counts, and it alone may
    make the whole red; on the 31st day all else does. Without a start nothing is held back."""
    start = {"contract-start": "2026-12-01"}
    soon = "counts from Thu 31 Dec 2026 on, 30 days after contract start"

    def of(**more: Any) -> tuple[Any, ...]:
        typed = {"id": "new", "name": "New", "segment": "enterprise", **more}
        customer = Customer.model_validate({**typed, "figures": {"licence-use": "90"}})
        account = Account(Situation(handbook, customer, date.fromisoformat(day_)))
        found = scored(handbook.scores["health-score"], account)
        held = {part.measure.id for part in found.parts if part.because == soon}
        assert held == {part.measure.id for part in found.parts} - {"sentiment"} or not held
        return found.points, found.verdict, found.known, bool(held)

    assert of(dates=start) == (points, "Green" if known else "not known", known, not known)
    red = {"what": "sentiment", "on": "2026-11-30", "is": "red"}
    assert of(dates=start, events=[red])[1:] == ("Red", known + 25, not known)
    assert of() == (100, "Green", 15, False)


@pytest.mark.parametrize(("today", "told"), [("2026-11-19", True), ("2026-11-20", False)])
def test_events_still_to_come_are_told(
    quick: Handrail, sample: Path, today: str, told: bool
) -> None:
    """An event counts from its day on; before it, the answer says that it does not yet."""
    done = quick("book", "cadence", "--content", sample, "--today", today)
    note = "Ward 7: 'Notes moved' on Fri 20 Nov 2026 is still to come, and not counted"
    assert (note in done.out) == told, done.out


def ask(quick: Handrail, *words: object, code: int = 0) -> Any:
    done = quick("book", *words, "--format", "json", "--content", CONTENT, "--today", TODAY)
    assert done.code == code, done.err
    return done


# --- what is due, and what ticks record: a small handbook of its own ---

SMALL = {
    "handbook.yaml": "title: Small\n",
    "roles.yaml": "roles: [{id: csm, title: Manager, carries_book: true}]\n",
    "dates.yaml": "dates:\n  - {id: start, title: Start}\n  - {id: last, title: Last call}\n",
    "events.yaml": "events: [{id: call, title: Call, counts: calls, latest: last}]\n",
    "segments/whole.yaml": "title: All\npolicies:\n  - name: One\n    from: 2020-01-01\n"
    "    priorities: [{id: p1, title: P1, cadence: 2 weeks}]\n",
    "journey.yaml": "stages: [{id: s, title: S}]\n",
    "playbooks/begin.yaml": "title: Begin\nstage: s\naccountable: csm\nphases:\n  - title: All\n"
    "    steps:\n      - {id: a, do: Greet, due: 10 days after start}\n"
    "      - {id: b, do: Call, due: 45 days after start, records: call}\n"
    "      - {id: c, do: Sum up, due: 80 days after start}\n",
}
FIRMS = {f"firm-{n:02}": NOW - timedelta(days=n * 11 % 100) for n in range(12)}


@pytest.fixture
def small(tmp_path: Path, quick: Handrail) -> Path:
    """Twelve customers of two people, with kept checklists in which some steps are ticked."""
    content = tmp_path / "content"
    for name, text in SMALL.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(text)
    (content / "customers").mkdir()
    for n, (id_, start) in enumerate(FIRMS.items()):
        (content / f"customers/{id_}.yaml").write_text(
            f"name: {id_}\nsegment: whole\ndates: {{start: {start}}}\npeople: {{csm: P{n % 2}}}\n"
        )
    assert quick("generate", "--today", TODAY).code == 0
    return content


def tick(content: Path, firm: str, step: str, below: str = "", sign: str = "x") -> None:
    path = content / f"checklists/{firm}/begin.md"
    text = path.read_text()
    line = next(line for line in text.splitlines() if f"<!-- id: {step} " in line)
    path.write_text(text.replace(line, line.replace("[ ]", f"[{sign}]") + below))


def test_due(small: Path, quick: Handrail) -> None:
    """Open items by period and person; what is ticked or not applicable is not due. Days and
    periods were counted without Handrail: a weekend moves a day to the Friday before."""
    tick(small, "firm-03", "a")
    tick(small, "firm-05", "b", sign="~")
    done = {("firm-03", "a"), ("firm-05", "b")}
    wanted, people = {}, Counter[tuple[str, str]]()
    for n, (firm, start) in enumerate(FIRMS.items()):
        for step, days in (("a", 10), ("b", 45), ("c", 80)):
            due = start + timedelta(days=days)
            due -= timedelta(days=max(0, due.weekday() - 4))
            ahead = (due - NOW).days
            sunday = NOW + timedelta(days=6 - NOW.weekday())
            when = "Overdue" if ahead < 0 else "This week" if due <= sunday else next(
                (f"{d} days" for d in (30, 60, 90) if ahead <= d), "")  # fmt: skip
            if (firm, step) not in done and when:
                people[f"P{n % 2}", when] += 1
                wanted[f"{firm}/begin/{step}"] = (when, str(due), f"P{n % 2}")
    ran = quick("book", "due", "--days", "90", "--format", "json", "--today", TODAY)
    found = json.loads(ran.out)
    assert {r["id"]: (r["when"], r["due"], r["who"]) for r in found["items"]} == wanted
    counts = {(r["person"], k): v for r in found["people"] for k, v in r.items() if k != "person"}
    assert {key: n for key, n in counts.items() if n} == {
        (who, when.lower().replace(" ", "_")): n for (who, when), n in people.items()
    }
    nobody = quick("book", "due", "--person", "P9", "--today", TODAY)
    assert (nobody.code, nobody.out) == (2, "")
    assert "there is no person 'P9'" in nobody.err
    one = json.loads(quick("book", "due", "--person", "P1", "--days", "60", "--customer",
                           "firm-01", "--format", "json", "--today", TODAY).out)  # fmt: skip
    assert {r["id"] for r in one["items"]} == {
        id_ for id_, (when, _, _) in wanted.items()
        if id_.startswith("firm-01") and when != "90 days"
    }  # fmt: skip


def test_ticks_record_events(small: Path, quick: Handrail) -> None:
    """A ticked step records its event on the day that is noted below it, and on no other: where
    none or a wrong one is noted, that is said and no day is made up."""
    tick(small, "firm-00", "b", "\n    - done: 2026-11-10")
    tick(small, "firm-01", "b")
    tick(small, "firm-02", "b", "\n    done on 2026-02-30")
    tick(small, "firm-04", "b", "\n    - done: 2026-11-12", sign=" ")
    tick(small, "firm-05", "b", "\n    - done: 2026-11-01\n    - Done: 2026-11-15.")
    found = json.loads(quick("book", "cadence", "--format", "json", "--today", TODAY).out)
    last = {r["customer"]: r["last_call"] for r in found["customers"] if r["last_call"]}
    assert last == {"firm-00": "2026-11-10", "firm-05": "2026-11-15"}
    notes = "\n".join(found["notes"])
    assert "firm-01, Begin: 'Call' is ticked without its day: write 'done: 2026-12-15'" in notes
    assert "firm-02, Begin: 'Call': February 2026 has 28 days, not 30" in notes
    assert "firm-04, Begin" not in notes


def test_cut_file(small: Path, quick: Handrail) -> None:
    """A kept checklist that cannot be read is told and its ticks do not count; the rest is
    answered, and the run says 1."""
    path = small / "checklists/firm-00/begin.md"
    path.write_text(path.read_text()[:-20])
    for question in ("due", "cadence"):
        done = quick("book", question, "--format", "json", "--today", TODAY)
        assert done.code == 1
        assert "begin.md" in done.err
        assert len(json.loads(done.out)["items" if question == "due" else "customers"]) >= 12


def test_events_of_a_later_day(small: Path, quick: Handrail) -> None:
    """What is noted for a day after today has not happened yet."""
    path = small / "customers/firm-00.yaml"
    call = "{what: call, on: %s}"
    path.write_text(path.read_text() + f"events: [{call % '2026-11-01'}, {call % '2026-12-01'}]\n")
    for today, last in ((TODAY, "2026-11-01"), ("2026-12-02", "2026-12-01")):
        done = quick("book", "cadence", "--format", "json", "--today", today)
        rows = by(json.loads(done.out)["customers"])
        assert rows["firm-00"]["last_call"] == last


def test_every_form_says_the_same(small: Path, quick: Handrail, tmp_path: Path) -> None:
    """Text, Markdown, CSV, HTML and the workbook hold what the JSON holds, read by others; names
    that are formulas or markup stay names."""
    name = '=1+1 | <b>x</b> "q" @all'
    (small / "customers/firm-00.yaml").write_text(
        f"name: '{name}'\nsegment: whole\nevents: [{{what: call, on: 2026-11-10}}]\n"
        f"dates: {{start: 2026-11-01}}\npeople: {{csm: P0}}\n"
    )

    def shown(form: str, *more: str) -> str:
        done = quick("book", "cadence", "--format", form, "--today", TODAY, *more)
        assert done.code == 0, done.err
        return str(done.out)

    rows = json.loads(shown("json"))["customers"]
    assert name in [row["customer"] for row in rows]
    table = list(csv.reader(io.StringIO(shown("csv"))))
    assert len(table) == 13
    assert sum(row[0] == f"'{name}'"[:-1] for row in table) == 1
    assert name in shown("text")
    assert "Tue 10 Nov 2026" in shown("text")
    marked = shown("md")
    assert "<b>" not in marked
    assert len(re.findall(r"^\| .* \|$", marked, re.MULTILINE)) == 14
    page = shown("html")
    assert "<b>x" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<script" not in page
    assert "One" in shown("text", "--detail")
    assert "Rule" not in shown("text")
    (tmp_path / "answer.xlsx").write_bytes(
        printed(small.parent, "book", "cadence", "--format", "xlsx", "--today", TODAY)
    )
    sheet: Any = openpyxl.load_workbook(tmp_path / "answer.xlsx")["Customers"]
    cells = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert cells[name][0].data_type == "s"
    assert cells[name][3].value.date() == date(2026, 11, 10)
    assert cells[name][4].value == 11


# --- packs ---


def pack(quick: Handrail, *words: object, code: int = 0) -> Any:
    done = quick("pack", *words, "--format", "json", "--content", CONTENT, "--today", TODAY)
    assert done.code == code, done.err
    return json.loads(done.out) if done.out else done.err


def test_pack_for_a_handoff(quick: Handrail) -> None:
    """The new person gets what is open and coming, whom to tell, and the handoff's steps with the
    days counted from the handoff and the people in the roles that the pack says."""
    found = pack(quick, "handoff", "falaj-water", "--to", "Priya Nair", "--on", "2026-12-10")
    assert all(row["due"] <= "2026-12-10" for row in found["before"])
    assert all("2026-12-10" < row["due"] <= "2027-03-10" for row in found["after"])
    assert "Oliver Marsh" in {row["who"] for row in found["before"]}
    later_ones = {row["who"] for row in found["after"]}
    assert "Priya Nair" in later_ones  # what was his is hers from that day on
    assert "Oliver Marsh" not in later_ones
    plain = yaml.safe_load((CONTENT / "customers/falaj-water.yaml").read_text())
    assert {row["who"] for row in found["tell"]} == {p["name"] for p in plain["people"].values()}
    steps = {row["task"]: row for row in found["steps"]}
    assert len(steps) > 10
    assert {row["who"] for row in steps.values()} <= {
        "Oliver Marsh",
        "Priya Nair",
        "Grace Whitlock",
    }
    assert {"Oliver Marsh", "Priya Nair"} <= {row["who"] for row in steps.values()}
    assert any("2026-12-10" in row["because"] for row in steps.values())
    facts = {row["what"]: row["is"] for row in found["facts"]}
    assert (facts["Priority"], facts["Renewal"]) == ("Priority 2", "2027-10-03")


def test_pack_tells_of_what_has_no_day(quick: Handrail) -> None:
    """What is open without a day is in no list of a handoff; the pack says that it is there."""
    found = pack(quick, "handoff", "larkspur-media", "--to", "Priya Nair", "--on", "2026-12-10")
    assert "1 open item has no day" in found["notes"]


def test_pack_for_an_absence(quick: Handrail) -> None:
    """What is due on the days away, with who covers each customer: the one whom the customer
    names, else the one who is named for all; without either, that is said."""
    away = ("--from", "2026-12-14", "--to", "2026-12-18")
    found = pack(quick, "pto", "Marcus Bell", *away)
    assert found["within"]
    assert all("2026-12-14" <= row["due"] <= "2026-12-18" for row in found["within"])
    covered = {row["customer"]: row["covered_by"] for row in found["within"]}
    assert covered.pop("Quillback Freight") == "Priya Nair"
    assert set(covered.values()) == {None}
    assert "nobody is named who covers Tessel Optics" in found["notes"]
    assert all(row["due"] < "2026-12-14" for row in found["before"])
    assert any(row["who"] == "Priya Nair" for row in found["steps"])
    short = {row["what"]: row["is"] for row in found["facts"]}
    assert short == {
        "Customers": 4, "Customers with somebody who covers": 1,
        "Due while away": len(found["within"]),
        "Due while away, covered": sum(row["covered_by"] is not None for row in found["within"]),
        "Open from before": len(found["before"]),
        "Open from before, overdue today": sum(row["due"] < TODAY for row in found["before"]),
    }  # fmt: skip
    table = quick("pack", "pto", "Marcus Bell", *away, "--content", CONTENT, "--today", TODAY,
                  "--part", "within", "--format", "csv")  # fmt: skip
    assert len(list(csv.reader(io.StringIO(table.out)))) == 1 + len(found["within"])
    named = pack(quick, "pto", "Marcus Bell", *away, "--cover", "Ada Lin")
    assert {row["covered_by"] for row in named["within"]} == {"Priya Nair", "Ada Lin"}
    wrong = quick("pack", "pto", "Marcus Bell", "--from", "2026-12-14", "--to", "2026-12-01")
    assert wrong.code == 2
    unknown = quick("pack", "pto", "Markus Bell", *away, "--content", CONTENT, "--today", TODAY)
    assert "did you mean 'Marcus Bell'" in unknown.err


def test_pack_for_somebody_without_customers(quick: Handrail) -> None:
    """An absence is about all that somebody answers for, by their days, and not only at customers
    of their own; nobody covers for themselves, and nobody takes over what they have."""
    days = ("--from", "2026-11-23", "--to", "2026-12-31", "--content", CONTENT, "--today", TODAY)
    done = quick("pack", "pto", "Tom Okafor", *days, "--format", "json", "--cover", "Ada Lin")
    found = json.loads(done.out)
    due = quick("book", "due", "--person", "Tom Okafor", "--days", "60", "--content", CONTENT,
                "--today", TODAY, "--format", "json")  # fmt: skip
    expected = [row for row in json.loads(due.out)["items"] if row["due"] >= "2026-11-23"]
    expected = [row for row in expected if row["due"] <= "2026-12-31"]
    assert [(r["due"], r["customer"]) for r in found["within"]] == [
        (r["due"], r["customer"]) for r in expected
    ]
    assert {row["covered_by"] for row in found["within"]} == {"Ada Lin"}
    self = quick("pack", "pto", "Tom Okafor", *days, "--cover", "Tom Okafor")
    assert (self.code, "is away and cannot cover" in self.err) == (2, True)
    same = quick("pack", "handoff", "aurora-robotics", "--to", "Priya Nair", "--on", "2026-12-01",
                 "--content", CONTENT, "--today", TODAY)  # fmt: skip
    assert (same.code, "looks after Aurora Robotics already" in same.err) == (2, True)


def test_share_between_two_whole_limits(quick: Handrail, tmp_path: Path) -> None:
    """50.5 % lies between 'at most 50' and 'at least 51': it is judged as 50, and not left out."""
    (tmp_path / "customers").mkdir()
    known = "attributes: {relationship: existing, deployment: saas, tier: ultimate}\n"
    text = f"name: A\nsegment: enterprise\n{known}figures: {{licence-use: 50.5}}\n"
    text += "dates: {contract-start: 2026-01-15}\n"
    (tmp_path / "customers/a.yaml").write_text(text)
    done = quick("book", "score", "--book", tmp_path, "--content", CONTENT, "--today", TODAY,
                 "--format", "json", "--keep-going")  # fmt: skip
    (use,) = (one for one in json.loads(done.out)["parts"] if one["measure"] == "Licence use")
    assert (use["colour"], use["points"]) == ("yellow", 50)
    assert use["because"].startswith("as noted, cut to 50; ")
