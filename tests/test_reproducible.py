"""The same handbook and day give the same bytes, wherever, whenever and by whomever it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import COMMAND, HERE, TODAY, files_below
from strategies import TORTURE

SAMPLE = HERE / "sample"
TREE = f"""
import sys
sys.path.append({str(HERE)!r})
from datetime import date
from pathlib import Path
from generator.build import examine, plans
from generator.formats.markdown import markdown
from generator.output import write
from generator.docs import site_tree
from inside import book
content, out, day = Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3])
handbook = examine(content, content).handbook
checklists = [one.checklist for one in plans(handbook, day) if one.checklist]
texts = {{f"{{c.customer_id}}/{{c.playbook_id}}.md": markdown(c).encode() for c in checklists}}
write(out / "checklists", texts, durable=False)
write(out / "site", site_tree(handbook, day, internal=True), durable=False)
pages = {{path: text.encode() for path, text in book(handbook, today=day).items()}}
write(out / "pages", pages, durable=False)
"""
"""The checklists, the internal edition's sources, and its pages about customers in a bare shell."""


class Surroundings(NamedTuple):
    """What differs from one machine to the next."""

    folder: str = "here"
    variables: Mapping[str, str] = {}
    umask: int = 0o022
    backwards: bool = False


USUAL = Surroundings(variables={"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"})
OTHERS = {
    "a day ahead": Surroundings(variables={"TZ": "Pacific/Kiritimati"}),
    "a day behind": Surroundings(variables={"TZ": "Etc/GMT+12"}),
    "another language": Surroundings(variables={"LC_ALL": "C", "LANG": "tr_TR.UTF-8"}),
    "another folder": Surroundings(folder="far/away, in a folder with 'odd' words"),
    "nobody else may read": Surroundings(umask=0o077),
    "hash seed": Surroundings(variables={"PYTHONHASHSEED": "4294967295"}),
    "files made backwards": Surroundings(backwards=True),
    "another time": Surroundings(variables={"SOURCE_DATE_EPOCH": "4102444800"}),
    "everything": Surroundings(
        "else/where",
        {"PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LC_ALL": "POSIX", "COLUMNS": "20",
         "SOURCE_DATE_EPOCH": "1", "PYTHONUTF8": "1", "HOME": "/nonexistent"},
        0o027,
        backwards=True,
    ),
}  # fmt: skip


def run(around: Surroundings, base: Path, *commands: list[object]) -> Path:
    """A copy of the sample in these surroundings, and commands beside it; the folder."""
    folder = base / around.folder
    files = sorted(path for path in SAMPLE.rglob("*") if path.is_file())
    for path in reversed(files) if around.backwards else files:
        copy = folder / "content" / path.relative_to(SAMPLE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    for command in commands:
        done = subprocess.run(
            list(map(str, command)), cwd=folder, env={**os.environ, **around.variables},
            umask=around.umask, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    return folder


def sources(around: Surroundings, base: Path, day: str = TODAY) -> dict[str, bytes]:
    """The checklists and the site's sources, made in these surroundings."""
    return files_below(
        run(around, base, [sys.executable, "-c", TREE, "content", "out", day]) / "out"
    )


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return sources(USUAL, tmp_path_factory.mktemp("usual"))


@pytest.mark.parametrize("name", OTHERS if TORTURE else ["everything"])
def test_same_sources(name: str, usual: dict[str, bytes], tmp_path: Path) -> None:
    """Checklists, pages and navigation are the same to the byte; under torture, also with one
    difference at a time."""
    found = sources(OTHERS[name], tmp_path)
    assert [path for path in usual if found.get(path) != usual[path]] == []
    assert found.keys() == usual.keys()
    assert {
        "checklists/ward-3/start-rounds.md",
        "site/mkdocs.yml",
        "pages/team/index.html",
    } <= usual.keys()


def test_same_site(tmp_path: Path) -> None:
    """So is the site as MkDocs builds it, internal edition, with everything else at once."""
    command: list[object] = [COMMAND, "build", "--book", "content", "--today", TODAY]
    built = [
        files_below(run(around, tmp_path / str(number), command) / "site/internal/public")
        for number, around in enumerate((USUAL, OTHERS["everything"]))
    ]
    assert [path for path in built[0] if built[1].get(path) != built[0][path]] == []
    assert built[0].keys() == built[1].keys()
    assert {"index.html", "search/search_index.json", "sitemap.xml.gz"} <= built[0].keys()


def test_the_day_is_no_surrounding(usual: dict[str, bytes], tmp_path: Path) -> None:
    """Control: the comparison can fail. Another --today, with other rules in force, shows."""
    found = sources(USUAL, tmp_path, "2025-06-01")
    changed = {path for path in usual if found.get(path) != usual[path]}
    assert {"checklists/ward-3/start-rounds.md", "site/docs/segments/acute.md"} <= changed
