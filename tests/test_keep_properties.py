"""P0 to P15: what the merge promises, held on made-up histories. See tests/keep_properties.py.

`HANDRAIL_TORTURE=100 pytest tests/test_keep_properties.py -k together` tries 10,000 histories with
all properties each; `--hypothesis-seed` says which.
"""

from __future__ import annotations

import keep_properties as keeps
from hypothesis import given
from hypothesis import strategies as st
from keep_properties import PROPERTIES, History
from strategies import examples

from generator.keep.sheet import parse

FEW = examples(12)


def _choices(fewest: int, most: int) -> st.SearchStrategy[list[tuple[int, int, int]]]:
    number = st.integers(0, 998)
    return st.lists(st.tuples(number, number, number), min_size=fewest, max_size=most)


HISTORIES = st.builds(
    History, _choices(2, 8), _choices(0, 8), _choices(0, 5), _choices(0, 4), _choices(0, 4)
)


@examples(100)
@given(HISTORIES)
def test_properties_together(history: History) -> None:
    """All of P0 to P15 on one history; the long run is made of this one."""
    for holds in PROPERTIES.values():
        holds(history)


@examples(200)
@given(st.text() | st.text("-*+ \t\r\n`~<>!#[]x1.\u2028\x0b\x85", max_size=60))
def test_p0_lossless_for_any_text(text: str) -> None:
    """P0: any text at all comes out of the reader as it went in."""
    assert str(parse(text)) == text


@FEW
@given(HISTORIES)
def test_p0_lossless(history: History) -> None:
    """P0: taking a checklist apart and putting it together gives the checklist."""
    keeps.p0_lossless(history)


@FEW
@given(HISTORIES)
def test_p1_again(history: History) -> None:
    """P1: merging a second time changes nothing."""
    keeps.p1_again(history)


@FEW
@given(HISTORIES)
def test_p2_untouched(history: History) -> None:
    """P2: a file that nobody has edited becomes the generated one, byte for byte."""
    keeps.p2_untouched(history)


@FEW
@given(HISTORIES)
def test_p3_states(history: History) -> None:
    """P3: every state is there afterwards under the id of its item."""
    keeps.p3_states(history)


@FEW
@given(HISTORIES)
def test_p4_nothing_invented(history: History) -> None:
    """P4: as many boxes hold each state as before."""
    keeps.p4_nothing_invented(history)


@FEW
@given(HISTORIES)
def test_p5_persons_lines(history: History) -> None:
    """P5: every line of the person's is kept, as often, in its item, in the same order."""
    keeps.p5_persons_lines(history)


@FEW
@given(HISTORIES)
def test_p6_own_sections(history: History) -> None:
    """P6: a section of the person's own keeps what stands in it."""
    keeps.p6_own_sections(history)


@FEW
@given(HISTORIES)
def test_p7_every_step_once(history: History) -> None:
    """P7: every step of the plan is there just once unless it was deleted."""
    keeps.p7_every_step_once(history)


@FEW
@given(HISTORIES)
def test_p8_labels(history: History) -> None:
    """P8: an edited label stays; an unedited one gets the new text; both are told."""
    keeps.p8_labels(history)


@FEW
@given(HISTORIES)
def test_p9_there_and_back(history: History) -> None:
    """P9: a step that goes and comes back has its tick and its notes."""
    keeps.p9_there_and_back(history)


@FEW
@given(HISTORIES)
def test_p10_two_steps(history: History) -> None:
    """P10: two upgrades in a row leave the states that one leaves."""
    keeps.p10_two_steps(history)


@FEW
@given(HISTORIES)
def test_p11_deleted(history: History) -> None:
    """P11: what a person deletes stays deleted."""
    keeps.p11_deleted(history)


@FEW
@given(HISTORIES)
def test_p12_line_ends(history: History) -> None:
    """P12: line ends, byte order mark and the end of the file stay as they are."""
    keeps.p12_line_ends(history)


@FEW
@given(HISTORIES)
def test_p13_any_text(history: History) -> None:
    """P13: a damaged file is merged without loss or refused in a sentence."""
    keeps.p13_any_text(history)


@FEW
@given(HISTORIES)
def test_p14_commutes(history: History) -> None:
    """P14: ticking and then merging is merging and then ticking."""
    keeps.p14_commutes(history)


@FEW
@given(HISTORIES)
def test_p15_never_mixed(history: History) -> None:
    """P15: the checklist of another customer or playbook is refused."""
    keeps.p15_never_mixed(history)
