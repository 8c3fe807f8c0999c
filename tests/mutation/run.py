"""Change the core in small ways, one at a time, and see whether the tests notice: `make mutate`.

Each target (targets.toml) is copied below build/mutation/ and given to mutmut there. A change
that no test notices is a survivor: each has to stand in survivors.toml, with the reason why it
may live. Prints (noticed + out of time) / all for each file, and ends with 1 where that is under
85 % or a survivor is not explained. `run.py schedule keep` takes these targets only; `--again`
tries once more what survived the last time, with the tests and the reasons as they are now.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from mutants import mutants, plain

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
WORK = ROOT / "build" / "mutation"
FLOOR = 0.85
CONFIG = """[mutmut]
source_paths = generator
only_mutate =
    {files}
also_copy =
    templates
    content
    mkdocs.yml
pytest_add_cli_args =
    {plugins}
pytest_add_cli_args_test_selection =
    {tests}
use_setproctitle = false
track_dependencies = false
use_git_change_detection = false
timeout_constant = 15.0
timeout_multiplier = 2.0
"""
PLUGINS = """
    tests.mutation.few no:cacheprovider no:debugging no:doctest no:faulthandler no:junitxml
    no:logging no:pastebin no:setuponly no:setupplan no:stepwise no:subtests no:threadexception
    no:unraisableexception no:warnings
"""
"""Without what pytest starts and no test here needs, a mutant takes a third of the time."""


def main() -> int:
    """Run the targets named on the command line (none: all) and report; 0 if all is well."""
    targets = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))
    parser = argparse.ArgumentParser(description="How many mutants do the tests notice?")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(targets))
    parser.add_argument("--again", action="store_true", help="only what survived the last time")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - targets.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    explained, fit = reasons(), True
    for name in asked.targets or targets:
        folder, files = WORK / name, targets[name]["files"]
        prepare(folder, targets[name], asked.again)
        run(folder, survivors(folder, files) if asked.again else [])
        for file in files:
            fit &= report(folder, file, explained)
    return 0 if fit else 1


def prepare(folder: Path, target: dict[str, Any], again: bool) -> None:
    """A copy of the project for one target, without the caches that would hide a change."""
    if not again:
        shutil.rmtree(folder, ignore_errors=True)
    for name in ("generator", "tests", "templates", "content"):
        skip = shutil.ignore_patterns("__pycache__", "checklists", ".handrail")
        if name == "generator" and again:
            continue
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=skip)
    for name in ("pyproject.toml", "mkdocs.yml"):
        shutil.copy2(ROOT / name, folder)
    for file in [] if again else target["files"]:
        path = folder / file
        path.write_text(plain(path.read_text("utf-8")), "utf-8")
    left_out = [f"--deselect={t}::{w}" for t in target["tests"] for w in target.get("without", [])]
    lists = {
        "files": target["files"],
        "tests": [*target["tests"], *left_out],
        "plugins": [f"-p{name}" for name in PLUGINS.split()],
    }
    settings = CONFIG.format(**{name: "\n    ".join(words) for name, words in lists.items()})
    (folder / "setup.cfg").write_text(settings, "utf-8")


def run(folder: Path, names: list[str]) -> None:
    """Let mutmut do it: one process, and the machine's other work goes first."""
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "1", *names]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        ["nice", "-n", "19", *command], cwd=folder, env=environment, check=False,
        stdout=(folder / "mutmut.log").open("w"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        sys.exit((folder / "mutmut.log").read_text("utf-8")[-4000:])


def survivors(folder: Path, files: list[str]) -> list[str]:
    """The names of what survived the last run, was not reached by it, or was out of time."""
    return [m.name for file in files for m in mutants(folder, file) if m.late or not m.noticed]


def reasons() -> dict[tuple[str, str, str], str]:
    """Why a survivor may live, by its function and the lines it changes."""
    told = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))
    return {
        (mutant["in"], mutant["was"], mutant["now"]): group["because"]
        for group in told["group"]
        for mutant in group["mutants"]
    }


def report(folder: Path, file: str, explained: dict[tuple[str, str, str], str]) -> bool:
    """Print what became of a file's mutants; whether that is good enough."""
    all_ = list(mutants(folder, file))
    noticed = [m for m in all_ if m.noticed]
    score = len(noticed) / len(all_)
    unexplained = [m for m in all_ if not m.noticed and m.key not in explained]
    known = len(all_) - len(noticed) - len(unexplained)
    late = sum(mutant.late for mutant in all_)
    tell(
        f"{file}: {len(noticed)} of {len(all_)} noticed ({late} out of time), {score:.1%}; "
        f"{known} survivors explained"
    )
    for mutant in unexplained:
        tell(f"  unexplained, {mutant.where}:\n    - {mutant.was}\n    + {mutant.now}")
    return score >= FLOOR and not unexplained


def tell(line: str) -> None:
    """One line, at once: a run takes an hour."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
