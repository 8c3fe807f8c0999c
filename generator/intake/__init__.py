"""book.yaml and the tables it names: customers and events as if a writer had typed them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from generator.intake.customers import Customers, id_of
from generator.intake.events import Events
from generator.intake.table import ANYBODY, Reading
from generator.models.book import Book
from generator.problems import Location, Problem, has_errors

__all__ = ["BOOK", "id_of", "take_book", "unread"]

BOOK = "book.yaml"


def take_book(reading: Reading, path: Path, tables: Mapping[str, Path], only: str = "") -> None:
    """Read book.yaml and the tables it names; `tables` are the CSV files there are, by name.

    Where `only` one table is meant, the others are not looked at; a mapping that has but one may
    call it otherwise. All that is wrong is added to the problems of the reading, each with its
    row and column.
    """
    data = reading.data(path)
    book: Book | None = reading.model(Book, data, str(path), ()) if data is not None else None
    if book is None:
        return
    home = reading.files[str(path)]
    if only:
        book = _one_of(book, only)
    taking: list[Customers | Events] = []
    refused = {ANYBODY} if has_errors(reading.problems) else set[str]()
    tables_of = (("customers", Customers, book.customers), ("events", Events, book.events))
    for key, kind, sources in tables_of:
        taking += [kind(reading, home, (key, n), s, refused) for n, s in enumerate(sources)]
    for table in taking:
        if opened := table.opened(tables):
            table.take(*opened)
        else:
            refused.add(ANYBODY)


def unread(tables: Iterable[Path]) -> Iterator[Problem]:
    """A warning for each table that book.yaml does not name."""
    message = "nothing is read from this table"
    hint = "name it in book.yaml and say what its columns mean, or take it out of customers/"
    for path in tables:
        yield Problem(Location(str(path)), "table", message, hint, "warning")


def _one_of(book: Book, name: str) -> Book:
    """The book with the one table of customers that is meant."""
    fitting = [one for one in book.customers if one.file == name] or book.customers[:1]
    return Book(customers=[one.model_copy(update={"file": name}) for one in fitting])
