"""Where the command starts."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from os.path import basename
from shutil import get_terminal_size

from generator.usage import WIDTH, usage


def main() -> None:
    """The command line. The list of commands needs no click, all else does."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    name, *words = sys.argv
    # pathlib would cost half a bare interpreter
    plain = basename(name) == "handrail" and get_terminal_size().columns >= WIDTH  # noqa: PTH119
    if plain and words in (["--help"], ["-h"]) and _wrote(usage()):
        return
    from generator.cli import main

    main()


def _wrote(text: str) -> bool:
    """Whether standard output took it; if not, click says why, as it always does."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):  # the last one: it is closed
        return False
    return True
