"""How fast: a thousand checklists of the shipped handbook, against a plain loader and plain writes;
and its site, against plain MkDocs.

`make bench`, or `python tests/bench.py --profile` for where the time goes. The book is made up and
the same each time. Everything that is compared is run in turn (A B C, A B C, …); medians are shown.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from generator.build import examine
from generator.changes import drafts
from generator.commands.writing import Wish, put
from generator.exports import FORMATS, exported
from generator.formats.markdown import markdown
from generator.handbook import Handbook
from generator.models import Attribute, Customer, Playbook
from generator.output import write
from generator.plan import Planned, plan
from generator.rebuild.rendered import RENDERED
from generator.site import environment

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 21)
ROUNDS = 3
WANTED = 1000
DAY = timedelta(days=1)


class Pair(NamedTuple):
    """A checklist that is to be made."""

    customer: Customer
    playbook: Playbook


# --- the book ---


def content(folder: Path) -> Path:
    """The shipped handbook without its customers; the tests' sample where there is none yet."""
    source = ROOT / "content"
    if not (source / "playbooks").is_dir():
        source = ROOT / "tests" / "sample"
    skip = shutil.ignore_patterns("customers", "checklists", "pages")
    shutil.copytree(source, folder, ignore=skip)
    return folder


def answer(attribute: Attribute, n: int) -> str:
    """Customer number n's answer: all that are possible, in turn."""
    if attribute.answers:
        return attribute.answers[(n // 2) % len(attribute.answers)]
    limits = attribute.number
    low = int(limits.at_least or 0) if limits else 0
    high = int(limits.at_most or low + 9) if limits else low + 9
    return str(low + n % (min(high, low + 1000) - low + 1))


def customer(handbook: Handbook, n: int) -> str:
    """A customer's file: every question answered, every date stated, every role held."""
    calendars = list(handbook.calendars)
    segments = list(handbook.segments)
    lines = [f"name: Customer {n} Robotics & Sons"]
    lines += [f"segment: {segments[n % len(segments)]}"] if segments else []
    lines += [f"calendar: {calendars[n % len(calendars)]}"] if calendars else []
    lines.append("attributes:")
    lines += [
        f"  {id_}: {answer(a, n + k)}" for k, (id_, a) in enumerate(handbook.attributes.items())
    ]
    lines.append("dates:")
    lines += [
        f"  {id_}: {TODAY + (n % 90 + 14 * k) * DAY}"
        for k, (id_, moment) in enumerate(handbook.dates.items())
        if moment.default is None
    ]
    lines.append("people:")
    for k, id_ in enumerate(handbook.roles):
        own = f", calendar: {calendars[(n + k) % len(calendars)]}" if calendars else ""
        lines.append(f"  {id_}: {{name: Person {n % 25} of {id_}{own}, email: p{n}@example.com}}")
    return "\n".join(lines) + "\n"


def make_book(folder: Path) -> tuple[Handbook, list[Pair]]:
    """As many customers as it takes for the wanted number of checklists."""
    handbook = examine(content(folder), None).handbook
    (folder / "customers").mkdir()
    made, count = 0, 100
    while made < 5000:
        for n in range(made, count):
            text = customer(handbook, n)
            (folder / "customers" / f"c{n:04}.yaml").write_text(text, encoding="utf-8")
        made, examined = count, examine(folder, folder)
        assert examined.sound, "\n".join(map(str, examined.problems[:5]))
        pairs = [pair for pair in all_pairs(examined.handbook) if planned(examined.handbook, pair)]
        if len(pairs) >= WANTED:
            return examined.handbook, pairs[:WANTED]
        count = made * WANTED // max(1, len(pairs)) + 10
    raise AssertionError("too few playbooks apply")


def all_pairs(handbook: Handbook) -> Iterator[Pair]:
    for one in handbook.customers.values():
        for playbook in handbook.playbooks.values():
            yield Pair(one, playbook)


def planned(handbook: Handbook, pair: Pair) -> bool:
    """Whether a checklist comes out, of which the bench is made."""
    return plan(handbook, *pair, TODAY).checklist is not None


# --- what is measured ---


def plan_all(handbook: Handbook, pairs: list[Pair]) -> list[Planned]:
    return [plan(handbook, *pair, TODAY) for pair in pairs]


def render_all(plans: list[Planned]) -> dict[str, bytes]:
    return {
        f"{one.customer}/{one.playbook}.md": markdown(one.checklist).encode()
        for one in plans
        if one.checklist
    }


def write_plainly(folder: Path, tree: Mapping[str, bytes]) -> None:
    """The least it takes to have these files: open, write, close."""
    for parent in {(folder / name).parent for name in tree}:
        parent.mkdir(parents=True, exist_ok=True)
    for name, data in tree.items():
        with (folder / name).open("wb") as file:
            file.write(data)


def load_plainly(files: list[Path]) -> None:
    """The least it takes to read these files: PyYAML's fastest loader, nothing looked at."""
    for path in files:
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


class Took(NamedTuple):
    """Milliseconds by the clock on the wall, and of this process and what it started alone."""

    wall: float
    cpu: float


def clocked(work: Callable[[], object]) -> Took:
    """How long one run takes; on a busy machine the two differ."""
    gc.collect()
    wall, cpu = time.perf_counter(), cpu_time()
    work()
    return Took((time.perf_counter() - wall) * 1000, (cpu_time() - cpu) * 1000)


def cpu_time() -> float:
    """Seconds that this process has computed, and those it started and waited for."""
    done = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + done.ru_utime + done.ru_stime


def in_turn(works: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, Took]:
    """The medians of each, run in turn."""
    times: dict[str, list[Took]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(clocked(work))
    return {
        name: Took(*(statistics.median(column) for column in zip(*found, strict=True)))
        for name, found in times.items()
    }


def measure_formats(plans: list[Planned]) -> None:
    """Each format for a quarter of the checklists, told for a thousand."""
    some = [one.checklist for one in plans[: WANTED // 4] if one.checklist]
    names = [name for name, format_ in FORMATS.items() if format_.of_one]
    found = in_turn(
        {name: partial(exported, [name], some, lambda _: None, whole=False) for name in names},
        rounds=1,
    )
    scale = WANTED / len(some)
    scaled = {name: Took(took.wall * scale, took.cpu * scale) for name, took in found.items()}
    table(f"{WANTED} checklists, by format", scaled, "md")


def generate(folder: Path, plans: list[Planned]) -> None:
    """What `handrail generate` does with what was planned: render, read, merge, write."""
    wish = Wish((), (), folder, False, False, False, False, ["md"], "internal", None, False, folder)
    changes, _ = put(folder, list(drafts(one.checklist for one in plans if one.checklist)), wish)
    assert all(change.story for change in changes)


def use(folder: Path) -> None:
    """People's work on every list: each third box ticked, and an item of their own."""
    for path in folder.rglob("*.md"):
        *tasks, last = path.read_text(encoding="utf-8").split("- [ ] ")
        boxes = [f"- [{'x' if n % 3 == 0 else ' '}] " for n in range(len(tasks))]
        text = "".join(a + b for a, b in zip(tasks, boxes, strict=True))
        own = last.replace("\n<!-- base", "\n- [ ] Call them on Friday\n\n<!-- base")
        path.write_text(text + own, encoding="utf-8")


def revise(folder: Path) -> None:
    """Another handbook: every step of every playbook has new words."""
    for path in (folder / "playbooks").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^( +(?:- )?do: )(?=\w)", r"\1Now ", text), encoding="utf-8")


def measure_kept(top: Path, book: Path, handbook: Handbook, pairs: list[Pair]) -> None:
    """Lists in use brought up to date, against writing as many new ones."""
    folders, used = Folders(top / "kept"), top / "used"
    generate(used, plan_all(handbook, pairs))
    use(used)
    shutil.rmtree(used / ".handrail")
    copies = [shutil.copytree(used, folders.fresh() / "lists") for _ in range(ROUNDS)]
    revise(book)
    later = examine(book, book).handbook
    changed = [
        Pair(later.customers[pair.customer.id], later.playbooks[pair.playbook.id]) for pair in pairs
    ]
    found = in_turn(
        {
            "new": lambda: generate(folders.fresh() / "lists", plan_all(handbook, pairs)),
            "in use, the handbook is the same": lambda: generate(used, plan_all(handbook, pairs)),
            "in use, every step has new words": lambda: generate(
                copies.pop(), plan_all(later, changed)
            ),
        }
    )
    table(f"{len(pairs)} checklists planned, rendered, written", found, "new")


# --- the site ---

PLAIN = """\
site_name: Plain
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [tables, toc]
"""


def measure_site(top: Path) -> None:
    """The whole command, against MkDocs and its theme as they come, on as many pages of the same
    words: the Markdown twins, which have nothing of ours in them."""
    out, plain, content = top / "site", top / "plain", top / "content"
    shutil.copytree(ROOT / "content", content)
    command = Path(sys.executable).with_name("handrail")
    ours = [command, "build", "--content", content, "--site", out]
    theirs = [sys.executable, "-P", "-m", "mkdocs", "build", "-q", "-f", plain / "mkdocs.yml"]
    quietly(ours)
    twins = sorted((out / "public").rglob("*.md"))
    for path in twins:
        twin = plain / "docs" / path.relative_to(out / "public")
        twin.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, twin)
    (plain / "mkdocs.yml").write_text(PLAIN, encoding="utf-8")

    def anew() -> None:
        (out / RENDERED).unlink()
        quietly(ours)

    def edited() -> None:
        path = content / "playbooks/onboarding-new.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("do: ", "do: Now ", 1), "utf-8")
        quietly(ours)

    found = in_turn(
        {
            "handrail build, from nothing": anew,
            "again, a playbook edited": edited,
            "again, nothing changed": lambda: quietly(ours),
            "plain MkDocs": lambda: quietly(theirs),
        }
    )
    table(f"{len(twins)} pages", found, "plain MkDocs")


def quietly(command: list[object]) -> None:
    """Run a command that has to succeed, and let it say nothing."""
    subprocess.run([*map(str, command)], env=environment(), capture_output=True, check=True)


class Folders:
    """A fresh folder each time, below one that goes at the end."""

    def __init__(self, top: Path) -> None:
        self.top, self.count = top, 0

    def fresh(self) -> Path:
        self.count += 1
        path = self.top / str(self.count)
        path.mkdir(parents=True)
        return path


def table(title: str, found: Mapping[str, Took], base: str) -> None:
    """Milliseconds, and how many times as long as the plainest way, by the clock and by CPU."""
    print(f"\n{title:<44}{'ms':>10}{'cpu ms':>10}{'ratio':>9}{'by cpu':>9}")
    for name, took in found.items():
        ratios = took.wall / found[base].wall, took.cpu / found[base].cpu
        times = f"{took.wall:>10.1f}{took.cpu:>10.1f}"
        print(f"  {name:<42}{times}{ratios[0]:>9.2f}{ratios[1]:>9.2f}")


def measure(top: Path) -> None:
    """All figures, as small tables."""
    book = top / "book"
    handbook, pairs = make_book(book)
    plans = plan_all(handbook, pairs)
    tree = render_all(plans)
    folders = Folders(top / "out")
    same = folders.fresh()
    write(same, tree)
    items = sum(len(list(one.checklist.items)) for one in plans if one.checklist)
    size = sum(map(len, tree.values()))
    print(
        f"{len(handbook.customers)} customers, {len(handbook.playbooks)} playbooks, "
        f"{len(tree)} checklists, {items} items, {size / 1e6:.1f} MB; {ROUNDS} rounds, medians"
    )
    found = in_turn(
        {
            "plan": lambda: plan_all(handbook, pairs),
            "render": lambda: render_all(plans),
            "write into a fresh folder (with fsync)": lambda: write(folders.fresh(), tree),
            "write again, nothing changed": lambda: write(same, tree),
            "the same bytes, written plainly": lambda: write_plainly(folders.fresh(), tree),
        }
    )
    table(f"{len(tree)} checklists", found, "the same bytes, written plainly")

    files = sorted(book.rglob("*.yaml"))
    own = [path for path in files if path.parent.name != "customers"]
    found = in_turn(
        {
            "load, link, check: handbook": lambda: examine(book, None),
            "CSafeLoader on the same files": lambda: load_plainly(own),
        },
        rounds=15,
    )
    table(f"{len(own)} files of the handbook", found, "CSafeLoader on the same files")
    found = in_turn(
        {
            "load, link, check: handbook and book": lambda: examine(book, book),
            "CSafeLoader on the same files": lambda: load_plainly(files),
        }
    )
    table(f"{len(files)} files with all customers", found, "CSafeLoader on the same files")

    print(f"\n{'checklists':<20}{'plan, cpu ms each':>20}{'render, cpu ms each':>22}")
    for count in (WANTED // 4, WANTED // 2, WANTED):
        some, made = pairs[:count], plans[:count]
        found = in_turn(
            {
                "plan": partial(plan_all, handbook, some),
                "render": partial(render_all, made),
            }
        )
        print(f"{count:<20}{found['plan'].cpu / count:>20.3f}{found['render'].cpu / count:>22.3f}")
    measure_formats(plans)
    measure_kept(top, book, handbook, pairs)
    measure_site(top)


def profile(top: Path) -> None:
    """Where the time of planning, rendering and loading goes."""
    book = top / "book"
    handbook, pairs = make_book(book)
    plans = plan_all(handbook, pairs)
    for name, work in (
        ("plan", lambda: plan_all(handbook, pairs)),
        ("render", lambda: render_all(plans)),
        ("load, link, check", lambda: examine(book, book)),
    ):
        print(f"\n--- {name}")
        profiler = cProfile.Profile()
        profiler.runcall(work)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(18)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as top:
        (profile if "--profile" in sys.argv else measure)(Path(top))


if __name__ == "__main__":
    main()
