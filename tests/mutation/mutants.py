"""What mutmut made of a file: each mutant with its place, its change, and what became of it."""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FAILED, LATE = {1, 3}, {24, 36, 152, 255, -24}
"""How a run ends that failed or broke down, and one that came to no end in time."""

_DECORATED = re.compile(
    r"^( *)@(?P<by>cache|lru_cache\(.*\)|contextmanager|property)\n"
    r"(?P<rest>\1def (?P<name>\w+).*\n(?:\1 .*\n|\1\)[^\n]*\n|\n(?=\1 |\n))*)",
    re.MULTILINE,
)


class Mutant(NamedTuple):
    """One change. `where`, `was` and `now` name it, however the lines around it move."""

    name: str
    where: str
    was: str
    now: str
    noticed: bool
    late: bool  # noticed, as it seems: on a busy machine a mutant may just have been slow

    @property
    def key(self) -> tuple[str, str, str]:
        """What a reason refers to."""
        return self.where, self.was, self.now


def plain(source: str) -> str:
    """The code with its decorators called below the functions: mutmut leaves decorated ones out.

    A cache is dropped: what it holds from before would hide the change.
    """
    return _DECORATED.sub(_undecorated, source)


def _undecorated(found: re.Match[str]) -> str:
    if "cache" in found["by"]:
        return found["rest"]
    name, code = found["name"], found["rest"].rstrip()
    return f"{code}\n\n{found[1]}{name} = {found['by']}({name})\n"


def mutants(folder: Path, file: str) -> Iterator[Mutant]:
    """All mutants of a file that mutmut has made in a folder."""
    made = folder / "mutants" / file
    known = json.loads(made.with_name(f"{made.name}.meta").read_text("utf-8"))
    code = _functions(made.read_text("utf-8"))
    for name, ended in known["exit_code_by_key"].items():
        own = name.rpartition(".")[2]
        original = own.rpartition("__mutmut_")[0]
        was, now = _change(code[f"{original}__mutmut_orig"], code[own])
        where = original.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        late = ended in LATE
        yield Mutant(name, f"{file} {where}", was, now, late or ended in FAILED, late)


def _functions(source: str) -> dict[str, list[str]]:
    """The lines of each function by its name, without the name itself."""
    lines = source.splitlines()
    return {
        node.name: [
            line.strip().replace(node.name, "") for line in lines[node.lineno - 1 : node.end_lineno]
        ]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }


def _change(before: list[str], after: list[str]) -> tuple[str, str]:
    """The lines that differ, each side in one line."""
    lines = list(difflib.ndiff(before, after))
    was, now = ([line[2:] for line in lines if line.startswith(sign)] for sign in ("- ", "+ "))
    return " ".join(was), " ".join(now)
