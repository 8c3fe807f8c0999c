"""The checks of figures, scales and statements against arithmetic done another way.

Each handbook here is made of a few entries as YAML would give them (numbers are text); what the
check says is compared with plain fractions, with a count over every number or every day, or with
the figures of the handbook's own sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.checks import CHECKS
from generator.checks.lint import OWN_PAGE
from generator.handbook import Handbook
from generator.loader import KINDS
from generator.models import Settings
from generator.pages.addresses import ADDRESSES

Data = dict[str, Any]


def handbook(**kinds: list[Data]) -> Handbook:
    """A handbook of these entries; every entry has a home, as after loading."""
    models = {kind.name: kind.model for kind in KINDS}
    made: Any = {
        kind: {entry["id"]: models[kind].model_validate(entry) for entry in entries}
        for kind, entries in kinds.items()
    }
    homes = {(kind, id_): ("a.yaml", (id_,)) for kind, entries in made.items() for id_ in entries}
    return Handbook(settings=Settings(title="A handbook"), homes=homes, **made)


def said(check: str, **kinds: list[Data]) -> list[str]:
    """What one check says of a handbook of these entries."""
    return [finding.message for finding in CHECKS[check][0](handbook(**kinds))]


def scale(bands: list[Data], **more: str) -> Data:
    names = {"id": "s", "title": "Scale", "measures": "Things", "unit": "things", **more}
    named = [{"id": f"b{n}", "title": f"B{n}", **band} for n, band in enumerate(bands)]
    return {**names, "bands": named}


# --- bands ---

LAST = 8
QUARTERS = [Fraction(n, 4) for n in range(LAST * 4 + 1)]
WHOLE = [Fraction(n) for n in range(LAST + 1)]


def holds(band: Data, number: Fraction) -> bool:
    """Whether a band holds a number: each limit on its own."""
    ways = {
        "at_least": lambda limit: number >= limit,
        "above": lambda limit: number > limit,
        "at_most": lambda limit: number <= limit,
        "below": lambda limit: number < limit,
    }
    return all(ways[key](Fraction(limit)) for key, limit in band.items())


@st.composite
def a_band(draw: st.DrawFn) -> Data:
    low = draw(st.none() | st.integers(0, LAST - 1))
    high = draw(st.none() | st.integers((low or 0) + 1, LAST))
    single = low is not None and draw(st.booleans()) and draw(st.booleans())
    if single:
        return {"at_least": str(low), "at_most": str(low)}
    band = {}
    if low is not None:
        band[draw(st.sampled_from(["at_least", "above"]))] = str(low)
    if high is not None:
        band[draw(st.sampled_from(["at_most", "below"]))] = str(high)
    return band


@st.composite
def cut_bands(draw: st.DrawFn) -> list[Data]:
    """Bands that meet at cuts, each cut with one, both or neither of them holding the limit."""
    cuts = sorted(draw(st.sets(st.integers(1, LAST - 1), max_size=4)))
    bands: list[Data] = [{} for _ in range(len(cuts) + 1)]
    for n, cut in enumerate(cuts):
        bands[n][draw(st.sampled_from(["at_most", "below"]))] = str(cut)
        bands[n + 1][draw(st.sampled_from(["at_least", "above"]))] = str(cut)
    kept = [b for b in bands if any(holds(b, number) for number in QUARTERS)]
    return draw(st.permutations(kept))


def verdicts(bands: list[Data], **more: str) -> tuple[bool, bool]:
    """Whether a gap is found, and whether an overlap."""
    entry = scale(bands, at_least="0", at_most=str(LAST), **more)
    return bool(said("band-gap", scales=[entry])), bool(said("band-overlap", scales=[entry]))


def counted(bands: list[Data], grid: list[Fraction]) -> tuple[bool, bool]:
    """The same by counting, for every number of the grid, the bands that hold it."""
    counts = [sum(holds(band, number) for band in bands) for number in grid]
    return 0 in counts, max(counts) > 1


@given(st.lists(a_band(), min_size=1, max_size=4) | cut_bands())
def test_bands_against_a_count(bands: list[Data]) -> None:
    """Overlaps are found just where a number is in two bands; gaps, where one is in none."""
    gap, overlap = verdicts(bands)
    expected_gap, expected_overlap = counted(bands, QUARTERS)
    assert overlap == expected_overlap
    if not expected_overlap:
        assert gap == expected_gap


@given(cut_bands())
def test_bands_of_whole_numbers_against_a_count(bands: list[Data]) -> None:
    """Where the scale has a step, only its own numbers count."""
    assert verdicts(bands, step="1") == counted(bands, WHOLE)


@pytest.mark.parametrize(
    ("bands", "step", "gap", "overlap"),
    [
        ([{"at_most": "35"}, {"at_least": "36"}], "1", False, False),
        ([{"at_most": "35"}, {"at_least": "36"}], "", True, False),
        ([{"at_most": "0.5"}, {"at_least": "0.6"}], "0.1", False, False),
        ([{"at_most": "0.5"}, {"at_least": "0.7"}], "0.1", True, False),
        ([{"below": "35"}, {"above": "35"}], "1", True, False),
        ([{"at_most": "5"}, {"at_least": "5"}], "1", False, True),
        ([{"below": "36"}, {"above": "35"}], "1", False, False),
        ([{"above": "0"}, {"at_least": "0", "at_most": "0"}], "", False, False),
        ([{"below": "0"}, {"above": "1"}, {"at_least": "0", "at_most": "1"}], "1", False, False),
    ],
)
def test_bands_that_meet(bands: list[Data], step: str, gap: bool, overlap: bool) -> None:
    """Whether two bands meet depends on the step of the scale, not on the order of writing."""
    entry = scale(bands, **({"step": step} if step else {}))
    found = [bool(said(name, scales=[entry])) for name in ("band-gap", "band-overlap")]
    assert found == [gap, overlap]


def test_gap_names_a_number_left_out() -> None:
    """The number in the message is in no band."""
    bands = [{"at_most": "49"}, {"at_least": "50", "at_most": "74"}, {"at_least": "75"}]
    messages = said("band-gap", scales=[scale(bands)])
    examples = re.findall("such as ([0-9.]+):", " ".join(messages))
    assert examples == ["49.5", "74.5"]
    assert not any(holds(band, Fraction(number)) for band in bands for number in examples)


# --- weights ---


@given(
    st.lists(
        st.tuples(st.integers(1, 99), st.lists(st.integers(1, 99), min_size=1, max_size=3)),
        min_size=1, max_size=3,
    )
)  # fmt: skip
def test_weights_against_a_sum(groups: list[tuple[int, list[int]]]) -> None:
    """A message for the groups and for each group whose weights are not 100; none for others."""
    entry = score([(str(w), [(str(m), None) for m in ms]) for w, ms in groups])
    wrong = (sum(w for w, _ in groups) != 100) + sum(sum(ms) != 100 for _, ms in groups)
    assert len(said("weights", scores=[entry])) == wrong


Weighed = tuple[str, list[tuple[str, str | None]]]


def score(groups: list[Weighed]) -> Data:
    made = []
    for g, (weight, measures) in enumerate(groups):
        parts = [
            {"id": f"m{m}", "title": f"M{m}", "weight": w, **({"overall": o} if o else {})}
            for m, (w, o) in enumerate(measures)
        ]
        made.append({"id": f"g{g}", "title": f"G{g}", "weight": weight, "measures": parts})
    return {"id": "s", "title": "Score", "groups": made}


def test_overall_weight_is_multiplied_out() -> None:
    """30 % of 50 % is 15 of the whole, 15 % is 7.5: both as stated; 8 would be wrong."""
    right: list[Weighed] = [
        ("50", [("30", "15.0"), ("15", "7.5"), ("55", None)]),
        ("50", [("100", None)]),
    ]
    assert said("weights", scores=[score(right)]) == []
    wrong: list[Weighed] = [("50", [("85", None), ("15", "8")]), ("50", [("100", "50")])]
    assert said("weights", scores=[score(wrong)]) == [
        "'M1' states 8 of the whole; 15 % of 50 % is 7.5"
    ]


# --- promises ---


def segment(policy: Data) -> Data:
    policies = [{"name": "Rules", "from": "2026-01-01", **policy}]
    return {"id": "big", "title": "Big", "policies": policies}


def cadences(first: str, share: str, second: str) -> list[Data]:
    return [
        {"id": "p1", "title": "P1", "cadence": first, "share": {"target": share}},
        {"id": "p2", "title": "P2", "cadence": second},
    ]


def came_to(messages: list[str]) -> list[str]:
    """The two numbers of a message `… come to 3.74 to 6.23`; one, where they are equal."""
    found = re.search("come to ([0-9.]+)(?: to ([0-9.]+))?$", messages[0])
    assert found
    assert len(messages) == 1
    return [found[1], found[2] or found[1]]


def calls(policy: Data, promised: object = "999") -> list[str]:
    book = {"accounts": ["12", "20"], "calls_per_week": promised}
    return said("calls-a-week", segments=[segment({"book": book, **policy})])


MIXED = ("2 weeks", "1 month")


@pytest.mark.parametrize(
    ("priorities", "expected"),
    [
        (cadences(MIXED[0], "30", MIXED[1]), ["3.74", "6.23"]),
        (cadences(MIXED[0], "33.333333333", MIXED[1]), ["3.85", "6.41"]),
        (cadences(MIXED[0], "50", MIXED[1]), ["4.38", "7.31"]),
        ([{"id": "p1", "title": "P1", "cadence": "2 weeks"}], ["6.00", "10.00"]),
        ([{"id": "p1", "title": "P1", "cadence": "1 week"}], ["12.00", "20.00"]),
        ([{"id": "p1", "title": "P1", "cadence": "1-2 weeks"}], ["6.00", "20.00"]),
    ],
)
def test_calls_a_week_as_in_the_sources(priorities: list[Data], expected: list[str]) -> None:
    """The table of handbook-facts, section 27: 12 and 20 accounts at these shares."""
    assert came_to(calls({"priorities": priorities})) == expected


@given(st.integers(1, 60), st.integers(1, 99))
def test_calls_a_week_against_fractions(accounts: int, percent: int) -> None:
    """N x (p / 2 + (1 - p) x 12 / 52), to the hundredth."""
    book = {"accounts": str(accounts), "calls_per_week": "999"}
    policy = {"priorities": cadences(MIXED[0], str(percent), MIXED[1]), "book": book}
    found = came_to(said("calls-a-week", segments=[segment(policy)]))
    p = Fraction(percent, 100)
    exact = accounts * (p / 2 + (1 - p) * Fraction(12, 52))
    assert found[0] == found[1]
    assert abs(Fraction(found[0]) - exact) <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("promised", "held"),
    [(["3", "7"], True), (["3.74", "6.23"], True), (["4", "7"], False), (["3", "6"], False)],
)
def test_calls_a_week_within_the_promise(promised: list[str], held: bool) -> None:
    """A promise that spans what the accounts come to is kept; at both ends."""
    assert (calls({"priorities": cadences(MIXED[0], "30", MIXED[1])}, promised) == []) == held


def test_calls_a_week_without_a_cadence() -> None:
    """What cannot be worked out is not guessed."""
    assert calls({"priorities": [{"id": "p1", "title": "P1"}]}) == []
    assert calls({}) == []


def test_reviews_a_month() -> None:
    """12 to 20 a year, 3 to 5 of them once more: 15 / 12 and 25 / 12 a month."""
    book = {
        "accounts": ["12", "20"], "high_value_accounts": ["3", "5"], "ebrs_per_month": "2",
    }  # fmt: skip
    ebr = {"every": "12 months", "high_value_every": "6 months"}
    found = said("reviews-a-month", segments=[segment({"book": book, "ebr": ebr})])
    assert came_to(found) == ["1.25", "2.08"]
    kept = {**book, "ebrs_per_month": ["1", "3"]}
    assert said("reviews-a-month", segments=[segment({"book": kept, "ebr": ebr})]) == []


def test_workshops_a_month() -> None:
    """12 healthy accounts once a year are 1 a month; 20 of little use once a quarter, 6.67."""
    book = {"accounts": ["12", "20"], "workshops_per_month": ["2", "4"]}
    offered = {"low_usage_every": "3 months", "healthy_every": "12 months"}
    found = said("workshops-a-month", segments=[segment({"book": book, "workshops": offered})])
    assert came_to(found) == ["1.00", "6.67"]


@pytest.mark.parametrize(
    ("cadence", "green", "red"),
    [("2 weeks", "14", False), ("2 weeks", "13", True), ("1 month", "30", True),
     ("1 month", "31", False), ("10 working days", "13", True), ("10 working days", "14", False)],
)  # fmt: skip
def test_cadence_colour(cadence: str, green: str, red: bool) -> None:
    """A month can have 31 days and ten working days take two weeks: green has to last as long."""
    bands = [{"at_most": green}, {"above": green}]
    entry = scale(bands, judges="cadence", unit="days", priority="p1")
    policy = {"priorities": [{"id": "p1", "title": "P1", "cadence": cadence}]}
    found = said("cadence-colour", scales=[entry], segments=[segment(policy)])
    assert bool(found) == red
    other = {**entry, "priority": "p2"}
    assert said("cadence-colour", scales=[other], segments=[segment(policy)]) == []


# --- hours ---


def table(**more: Any) -> Data:
    columns = [{"id": "weekly", "title": "Week"}, {"id": "yearly", "title": "Year"}]
    return {"id": "t", "title": "T", "columns": columns, **more}


def absent(days: str) -> Data:
    return {"days": days, "weekly": "weekly", "yearly": "yearly"}


def year(days: str, weekly: str, yearly: str) -> list[str]:
    totals = {"weekly": weekly, "yearly": yearly}
    return said("working-year", tables=[table(absence=absent(days), totals=totals)])


def test_working_year_of_the_enterprise_table() -> None:
    """33.25 x 43.2 = 1436.4, not 1729; 1729 + 352 = 2081, not 2080."""
    assert Fraction("33.25") * Fraction("43.2") == Fraction("1436.4")
    left, full = year("44", "33.25", "1729")
    assert "43.2 weeks" in left
    assert left.endswith("1436.4")
    assert "1729 hours and 352 hours off are 2081" in full
    assert full.endswith("2080")


def test_working_year_of_the_growth_table() -> None:
    """1632 + 448 = 2080: the year is full, only the hours of a week are averages."""
    assert len(found := year("56", "31.25", "1632")) == 1
    assert found[0].endswith("are 1275")  # 31.25 x 40.8


def test_working_year_that_is_right() -> None:
    """40 hours in the 48 weeks that 20 days off leave: nothing to say."""
    assert year("20", "40", "1920") == []


@given(st.integers(0, 400), st.integers(0, 40), st.integers(0, 40), st.integers(1, 8))
def test_budget_against_a_product(stated: int, one: int, other: int, eighths: int) -> None:
    """So many times so long: stated quarters of an hour lie between the two products, or not."""
    low, high = sorted((one, other))
    each = Fraction(eighths, 8)
    part = {"times": [str(low), str(high)], "each": str(float(each)), "in": "weekly"}
    row = {"id": "r", "title": "R", "made_of": [part], "weekly": str(stated / 4)}
    right = low * each <= Fraction(stated, 4) <= high * each
    assert (said("budget", tables=[table(rows=[row])]) == []) == right


def test_budget_counts_what_a_policy_promises() -> None:
    """4 hours of half-hour calls are 8 calls: more than 5 to 7, for each policy with this table."""
    part = {"counts": "calls_per_week", "each": "0.5", "in": "weekly"}
    rows = [{"id": "r", "title": "Calls", "made_of": [part], "weekly": "4"}]
    book = {"calls_per_week": ["5", "7"]}
    own = segment({"hours": "t", "book": book})
    assert said("budget", tables=[table(rows=rows)], segments=[own]) == [
        "'Calls' states 4 weekly; 5 to 7 calls a week (Big Rules) x 0.5 is 2.5 to 3.5"
    ]
    assert said("budget", tables=[table(rows=rows)], segments=[segment({"book": book})]) == []


# --- playbooks in time ---


def playbook(id_: str, *steps: Data, **more: Any) -> Data:
    named = [{"id": f"s{n}", "do": f"Do {n}", **step} for n, step in enumerate(steps)]
    return {"id": id_, "title": id_, "phases": [{"title": "All", "steps": named}], **more}


DATES: list[Data] = [
    {"id": "renewal", "title": "Renewal"},
    {"id": "ebr", "title": "Review", "default": "6 months before renewal"},
]


@pytest.mark.parametrize(
    ("opens", "due", "late"),
    [
        ("30 days before renewal", "30 days before renewal", False),
        ("30 days before renewal", "31 days before renewal", True),
        ("1 month before renewal", "4-5 weeks before renewal", True),
        ("5 weeks before renewal", "4-5 weeks before renewal", False),
        ("7 months before renewal", "3-4 months before ebr", True),
        ("10 months before renewal", "3-4 months before ebr", False),
        ("on renewal", "1 day after renewal", False),
        ("1 day after renewal", "on renewal", True),
    ],
)
def test_opens_late(opens: str, due: str, late: bool) -> None:
    """A playbook that is opened after its first step should begin; over other dates as well."""
    entry = playbook("p", {"due": due}, {"due": "1 week after s0"}, opens=opens)
    assert bool(said("opens-late", dates=DATES, playbooks=[entry])) == late


def test_opens_late_names_the_first_step() -> None:
    """Of several steps that begin before the opening, the one that begins first is named."""
    steps: tuple[Data, ...] = ({"due": "40 days before renewal"}, {"due": "10 days before s0"}, {})
    entry = playbook("p", *steps, opens="30 days before renewal")
    assert said("opens-late", dates=DATES, playbooks=[entry]) == [
        "it opens 30 days before renewal; its step 's1' begins 50 days before renewal"
    ]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("2-3 weeks before renewal", 0),
        ("2 \u2013 3  weeks before renewal", 0),
        ("2-4 weeks before renewal", 1),
        ("on renewal", 1),
    ],
)
def test_timetable(stated: str, found: int) -> None:
    """A day of a timetable is that of the step with the row's id; what has no day is not asked."""
    columns = [{"id": "when", "title": "When", "form": "due"}]
    rows: list[Data] = [
        {"id": "s0", "title": "First", "when": stated},
        {"id": "s1", "title": "Second"},
    ]
    entry = {"id": "t", "title": "T", "playbook": "p", "columns": columns, "rows": rows}
    steps = ({"due": "2-3 weeks before renewal"}, {"due": "on renewal"})
    assert len(said("timetable", tables=[entry], playbooks=[playbook("p", *steps)])) == found


# --- statements ---

FIRST = date(2026, 1, 1)


def a_day(n: int) -> str:
    return (FIRST + timedelta(n)).isoformat()


@st.composite
def a_statement(draw: st.DrawFn) -> Data:
    start, end = draw(st.none() | st.integers(0, 9)), draw(st.none() | st.integers(0, 9))
    if start is not None and end is not None and start > end:
        start, end = end, start
    made = {"says": draw(st.sampled_from(["one", "One", "two"])), "source": "S"}
    if start is not None:
        made["from"] = a_day(start)
    if end is not None:
        made["until"] = a_day(end)
    if name := draw(st.sampled_from(["", "big", "small"])):
        made["segment"] = name
    return made


def in_force(statement: Data, day: str, segment_: str) -> bool:
    start, until = str(statement.get("from", "")), str(statement.get("until", "9999-12-31"))
    return start <= day <= until and statement.get("segment", segment_) == segment_


def days() -> Iterator[str]:
    return (a_day(n) for n in range(-2, 13))


@given(st.lists(a_statement(), min_size=1, max_size=4))
def test_two_values_against_every_day(statements: list[Data]) -> None:
    """A finding, just where two statements say different things on some day to some segment."""
    entry = {"id": "r", "title": "R", "question": "Which?", "statements": statements}
    values = [
        {s["says"].lower() for s in statements if in_force(s, day, name)}
        for day in days()
        for name in ("big", "small")
    ]
    assert bool(said("two-values", rules=[entry])) == any(len(v) > 1 for v in values)


@pytest.mark.parametrize(
    ("until", "start", "found"),
    [("2026-01-31", "2026-02-01", 0), ("2026-02-01", "2026-02-01", 1), (None, None, 1)],
)
def test_two_scales_of_one_rule(until: str | None, start: str | None, found: int) -> None:
    """The last day of one scale is before the first of the next; else both judge that day."""
    before, after = ({"until": until} if until else {}), ({"from": start} if start else {})
    one = scale([{"below": "5"}, {"at_least": "5"}], rule="x", **before)
    other = scale([{"below": "6"}, {"at_least": "6"}], rule="x", id="other", **after)
    assert len(said("two-values", scales=[one, other])) == found
    assert said("two-values", scales=[one, {**other, "rule": "y"}]) == []
    assert said("two-values", scales=[one, {**other, "priority": "p1"}]) == []


@given(st.lists(st.sampled_from(["R", "A", "D", "C", "I", "R/A", "C/I", "D/R"]), max_size=4))
def test_one_accountable_against_a_count(letters: list[str]) -> None:
    """One A or D in a row, whatever stands beside it; none and two are found."""
    roles = [{"id": f"r{n}", "title": f"Role {n}"} for n in range(4)]
    row = {"id": "row", "title": "Row", **{f"r{n}": cell for n, cell in enumerate(letters)}}
    entry = {"id": "m", "title": "M", "roles": [r["id"] for r in roles], "rows": [row]}
    count = sum("A" in cell or "D" in cell for cell in letters)
    assert len(said("one-accountable", roles=roles, matrices=[entry])) == (count != 1)


# --- what nobody uses ---


def test_unused_things() -> None:
    """A role, an attribute, a metric and a playbook are each found when nothing refers to them."""
    assert said("unused-role", roles=[{"id": "r", "title": "R"}])
    owned = {"id": "m", "title": "M", "owner": "r"}
    assert said("unused-role", roles=[{"id": "r", "title": "R"}], metrics=[owned]) == []
    assert said("unserved-metric", metrics=[owned])
    served = playbook("p", {"serves": ["m"]})
    assert said("unserved-metric", metrics=[owned], playbooks=[served]) == []
    assert said("unreached-playbook", playbooks=[served])
    assert said("unreached-playbook", playbooks=[{**served, "stage": "x"}]) == []
    after = playbook("q", {}, follows=["p"])
    assert said("unreached-playbook", playbooks=[served, after]) == ["nothing leads to 'q'"]


def test_unused_attribute() -> None:
    """A customer's answer is no use; a condition is."""
    asked = [{"id": "lift", "question": "A lift?", "yes_no": "true"}]
    customer = {"id": "c", "name": "C", "attributes": {"lift": "true"}}
    assert said("unused-attribute", attributes=asked, customers=[customer])
    entry = playbook("p", {"when": {"lift": "true"}})
    assert said("unused-attribute", attributes=asked, playbooks=[entry]) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask the ICU", 1), ("Ask the ICU and the ICU", 1), ("Ask ICU or ED", 2), ("A ward", 0),
        ("`ICU`", 0), ('"ICU"', 0), ("https://x.org/ICU", 0), ("A PDF for the US", 0),
        ("An EBR, then the MD", 0), ("R&D", 1), ("x86 and 2FA", 0), ("iCU", 0),
    ],
)  # fmt: skip
def test_unknown_term(text: str, found: int) -> None:
    """An abbreviation is known by a term, by a role, or to everybody; code and names are none."""
    terms = [{"id": "ebr", "term": "Review", "short": "EBR", "meaning": "A meeting."}]
    roles = [{"id": "md", "title": "Director", "short": "MD"}]
    entry = playbook("p", {"do": text})
    assert len(said("unknown-term", playbooks=[entry], terms=terms, roles=roles)) == found


def test_links_are_looked_at_wherever_entries_have_pages() -> None:
    """The check of links knows every kind whose entries have a page of their own."""
    own = {kind for kind, path in ADDRESSES.items() if "#" not in path}
    assert {*OWN_PAGE, "customers"} == own
    assert all(ADDRESSES[kind] == f"{kind}/{{}}.md" for kind in OWN_PAGE)
