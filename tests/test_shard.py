"""`generate --shard I/N`: the parts together are the whole, and none is made twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import TODAY, Handrail, files_below
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples
from test_broken import lay

from generator.commands.shard import of_shard

AT = ("--today", TODAY)
IDS = st.lists(st.from_regex("[a-z0-9-]{1,12}", fullmatch=True), unique=True, max_size=40)


@examples(60)
@given(IDS, st.integers(1, 9))
def test_parts_are_the_whole(ids: list[str], parts: int) -> None:
    """Every id is in one part and in one only, in the order in which it was."""
    found = [of_shard(ids, (number, parts)) for number in range(1, parts + 1)]
    assert sorted(id_ for part in found for id_ in part) == sorted(ids)
    for part in found:
        assert part == [id_ for id_ in ids if id_ in part]


@examples(60)
@given(IDS, IDS)
def test_part_depends_on_the_id_alone(some: list[str], others: list[str]) -> None:
    """A customer stays in its part whoever comes or goes."""
    assert set(of_shard(some, (2, 3))) <= set(of_shard([*others, *some], (2, 3)))


def test_files_are_those_of_a_whole_run(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """The files of all parts are byte for byte those of one run, but for those of a whole book."""
    whole = ("generate", "--format", "md,html,csv", *AT)
    assert quick(*whole, "--out", "whole").code == 0
    for number in (1, 2, 3):
        assert quick(*whole, "--out", "parts", "--shard", f"{number}/3").code == 0
    in_one, in_parts = files_below(tmp_path / "whole"), files_below(tmp_path / "parts")
    of_customers = {name: content for name, content in in_one.items() if "/" in name}
    assert len(of_customers) >= 6
    assert {name: content for name, content in in_parts.items() if "/" in name} == of_customers


def test_part_does_not_read_the_others(quick: Handrail, sample: Path) -> None:
    """What is wrong with another part's customer is told there; with tables, in each part."""
    ids = [path.stem for path in sorted(sample.glob("customers/*.yaml"))]
    wrong, *_ = of_shard(ids, (1, 2))
    assert of_shard(ids, (2, 2))
    (sample / f"customers/{wrong}.yaml").write_text("name: [\n")
    parts = [("generate", "--shard", f"{n}/2", "--out", f"{n}", *AT) for n in (1, 2)]
    assert [quick(*part).code for part in parts] == [1, 0]
    (sample / "book.yaml").write_text("{}\n")
    assert [quick(*part).code for part in parts] == [1, 1]


def test_accepted_finding_of_another_part(quick: Handrail, sample: Path) -> None:
    """What the handbook accepts of a customer fails neither that customer's part nor the others."""
    lay("stated-otherwise", sample)
    accepted = sample / "accepted.yaml"
    entry = "at: customers/ward-7 attributes.records, because: Both are used"
    accepted.write_text(
        f"{accepted.read_text().rstrip()}\n  - {{check: stated-otherwise, {entry}}}\n"
    )
    parts = [quick("generate", "--shard", f"{n}/2", "--out", f"{n}", *AT) for n in (1, 2)]
    assert [(part.code, "accepted" in part.err) for part in parts] == [(0, False)] * 2


def test_part_without_customers(quick: Handrail, sample: Path, tmp_path: Path) -> None:
    """More machines than customers: those without any write nothing, and that is no failure."""
    done = [quick("generate", "--shard", f"{n}/5", "--out", f"{n}", *AT) for n in range(1, 6)]
    assert {one.code for one in done} == {0}
    idle = sum("no customer is in this part" in one.err for one in done)
    assert idle in (3, 4)
    assert len(list(tmp_path.glob("[0-9]/*/start-rounds.md"))) == 2
    assert len(list(tmp_path.glob("[0-9]"))) == 5 - idle


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "1/0", "a/b", "-1/3"])
def test_no_such_part(quick: Handrail, sample: Path, shard: str) -> None:
    """A part that there is not ends the run with what to write."""
    done = quick("generate", "--shard", shard, *AT)
    assert (done.code, done.out) == (2, "")
    assert "write 2/5 for the second of five" in done.err
