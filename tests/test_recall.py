"""What is asked again of the same files is answered at once, and never with what is not so now."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from conftest import COMMAND, Handrail, Ran
from edits import EDITS, Place

from generator import recall
from generator.commands import again
from generator.rebuild import inputs

DAY = ("--today", "2026-11-21")
SHOW = ("show", "ward-7", "start-rounds")
WHY = ("why", "ward-7", "start-rounds", "first-round")
TORTURE = bool(os.environ.get("HANDRAIL_TORTURE"))
HOW_OFTEN = 400 if TORTURE else 40
HEAVY = ("yaml", "pydantic", "holidays", "jinja2", "subprocess")
PROBE = f"""\
import sys
from generator.cli import main
main(sys.argv[1:], standalone_mode=False)
sys.exit(sum(name in sys.modules for name in {HEAVY}))
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where answers are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/handrail"


@pytest.fixture
def ask(quick: Handrail, cache: Path) -> Callable[..., tuple[Ran, bool]]:
    """What a command says, and whether that was recalled."""

    def asked(*words: str | Path) -> tuple[Ran, bool]:
        before = {path: path.stat().st_ino for path in cache.glob("*")}
        done = quick(*words)
        after = {path: path.stat().st_ino for path in cache.glob("*")}
        return done, before == after != {}

    return asked


Ask = Callable[..., tuple[Ran, bool]]


@pytest.mark.parametrize("command", [SHOW, WHY, (*SHOW, "--format", "xlsx")], ids=" ".join)
def test_the_second_time_nothing_heavy_is_loaded(
    command: tuple[str, ...], sample: Path, cache: Path
) -> None:
    """The same bytes come out of the answer that was kept, and no handbook is read for it."""
    run = [sys.executable, "-c", PROBE, *command, *DAY]
    first, second = (
        subprocess.run(run, cwd=sample.parent, capture_output=True, check=False) for _ in range(2)
    )
    assert first.returncode > 0
    assert second.returncode == 0, second.stderr
    assert first.stdout == second.stdout != b""
    assert first.stderr == second.stderr
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("kind", ["files", "tables"])
@pytest.mark.parametrize("seed", range(10 if TORTURE else 2))
def test_whatever_is_edited_the_answer_is_of_today(
    kind: str, seed: int, tmp_path: Path, quick: Handrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each of some random edits, and again after it, what is said is what is said where
    nothing is remembered."""
    place = Place(tmp_path, quick, tables=kind == "tables")
    place.generate()
    dice = Random(seed)
    for name in dice.choices(list(EDITS), k=HOW_OFTEN):
        if dice.random() < 0.6:  # else the same is asked twice
            EDITS[name](place, dice)
        command = (*dice.choice((SHOW, WHY, (*SHOW, "--format", "ics"))), "--today", place.day)
        monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
        plain = quick(*command, cwd=place.folder)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        assert quick(*command, cwd=place.folder) == plain, name
        assert quick(*command, cwd=place.folder) == plain, name
    kept = list((tmp_path / "cache").glob("handrail/*"))
    assert bool(kept) == (kind == "files")


def tick(sample: Path) -> None:
    path = sample / "checklists/ward-7/start-rounds.md"
    path.write_text(path.read_text().replace("- [ ]", "- [x]", 1))


def reword(sample: Path) -> None:
    path = sample / "playbooks/start-rounds.yaml"
    path.write_text(path.read_text().replace("Hold the", "Do hold the"))


def rename(sample: Path) -> None:
    path = sample / "customers/ward-7.yaml"
    path.write_text(path.read_text().replace("Ward 7", "Ward Seven"))


def with_an_error(sample: Path) -> None:
    (sample / "roles.yaml").write_text("roles: [\n")


CHANGES = (tick, reword, rename, with_an_error)


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_what_an_answer_rests_on(
    change: Callable[[Path], None], sample: Path, ask: Ask, quick: Handrail
) -> None:
    """A tick, a word of the handbook, the customer's own file: each makes the answer anew."""
    quick("generate", *DAY)
    first, _ = ask(*SHOW, *DAY)
    assert ask(*SHOW, *DAY) == (first, True)
    change(sample)
    second, recalled = ask(*SHOW, *DAY)
    assert second != first
    assert not recalled or second.code


def test_a_former_id_that_is_somebody_s_now(sample: Path, ask: Ask) -> None:
    """What is said of a customer whose former id another one takes is not what was said before."""
    path = sample / "customers/ward-7.yaml"
    path.write_text(f"was: [ward-70]\n{path.read_text()}")
    first, _ = ask(*SHOW, *DAY)
    assert ask(*SHOW, *DAY) == (first, True)
    other = (sample / "customers/ward-3.yaml").read_text()
    (sample / "customers/ward-70.yaml").write_text(other.replace("Ward 3", "Ward 70"))
    second, _ = ask(*SHOW, *DAY)
    assert "former-id-taken" in second.err
    assert second.out == first.out
    assert ask(*SHOW, *DAY)[0] == second


def test_questions_are_told_apart(sample: Path, ask: Ask, quick: Handrail) -> None:
    """Another customer, format, edition, folder or day is another question; each has its answer."""
    quick("generate", *DAY)
    folder = sample.parent / "other"
    questions = [
        (*SHOW, *DAY),
        ("show", "ward-3", "start-rounds", *DAY),
        (*SHOW, "--format", "json", *DAY),
        (*SHOW, "--edition", "customer", *DAY),
        (*SHOW, "--out", folder, *DAY),
        (*WHY, *DAY),
    ]
    answers = [ask(*question)[0] for question in questions]
    assert [ask(*question) for question in questions] == [(one, True) for one in answers]
    assert not ask(*SHOW, "--today", "2026-11-22")[1]  # takes the place of the day before
    assert not ask(*SHOW, *DAY)[1]


def test_our_own_code_counts(sample: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of Handrail, its templates or its libraries answers anew."""
    first, _ = ask(*SHOW, *DAY)
    assert ask(*SHOW, *DAY) == (first, True)
    monkeypatch.setattr(inputs, "tools", lambda: "another")
    assert ask(*SHOW, *DAY) == (first, False)


def test_a_broken_answer_is_none(sample: Path, ask: Ask, cache: Path) -> None:
    """Cut or changed anywhere, of another form or empty: it is made anew, and nobody sees it."""
    late = (*SHOW, "--today", "2027-06-30")
    first, _ = ask(*late)
    assert first.err
    (file,) = cache.iterdir()
    whole, dice = file.read_bytes(), Random(1)
    texts = [b"", b"[]", b"\n", b"{}\n", b"[[], [], []]\n", b"\xff\n", whole + b"x", whole[1:]]
    texts += [whole[: dice.randrange(len(whole))] for _ in range(10)]
    for at in (*range(33, 200, 7), *(dice.randrange(len(whole)) for _ in range(10))):
        texts.append(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    for text in texts:
        file.write_bytes(text)
        assert ask(*late)[0] == first, text
    assert file.read_bytes() == whole


def test_warnings_are_told_again(sample: Path, ask: Ask) -> None:
    """What is wrong with the handbook, and what is late, is said each time, in its order."""
    first, _ = ask(*SHOW, "--today", "2027-06-30")
    assert "already late today" in first.err
    assert ask(*SHOW, "--today", "2027-06-30") == (first, True)


def test_of_others_nothing_is_remembered(sample: Path, ask: Ask) -> None:
    """Where an answer rests on the whole book, since a finding about a customer is accepted, it is
    made each time."""
    text = (sample / "accepted.yaml").read_text()
    entry = '  - {check: promise, at: "customers/ward-7 x", because: No.}\n'
    (sample / "accepted.yaml").write_text(text + entry)
    assert not ask(*SHOW, *DAY)[1]
    assert not ask(*SHOW, *DAY)[1]


def test_who_edits_meanwhile(
    sample: Path, ask: Ask, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer may be of either text then, and is not kept."""

    def edited(asking: again.Asking) -> recall.Question | None:
        rename(sample)
        found = real(asking)
        path = sample / "customers/ward-7.yaml"
        path.write_text(path.read_text() + "# edited\n")
        return found

    real = again.Asking.question
    monkeypatch.setattr(again.Asking, "question", edited)
    ask(*SHOW, *DAY)
    assert list(cache.glob("*")) == []


@pytest.mark.parametrize("place", ["/proc/nowhere", "relative", "file", "link"])
def test_where_nothing_can_be_kept(
    place: str, sample: Path, tmp_path: Path, quick: Handrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer comes all the same; nothing is written through a link, nor where commands run."""
    (tmp_path / "file").write_text("")
    (tmp_path / "link").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link/handrail").symlink_to(tmp_path / "elsewhere")
    given = place if place in ("/proc/nowhere", "relative") else str(tmp_path / place)
    monkeypatch.setenv("XDG_CACHE_HOME", given)
    first, second = quick(*SHOW, *DAY), quick(*SHOW, *DAY)
    assert first == second
    assert first.code == 0
    assert not (tmp_path / "relative").exists()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_for_this_reader_alone(sample: Path, ask: Ask, cache: Path) -> None:
    """Customers' names are in it: nobody else of this machine can look into the folder."""
    ask(*SHOW, *DAY)
    assert cache.stat().st_mode & 0o077 == 0


def test_the_oldest_go(
    sample: Path, ask: Ask, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are never more answers than so many."""
    monkeypatch.setattr(recall, "MOST", 3)
    for n in range(6):
        ask(*SHOW, "--out", f"folder-{n}", *DAY)
        for age, path in enumerate(sorted(cache.iterdir(), key=lambda p: -p.stat().st_mtime_ns)):
            os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert len(list(cache.iterdir())) == 3
    assert ask(*SHOW, "--out", "folder-5", *DAY)[1]
    assert not ask(*SHOW, "--out", "folder-1", *DAY)[1]


def test_from_another_folder(sample: Path, cache: Path, tmp_path: Path) -> None:
    """Paths in what is said count from the folder of the command: two books are never mixed up."""
    day = date(2026, 11, 21)
    run = [str(COMMAND), *SHOW, "--today", str(day)]
    other = tmp_path / "other"
    (other / "content").parent.mkdir()
    subprocess.run(["cp", "-r", sample, other / "content"], check=True)
    rename(other / "content")
    first = subprocess.run(run, cwd=tmp_path, capture_output=True, check=True).stdout
    second = subprocess.run(run, cwd=other, capture_output=True, check=True).stdout
    assert b"Ward Seven" in second
    assert b"Ward Seven" not in first
