"""Customers taken one at a time: the same customers, and nothing wrong goes unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from conftest import HERE
from pydantic import BaseModel
from test_broken import BROKEN, CASES, lay

from generator import stream
from generator.build import Examined, examine
from generator.fields import Ref
from generator.links import broken_in
from generator.models import Customer
from generator.references import mentions

OF_CUSTOMERS = [
    case
    for case in CASES
    if (BROKEN / case / "customers").exists()
    or "customers/" in (BROKEN / case / "expected.txt").read_text()
    or case.startswith("accepted")
]


def one_by_one(content: Path, alone: Examined) -> dict[str, object] | None:
    """The customers as they come out of a stream; None where the book has to be read whole."""
    files = stream.sources(alone.handbook, content)
    if files is None:
        return None
    found = {id_: stream.sound_data(alone.handbook, path) for id_, path in files.items()}
    if None in found.values():
        return None
    return {
        id_: stream.customer(id_, data) for id_, data in found.items() if isinstance(data, dict)
    }


@pytest.mark.parametrize("case", OF_CUSTOMERS)
def test_whatever_is_wrong_is_seen(case: str, sample: Path) -> None:
    """A book of which the whole has more to tell than its handbook does not come as a stream; one
    that comes as a stream has the same customers in the same order."""
    lay(case, sample)
    alone, whole = examine(sample, None), examine(sample, sample)
    if not alone.sound:
        return
    found = one_by_one(sample, alone)
    if found is None:
        assert (
            whole.problems != alone.problems
            or (sample / "book.yaml").exists()
            or "at: customers/" in (sample / "accepted.yaml").read_text()
        )
    else:
        assert whole.problems == alone.problems
        assert list(found.items()) == list(whole.handbook.customers.items())


def test_sound_books_stream(sample: Path) -> None:
    """The sample's and the shipped customers are taken one at a time; none at all, as well."""
    for content in (sample, HERE.parent / "content"):
        found = one_by_one(content, examine(content, None))
        assert found == examine(content, content).handbook.customers
        assert found
    assert one_by_one(sample / "playbooks", examine(sample, None)) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("book.yaml", "{}\n"),
        ("customers/rows.csv", "Name\nWard 9\n"),
        ("customers/Ward.yaml", "name: Ward\n"),
        ("customers/old/ward.yaml", "name: Ward\n"),
        ("customers/ward.yml", "name: Ward\n"),
    ],
)
def test_what_is_no_customers_file(name: str, text: str, sample: Path) -> None:
    """Then the book is read whole: a table may say more of any customer."""
    path = sample / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    assert stream.sources(examine(sample, None).handbook, sample) is None


def test_lines_of_a_customer_are_found(sample: Path) -> None:
    """Problems name the same places as in a book that was read whole."""
    alone, whole = examine(sample, None).handbook, examine(sample, sample).handbook
    files = stream.sources(alone, sample)
    assert files
    found = stream.placing(alone, files)
    for id_ in (*files, *list(files)[::-1]):
        for field in ("name", "attributes", "dates", "people"):
            route = ("customers", id_, field)
            assert found.locate(route) == whole.locate(route)
            assert found.locate(route, key=True) == whole.locate(route, key=True)
        assert found.file_of("customers", id_) == whole.file_of("customers", id_)
    assert found.locate(("roles", "lead")) == whole.locate(("roles", "lead"))
    *_, gone = files
    files[gone].unlink()
    assert found.locate(("customers", gone, "name")).text == ""


FULL = """name: Full
segment: enterprise
calendar: gulf
attributes: {deployment: saas}
dates: {renewal: 2027-03-01}
people: {csm: {name: Ana, calendar: us-ca}}
events: [{what: call, on: 2026-11-02}]
"""


def kinds(annotation: object) -> Iterator[str]:
    """The kinds that a value of this type refers to, one for each place in which it does."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for hint in get_type_hints(annotation, include_extras=True).values():
            yield from kinds(hint)
    elif isinstance(annotation, Ref):
        yield annotation.kind
    for inner in get_args(annotation):
        yield from kinds(inner)


def test_each_id_of_a_customer_is_looked_up(tmp_path: Path) -> None:
    """Whatever a customer's fields may refer to, a handbook without it is told, and as the walk
    over all fields tells it; the customer here refers to something in each field that can."""
    file = tmp_path / "full.yaml"
    file.write_text(FULL)
    handbook = examine(HERE.parent / "content", None).handbook
    data = stream.sound_data(handbook, file)
    assert data
    one = stream.customer("full", data)
    found = list(mentions("customers", one))
    assert sorted(mention.kind for mention in found) == sorted(kinds(Customer))
    for mention in found:
        entries = dict(handbook.of_kind(mention.kind))
        del entries[mention.id]
        fields: dict[str, Any] = {mention.kind: entries}
        short = replace(handbook, **fields)
        told = [finding.route for finding in broken_in(short, "customers", one)]
        assert mention.route in told


def test_a_handbook_with_customers_that_are_read_when_asked_for(sample: Path) -> None:
    """They are those of the whole book, in its order, each time anew; one of whom there is
    something to tell is not given out, while the others are."""
    handbook = stream.streamed(examine(sample, None).handbook, sample)
    assert handbook is not None
    whole = examine(sample, sample).handbook
    assert list(handbook.customers.items()) == list(whole.customers.items())
    first, *_, last = whole.customers
    (sample / f"customers/{last}.yaml").write_text("name: Odd\nsegmnt: none\n")
    assert handbook.customers[first] == whole.customers[first]
    with pytest.raises(stream.UnsoundError):
        handbook.customers[last]
