"""A checklist as CSV, for people and for other tools, read back by other readers."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import markdown as python_markdown
import pytest
from checklists import checklist, checklists, filled, holder, item, shipped
from hostile import CLEAN, HOSTILE
from hypothesis import given
from strategies import examples

from generator.checklist import Checklist, Section
from generator.edition import for_customer
from generator.formats.cells import COLUMNS, cell, fitting, line, lines
from generator.formats.profiles import asana, gitlab_issues, jira, salesforce_task
from generator.formats.tables import sheet, table

FILES: dict[str, Callable[[Checklist], bytes]] = {
    "excel": table,
    "google-sheets": sheet,
    "gitlab": gitlab_issues,
    "asana": asana,
    "jira": jira,
    "salesforce": salesforce_task,
}
csv.field_size_limit(10_000_000)  # who takes the wrong separator sees whole lines as one cell
ALL = pytest.mark.parametrize("name", FILES)
Table = list[dict[str, str]]


def read(data: bytes, separator: str = ",", quoting: bool = True) -> list[list[str]]:
    """The cells as a program reads them that has this separator, and takes quotes for quotes."""
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    if quoting:
        return list(csv.reader(text, delimiter=separator))
    return list(csv.reader(text, delimiter=separator, quoting=csv.QUOTE_NONE))


def records(data: bytes) -> Table:
    """The rows by their headings."""
    header, *rows = read(data)
    return [dict(zip(header, row, strict=True)) for row in rows]


def day(value: date | None) -> str:
    return value.strftime("%Y-%m-%d") if value else ""


class _Shown(HTMLParser):
    """The text that a page of HTML shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def words(html: str) -> list[str]:
    """The words that a page of HTML shows."""
    return re.findall(r"\w+", " ".join(_Shown(html).texts))


def only(data: bytes) -> dict[str, str]:
    (row,) = records(data)
    return row


# --- the table ---


def test_shipped_checklists_read_back() -> None:
    """Sections, tasks, owners, days and their order are the plan's; how it is done word for word.

    Of every second one of the handbook's. Markdown is read by Python-Markdown, a parser that the
    product does not use for this."""
    site = python_markdown.Markdown()
    for plan in shipped()[::2]:
        rows = records(table(plan))
        expected = [(section.title, item) for section in plan.sections for item in section.items]
        assert len(rows) == len(expected)
        for row, (section, task) in zip(rows, expected, strict=True):
            assert (row["Section"], row["Task"]) == (section, task.do)
            assert (row["Owner"], row["Start"]) == (task.accountable.name, day(task.start))
            assert (row["Due"], row["Every"]) == (day(task.due), task.every)
            assert row["Status"] == "Open"
            assert row["Why"].startswith(task.because[:1].upper() + task.because[1:])
            assert row["Id"] == f"{plan.customer_id}/{plan.playbook_id}/{task.id}"
            shown = re.sub(r"(?m)^ *\d+\. ", "", row["Detail"])
            assert re.findall(r"\w+", shown) == words(site.reset().convert(task.detail))


@examples(6)
@given(checklists())
def test_any_checklist_reads_back(plan: Checklist) -> None:
    """As many rows as items, each with the words that were typed, but for an apostrophe before
    what a spreadsheet would compute."""
    items = list(plan.items)
    rows = records(sheet(plan))
    assert [row["Due"] for row in rows] == [day(task.due) for task in items]
    for row, task in zip(rows, items, strict=True):
        assert row["Task"].replace("'", "") == " ".join(task.do.split()).replace("'", "")
        assert row["Optional"] == ("yes" if task.optional else "")
        assert row["Status"] == {" ": "Open", "~": "Not applicable"}.get(task.state, "Done")


def test_rows_say_who_and_why() -> None:
    """All columns of a row, literally."""
    helper = holder(role="ae", title="AE", name="Tom Okafor", stands_in_for="Sales lead")
    task = item(
        responsible=(holder(), helper),
        consulted=(),
        informed=(holder(role="boss", title="Boss", name=""),),
        start=date(2026, 12, 8),
        here="deployment is SaaS",
        serves=("Time to engage: at most 14 days", "Calls"),
        detail="Agree on:\n\n- *goals*\n- [dates](https://example.com/d)",
        optional=True,
        every="2 weeks",
        state="~",
    )
    assert only(table(checklist(task))) == {
        "Section": "First",
        "Task": "Hold the kickoff call",
        "Status": "Not applicable",
        "Owner": "Priya Nair",
        "Role": "CSM",
        "Start": "2026-12-08",
        "Due": "2026-12-15",
        "Why": "14 days after contract start (2026-12-01) is Tue 15 Dec 2026. Here because "
        "deployment is SaaS. Counts towards Time to engage: at most 14 days; Calls.",
        "With": "Tom Okafor (AE, standing in for Sales lead)",
        "Inform": "Boss",
        "Detail": "Agree on:\n\n• goals\n• dates (https://example.com/d)",
        "Optional": "yes",
        "Every": "2 weeks",
        "Id": "aurora/onboarding/kickoff-call",
    }


def test_rows_say_no_more_than_there_is() -> None:
    """A reason alone, several people, and the role of one who stands in."""
    owner = holder(stands_in_for="CSM manager")
    told = (holder(role="boss", title="Boss", name=""), holder(role="vp", title="VP", name=""))
    row = only(table(checklist(item(accountable=owner, informed=told))))
    assert row["Why"] == "14 days after contract start (2026-12-01) is Tue 15 Dec 2026."
    assert row["Role"] == "CSM, standing in for CSM manager"
    assert row["Inform"] == "Boss; VP"
    assert (row["Optional"], row["Every"], row["Start"]) == ("", "", "")


def test_cell_holds_what_a_spreadsheet_holds() -> None:
    """As many UTF-16 units, no more; what is cut says so, and no character is cut in two."""
    longest, cut = 32_767, " … (cut: a cell holds no more)"
    for fits in ("a" * longest, "😀" * (longest // 2), "é" * longest):
        assert fitting(fits) == fits
    assert fitting("a" * (longest + 1)) == "a" * (longest - 30) + cut
    assert fitting("b" * 50_000) == "b" * (longest - 30) + cut
    assert fitting("😀" * 20_000) == "😀" * ((longest - 30) // 2) + cut


def test_lines_of_cells() -> None:
    """One line is one line; several keep their ends; what is no text is shown as such."""
    assert line(" a\n b\t\0 ") == "a b \ufffd"
    assert lines(" a\r\n\tb\0\u2028c \n") == "a\n b\ufffd\nc"


def test_state_of_ones_own_is_shown() -> None:
    """A sign that no word stands for is printed in its box, not turned into another state."""
    tasks = [item(id=f"i{n}", state=state) for n, state in enumerate(" xX~?-")]
    shown = [row["Status"] for row in records(table(checklist(*tasks)))]
    assert shown == ["Open", "Done", "Done", "Not applicable", "[?]", "[-]"]


@ALL
def test_file_is_csv_by_the_book(name: str) -> None:
    """RFC 4180: every line ends in CRLF, every field is quoted, quotes are doubled, the same
    number of fields everywhere; the mark at the start is there for Excel alone."""
    data = FILES[name](filled('a "b", c;\nd'))
    assert data.startswith(b"\xef\xbb\xbf") is (name == "excel")
    text = data.decode("utf-8-sig")
    field = r'"(?:[^"]|"")*"'
    assert re.fullmatch(f"(?:{field}(?:,{field})*\r\n)+", text)
    assert len({len(row) for row in read(data)}) == 1


@ALL
def test_same_checklist_gives_same_bytes(name: str) -> None:
    """Nothing of the day, the machine or chance is in the file."""
    for plan in shipped()[::20]:
        assert FILES[name](plan) == FILES[name](replace(plan))


@ALL
def test_checklist_without_items_is_a_heading(name: str) -> None:
    """Whoever deleted every item gets a table without rows."""
    rows = read(FILES[name](checklist(sections=())))[1:]
    assert [row[0] for row in rows] == (["Epic"] if name == "jira" else [])


def test_other_date_changes_its_row_alone() -> None:
    """When the plan moves one step, the file differs in that row and nowhere else."""
    plan = shipped()[0]
    first = plan.sections[0].items[0]
    assert first.due
    moved = first._replace(due=first.due + timedelta(days=7))
    section = replace(plan.sections[0], items=(moved, *plan.sections[0].items[1:]))
    later = replace(plan, sections=(section, *plan.sections[1:]))
    pairs = list(zip(read(table(plan)), read(table(later)), strict=True))
    assert [number for number, (old, new) in enumerate(pairs) if old != new] == [1]


# --- nothing is computed ---

SPLIT = {"quote after ;": "a;\"=cmd|'/c calc'!A0", "quote after a line": 'a\n\n"+1'}
STARTS = set("=+-@\t\r\n\u2212\uff1d\uff0b\uff0d\uff20")
UNSEEN = {"Cf", "Cc", "Zs", "Zl", "Zp"}


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might compute this, once what nobody sees is taken away."""
    seen = [c for c in text if unicodedata.category(c) not in UNSEEN or c in "\t\r"]
    return bool(seen) and seen[0] in STARTS


def cells(data: bytes) -> Iterator[str]:
    """Every cell that any spreadsheet could see, whatever it takes for separator and quote."""
    for separator in ",;\t":
        for row in read(data, separator):
            yield from row
    for row in read(data, ";", quoting=False):
        yield from row


@pytest.mark.parametrize("name", ["excel", "gitlab"])
def test_hostile_text_is_text(name: str) -> None:
    """Whatever stands in all fields: no cell is a formula under any separator, the table keeps its
    shape, and no control character gets through. The other files print the same texts."""
    shape = [len(row) for row in read(FILES[name](filled(CLEAN)))]
    for key, text in (HOSTILE | SPLIT).items():
        data = FILES[name](filled(text))
        assert [len(row) for row in read(data)] == shape, key
        assert [c for c in cells(data) if is_formula(c)] == [], key
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", data.decode()), key


def test_hostile_title_is_shown_as_typed() -> None:
    """Text without invisible characters comes out as it was typed, with at most an apostrophe
    before what would be computed."""
    for key, text in HOSTILE.items():
        if text.isprintable() and len(text) < 32_767:
            shown = records(table(filled(text)))[0]["Task"]
            typed = " ".join(text.split())
            assert shown.replace("'", "") == typed.replace("'", ""), key


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("\u00a0\ufeff=1", "'\ufeff=1"),
        ("a;=1", "a;'=1"),
        ("a; -1", "a;' -1"),
        ("one\n+two", "one\n'+two"),
        ('a;"=1', "a;'\"=1"),
        ('a\n "" @x', 'a\n\' "" @x'),
        ("a, -1 and b = c", "a, -1 and b = c"),
        ("nul\0 \u202eback", "nul\ufffd \ufffdback"),
        ("tab\tin", "tab in"),
    ],
)
def test_formulas_get_an_apostrophe(typed: str, written: str) -> None:
    """At the start and where another separator could make a start; nowhere else."""
    assert cell(typed) == written


# --- for other tools ---


def test_headings_are_those_of_each_tool() -> None:
    """The columns by which each importer knows what is what."""
    heads = {name: ",".join(read(make(checklist()))[0]) for name, make in FILES.items()}
    assert heads == {
        "excel": ",".join(COLUMNS),
        "google-sheets": ",".join(COLUMNS),
        "gitlab": "title,description,due_date",
        "asana": "Name,Description,Section,Assignee,Collaborators,Start Date,Due Date",
        "jira": "Issue Type,Issue ID,Parent,Summary,Description,Assignee,Due date,Labels,Labels",
        "salesforce": "Subject,ActivityDate,Status,Priority,OwnerId,WhatId,WhoId,Description",
    }


TASKS = {"gitlab": "title", "asana": "Name", "jira": "Summary", "salesforce": "Subject"}
DAYS = {"gitlab": "due_date", "asana": "Due Date", "jira": "Due date", "salesforce": "ActivityDate"}


@pytest.mark.parametrize("name", TASKS)
def test_tools_get_every_task_in_order(name: str) -> None:
    """Tasks, days and order are the plan's in the import files of every sixth checklist."""
    for plan in shipped()[::6]:
        rows = [row for row in records(FILES[name](plan)) if row.get("Issue Type") != "Epic"]
        assert [row[TASKS[name]] for row in rows] == [task.do for task in plan.items]
        assert [row[DAYS[name]] for row in rows] == [day(task.due) for task in plan.items]


def test_asana_takes_one_address_and_no_idle_start() -> None:
    """The owner by e-mail, helpers without spaces between; a start on the due day is left out."""
    helpers = tuple(holder(role=r, email=f"{r}@example.com", name=r) for r in ("ae", "sa"))
    task = item(responsible=(holder(), *helpers), start=date(2026, 12, 15))
    row = only(FILES["asana"](checklist(task)))
    assert row["Assignee"] == "priya@example.com"
    assert row["Collaborators"] == "ae@example.com,sa@example.com"
    assert (row["Start Date"], row["Due Date"]) == ("", "2026-12-15")
    assert row["Description"].startswith("Owner: Priya Nair (CSM). 14 days after")


@pytest.mark.parametrize("wrong", ["=cmd@x.de", "a b@x.de", "Priya", "a@b", "a@x.de,b@y.de"])
def test_what_is_no_address_is_left_out(wrong: str) -> None:
    """A field for people holds an address or nothing."""
    row = only(FILES["asana"](checklist(item(accountable=holder(email=wrong)))))
    assert row["Assignee"] == ""


def test_jira_tasks_name_their_epic() -> None:
    """Parent and children: the epic comes first, and each task names its id."""
    rows = read(FILES["jira"](checklist(item(id="a"), item(id="b"))))[1:]
    assert [row[:4] for row in rows] == [
        ["Epic", "1", "", "Onboard a new customer: Aurora Robotics"],
        ["Task", "2", "1", "Hold the kickoff call"],
        ["Task", "3", "1", "Hold the kickoff call"],
    ]
    assert all(row[-2:] == ["onboarding", "aurora"] for row in rows)
    assert not any(" " in label for row in rows for label in row[-2:])


def test_salesforce_says_what_is_done() -> None:
    """Its own words for a state, and texts no longer than the field takes."""
    tasks = [item(id=f"i{n}", do="x" * 300, state=state) for n, state in enumerate(" x~?")]
    rows = records(FILES["salesforce"](checklist(*tasks)))
    states = ["Not Started", "Completed", "Deferred", "Not Started"]
    assert [row["Status"] for row in rows] == states
    assert {len(row["Subject"]) for row in rows} == {255}


@pytest.mark.parametrize("name", ["gitlab", "asana", "jira"])
def test_what_is_done_is_not_made_again(name: str) -> None:
    """A task that is done or not applicable is not imported; one in another state is."""
    tasks = [item(id=f"i{n}", do=f"Task {state}", state=state) for n, state in enumerate(" xX~?")]
    rows = records(FILES[name](checklist(*tasks)))
    assert [r[TASKS[name]] for r in rows if r.get("Issue Type") != "Epic"] == ["Task", "Task ?"]


_REFERENCE = r"[@%~][\w\"]|[#!&$]\d|GL-\d|\[\w+:\d|\*iteration:|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b"


def actions(text: str) -> list[str]:
    """Every line that GitLab could take for a quick action, in either of its ways of looking."""
    return [line for line in text.replace("\r", "").splitlines() if line.lstrip().startswith("/")]


def test_gitlab_does_what_we_say_and_nothing_else() -> None:
    """The quick actions are the first lines; no data is one, and no title mentions or refers."""
    ours = only(FILES["gitlab"](checklist()))["description"].split("\n")
    assert ours[:3] == ["/confidential", "/assign @pnair", ""]
    for key, text in HOSTILE.items():
        for row in records(FILES["gitlab"](filled(text))):
            assert set(actions(row["description"])) <= {"/confidential", f"/assign @{text}"}, key
            title = row["title"]
            assert not re.search(_REFERENCE, title), key
            assert len(title) <= 255, key


def test_customers_edition_names_nobody_by_address() -> None:
    """Made for the customer, no file holds an address, a user name or anything from inside."""
    inside = filled("CANARY")
    task = item(visible_to="customer")._replace(detail="CANARY", because="CANARY", here="CANARY")
    plan = for_customer(replace(inside, customer="Aurora", sections=(Section("CANARY", (task,)),)))
    assert plan
    plan = replace(plan, title="Shared plan")
    for name, make in FILES.items():
        text = make(plan).decode()
        assert "CANARY" not in text, name
        assert "priya@" not in text, name
        assert "pnair" not in text, name
        assert "confidential" not in text, name
