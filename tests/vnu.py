"""The Nu HTML checker, which judges pages: a program of its own, by npm."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

VNU = Path(__file__).parents[1] / "build/vnu/node_modules/vnu-jar/build/dist/vnu.jar"
QUICKLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
"""A run of seconds is not worth more compiling than this: it takes a third of the time so."""


def html_errors(*places: Path) -> str:
    """What the checker finds wrong with pages, or with all pages in folders; empty: nothing."""
    java = shutil.which("java")
    if not java or not VNU.exists():
        pytest.skip("no HTML checker: it needs Java and npm; `make test` gets it")
    asked = ("--errors-only", "--skip-non-html", *map(str, places))
    command = [java, *QUICKLY, "-jar", str(VNU), *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr or f"it ended with {done.returncode}" * (done.returncode != 0)
