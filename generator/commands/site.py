"""The commands `build` and `serve`: the site on disk, and on this machine while one edits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.console import (
    ENVIRONMENT,
    FOLDER,
    PROBLEMS,
    Options,
    Told,
    cache_folder,
    environment,
    options,
    say,
    tell,
    tell_again,
)

if TYPE_CHECKING:
    from generator.output import Tree


@click.command()
@click.option("--site", type=FOLDER, default="site", show_default=True, help="Folder to build in.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes that make the pages of customers."
)
@options
def build(options: Options, site: Path, jobs: int | None) -> None:
    """Build the site: for everyone, or with --book the internal edition with its customers.

    Without --book nothing of any customer is read; the site goes to DIR/public. With --book it goes
    to DIR/internal/public, made by as many processes as the machine has cores where that pays.
    """
    if options.book_given:
        from generator.commands.internal import build_internal

        build_internal(options, site, jobs)
    with environment():
        put_public(options, site)
    click.echo(site / "public" / "index.html")


def put_public(options: Options, site: Path) -> None:
    """Build the site for everyone in a folder, unless all is as the last build left it. Ends the
    run where it cannot be built."""
    from generator.rebuild.inputs import inputs
    from generator.rebuild.manifest import files_of
    from generator.recall import Question, Said, question, recall, remember

    def rests_on() -> str:
        return inputs(options.content, None, site, str(options.today)).whole

    def asked(key: str) -> Question:
        return question(("build", str(Path.cwd()), str(site)), (key, files_of(site)))

    folder, key = cache_folder(), rests_on()
    if folder and (known := recall(folder, asked(key))):
        tell_again(known.problems)
        return
    told = _made(options, site)
    if folder and rests_on() == key:  # else somebody edits at this moment: it may be of either text
        remember(folder, asked(key), Said(b"", told, []))


def _made(options: Options, site: Path) -> list[Told]:
    """Build it; what was told of the handbook."""
    from generator.site import SiteError, build

    found = site_source(options)
    if found is None:
        sys.exit(PROBLEMS)
    tree, told = found
    try:
        build(tree, site)
    except SiteError as error:
        from generator.build import examine
        from generator.commands.refusal import tell_refusal

        tell_refusal(error, examine(options.content, None).handbook, options.content)
        sys.exit(PROBLEMS)
    return told


@click.command()
@click.option("--site", type=FOLDER, default="site", show_default=True, help="Folder to build in.")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen.")
@options
def serve(options: Options, site: Path, address: str) -> None:
    """Show the site on this machine, and follow every edit of content and templates.

    With --book it is the internal edition, made as `build` makes it after every edit.
    """
    from functools import partial

    from generator import serve as server
    from generator import shipped, templates
    from generator.site import mkdocs

    watched = [options.content, shipped.folder()]

    def tree() -> Tree | None:
        templates.forget()
        found = site_source(options)
        return found[0] if found else None

    with environment():
        if options.book_given:
            from generator.commands.internal import put

            watched += [options.book / name for name in ("customers", "checklists")]
            watched = [folder for folder in watched if folder.is_dir()]
            command = server.files(site / "internal/public", address)
            made: Callable[[], bool] = partial(put, options, site / "internal")
        else:
            command = mkdocs("serve", site, "--dev-addr", address)
            made = partial(server.put, site, tree, say)
        failed = server.serve(watched, made, command)
    sys.exit(ENVIRONMENT if failed else 0)


def site_source(options: Options) -> tuple[Tree, list[Told]] | None:
    """What MkDocs builds the public site from, and what was told; None with every problem told."""
    from generator.build import examine
    from generator.chronicle import chronicle
    from generator.docs import site_tree
    from generator.history import last_changes

    examined = examine(options.content, None)
    told = tell(examined.problems)
    if not examined.sound:
        say("the site was not built")
        return None
    content, handbook = options.content, examined.handbook
    changes, edits = last_changes(content), chronicle(content)
    return site_tree(handbook, options.today, False, changes, edits), told
