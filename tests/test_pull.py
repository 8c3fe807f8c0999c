"""Ticks come back: what was edited elsewhere is read exactly, and what is unclear is told."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from checklists import checklist, filled, item, shipped
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from strategies import TORTURE, examples

from generator.checklist import Checklist, ticked
from generator.formats.gitlab import issue
from generator.formats.markdown import markdown
from generator.formats.tables import sheet, table
from generator.formats.workbook import workbook
from generator.pull import Pulled, read_states

WORDS = {" ": "Open", "x": "Done", "~": "Not applicable"}
PLAN = checklist(*(item(id=id_) for id_ in ("a", "b", "c", "d")))


def said(pulled: Pulled) -> list[str]:
    """Every problem with its place, without the line it shows."""
    return [str(problem).split("\n")[0] for problem in pulled.problems]


def edited(plan: Checklist, seed: int) -> dict[str, str]:
    """A state for some of the items."""
    chance = random.Random(seed)
    return {item.id: chance.choice(" x~") for item in plan.items if chance.random() < 0.7}


# --- there and back: exactly the edits ---


def through_excel_csv(plan: Checklist, edits: Mapping[str, str]) -> tuple[str, bytes]:
    """Edited and saved as Excel does where commas are decimal points: `;`, quotes at need."""
    rows = list(csv.reader(io.StringIO(table(plan).decode("utf-8-sig"), newline="")))
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=";", lineterminator="\r\n").writerows(_edited(rows, edits))
    return "plan.csv", saved.getvalue().encode("utf-8-sig")


def through_sheets_tsv(plan: Checklist, edits: Mapping[str, str]) -> tuple[str, bytes]:
    """Edited in Google Sheets and downloaded as tab-separated values: no quotes, no line breaks."""
    rows = csv.reader(io.StringIO(sheet(plan).decode(), newline=""))
    lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in _edited(rows, edits))
    return "plan.tsv", "\r\n".join(lines).encode()


def through_openpyxl(plan: Checklist, edits: Mapping[str, str]) -> tuple[str, bytes]:
    """Edited and saved by openpyxl, which writes the whole file anew."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(plan)))
    for row in book["Checklist"].iter_rows(min_row=2):
        id_ = str(row[-1].value).rsplit("/", 1)[-1]
        if id_ in edits:
            row[2].value = WORDS[edits[id_]]
    saved = io.BytesIO()
    book.save(saved)
    return "plan.xlsx", saved.getvalue()


def through_gitlab(plan: Checklist, edits: Mapping[str, str]) -> tuple[str, bytes]:
    """Ticked in a GitLab issue and copied, with CRLF as a browser's text field has it."""
    lines = issue(plan).split("\n")
    for number, line in enumerate(lines):
        for id_, state in edits.items():
            if f"<!-- id: {id_} " in line:
                lines[number] = line.replace("- [ ]", f"- [{state}]", 1)
    return "issue.txt", "\r\n".join(lines).encode()


def through_browser(plan: Checklist, edits: Mapping[str, str]) -> tuple[str, bytes]:
    """Saved by the HTML form: only what was changed there."""
    states = ", ".join(f'"{id_}": "{state}"' for id_, state in edits.items())
    whose = f'"customer": "{plan.customer_id}", "playbook": "{plan.playbook_id}"'
    return "plan.json", f'{{"format": 1, {whose}, "states": {{{states}}}}}'.encode()


def _edited(rows: object, edits: Mapping[str, str]) -> list[list[str]]:
    assert hasattr(rows, "__iter__")
    header, *others = rows
    status = header.index("Status")
    for row in others:
        state = edits.get(row[-1].rsplit("/", 1)[-1])
        row[status] = row[status] if state is None else WORDS[state]
    return [header, *others]


Way = Callable[[Checklist, Mapping[str, str]], tuple[str, bytes]]
WAYS = [through_excel_csv, through_sheets_tsv, through_openpyxl, through_gitlab, through_browser]


@pytest.mark.parametrize("way", WAYS)
def test_there_and_back_gives_exactly_the_edits(way: Way) -> None:
    """Whatever is ticked in whichever tool: these states come back, under these ids, for this
    customer and playbook, and nothing is told."""
    for seed, plan in enumerate(shipped()[::12]):
        edits = edited(plan, seed)
        expected = {item.id: " " for item in plan.items} | edits
        pulled = read_states(*way(plan, edits))
        assert pulled.states == (edits if way is through_browser else expected)
        assert (pulled.customer, pulled.playbook) == (plan.customer_id, plan.playbook_id)
        assert pulled.problems == []
        assert pulled.unknown(set(expected)) == []


STATES: dict[str, Callable[[Checklist], bytes]] = {
    "a.csv": table,
    "a.xlsx": workbook,
    "a.md": lambda plan: issue(plan).encode(),
}


@pytest.mark.parametrize("name", STATES)
def test_state_comes_back_as_it_went_out(name: str) -> None:
    """States that are in a file already come back unedited; a person's own sign as well, which is
    told. A capital X is the same in a table."""
    states = {"a": "x", "b": "~", "c": "?", "d": " "}
    pulled = read_states(name, STATES[name](ticked(PLAN, states)))
    assert pulled.states == states
    (line,) = said(pulled)
    assert line.endswith("warning[state]: '?' is a sign of your own: it is taken as it is")


@pytest.mark.parametrize("name", STATES)
def test_hostile_text_ticks_nothing(name: str) -> None:
    """Whatever stands in all fields of one line, boxes and ids among it: these two states, and no
    other. (A writer's Markdown cannot hold HTML, and so no comment with an id: it is refused.)"""
    every = list(HOSTILE.items())
    for key, text in every[:: 15 if name == "a.xlsx" else 1]:
        pulled = read_states(name, STATES[name](in_lines(text)))
        assert pulled.states == {"first": " ", "second": "x"}, key
        assert (pulled.customer, pulled.playbook) == ("aurora", "onboarding"), key
        assert pulled.problems == [], key


def in_lines(text: str) -> Checklist:
    """A checklist with this text in every field of one line."""
    plan = filled(text)
    sections = tuple(
        replace(s, items=tuple(i._replace(detail="") for i in s.items)) for s in plan.sections
    )
    return replace(plan, purpose="", trigger="", sections=sections)


def test_kept_file_itself_is_read() -> None:
    """The Markdown file with its front matter says whose it is."""
    text = markdown(PLAN).replace("- [ ]", "- [x]", 1)
    pulled = read_states("kept.md", text.encode())
    assert (pulled.customer, pulled.playbook) == ("aurora", "onboarding")
    assert pulled.states == {"a": "x", "b": " ", "c": " ", "d": " "}


# --- what is unclear is told ---


def test_issue_that_lost_its_marks() -> None:
    """GitLab's rich text editor drops comments: the lines are named, nothing is guessed from their
    words, and by the last comment it is said which ids are missing."""
    text = issue(PLAN)
    mark = text[text.index(" <!-- id: b ") : text.index("-->", text.index(" <!-- id: b ")) + 3]
    pulled = read_states("issue.md", text.replace(mark, "").replace("- [ ]", "- [x]").encode())
    assert pulled.states == dict.fromkeys("acd", "x")
    (problem,) = pulled.problems
    line = text[: text.index(mark)].count("\n") + 1
    assert said(pulled) == [
        f"issue.md:{line}:1: warning[no-id]: 1 task without an id, in line {line}: not read"
    ]
    assert problem.hint.endswith("; these have no line: b")


@pytest.mark.parametrize(
    ("text", "states", "told"),
    [
        ("", {}, ["i.md: error[no-id]: no task with an id stands in this text"]),
        (
            "- [x] one\n* [ ] two",
            {},
            ["i.md:1:1: warning[no-id]: 2 tasks without an id, in lines 1 and 2: not read"],
        ),
        (
            "- [x] one <!-- id: a 12345678 -->\n- [ ] again <!-- id: a 12345678 -->",
            {},
            ["i.md:2:1: error[repeated]: 'a' stands twice: it is in line 1 as well"],
        ),
        (
            "- [x] <!-- id: a 12345678 --> and <!-- id: b 12345678 -->",
            {},
            ["i.md:1:1: error[id]: this line carries 2 ids: a and b"],
        ),
        (
            "one <!-- id: a 12345678 -->",
            {},
            ["i.md:1:1: error[state]: 'a' has no box: what it is now is not known"],
        ),
        (
            "- [] one <!-- id: a 12345678 -->",
            {},
            ["i.md:1:1: error[state]: this box holds nothing, not even a space"],
        ),
        (
            "- [xx] one <!-- id: a 12345678 -->",
            {},
            ["i.md:1:1: error[state]: 'xx' is not the state of a box"],
        ),
        (
            "- [x] one <!-- id: A_b -->",
            {},
            ["i.md:1:1: error[id]: 'A_b' cannot be an id"],
        ),
        (
            "> 1. [X] one <!-- id: a -->\n```\n- [x] <!-- id: b -->\n```\n- [ ] <!-- id: c -->",
            {"a": "X", "c": " "},
            [],
        ),
        (
            "- [x] one <!-- id: a -->\n~~~\n- [x] two <!-- id: b -->",
            {"a": "x"},
            [
                "i.md:2:1: error[fence]: a block of code begins here and does not end: what follows"
                " is not read"
            ],
        ),
        (
            "- [x] caf\xe9 <!-- id: a -->",
            {"a": "x"},
            [],
        ),
    ],
)
def test_unclear_issues(text: str, states: dict[str, str], told: list[str]) -> None:
    """Each is told with its line, and the item stays as it was."""
    pulled = read_states("i.md", text.encode())
    assert (pulled.states, said(pulled)) == (states, told)


@pytest.mark.parametrize(
    ("text", "states", "told"),
    [
        (
            "Id,Status\na,done\nb, N/A \nc,TRUE\nd,[-]\n",
            {"a": "x", "b": "~", "c": "x", "d": "-"},
            ["t.csv:5:1: warning[state]: '-' is a sign of your own: it is taken as it is"],
        ),
        (
            'My plan\n\nTask;ID;STATUS\n"two\nlines";a;Open\nmine;;Done\n;;\nx;b;Dome\ny;c;\n',
            {"a": " "},
            [
                "t.csv:8:1: error[state]: 'Dome' is not a status: b stays as it was",
                "t.csv:9:1: error[state]: the status is empty: c stays as it was",
                "t.csv:6:1: warning[no-id]: 1 row without an id, in line 6: not read",
            ],
        ),
        (
            "Id\tStatus\na\tDone\nb\n",
            {"a": "x"},
            ["t.csv:3:1: error[form]: this row has 1 cells, the heading 2"],
        ),
        (
            "Id,Status\na,Done,oops\n",
            {},
            ["t.csv:2:1: error[form]: this row has 3 cells, the heading 2"],
        ),
        (
            "Id,Status\nx/y/a,Done\nx/z/b,Done\nq/r,Done\n",
            {"a": "x"},
            [
                "t.csv:3:1: error[other]: this is of x/z; what stands before it is of x/y",
                "t.csv:4:1: error[id]: 'q/r' is not an id of ours",
            ],
        ),
        (
            'Id,Status\na,Done\n"b,Open\nc,Open\n',
            {},
            ["t.csv:3:1: error[form]: a quotation mark is opened here and not closed"],
        ),
        (
            'Id,Status\n"a"b,Open\n',
            {},
            ["t.csv:2:1: error[form]: text follows a closing quotation mark"],
        ),
        (
            "Task,Status\na,Done\n",
            {},
            ["t.csv:1:1: error[heading]: one column 'Id' and one column 'Status' are needed"],
        ),
        (
            "",
            {},
            ["t.csv:1:1: error[heading]: one column 'Id' and one column 'Status' are needed"],
        ),
    ],
)
def test_unclear_tables(text: str, states: dict[str, str], told: list[str]) -> None:
    """Each is told with its line; a row that is sound is read all the same."""
    pulled = read_states("t.csv", text.encode())
    assert (pulled.states, said(pulled)) == (states, told)


@pytest.mark.parametrize("name", ["t.csv", "t.md", "t.json"])
def test_other_encodings_are_refused(name: str) -> None:
    """What Excel saves as plain 'CSV', or as 'Unicode text': told, with what to do; not guessed."""
    windows = read_states(name, "Id,Status\na,Größe".encode("cp1252"))
    assert said(windows) == [f"{name}:2:5: error[encoding]: the byte 0xf6 is not UTF-8"]
    assert "UTF-8" in windows.problems[0].hint
    wide = read_states(name, "Id,Status\na,Done".encode("utf-16"))
    assert said(wide) == [f"{name}:1:1: error[encoding]: this file is UTF-16"]


@pytest.mark.parametrize(
    ("text", "states", "told"),
    [
        ('{"format": 1, "customer": "a", "playbook": "b", "states": {}}', {}, []),
        (
            '{"format": 1, "customer": "a", "playbook": "b", "states": {\n"c": "x",\n"c": " ",\n'
            '"d": 1,\n"E": "x",\n"f": "~"}}',
            {"f": "~"},
            [
                "s.json:3:1: error[repeated]: 'c' stands twice: it is in line 2 as well",
                "s.json:4:1: error[state]: 'not a text' is not the state of a box",
                "s.json:5:1: error[id]: 'E' cannot be an id",
            ],
        ),
        ('{"format": 1,\n]', {}, ["s.json:2:1: error[form]: this is not sound JSON"]),
        ("[" * 200_000, {}, ["s.json: error[form]: this is not sound JSON"]),
        ("1" * 10_000, {}, ["s.json: error[form]: this is not sound JSON"]),
        ('{"format": 2}', {}, ["s.json:1:1: error[form]: this is no file of ticks of format 1"]),
        ("[]", {}, ["s.json:1:1: error[form]: this is no file of ticks of format 1"]),
        (
            '{"format": 1, "customer": "../x", "playbook": "b", "states": {}}',
            {},
            ["s.json:1:1: error[id]: 'customer' and 'playbook' have to be ids"],
        ),
    ],
)
def test_unclear_browser_files(text: str, states: dict[str, str], told: list[str]) -> None:
    """A browser's file is written by a program, and still read as if anyone had written it."""
    pulled = read_states("s.json", text.encode())
    assert (pulled.states, said(pulled)) == (states, told)


def test_id_that_the_checklist_does_not_hold() -> None:
    """It is told where it stands, with the id that was meant."""
    pulled = read_states("t.csv", b"Id,Status\nkickof-call,Done\nb,Done\n")
    (problem,) = pulled.unknown({"kickoff-call", "b"})
    assert str(problem).startswith("t.csv:2:1: error[id]: no item has the id 'kickof-call'")
    assert problem.hint == "did you mean 'kickoff-call'?"


@pytest.mark.parametrize("name", ["plan.pdf", "plan", ".csv", "plan.xls"])
def test_other_kinds_of_file(name: str) -> None:
    """Said by the ending of the name; the kinds that can be read are named."""
    (problem,) = read_states(name, b"").problems
    assert problem.message == "this kind of file carries no ticks"
    assert ".xlsx" in problem.hint


def test_file_that_is_too_large() -> None:
    """Nothing is read of it."""
    (problem,) = read_states("t.csv", b"x" * 5_000_001).problems
    assert problem.message == "this file has 5,000,001 bytes; 5,000,000 is the most"


# --- a workbook is read with care ---


def rebuilt(**parts: bytes) -> bytes:
    """The workbook of four items with other content in some parts: `strings`, `sheet`."""
    names = {"strings": "xl/sharedStrings.xml", "sheet": "xl/worksheets/sheet1.xml"}
    others = {names.get(name, name): content for name, content in parts.items()}
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(PLAN))) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, others.pop(name, b"") or old.read(name))
        for name, content in others.items():
            new.writestr(name, content)
    return made.getvalue()


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'
ROWS = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 5_003))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "this is no Excel workbook, or it is damaged"),
        (workbook(PLAN)[:2_000], "this is no Excel workbook, or it is damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "this is no Excel workbook, or it is damaged"),
        (rebuilt(strings=LAUGHS.encode()), "a part of this workbook has a document type"),
        (rebuilt(strings=LAUGHS.encode("utf-16")), "a part of this workbook has a document type"),
        (rebuilt(sheet=b"<x>" * 1_000), "a part of this workbook is nested too deeply"),
        (rebuilt(sheet=b" " * 5_000_001), "a part of this workbook has more than 5,000,000 bytes"),
        (rebuilt(sheet=b"<x"), "a part of this workbook is not sound XML"),
        (
            rebuilt(sheet=b'<?xml version="1.0" encoding="shift_jis"?><x/>'),
            "a part of this workbook is not sound XML",
        ),
        (
            rebuilt(sheet=b'<s><row r="1"><c t="s"><v>999999</v></c></row></s>'),
            "a cell of this workbook names a text that is not there",
        ),
        (rebuilt(sheet=b'<s><row r="-1"></row></s>'), "a number in this workbook is none"),
        (
            rebuilt(sheet=f"<s>{ROWS}</s>".encode()),
            "a sheet of this workbook has more than 5,000 rows",
        ),
        (
            rebuilt(**{f"x{n}": b"x" for n in range(300)}),
            "this workbook has more than 300 parts",
        ),
    ],
)
def test_workbook_that_is_refused(data: bytes, told: str) -> None:
    """What would be dear or dangerous to read, or is damaged: one line, and nothing is read."""
    pulled = read_states("plan.xlsx", data)
    assert (pulled.states, said(pulled)) == ({}, [f"plan.xlsx: error[form]: {told}"])


def test_workbook_without_shared_texts() -> None:
    """Texts in the cells themselves, rows and cells without their places, rich text and how it is
    pronounced, a ticked box: as other programs write them."""
    sheet = (
        '<s xmlns="urn:x"><row><c t="inlineStr"><is><t>Id</t></is></c>'
        '<c t="inlineStr"><is><r><t>Sta</t></r><r><t>tus</t></r><rPh><t>no</t></rPh></is></c></row>'
        '<row><c t="str"><f>"x"</f><v>a</v></c><c t="b"><v>1</v></c></row>'
        '<row r="7"><c r="B7" t="str"><v>Open</v></c><c r="A7" t="str"><v>b</v></c></row></s>'
    )
    pulled = read_states("plan.xlsx", rebuilt(sheet=sheet.encode()))
    assert (pulled.states, pulled.problems) == ({"a": "x", "b": " "}, [])


def test_workbook_rows_say_their_place() -> None:
    """A row that is unclear is told by its number in the sheet."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(PLAN)))
    book["Checklist"]["C3"] = "maybe"
    book["Checklist"]["N4"] = None
    saved = io.BytesIO()
    book.save(saved)
    pulled = read_states("plan.xlsx", saved.getvalue())
    assert pulled.states == {"a": " ", "d": " "}
    assert said(pulled) == [
        "plan.xlsx:3:1: error[state]: 'maybe' is not a status: b stays as it was",
        "plan.xlsx:4:1: warning[no-id]: 1 row without an id, in line 4: not read",
    ]


def test_workbook_without_the_id_column() -> None:
    """Whoever got rid of it is told; nothing is guessed from the words."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(PLAN)))
    book["Checklist"].delete_cols(14)
    saved = io.BytesIO()
    book.save(saved)
    pulled = read_states("plan.xlsx", saved.getvalue())
    assert pulled.states == {}
    assert said(pulled) == [
        "plan.xlsx:1:1: error[heading]: one column 'Id' and one column 'Status' are needed"
    ]


def test_damaged_workbooks_never_crash() -> None:
    """Bytes changed at random: read or refused, never a state that nobody typed."""
    whole = workbook(PLAN)
    chance = random.Random(5)
    for _ in range(200 * max(1, TORTURE)):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 1, 4, 30])):
            start = chance.choice([0, len(whole) - 1_200])
            data[chance.randrange(start, len(whole))] = chance.randrange(256)
        pulled = read_states("plan.xlsx", bytes(data))
        assert pulled.problems or pulled.states == dict.fromkeys("abcd", " ")


@pytest.mark.parametrize("ending", ["md", "csv", "json"])
@examples(40)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from(
                [b"Id,Status\n", b"a,Done", b"\n", b'"', b"- [x] ", b"<!-- id: a -->", b"```",
                 b'{"format": 1, "customer": "a", "playbook": "b", "states": {', b'"a": "x"', b"}}",
                 b"---\ncustomer: a\nplaybook: b\n", b";", b"\t", b"\r", b"\0", b"a/b/c"]
            ),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_any_bytes_are_read_or_told(ending: str, parts: list[bytes]) -> None:
    """Whatever a file holds, the answer is states and problems, each with words."""
    pulled = read_states(f"x.{ending}", b"".join(parts))
    assert all(len(state) == 1 for state in pulled.states.values())
    assert all(str(problem) for problem in pulled.problems)
    assert set(pulled.states) <= set(pulled.places)


def test_no_file_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is a name: nothing is opened by it."""
    monkeypatch.chdir(tmp_path)
    assert read_states("../../etc/passwd.csv", b"Id,Status\na,Done\n").states == {"a": "x"}
    assert list(tmp_path.iterdir()) == []
