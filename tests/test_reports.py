"""What `check` writes for programs: read back by readers of its own, hostile words included."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, TODAY, Handrail
from gitlab_reader import addresses, commands, references
from hostile import HOSTILE
from markdown_it import MarkdownIt
from schema_reader import faults

from generator.commands.check import FORMATS
from generator.problems import Location, Problem, Span, printable
from generator.reports import REPORTS
from generator.reports.note import MOST_OPEN, MOST_SHOWN
from generator.templates import legible

PLACE = {
    "file": {"type": "string", "pattern": "^[^/]"},
    "line": {"anyOf": [{"type": "integer", "minimum": 1}, {"const": None}]},
    "column": {"anyOf": [{"type": "integer", "minimum": 1}, {"const": None}]},
    "end": {"anyOf": [{"type": "integer", "minimum": 1}, {"const": None}]},
    "way": {"type": "string"},
}
TEXT = {"type": "string"}


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with just these keys, all of them."""
    return {
        "type": "object", "required": list(properties), "properties": properties,
        "additionalProperties": False,
    }  # fmt: skip


QUALITY = {
    "type": "array",
    "items": closed({
        "description": TEXT,
        "check_name": {"type": "string", "pattern": "^[a-z-]+$"},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{40}$"},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": closed({
            "path": {"type": "string", "pattern": "^(?!/|\\./)."},
            "lines": closed({"begin": {"type": "integer", "minimum": 1}}),
        }),
    }),
}  # fmt: skip
"""What GitLab documents of a Code Quality report, and nothing else."""
RECORD = closed({
    "format": {"const": 1},
    "errors": {"type": "integer", "minimum": 0},
    "warnings": {"type": "integer", "minimum": 0},
    "files": {"type": "array", "items": TEXT},
    "problems": {"type": "array", "items": closed({
        "level": {"enum": ["error", "warning"]},
        "code": {"type": "string", "pattern": "^[a-z-]+$"},
        "message": TEXT,
        "help": TEXT,
        **PLACE,
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{40}$"},
        "also": {"anyOf": [closed({"says": TEXT, **PLACE}), {"const": None}]},
    })},
})  # fmt: skip
"""Format 1 of our own: what a program may rely on. Whoever changes it makes it format 2."""

MIXED = (
    "three-faults-in-three-files",  # values, in three files
    "three-yaml-faults",  # YAML itself
    "repeated-step-id",  # two places
    "file-unknown",  # a file as a whole
    "unused-role",  # a warning; told where there is no error
)


def lay(content: Path, *cases: str) -> None:
    """Lay broken cases over the sample, each playbook of theirs under a name of its own."""
    for case in cases:
        for path in (HERE / "broken" / case).rglob("*.yaml*"):
            name = path.relative_to(HERE / "broken" / case).as_posix()
            there = content / name.removesuffix("+").replace("weekend-cover", case)
            there.parent.mkdir(exist_ok=True)
            before = there.read_text() if name.endswith("+") else ""
            there.write_text(before + path.read_text())


@pytest.fixture
def report(quick: Handrail) -> Callable[[str], str]:
    """What `check` writes in a format."""

    def made(name: str) -> str:
        return quick("check", "--today", TODAY, "--format", name).out

    return made


def test_names_are_those_of_the_table() -> None:
    """The command names just the reports there are; the table itself is read only when needed."""
    assert ("text", *REPORTS) == FORMATS


# --- Code Quality and fingerprints -------------------------------------------------------------


def test_code_quality_is_as_gitlab_documents_it(sample: Path, report: Callable[[str], str]) -> None:
    """A list of findings with all that GitLab reads, on their lines, each with its own print."""
    lay(sample, *MIXED)
    found = json.loads(report("gitlab"))
    assert faults(QUALITY, found) == []
    assert len(found) == 7
    assert len({one["fingerprint"] for one in found}) == 7
    (porter,) = [one for one in found if one["check_name"] == "id"]
    assert porter["location"] == {"path": "content/roles.yaml", "lines": {"begin": 8}}
    assert porter["description"].startswith("'Porter' cannot be an id (")
    assert {one["severity"] for one in found} == {"major"}
    shutil.rmtree(sample)
    shutil.copytree(HERE / "sample", sample)
    lay(sample, "unused-role")
    (warning,) = json.loads(report("gitlab"))
    assert (warning["check_name"], warning["severity"]) == ("unused-role", "minor")


def prints(text: str) -> dict[str, str]:
    """The problems of a JSON report: code and words, by their fingerprints."""
    assert len(json.loads(text)["problems"]) > 0
    return {p["fingerprint"]: f"{p['code']}: {p['message']}" for p in json.loads(text)["problems"]}


def test_fingerprints_outlive_other_edits(sample: Path, report: Callable[[str], str]) -> None:
    """Lines, comments, entries and steps before a problem do not change its print."""
    lay(sample, *MIXED)
    before = prints(report("json"))
    for path in sample.rglob("*.yaml"):
        path.write_text(f"# one line\n# another\n\n{path.read_text()}")
    playbook = sample / "playbooks/three-faults-in-three-files.yaml"
    step = "      - {id: first, do: Do this first}\n      - {id: ring"
    playbook.write_text(playbook.read_text().replace("      - {id: ring", step))
    roles = sample / "roles.yaml"
    roles.write_text(roles.read_text().replace("roles:\n", "roles:\n  - {id: new, title: New}\n"))
    assert prints(report("json")) == before


def test_fingerprint_goes_with_its_problem(sample: Path, report: Callable[[str], str]) -> None:
    """What is mended takes its own print along and no other, also among equal problems."""
    steps = "".join(f"      - {{id: s{n}, do: Ring, due: soon}}\n" for n in range(5))
    playbook = sample / "playbooks/ring.yaml"
    head = "title: Ring\nstage: run\naccountable: lead\nphases:\n  - title: All\n    steps:\n"
    playbook.write_text(head + steps)
    before = prints(report("json"))
    assert len(before) == 5
    playbook.write_text(head + steps.replace("s1, do: Ring, due: soon", "s1, do: Ring"))
    after = prints(report("json"))
    assert len(after) == 4
    assert after.items() <= before.items()
    playbook.write_text("title: Ring\ntags: [a]\ntags: [a]\ntags: [a]\n")
    twice = [print_ for print_, words in prints(report("json")).items() if "twice" in words]
    assert len(twice) == 2, "the same mistake twice in one place has two prints"


# --- JSON --------------------------------------------------------------------------------------


def test_json_is_format_1(sample: Path, report: Callable[[str], str]) -> None:
    """The documented keys and no other; counts, files read, both places, the way by names."""
    lay(sample, *MIXED)
    record = json.loads(report("json"))
    assert faults(RECORD, record) == []
    assert (record["errors"], record["warnings"]) == (7, 0)
    assert len(record["problems"]) == 7
    assert "content/playbooks/start-rounds.yaml" in record["files"]
    due, twice = (
        next(p for p in record["problems"] if p["code"] == code) for code in ("due", "repeated-key")
    )
    assert due["way"] == "phases.All.steps.ring.due"
    assert (due["line"], due["column"], due["end"], due["also"]) == (6, 35, 39, None)
    assert (twice["also"]["line"], twice["also"]["says"]) == (7, "first here")
    whole = next(p for p in record["problems"] if p["code"] == "unknown-file")
    assert (whole["file"], whole["line"]) == ("content/teams.yaml", None)


# --- JUnit -------------------------------------------------------------------------------------


def test_junit_has_a_case_for_each_file(sample: Path, report: Callable[[str], str]) -> None:
    """Read back: every file is a case, those with errors fail once with all their words."""
    lay(sample, *MIXED)
    (suite,) = ET.fromstring(report("junit"))
    cases = {case.attrib["name"]: case for case in suite}
    failed = {name: case[0] for name, case in cases.items() if len(case)}
    files = {p.relative_to(sample.parent).as_posix() for p in sample.rglob("*.yaml")}
    assert set(cases) == files
    assert suite.attrib["tests"] == str(len(files))
    assert suite.attrib["failures"] == str(len(failed)) == "5"
    text = failed["content/playbooks/three-yaml-faults.yaml"].text or ""
    assert text.count(": error[") == 3
    assert "    = help: keep one of the two" in text
    assert cases["content/roles.yaml"].attrib["classname"] == "content"


def test_junit_holds_nothing_that_gitlab_takes_for_more(
    sample: Path, report: Callable[[str], str]
) -> None:
    """One failure a case, no type of content, no output in which a file could be named."""
    lay(sample, *MIXED)
    for element in ET.fromstring(report("junit")).iter():
        assert element.tag in ("testsuites", "testsuite", "testcase", "failure")
        assert "type" not in element.attrib
        assert element.tag != "testcase" or len(element) <= 1


def test_warnings_fail_no_case(sample: Path, report: Callable[[str], str]) -> None:
    """A file with a warning passes, as the command itself does."""
    lay(sample, "unused-role")
    assert ET.fromstring(report("junit")).attrib["failures"] == "0"


# --- GitHub, and the note ----------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning) ([^:]*)::([^:].*)")


def as_github_reads(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands with their properties, after GitHub's runner (ActionCommand.cs)."""
    found = []
    for line in text.splitlines():
        command = COMMAND.fullmatch(line)
        assert command, line
        level, properties, message = command.groups()
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        for mark, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            pairs = {key: value.replace(mark, sign) for key, value in pairs.items()}
            message = message.replace(mark, sign) if mark not in ("%3A", "%2C") else message
        found.append((level, pairs, message))
    return found


def test_github_marks_the_lines(sample: Path, report: Callable[[str], str]) -> None:
    """A command for each problem, with its place."""
    lay(sample, "three-faults")
    *_, last = as_github_reads(report("github"))
    assert last == (
        "error",
        {
            "file": "content/playbooks/three-faults.yaml", "line": "8", "col": "38",
            "endColumn": "42", "title": "handrail flag",
        },
        "'maybe' is neither true nor false (write true or false, without quotes)",
    )  # fmt: skip


def test_note_folds_by_file(sample: Path, report: Callable[[str], str]) -> None:
    """The whole note: counts, a fold for each file, and each problem with line, code and help."""
    lay(sample, "three-faults", "file-unknown")
    assert report("markdown") == (
        "<!-- handrail: check -->\n\n"
        "**handrail check** found 4 errors.\n\n"
        "<details open>\n"
        "<summary><code>content/playbooks/three-faults.yaml</code>: 3 errors</summary>\n\n"
        "- line 3: the key 'triger' is not known here (`unknown-key`): did you mean 'trigger'?\n"
        "- line 7: 'soon' does not say when (`due`): write it like '2 weeks before renewal', "
        "'3-4 months before ebr' or 'on kickoff'\n"
        "- line 8: 'maybe' is neither true nor false (`flag`): write true or false, without "
        "quotes\n\n"
        "</details>\n\n"
        "<details open>\n"
        "<summary><code>content/teams.yaml</code>: 1 error</summary>\n\n"
        "- no kind of entry is written in this file (`unknown-file`): did you mean "
        "'systems.yaml'?\n\n"
        "</details>\n\n"
        "The word in brackets is the code: `handrail explain CODE` says more about it.\n"
    )


def test_note_where_nothing_is_wrong(sample: Path, report: Callable[[str], str]) -> None:
    """It says so, and can take the place of one that said otherwise."""
    files = len(list(sample.rglob("*.yaml")))
    said = f"**handrail check**: nothing is wrong in {files} files."
    assert report("markdown") == f"<!-- handrail: check -->\n\n{said}\n"


def test_long_notes_are_folded_and_end() -> None:
    """Many problems come folded up, and very many are counted."""
    many = [Problem(Location("a.yaml", Span(n, 1, 2)), "due", f"no {n}") for n in range(1, 300)]
    note = REPORTS["markdown"].make
    assert "<details open>" in note(many[:MOST_OPEN], ["a.yaml"])
    assert "<details open>" not in note(many[: MOST_OPEN + 1], ["a.yaml"])
    assert f"… and {len(many) - MOST_SHOWN} more." in note(many, ["a.yaml"])
    assert note(many, ["a.yaml"]).count("\n- line ") == MOST_SHOWN


# --- words that mean something elsewhere -------------------------------------------------------


def hostile(text: str) -> Problem:
    """A problem in which everything that a writer could have typed is this text."""
    name = text.replace("/", "-").replace("\n", " ")
    where = Location(f"content/{name}.yaml", Span(3, 1, 2), text, text)
    return Problem(where, "due", f"'{text}' is wrong", f"not {text}", also=where, also_says="first")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    """Whatever was typed comes back from each report as text, in one finding, and does nothing."""
    one = hostile(text)
    message, name = printable(one.message), one.where.file
    (found,) = json.loads(REPORTS["gitlab"].make([one], [name]))
    assert found["description"] == f"{message} ({printable(one.hint)})"
    (whole,) = json.loads(REPORTS["json"].make([one], [name]))["problems"]
    assert (whole["message"], whole["file"]) == (message, name)
    (case,) = ET.fromstring(REPORTS["junit"].make([one], [name]))[0]
    assert [element.tag for element in case] == ["failure"]
    assert f": error[due]: {legible(message)}\n" in (case[0].text or "")
    ((_, pairs, said),) = as_github_reads(REPORTS["github"].make([one], [name]))
    assert said == f"{message} ({printable(one.hint)})"
    assert pairs["file"] == printable(name)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_do_nothing_in_a_note(text: str) -> None:
    """In the note they are one list item's text: no tag, link, mention or command of theirs."""
    one = hostile(text)
    note = REPORTS["markdown"].make([one], [])
    tokens = MarkdownIt("commonmark").parse(note)
    html = "".join(token.content for token in tokens if token.type == "html_block")
    tags = re.findall(r"<[^>]*>", html)
    assert tags == [
        "<!-- handrail: check -->", "<details open>", "<summary>", "<code>", "</code>",
        "</summary>", "</details>",
    ]  # fmt: skip
    named = re.search(r"<code>(.*)</code>", html)
    assert named
    assert unescape(named[1]) == legible(printable(one.where.file))
    assert [token.type for token in tokens].count("list_item_open") == 1
    assert (commands(note), references(note), addresses(note)) == ([], [], [])
    shown = [
        child.content
        for token in tokens if token.type == "inline"
        for child in token.children or [] if child.type in ("text", "code_inline")
    ]  # fmt: skip
    assert " ".join(printable(one.message).split()) in " ".join("".join(shown).split())


# --- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REPORTS)
def test_works_where_nothing_loads(quick: Handrail, sample: Path, name: str) -> None:
    """An empty folder, or one in which every file is broken, is reported like any other."""
    for path in sample.rglob("*.yaml"):
        path.write_bytes(b"\xff\xfe: [")
    done = quick("check", "--format", name)
    assert done.code == 1
    assert "content/roles.yaml" in done.out
    shutil.rmtree(sample)
    sample.mkdir()
    done = quick("check", "--format", name)
    assert (done.code, "content" in done.out) == (1, True)
    assert done.err.endswith("1 error\n")


def test_words_are_told_beside_a_report(quick: Handrail, sample: Path) -> None:
    """Standard error and exit code are the same with a report and without."""
    lay(sample, *MIXED)
    plain = quick("check", "--today", TODAY)
    assert plain.out == ""
    for name in FORMATS:
        done = quick("check", "--today", TODAY, "--format", name)
        assert (done.code, done.err) == (1, plain.err), name
        assert (done.out == "") == (name == "text")


def test_reports_to_files(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """Several at once, each whole in its file, with the bytes that standard output would get."""
    lay(sample, *MIXED)
    pairs = (
        "--format",
        "gitlab",
        "--output",
        "new/q.json",
        "--format",
        "junit",
        "--output",
        "j.xml",
    )
    done = quick("check", "--today", TODAY, *pairs)
    assert (done.code, done.out) == (1, "")
    for name, file in (("gitlab", "new/q.json"), ("junit", "j.xml")):
        expected = quick("check", "--today", TODAY, "--format", name).out
        assert (tmp_path / file).read_text() == expected


def test_files_are_named_from_the_working_folder(quick: Handrail, sample: Path) -> None:
    """A report names files as the repository does, however the content was named."""
    lay(sample, "unused-role")
    named = [
        json.loads(quick("check", "--content", way, "--today", TODAY, "--format", "gitlab").out)
        for way in ("content", "./content", sample)
    ]
    assert named[0] == named[1] == named[2]
    assert named[0][0]["location"]["path"] == "content/roles.yaml"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--format sarif", "is not one of 'text', 'json', 'gitlab', 'junit', 'github', 'markdown'"),
        ("--format json --format junit", "standard output takes one format"),
        ("--output x.json", "give an --output for each --format"),
        ("--format json --output a --output b", "give an --output for each --format"),
        ("--format text --output a", "'text' is for people: it goes to standard error"),
    ],
)
def test_usage(quick: Handrail, sample: Path, options: str, words: str) -> None:
    """What goes where has to be clear; else nothing is checked or written."""
    done = quick("check", *options.split())
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert [path.name for path in sample.parent.iterdir()] == ["content"]
