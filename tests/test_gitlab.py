"""Issues and projects for GitLab, read as GitLab reads them: Markdown, quick actions, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from checklists import checklist, checklists, filled, holder, item, shipped
from gitlab_reader import commands, references
from hostile import HOSTILE
from hypothesis import given
from markdown_it import MarkdownIt
from strategies import examples

from generator.calendars import spoken
from generator.checklist import Checklist, Section, ticked
from generator.edition import for_customer
from generator.formats.gitlab import as_file, as_issue, description, issue, manifest, project
from generator.formats.gitlab.issue import due, marker
from generator.formats.gitlab.manifest import title
from generator.formats.markdown import markdown
from generator.prose import as_prose

READER = MarkdownIt("commonmark").enable("table")
CANARY = "Blackbird"
REFERENCE = re.compile(
    r"@[\w.]|[#!&]\d|[~$%][^\s\u200b]|GL-\d|\[[a-z_]+:\S|\*iteration:|\b(?=\w*\d)(?=\w*[a-f])[0-9a-f]{7,40}\b"
)


@cache
def both_editions() -> tuple[Checklist, ...]:
    """Every checklist of the shipped handbook, and what of it the customer gets."""
    theirs = tuple(made for one in shipped() if (made := for_customer(one)))
    return (*shipped(), *theirs)


@cache
def issued() -> tuple[tuple[Checklist, str], ...]:
    """Each of them with the text of its issue."""
    return tuple((one, issue(one)) for one in both_editions())


def hostile(text: str) -> Checklist:
    """A checklist with this text in every field that takes it; a field of prose refuses some."""
    one = filled(text)
    try:
        as_prose(text)
    except ValueError:
        sections = tuple(
            replace(
                part, items=tuple(i._replace(detail="", customer_detail="") for i in part.items)
            )
            for part in one.sections
        )
        return replace(one, purpose="", trigger="", sections=sections)
    return one


def aurora() -> list[Checklist]:
    """The checklists of one customer."""
    return [one for one in shipped() if one.customer_id == "aurora-robotics"]


def tasks(text: str) -> Iterator[str]:
    """The words of every task, as a reader of Markdown shows them; `[x]` stays in front."""
    tokens = READER.parse(text)
    for before, token in pairwise(tokens):
        is_item = before.type == "paragraph_open" and before.level == 2
        if is_item and re.match(r"\[.\] ", token.content):
            yield "".join(
                child.content for child in token.children or [] if child.type == "text"
            ).strip()


def spoken_date(one: Checklist, id_: str) -> str:
    """The last day of an item in words, or nothing."""
    day = next(item.due for item in one.items if item.id == id_)
    return spoken(day) if day else ""


def test_every_shipped_issue_says_what_the_plan_says() -> None:
    """Read by a Markdown parser: every task, in order, with its words, owner and day."""
    assert len(both_editions()) > 120
    for one, text in issued():
        read = list(tasks(text))
        assert len(read) == len(list(one.items))
        for words, planned in zip(read, one.items, strict=True):
            assert " ".join(planned.do.split()) in words
            assert str(planned.accountable) in words
            assert spoken_date(one, planned.id) in words


def test_quick_actions_come_first_and_are_all_there_are() -> None:
    """Confidential, labels, the last day, the owner: each on a line, then a blank line."""
    head, body = issue(checklist()).split("\n\n", 1)
    assert head.splitlines() == [
        "/confidential",
        '/label ~"type::plan" ~"workflow::to do"',
        "/due 2026-12-15",
        "/assign @pnair",
    ]
    assert commands(body) == []


def test_no_shipped_issue_gives_another_command() -> None:
    """What GitLab finds in each text is what stands in front of it, and nothing else."""
    for one, text in issued():
        head = text.split("\n\n", 1)[0]
        found = commands(text)
        assert len(found) == len(head.splitlines())
        assert set(found) <= {"confidential", "label", "due", "assign"}
        assert ("confidential" in found) is (one.edition == "internal")


def test_customers_issue_assigns_nobody() -> None:
    """User names of ours are not for the customer, and the issue is not confidential there."""
    theirs = for_customer(checklist(item(visible_to="customer")))
    assert theirs
    assert commands(issue(theirs)) == ["label", "due"]


@pytest.mark.parametrize("name", ["all", "ALL", "@root", "a b", "a\n/close", "", "-x", "x."])
def test_only_a_user_name_is_assigned(name: str) -> None:
    """What is no user name, or calls everybody, is not put behind `/assign`."""
    one = checklist(item(accountable=holder(gitlab=name)))
    assert "assign" not in commands(issue(one))


def test_whoever_has_most_items_is_assigned() -> None:
    """One assignee is all that every tier of GitLab takes."""
    ours = [item(id=f"s{n}", accountable=holder(gitlab="lvogt")) for n in range(2)]
    assert "/assign @lvogt" in issue(checklist(item(), *ours)).splitlines()


def test_recurring_items_do_not_move_the_last_day() -> None:
    """What comes again has no last day; without any other there is none."""
    weekly = item(id="weekly", every="week", due=date(2027, 6, 1))
    assert due(checklist(item(), weekly)) == date(2026, 12, 15)
    assert "due" not in commands(issue(checklist(weekly)))


def test_states_are_shown() -> None:
    """A tick of the kept file is ticked in the issue, and the label says how far it is."""
    one = checklist(item(id="a"), item(id="b"), item(id="c"))
    text = issue(ticked(one, {"a": "x", "b": "~"}))
    assert [words[:3] for words in tasks(text)] == ["[x]", "[~]", "[ ]"]
    assert '~"workflow::doing"' in text
    done = issue(ticked(one, {"a": "x", "b": "~", "c": "X"}))
    assert '~"workflow::done"' in done


def test_issue_is_the_checklist_file_again() -> None:
    """Nothing is lost on the way to GitLab and back: the text is the file, byte for byte."""
    for one, text in issued()[::3]:
        file, own = markdown(one), text.split("\n\n", 1)[1]
        assert own == description(one) == as_issue(file, one.edition, due(one))
        assert as_file(text) == as_file(own) == as_file(own.rstrip()) == file
        assert as_file(text.replace("\n", "\r\n")) == file.replace("\n", "\r\n")


@given(checklists())
@examples(5)
def test_any_issue_is_the_checklist_file_again(one: Checklist) -> None:
    """The same for whatever may stand in a checklist, the states apart."""
    text = issue(one)
    file = as_file(text)
    assert file is not None
    assert re.sub(r"(?m)^- \[.\]", "- [ ]", file) == markdown(one)
    boxes = re.findall(r"(?m)^- \[(.)\] .*<!-- id: \S+ \w+ -->$", text)
    assert boxes == [item.state for item in one.items]


@pytest.mark.parametrize(
    "text",
    ["", "Some issue", "Words first\n<!-- handrail: a/b | edition: customer | due: none -->\n",
     "<!-- handrail: a/b -->\n", "<!-- handrail: a/b | edition: secret | due: none -->\n"],
)  # fmt: skip
def test_other_issues_are_not_ours(text: str) -> None:
    """Only an issue that begins with the whole line holds a checklist."""
    assert as_file(text) is None
    assert marker(text) is None


def test_other_text_is_no_checklist() -> None:
    """What has no front matter of ours cannot become a description."""
    with pytest.raises(ValueError, match="not the text of a checklist"):
        as_issue("# Words\n", "customer", None)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_inert(name: str) -> None:
    """No command, mention or reference comes from data, in an issue or a file of the project, and
    the tasks stay as many as they are."""
    one = hostile(HOSTILE[name])
    head, body = issue(one).split("\n\n", 1)
    assert len(commands(issue(one))) == len(head.splitlines())
    assert [found for found in references(body) if not found.startswith("emoji")] == []
    assert len(list(tasks(body))) == 2
    assert as_file(issue(one)) is not None
    readme = project([replace(one, edition="customer")])["README.md"].decode()
    assert commands(readme) == []
    assert references(readme) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_title_is_inert(name: str) -> None:
    """GitLab knows no backslash in a title: nothing in it may look like a reference."""
    made = title(HOSTILE[name])
    assert not REFERENCE.search(made)
    assert len(made.splitlines()) <= 1
    assert len(made) <= 255
    shown = made.replace("\u200b", "").removesuffix("…")
    assert " ".join(HOSTILE[name].split()).replace("\u200b", "").startswith(shown)


def test_project_holds_what_the_handbook_asks_for() -> None:
    """README, milestones, labels, an issue template for each plan and the two the handbook names,
    the issues to import, and the manifest."""
    files = project(aurora())
    theirs = [made for one in aurora() if (made := for_customer(one))]
    assert set(files) == {
        "README.md", "labels.json", "milestones.json", "issues.csv", "manifest.json",
        ".gitlab/issue_templates/Feature Request.md", ".gitlab/issue_templates/Meeting Agenda.md",
        *(f".gitlab/issue_templates/{one.playbook_id}.md" for one in theirs),
    }  # fmt: skip
    assert files == project(aurora())
    assert files == project(theirs)
    assert b"()" not in files["README.md"]  # no role of theirs, so no brackets for it
    for one in theirs:
        assert files[f".gitlab/issue_templates/{one.playbook_id}.md"].decode() == issue(one)


def test_issues_can_be_imported() -> None:
    """GitLab's columns; each row an issue whose milestone is in the project and whose text is the
    template's."""
    files = project(aurora())
    rows = list(csv.DictReader(io.StringIO(files["issues.csv"].decode(), newline=""), strict=True))
    milestones = json.loads(files["milestones.json"])
    theirs = [made for one in aurora() if (made := for_customer(one))]
    assert list(rows[0]) == ["title", "description", "due_date", "milestone"]
    assert {row["milestone"] for row in rows} <= {one["title"] for one in milestones}
    assert [row["description"] for row in rows] == [issue(one) for one in theirs]
    assert [row["due_date"] for row in rows] == [
        max(i.due.isoformat() for i in one.items if i.due and not i.every) for one in theirs
    ]


def test_title_in_the_table_is_no_formula() -> None:
    """A spreadsheet that opens the file calculates nothing."""
    theirs = replace(checklist(title="=1+1"), edition="customer")
    table = project([theirs])["issues.csv"].decode()
    assert table.splitlines()[1].startswith("\"'=1+1")


def test_milestones_span_their_plans() -> None:
    """Plans of one title share a milestone, from the first day to the last."""
    early = item(due=date(2026, 12, 1), start=date(2026, 11, 3))
    late = item(due=date(2027, 1, 5))
    plans = [checklist(early, playbook_id="a"), checklist(late, playbook_id="b")]
    other = checklist(item(due=None), playbook_id="c", title="Another")
    first, second = manifest([*plans, other]).milestones
    assert (first.title, first.start_date, first.due_date) == ("Another", None, None)
    assert (second.start_date, second.due_date) == (date(2026, 11, 3), date(2027, 1, 5))


def test_manifest_says_all_and_runs_nothing() -> None:
    """The JSON has its version, and every issue its marker, text and milestone."""
    made = json.loads(project(aurora())["manifest.json"])
    assert made["format"] == 1
    assert set(made) == {"format", "customer", "edition", "labels", "milestones", "issues"}
    assert len({one["marker"] for one in made["issues"]}) == len(made["issues"])
    for one in made["issues"]:
        found = marker(one["description"])
        assert found
        assert found.key == one["marker"]
        assert one["confidential"] is False
        assert one["assignee"] == ""
        assert commands(one["description"]) == []
        assert set(one["labels"]) <= {label["name"] for label in made["labels"]}


def test_manifest_is_of_one_customer() -> None:
    """Two customers, or both editions, never come into one project."""
    for other in (checklist(customer_id="brindle"), replace(checklist(), edition="customer")):
        with pytest.raises(ValueError, match="one customer and one edition"):
            manifest([checklist(), other])


def test_nothing_internal_is_in_the_project() -> None:
    """Planted in every internal field, a word is in no file; in the internal issue it is."""
    planted = filled(CANARY)
    step = next(planted.items)._replace(
        do="Meet", customer_detail="Bring questions.",
        accountable=holder(gitlab=CANARY, email=CANARY, stands_in_for=CANARY),
        responsible=(holder(gitlab=CANARY),), consulted=(holder(name=CANARY),), every="",
    )  # fmt: skip
    internal = step._replace(id="internal", do=CANARY, visible_to="internal")
    sections = (Section(CANARY, (step, internal), "First"),)
    one = replace(planted, customer="Aurora", customer_title="Together", sections=sections)
    informed = step._replace(informed=(holder(name=CANARY),), responsible=(holder(),))
    one = replace(one, sections=(Section(CANARY, (informed, internal), "First"),))
    assert CANARY in issue(one)
    files = project([one])
    assert "Bring questions." in files["manifest.json"].decode()
    for path, content in files.items():
        assert CANARY.encode() not in content, path


def test_no_project_where_nothing_is_for_the_customer() -> None:
    """Without a step for the customer there is no file."""
    assert project([checklist()]) == {}
