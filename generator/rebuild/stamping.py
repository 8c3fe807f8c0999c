"""The pages about customers: those that a record is good for stay, the others are stamped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.book.contribution import Contribution
from generator.internal.contents import Shells, stamped
from generator.internal.entry import Entry, page_of
from generator.internal.pieces import Pieces
from generator.internal.shell import Made
from generator.internal.subject import Kept
from generator.models import Customer
from generator.problems import Problem
from generator.rebuild.inputs import Digests
from generator.rebuild.record import (
    Record,
    contribution_of,
    entry_of,
    key_of,
    problem_of,
    recorded,
)


@dataclass(frozen=True)
class Around:
    """What there is to know and to do outside."""

    base: str  # the key of what all customers' parts rest on
    playbooks: Digests
    known: Mapping[str, list[Any]]  # records of the last build
    kept: Callable[[str], Kept]  # the kept checklists of a customer
    home: Callable[[str], str]  # the digest of the file a customer is written in
    mark: Callable[[str], str]  # what the page at a path is known by
    put: Callable[[Made], str]  # writes a page; what it is known by then
    unread: Callable[[str, str, int | None, str], str]  # says that a kept file cannot be read


@dataclass
class Stamping:
    """What has come of the customers so far, in the order of the book."""

    around: Around
    made: Shells
    pieces: Pieces
    entries: list[Entry] = field(default_factory=list)
    book: list[Contribution] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    stamped: list[str] = field(default_factory=list)  # whose pages were made anew

    def take(self, customer: Customer) -> None:
        """One customer: by the record, or anew."""
        around, id_ = self.around, customer.id
        kept, home = around.kept(id_), around.home(id_)
        key, known = key_of(around.base, customer, kept), around.known.get(id_)
        record = Record(*known) if known else None
        if record and record.is_good(key, around.playbooks, home, around.mark(page_of(id_))):
            adds = contribution_of(record.adds) if record.adds else None
            self._add(id_, entry_of(record.entry), adds, record)
        else:
            self._anew(customer, kept, key, home)

    def _anew(self, customer: Customer, kept: Kept, key: str, home: str) -> None:
        made = stamped(self.made, self.pieces, customer, kept)
        unread = [
            self.around.unread(customer.id, id_, error.line, str(error))
            for id_, error in made.subject.unread.items()
        ]
        record = recorded(made, key, self.around.playbooks, home, unread)
        self.stamped.append(customer.id)
        record = record._replace(mark=self.around.put(made.page))
        self._add(customer.id, made.entry, made.adds, record)

    def _add(self, id_: str, entry: Entry, adds: Contribution | None, record: Record) -> None:
        self.entries.append(entry)
        self.book += [adds] if adds else []
        self.records[id_] = record

    @property
    def problems(self) -> Iterator[Problem]:
        """What could not be planned."""
        return (problem_of(one) for record in self.records.values() for one in record.problems)

    @property
    def unread(self) -> list[str]:
        """What could not be read, as it is told."""
        return [line for record in self.records.values() for line in record.unread]
