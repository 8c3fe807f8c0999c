"""gitlab-ci-local run in a project: it lists and runs the jobs of a pipeline.

`make test` gets it. It holds a pipeline to GitLab's own schema first, and copies with rsync.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import COMMAND, HERE, Handrail

RUNNER = HERE.parent / "build/npm/node_modules/gitlab-ci-local/src/index.js"
PROPOSED = ("CI_PIPELINE_SOURCE=merge_request_event", "CI_MERGE_REQUEST_IID=7")
ALWAYS = {"check", "checklists: [1/2]", "checklists: [2/2]"}
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
PERSON = {
    f"GIT_{who}_{what}": "a@example.com"
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}


def git(project: Path, *words: str) -> str:
    """What git says in a project."""
    done = subprocess.run(
        ["git", *words], cwd=project, env={**os.environ, **GIT, **PERSON},
        capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.decode().strip()


def made(quick: Handrail, folder: Path) -> Path:
    """A new handbook in a git repository below a folder."""
    assert quick("init", "new").code == 0
    return committed(folder / "new")


def committed(project: Path) -> Path:
    """A folder as a repository with one commit, that came from a GitLab."""
    git(project.parent, "init", "-q", "-b", "main", project.name)
    git(project, "remote", "add", "origin", "git@gitlab.example.com:cs/handbook.git")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "First")
    return project


def runner(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """gitlab-ci-local in a project, with this command among the programs."""
    if not (RUNNER.is_file() and shutil.which("rsync")):
        pytest.skip("no GitLab runner: it needs Node, npm and rsync; `make test` gets it")
    return subprocess.run(
        ["node", str(RUNNER), *words], cwd=project, capture_output=True, text=True, check=False,
        env={**os.environ, **GIT, "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip


def given(*variables: str) -> list[str]:
    """Variables as they are said to the runner."""
    return [word for variable in variables for word in ("--variable", variable)]


def jobs(project: Path, *variables: str) -> set[str]:
    """The jobs of a pipeline that GitLab's schema has nothing against."""
    done = runner(project, "--list-csv", *given(*variables))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "json schema validated" in done.stderr
    lines = done.stdout.partition("needs\n")[2].splitlines()
    return {line.split(";")[0] for line in lines}
