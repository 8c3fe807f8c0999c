"""The site's sources are plain: ProperDocs and Zensical build from them what MkDocs builds.

`tests/builders.sh` gets the two. Where one cannot be installed, the script notes why, and the test
passes with a warning that says so; where the script was not run, it is skipped.
"""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from conftest import HERE, TODAY
from site_reader import BuiltSite

from generator.build import examine
from generator.docs import site_tree
from generator.machine.twins import twins
from generator.output import Tree, write
from generator.site import environment, place

BUILDERS = HERE.parent / "build/builders"
COMMANDS: Mapping[str, list[str]] = {
    "mkdocs": [sys.executable, "-m", "mkdocs"],
    "properdocs": [str(BUILDERS / "properdocs/bin/python"), "-m", "properdocs"],
    "zensical": [str(BUILDERS / "zensical/bin/python"), "-m", "zensical"],
}
_ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)
_LINE_END = re.compile(r"\s+")


@cache
def sources() -> Tree:
    """What the sample's site is built from."""
    return site_tree(examine(HERE / "sample", None).handbook, date.fromisoformat(TODAY))


def built_by(name: str, folder: Path) -> BuiltSite:
    """The sample's site in a folder, as this builder makes it in its strict mode, and the twins."""
    tree = sources()
    place(tree, folder)
    command = [*COMMANDS[name], "build", "--strict", "-f", str(folder / "mkdocs.yml")]
    surroundings = {
        **environment(),
        "PYTHONPATH": str(HERE.parent),
    }  # for `generator.pages.dialect`
    done = subprocess.run(
        command, env=surroundings, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    docs = {path.removeprefix("docs/"): content for path, content in tree.items()}
    write(folder / "public", twins(docs), durable=False)
    return BuiltSite(folder / "public")


@pytest.fixture(scope="module")
def by_mkdocs(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    return built_by("mkdocs", tmp_path_factory.mktemp("mkdocs") / "site")


def text(site: BuiltSite, page: str) -> str:
    """The words of a page's article, without the builder's own around it."""
    found = _ARTICLE.search((site.folder / page).read_text())
    return _LINE_END.sub(" ", "".join(site.parse(found[0]).words)).strip() if found else ""


@pytest.mark.parametrize("name", ["properdocs", "zensical"])
def test_same_site(name: str, by_mkdocs: BuiltSite, tmp_path: Path) -> None:
    """The same pages with the same words, every link and anchor resolves, and the same files lie
    beside them."""
    if (absent := BUILDERS / f"{name}.absent").exists():
        why = absent.read_text().strip()
        assert why.startswith(f"pip could not install {name}"), why
        warnings.warn(f"the site was not built with {name}: {why}", stacklevel=1)
        return
    if not (BUILDERS / name / "ready").exists():
        pytest.skip(f"{name} is not there: run tests/builders.sh")
    site = built_by(name, tmp_path / "site")
    assert site.pages.keys() == by_mkdocs.pages.keys()
    assert site.broken() == by_mkdocs.broken() == []
    assert site.reached() == by_mkdocs.reached()
    for page in set(site.pages) - {"404.html"}:
        assert text(site, page) == text(by_mkdocs, page) != "", page
    for path in ("assets/handrail.css", "assets/handrail.js", "playbooks/start-rounds.md"):
        assert (site.folder / path).read_bytes() == (by_mkdocs.folder / path).read_bytes(), path
