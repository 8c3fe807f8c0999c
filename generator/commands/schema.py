"""The command `schema`: what an editor needs to know of this handbook."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from generator.console import PROBLEMS, Options, environment, options, say, tell


@click.command()
@options
def schema(options: Options) -> None:
    """Let VS Code propose words, explain them and mark what is wrong, as you type.

    Writes JSON Schemas with the ids of this handbook into .vscode/schemas/, and
    .vscode/settings.json where there is none. VS Code needs the extension "YAML" of Red Hat; other
    editors with a YAML language server take the same schemas. Run it again when ids are added.
    """
    with environment():
        written = help_editor(Path(), options.content)
    if written is None:
        say("the schemas were not written")
        sys.exit(PROBLEMS)
    click.echo(f".vscode/: {len(written)} files written")


def help_editor(project: Path, content: Path) -> list[str] | None:
    """Write schemas and settings below a project; None where the handbook cannot be read."""
    from generator import output
    from generator.editor.schemas import EDITOR, FOLDER, schemas, settings
    from generator.loader import load
    from generator.problems import has_errors

    way = Path(os.path.relpath(content, project)).as_posix()
    if way.startswith(".."):
        raise click.UsageError(f"'{content}' is not below this folder: run it where .vscode/ is")
    handbook, problems = load(content)
    tell(problems)
    if has_errors(problems):
        return None
    tree = {f"{FOLDER}/{name}": made for name, made in schemas(handbook).items()}
    if output.existing(project, [EDITOR]):
        _tell_of_settings(output.changed(project, {EDITOR: settings(way)}))
    else:
        tree[EDITOR] = settings(way)
    return output.write(project, tree)


def _tell_of_settings(differ: list[str]) -> None:
    for name in differ:
        say(f"{name} was there and stays; delete it once to have Handrail's", fg="yellow")
