"""Change the core in small ways, one at a time, and see whether the tests notice: `make mutate`.

mutmut makes the changes; each target (targets.toml) is copied below build/mutation/ and tried there
(forks.py). A change that no test notices is a survivor: each has to stand in survivors.toml, with
the reason why it may live. Prints (noticed + out of time) / all for each file, and ends with 1
where that is under 85 % or a survivor is not explained. `run.py schedule keep` takes these targets
only; `--again` tries once more what was not noticed the last time, with the tests as they are now.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

from mutants import make, mutants

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
WORK = ROOT / "build" / "mutation"
FLOOR = 0.85
PLUGINS = """
    no:cacheprovider no:faulthandler no:logging no:terminalreporter no:threadexception
    no:unraisableexception no:warnings tests.mutation.forks
"""
OPTIONS = ["--assert=plain", "--tb=native", "-otmp_path_retention_policy=none", "--rootdir=."]


def main() -> int:
    """Run the targets named on the command line (none: all) and report; 0 if all is well."""
    targets = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))
    parser = argparse.ArgumentParser(description="How many mutants do the tests notice?")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(targets))
    parser.add_argument("--again", action="store_true", help="only what was not noticed before")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - targets.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    explained, fit = reasons(), True
    for name in asked.targets or targets:
        folder, target = WORK / name, targets[name]
        start = time.monotonic()
        copy_tests(folder) if asked.again else copy_all(folder, target["files"])
        run(folder, target)
        for file in target["files"]:
            fit &= report(folder, file, explained)
        tell(f"{name}: {time.monotonic() - start:.0f} s")
    return 0 if fit else 1


def copy_all(folder: Path, files: list[str]) -> None:
    """A copy of the project in which these files hold their mutants."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_tests(folder)
    for name in ("generator", "templates", "content"):
        ours = ("checklists",) if name == "content" else ()  # nobody's ticks
        skip = shutil.ignore_patterns("__pycache__", ".handrail", *ours)
        shutil.copytree(ROOT / name, folder / name, ignore=skip)
    for name in ("pyproject.toml", "mkdocs.yml"):
        shutil.copy2(ROOT / name, folder)
    (folder / "setup.cfg").write_text("[mutmut]\nsource_paths = generator\n", "utf-8")
    names = [name for file in files for name in make(folder, file)]
    (folder / "mutants.json").write_text(json.dumps(dict.fromkeys(names, "")), "utf-8")


def copy_tests(folder: Path) -> None:
    """The tests as they are now."""
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tests", folder / "tests", dirs_exist_ok=True, ignore=skip)


def run(folder: Path, target: dict[str, Any]) -> None:
    """Try every mutant that was not noticed yet; the machine's other work goes first."""
    left_out = [f"--deselect={t}::{w}" for t in target["tests"] for w in target.get("without", [])]
    plugins = [f"-p{name}" for name in PLUGINS.split()]
    environment = {
        **os.environ,
        "HANDRAIL_MUTANTS": str(folder / "mutants.json"),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(folder),
    }
    python = ["nice", "-n", "19", sys.executable, "-m", "pytest"]
    command = [*python, *OPTIONS, *plugins, *target["tests"], *left_out]
    if subprocess.run(command, cwd=folder, env=environment, check=False).returncode:
        sys.exit("the tests could not be run")


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
    alive = [mutant for mutant in all_ if not mutant.dead]
    late = sum(mutant.ended == "late" for mutant in all_)
    score = 1 - len(alive) / len(all_)
    unexplained = [mutant for mutant in alive if mutant.key not in explained]
    tell(
        f"{file}: {len(all_) - len(alive)} of {len(all_)} noticed ({late} out of time), "
        f"{score:.1%}; {len(alive) - len(unexplained)} survivors explained"
    )
    for mutant in unexplained:
        tell(f"  {mutant.ended}, {mutant.where}\n    - {mutant.was}\n    + {mutant.now}")
    return score >= FLOOR and not unexplained


def tell(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
