"""`handrail codeowners`: those who own a file by the data, and nobody by accident."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import HERE, Handrail, files_below

FILE = ".gitlab/CODEOWNERS"


def owned(sample: Path) -> None:
    """Give the handbook and two of its roles owners."""
    with (sample / "handbook.yaml").open("a") as file:
        file.write("owners: [st-brigid/sisters]\n")
    roles = sample / "roles.yaml"
    text = roles.read_text().replace("short: Lead,", "short: Lead, owners: [amara, j.weiss],")
    roles.write_text(text.replace("{id: clerk,", "{id: clerk, owners: [sami, amara],"))


def read(text: str) -> dict[str, list[str]]:
    """The rules, as GitLab reads them: a line each, the owners after blanks."""
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {path: owners for path, *owners in lines}


def test_owners_of_the_sample(quick: Handrail, sample: Path) -> None:
    """The whole handbook has its owners; a playbook those of the roles accountable in it, each
    once. What has none of its own stays with the whole."""
    owned(sample)
    assert quick("codeowners") == (0, f"{FILE}: written\n", "")
    rules = read((sample.parent / FILE).read_text())
    assert rules == {
        "/content/": ["@st-brigid/sisters"],
        "/content/playbooks/start-rounds.yaml": ["@amara", "@j.weiss", "@sami"],
    }
    assert next(iter(rules)) == "/content/", "of several rules that fit, the last counts"
    assert quick("codeowners").out == f"{FILE}: up to date\n"


def test_check_writes_nothing(quick: Handrail, sample: Path) -> None:
    """With --check an old file is told, and left; a new one is fine."""
    assert quick("codeowners").code == 0
    assert quick("codeowners", "--check").code == 0
    owned(sample)
    before = files_below(sample.parent)
    done = quick("codeowners", "--check")
    assert (done.code, done.out) == (1, "")
    assert "run handrail codeowners" in done.err
    assert files_below(sample.parent) == before


@pytest.mark.parametrize("option", [(), ("--check",)])
def test_what_was_written_by_hand_stays(
    quick: Handrail, sample: Path, option: tuple[str, ...]
) -> None:
    """A file that Handrail has not made is refused, and left."""
    file = sample.parent / FILE
    file.parent.mkdir()
    file.write_bytes(b"* @amara # \xdc\n")
    done = quick("codeowners", *option)
    assert (done.code, done.out) == (3, "")
    assert "was written by hand" in done.err
    assert file.read_bytes() == b"* @amara # \xdc\n"


def test_elsewhere(quick: Handrail, sample: Path) -> None:
    """Content that is no part of this project has no path in it."""
    assert quick("codeowners", "--content", HERE / "sample").code == 2
