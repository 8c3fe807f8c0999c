"""The pipeline, run for real: by gitlab-ci-local, in a new handbook."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import HERE, Handrail
from pipeline_runner import ALWAYS, PROPOSED, committed, git, given, jobs, made, runner

from generator.shipped import folder


@pytest.fixture
def project(quick: Handrail, tmp_path: Path) -> Path:
    """A new handbook in a git repository."""
    return made(quick, tmp_path)


@pytest.mark.parametrize(
    ("variables", "more"),
    [
        ((), {"pages", *ALWAYS}),
        (("CI_COMMIT_BRANCH=side",), ALWAYS),
        (("CI_PIPELINE_SOURCE=schedule",), {"check", "links"}),
        ((*PROPOSED, "HANDRAIL_REVIEW_SITES=yes"), {*ALWAYS, "changes", "site-to-review"}),
    ],
)
def test_jobs(project: Path, variables: tuple[str, ...], more: set[str]) -> None:
    """Only the default branch is published, and addresses are asked on a schedule alone."""
    assert jobs(project, *variables) == more


def test_the_projects_own_pipeline(tmp_path: Path) -> None:
    """This project uses the pipeline that it hands out, and has a job for its code."""
    copy = tmp_path / "copy"
    shutil.copytree(folder(), copy / "templates")
    shutil.copytree(HERE.parent / "content", copy / "content")
    shutil.copy(HERE.parent / ".gitlab-ci.yml", copy)
    assert jobs(committed(copy)) == {"code", "pages", *ALWAYS}


def test_run_on_the_default_branch(project: Path) -> None:
    """Every job of it is green; the site, the checklists and both reports are there."""
    done = runner(project, "--force-shell-executor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"Hold the kickoff" in (project / "public/playbooks/onboarding.html").read_bytes()
    assert list((project / "build/checklists").rglob("onboarding.html"))
    assert json.loads((project / "gl-code-quality-report.json").read_text()) == []
    cases = list(ET.parse(project / "junit.xml").iter("testcase"))
    assert len(cases) > 10


def test_run_of_a_proposal(project: Path) -> None:
    """A changed due day is shown with the customer whose plan moves, and on the site."""
    base = git(project, "rev-parse", "HEAD")
    git(project, "checkout", "-qb", "later")
    edit(
        project,
        "due: 3 working days after contract-start",
        "due: 6 working days after contract-start",
    )
    done = runner(
        project, "--force-shell-executor",
        *given(*PROPOSED, f"CI_MERGE_REQUEST_DIFF_BASE_SHA={base}"),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    note = (project / "what-changes.md").read_text()
    assert "Example Company" in note
    assert "6 working days after contract-start" in note
    assert (project / "public/index.html").is_file()


def test_run_of_a_mistake(project: Path) -> None:
    """A mistake stops the pipeline at its line, and both reports say where."""
    edit(project, "accountable: csm #", "accountable: cms #")
    done = runner(project, "--force-shell-executor", *given(*PROPOSED), "check")
    assert done.returncode == 1
    assert "content/playbooks/onboarding.yaml:13:14: error[unknown-reference]" in (
        done.stdout + done.stderr
    )
    (found,) = json.loads((project / "gl-code-quality-report.json").read_text())
    assert found["location"]["lines"]["begin"] == 13
    assert list(ET.parse(project / "junit.xml").iter("failure"))


def edit(project: Path, before: str, after: str) -> None:
    """Change the playbook and commit it."""
    file = project / "content/playbooks/onboarding.yaml"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))
    git(project, "commit", "-qam", "Change")
