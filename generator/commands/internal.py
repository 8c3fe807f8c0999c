"""Building the internal edition: what has not changed since the last build is not done again."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from generator.console import (
    DONE,
    ENVIRONMENT,
    PROBLEMS,
    Options,
    environment,
    say,
    tell,
    tell_again,
)

if TYPE_CHECKING:
    from generator.console import Told
    from generator.handbook import Handbook
    from generator.internal.contents import Shells
    from generator.internal.shell import Made as Page
    from generator.rebuild.inputs import Inputs
    from generator.rebuild.manifest import Made, Whole
    from generator.rebuild.stamping import Around


def build_internal(options: Options, site: Path) -> NoReturn:
    """The edition in the folder `internal`, and the end of the run. What cannot be planned or read
    is told, and stands on the page of its customer; the others are made all the same."""
    folder = site / "internal"
    with environment():
        code, _ = edition(options, folder)
    click.echo(folder / "public" / "index.html")
    sys.exit(code)


def put(options: Options, folder: Path) -> bool:
    """Make the edition that is shown; False, with everything told, where there is none. What is
    wrong with the book does not keep it from being shown."""
    from generator import templates
    from generator.output import UnsafePathError

    templates.forget()
    try:
        _, changed = edition(options, folder)
    except (OSError, UnsafePathError) as error:
        say(str(error), fg="red")
        return False
    except SystemExit:  # it was told why
        return False
    if changed:
        say(f"{changed} files of the site changed")
    return True


def edition(options: Options, folder: Path) -> tuple[int, int]:
    """Build what has changed; the exit code, and how many public files were written or deleted.
    Ends the run where it cannot be built."""
    from generator.rebuild.inputs import inputs
    from generator.rebuild.manifest import files_of, whole

    def read() -> Inputs:
        return inputs(options.content, options.book, folder, str(options.today))

    given, last = read(), whole(folder)
    if last and (last.key, last.files) == (given.whole, files_of(folder)):
        _tell_again(last)
        return last.code, 0
    building = _Building(options, folder, given)
    last = building.run()
    if read() == given:  # else somebody edits at this moment: it may be of either text
        building.remember(last)
    return last.code, building.changed


def _tell_again(last: Whole) -> None:
    """What the last build told, with the same inputs."""
    tell_again((level, words) for level, words in last.problems)
    for line in last.lines:
        say(line, fg="red")


@dataclass
class _Building:
    """One run that has something to do."""

    options: Options
    folder: Path
    given: Inputs
    parts: Made = field(init=False)  # of the last build, then of this one
    changed: int = 0  # public files written or deleted

    def run(self) -> Whole:
        """Read, build, write, tell."""
        from generator.build import examine
        from generator.internal.shell import ShellError
        from generator.rebuild.manifest import made
        from generator.site import SiteError, shells_in

        examined = examine(self.options.content, self.options.book)
        said = tell(examined.problems)
        if not examined.sound:
            say("the site was not built")
            sys.exit(PROBLEMS)
        self._forget()
        self.parts = made(self.folder)
        try:
            names = self._frame(examined.handbook)
            shells = shells_in(self.folder)
        except SiteError as error:
            say(f"MkDocs cannot build the site:\n{error}", fg="red")
            sys.exit(PROBLEMS)
        except ShellError as error:
            say(f"the pages about customers cannot be made with this version of the theme: {error}")
            sys.exit(ENVIRONMENT)
        return self._pages(examined.handbook, shells, names, said)

    def _forget(self) -> None:
        """From here on the last build is not whole any more."""
        from generator.output import existing, remove
        from generator.rebuild.manifest import WHOLE

        for name in existing(self.folder, [WHOLE]):
            remove(self.folder / name)

    def _frame(self, handbook: Handbook) -> list[str]:
        """The pages of the handbook, by MkDocs, unless they are there; the names of their files."""
        from generator.chronicle import chronicle
        from generator.history import last_changes
        from generator.rebuild.manifest import frame_of, marks_of
        from generator.site import build_frame, site_tree

        last, folder, content = self.parts, self.folder, self.options.content
        is_there = last.key == self.given.frame and last.files == frame_of(folder)
        if is_there and last.marks == marks_of(folder, last.names):
            return last.names
        changes, edits = last_changes(content), chronicle(content)
        tree = site_tree(handbook, self.options.today, True, changes, edits)
        _, names = build_frame(tree, folder)
        return names

    def _pages(
        self, handbook: Handbook, shells: Shells, names: list[str], said: list[Told]
    ) -> Whole:
        """The pages about customers; what was told, and how it all is known."""
        from generator.internal.contents import about_all
        from generator.internal.pieces import Pieces
        from generator.output import remove_others, write
        from generator.problems import has_errors, in_order
        from generator.rebuild import manifest
        from generator.rebuild.stamping import Stamping

        pieces = Pieces(handbook, self.options.today)
        done = Stamping(self._around(handbook, shells), shells, pieces)
        for customer in handbook.customers.values():
            done.take(customer)
        public, pages = self.folder / "public", [one.path for one in done.entries]
        for page in about_all(shells, pieces, done.entries, done.book):
            self.changed += len(write(public, {page.path: page.content}, durable=False))
            pages.append(page.path)
        self.changed += len(remove_others(public, [*names, *pages]))
        problems = in_order(done.problems)
        said += tell(problems)
        for line in done.unread:
            say(line, fg="red")
        marks = manifest.marks_of(self.folder, names)
        records = {id_: list(one) for id_, one in done.records.items()}
        self.parts = manifest.Made(
            self.given.frame, manifest.frame_of(self.folder), names, marks, records
        )
        return manifest.Whole(
            self.given.whole,
            manifest.files_of(self.folder),
            said,
            done.unread,
            PROBLEMS if done.unread or has_errors(problems) else DONE,
        )

    def _around(self, handbook: Handbook, shells: Shells) -> Around:
        """What the customers' parts rest on, and where they lie."""
        from generator.output import write
        from generator.rebuild.inputs import mark
        from generator.rebuild.record import in_common
        from generator.rebuild.stamping import Around

        given, book, public = self.given, self.options.book, self.folder / "public"
        lists = book / "checklists"
        files = given.handbook

        def home(id_: str) -> str:
            name = Path(handbook.file_of("customers", id_)).relative_to(book).as_posix()
            return given.book.get(name, "")

        def put(page: Page) -> str:
            self.changed += len(write(public, {page.path: page.content}, durable=False))
            return mark(public / page.path)

        return Around(
            in_common(given.tools, handbook, files, shells.customer),
            {id_: files.get(f"playbooks/{id_}.yaml", "") for id_ in handbook.playbooks},
            self.parts.customers,
            lambda id_: kept(lists / id_, handbook),
            home,
            lambda path: mark(public / path),
            put,
            lambda id_, playbook, line, why: f"{lists / id_ / playbook}.md:{line or 1}: {why}",
        )

    def remember(self, last: Whole) -> None:
        """Leave word for the next build."""
        from generator.output import write
        from generator.rebuild.manifest import MADE, WHOLE, written

        for name, what in ((MADE, self.parts), (WHOLE, last)):
            write(self.folder, {name: written(what)}, durable=False)


def kept(folder: Path, handbook: Handbook) -> dict[str, bytes]:
    """The kept checklists in the folder of a customer, by playbook."""
    from generator import store
    from generator.output import inside

    names = inside(folder)
    ids = (id_ for id_ in handbook.playbooks if f"{id_}.md" in names)
    read = ((id_, store.read(folder / f"{id_}.md")) for id_ in ids)
    return {id_: content for id_, content in read if content is not None}
