"""How much a difference costs: two revisions with 5,000 steps, and a book of 1,000 customers.

Part of `make bench`. Each row is a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench import TODAY, content, customer

from generator.build import examine
from generator.comparison.compare import compare
from generator.comparison.effect import effect

STEPS, CUSTOMERS = 5_000, 1_000
DUE = re.compile(r"(?m)^( +due: )(\d+)( \w+ (?:before|after))")
EDITS = {
    "nothing": {},
    "ten steps, in ten playbooks": {"playbooks": 10},
    "the day of every review": {"dates": 1},
}
"""What is changed between the two."""


def make(folder: Path) -> None:
    """The shipped playbooks, copied until there are enough steps, and the customers."""
    handbook = examine(content(folder), None).handbook
    files = sorted((folder / "playbooks").glob("*.yaml"))
    steps = sum(len(playbook.steps) for playbook in handbook.playbooks.values())
    for n in range(1, STEPS // steps + 1):
        for path in files:
            if steps * n + len(handbook.playbooks[path.stem].steps) < STEPS or n == 1:
                shutil.copy(path, path.with_name(f"{path.stem}-{n}.yaml"))
    (folder / "customers").mkdir()
    for n in range(CUSTOMERS):
        text = customer(handbook, n)
        (folder / "customers" / f"c{n:04}.yaml").write_text(text, encoding="utf-8")


def edit(folder: Path, what: Mapping[str, int]) -> None:
    """Put other days into some files."""
    playbooks = sorted((folder / "playbooks").glob("*-2.yaml"))
    changed = [path for path in playbooks if DUE.search(path.read_text(encoding="utf-8"))]
    for path in changed[: what.get("playbooks", 0)]:
        text = DUE.sub(_later, path.read_text(encoding="utf-8"), count=1)
        path.write_text(text, encoding="utf-8")
    if "dates" in what:
        path = folder / "dates.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("6 months before renewal", "5 months before renewal"), "utf-8")


def _later(due: re.Match[str]) -> str:
    return f"{due[1]}{int(due[2]) + 1}{due[3]}"


def child(work: str, old: Path, new: Path) -> None:
    """One run: load both, or load both and say what differs; prints seconds, megabytes, items."""
    start = time.process_time()
    before, after = examine(old, None).handbook, examine(new, new).handbook
    shifts = 0
    if work == "diff":
        found = effect(compare(before, after), TODAY, lambda _: None)
        shifts = sum(len(one.shifts) for one in found.lists)
    took = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    steps = sum(len(playbook.steps) for playbook in after.playbooks.values())
    print(took, memory, steps, len(after.customers), shifts)


def run(work: str, old: Path, new: Path) -> list[float]:
    command = [sys.executable, __file__, work, str(old), str(new)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def measure(top: Path) -> None:
    """The table: seconds and memory, as ratios to loading both."""
    old = top / "old"
    make(old)
    load = run("load", old, old)
    print(f"\n{load[2]:.0f} steps, {load[3]:.0f} customers, two revisions")
    print(f"{'':<36}{'cpu s':>8}{'MB':>8}{'by cpu':>9}{'by MB':>8}{'items':>8}")
    rows = {"load, link and check both": load}
    for name, what in EDITS.items():
        new = Path(shutil.copytree(old, top / name.split(",")[0]))
        edit(new, what)
        rows[f"and say what differs: {name}"] = run("diff", old, new)
    for name, (took, memory, *_, shifts) in rows.items():
        ratios = f"{took / load[0]:>9.2f}{memory / load[1]:>8.2f}"
        print(f"  {name[:48]:<48}{took:>8.1f}{memory:>8.0f}{ratios}{shifts:>8.0f}")


if __name__ == "__main__":
    if len(sys.argv) == 4:
        child(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
            measure(Path(folder))
