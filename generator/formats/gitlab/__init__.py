"""A checklist on GitLab: as the text of an issue, and all of a customer's as a whole project."""

from __future__ import annotations

from generator.formats.gitlab.issue import (
    as_file,
    as_issue,
    description,
    issue,
    marker,
)
from generator.formats.gitlab.manifest import Issue, Label, Manifest, Milestone, manifest
from generator.formats.gitlab.project import project

__all__ = [
    "Issue",
    "Label",
    "Manifest",
    "Milestone",
    "as_file",
    "as_issue",
    "description",
    "issue",
    "manifest",
    "marker",
    "project",
]
