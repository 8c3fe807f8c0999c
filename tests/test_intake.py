"""Customers and events from tables: every wrong row told in its place, nothing else lost."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import HERE, TODAY, Handrail, files_below
from hostile import HOSTILE
from planted import is_line, typed

from generator.build import examine
from generator.docs import site_tree
from generator.formats.markdown import markdown
from generator.intake import id_of
from generator.models import Customer
from generator.plan import plan
from generator.yaml_text import as_yaml

NOW = date.fromisoformat(TODAY)
CONTENT = HERE.parent / "content"
HEADING = [
    "Account", "Owner Id", "Segment", "Office", "Edition", "Green", "At risk", "Start", "Renewal",
    "Last call", "CSM", "CSM mail",
]  # fmt: skip
BOOK = """\
customers:
  - file: accounts.csv
    dates: DD.MM.YYYY
    columns:
      Account: name
      Segment: segment
      Office: people.csm.calendar
      Edition: attributes.tier
      Green: attributes.use-cases-green
      At risk: attributes.at-risk
      Start: dates.contract-start
      Renewal: dates.renewal
      Last call: events.call
      CSM: people.csm
      CSM mail: people.csm.email
    values: {attributes.at-risk: {Y: "true", N: "false"}}
    fixed: {attributes.relationship: existing, attributes.deployment: saas}
"""
PEOPLE = ("csm-manager", "ae", "champion", "economic-buyer", "customer", "renewals-manager")


def good(n: int) -> list[str]:
    """A sound row of an export."""
    return [
        f"Company {n}, Inc", f"005{n:05}", "Enterprise", "Bavaria", "Ultimate", str(n % 5),
        "NY"[n % 2], f"{n % 28 + 1:02}.03.2024", f"{n % 28 + 1:02}.03.2027", "03.11.2026",
        f"Person {n % 5}", f"p{n % 5}@example.com",
    ]  # fmt: skip


def written(rows: list[list[str]], delimiter: str = ";") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([HEADING, *rows])
    return text.getvalue()


def book(folder: Path, table: bytes, mapping: str = BOOK) -> Path:
    """A book with one table, beside the handbook of the sample."""
    (folder / "book/customers").mkdir(parents=True)
    (folder / "book/book.yaml").write_text(mapping)
    (folder / "book/customers/accounts.csv").write_bytes(table)
    return folder / "book"


WRONG = {
    12: ("Account", 0, ""),
    25: ("Start", 7, "31.02.2024"),
    38: ("Renewal", 8, "2027-03-01"),
    51: ("Segment", 2, "Enterprize"),
    64: ("Edition", 4, "Gold"),
    77: ("Green", 5, "eleven"),
    90: ("Green", 5, "11"),
    103: ("Office", 3, "Atlantis"),
    116: ("Account", 0, "company 7 inc"),
    129: ("Account", 0, "Bad\u202eName"),
    142: ("CSM", 10, ""),
    155: ("Account", 0, "?!"),
}
"""By row: the column that is wrong, its number, and what stands there."""


def test_two_hundred_rows_of_which_twelve_are_wrong(quick: Handrail, tmp_path: Path) -> None:
    """Twelve messages in one run, each with the line, the place of the cell and its column's name;
    the cell, cut out of the file by that place, is the wrong one."""
    rows = [good(n) for n in range(200)]
    for at, (_, column, cell) in WRONG.items():
        rows[at][column] = cell
    rows[3][0] = 'Quoted "Q"\r\nof two lines'  # all lines below are one further down
    where = book(tmp_path, written(rows).encode("utf-8-sig"))
    done = quick("check", "--content", CONTENT, "--book", where, "--today", TODAY)
    assert done.code == 1
    table = (where / "customers/accounts.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    told = re.findall(
        r"accounts\.csv:(\d+):(\d+): error\[.*\n(?:.*\n)*?    = column: (.*)", done.err
    )
    assert [(int(line) - 3, name) for line, _, name in told] == [
        (row, name) for row, (name, _, _) in WRONG.items()
    ]
    for (line, column, _), (_, _, cell) in zip(told, WRONG.values(), strict=True):
        assert table[int(line) - 1][int(column) - 1 :].startswith(f"{cell}" or ";")
    assert done.err.endswith("12 errors\n")


def test_all_that_is_wrong_in_a_row_is_told_at_once(
    quick: Handrail, sample: Path, tmp_path: Path
) -> None:
    """A wrong answer and a wrong figure, in one row and in one run; where a figure alone is wrong,
    it is told once."""
    mapping = (
        "customers:\n  - file: accounts.csv\n    columns:\n      Name: name\n"
        "      Beds: attributes.beds\n      Noon: figures.seen-by-noon\n"
        "      Sister: people.sister\n"
    )
    rows = "Name;Beds;Noon;Sister\nA;many;71%;Eva\nB;9;71%;Eva\n"
    where = book(tmp_path, rows.encode(), mapping)
    done = quick("check", "--content", sample, "--book", where, "--today", TODAY)
    told = re.findall(r"csv:(\d+):\d+: error\[(.*)\].*\n(?:.*\n)*?    = column: (.*)", done.err)
    code = "unknown-reference"
    assert told == [
        ("2", code, "Beds"),
        ("2", code, "Noon"),
        ("3", code, "Noon"),
    ]
    assert done.err.endswith("3 errors\n")


def test_lines_that_are_no_rows(quick: Handrail, tmp_path: Path) -> None:
    """A short row, text behind a closing quotation mark and an open one are told, each on its
    line; rows between them are read."""
    lines = written([good(n) for n in range(6)]).split("\r\n")
    lines[2] = "Grand totals;6"
    lines[4] = '"Company" 4' + lines[4][lines[4].index(";") :]
    lines[6] = '"' + lines[6]
    done = quick("check", "--content", CONTENT, "--book", book(tmp_path, "\n".join(lines).encode()))
    assert re.findall(r"csv:(\d+):1: error\[form\]", done.err) == ["3", "5", "7"]
    assert done.err.endswith("3 errors\n")


def customers(where: Path, keep_going: bool = False) -> dict[str, Customer]:
    examined = examine(CONTENT, where, keep_going=keep_going)
    assert examined.sound, [str(p) for p in examined.problems]
    return dict(examined.handbook.customers)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_however_it_was_saved(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """The same customers come of every delimiter and encoding, umlauts and quotes included."""
    rows = [good(n) for n in range(3)]
    rows[1][10] = 'Jürgen "Jo" Weiß;,|'
    known = encoding.replace("-sig", "")
    mapping = BOOK.replace("    dates:", f"    encoding: {known}\n    dates:")
    where = book(tmp_path, written(rows, delimiter).encode(encoding), mapping)
    found = customers(where)
    assert list(found) == ["company-0-inc", "company-1-inc", "company-2-inc"]
    one = found["company-1-inc"]
    assert one.people["csm"].name == 'Jürgen "Jo" Weiß;,|'
    assert (one.segment, one.people["csm"].calendar) == ("enterprise", "de-by")
    assert one.attributes == {
        "relationship": "existing", "deployment": "saas", "tier": "ultimate",
        "use-cases-green": "1", "at-risk": "true",
    }  # fmt: skip
    assert one.dates == {"contract-start": date(2024, 3, 2), "renewal": date(2027, 3, 2)}
    assert [(e.what, e.on) for e in one.events] == [("call", date(2026, 11, 3))]


def test_ending_in_capitals(quick: Handrail, tmp_path: Path) -> None:
    """A table is found by its name whatever the case of its ending; another ending is told."""
    where = book(tmp_path, b"", BOOK.replace("accounts.csv", "Accounts.CSV"))
    (where / "customers/Accounts.CSV").write_text(written([good(1)]))
    (where / "customers/accounts.csv").unlink()
    assert list(customers(where)) == ["company-1-inc"]
    (where / "customers/Accounts.CSV").rename(where / "customers/accounts.tsv")
    (where / "book.yaml").write_text(BOOK.replace("accounts.csv", "accounts.tsv"))
    done = quick("check", "--content", CONTENT, "--book", where)
    assert "there is no table 'accounts.tsv'" in done.err
    assert "a table is a CSV file: save it as one" in done.err


def test_not_in_the_encoding(quick: Handrail, tmp_path: Path) -> None:
    """A file of the wrong encoding is told with the line, and what to do."""
    where = book(tmp_path, written([good(1), ["Weiß", *good(2)[1:]]]).encode("windows-1252"))
    done = quick("check", "--content", CONTENT, "--book", where)
    assert "accounts.csv: error[encoding]: a byte in line 3 is not UTF-8" in done.err


def test_mapping_that_does_not_fit(quick: Handrail, tmp_path: Path) -> None:
    """What book.yaml gets wrong is told once, there, and not for every row."""
    wrong = BOOK.replace("Office:", "Ofice:").replace("attributes.tier", "attributes.teir")
    wrong += "  - {file: none.csv, columns: {A: name}}\n  - {file: a.csv, columns: {A: nme}}\n"
    done = quick("check", "--content", CONTENT, "--book", book(tmp_path, b"x", wrong))
    assert done.err.count("error[") == 1
    assert "'nme' is no field of a customer" in done.err
    (tmp_path / "book/book.yaml").write_text(wrong[: wrong.rindex("  - {file: a.csv")])
    (tmp_path / "book/customers/accounts.csv").write_text(written([good(n) for n in range(9)]))
    done = quick("check", "--content", CONTENT, "--book", tmp_path / "book")
    assert re.findall(r"book\.yaml:(\d+):\d+: error.*: (.*)", done.err) == [
        ("7", "there is no column 'Ofice' in 'accounts.csv'"),
        ("8", "there is no attribute 'teir'"),
        ("18", "there is no table 'none.csv' in the folder customers/"),
    ]


def test_customer_in_both_places(quick: Handrail, tmp_path: Path) -> None:
    """A customer of a file and of a table is an error that names both places."""
    where = book(tmp_path, written([good(1), good(2)]).encode())
    (where / "customers/company-2-inc.yaml").write_text("name: Company 2\n")
    done = quick("check", "--content", CONTENT, "--book", where)
    assert re.search(r"accounts\.csv:3:1: error\[repeated-id\]: the id 'company-2-inc'", done.err)
    assert "first here: " + str(where / "customers/company-2-inc.yaml:1:1") in done.err


@pytest.mark.parametrize(
    ("name", "id_"),
    [("ACME GmbH & Co. KG", "acme-gmbh-co-kg"), ("Åre Straße", "are-strasse"), ("x" * 99, "x" * 64),
     ("  -A- ", "a"), ("株式会社", ""), ("=1+1", "1-1")],
)  # fmt: skip
def test_ids_of_names(name: str, id_: str) -> None:
    """An id follows from the name alone; where none can, it is empty (and then told)."""
    assert id_of(name) == id_


def test_keep_going(quick: Handrail, tmp_path: Path) -> None:
    """Only when asked, the good rows are used without the wrong ones; and the run says 1."""
    rows = [good(n) for n in range(10)]
    rows[2][8], rows[5][2], rows[7][4] = "soon", "nowhere", "Gold"
    where = book(tmp_path, written(rows).encode())
    (where / "customers/torn.yaml").write_text("name: Torn\nsegment: none\n")
    assert not examine(CONTENT, where).sound
    found = customers(where, keep_going=True)
    assert list(found) == [f"company-{n}-inc" for n in (0, 1, 3, 4, 6, 8, 9)]
    done = quick("book", "load", "--content", CONTENT, "--book", where, "--keep-going")
    assert done.code == 1
    assert "left out for their errors: 3 rows and 1 file\n" in done.out
    done = quick("import", "customers", where / "customers/accounts.csv", "--content", CONTENT,
                 "--book", where)  # fmt: skip
    assert done.code == 1
    assert done.err.endswith("nothing was written\n3 errors\n")
    assert not (where / "customers/company-0-inc.yaml").exists()
    done = quick("import", "customers", where / "customers/accounts.csv", "--content", CONTENT,
                 "--book", where, "--keep-going")  # fmt: skip
    assert done.code == 1
    assert len(list(where.glob("customers/company-*.yaml"))) == 7


def test_import_gives_the_same_customers(quick: Handrail, tmp_path: Path) -> None:
    """The YAML that is written reads as the customers of the table, with the same plans; a file
    that is there is never overwritten, and then none is written."""
    rows = [[*row[:6], "N", *row[7:]] for row in map(good, range(4))]
    people = "".join(f", people.{role}: The {role}" for role in PEOPLE)
    mapping = BOOK.replace("saas}", f"saas{people}}}")
    where = book(tmp_path, written(rows).encode(), mapping)
    by_table = customers(where)
    (tmp_path / "new").mkdir()
    table = where / "customers/accounts.csv"
    command = ("import", "customers", table, "--content", CONTENT, "--book", tmp_path / "new",
               "--mapping", where / "book.yaml")  # fmt: skip
    assert quick(*command).code == 0
    written_files = files_below(tmp_path / "new")
    by_file = examine(CONTENT, tmp_path / "new")
    assert by_file.problems == []
    assert dict(by_file.handbook.customers) == by_table
    of_table = examine(CONTENT, where).handbook
    for id_ in by_table:
        for playbook in ("ebr", "renewal"):
            one, other = (
                plan(h, h.customers[id_], h.playbooks[playbook], NOW).checklist
                for h in (of_table, by_file.handbook)
            )
            assert one
            assert other
            assert markdown(one) == markdown(other)
    (tmp_path / "new/customers/company-3-inc.yaml").unlink()
    refused = quick(*command)
    assert refused.code == 3
    assert "company-0-inc.yaml: is there already" in refused.err
    del written_files["customers/company-3-inc.yaml"]
    assert files_below(tmp_path / "new") == written_files


def test_hostile_cells_stay_text(tmp_path: Path) -> None:
    """Formulas, markup and quick actions in a table are text, as in a customer's file, and what is
    written as YAML reads back the same."""
    texts = [t for t in HOSTILE.values() if is_line(t) and id_of(t)]
    rows = [[f"N{n}", *good(n)[1:10], text, ""] for n, text in enumerate(texts)]
    found = customers(book(tmp_path, written(rows).encode()))
    names = [" ".join(one.people["csm"].name.split()) for one in found.values()]
    assert list(map(typed, names)) == [typed(" ".join(text.split())) for text in texts]
    assert all(as_yaml({"name": name}) for name in names)


EVENTS = """\
events:
  - file: timeline.csv
    columns: {Account: customer, Date: on, Activity: what, Colour: is}
    values: {what: {QBR: ebr-held}}
"""


def test_events_from_a_table(quick: Handrail, tmp_path: Path) -> None:
    """Events come to customers of files and of tables, by name or id; wrong rows are told."""
    where = book(tmp_path, written([good(1), good(2)]).encode(), BOOK + EVENTS)
    (where / "customers/filed.yaml").write_text("name: Filed, Ltd\n")
    timeline = where / "customers/timeline.csv"
    head = "Account,Date,Activity,Colour\n"
    timeline.write_text(head + '"Filed, Ltd",2026-10-01,QBR,\ncompany-2-inc,2026-10-02,Health '
                        "changed,red\nCompany 2 Inc,2026-10-03,call,\n")  # fmt: skip
    found = customers(where)
    assert [(e.what, e.on.day, e.value) for e in found["filed"].events] == [("ebr-held", 1, None)]
    assert [(e.what, e.value) for e in found["company-2-inc"].events] == [
        ("call", None), ("health", "red"), ("call", None),
    ]  # fmt: skip
    timeline.write_text(head + "Nobody,2026-10-01,QBR,\nfiled,1.10.2026,QBR,\nfiled,2026-10-01,"
                        "Lunch,\nfiled,2026-10-01,Health changed,blue\nfiled,,QBR,\n")  # fmt: skip
    done = quick("check", "--content", CONTENT, "--book", where)
    told = re.findall(r"timeline\.csv:(\d):(\d+): .*\n(?:.*\n)*?    = column: (.*)", done.err)
    assert told == [
        ("2", "1", "Account"), ("3", "7", "Date"), ("4", "18", "Activity"), ("5", "33", "Colour"),
        ("6", "7", "Date"),
    ]  # fmt: skip


def test_cells_that_are_needed(quick: Handrail, tmp_path: Path) -> None:
    """A row without a name, with a person's mail but no name, without customer, day or event: each
    is told once, in the words of a table; what happened to a customer whose own row is wrong is no
    second problem."""
    rows = [good(n) for n in range(4)]
    rows[1][0], rows[2][10], rows[3][4] = "", "", "Gold"
    where = book(tmp_path, written(rows).encode(), BOOK + EVENTS)
    (where / "customers/timeline.csv").write_text(
        "Account,Date,Activity,Colour\n,2026-10-01,QBR,\nCompany 0 Inc,,QBR,\n"
        "Company 0 Inc,2026-10-01,,\nCompany 3 Inc,2026-10-01,QBR,\nCompany 0 Inc,1,Lunch,\n"
    )
    done = quick("check", "--content", CONTENT, "--book", where)
    told = re.findall(r"(\w+\.csv:\d+):\d+: error\[\S+: (.*)\n(?:.*\n)*?    = help: (.*)", done.err)
    assert told[:6] == [
        ("accounts.csv:3", "this customer has no name", "fill in this cell, or delete the row"),
        ("accounts.csv:4", "the name of the Customer success manager is missing",
         "fill in this cell, or empty those about this person"),
        ("accounts.csv:5", "'Gold' is not an answer to 'Which tier did they buy?'",
         "it can be premium or ultimate"),
        ("timeline.csv:2", "this row does not say which customer it is about",
         "fill in this cell, or delete the row"),
        ("timeline.csv:3", "this row does not say on which day it was",
         "fill in this cell, or delete the row"),
        ("timeline.csv:4", "this row does not say what happened",
         "fill in this cell, or delete the row"),
    ]  # fmt: skip
    assert [place for place, _, _ in told[6:]] == ["timeline.csv:6", "timeline.csv:6"]
    assert told[7][2].endswith("; or say what it means under 'values' in book.yaml")


def test_columns_that_are_needed(quick: Handrail, tmp_path: Path) -> None:
    """A mapping without what no row can be without is told once, at the mapping."""
    mapping = BOOK.replace("      Account: name\n", "") + EVENTS.replace("Date: on, ", "")
    where = book(tmp_path, written([good(n) for n in range(9)]).encode(), mapping)
    (where / "customers/timeline.csv").write_text("Account,Activity,Colour\nA,QBR,\nB,QBR,\n")
    done = quick("check", "--content", CONTENT, "--book", where)
    assert re.findall(r"book\.yaml:(\d+):\d+: error\[column\]: (.*)", done.err) == [
        ("4", "no column says 'name'"), ("19", "no column says 'on'"),
    ]  # fmt: skip
    assert "= help: add the name of a column: 'COLUMN: on'" in done.err
    assert done.err.endswith("2 errors\n")


def test_problems_of_the_plan_point_into_the_table(quick: Handrail, tmp_path: Path) -> None:
    """What only the plan finds, such as a role nobody holds, points to the customer's row."""
    where = book(tmp_path, written([good(1), good(2)]).encode())
    done = quick("check", "--content", CONTENT, "--book", where, "--today", TODAY)
    assert re.search(r"accounts\.csv:3:\d+: error\[unheld-role\]: nobody has the role", done.err)


def test_tables_are_not_mended(quick: Handrail, tmp_path: Path) -> None:
    """`check --fix` leaves a table as it was exported, whatever is wrong in it."""
    rows = [["Firm", *good(1)[1:7], "1 March 2024", "2027/03/01", *good(1)[9:]]]
    for table in (written(rows).encode(), written([["Weiß", *good(1)[1:]]]).encode("cp1252")):
        where = book(tmp_path / str(len(table)), table)
        quick("check", "--fix", "--content", CONTENT, "--book", where)
        assert (where / "customers/accounts.csv").read_bytes() == table


def test_the_public_site_never_reads_a_book(tmp_path: Path) -> None:
    """Absent, wrong, or a pipe that never ends: book.yaml does not change a byte of the site."""
    content = Path(shutil.copytree(HERE / "sample", tmp_path / "content"))

    def built() -> dict[str, bytes]:
        return dict(site_tree(examine(content, None).handbook, NOW))

    before = built()
    (content / "book.yaml").write_text("customers: [{not: sound")
    assert built() == before
    (content / "book.yaml").unlink()
    os.mkfifo(content / "book.yaml")
    assert built() == before
