"""The command line: the only part that prints, exits and asks the clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands.book import book
from generator.commands.check import check
from generator.commands.codeowners import codeowners
from generator.commands.customers import customers
from generator.commands.diff import diff
from generator.commands.explain import explain
from generator.commands.generate import generate
from generator.commands.importing import import_
from generator.commands.init import init
from generator.commands.new import new
from generator.commands.pack import pack
from generator.commands.pull import pull
from generator.commands.push import push
from generator.commands.restore import restore
from generator.commands.schema import schema
from generator.commands.show import show
from generator.commands.whatif import what_if
from generator.console import (
    ENVIRONMENT,
    FOLDER,
    PROBLEMS,
    Options,
    chosen,
    common,
    environment,
    options,
    say,
    sound,
    tell,
)

if TYPE_CHECKING:
    from generator.output import Tree


class Commands(click.Group):
    """Whatever the machine refuses, standard output included, ends a command in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        with environment():
            result = super().invoke(ctx)
            sys.stdout.flush()
        return result


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="handrail", message="handrail %(version)s")
@common
def main(**_: Any) -> None:
    """Handbook data in; playbooks, dated checklists and a searchable site out."""
    sys.setrecursionlimit(20_000)  # a chain of steps may be as long as a writer likes
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


main.add_command(check)
main.add_command(explain)
main.add_command(init)
main.add_command(new)
main.add_command(import_)
import_.add_command(customers)
main.add_command(schema)
main.add_command(codeowners)
main.add_command(generate)
main.add_command(restore)
main.add_command(book)
main.add_command(pack)
main.add_command(what_if)
main.add_command(pull)
main.add_command(push)
main.add_command(show)
main.add_command(diff)


@main.command(short_help="Say why a step is here or not, why then, why this person.")
@click.argument("customer")
@click.argument("playbook")
@click.argument("step")
@options
def why(options: Options, customer: str, playbook: str, step: str) -> None:
    """Say why a step is on a checklist or not, why on this day, why this person."""
    from generator.why import why as answer

    handbook = sound(options)
    named = handbook.customers[chosen("customer", handbook.customers, [customer])[0]]
    wanted = handbook.playbooks[chosen("playbook", handbook.playbooks, [playbook])[0]]
    asked = chosen("step", wanted.steps, [step])[0]
    lines, problems = answer(handbook, named, wanted, asked, options.today)
    click.echo(f"{wanted.steps[asked].step.do}\n{wanted.title}, for {named.name}\n")
    said = ""
    for heading, line in lines:
        click.echo(f"{heading if heading != said else '':<8} {line}")
        said = heading
    tell(problems)
    if any(p.level == "error" for p in problems):
        sys.exit(PROBLEMS)


@main.command(short_help="Build the site; with --book, the internal edition.")
@click.option("--site", type=FOLDER, default="site", show_default=True, help="Folder to build in.")
@options
def build(options: Options, site: Path) -> None:
    """Build the site: for everyone, or with --book the internal edition with its customers.

    Without --book nothing of any customer is read; the site goes to DIR/public. With --book it goes
    to DIR/internal/public.
    """
    if options.book_given:
        from generator.commands.internal import build_internal

        build_internal(options, site)
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


@main.command(short_help="Show the site here, and follow every edit.")
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
    from generator.history import last_changes
    from generator.site import site_tree

    examined = examine(options.content, None)
    tell(examined.problems)
    if not examined.sound:
        say("the site was not built")
        return None
    content, handbook = options.content, examined.handbook
    changes, edits = last_changes(content), chronicle(content)
    return site_tree(handbook, options.today, False, changes, edits)
