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
    environment,
    options,
    say,
    tell,
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
    from generator.site import SiteError
    from generator.site import build as build_site

    tree = site_source(options)
    if tree is None:
        sys.exit(PROBLEMS)
    with environment():
        try:
            built = build_site(tree, site)
        except SiteError as error:
            say(f"MkDocs cannot build the site:\n{error}", fg="red")
            sys.exit(PROBLEMS)
    click.echo(built.public / "index.html")


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
        return site_source(options)

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


def site_source(options: Options) -> Tree | None:
    """What MkDocs builds the public site from, or None with every problem told."""
    from generator.build import examine
    from generator.chronicle import chronicle
    from generator.docs import site_tree
    from generator.history import last_changes

    examined = examine(options.content, None)
    tell(examined.problems)
    if not examined.sound:
        say("the site was not built")
        return None
    content, handbook = options.content, examined.handbook
    changes, edits = last_changes(content), chronicle(content)
    return site_tree(handbook, options.today, False, changes, edits)
