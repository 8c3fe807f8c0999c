"""What `check --fix` does: mends, shows how as a diff, and writes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from generator.console import REFUSED, Options, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.build import Examined
    from generator.repairs import File


def fixed(options: Options, dry_run: bool) -> Examined:
    """The handbook with what is purely mechanical mended; with a dry run as it was."""
    from generator.problems import counted
    from generator.repairs import mend

    mended = mend(options.content, options.book)
    show(mended.files)
    if not mended.number:
        left = mended.after.problems
        say("nothing here can be mended without a person" if left else "nothing is to be mended")
        return mended.after
    if not dry_run:
        put(mended.files)
    verb = "would be mended" if dry_run else "mended"
    places = counted(len(mended.files), "file")
    say(f"{counted(mended.number, 'mistake')} {verb} in {places}", bold=True)
    return mended.before if dry_run else mended.after


def show(files: Iterable[File]) -> None:
    """Print what changes, as a diff that `patch` and `git apply` take."""
    from generator.changes import unified

    for file in files:
        old, new = (path.as_posix().lstrip("/") for path in (file.path, file.new_path))
        if old != new:
            click.echo(f"{file.path} becomes {file.new_path}")
        if _is_text(file.old):
            click.echo(unified(file.old, file.new, new, old), nl=False)
        else:
            click.echo(f"{file.path} is saved as UTF-8")


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def put(files: Iterable[File]) -> None:
    """Write the files, each whole; none where somebody has edited one of them in the meantime."""
    from generator.folder import read_bytes
    from generator.output import remove, write

    files = list(files)
    for file in files:
        if read_bytes(file.path, []) != file.old:
            say(f"{file.path} was edited in the meantime: nothing was written", fg="red")
            sys.exit(REFUSED)
    for file in files:
        write(file.new_path.parent, {file.new_path.name: file.new})
        if file.new_path != file.path:
            remove(file.path)
