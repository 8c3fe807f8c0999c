"""The mutants of a file: how mutmut makes them, and what became of each."""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

_DECORATED = re.compile(
    r"^( *)@(?P<by>cache|lru_cache\(.*\)|contextmanager|property)\n"
    r"(?P<rest>\1def (?P<name>\w+).*\n(?:\1 .*\n|\1\)[^\n]*\n|\n(?=\1 |\n))*)",
    re.MULTILINE,
)


class Mutant(NamedTuple):
    """One change. `where`, `was` and `now` name it, however the lines around it move."""

    where: str
    was: str
    now: str
    ended: str  # noticed, late (on its way for ever), survived, untested; empty: not tried yet

    @property
    def key(self) -> tuple[str, str, str]:
        """What a reason refers to."""
        return self.where, self.was, self.now

    @property
    def dead(self) -> bool:
        """Whether the tests noticed it."""
        return self.ended in ("noticed", "late")


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


def make(folder: Path, file: str) -> list[str]:
    """Put all mutants of a file into it, asleep; the names by which they are woken."""
    from mutmut.mutation.file_mutation import mutate_file_contents

    path = folder / file
    with chdir(folder):  # where mutmut looks for its settings
        made = mutate_file_contents(file, plain(path.read_text("utf-8")))
    path.write_text(made.code, "utf-8")
    return [f"{module(file)}.{name}" for name in made.mutant_names]


def module(file: str) -> str:
    """`generator.keep` for `generator/keep/__init__.py`."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def mutants(folder: Path, file: str) -> Iterator[Mutant]:
    """All mutants that were made of a file in a folder."""
    code = _functions((folder / file).read_text("utf-8"))
    for name, ended in json.loads((folder / "mutants.json").read_text("utf-8")).items():
        its_module, _, own = name.rpartition(".")
        if its_module == module(file):
            original = own.rpartition("__mutmut_")[0]
            was, now = _change(code[f"{original}__mutmut_orig"], code[own])
            where = original.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
            yield Mutant(f"{file} {where}", was, now, ended)


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
