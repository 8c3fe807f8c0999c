"""What is due for 60 customers of 5 CSMs: every row against plain Python over the table."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from books import run
from conftest import HERE
from test_book import CSMS, later

from generator.answer import Answer, Column, Part
from generator.book.ticks import recorded
from generator.commands.terminal import on_terminal
from generator.loader import load
from generator.models import Customer

NOW = date(2026, 11, 24)  # a Tuesday
HANDBOOK = {
    "handbook.yaml": "title: Due\n",
    "roles.yaml": "roles: [{id: csm, title: CSM, carries_book: true}, {id: ae, title: AE}]\n",
    "attributes.yaml": "attributes: [{id: at-risk, question: At risk?, yes_no: true}]\n",
    "dates.yaml": "dates: [{id: start, title: Start}, {id: renewal, title: Renewal}]\n",
    "segments/whole.yaml": "title: All\npolicies:\n  - {name: One, from: 2020-01-01}\n",
    "journey.yaml": "stages: [{id: s, title: S}]\n",
    "playbooks/begin.yaml": "title: Begin\nstage: s\naccountable: csm\nphases:\n  - title: All\n"
    "    steps:\n      - {id: greet, do: Greet, due: 10 days after start}\n"
    "      - {id: sell, do: Sell, accountable: ae, due: 6 weeks after start}\n"
    "      - {id: sum-up, do: Sum up, due: 3 months after start}\n",
    "playbooks/renew.yaml": "title: Renew\nstage: s\naccountable: ae\napplies_to: {at-risk: true}\n"
    "phases:\n  - title: All\n"
    "    steps:\n      - {id: plan, do: Plan, due: 2 months before renewal}\n"
    "      - {id: talk, do: Talk, accountable: csm, due: 5 working days before renewal}\n"
    "      - {id: note, do: Note}\n",
    "book.yaml": "customers:\n  - file: accounts.csv\n    dates: D.M.YYYY\n    columns:\n"
    "      Account: name\n      CSM: people.csm\n      AE: people.ae\n"
    "      Risk: attributes.at-risk\n      Start: dates.start\n      Renewal: dates.renewal\n"
    "    values: {attributes.at-risk: {x: 'true', '-': 'false'}}\n    fixed: {segment: whole}\n",
}
BOXES = {0: " ", 1: " ", 2: "x", 3: " ", 4: "~", 5: "X", 6: " "}
PERIODS = ["overdue", "this_week", "30_days", "60_days", "90_days"]


def made(n: int) -> dict[str, str]:
    start, renewal = NOW - timedelta(days=n * 5 % 130), NOW + timedelta(days=n * 11 % 190 - 20)
    return {
        "Account": f"Firm {n:02}",
        "CSM": CSMS[n * n % 5 if n % 3 else n % 5],
        "AE": f"AE {n % 7}",
        "Risk": "x" if n % 3 else "-",
        "Start": f"{start.day}.{start.month}.{start.year}",
        "Renewal": f"{renewal.day}.{renewal.month}.{renewal.year}",
    }


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book, with a kept checklist for each plan and boxes in every state."""
    folder = tmp_path_factory.mktemp("due")
    for name, text in HANDBOOK.items():
        (folder / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / name).write_text(text)
    text_ = io.StringIO()
    writer = csv.DictWriter(text_, list(made(0)))
    writer.writeheader()
    writer.writerows(made(n) for n in range(60))
    (folder / "content/customers").mkdir()
    (folder / "content/customers/accounts.csv").write_text(text_.getvalue())
    assert run(folder, "generate", "--today", NOW).code == 0
    for n, path in enumerate(sorted((folder / "content/checklists").rglob("*.md"))):
        lines = path.read_text().splitlines(keepends=True)
        items = [at for at, line in enumerate(lines) if "<!-- id: " in line]
        for k, at in enumerate(items):
            lines[at] = lines[at].replace("[ ]", f"[{BOXES[(n * 3 + k) % 7]}]")
        path.write_text("".join(lines))
    return folder


# --- plain Python over the table and the boxes ---


def worked(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def working_days_before(day: date, number: int) -> date:
    while number:
        day -= timedelta(days=1)
        number -= day.weekday() < 5
    return day


def boxes(where: Path, firm: str, playbook: str) -> list[str]:
    """The states of a kept file's items, in their order."""
    text = (where / f"content/checklists/{firm}/{playbook}.md").read_text()
    return [line[line.index("[") + 1] for line in text.splitlines() if "<!-- id: " in line]


def wanted(where: Path) -> tuple[list[dict[str, Any]], int]:
    """Every open item that is due within 90 days or late; and how many have no day."""
    found: list[dict[str, Any]] = []
    table = csv.DictReader((where / "content/customers/accounts.csv").open(newline=""))
    undated = 0
    for row in table:
        start, renewal = (
            date(*map(int, reversed(row[name].split(".")))) for name in ("Start", "Renewal")
        )
        steps = [
            ("begin", "greet", "CSM", worked(start + timedelta(days=10))),
            ("begin", "sell", "AE", worked(start + timedelta(weeks=6))),
            ("begin", "sum-up", "CSM", worked(later(start, 3))),
        ]
        if row["Risk"] == "x":
            steps.append(("renew", "plan", "AE", worked(later(renewal, -2))))
            steps.append(("renew", "talk", "CSM", working_days_before(renewal, 5)))
        firm = row["Account"].lower().replace(" ", "-")
        for n, (playbook, step, role, due) in enumerate(steps):
            if boxes(where, firm, playbook)[n % 3] not in "xX~" and (when := period(due)):
                found.append({
                    "when": when, "due": str(due), "customer": row["Account"], "who": row[role],
                    "role": role, "id": f"{firm}/{playbook}/{step}",
                    "days_late": (NOW - due).days if due < NOW else None,
                })  # fmt: skip
        if row["Risk"] == "x":
            undated += boxes(where, firm, "renew")[2] not in "xX~"
    return found, undated


def period(due: date) -> str:
    if due < NOW:
        return "overdue"
    if due <= date(2026, 11, 29):  # Sunday
        return "this_week"
    return next((f"{n}_days" for n in (30, 60, 90) if (due - NOW).days <= n), "")


def asked(where: Path, *words: object) -> dict[str, Any]:
    done = run(where, "book", "due", "--format", "json", "--today", NOW, *words)
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_every_item(where: Path) -> None:
    """Each open item with its period, day, customer, person, role and days late; counts by person
    over all periods, whatever is listed; and how many have no day."""
    items, undated = wanted(where)
    assert set(Counter(one["when"] for one in items)) == set(PERIODS)
    answer = asked(where, "--days", "90")
    keys = list(items[0])
    told = [{key: row[key] for key in keys} for row in answer["items"]]
    for row in told:
        row["when"] = row["when"].lower().replace(" ", "_")
    assert sorted(told, key=lambda r: r["id"]) == sorted(items, key=lambda r: r["id"])
    assert [r["due"] for r in told] == sorted(r["due"] for r in told)
    counts = Counter((one["who"], one["when"]) for one in items)
    people = sorted({who for who, _ in counts})
    assert answer["people"] == [
        {"person": who} | {when: counts[who, when] for when in PERIODS} for who in people
    ]
    assert f"{undated} open items have no day" in answer["notes"]
    assert undated


@pytest.mark.parametrize(
    ("words", "key", "value", "days"),
    [(("--person", "Ben Cho"), "who", "Ben Cho", 30), (("--person", "AE 3"), "who", "AE 3", 90),
     (("--role", "ae"), "role", "AE", 60), (("--customer", "firm-07"), "customer", "Firm 07", 60)],
)  # fmt: skip
def test_some_of_them(where: Path, words: tuple[str, str], key: str, value: str, days: int) -> None:
    """By person (whatever role they hold), by role, by customer; so many days ahead."""
    items, _ = wanted(where)
    ahead = PERIODS[: 2 + days // 30]
    found = {one["id"] for one in items if one[key] == value and one["when"] in ahead}
    assert found
    answer = asked(where, "--days", days, *words)
    assert {row["id"] for row in answer["items"]} == found
    assert sum(v for r in answer["people"] for k, v in r.items() if k != "person") == sum(
        one[key] == value for one in items
    )


def test_remark_that_names_no_day_beside_one_that_does() -> None:
    """'held by phone' below a tick is a remark, where the day stands in another line."""
    handbook, _ = load(HERE / "sample")
    playbook = handbook.playbooks["start-rounds"]
    step = next(id_ for id_, placed in playbook.steps.items() if placed.step.records)
    customer = Customer(id="ward-1", name="Ward 1")

    def said(*lines: str) -> list[str]:
        found = recorded(customer, playbook, {step: "x"}, {step: lines})
        return [str(one) if isinstance(one, str) else f"{one.on}" for one in found]

    assert said("Held by phone", "done: 2026-01-02.") == ["2026-01-02"]
    (told,) = said("Held by phone", "done later")
    assert "'by' is not a date: write 'done: 2026-12-15' below it" in told


@pytest.mark.parametrize("width", [40, 80, 200])
def test_nothing_is_cut_off_on_a_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However narrow the terminal, every cell and heading is there, to its last letter."""
    heads = [f"Heading of {n}" for n in range(9)]
    rows = tuple(tuple(f"cell-{n}-{m}-to-the-end" for n in range(9)) for m in range(2))
    columns = tuple(Column(head.lower(), head) for head in heads)
    monkeypatch.setenv("COLUMNS", str(width))
    on_terminal(Answer("a", "Title", NOW, (Part("p", "Part", columns, rows),)), detail=False)
    said = capsys.readouterr().out
    assert "Title, as of Tue 24 Nov 2026" in said
    assert "…" not in said
    if width < 200:
        flat = "".join(said.split())
        assert all(cell in flat for row in rows for cell in row)
        assert said.count("Heading of 3") == 2
