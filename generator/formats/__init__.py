"""The forms in which a checklist goes out. A format sees a Checklist and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.checklist import Checklist
from generator.formats.markdown import markdown

FORMATS: Mapping[str, Callable[[Checklist], str]] = {"md": markdown}
"""The ending of the file to what makes its text."""
