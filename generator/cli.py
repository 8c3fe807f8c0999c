"""The command line, as click has it. Commands alone print, exit and ask the clock."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from generator.console import common, environment
from generator.usage import COMMANDS


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
        module, _, name = COMMANDS[cmd_name][0].partition(".")
        command: click.Command = getattr(import_module(f"generator.commands.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def main(self, *args: Any, **extra: Any) -> Any:
        with environment():  # the help of a command is printed before any is called
            return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with environment():
            result = super().invoke(ctx)
            if sys.stdout:  # else it is closed
                sys.stdout.flush()
        return result


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="handrail", message="handrail %(version)s")
@common
def main(**_: Any) -> None:
    """Handbook data in; playbooks, dated checklists and a searchable site out."""
    sys.setrecursionlimit(20_000)  # a chain of steps may be as long as a writer likes
