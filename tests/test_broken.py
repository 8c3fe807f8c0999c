"""Every mistake a writer can make, and the exact words that are said about it.

`tests/broken/<case>/` is laid over a copy of the sample: its files replace those of the same name,
a name that ends in `+` is added to the end of the file, `remove` names files to delete. `command`
holds the exit code and the command where these are not `1 check`; `expected.txt` what standard
error says. What git cannot hold, or nobody wants to read, is made by the function in RECIPES.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from conftest import COMMAND, HERE, TODAY, Handrail, files_below

from generator.checks import CHECKS

BROKEN = HERE / "broken"
OURS = ("expected.txt", "command", "remove")
PLAYBOOK = "playbooks/weekend-cover.yaml"
STEPS = "title: Weekend cover\nstage: run\naccountable: lead\nphases:\n  - title: All\n    steps:\n"


def text(name: str, content: str | bytes) -> Callable[[Path], None]:
    """A recipe: one file with this content."""

    def make(folder: Path) -> None:
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(raw)

    return make


def link(name: str, target: str) -> Callable[[Path], None]:
    """A recipe: a symbolic link."""
    return lambda folder: (folder / name).symlink_to(target)


def laughs(line: str, levels: int = 9) -> str:
    """Each level mentions the one below ten times."""
    rows = [line.format(here=n, below=n - 1) for n in range(1, levels)]
    return "a0: &a0 {x: y}\n" + "\n".join(rows) + "\n"


def step(n: int, rest: str) -> str:
    return f"      - {{id: s{n}, do: Do {n}, {rest}}}\n"


def hard_conditions(folder: Path) -> None:
    """Yes-or-no questions and many conditions on them that are hard to tell from impossible."""
    names = [f"q{n}" for n in range(25)]
    with (folder / "attributes.yaml").open("a") as file:
        file.writelines(f"  - {{id: {q}, question: Is {q} so?, yes_no: true}}\n" for q in names)
    pick = Random(7)

    def condition() -> str:
        trios = (pick.sample(names, 3) for _ in range(33))
        words = ("true", "false")
        clauses = (
            "{any: [" + ", ".join(f"{{{q}: {pick.choice(words)}}}" for q in trio) + "]}"
            for trio in trios
        )
        return f"{{all: [{', '.join(clauses)}]}}"

    top = STEPS.replace("phases:", f"applies_to: {condition()}\nphases:")
    phase = top.replace("    steps:", f"    when: {condition()}\n    steps:")
    steps = "".join(step(n, f"when: {condition()}") for n in range(300))
    (folder / PLAYBOOK).write_text(phase + steps)


RECIPES: dict[str, Callable[[Path], None]] = {
    "symlink-file": link(PLAYBOOK, "start-rounds.yaml"),
    "symlink-folder": link("pages/etc", "/etc"),
    "symlink-dangling": link("customers/ward-9.yaml", "nowhere.yaml"),
    "fifo": lambda folder: os.mkfifo(folder / PLAYBOOK),
    "too-big": text(PLAYBOOK, "# " + "x" * 1_000_000),
    "utf-16": text(PLAYBOOK, "title: Weekend cover\n".encode("utf-16")),
    "latin-1": text(PLAYBOOK, "title: Weekend cover\npurpose: Für alle\n".encode("latin-1")),
    "nul-byte": text(PLAYBOOK, b"title: Weekend\0cover\n"),
    "cr-only": text(PLAYBOOK, b"title: Weekend cover\raccountable: lead\r"),
    "half-a-character": text(PLAYBOOK, "title: Weekend \u2013".encode()[:-1]),
    "bomb-alias": text(PLAYBOOK, laughs("a{here}: &a{here} [" + "*a{below}," * 10 + "]")),
    "bomb-quadratic": text(PLAYBOOK, "a: &a " + "x" * 300_000 + "\nb: [" + "*a," * 200_000 + "]\n"),
    "bomb-merge": text(PLAYBOOK, laughs("a{here}: &a{here} {{<<: [" + "*a{below}," * 10 + "]}}")),
    "bomb-depth": text(PLAYBOOK, "title: " + "[" * 30_000),
    "bomb-depth-block": text(PLAYBOOK, "".join(f"{' ' * n}a:\n" for n in range(1_200))),
    "bomb-number": text("metrics.yaml", (
        "metrics:\n  - {id: seen-by-noon, title: Seen, target: {at_least: " + "9" * 5_000
        + ", unit: percent}}\n"
    )),
    "bomb-values": text(PLAYBOOK, "sources: [" + "a," * 300_000 + "]\n"),
    "bomb-brackets-in-text": text(
        PLAYBOOK, f"note: '{'[' * 4_900}](x)'\n{STEPS}{step(1, 'optional: true')}"
    ),
    "bomb-quote-marks-in-text": text(
        PLAYBOOK, f"note: '{'>' * 4_900} [a](b)'\n{STEPS}{step(1, 'optional: true')}"
    ),
    "bomb-list-in-text": text(
        PLAYBOOK, f"note: '{'- ' * 2_450}[a](b)'\n{STEPS}{step(1, 'optional: true')}"
    ),
    "bomb-many-faults": text("glossary.yaml", "terms:\n" + "- x\n" * 190_000),
    "bomb-many-references": text(
        PLAYBOOK, STEPS + "".join(step(n, f"after: [s{n}x]") for n in range(15_000))
    ),
    "bomb-condition-limits": text(
        PLAYBOOK,
        STEPS
        + step(1, f"when: {{beds: [{','.join(f'{n % 60}.{n}' for n in range(50_000))}]}}"),
    ),
    "bomb-condition-wide": text(
        PLAYBOOK,
        STEPS
        + step(1, "when: {all: [{beds: {at_least: 60}}, {not: {any: ["
        + ",".join(f"{{beds: {{at_least: {n}}}, records: paper}}" for n in range(9_000))
        + "]}}, {records: paper}]}"),
    ),
    "bomb-condition-hard": hard_conditions,
    "long-chain": text(
        PLAYBOOK, STEPS + "".join(step(n, f"after: [s{n + 1}]") for n in range(15_000))
        + step(15_000, "due: soon")
    ),
}  # fmt: skip
CASES = sorted(folder.name for folder in BROKEN.iterdir())
BOMBS = [name for name in CASES if name.startswith("bomb-")]

MEASURE = """
import json, resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
done = subprocess.run(sys.argv[1:], capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
said = done.stdout.decode(), done.stderr.decode()
print(json.dumps([done.returncode, *said, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def lay(case: str, content: Path) -> list[str]:
    """Lay a case over a copy of the sample; returns the exit code and the command."""
    folder = BROKEN / case
    if (folder / "remove").exists():
        for pattern in (folder / "remove").read_text().split():
            for path in content.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in OURS:
            here = content / name.removesuffix("+")
            here.parent.mkdir(parents=True, exist_ok=True)
            before = here.read_bytes() if name.endswith("+") else b""
            here.write_bytes(before + path.read_bytes())
    if case in RECIPES:
        RECIPES[case](content)
    told = folder / "command"
    return told.read_text().split() if told.exists() else ["1", "check"]


def measured(content: Path) -> tuple[int, str, str, float, int]:
    """`check` in a process of its own: code, output, talk, processor seconds, most kilobytes."""
    command = [str(COMMAND), "check", "--content", content.name, "--today", TODAY]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command],
        cwd=content.parent, capture_output=True, check=True,
    )  # fmt: skip
    code, out, err, seconds, kilobytes = json.loads(done.stdout)
    return code, out, err, seconds, kilobytes


def compare(case: str, said: str, bless: bool) -> None:
    """What was said is what `expected.txt` has."""
    file = BROKEN / case / "expected.txt"
    if bless:
        file.write_text(said)
    assert said == (file.read_text() if file.exists() else "")


@pytest.mark.parametrize("case", [name for name in CASES if name not in BOMBS])
def test_words(case: str, sample: Path, quick: Handrail, bless: bool) -> None:
    """One located message for each mistake, in exact words; no traceback, nothing written."""
    code, *command = lay(case, sample)
    before = files_below(sample.parent)
    done = quick(*command, *([] if "--today" in command else ["--today", TODAY]))
    assert done.code == int(code), done.err
    assert "Traceback" not in done.err
    assert files_below(sample.parent) == before
    compare(case, done.err, bless)


def slowness() -> float:
    """How much slower the machine is just now than one at rest, where the sound sample takes less
    than half a second; at least 1."""
    return max(1.0, measured(HERE / "sample")[3] / 0.5)


@pytest.fixture(scope="module")
def slower() -> float:
    return slowness()


@pytest.mark.parametrize("case", BOMBS)
def test_bombs(case: str, sample: Path, slower: float, bless: bool) -> None:
    """A file made to exhaust the machine is refused in 2 s of processor time and 256 MB."""
    expected, *_ = lay(case, sample)
    before = files_below(sample.parent)
    for _ in range(3):
        limit = 2.0 * slower
        code, out, err, seconds, kilobytes = measured(sample)
        if seconds < limit:
            break
        slower = slowness()
    assert (code, out) == (int(expected), ""), err
    assert "Traceback" not in err
    assert files_below(sample.parent) == before
    assert seconds < limit
    assert kilobytes < 256_000
    compare(case, err, bless)


def test_every_check_has_a_case() -> None:
    """No check without a folder that shows its words."""
    words = "".join((BROKEN / case / "expected.txt").read_text() for case in CASES)
    assert [name for name in CHECKS if f"[{name}]" not in words] == []


def test_every_recipe_has_a_folder() -> None:
    """A recipe and the words expected of it go together."""
    assert set(RECIPES) <= set(CASES)
    assert [c for c in CASES if not (BROKEN / c / "expected.txt").exists()] == []
