"""The command line: the table of commands. They alone print, exit and ask the clock."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from io import TextIOWrapper
from typing import Any, NamedTuple

import click

from generator.console import common, environment


class Named(NamedTuple):
    """A command: where it is, below `generator.commands`, and what the list of commands says."""

    place: str
    words: str


COMMANDS: Mapping[str, Named] = {
    "book": Named(
        "book.book", "Questions about the whole book: due, roadmap, cadence, load, score, …"
    ),
    "build": Named("site.build", "Build the site; with --book, the internal edition."),
    "check": Named("check.check", "Say what is wrong in the handbook and the book, and where."),
    "codeowners": Named("codeowners.codeowners", "Write who in GitLab is asked about which file."),
    "diff": Named("diff.diff", "Say what a revision changes in the handbook, and in whose plans."),
    "explain": Named("explain.explain", "Say what the code of a message means, with an example."),
    "generate": Named(
        "generate.generate", "Write the checklists of the book, keeping what people wrote."
    ),
    "import": Named("importing.import_", "Make a draft of what was written elsewhere."),
    "init": Named("init.init", "Make a new handbook in an empty folder."),
    "new": Named("new.new", "Write a first draft: of a playbook, a customer, a role …"),
    "pack": Named("pack.pack", "Packs for a handoff or an absence, to read and to print."),
    "pull": Named("pull.pull", "Take ticks from files that went out back into the checklists."),
    "push": Named("push.push", "Put checklists into another tool."),
    "restore": Named("restore.restore", "Give back a former version of a checklist."),
    "schema": Named("schema.schema", "Let VS Code propose, explain and mark as you type."),
    "serve": Named("site.serve", "Show the site here, and follow every edit."),
    "show": Named("show.show", "Print one checklist, with the ticks of its kept file."),
    "what-if": Named("whatif.what_if", "The book under other rules, before and after."),
    "why": Named("why.why", "Say why a step is here or not, why then, why this person."),
}


class Commands(click.Group):
    """A command is imported when it is called, so that the list of all of them is there at once.

    Whatever the machine refuses, standard output included, ends a command in one line.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            self.commands = dict.fromkeys(COMMANDS, self)  # whose names are proposed
            return None
        module, _, name = COMMANDS[cmd_name].place.partition(".")
        command: click.Command = getattr(import_module(f"generator.commands.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.words) for name, one in COMMANDS.items()])

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
