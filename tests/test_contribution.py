"""What a customer adds to the pages about all: the same once it was kept, and no more than that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from conftest import HERE, TODAY
from inside import bare, kept_of
from sites import as_if_used

from generator.book.ledger import account_of
from generator.book.targets import Figure, gauged
from generator.build import examine
from generator.handbook import Handbook
from generator.internal.contents import Said, Stamped, about_all, stamped
from generator.internal.pieces import MOST_WORDS, Encoded, Pieces
from generator.models import Customer, Metric
from generator.rebuild.record import body, body_of
from generator.situation import Situation

DAYS = [date.fromisoformat(TODAY), date(2027, 3, 1)]


@pytest.fixture(scope="module", params=["sample", "../content"])
def handbook(request: pytest.FixtureRequest) -> Handbook:
    folder = (HERE / request.param).resolve()
    return examine(folder, folder).handbook


def made_of(handbook: Handbook, pieces: Pieces) -> Iterator[Stamped]:
    kept = kept_of(handbook, as_if_used)
    for customer in handbook.customers.values():
        yield stamped(bare(), pieces, customer, kept.get(customer.id, {}))


@pytest.mark.parametrize("today", DAYS)
def test_what_was_kept_is_the_same(handbook: Handbook, today: date) -> None:
    """Read back from its line, an entry is as it was, and so is what is added, but for the words
    that only the customer's own page says; the pages about all come out the same to the byte."""
    pieces = Pieces(handbook, today)
    made = list(made_of(handbook, pieces))
    lines = [body(one, []) for one in made]
    assert not any(b"\n" in line or b"\t" in line for line in lines)
    again = [body_of(line) for line in lines]
    assert [one.entry for one in again] == [one.entry for one in made]
    assert any(person.words for one in made for person in one.entry.people)
    for one, new in zip(made, again, strict=True):
        assert (one.adds is None) == (new.adds is None)
        if one.adds and new.adds:
            assert (new.adds.carried, new.adds.ahead) == (one.adds.carried, one.adds.ahead)
            figures = {id_: f._replace(because="") for id_, f in one.adds.gauged.figures.items()}
            assert new.adds.gauged == one.adds.gauged._replace(figures=figures)
    first = about_all(bare(), pieces, (Said(one.entry, one.adds) for one in made))
    second = about_all(bare(), pieces, (Said(one.entry, one.adds) for one in again))
    assert list(first) == list(second)


@pytest.mark.parametrize(
    ("target", "verdict"),
    [({"at_most": "2", "unit": "calls"}, ""), ({"at_most": "2", "unit": "weeks"}, "missed")],
)
def test_a_gap_against_a_target(target: dict[str, str], verdict: str) -> None:
    """The time since the last event is told; a target in anything but days, weeks and months does
    not judge it."""
    known = examine(HERE / "sample", HERE / "sample").handbook
    plain = {
        "id": "gap",
        "title": "Gap",
        "target": target,
        "counted": {"event": "round", "as": "gap"},
    }
    handbook = replace(known, metrics={"gap": Metric.model_validate(plain)})
    happened = {"what": "round", "on": "2026-11-01"}
    typed = {"id": "x", "name": "X", "segment": next(iter(known.segments)), "events": [happened]}
    account = account_of(Situation(handbook, Customer.model_validate(typed), date(2026, 11, 21)))
    assert account
    figure = Figure(Decimal(20), verdict, "the last on Sun 1 Nov 2026")
    assert gauged(account).figures == {"gap": figure}


def test_words_are_forgotten() -> None:
    """However many words there are, no more than so many are kept, and each is encoded."""
    words = Encoded()
    for n in range(2 * MOST_WORDS + 5):
        assert words[f"<{n}>"] == f"&lt;{n}&gt;"
        assert len(words) <= MOST_WORDS
    assert words["<1>"] == "&lt;1&gt;"
