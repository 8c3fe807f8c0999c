"""No bytes make a reader fail: each takes them, or refuses them in its own way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="atheris is made for Linux on x86-64 alone")
from strategies import TORTURE

HERE = Path(__file__).parents[1]
READERS = (
    "yaml", "keep", "text-field", "calendar", "issue",
    "pull-md", "pull-csv", "pull-xlsx", "pull-json",
)  # fmt: skip
SHORT, LONG = 3_000, 4_000


def fuzzed(reader: str, runs: int, folder: Path) -> subprocess.CompletedProcess[str]:
    """A reader fed so many times, the same way each time."""
    corpus = folder / "corpus"
    corpus.mkdir()
    script = Path(__file__).with_name("fuzz.py")
    options = [f"-runs={runs}", "-seed=1", "-max_len=3000", "-timeout=20", "-rss_limit_mb=1500"]
    return subprocess.run(
        [sys.executable, str(script), reader, str(corpus), *options],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(HERE)},
    )  # fmt: skip


@pytest.mark.parametrize("reader", READERS if TORTURE else ["every"])
def test_no_bytes_break_a_reader(reader: str, tmp_path: Path) -> None:
    """Made-up bytes, bent towards every branch, are read or refused; never a traceback."""
    done = fuzzed(reader, LONG * TORTURE or SHORT, tmp_path)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_fuzzing_finds_what_is_wrong(tmp_path: Path) -> None:
    """The same harness finds a fault that two bytes set off."""
    done = fuzzed("planted", 100_000, tmp_path)
    assert done.returncode != 0
    assert "KeyError" in done.stdout + done.stderr
