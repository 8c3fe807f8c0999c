"""Git repositories for tests: made by the program git, whatever the machine's settings are."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

GIT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(folder: Path, *arguments: str, day: str = "2026-03-01", author: str = "Ada") -> str:
    """What git prints; a commit is made by this author on this day, late in the evening."""
    said = {"NAME": author, "EMAIL": "a@example.org", "DATE": f"{day}T23:30:00-0800"}
    both = ("AUTHOR", "COMMITTER")
    named = {f"GIT_{who}_{what}": value for who in both for what, value in said.items()}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env=GIT | named, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def commit_all(folder: Path, day: str = "2026-03-01", author: str = "Ada") -> str:
    """Commit all that stands in the folder; the commit's name."""
    git(folder, "add", "-A", day=day, author=author)
    git(folder, "commit", "-qm", "Change", day=day, author=author)
    return git(folder, "rev-parse", "HEAD").strip()


def replace_in(path: Path, old: str, new: str) -> None:
    """Put one text for another, which stands in the file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")
