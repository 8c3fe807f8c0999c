"""The command `init`: a new handbook in an empty folder."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from generator.commands.schema import help_editor
from generator.console import FOLDER, REFUSED, environment, say

_NEXT = """\
A new handbook is in {folder}. Next:

  {enter}handrail check     see that nothing is wrong
  handrail serve     show the site, following every edit

README.md says how to make it yours."""


@click.command()
@click.argument("folder", type=FOLDER)
def init(folder: Path) -> None:
    """Make a new handbook in an empty FOLDER, which may be a fresh git repository.

    It is small and sound, and every file says how it is written: content/ to be replaced, the
    pipeline, templates for issues and merge requests, and settings for VS Code.
    """
    from generator import output, templates

    with environment():
        if there := output.inside(folder) - {".git"}:
            some = ", ".join(sorted(there)[:3])
            say(f"{folder} is not empty ({some}); nothing was written", fg="red")
            say("Name a folder that does not exist yet, or an empty one.")
            sys.exit(REFUSED)
        output.write(folder, templates.starter())
        help_editor(folder, folder / "content")
    is_here = folder.resolve() == Path.cwd()
    enter = "" if is_here else f"cd {shlex.quote(str(folder))}\n  "
    click.echo(_NEXT.format(folder="this folder" if is_here else folder, enter=enter))
