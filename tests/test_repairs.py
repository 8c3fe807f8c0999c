"""`check --fix`: what is purely mechanical is mended to the byte, all else is left to a person."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import HERE, TODAY, Handrail, files_below
from hypothesis import given
from hypothesis import strategies as st
from strategies import TORTURE, examples
from test_broken import BOMBS, CASES
from test_broken import lay as lay_case

from generator.commands.mending import put
from generator.repairs import File, mend

NAME = "playbooks/weekend-cover.yaml"
HEAD = "# Cover\ntitle: Weekend cover\nstage: run\naccountable: lead # always\nphases:\n"
HEAD += "  - title: All\n    steps:\n"
STEP = "      - id: ring\n        do: Ring\n"
NBSP, MARK = "\u00a0", "\ufeff"

MENDED = {
    "tabs for every indent": (
        "title: Cover\nstage: run\naccountable: lead\nphases:\n\t- title: All\n\t\tsteps:\n"
        "\t\t\t- id: ring\n\t\t\t\tdo: Ring # twice\n",
        "title: Cover\nstage: run\naccountable: lead\nphases:\n  - title: All\n    steps:\n"
        "      - id: ring\n        do: Ring # twice\n",
    ),
    "one tab, of which one width makes a sound step": (
        f"{HEAD}      - id: ring\n\tdo: Ring\n", f"{HEAD}{STEP}",
    ),
    "blanks that are no spaces": (
        f"{HEAD}      -{NBSP}id: ring\n{NBSP * 8}do:{NBSP}Ring\n", f"{HEAD}{STEP}",
    ),
    "no space after colons": (f"{HEAD}      - id:ring\n        do:Ring\n", f"{HEAD}{STEP}"),
    "no space after colons in braces": (
        f"{HEAD}      - {{id:ring, do:Ring}} # now\n",
        f"{HEAD}      - {{id: ring, do: Ring}} # now\n",
    ),
    "no space after a dash": (f"{HEAD}      -id: ring\n        do: Ring\n", f"{HEAD}{STEP}"),
    "a colon in text": (
        f"{HEAD}      - id: ring\n        do: Ring: \"twice\" \\o/\n",
        f"{HEAD}      - id: ring\n        do: \"Ring: \\\"twice\\\" \\\\o/\"\n",
    ),
    "a sign before a name": (
        f"{HEAD}{STEP}        source: @ward\n", f"{HEAD}{STEP}        source: \"@ward\"\n",
    ),
    "quotation marks of a word processor": (
        f"{HEAD}      - id: “ring”\n        do: “Ring”\n        consulted: [„sister“]\n",
        f"{HEAD}      - id: ring\n        do: “Ring”\n        consulted: [sister]\n",
    ),
    "capitals and the like": (
        f"{HEAD}      - ID: Ring_the lead\n        Do: Ring\n        visible-to: Customer\n"
        "        Due: 2 Weeks After Opening # not before\n        consulted: [Sister]\n",
        f"{HEAD}      - id: ring-the-lead\n        do: Ring\n        visible_to: customer\n"
        "        due: 2 weeks after opening # not before\n        consulted: [sister]\n",
    ),
    "a reference that is right but for its form": (
        f"{HEAD}{STEP}        when: {{specialty: Surgery, beds: {{at_least: “10”}}}}\n",
        f"{HEAD}{STEP}        when: {{specialty: surgery, beds: {{at_least: 10}}}}\n",
    ),
    "a former id": (
        f"{HEAD}{STEP}        when: {{isolation: true}}\n      - {{id: a, do: A, was: [b]}}\n"
        "      - {id: c, do: C, after: [b]}\n",
        f"{HEAD}{STEP}        when: {{isolation: true}}\n      - {{id: a, do: A, was: [b]}}\n"
        "      - {id: c, do: C, after: [a]}\n",
    ),
    "yes and no": (
        f"{HEAD}{STEP}        optional: 'Yes'\n      - {{id: b, do: B, optional: No}}\n",
        f"{HEAD}{STEP}        optional: 'true'\n      - {{id: b, do: B, optional: false}}\n",
    ),
    "a list without brackets": (
        f"{HEAD}{STEP}        consulted: sister, clerk # both\n        informed: lead\n",
        f"{HEAD}{STEP}        consulted: [sister, clerk] # both\n        informed: [lead]\n",
    ),
    "line ends stay": (
        f"{HEAD}      - id: ring\n        do: Ring: twice\n".replace("\n", "\r\n"),
        f"{HEAD}      - id: ring\n        do: \"Ring: twice\"\n".replace("\n", "\r\n"),
    ),
    "a byte order mark stays": (
        f"{MARK}{HEAD}{STEP}        optional: yes\n", f"{MARK}{HEAD}{STEP}        optional: true\n",
    ),
    "characters of no width": (f"{HEAD}{STEP}        detail: So\u200b so\u2060\n",
                               f"{HEAD}{STEP}        detail: So so\n"),
    "CR alone": (f"{HEAD}{STEP}".replace("\n", "\r"), f"{HEAD}{STEP}"),
}  # fmt: skip
"""By what is wrong: a playbook as it is typed, and as it is mended."""
DATES = {
    "2026/12/01": "2026-12-01", "2026-12-1": "2026-12-01", "2026.2.3": "2026-02-03",
    "24/12/2026": "2026-12-24", "24.12.2026": "2026-12-24", "“2026-12-24”": "2026-12-24",
}  # fmt: skip

LEFT = {
    "a misspelt role": f"{HEAD}{STEP}        consulted: [sistr]\n",
    "a misspelt key": f"{HEAD}{STEP}        duw: 1 week after opening\n",
    "two ids that would become one": f"{HEAD}{STEP}      - {{id: Ring, do: Ring again}}\n",
    "an accent": f"{HEAD}      - {{id: läuten, do: Ring}}\n",
    "a quote left open": f"{HEAD}      - id: ring\n        do: \"Ring\n",
    "a missing colon": f"{HEAD}      - id: ring\n        do Ring\n        optional: true\n",
    "a list of texts with commas": f"{HEAD}{STEP}sources: Ward book, page 3\n",
    "a wrong indent": f"{HEAD}      - id: ring\n         do: Ring\n",
    "turned writing": f"{HEAD}{STEP}        detail: So\u202e so\n",
    "a word that is neither yes nor no": f"{HEAD}{STEP}        optional: maybe\n",
    "a number in words": f"{HEAD}{STEP}        when: {{beds: {{at_least: ten}}}}\n",
    "a tab of which two widths are sound":
        f"{HEAD}{STEP}\tnote: Of the step, or of the phase?\n".replace("note", "accountable"),
    "a key that is there twice": f"{HEAD}{STEP}        do: Ring\n",
}  # fmt: skip
"""What a person has to decide."""


def fix(quick: Handrail, *more: str) -> tuple[int, str, str]:
    return quick("check", "--fix", "--today", TODAY, *more)


@pytest.mark.parametrize(("wrong", "right"), MENDED.values(), ids=MENDED)
def test_mended_to_the_byte(quick: Handrail, sample: Path, wrong: str, right: str) -> None:
    """Just the mistake is gone, nothing else of the file or of any other; then all is well."""
    (sample / NAME).write_bytes(wrong.encode())
    before = files_below(sample)
    code, _, said = fix(quick)
    assert code == 0, said
    assert " mended in 1 file\n" in said
    assert files_below(sample) == {**before, NAME: right.encode()}
    assert fix(quick) == (0, "", "nothing is to be mended\n0 problems\n")


@pytest.mark.parametrize(("typed", "meant"), DATES.items())
def test_dates_that_have_one_meaning(quick: Handrail, sample: Path, typed: str, meant: str) -> None:
    """The year first, or a day that is no month: such a date is written as dates are."""
    calendars = sample / "calendars.yaml"
    before = calendars.read_text()
    night = "  - {{id: night, title: Night, holidays: [2026-01-01, {}]}} # nights\n"
    calendars.write_text(before + night.format(typed))
    assert fix(quick)[0] == 0
    assert calendars.read_text() == before + night.format(meant)


@pytest.mark.parametrize("wrong", LEFT.values(), ids=LEFT)
def test_left_to_a_person(quick: Handrail, sample: Path, wrong: str) -> None:
    """What could mean two things, or needs a guess, is told as ever, and no byte changes."""
    (sample / NAME).write_text(wrong)
    before = files_below(sample)
    plain = quick("check", "--today", TODAY)
    assert plain.code == 1
    code, out, said = fix(quick)
    assert (code, out) == (1, "")
    assert said == "nothing here can be mended without a person\n" + plain.err
    assert files_below(sample) == before


@pytest.mark.parametrize("typed", ["1/12/2026", "1/12/26", "12.11.2026", "2026-13-01", "31/4/2026"])
def test_dates_that_have_two_meanings(quick: Handrail, sample: Path, typed: str) -> None:
    """1/12/2026 is in December here and in January there; there is no 31st of April."""
    (sample / "customers/ward-9.yaml").write_text(f"name: Ward 9\ndates: {{opening: {typed}}}\n")
    before = files_below(sample)
    assert fix(quick)[0] == 1
    assert files_below(sample) == before


def test_what_is_left_is_told(quick: Handrail, sample: Path) -> None:
    """Of two mistakes one is mended and written, the other told; the exit code is as ever."""
    (sample / NAME).write_text(f"{HEAD}{STEP}        optional: yes\n        consulted: [sistr]\n")
    code, out, said = fix(quick)
    assert code == 1
    assert "-        optional: yes\n+        optional: true\n" in out
    assert said.startswith("1 mistake mended in 1 file\n")
    assert "there is no role 'sistr'" in said
    assert "optional: true" in (sample / NAME).read_text()


def test_other_ending(quick: Handrail, sample: Path) -> None:
    """A .yml file gets the ending that is read, and is mended in the same run."""
    (sample / "playbooks/weekend-cover.yml").write_text(f"{HEAD}{STEP}        optional: yes\n")
    code, out, said = fix(quick)
    assert (code, said) == (0, "2 mistakes mended in 1 file\n0 problems\n")
    assert out.startswith(
        "content/playbooks/weekend-cover.yml becomes content/playbooks/weekend-cover.yaml\n"
    )
    assert not (sample / "playbooks/weekend-cover.yml").exists()
    assert (sample / NAME).read_text() == f"{HEAD}{STEP}        optional: true\n"


def test_other_ending_where_there_is_a_file(quick: Handrail, sample: Path) -> None:
    """Nothing is written over: where both files are, a person decides."""
    (sample / NAME).write_text(HEAD + STEP)
    (sample / "playbooks/weekend-cover.yml").write_text(HEAD + STEP + STEP)
    before = files_below(sample)
    assert fix(quick)[0] == 1
    assert files_below(sample) == before


def test_other_encoding(quick: Handrail, sample: Path) -> None:
    """UTF-16, which says of itself what it is, becomes UTF-8."""
    (sample / NAME).write_bytes(f"{HEAD}{STEP}        detail: Für alle\n".encode("utf-16"))
    code, out, _ = fix(quick)
    assert (code, out) == (0, f"content/{NAME} is saved as UTF-8\n")
    assert (sample / NAME).read_bytes() == f"{HEAD}{STEP}        detail: Für alle\n".encode()


def test_diff_is_what_happens(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """A dry run prints a diff that git applies, writes nothing, and tells what there is now."""
    (sample / NAME).write_text(MENDED["capitals and the like"][0])
    (sample / "playbooks/other.yaml").write_text(MENDED["a colon in text"][0])
    before = files_below(sample)
    code, out, said = fix(quick, "--dry-run")
    assert code == 1
    assert said.startswith("9 mistakes would be mended in 2 files\n")
    assert "the key 'Due' is not known here" in said
    assert files_below(sample) == before
    git = ["git", "apply", "--unsafe-paths", "-"]
    subprocess.run(git, input=out.encode(), cwd=tmp_path, check=True)
    applied = files_below(sample)
    for name, content in before.items():
        (sample / name).write_bytes(content)
    assert fix(quick) == (
        0,
        out,
        said.partition("\n")[0].replace("would be ", "") + "\n0 problems\n",
    )
    assert files_below(sample) == applied


def test_edited_in_the_meantime(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a file is not what was read, no file is written: a person is at work in it."""
    one, two = sample / "roles.yaml", sample / "dates.yaml"
    before = files_below(sample)
    mended = [File(one, one.read_bytes(), one, b"x"), File(two, b"else", two, b"y")]
    with pytest.raises(SystemExit) as ended:
        put(mended)
    assert ended.value.code == 3
    assert "dates.yaml was edited in the meantime: nothing was written" in capsys.readouterr().err
    assert files_below(sample) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--dry-run", "--dry-run goes with --fix"),
        ("--fix --format json", "--fix prints a diff: give an --output for each --format"),
    ],
)
def test_usage(quick: Handrail, sample: Path, options: str, words: str) -> None:
    """A command that cannot do what it is asked for says so."""
    done = quick("check", *options.split())
    assert (done.code, done.out) == (2, "")
    assert words in done.err


# --- whatever the handbook ---------------------------------------------------------------------


def told(content: Path) -> tuple[int, Counter[tuple[str, str, str]]]:
    """How far a run gets, and all that is said."""
    found = mend(content, content).before
    said = ((p.where.file, p.check, p.message) for p in found.problems)
    return found.steps, Counter(said)


HIDING = {"yaml", "character", "encoding", "unknown-file", "unknown-key"}
SOME = [case for case in CASES if case not in BOMBS][:: 1 if TORTURE else 4]


@pytest.mark.parametrize("case", SOME)
def test_no_mistake_is_added(case: str, sample: Path) -> None:
    """Whatever is wrong, mending says nothing new in the step of the run that was mended, and
    mending again finds nothing more to do."""
    lay_case(case, sample)
    steps, before = told(sample)
    mended = mend(sample, sample)
    put(mended.files)
    now, after = told(sample)
    assert now >= steps
    assert now > steps or HIDING & {code for _, code, _ in before} or not after - before
    assert not mend(sample, sample).number


SLIPS: dict[str, Callable[[str], str]] = {
    "no space after the colon": lambda line: line.replace(": ", ":", 1),
    "blanks copied along": lambda line: re.sub("^ +", lambda found: NBSP * len(found[0]), line),
    "a capital in an id": lambda line: re.sub(
        r"\b(accountable|stage|owner): ([a-z])", lambda f: f"{f[1]}: {f[2].upper()}", line
    ),
    "slashes in a date": lambda line: re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\1/\2/\3", line),
    "yes for true": lambda line: re.sub(r": true\b", ": Yes", line),
    "curly marks": lambda line: re.sub(r"(accountable|stage): ([a-z-]+)", r"\1: “\2”", line),
    "capital keys": lambda line: re.sub(
        r"\b(do|due|title|accountable):", lambda found: found[0].capitalize(), line
    ),
    "no brackets": lambda line: re.sub(r"(consulted|after): \[([a-z-]+)\]", r"\1: \2", line),
}


@examples(15)
@given(st.data())
def test_slips_are_taken_back(data: st.DataObject) -> None:
    """A sound handbook with comments, and slips of a person in it, has its old bytes again."""
    with TemporaryDirectory() as folder:
        content = Path(shutil.copytree(HERE / "sample", Path(folder, "content")))
        names = [
            "playbooks/start-rounds.yaml",
            "metrics.yaml",
            "customers/ward-3.yaml",
            "roles.yaml",
        ]
        for name in data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True)):
            path = content / name
            path.write_text(
                re.sub("$", " # why not", path.read_text(), count=1, flags=re.MULTILINE)
            )
        before = files_below(content)
        for name in names:
            slip = SLIPS[data.draw(st.sampled_from(sorted(SLIPS)))]
            lines = (content / name).read_text().split("\n")
            at = data.draw(st.integers(0, len(lines) - 1))
            lines[at] = slip(lines[at])
            (content / name).write_text("\n".join(lines))
        typed = files_below(content)
        mended = mend(content, content)
        put(mended.files)
        assert files_below(content) == before, [
            name for name in typed if typed[name] != before[name]
        ]
