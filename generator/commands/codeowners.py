"""The command `codeowners`: who in GitLab is asked about a change to which file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from generator.console import PROBLEMS, REFUSED, Options, environment, options, say, sound

PATH = ".gitlab/CODEOWNERS"


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where it is out of date.")
@options
def codeowners(options: Options, check: bool) -> None:
    """Write .gitlab/CODEOWNERS from the `owners` in handbook.yaml and roles.yaml.

    GitLab Premium and Ultimate then ask them to approve a change to their files. A playbook's
    owners are those of the roles that are accountable in it. A file that was written by hand stays.
    """
    from generator import output
    from generator.folder import read_bytes
    from generator.owners import HEAD
    from generator.owners import codeowners as made

    content = Path(os.path.relpath(options.content)).as_posix()
    if content.startswith(".."):
        raise click.UsageError(f"'{options.content}' is not below this folder")
    tree = {PATH: made(sound(options), content).encode()}
    with environment():
        before = read_bytes(Path(PATH), []) if output.existing(Path(), [PATH]) else b""
        if before and not before.startswith(HEAD.encode()):
            say(f"{PATH} was written by hand: move it away to have it made from `owners`", fg="red")
            say("nothing was written")
            sys.exit(REFUSED)
        if check and output.changed(Path(), tree):
            say(f"{PATH} is out of date: run handrail codeowners", fg="red")
            sys.exit(PROBLEMS)
        written = [] if check else output.write(Path(), tree)
    click.echo(f"{PATH}: {'written' if written else 'up to date'}")
