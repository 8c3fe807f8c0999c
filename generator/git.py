"""Git, asked: what it prints, whatever its settings. Nothing is checked out and no hook is run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_STRICT = ("--no-replace-objects", "-c", "log.follow=false")
_QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
"""What a partial clone lacks is not fetched: reading needs no network."""


class NoGitError(Exception):
    """The program git is not to be had."""


def ask(folder: Path, *arguments: str, told: bytes = b"") -> bytes | None:
    """What git prints in a folder, told something on its standard input; None where it cannot
    answer. A hook's own repository is not meant. Raises NoGitError."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        run = subprocess.run(
            ["git", *_STRICT, "-C", str(folder), *arguments],
            env=around | _QUIET, capture_output=True, input=told, check=False,
        )  # fmt: skip
    except OSError as error:
        raise NoGitError(str(error)) from None
    return None if run.returncode else run.stdout


def is_shallow(folder: Path) -> bool | None:
    """Whether the history around a folder is cut off; None where there is no repository."""
    found = ask(folder, "rev-parse", "--is-shallow-repository")
    return None if found is None else found.strip() == b"true"
