"""The grammar of spans: what is written comes back, what is not meant is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, slugs

from generator.offsets import (
    DUE_FORM,
    DURATION_FORM,
    Duration,
    Offset,
    Unit,
    due_hint,
    duration_hint,
    parse_duration,
    parse_offset,
)

UNITS: tuple[Unit, ...] = ("days", "weeks", "months")


@st.composite
def durations(draw: st.DrawFn) -> tuple[str, Duration]:
    """A length in one of its spellings, and what it means."""
    low = draw(st.integers(1, 999))
    high = draw(st.one_of(st.just(low), st.integers(low, 999)))
    unit = draw(st.sampled_from(UNITS))
    working = unit == "days" and draw(st.booleans())
    word = unit if draw(st.booleans()) else unit.removesuffix("s")
    dash = draw(st.sampled_from(["-", " - ", "\u2013", " \u2013 "]))
    amount = f"{low}" if low == high else f"{low}{dash}{high}"
    text = f"{amount} {'working ' if working else ''}{word}"
    return text, Duration(text, low, high, unit, working)


@examples(80)
@given(durations(), st.sampled_from([" ", "  "]))
def test_lengths_mean_what_they_say(length: tuple[str, Duration], gap: str) -> None:
    """Every spelling of a length is read as its numbers and unit; the text stays the writer's."""
    text, meant = length
    assert parse_duration(f" {text.replace(' ', gap)} ") == meant


@examples(80)
@given(durations(), st.sampled_from(["before", "after"]), slugs)
def test_offsets_mean_what_they_say(length: tuple[str, Duration], way: str, anchor: str) -> None:
    """A length, a direction and an anchor; the text stays as typed."""
    text, meant = length
    written = f"{text} {way} {anchor}"
    found = parse_offset(written)
    assert (found.text, found.direction, found.anchor) == (written, way, anchor)
    assert found.length == meant


@examples(30)
@given(slugs)
def test_on_is_the_day_itself(anchor: str) -> None:
    """`on` has no length."""
    assert parse_offset(f"on  {anchor} ") == Offset(f"on  {anchor}", "on", anchor, None)


@examples(120)
@given(st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from(["1", "2-3", "working", "days", "weeks", "hours", "before", "after",
                              "on", "ebr", "-", "one", "\u0663", "2.5", "-1", "99999"]), max_size=6)
    .map(" ".join),
))  # fmt: skip
def test_any_text_is_an_offset_or_refused(text: str) -> None:
    """Nothing raises but ValueError; what is taken has plain digits, a unit and an anchor."""
    for parse in (parse_offset, parse_duration):
        try:
            found = parse(text)
        except ValueError:
            continue
        length = found.length if isinstance(found, Offset) else found
        assert found.text.isascii() or "\u2013" in found.text or isinstance(found, Offset)
        if length:
            assert 0 <= length.low <= length.high <= 999
            assert length.unit in UNITS
            assert length.text.split()[0][0] in "0123456789"
            assert not length.working or length.unit == "days"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "'' does not say when"),
        ("tomorrow", "'tomorrow' does not say when"),
        ("2 weeks", "'2 weeks' does not say when"),
        ("2 weeks before", "'2 weeks before' does not say when"),
        ("2 weeks before the ebr", "'2 weeks before the ebr' does not say when"),
        ("-2 weeks before ebr", "'-2 weeks before ebr' does not say when"),
        ("2.5 weeks before ebr", "'2.5 weeks before ebr' does not say when"),
        ("2 weeks on ebr", "'2 weeks on ebr' does not say when"),
        ("\u0663 days before ebr", "'\u0663 days before ebr' does not say when"),
        ("2 years before ebr", "'years' is not a unit of time: write 24 months"),
        ("2 hours after ebr", "'hours' is not a unit of time: use days, weeks or months"),
        ("4-3 months before ebr", "the range 4-3 runs backwards: write 3-4"),
        ("2 working weeks after ebr", "only days can be working days, not weeks"),
    ],
)
def test_refused_offsets(text: str, words: str) -> None:
    """What is wrong with an offset, in words for its writer."""
    with pytest.raises(ValueError, match="^" + words.replace("'", ".") + "$"):
        parse_offset(text)


@pytest.mark.parametrize("text", ["", "2", "weeks", "two weeks", "2 weeks ago", "12345 days"])
def test_refused_lengths(text: str) -> None:
    """A length has a number and a unit and nothing else."""
    with pytest.raises(ValueError, match="is not a length of time"):
        parse_duration(text)


def test_no_time_at_all() -> None:
    """Something can be due 0 days after a date; what comes again cannot come every 0 days."""
    found = parse_offset("0 days after ebr").length
    assert found
    assert (found.low, found.high) == (0, 0)
    with pytest.raises(ValueError, match="is no time at all"):
        parse_duration("0 days")


@pytest.mark.parametrize(
    ("text", "every", "days"),
    [
        ("1 month", "month", 31),
        ("2 weeks", "2 weeks", 14),
        ("1-2 weeks", "1-2 weeks", 14),
        ("5 working days", "5 working days", 7),
        ("6 working days", "6 working days", 9),
        ("1 working day", "working day", 2),
        ("1 day", "day", 1),
    ],
)
def test_how_often_and_how_long(text: str, every: str, days: int) -> None:
    """`a call every …` in words, and the most days a length can take."""
    assert parse_duration(text).every == every
    assert parse_duration(text).most_days == days


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a week before opening", "1 week before opening"),
        ("Two weeks after the First Round", "2 weeks after first-round"),
        ("2w before ebr", "2 weeks before ebr"),
        ("3 business days prior to ebr", "3 working days before ebr"),
        ("opening + 2 weeks", "2 weeks after opening"),
        ("ebr - 10d", "10 days before ebr"),
        ("within 2 weeks of opening", "2 weeks after opening"),
        ("On opening", "on opening"),
    ],
)
def test_nearest_due(typed: str, meant: str) -> None:
    """What people write instead is told as it is to be written; what is told can be written."""
    with pytest.raises(ValueError, match="does not say when"):
        parse_offset(typed)
    assert due_hint(typed) == f"write '{meant}'"
    assert parse_offset(meant).text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("weekly", "1 week"),
        ("Bi-weekly", "2 weeks"),
        ("every other week", "2 weeks"),
        ("half-yearly", "6 months"),
        ("Monthly", "1 month"),
        ("every 2 weeks", "2 weeks"),
        ("week", "1 week"),
    ],
)
def test_nearest_duration(typed: str, meant: str) -> None:
    """The same for how often."""
    assert duration_hint(typed) == f"write '{meant}'"


@pytest.mark.parametrize(
    "typed", ["soon", "4-3 months before ebr", "2 moons before ebr", "2 weeks"]
)
def test_no_guess_where_nothing_is_near(typed: str) -> None:
    """Then the form is told."""
    assert due_hint(typed) == DUE_FORM
    assert duration_hint("0 days") == DURATION_FORM
