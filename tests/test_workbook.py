"""A checklist as an Excel workbook, read back by openpyxl and looked at in its XML."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from xml.etree import ElementTree

import openpyxl
import pytest
from checklists import checklist, checklists, filled, item, shipped
from hostile import HOSTILE, SINKS
from hypothesis import given
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from strategies import examples

from generator.checklist import Checklist
from generator.formats.workbook import workbook

XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def opened(plan: Checklist) -> openpyxl.Workbook:
    """The file as openpyxl reads it; a formula would be shown as one."""
    return openpyxl.load_workbook(io.BytesIO(workbook(plan)))


def tasks(plan: Checklist) -> Worksheet:
    sheet = opened(plan)["Checklist"]
    assert isinstance(sheet, Worksheet)
    return sheet


def table(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows below the heading, by its words."""
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, datetime.min.time()) if day else None


def part(data: bytes, name: str) -> ElementTree.Element:
    """A part of the workbook as XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))


def written(data: bytes) -> Iterator[str]:
    """Every text of every sheet, as it stands in the XML."""
    for text in part(data, "xl/sharedStrings.xml").iter(f"{XML}si"):
        yield "".join(t.text or "" for t in text.iter(f"{XML}t"))


def test_shipped_checklists_read_back() -> None:
    """Sections, tasks, owners and order are the plan's, in every fourth one of the handbook's; its
    days are real dates."""
    for plan in shipped()[::4]:
        rows = table(tasks(plan))
        expected = [(section.title, item) for section in plan.sections for item in section.items]
        assert len(rows) == len(expected)
        for row, (section, task) in zip(rows, expected, strict=True):
            assert (row["Section"], row["Task"]) == (section, task.do)
            assert (row["Owner"], row["Status"]) == (task.accountable.name or None, "Open")
            assert row["Start"] == midnight(task.start)
            assert row["Due"] == midnight(task.due)
            assert row["Id"] == f"{plan.customer_id}/{plan.playbook_id}/{task.id}"


@examples(5)
@given(checklists())
def test_any_checklist_reads_back(plan: Checklist) -> None:
    """Whatever is typed is shown as it was typed, without an apostrophe; nothing is computed."""
    for row, task in zip(table(tasks(plan)), plan.items, strict=True):
        assert row["Task"] == " ".join(task.do.split())
        assert row["Due"] == midnight(task.due)
        assert row["Optional"] == ("yes" if task.optional else None)


def test_same_checklist_gives_same_bytes() -> None:
    """Nothing of the day or the machine is in the file; no part of it has a time of its own."""
    plan = shipped()[0]
    data = workbook(plan)
    assert data == workbook(replace(plan))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert opened(plan).properties.created == datetime(2000, 1, 1)  # noqa: DTZ001


def test_checklist_without_items_is_a_heading() -> None:
    """Whoever deleted every item gets a sheet that still opens."""
    assert table(tasks(checklist(sections=()))) == []


def test_sheet_is_made_to_work_in() -> None:
    """Frozen heading, filter over the whole table, a list of states, colours by state and for what
    is late, and as wide as the paper."""
    sheet = tasks(checklist(item(id="a"), item(id="b")))
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:N3"
    lists = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert lists["C2:C3"].formula1 == '"Open,Done,Not applicable"'
    rules = {
        (str(area.sqref), rule.formula[0])
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
    assert rules == {
        ("A2:N3", '$C2="Done"'),
        ("A2:N3", '$C2="Not applicable"'),
        ("G2:G3", 'AND($C2="Open",$G2<>"",$G2<TODAY())'),
    }
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'Checklist'!$A$1:$I$3"


def test_id_column_is_kept_from_loss() -> None:
    """It is hidden, takes no typing, and no column can be deleted; all else can be done: sort,
    filter, add and delete rows, add columns, and type into every cell below the heading."""
    sheet = tasks(checklist())
    assert sheet.column_dimensions["N"].hidden
    ids = [rule for rule in sheet.data_validations.dataValidation if "N2" in rule.sqref]
    assert [(rule.type, rule.formula1) for rule in ids] == [("custom", "FALSE")]
    guard = sheet.protection
    assert guard.sheet
    assert guard.deleteColumns
    allowed = (guard.sort, guard.autoFilter, guard.insertRows, guard.deleteRows)
    assert not any((*allowed, guard.insertColumns, guard.formatCells))
    assert {cell.protection.locked for cell in sheet[1]} == {True}
    assert {cell.protection.locked for cell in sheet[2] if cell.value} == {False}
    everywhere_else = part(workbook(checklist()), "xl/styles.xml").find(f"{XML}cellXfs/{XML}xf[1]")
    assert everywhere_else is not None
    assert [lock.get("locked") for lock in everywhere_else] == ["0"]


def test_second_sheet_says_what_it_is_of() -> None:
    """Title, customer, what is known, and the dates with where they come from."""
    plan = checklist()
    rows = [row for row in opened(plan)["About"].iter_rows(values_only=True) if any(row)]
    assert rows == [
        ("Onboard a new customer", None, None),
        ("Customer", "Aurora Robotics", None),
        ("Purpose", "Reach first value fast.", None),
        ("Starts when", "The contract is signed.", None),
        ("Segment", "Enterprise", None),
        (
            "Contract start",
            datetime(2026, 12, 1),  # noqa: DTZ001
            "contract start: Tue 1 Dec 2026, as stated",
        ),
        ("Plan", plan.revision, None),
    ]


def test_hostile_text_is_text() -> None:
    """Whatever stands in the fields of items and facts: every cell is a text or a date, no formula,
    error or link, and stays so when a person goes into it; what can be seen is shown as typed."""
    texts = list(HOSTILE.values())
    plan = checklist(
        facts=tuple((text, text) for text in texts),
        sections=tuple(section for text in texts for section in filled(text).sections),
    )
    data = workbook(plan)
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert len(cells) > 12 * len(texts)
    assert {type(cell) for cell in cells} == {Cell}
    assert {cell.data_type for cell in cells} == {"s", "d"}
    assert {cell.quotePrefix for cell in cells if cell.data_type == "s"} == {True}
    assert {cell.hyperlink for cell in cells} == {None}
    found = {text.rstrip() for text in written(data)}
    for key, text in HOSTILE.items():
        if is_seen(text) and len(text) < 32_000:
            shown = " ".join(text.split())
            assert re.sub("(_x[0-9A-Fa-f]{4}_)", r"_x005F\1", shown) in found, key


def is_seen(text: str) -> bool:
    """Whether the text has no character that nobody sees."""
    hidden = {"Cc", "Cs", "Cf", "Cn", "Zl", "Zp"}
    return all(unicodedata.category(character) not in hidden for character in text)


def test_hostile_name_is_a_name() -> None:
    """As title and customer, on the second sheet, in the properties and at the head of the page."""
    for sink in filter(lambda sink: is_seen(sink[0]), SINKS.values()):
        plan = checklist(title=sink[0], customer=sink[-1])
        book = opened(plan)
        shown = " ".join(sink[0].split())
        assert book["About"]["A1"].value == shown
        assert book.properties.title == shown[:200]
        assert str(part(workbook(plan), "xl/worksheets/sheet1.xml").findtext(f".//{XML}oddHeader"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<r>bold</r>", "<r>bold</r> "),
        ("_x0041_", "_x005F_x0041_"),
        ("bell\a nul\0", "bell\ufffd nul\ufffd"),
        ("\ud800 \uffff", "\ufffd \ufffd"),
        ("&\"<'", "&\"<'"),
    ],
)
def test_text_stays_text_in_the_xml(typed: str, shown: str) -> None:
    """What the file's own form gives a meaning to: markup, escapes, characters that XML has not."""
    assert shown in list(written(workbook(checklist(item(do=typed)))))


@pytest.mark.parametrize("letter", ["x", "\U0001f389"])
def test_what_no_cell_holds_is_cut_and_said(letter: str) -> None:
    """More than 32,767 UTF-16 units: the cell is full, not empty, and says that it was cut."""
    (row,) = table(tasks(checklist(item(do=letter * 40_000))))
    shown = str(row["Task"])
    assert shown.endswith(letter + " … (cut: a cell holds no more)")
    assert 32_700 < len(shown.encode("utf-16-le")) // 2 <= 32_767


def test_name_at_the_head_of_the_page_is_no_code() -> None:
    """`&` steers the head of a printed page: `&D` would print the day, `&G` a picture."""
    data = workbook(checklist(customer='R&D &G &[Picture] &"Arial"'))
    head = part(data, "xl/worksheets/sheet1.xml").find(f".//{XML}oddHeader")
    assert head is not None
    assert head.text == '&LOnboard a new customer: R＆D ＆G ＆[Picture] ＆"Arial"'  # noqa: RUF001
