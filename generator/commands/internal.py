"""Building the internal edition: kept checklists read, pages stamped, and what went wrong told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from generator.console import ENVIRONMENT, Options, say, tell

if TYPE_CHECKING:
    from generator.handbook import Handbook
    from generator.internal.contents import Shells
    from generator.internal.shell import Made
    from generator.internal.subject import Subject
    from generator.output import Tree
    from generator.problems import Problem
    from generator.site import Built


def build_internal(
    options: Options, handbook: Handbook, tree: Tree, folder: Path
) -> tuple[Built, bool]:
    """The edition in a folder, and whether nothing was wrong with the book. What cannot be planned
    or read is told, and stands on the page of its customer; the others are made all the same."""
    from generator.internal.contents import book_pages
    from generator.internal.pieces import Pieces
    from generator.internal.shell import ShellError
    from generator.problems import has_errors, in_order
    from generator.site import build_internal as build

    problems: list[Problem] = []
    unread: list[str] = []
    checklists = options.book / "checklists"

    def note(about: Subject) -> None:
        problems.extend(about.problems)
        unread.extend(
            f"{checklists / about.customer.id / id_}.md:{error.line or 1}: {error}"
            for id_, error in about.unread.items()
        )

    def made(shells: Shells) -> Iterable[Made]:
        pieces = Pieces(handbook, options.today)
        return book_pages(shells, pieces, lambda id_: kept(checklists / id_, handbook), note)

    try:
        built = build(tree, folder, made)
    except ShellError as error:
        say(f"the pages about customers cannot be made with this version of the theme: {error}")
        sys.exit(ENVIRONMENT)
    tell(in_order(problems))
    for line in unread:
        say(line, fg="red")
    return built, not (unread or has_errors(problems))


def put(options: Options, make: Callable[[], tuple[Handbook, Tree] | None], folder: Path) -> bool:
    """Make the edition that is shown; False, with everything told, where there is none. What is
    wrong with the book does not keep it from being shown."""
    from generator.output import UnsafePathError
    from generator.site import SiteError

    found = make()
    if found is None:
        return False
    try:
        built, _ = build_internal(options, *found, folder)
    except (OSError, UnsafePathError, SiteError) as error:
        say(str(error), fg="red")
        return False
    if changed := len(built.written) + len(built.removed):
        say(f"{changed} files of the site changed")
    return True


def kept(folder: Path, handbook: Handbook) -> dict[str, bytes]:
    """The kept checklists in the folder of a customer, by playbook."""
    from generator import store
    from generator.output import inside

    names = inside(folder)
    ids = (id_ for id_ in handbook.playbooks if f"{id_}.md" in names)
    read = ((id_, store.read(folder / f"{id_}.md")) for id_ in ids)
    return {id_: content for id_, content in read if content is not None}
