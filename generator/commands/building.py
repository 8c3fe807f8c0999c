"""One build of the internal edition that has something to do: read, build, stamp, tell."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from pydantic_core import from_json, to_json

from generator.build import examine
from generator.commands.refusal import tell_refusal
from generator.console import DONE, ENVIRONMENT, PROBLEMS, Options, Told, say, tell
from generator.handbook import Handbook
from generator.internal.contents import Said, Shells, about_all
from generator.internal.pieces import Pieces
from generator.internal.shell import ShellError
from generator.models import Customer
from generator.output import existing, pour, remove, remove_others, write
from generator.problems import Problem, has_errors, in_order
from generator.processes import processes, shared_out
from generator.rebuild import manifest
from generator.rebuild.inputs import Digests, Inputs, digest
from generator.rebuild.record import body_of, in_common, of_customers
from generator.rebuild.records import RECORDS, Records, body_in, id_of, records, written
from generator.rebuild.shelf import Shelf, shelf
from generator.rebuild.stamping import Book, Stamping
from generator.rebuild.weeks import Weeks
from generator.site import SiteError, build_frame, shells_in
from generator.store import read
from generator.stream import Sources, customer, placing, sound_data, sources


class Examined(NamedTuple):
    """A handbook and a book without errors, and what was told of them."""

    handbook: Handbook
    placing: Handbook  # the same, which finds lines of customers as well
    book: Book
    said: list[Told]


@dataclass
class Building:
    """One run."""

    options: Options
    folder: Path
    given: Inputs
    jobs: int | None = None  # processes; None: as many as pay
    parts: manifest.Made = field(init=False)  # of the last build, then of this one
    known: Records = field(init=False)  # of the last build
    new: Shelf = field(init=False)  # the records that are made anew
    book: Sequence[str] = ()  # the customers
    changed: int = 0  # public files written or deleted

    def run(self) -> manifest.Whole:
        """All of it; what is known of the edition then. Ends the run where it cannot be built."""
        self.known = records(self.folder)
        examined = self._examined()
        self._forget()
        self.parts = manifest.made(self.folder)
        try:
            names = self._frame(examined.handbook)
            shells = shells_in(self.folder)
        except SiteError as error:
            tell_refusal(error, examined.handbook, self.options.content)
            sys.exit(PROBLEMS)
        except ShellError as error:
            say(f"the pages about customers cannot be made with this version of the theme: {error}")
            sys.exit(ENVIRONMENT)
        return self._pages(examined, shells, names)

    def remember(self, last: manifest.Whole) -> None:
        """Leave word for the next build."""
        write(self.folder, {manifest.MADE: manifest.written(self.parts)}, durable=False)
        pour(self.folder, RECORDS, written(self._records()))
        write(self.folder, {manifest.WHOLE: manifest.written(last)}, durable=False)

    # --- the book ---

    def _examined(self) -> Examined:
        """The book a customer at a time, where each is sound and has a file; else all of it."""
        alone = examine(self.options.content, None)
        files = sources(alone.handbook, self.options.book) if alone.sound else None
        if files is None:
            return self._whole()
        rests_on = {id_: self._source(id_) for id_ in files}
        data = self._sound(alone.handbook, files, rests_on)
        if data is None:
            return self._whole()

        def one(id_: str) -> Customer:
            found = from_json(data[id_]) if id_ in data else sound_data(alone.handbook, files[id_])
            if found is None:
                words = "it changed while the site was built; build again"
                raise OSError(errno.EAGAIN, words, str(files[id_]))
            return customer(id_, found)

        book = self._book(alone.handbook, rests_on, {}, one)
        return Examined(alone.handbook, placing(alone.handbook, files), book, tell(alone.problems))

    def _source(self, id_: str) -> str:
        """What a customer of a file rests on."""
        return digest(self._of_customers, self.given.book.get(f"customers/{id_}.yaml", ""))

    @cached_property
    def _of_customers(self) -> str:
        """What all of them rest on."""
        return of_customers(self.given.tools, self.given.handbook)

    def _sound(self, handbook: Handbook, files: Sources, rests_on: Digests) -> Shelf | None:
        """What the files hold that are not known to be sound; None where one of them is not."""
        known = self.known.heads
        todo = [id_ for id_ in files if id_ not in known or known[id_].source != rests_on[id_]]
        count = processes(self.jobs, len(todo))
        lines = shared_out(partial(_data_lines, handbook, files), todo, count)
        found = shelf(map(_pair, lines))
        return found if len(found) == len(todo) else None

    def _whole(self) -> Examined:
        """The whole book in memory; the end of the run where anything is wrong with it."""
        examined = examine(self.options.content, self.options.book)
        said = tell(examined.problems)
        if not examined.sound:
            say("the site was not built")
            sys.exit(PROBLEMS)
        handbook = examined.handbook
        known = handbook.customers
        found = {id_: digest(self._of_customers, repr(one)) for id_, one in known.items()}
        homes = {id_: self._home(handbook, id_) for id_ in known}
        return Examined(
            handbook, handbook, self._book(handbook, found, homes, known.__getitem__), said
        )

    def _home(self, handbook: Handbook, id_: str) -> str:
        name = Path(handbook.file_of("customers", id_)).relative_to(self.options.book).as_posix()
        return self.given.book.get(name, "")

    def _book(
        self,
        handbook: Handbook,
        found: Digests,
        homes: Digests,
        one: Callable[[str], Customer],
    ) -> Book:
        lists, known = self.options.book / "checklists", _lists(self.given.book, handbook)
        place = {id_: number for number, id_ in enumerate(handbook.playbooks)}
        return Book(
            found,
            homes,
            known,
            one,
            lambda id_: kept(lists / id_, sorted(known.get(id_, ()), key=place.__getitem__)),
            lambda id_, playbook, line, why: f"{lists / id_ / playbook}.md:{line or 1}: {why}",
        )

    # --- the pages ---

    def _forget(self) -> None:
        """From here on the last build is not whole any more."""
        for name in existing(self.folder, [manifest.WHOLE]):
            remove(self.folder / name)

    def _frame(self, handbook: Handbook) -> list[str]:
        """The pages of the handbook, by MkDocs, unless they are there; the names of their files."""
        last, folder, content = self.parts, self.folder, self.options.content
        is_there = last.key == self.given.frame and last.files == manifest.frame_of(folder)
        if is_there and last.marks == manifest.marks_of(folder, last.names):
            return last.names
        from generator.chronicle import chronicle
        from generator.docs import site_tree
        from generator.history import last_changes

        changes, edits = last_changes(content), chronicle(content)
        tree = site_tree(handbook, self.options.today, True, changes, edits)
        return build_frame(tree, folder)

    def _pages(self, examined: Examined, shells: Shells, names: list[str]) -> manifest.Whole:
        """The pages about customers; what was told, and how it all is known."""
        pieces = Pieces(examined.placing, self.options.today)
        self._stamp(examined, shells, pieces)
        public, pages = self.folder / "public", list[str]()
        problems, unread = list[Problem](), list[str]()

        def said() -> Iterator[Said]:
            for line in self._records():
                body = body_of(body_in(line))
                pages.append(body.entry.path)
                problems.extend(body.problems)
                unread.extend(body.unread)
                yield Said(body.entry, body.adds, line)

        weeks = Weeks(self.parts.weeks, self.given.frame, shells.week, public)
        for page in about_all(shells, pieces, said(), weeks.is_there):
            self.changed += len(write(public, {page.path: page.content}, durable=False))
            pages.append(page.path)
        self.changed += len(remove_others(public, [*names, *pages, *weeks.made]))
        problems = in_order(problems)
        told = examined.said + tell(problems)
        for line in unread:
            say(line, fg="red")
        folder, marks = self.folder, manifest.marks_of(self.folder, names)
        frame = manifest.frame_of(folder)
        self.parts = manifest.Made(self.given.frame, frame, names, marks, weeks.made)
        code = PROBLEMS if unread or has_errors(problems) else DONE
        return manifest.Whole(self.given.whole, manifest.files_of(folder), told, unread, code)

    def _stamp(self, examined: Examined, shells: Shells, pieces: Pieces) -> None:
        """The page of each customer that is not there as it should be."""
        handbook, files, book = examined.handbook, self.given.handbook, examined.book
        base = in_common(self._of_customers, handbook, shells.customer)
        playbooks = {id_: files.get(f"playbooks/{id_}.yaml", "") for id_ in handbook.playbooks}
        stamping = Stamping(book, shells, pieces, base, playbooks, self.folder / "public")
        todo = stamping.to_do(self.known.heads)
        lines = shared_out(stamping.lines, todo, processes(self.jobs, len(todo)))
        self.book, self.new = list(book.sources), shelf(map(self._told, lines))

    def _told(self, line: bytes) -> tuple[str, bytes]:
        """A customer's new record; it is noted whether the page was another one before."""
        self.changed += line.startswith(b"1")
        return id_of(line[1:]), line[1:]

    def _records(self) -> Iterator[bytes]:
        """The record of each customer, as a line."""
        for id_ in self.book:
            yield (self.new if id_ in self.new else self.known.lines)[id_]


def _data_lines(handbook: Handbook, files: Sources, ids: Sequence[str]) -> Iterator[bytes]:
    """Each customer with what is in the file as JSON, up to the first where that is not sound."""
    for id_ in ids:
        data = sound_data(handbook, files[id_])
        if data is None:
            return
        yield b"%b\t%b" % (id_.encode(), to_json(data))


def _pair(line: bytes) -> tuple[str, bytes]:
    id_, _, data = line.partition(b"\t")
    return id_.decode(), data


def _lists(book: Digests, handbook: Handbook) -> dict[str, dict[str, str]]:
    """The digests of kept checklists, by customer and playbook."""
    found: dict[str, dict[str, str]] = {}
    for name, known in book.items():
        match name.split("/"):
            case ["checklists", id_, file] if file.endswith(".md"):
                if (playbook := file.removesuffix(".md")) in handbook.playbooks:
                    found.setdefault(id_, {})[playbook] = known
    return found


def kept(folder: Path, playbooks: Iterable[str]) -> dict[str, bytes]:
    """The kept checklists of these playbooks in the folder of a customer."""
    found = ((id_, read(folder / f"{id_}.md")) for id_ in playbooks)
    return {id_: content for id_, content in found if content is not None}
