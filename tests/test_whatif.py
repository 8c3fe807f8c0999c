"""What would be if: each figure against plain Python over the table; each wrong change's words."""

from __future__ import annotations

import calendar
import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from books import bytes_and_times
from conftest import TODAY, Handrail
from test_book import (
    CONTENT,
    CSMS,
    END,
    NOW,
    Row,
    accounts,
    by,
    day,
    half_up,
    handbook,
    is_p1,
    last_call,
    later,
    read,
    small,
    table,
    where,
)

from generator.book.ledger import Account, ledger
from generator.book.roadmap import ahead, roadmap
from generator.build import examine
from generator.comparison.compare import compare
from generator.comparison.effect import effect
from generator.comparison.outline import outline
from generator.handbook import Handbook
from generator.whatif.answer import what_if
from generator.whatif.changes import Supposed, suppose
from generator.whatif.sides import Side

__all__ = ["accounts", "handbook", "small", "table", "where"]  # fixtures
P1, P2 = Decimal(26) / 52, Decimal(12) / 52


def supposed(handbook: Handbook, *changes: str) -> Supposed:
    return suppose(handbook, changes, NOW, lambda one: ledger(one, NOW))


def compared(handbook: Handbook, *changes: str) -> dict[str, Any]:
    """The answer, as a program reads it."""
    found = supposed(handbook, *changes)
    assert found.mistakes == []
    before, after = (Side(one, ledger(one, NOW), NOW, END) for one in (handbook, found.handbook))
    return read(what_if(found, before, after, lambda _: None))


def totals(answer: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {row["what"]: (row["before"], row["after"]) for row in answer["totals"]}


def calls(rows: Sequence[Row], p1: Decimal = P1, p2: Decimal = P2) -> Decimal:
    """The calls a week of these customers, by the rules as the page has them."""
    return sum((p1 if is_p1(row) else p2 for row in rows), Decimal(0))


# --- the book of 60 customers ---


def test_a_cadence(table: list[Row], handbook: Handbook) -> None:
    """Calls and hours of each CSM with another cadence, and every customer whose state or day of
    the next call is another; what does not rest on it stays as it is."""
    answer = compared(handbook, "enterprise.p1.cadence=3 weeks", "enterprise.longest_gap=1 month")
    slow = Decimal(52) / 3 / 52
    found = totals(answer)
    assert found["Calls a week, at most"] == (
        half_up(calls(table), "0.01"),
        half_up(calls(table, slow), "0.01"),
    )
    people = by(answer["people"], "who")
    for name in CSMS:
        mine = [row for row in table if row["CSM"] == name]
        was, now = calls(mine), calls(mine, slow)
        told = people[name]
        assert float(told["calls_a_week_before"]) == half_up(was, "0.01")
        assert float(told["calls_a_week_after"]) == half_up(now, "0.01")
        # half an hour for a call, half an hour around it
        less = Decimal(str(told["hours_a_week_before"])) - Decimal(str(told["hours_a_week_after"]))
        assert abs(less - (was - now)) <= Decimal("0.01")
        assert told["customers_before"] == told["customers_after"] == len(mine)
    wanted = {
        row["Account"]: after
        for row in table
        if (last := last_call(row)) and (after := due_and_state(row, last, 21, 1))
        and after != due_and_state(row, last, 14, 2)
    }  # fmt: skip
    assert {r["customer"]: (r["due_by_after"], r["state_after"]) for r in answer["calls"]} == wanted
    assert len({state for _, state in wanted.values()}) > 2
    assert answer["shares"] == answer["customers"] == answer["days"] == answer["items"] == []
    non_engaged = [sum(later(last, months) < NOW for row in table if (last := last_call(row)))
                   for months in (2, 1)]  # fmt: skip
    assert found["Non-engaged customers"] == tuple(non_engaged)


def due_and_state(row: Row, last: date, days: int, months: int) -> tuple[str, str]:
    """When the next call is due, and how the customer stands then."""
    due = last + timedelta(days=days) if is_p1(row) else later(last, 1)
    ahead = day(row["Next call"])
    if later(last, months) < NOW:
        state = "non-engaged"
    elif due < NOW:
        state = "late"
    elif ahead and ahead > due:
        state = "next call too late"
    else:
        state = "on time" if ahead else "no next call known"
    return str(due), state


def test_a_condition(table: list[Row], handbook: Handbook) -> None:
    """Customers that change priority with its condition, with what follows for the shares."""
    answer = compared(handbook, "enterprise.p1.when={at-risk: true}")
    turned = {r["Account"] for r in table if is_p1(r) != (r["At risk"] == "x")}
    assert turned
    assert {
        (r["customer"], r["priority_before"], r["priority_after"]) for r in answer["customers"]
    } == {(name, "Priority 1", "Priority 2") for name in turned}
    risky = sum(row["At risk"] == "x" for row in table)
    assert totals(answer)["Priority 1: customers"] == (sum(map(is_p1, table)), risky)
    assert by(answer["totals"], "what")["Customers with another priority"]["difference"] == len(
        turned
    )
    shares = {(r["who"], r["priority"]): r["customers_after"] for r in answer["shares"]}
    for name in CSMS:
        mine = [row["At risk"] == "x" for row in table if row["CSM"] == name]
        assert shares.get((name, "Priority 1"), sum(mine)) == sum(mine)
        assert shares.get((name, "Priority 2"), len(mine) - sum(mine)) == len(mine) - sum(mine)


def test_reviews_and_book_size(
    table: list[Row], handbook: Handbook, accounts: list[Account]
) -> None:
    """With one review a month at most no CSM has two in any month; reviews and verdicts follow the
    policy; the roadmap's rows that are not named stay where they are."""
    answer = compared(
        handbook, "enterprise.book.ebrs_per_month=1", "enterprise.ebr.every=9 months",
        "enterprise.book.accounts=5 to 10",
    )  # fmt: skip
    high = sum(row["High value"] == "x" for row in table)
    reviews = [Decimal(60 - high) / months + Decimal(high) / 6 for months in (12, 9)]
    assert totals(answer)["Reviews a month"] == tuple(half_up(r, "0.01") for r in reviews)
    for row in answer["people"]:
        size = sum(r["CSM"] == row["who"] for r in table)
        assert ("too many customers" in row["verdict_after"]) == (size > 10)
        assert ("too many customers" in row["verdict_before"]) == (size > 20)
    assert answer["days"]
    ahead_ = [ahead(one, END) for one in accounts]
    before = read(roadmap(handbook, ahead_, NOW, END))["days"]
    held = Counter((r["customer"], r["what"], r["day"]) for r in before)
    held -= Counter((r["customer"], r["what"], r["before"]) for r in answer["days"] if r["before"])
    held += Counter((r["customer"], r["what"], r["after"]) for r in answer["days"] if r["after"])
    csm = {row["Account"]: row["CSM"] for row in table}
    months: dict[tuple[str, str], int] = defaultdict(int)
    for (customer, what, when), count in held.items():
        assert when >= TODAY
        if what.startswith("Executive business review"):
            months[csm[customer], when[:7]] += count
    later_ones = [n for (_, month), n in months.items() if month <= str(END)[:7]]
    assert set(later_ones) == {1}


def test_a_target(table: list[Row], handbook: Handbook) -> None:
    """Who meets another target, customer by customer and for the book; a unit may stand there."""
    answer = compared(handbook, "metrics.time-to-engage.target.at_most=7 days")
    days_ = {
        row["Account"]: max(0, (first - date.fromisoformat(row["Start"])).days)
        for row in table
        if (first := day(row["First call"])) and first <= NOW
    }
    turned = {name for name, days in days_.items() if 7 < days <= 14}
    rows = {r["customer"]: r for r in answer["targets"] if r["metric"] == "Time to engage"}
    told = {
        n
        for n, r in rows.items()
        if r["verdict_before"] == "met" and r["verdict_after"] == "missed"
    }
    assert told == turned
    assert turned
    met = [sum(days <= most for days in days_.values()) for most in (14, 7)]
    whole = rows["the whole book"]
    assert whole["verdict_before"] == f"{met[0]} of {len(days_)} met"
    assert whole["verdict_after"] == f"{met[1]} of {len(days_)} met"
    assert (whole["target_before"], whole["target_after"]) == ("at most 14 days", "at most 7 days")
    missed = totals(answer)["Targets missed, by customers and people"]
    assert missed[1] - missed[0] == len(turned)


def test_hours(table: list[Row], handbook: Handbook) -> None:
    """An hour more in a row of the table is an hour more of everybody's week; the totals that the
    table states no longer fit, which is told and keeps nothing from being answered."""
    answer = compared(handbook, "enterprise-hours.internal-meetings.weekly=7")
    assert by(answer["totals"], "what")["Hours a week"]["difference"] == len(CSMS)
    for row in answer["people"]:
        assert row["planned_hours_before"] == 33.25
        assert row["planned_hours_after"] == 34.25
        assert (
            half_up(
                Decimal(str(row["hours_a_week_after"])) - Decimal(str(row["hours_a_week_before"])),
                "0.01",
            )
            == 1
        )
    assert {r["check"] for r in answer["contradictions"]} >= {"table-total", "table-cell"}
    assert any("33.25" in r["what"] and "34.25" in r["what"] for r in answer["contradictions"])
    assert len(table) == 60


def test_one_person_fewer(table: list[Row], handbook: Handbook) -> None:
    """The customers of who leaves pass, those with the most calls first, to who then has the fewest
    calls; or all to one. Calls and customers of each CSM are then as they are worked out here."""
    books = {name: [row for row in table if row["CSM"] == name] for name in CSMS}
    gone = sorted(books.pop("Ana Ruiz"), key=lambda row: (-calls([row]), row["Account"]))
    wanted = {}
    for row in gone:
        least = min(books, key=lambda who: (calls(books[who]), len(books[who]), who))
        books[least].append(row)
        wanted[row["Account"]] = least
    answer = compared(handbook, "without=Ana Ruiz")
    assert {r["customer"]: r["who_after"] for r in answer["customers"]} == wanted
    people = by(answer["people"], "who")
    assert people["Ana Ruiz"]["customers_after"] is None
    for name, rows in books.items():
        assert people[name]["customers_after"] == len(rows)
        assert float(people[name]["calls_a_week_after"]) == half_up(calls(rows), "0.01")
    assert totals(answer)["Calls a week, at most"] == (half_up(calls(table), "0.01"),) * 2
    assert totals(answer)["People who carry them"] == (5, 4)
    one = supposed(handbook, "without=Ana Ruiz:to=Dev Rao").changes
    assert {c.what: c.new for c in one} == dict.fromkeys(wanted, "Dev Rao")


def test_single_customers(table: list[Row], handbook: Handbook) -> None:
    """A customer on another policy, with another person, or gone."""
    rows = by(table, "Account")
    name = next(
        n for n, r in rows.items() if is_p1(r) and r["At risk"] != "x" and r["Health"] != "red"
    )
    id_ = name.lower().replace(" ", "-")
    answer = compared(
        handbook, f"{id_}.policy=FY23", f"{id_}.people.csm=Eli Park", "without=firm-59"
    )
    (told,) = (r for r in answer["customers"] if r["customer"] == name)
    assert (told["policy_after"], told["priority_after"]) == ("FY23", "Priority 2")
    assert told["who_after"] == "Eli Park"
    assert totals(answer)["Customers"] == (60, 59)
    kept = [r for r in table if r["Account"] not in (name, "Firm 59")]
    assert totals(answer)["Calls a week, at most"][1] == half_up(calls(kept) + P2, "0.01")


def test_remarks(handbook: Handbook) -> None:
    """What changes nothing says so: it is so already, or an event has the last word; and a name
    that is nobody's yet, which may be a slip, is told."""
    answer = compared(
        handbook, "enterprise.p1.cadence=2 weeks", "firm-01.people.csm=Eli Parc",
        "firm-02.people.csm=Dev Rao",
    )  # fmt: skip
    assert [row["remark"] for row in answer["changes"]] == [
        "it is so already", "nobody in the book has this name yet", "",
    ]  # fmt: skip
    event = "firm-03.events=[{what: health, on: 2026-11-01, is: green}]"
    other = compared(handbook, event, "firm-03.attributes.health=red")
    assert other["changes"][1]["remark"] == "but 'Health changed' of 2026-11-01 made it green"
    assert not other["customers"]


# --- the sample book ---


@pytest.fixture(scope="module")
def shipped() -> Handbook:
    examined = examine(CONTENT, CONTENT)
    assert examined.sound
    return examined.handbook


def test_the_shipped_book(shipped: Handbook) -> None:
    """The figures of the shipped book, by hand: three Enterprise customers of Priority 1 have 26
    calls a year, and 52 in three years' weeks; AMER's customers come to one review a quarter."""
    answer = compared(shipped, "enterprise.p1.cadence=3 weeks", "amer.ebr.every=3 months")
    plain = [yaml.safe_load(p.read_text()) for p in sorted((CONTENT / "customers").glob("*.yaml"))]
    segments = Counter(one.get("segment") for one in plain)
    amer = segments["amer"]
    # AMER once a week at most; Enterprise: three at two weeks, one a month
    was = amer + 3 * P1 + P2
    now = amer + 3 * Decimal(52) / 3 / 52 + P2
    assert segments["enterprise"] == 4
    assert totals(answer)["Calls a week, at most"] == (half_up(was, "0.01"), half_up(now, "0.01"))
    reviews = totals(answer)["Reviews a month"]
    assert (
        half_up(Decimal(str(reviews[1])) - Decimal(str(reviews[0])), "0.01") == amer * (4 - 1) / 12
    )
    (moved,) = (r for r in answer["days"] if r["customer"] == "Quillback Freight" and r["before"])
    assert (moved["before"], moved["after"]) == ("2027-01-22", TODAY)


def test_all_customers_are_counted(shipped: Handbook) -> None:
    """The customers are those of the whole book, as the site counts them, with a segment or not."""
    answer = compared(shipped, "without=team-emea")
    number = len(shipped.customers)
    assert totals(answer)["Customers"] == (number, number - 1)


def test_items_of_plans(shipped: Handbook) -> None:
    """A step's other day moves that item in each plan that has it, by a week less what weekends
    and holidays take or give."""
    answer = compared(
        shipped, "playbooks.onboarding-new.kickoff-call.due=21 days after onboarding-start"
    )
    moved = {r["customer"]: r for r in answer["items"] if r["task"] == "Hold the kickoff call"}
    assert moved
    for row in moved.values():
        before, after = (date.fromisoformat(when(row[side])) for side in ("before", "after"))
        assert 4 <= (after - before).days <= 8
    assert by(answer["totals"], "what")["Items that get another day"]["difference"] >= len(moved)


@pytest.mark.parametrize(
    "change",
    ["enterprise.p1.when={at-risk: true}", "enterprise.p1.cadence=1 month", "amer.p1.id=p2",
     "falaj-water.attributes.health=red", "dates.ebr.default=5 months before renewal"],
)  # fmt: skip
def test_no_item_is_forgotten(shipped: Handbook, change: str) -> None:
    """What becomes of items is what comes of planning every customer with every playbook under
    both handbooks, however little of it the change can reach."""
    if change.startswith("amer"):
        amer = shipped.segments["amer"]
        (policy,) = amer.policies
        (p1,) = policy.priorities
        other = policy.model_copy(update={"priorities": [p1.model_copy(update={"id": "p2"})]})
        segment = amer.model_copy(update={"policies": [other]})
        new = replace(shipped, segments={**shipped.segments, "amer": segment})
    else:
        new = supposed(shipped, change).handbook
    wanted = Counter[str]()
    for customer in shipped.customers.values():
        for id_, playbook in shipped.playbooks.items():
            old = outline(shipped, customer, playbook, NOW).tasks or {}
            now = outline(new, new.customers[customer.id], new.playbooks[id_], NOW).tasks or {}
            wanted["appears"] += len(now.keys() - old.keys())
            wanted["disappears"] += len(old.keys() - now.keys())
            wanted["moves"] += sum(
                old[one].when != now[one].when for one in old.keys() & now.keys()
            )
    found = effect(compare(shipped, new), NOW, lambda _: None, own=True)
    assert {what: found.totals[what] for what in wanted} == dict(wanted)
    assert wanted.total() or "cadence" in change


def when(text: str) -> str:
    """`Tue 1 Dec 2026`, as ISO."""
    _, number, month, year = text.split()
    return f"{year}-{list(calendar.month_abbr).index(month):02}-{int(number):02}"


def test_a_person_under_several_policies(shipped: Handbook) -> None:
    """Who takes customers of another segment has a line for each policy and one for all."""
    answer = compared(shipped, "without=Oliver Marsh:to=Marcus Bell")
    mine = [row for row in answer["people"] if row["who"] == "Marcus Bell"]
    assert [(r["segment"], r["customers_before"], r["customers_after"]) for r in mine] == [
        ("AMER", 4, 4), ("Enterprise", None, 2), ("all", 4, 6),
    ]  # fmt: skip
    calls_ = P1 + P2  # of the two; those of AMER are 4 to 2 a week
    assert mine[2]["calls_a_week_before"] == "2.00 to 4.00"
    assert mine[2]["calls_a_week_after"] == f"{2 + calls_:.2f} to {4 + calls_:.2f}"
    assert mine[2]["hours_a_week_after"] == mine[1]["hours_a_week_after"]
    gone = [row for row in answer["people"] if row["who"] == "Oliver Marsh"]
    assert [row["customers_after"] for row in gone] == [None]


# --- on the command line ---


def test_nothing_is_written(small: Any, quick: Handrail) -> None:
    """Not a byte, a time or a file of the handbook, its book and the folder they stand in is other
    than before; ticks that are kept are seen."""
    kept = small / "checklists/firm-00/begin.md"
    kept.write_text(kept.read_text().replace("- [ ] **Greet", "- [x] **Greet"))
    before = bytes_and_times(small.parent)
    for change in ("whole.p1.cadence=1 week", "without=P1", "begin.a.due=20 days after start"):
        for form in ("text", "md", "csv", "json", "html"):
            done = quick("what-if", change, "--format", form, "--today", TODAY)
            assert (done.code, done.err) == (0, "")
            assert done.out
    assert bytes_and_times(small.parent) == before
    found = json.loads(quick("what-if", change, "--format", "json", "--today", TODAY).out)
    assert by(found["plans"])["firm-00"]["ticked"] == 1
    assert {r["customer"] for r in found["items"]} == {f"firm-{n:02}" for n in range(1, 12)}


def test_csv_has_the_totals_first(small: Any, quick: Handrail) -> None:
    """A table alone is the totals; others by their names; a name that is none is told."""
    done = quick("what-if", "whole.p1.cadence=1 week", "--format", "csv", "--today", TODAY)
    rows = list(csv.reader(io.StringIO(done.out)))
    assert rows[0] == ["What", "Before", "After", "Difference"]
    assert ["Calls a week, at most", "6", "12", "6"] in rows
    calls_ = quick("what-if", "whole.p1.cadence=1 week", "--part", "cals", "--today", TODAY)
    assert calls_.code == 2
    assert "did you mean 'calls'?" in calls_.err
    assert small.is_dir()


WRONG = {
    "enterprise.p1.cadence": ("this is no change",
        "write what is to be another: enterprise.p1.cadence=3 weeks, or without=NAME"),
    "enterprise.p1.cadence=": ("nothing stands after the '='",
        "to leave it out: without=enterprise.p1.cadence"),
    "=3": ("this is no change",
        "write what is to be another: enterprise.p1.cadence=3 weeks, or without=NAME"),
    "enterprise=3": ("'enterprise' is a whole entry",
        "say which of its fields: enterprise.FIELD=3"),
    "enterprse.p1.cadence=3 weeks": ("there is nothing called 'enterprse'",
        "did you mean 'enterprise'?"),
    "zzz=1": ("there is nothing called 'zzz'",
        "begin with a segment, a customer, or a kind and an id, like metrics.time-to-engage"),
    "metrics.time-to-engag.target.at_most=2": ("there is no 'time-to-engag' among the metrics",
        "did you mean 'time-to-engage'?"),
    "metrics=2": ("there is no '' among the metrics",
        "begin with a segment, a customer, or a kind and an id, like metrics.time-to-engage"),
    "enterprise.FY24.p1.cadense=3 weeks": ("Enterprise, FY24, Priority 1 has no 'cadense'",
        "did you mean 'cadence'?"),
    "enterprise.longest-gap=3 weeks": ("Enterprise, FY24 has no 'longest-gap'",
        "did you mean 'longest_gap'?"),
    "enterprise.id=x": ("Enterprise, FY24 has no 'id'", None),
    "enterprise.p1.cadence.days=3": ("Enterprise, FY24, Priority 1, cadence has no 'days'",
        "leave '.days' out"),
    "ebr.title.x=1": ("'ebr' is the name of several things",
        "write dates.ebr, responsibilities.ebr, terms.ebr, systems.ebr or playbooks.ebr"),
    "falaj-water.at-risk=true": ("Falaj Water Systems has no 'at-risk'",
        "write falaj-water.attributes.at-risk"),
    "enterprise.p1.cadence=3 weaks": ("'weaks' is not a unit of time: use days, weeks or months",
        "write it like '2 weeks', '1-2 months' or '5 working days'"),
    "enterprise.p1.cadence=3": ("'3' is not a length of time",
        "write it like '2 weeks', '1-2 months' or '5 working days'"),
    "enterprise.p1.cadence=fortnightly": ("'fortnightly' is not a length of time",
        "write '2 weeks'"),
    "enterprise.book.accounts=many": ("'many' is not a number",
        "write digits with a point, like 12 or 0.25"),
    "enterprise.book.accounts=[20, 12]": ("the range 20 to 12 runs backwards", "write [12, 20]"),
    "enterprise.book.accounts=[12": ("a list in [ ] is not closed", "close it with ']'"),
    "metrics.time-to-engage.target.at_most=3 weeks": ("this is counted in days, not in weeks",
        "write the number alone"),
    "metrics.time-to-engage.target.at_least=3": ("a target has one limit",
        "give one of: at_least, at_most, exactly, between"),
    "enterprise-hours.cadence-calls.weekly=much": ("'much' is not a number",
        "write digits with a point, like 12 or 0.25"),
    "dates.ebr.default=6 months before ebr": ("Executive business review: these dates go round in "
        "a circle: 'ebr' is derived from 'ebr'", ""),
    "enterprise.p1=x": ("a mapping is expected here, not text",
        "write it with its keys, like {id: …, title: …}"),
    "enterprise.p1.when={tier: [gold]}": (
        "'gold' is not an answer to 'Which tier did they buy?'", "it can be premium or ultimate"),
    "enterprise.hours=growth": ("there is no table 'growth'", "did you mean 'growth-hours'?"),
    "falaj-water.policy=FY99": ("Enterprise has no policy 'FY99'", "known policies: FY23 and FY24"),
    "falaj-water.segment=enterprize": ("there is no segment 'enterprize'",
        "did you mean 'enterprise'?"),
    "falaj-water.attributes.teir=premium": ("there is no attribute 'teir'", "did you mean 'tier'?"),
    "falaj-water.dates.renewal=2027-02-30": ("February 2027 has 28 days, not 30", "check the day"),
    "without=Marcus Bel": ("nobody and nothing here is called 'Marcus Bel'",
        "did you mean 'Marcus Bell'?"),
    "without=nobody": ("nobody and nothing here is called 'nobody'", "name a person or a customer"),
    "without=Tom Okafor": ("Tom Okafor carries no customers",
        "customers are carried by Marcus Bell, Oliver Marsh, Priya Nair and Tomas Pereira"),
    "without=Marcus Bell:to=Pria Nair": ("'Pria Nair' is nobody who could take over",
        "did you mean 'Priya Nair'?"),
    "without=falaj-water:to=Priya Nair": ("only a person's customers pass to another",
        "write falaj-water.people.ROLE=Priya Nair"),
    "without=enterprise.longest-gap": ("Enterprise, FY24 has no 'longest-gap'",
        "did you mean 'longest_gap'?"),
    "without=segments.enterprise": ("then 'enterprise' is not an answer to 'Which segment?', and "
        "'Cadence, Enterprise Priority 1' and 18 others name it", ""),
    "without=tables.growth-hours": (
        "then there is no table 'growth-hours', and 'Rhythm of business' and 1 other name it", ""),
}  # fmt: skip
"""Each wrong change with what is said of it, and the help; None: whatever it is."""


@pytest.mark.parametrize("typed", WRONG)
def test_wrong_changes(typed: str, shipped: Handbook) -> None:
    """What is wrong is told in the words that files are told, or by the part of the path."""
    message, hint = WRONG[typed]
    found = supposed(shipped, typed)
    assert {fault.typed for fault in found.mistakes} == {typed}
    assert any(message == one.message and hint in (None, one.hint) for one in found.mistakes)


def test_all_wrong_changes_at_once(small: Any, quick: Handrail) -> None:
    """Every wrong change is told in one run, each with what was typed; nothing is answered."""
    done = quick("what-if", "whole.p2.cadence=1 week", "whole.p1.cadence=1 week", "without=P7",
                 "begin.a.due=soon", "--today", TODAY)  # fmt: skip
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: 'whole.p2.cadence=1 week': All, One has no 'p2'\n"
        "    = help: it has p1, name, from, source, note, priorities, longest_gap, ebr, workshops, "
        "health_update, success_plan_review, book, hours, One, title, summary and policies\n"
        "error: 'without=P7': nobody and nothing here is called 'P7'\n"
        "    = help: name a person or a customer\n"
        "error: 'begin.a.due=soon': 'soon' does not say when\n"
        "    = help: write it like '2 weeks before renewal', '3-4 months before ebr' or "
        "'on kickoff'\n"
    )
    assert small.is_dir()


def test_the_last_person(small: Any, quick: Handrail) -> None:
    """Where nobody is left to take over, somebody has to be named."""
    path: Callable[[int], Any] = lambda n: small / f"customers/firm-{n:02}.yaml"  # noqa: E731
    for n in range(12):
        path(n).write_text(path(n).read_text().replace("P1", "P0"))
    done = quick("what-if", "without=P0", "--today", TODAY)
    assert done.code == 2
    assert "nobody else carries customers than P0" in done.err
    assert "= help: say who takes them: 'without=P0:to=NAME'" in done.err
