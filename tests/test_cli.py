"""The command line: exit codes, data and talk, what is written and what is left alone."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import COMMAND, TODAY, Handrail, Ran, files_below

from generator.usage import COMMANDS

LISTS = ["ward-3/medicines-audit.md", "ward-3/start-rounds.md", "ward-7/start-rounds.md"]
AT = ("--today", TODAY)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check", 0),
        ("show ward-3 start-rounds", 0),
        ("why ward-3 start-rounds first-round", 0),
        ("why ward-3 start-rounds play-corner", 0),
        ("generate", 0),
        ("--help", 0),
        ("check -h", 0),
        ("--version", 0),
        ("chekc", 2),
        ("check --nope", 2),
        ("check --content nowhere", 2),
        ("check --book nowhere", 2),
        ("check --today 2026-02-30", 2),
        ("check --today tomorrow", 2),
        ("show ward-3", 2),
        ("show wardd-3 start-rounds", 2),
        ("show ward-3 start-round", 2),
        ("why ward-3 start-rounds first_round", 2),
        ("generate --customer ward-33", 2),
        ("generate --playbook start-round", 2),
        ("generate --out content/roles.yaml", 2),
    ],
)
def test_exit_code(quick: Handrail, sample: Path, command: str, code: int) -> None:
    """0 where it went well, 2 where it was asked for what there is not."""
    done = quick(*command.split())
    assert done.code == code
    if code:
        assert done.out == ""
        assert "Error: " in done.err


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("show wardd-3 start-rounds", "there is no customer 'wardd-3': did you mean 'ward-3'?"),
        ("show ward-3 start-round", "there is no playbook 'start-round': did you mean 'start-rou"),
        ("why ward-3 start-rounds xyz", "there is no step 'xyz': known steps: read-plan, walk-thr"),
        ("why ward-3 start-rounds write_up", "no step 'write_up': did you mean 'write-up'?"),
        ("generate --customer ward3", "there is no customer 'ward3': did you mean 'ward-3'?"),
        ("check --content nowhere", "there is no folder 'nowhere'"),
        ("check --today 2026-02-30", "February 2026 has 28 days"),
        ("check --today tomorrow", "'tomorrow' is not a date"),
        ("chekc", "Did you mean 'check'?"),
    ],
)
def test_usage_words(quick: Handrail, sample: Path, command: str, words: str) -> None:
    """A slip on the command line is told with what would be right."""
    assert words in quick(*command.split()).err


def test_real_process_has_the_same_codes(handrail: Handrail, sample: Path) -> None:
    """The installed command ends as the one that runs inside the tests."""
    assert handrail("check", *AT) == (0, "", "0 problems\n")
    assert handrail("show", "ward-3", "nothing").code == 2
    (sample / "roles.yaml").write_text("roles: 3\n")
    done = handrail("check", *AT)
    assert (done.code, done.out) == (1, "")
    assert "Traceback" not in done.err


def test_options_before_and_after(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """`--content` and `--today` stand before the command's name or after it; the latter wins."""
    sample.rename(tmp_path / "ward rounds")
    rest = ("show", "ward-3", "start-rounds")
    after = quick(*rest, "--content", "ward rounds", *AT)
    before = quick("--content", "ward rounds", *AT, *rest)
    both = quick("--content", "nowhere", "--today", "1999-01-01", *rest, "--content",
                 "ward rounds", *AT)  # fmt: skip
    assert after.code == 0
    assert before == after == both


def test_what_is_ticked_is_not_late(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """`generate`, in any form, and `show` call late what is open, not what is ticked or deleted."""
    at, one = ("--today", "2030-01-01"), ("--customer", "ward-3", "--playbook", "start-rounds")
    first = quick("generate", *one, *at).err
    assert "late today: read-plan, walk-through," in first
    file = sample / "checklists/ward-3/start-rounds.md"
    file.write_text(file.read_text().replace("- [ ]", "- [x]", 1))
    asked = (
        ("generate", *one),
        ("generate", *one, "--format", "csv"),
        ("show", "ward-3", "start-rounds"),
    )
    for words in asked:
        assert "late today: walk-through," in quick(*words, *at).err
    file.write_text(file.read_text().replace("- [ ]", "- [~]"))
    assert [("late today" in quick(*words, *at).err) for words in asked] == [False] * 3


def test_data_and_talk(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """Standard output holds the checklist, the answer or the paths alone; talk is elsewhere."""
    show = quick("show", "ward-3", "start-rounds", "--today", "2030-01-01")
    assert show.out.startswith("---\ncustomer: ward-3\n")
    assert show.out.endswith("| end -->\n")
    assert show.err.startswith("ward-3/start-rounds: already late today: read-plan")
    generate = quick("generate", "--out", "out", *AT)
    assert [line.split(":")[0] for line in sorted(generate.out.splitlines())] == [
        f"out/{name}" for name in LISTS
    ]
    assert generate.err == "3 checklists written to out\n"
    assert quick("check", *AT).out == ""


def test_nothing_to_write_says_why(quick: Handrail, sample: Path) -> None:
    """Where no playbook applies, the answer that decided it is said."""
    done = quick("generate", "--customer", "ward-7", "--playbook", "medicines-audit", *AT)
    assert done.out == ""
    assert "Specialty is Children, not Surgery or General medicine" in done.err
    shown = quick("show", "ward-7", "medicines-audit", *AT)
    assert shown.code != 0
    assert shown.out == ""
    assert "Specialty is Children, not Surgery or General medicine" in shown.err


def powerless(folder: Path, *command: str) -> Ran:
    """Run the command as somebody whom permissions stop: root does without its override."""
    drop = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"]
    prefix = drop if os.geteuid() == 0 else []
    if prefix and not shutil.which("setpriv"):
        pytest.skip("run as root, and no setpriv: nothing is forbidden to root")
    done = subprocess.run(
        [*prefix, COMMAND, *command], cwd=folder, capture_output=True, check=False
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("command", ["generate --out out", "generate --out out/deeper"])
def test_folder_without_write_permission(sample: Path, tmp_path: Path, command: str) -> None:
    """The machine says no: exit 4 in one line that names the place."""
    (tmp_path / "out").mkdir(mode=0o555)
    done = powerless(tmp_path, *command.split(), *AT)
    assert (done.code, done.out) == (4, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith("out")
    assert "ermission denied" in done.err
    assert files_below(tmp_path / "out") == {}


@pytest.mark.parametrize("what", ["roles.yaml", "playbooks", "."])
def test_content_without_read_permission(sample: Path, tmp_path: Path, what: str) -> None:
    """A file or folder that may not be read is named; no traceback, no half handbook."""
    (sample / what).chmod(0)
    done = powerless(tmp_path, "check", *AT)
    (sample / what).chmod(0o755)
    assert done.code in (1, 4)
    assert "Traceback" not in done.err
    assert f"content/{what}".removesuffix("/.") in done.err
    assert "ermission denied" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
@pytest.mark.parametrize(
    "command", ["show ward-3 start-rounds", "generate --out out", "--help", "show --help"]
)
def test_standard_output_full(sample: Path, command: str) -> None:
    """A full disk behind standard output: exit 4 in one line."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [COMMAND, *command.split(), *(() if "--help" in command else AT)],
            cwd=sample.parent, stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 4
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr


@pytest.mark.parametrize("command", ["show ward-3 start-rounds", "check", "--help", "-h"])
def test_standard_output_closed(sample: Path, command: str) -> None:
    """Who wants to hear nothing is told nothing, and nothing fails."""
    words = f"'{COMMAND}' {command} {'' if command[0] == '-' else ' '.join(AT)} >&-"
    done = subprocess.run(["sh", "-c", words], cwd=sample.parent, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("asked", ["-h", "--help"])
@pytest.mark.parametrize("columns", [60, 79, 80, 81, 200])
def test_the_list_of_commands_is_what_click_says(asked: str, columns: int) -> None:
    """Whatever the terminal's width: put together without click where that need not wrap lines."""
    surroundings = {**os.environ, "COLUMNS": str(columns)}
    code = "from generator.cli import main; main(['--help'], 'handrail')"
    said = [
        subprocess.run(command, capture_output=True, check=True, env=surroundings).stdout.decode()
        for command in ([str(COMMAND), asked], [sys.executable, "-c", code])
    ]
    assert said[0] == said[1]
    assert max(map(len, said[0].split("\n"))) < columns


def talk_on_a_terminal(folder: Path, **environment: str) -> bytes:
    """What `check` says about a broken handbook when standard error is a terminal."""
    ours, theirs = pty.openpty()
    variables = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.run(
        [COMMAND, "check", *AT],
        cwd=folder, env={**variables, "TERM": "xterm-256color", **environment},
        stdout=subprocess.PIPE, stderr=theirs, check=False,
    )  # fmt: skip
    os.close(theirs)
    said = os.read(ours, 100_000)
    os.close(ours)
    assert done.returncode == 1
    return said


def test_colour_only_on_a_terminal(handrail: Handrail, sample: Path) -> None:
    """Colour on a terminal; none in a file, and none anywhere where NO_COLOR is set."""
    (sample / "roles.yaml").write_text("roles: 3\n")
    assert b"\x1b[" in talk_on_a_terminal(sample.parent)
    assert b"\x1b[" not in talk_on_a_terminal(sample.parent, NO_COLOR="1")
    assert "\x1b[" not in handrail("check", *AT).err


def test_same_bytes_everywhere(handrail: Handrail, sample: Path, tmp_path: Path) -> None:
    """Hash seed, time zone, language and working folder leave no trace in what is written."""
    surroundings = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8"},
    ]
    written, shown = [], []
    for n, extra in enumerate(surroundings):
        here = tmp_path / f"from-{n}"
        here.mkdir()
        environment = {**os.environ, **extra}
        way = ("--content", sample if n else "../content", *AT)
        done = handrail("generate", *way, "--out", here / "out", cwd=here, env=environment)
        assert done.code == 0, done.err
        written.append(files_below(here / "out"))
        shown.append(handrail("show", "ward-3", "start-rounds", *way, cwd=here, env=environment))
    assert written[0] == written[1] == written[2] != {}
    assert shown[0] == shown[1] == shown[2]


def test_commands_are_those_of_the_table(quick: Handrail) -> None:
    """Each name in the list leads to the command of that name, with help of its own; a misspelt one
    is answered with the nearest."""
    for name in COMMANDS:
        done = quick(name, "--help")
        assert done.code == 0, name
        assert f" {name} " in done.out.partition("\n")[0]
    assert "'check'" in quick("chek").err


def test_help_loads_nothing_heavy() -> None:
    """`--help` answers at once: it imports no click; that of a command no YAML, no models, no
    templates, no calendars."""
    code = (
        "import sys; from generator.start import main; sys.argv = ['handrail', '--help']; main(); "
        "assert 'click' not in sys.modules; "
        "from generator.cli import main; main(['show', '--help'], standalone_mode=False); "
        "heavy = {'yaml', 'pydantic', 'jinja2', 'holidays', 'markdown_it', 'mkdocs', 'rich'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    surroundings = {**os.environ, "COLUMNS": "80"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, check=False, env=surroundings)
    assert done.stderr.decode() == ""
    assert done.stdout.startswith(b"Usage: ")


def test_a_checklist_loads_no_format_but_its_own(sample: Path) -> None:
    """`show` of Markdown imports nothing of calendar files, workbooks, tables or web pages."""
    code = (
        "import sys; from generator.cli import main; "
        "main(['show', 'ward-3', 'start-rounds', '--today', '2026-11-21'], standalone_mode=False); "
        "heavy = {'icalendar', 'xlsxwriter', 'generator.formats.html'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=sample.parent, capture_output=True, check=False)
    assert done.stderr.decode() == ""
    assert done.stdout.startswith(b"---\ncustomer: ward-3\n")


WHY = {
    "ward-3 start-rounds first-round": """\
Hold the first round
Start rounds on a ward, for Ward 3

Here     yes, every customer of the playbook gets it
When     Thu 24 Dec 2026
         on first round (2026-12-24)
         first round: 2 weeks after opening (2026-12-12) is Sat 26 Dec; moved to Thu 24 Dec: \
weekend, Christmas Day in Bavaria
         opening is stated as Sat 12 Dec 2026
         working days of: Bavaria and Operating theatre
Who      Dr Amara Oyelaran (Lead)
         accountable: lead -> medical-director
Written  content/playbooks/start-rounds.yaml:51:13
""",
    "ward-3 start-rounds play-corner": """\
Set up a play corner for brothers and sisters
Start rounds on a ward, for Ward 3

Here     no
         Specialty is Surgery, not Children
         Beds is 24, not at least 50
Written  content/playbooks/start-rounds.yaml:43:13
""",
    "ward-7 medicines-audit count": """\
Count the open prescriptions
Medicines audit, for Ward 7

Here     no, the whole playbook is not for this customer
         Specialty is Children, not Surgery or General medicine
Written  content/playbooks/medicines-audit.yaml:11:14
""",
    "ward-7 start-rounds walk-through": """\
Walk through the ward together
Start rounds on a ward, for Ward 7

Here     yes, every customer of the playbook gets it
When     Tue 1 Dec 2026
         1 week after opening (2026-11-26) is Thu 3 Dec; moved to Tue 1 Dec: \
holiday in Gulf clinic
         opening is stated as Thu 26 Nov 2026
         working days of: Bavaria and Gulf clinic
Who      Prof Lena Huber (Medical director, standing in for Lead)
         accountable: lead -> medical-director
Written  content/playbooks/start-rounds.yaml:15:13
""",
}


@pytest.mark.parametrize("asked", WHY)
def test_why(quick: Handrail, sample: Path, asked: str) -> None:
    """Why a step is there and when (moved: from where, by what), or what keeps it away."""
    assert quick("why", *asked.split(), *AT) == (0, WHY[asked], "")
