"""The pages about customers: those that a record is good for stay, the others are stamped, in as
many processes as there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generator.internal.contents import Shells, stamped
from generator.internal.entry import page_of
from generator.internal.pieces import Pieces
from generator.internal.subject import Kept
from generator.models import Customer
from generator.output import Filling
from generator.rebuild.inputs import Digests, digest, mark
from generator.rebuild.record import body
from generator.rebuild.records import Record


@dataclass(frozen=True)
class Book:
    """The customers of a book, wherever they are written, in their order."""

    sources: Digests  # what each customer's own data rests on
    homes: Digests  # for those who are written with others: the digest of that file
    lists: Mapping[str, Digests]  # the kept checklists of each, by playbook
    customer: Callable[[str], Customer]
    kept: Callable[[str], Kept]  # the same checklists
    unread: Callable[[str, str, int | None, str], str]  # says that one cannot be read


class Stamping:
    """Which pages have to be stamped, and how."""

    def __init__(
        self,
        book: Book,
        shells: Shells,
        pieces: Pieces,
        base: str,
        playbooks: Digests,
        public: Path,
    ) -> None:
        self._book, self._shells, self._pieces, self._base = book, shells, pieces, base
        self._playbooks, self._public = playbooks, public
        self._these = lru_cache(maxsize=4096)(self._now)

    def to_do(self, known: Mapping[str, Record]) -> list[str]:
        """The customers of whom no record of the last build still says what is so."""
        book = self._book.sources
        return [id_ for id_ in book if id_ not in known or not self._is_good(id_, known[id_])]

    def _is_good(self, id_: str, known: Record) -> bool:
        """Whether a build would come to the same, and the page is on disk as it was written."""
        return (
            known.key == self._key(id_)
            and known.home in ("", self._book.homes.get(id_, ""))
            and known.these == self._these(known.playbooks)
            and known.mark == self._mark(id_) != ""
        )

    def _key(self, id_: str) -> str:
        """What the page of a customer rests on, but for the playbooks."""
        own = (part for pair in sorted(self._book.lists.get(id_, {}).items()) for part in pair)
        return digest(self._base, id_, self._book.sources[id_], *own)

    def _now(self, playbooks: str) -> str:
        """What playbooks are known by, of which the ids are given with blanks between."""
        return digest(*(self._playbooks.get(id_, "") for id_ in playbooks.split()))

    def _mark(self, id_: str) -> str:
        return mark(f"{self._public}/{page_of(id_)}")

    def lines(self, ids: Sequence[str]) -> Iterator[bytes]:
        """Stamp the pages of these customers; for each `1` where the page was written (`0`: it was
        there already), and the record."""
        filling = Filling(self._public, Path(page_of("id")).parent.name)
        for id_ in ids:
            made = stamped(
                self._shells, self._pieces, self._book.customer(id_), self._book.kept(id_)
            )
            unread = [
                self._book.unread(id_, playbook, error.line, str(error))
                for playbook, error in made.subject.unread.items()
            ]
            written = filling.put(made.page.path.rpartition("/")[2], made.page.content)
            playbooks = " ".join(made.subject.playbooks)
            record = Record(
                self._book.sources[id_],
                self._key(id_),
                self._book.homes.get(id_, "") if made.subject.problems else "",
                playbooks,
                self._these(playbooks),
                self._mark(id_),
            )
            yield b"%d" % written + record.line(id_, body(made, unread))
