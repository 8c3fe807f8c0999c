"""Checklists into a GitLab project: look, say what would be done, then do it.

What is made carries a marker, and is found again by it: a push can be cut off anywhere and run
again, and nothing is there twice. What people tick and write in an issue stays theirs.
"""

from __future__ import annotations

from generator.push.application import apply
from generator.push.changes import Change, Plan
from generator.push.failures import MalformedError, PushError
from generator.push.plan import plan_push
from generator.push.remote import Remote, connect

__all__ = [
    "Change", "MalformedError", "Plan", "PushError", "Remote", "apply", "connect", "plan_push",
]  # fmt: skip
