"""Lighthouse's scores of the first page and the largest playbook, served from this machine.

python tests/lighthouse.py [ROUNDS]; `make lighthouse` gets Lighthouse first. Performance is the
median of some rounds, and depends on how quiet the machine is; the other two do not. A phone is
slowed down four times, so its performance is shown and not judged.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from gzip import compress
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from windows import Quiet, served

from generator.build import examine
from generator.docs import site_tree
from generator.site import build

ROOT = Path(__file__).parents[1]
LIGHTHOUSE = ROOT / "build/lighthouse/node_modules/.bin/lighthouse"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
DAY = date(2026, 11, 21)
PAGES = ("index.html", "playbooks/csm-onboarding.html")
DEVICES = {"desk": ["--preset=desktop"], "phone": []}
ENOUGH = {"accessibility": 100, "best-practices": 100, "performance": 95}


class Score(NamedTuple):
    """Of a hundred, for a page on a device."""

    device: str
    page: str
    category: str
    points: int

    @property
    def judged(self) -> bool:
        return self.device == "desk" or self.category != "performance"


class Zipped(Quiet):
    """Serves files as the web servers of handbooks do: compressed, and to be kept for a while."""

    def do_GET(self) -> None:  # noqa: N802
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = compress(path.read_bytes())
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def scores(address: str, options: list[str]) -> dict[str, int]:
    """One visit's points by category."""
    run = subprocess.run(
        [
            LIGHTHOUSE, address, "--quiet", "--output=json", "--output-path=stdout",
            "--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(ENOUGH)}",
            *options,
        ],
        env={**os.environ, "CHROME_PATH": CHROMIUM}, capture_output=True, check=True,
    )  # fmt: skip
    found = json.loads(run.stdout)["categories"]
    return {name: round(found[name]["score"] * 100) for name in ENOUGH}


def measured(origin: str, rounds: int) -> Iterator[Score]:
    """The medians for every page and device."""
    for device, options in DEVICES.items():
        for page in PAGES:
            found = [scores(f"{origin}/{page}", options) for _ in range(rounds)]
            for name in ENOUGH:
                points = statistics.median_low(one[name] for one in found)
                yield Score(device, page, name, points)


def main(rounds: int) -> int:
    """Print all scores; 1 where one that is judged is too low."""
    low = 0
    with tempfile.TemporaryDirectory() as beside:
        site = build(site_tree(examine(ROOT / "content", None).handbook, DAY), Path(beside))
        with served(site.public, Zipped) as origin:
            for score in measured(origin, rounds):
                is_low = score.judged and score.points < ENOUGH[score.category]
                low += is_low
                line = f"{score.device:<8}{score.page:<34}{score.category:<18}{score.points:>4}"
                sys.stdout.write(f"{line}{'  too low' if is_low else ''}\n")
                sys.stdout.flush()
    return int(low > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 3))
