"""`handrail new` and `import`: drafts that check at once and overwrite nothing."""

from __future__ import annotations

import shutil
from contextlib import chdir
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import TODAY, Handrail, files_below
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from strategies import examples, lines

from generator.build import examine
from generator.cli import main
from generator.drafts.kinds import DRAFTS
from generator.drafts.markdown_table import cells, tables
from generator.drafts.written import added, scalar
from generator.handbook import File
from generator.loader import load
from generator.shipped import folder

AT = ("--today", TODAY)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The content of a new handbook; commands are run beside it."""
    return Path(shutil.copytree(folder() / "starter/content", tmp_path / "content"))


def typed(folder: Path, words: str, keys: str) -> Result:
    """A command with what a person types when it asks."""
    with chdir(folder):
        return CliRunner().invoke(main, words.split(), input=keys, catch_exceptions=False)


@pytest.mark.parametrize("noun", [noun for noun in DRAFTS if noun != "customer"])
def test_draft_checks_at_once(quick: Handrail, content: Path, noun: str) -> None:
    """A draft of any kind stands in the handbook and no error comes with it; nothing else changed,
    and what stood in the same file stands there still, comments and all."""
    before = files_below(content)
    done = quick("new", noun, "--title", "Say it twice", *AT)
    assert done.code == 0
    examined = examine(content, content)
    assert examined.sound
    assert "say-it-twice" in examined.handbook.of_kind(DRAFTS[noun].kind)
    after = files_below(content)
    (name,) = {name for name in after if after[name] != before.get(name)}
    assert after[name].startswith(before.get(name, b"# "))
    assert name in done.out


@pytest.mark.parametrize("noun", list(DRAFTS))
def test_draft_into_the_sample(quick: Handrail, sample: Path, noun: str) -> None:
    """Also where entries are written in one line each, and nothing was drafted before."""
    assert quick("new", noun, "--title", "A night").code == 0
    assert "a-night" in load(sample, sample)[0].of_kind(DRAFTS[noun].kind)


@pytest.mark.parametrize("noun", ["playbook", "customer", "role"])
def test_nothing_is_overwritten(quick: Handrail, content: Path, noun: str) -> None:
    """The same draft a second time is refused, with the file in which it is."""
    assert quick("new", noun, "--title", "Twice").code == 0
    before = files_below(content)
    done = quick("new", noun, "--title", "Twice")
    assert (done.code, done.out) == (3, "")
    assert f"there is a {noun} 'twice' already, in content" in done.err
    assert files_below(content) == before


def test_a_customer_with_everything_said(quick: Handrail, content: Path) -> None:
    """With its answers, dates and people a customer checks at once, and its plans are made."""
    said = "users=12 contract-start=2026-12-01 csm=Ada csm-lead=Max sales=Kim customer=Robin"
    options = [word for one in said.split() for word in ("--set", one)]
    assert quick("new", "customer", "--title", "Bright & Sons", *options).code == 0
    assert quick("check", *AT) == (0, "", "0 problems\n")
    assert "Ada (CSM)" in quick("show", "bright-sons", "onboarding", *AT).out
    assert quick("new", "customer", "--title", "Other", "--set", "colour=red").code == 2


def test_a_customer_with_nothing_said(quick: Handrail, content: Path) -> None:
    """What nobody said is no guess: it stands as a comment, and check asks for it by name."""
    assert quick("new", "customer", "--title", "Bright").code == 0
    text = (content / "customers/bright.yaml").read_text()
    assert "#   users:  # How many people use it?" in text
    done = quick("check", *AT)
    assert done.code == 1
    assert "Bright does not state the date 'contract-start'" in done.err


def test_it_asks(content: Path) -> None:
    """Without a title a person is asked; Enter takes what stands in brackets."""
    done = typed(content.parent, "new playbook", "Renewal talk\ngrow\n\nrenewal\n")
    assert done.exit_code == 0
    made = yaml.safe_load((content / "playbooks/renewal-talk.yaml").read_text())
    assert (made["title"], made["stage"], made["accountable"]) == ("Renewal talk", "grow", "csm")
    assert made["phases"][0]["steps"][0]["due"] == "1 week after renewal"
    assert "(start, grow) [start]" in done.output


def test_it_asks_about_a_customer(content: Path) -> None:
    """Each open question, date and role is asked for; Enter leaves it for later."""
    done = typed(content.parent, "new customer", "Bright\n\n\n12\n2026-12-01\nAda\n\n\n\n\n")
    assert done.exit_code == 0
    made = yaml.safe_load((content / "customers/bright.yaml").read_text())
    assert (made["attributes"], made["people"]) == ({"users": 12}, {"csm": "Ada"})


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("new playbook --title X --stage strat", 2, "there is no stage 'strat': did you mean 'sta"),
        ("new role --title X --side inside", 2, "there is no side 'inside'"),
        ("new role --title 日本", 2, "say another --title, or an --id"),
        ("new role --title index", 2, "'index' is reserved"),
        ("new role --title X --id Two", 2, "'Two' cannot be an id"),
        ("new customer --title X --set users", 2, "write ID=VALUE"),
        ("new nothing", 2, "No such command"),
    ],
)
def test_slips(quick: Handrail, content: Path, words: str, code: int, said: str) -> None:
    """A slip is told with what would be right, and nothing is written."""
    before = files_below(content)
    done = quick(*words.split())
    assert done.code == code
    assert said in done.err
    assert files_below(content) == before


def test_a_handbook_with_mistakes_is_left_alone(quick: Handrail, content: Path) -> None:
    """Where the handbook cannot be read, its mistakes are told and nothing is added to it."""
    (content / "roles.yaml").write_text("roles: 3\n")
    before = files_below(content)
    done = quick("new", "date", "--title", "X")
    assert done.code == 1
    assert "content/roles.yaml:1" in done.err
    assert files_below(content) == before


def test_a_list_in_one_line_is_left_alone(quick: Handrail, content: Path) -> None:
    """Where nothing can be added at the end, the draft is printed to be put in by hand."""
    file = content / "glossary.yaml"
    file.write_text("terms: [{id: a, term: A, meaning: The first letter.}]\n")
    done = quick("new", "term", "--title", "B")
    assert done.code == 3
    assert done.out.startswith("- id: b\n")
    assert "id: b" not in file.read_text()


@examples(100)
@given(lines)
def test_text_is_read_back(text: str) -> None:
    """Whatever is typed on one line is what YAML reads, to another reader, too."""
    assert str(yaml.load(f"- {scalar(text)}", yaml.BaseLoader)[0]) == text


@examples(100)
@given(st.text("ab:-# []{}\"'\n", max_size=30))
def test_adding_loses_nothing(tail: str) -> None:
    """Whatever stands in a file, it is refused, or all of it stays and one entry is added."""
    text = f"terms: # ours\n  - id: a\n    term: A\n    meaning: x\n{tail}"
    after = added(text, "terms", "- id: b\n  term: B\n  meaning: y\n")
    if after is not None:
        assert after.startswith(text.rstrip())
        read = yaml.load(after, yaml.BaseLoader)["terms"]
        assert read[:-1] == yaml.load(text, yaml.BaseLoader)["terms"]
        assert read[-1] == {"id": "b", "term": "B", "meaning": "y"}


MARKDOWN = """\
# Go-live plan

| Step | Who | When | Where |
|---|---|---|---|
| Freeze changes | CSM | 2 weeks before renewal | all servers |
| Switch \\| over | Account executive | 1 day after freeze-changes | |
| Party | Everyone | someday | roof: top |

## Prices

Item | Price | Text
:--|--:|---
One, two | 12.50 | [a]
One, two | 3 | "b
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A Markdown file with two tables."""
    (tmp_path / "plan.md").write_text(MARKDOWN)
    return tmp_path / "plan.md"


def test_import_a_table(quick: Handrail, content: Path, plan: Path) -> None:
    """Figures become figures, words stay as they were typed, and it checks."""
    assert quick("import", "table", "plan.md", "--at", 11).code == 0
    assert quick("check", *AT).code == 0
    table = load(content)[0].tables["prices"]
    assert table.title == "Prices"
    assert [(row.title, str(row.cells["price"]), row.words["text"]) for row in table.rows] == [
        ("One, two", "12.50", "[a]"),
        ("One, two", "3", '"b'),
    ]
    assert quick("import", "table", "plan.md", "--at", 11).code == 3


def test_import_a_playbook(quick: Handrail, content: Path, plan: Path) -> None:
    """Rows become steps; roles and days are understood where they can be, else kept as comments."""
    assert quick("import", "table", "plan.md", "--at", 3, "--as", "playbook").code == 0
    assert quick("check", *AT).code == 0
    steps = load(content)[0].playbooks["go-live-plan"].steps
    said = [(s.step.do, s.step.accountable, s.step.due and s.step.due.text) for s in steps.values()]
    assert said == [
        ("Freeze changes", "csm", "2 weeks before renewal"),
        ("Switch | over", "sales", "1 day after freeze-changes"),
        ("Party", None, None),
    ]
    text = (content / "playbooks/go-live-plan.yaml").read_text()
    assert "# who: Everyone\n        # due: someday\n" in text
    assert steps["party"].step.detail == "Where: roof: top"


@pytest.mark.parametrize("noun", ["table", "playbook"])
def test_import_keeps_a_row_without_a_name(quick: Handrail, content: Path, noun: str) -> None:
    """Cells below a name are kept as a comment, where they stood; an id has every letter."""
    rows = [
        "| Maß | Who | Note |",
        "|---|---|---|",
        "| Größe | csm | a |",
        "|  |  | b: c |",
        "| | | |",
    ]
    (content.parent / "more.md").write_text(
        "\n".join([*rows, "| Bøker | | |", ""]), encoding="utf-8"
    )
    done = quick("import", "table", "more.md", "--as", noun, "--id", "more")
    assert done.code == 0
    assert quick("check", *AT).code == 0
    text = (content / f"{noun}s/more.yaml").read_text(encoding="utf-8")
    assert text.index("id: grosse") < text.index("# a row without a name: Note: b: c")
    assert text.index("without a name") < text.index("id: boker")
    assert text.count("without a name") == 1


@pytest.mark.parametrize(
    ("markdown", "code", "said"),
    [
        ("no table\n", 2, "there is no table in it"),
        (MARKDOWN, 2, "has tables on the lines 3, 11: say --at LINE"),
        (
            "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n",
            1,
            "bad.md:3:1: error[form]: this row has",
        ),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 | 3 |\n", 1, "bad.md:4:1: error[form]"),
        ("| a | b |\n|---|\n| 1 | 2 |\n", 2, "there is no table in it"),
    ],
)
def test_bad_tables(quick: Handrail, content: Path, markdown: str, code: int, said: str) -> None:
    """What is no table, or a crooked one, is told with its line; nothing is written."""
    (content.parent / "bad.md").write_text(markdown)
    before = files_below(content)
    done = quick("import", "table", "bad.md")
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert files_below(content) == before


CELL = st.text("ab1 .:*-_", max_size=6).map(str.strip)


@examples(100)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=5)
    )
)
def test_cells_are_what_another_reader_sees(rows: list[list[str]]) -> None:
    """A table is read as markdown-it reads it."""
    head = [f"h{n}" for n in range(len(rows[0]))]
    lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    text = "\n".join(lines) + "\n"
    (found,), problems = tables(File("t.md", text))
    assert problems == []
    tokens = MarkdownIt("commonmark").enable("table").disable(["emphasis", "escape"]).parse(text)
    inline = [token.content for token in tokens if token.type == "inline"]
    assert [*found.head, *(cell for row in found.rows for cell in row)] == inline


def test_a_bar_inside_a_cell() -> None:
    """A bar that is escaped does not end its cell, not at the end of a row either."""
    assert cells(r"| a \| b | c \|") == ["a | b", "c |"]
    assert cells("a | b") == ["a", "b"]
    assert cells("| | |") == ["", ""]
