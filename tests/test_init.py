"""`handrail init`: a new handbook that is sound, and builds wherever Handrail is installed."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from conftest import HERE, TODAY, Handrail, files_below

AT = ("--today", TODAY)


@pytest.fixture
def new(quick: Handrail, tmp_path: Path) -> Path:
    """A new handbook."""
    assert quick("init", "new").code == 0
    return tmp_path / "new"


def test_new_handbook_is_sound(quick: Handrail, new: Path) -> None:
    """There is no error and no warning, today and years from now."""
    for today in (TODAY, "2029-01-01"):
        assert quick("check", "--today", today, cwd=new) == (0, "", "0 problems\n")


def test_every_file_says_how_it_is_written(new: Path) -> None:
    """Whoever opens a file of the content first reads what stands in it."""
    files = sorted((new / "content").rglob("*.yaml"))
    assert len(files) > 12
    for file in files:
        assert file.read_text().startswith("# "), file


def test_checklists_in_every_format(quick: Handrail, new: Path) -> None:
    """The invented customer gets both checklists, dated."""
    assert quick("generate", "--format", "md,html,ics,csv", *AT, cwd=new).code == 0
    made = files_below(new / "content/checklists")
    names = {f"example-company/{playbook}" for playbook in ("onboarding", "business-review")}
    assert {name.rpartition(".")[0] for name in made} >= names
    assert b"due Tue 15 Dec 2026" in made["example-company/onboarding.md"]


def test_questions_about_the_book(quick: Handrail, new: Path) -> None:
    """The invented customer is carried by somebody; what the handbook lacks for an answer is said
    of the handbook, and not of each customer."""
    assert "Ada Reed" in quick("book", "load", "--part", "people", *AT, cwd=new).out
    notes = quick("book", "cadence", *AT, cwd=new).out.partition("not known\n\n")[2]
    assert notes == "no event counts calls: give one 'counts: calls' in events.yaml\n"
    roles = new / "content/roles.yaml"
    roles.write_text(roles.read_text().replace(", carries_book: true}", "}"))
    notes = quick("book", "load", *AT, cwd=new).out.partition("not known\n\n")[2]
    assert notes == "no role carries customers: write 'carries_book: true' for one in roles.yaml\n"


def test_next_steps_lead_there(quick: Handrail, tmp_path: Path) -> None:
    """What init prints can be typed as it stands, also where the name has a blank."""
    done = quick("init", "our handbook")
    assert "cd 'our handbook'\n" in done.out
    assert "cd " not in quick("init", ".", cwd=_made(tmp_path / "inside")).out


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_fresh_repository_may_be_filled(quick: Handrail, tmp_path: Path) -> None:
    """A clone of an empty project counts as an empty folder; git's own files are left alone."""
    subprocess.run(["git", "init", "-q", tmp_path / "clone"], check=True)
    before = files_below(tmp_path / "clone/.git")
    assert quick("init", "clone").code == 0
    assert files_below(tmp_path / "clone/.git") == before
    assert (tmp_path / "clone/.gitlab-ci.yml").is_file()


@pytest.mark.parametrize("there", ["notes.txt", ".hidden", "content/roles.yaml"])
def test_nothing_is_overwritten(quick: Handrail, tmp_path: Path, there: str) -> None:
    """A folder that holds anything is refused by name, and stays as it is."""
    file = tmp_path / "full" / there
    file.parent.mkdir(parents=True)
    file.write_text("mine\n")
    done = quick("init", "full")
    assert (done.code, done.out) == (3, "")
    assert f"full is not empty ({there.split('/', maxsplit=1)[0]})" in done.err
    assert files_below(tmp_path / "full") == {there: b"mine\n"}


def test_a_link_is_not_followed(quick: Handrail, tmp_path: Path) -> None:
    """A folder that is a link to another place is refused; the other place stays empty."""
    _made(tmp_path / "elsewhere")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert quick("init", "link").code == 3
    assert files_below(tmp_path / "elsewhere") == {}


@pytest.mark.slow
def test_wherever_installed(tmp_path: Path) -> None:
    """From a wheel, in a folder of its own: init, check and build, and no checkout."""
    command = installed(tmp_path)
    work = _made(tmp_path / "work")
    for line in (
        "init new",
        "check --content new/content",
        "build --content new/content --site new/site",
    ):
        done = subprocess.run(
            [command, *AT, *line.split()], cwd=work, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
    site = files_below(work / "new/site/public")
    assert b"Hold the kickoff" in site["playbooks/onboarding.html"]
    assert str(HERE.parent).encode() not in (work / "new/site/mkdocs.yml").read_bytes()


def installed(folder: Path) -> Path:
    """The command, from a wheel built now, in an environment of its own; what Handrail depends on
    is that of this one."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    wheels, home = folder / "wheels", folder / "home"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(build, cwd=HERE.parent, check=True, capture_output=True)
    venv.create(home, with_pip=False)
    (wheel,) = wheels.iterdir()
    into = ["--python", str(home / "bin/python"), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*pip, *into], check=True, capture_output=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin/handrail"
