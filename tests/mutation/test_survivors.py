"""The list of survivors stays true to the code, and the targets cover what they promise."""

from __future__ import annotations

import ast
import json
import tomllib
from pathlib import Path

import pytest
from mutants import Mutant, make, mutants, plain

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TARGETS = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))
GROUPS = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))["group"]
LISTED = [mutant for group in GROUPS for mutant in group["mutants"]]


def function(where: str) -> str:
    """The code of a function on one line, without its own name: as the list quotes it."""
    file, _, name = where.partition(" ")
    source = (ROOT / file).read_text("utf-8")
    node: ast.AST = ast.parse(source)
    for part in name.split("."):
        (node,) = (
            inner
            for inner in ast.iter_child_nodes(node)
            if isinstance(inner, ast.FunctionDef | ast.ClassDef) and inner.name == part
        )
    assert isinstance(node, ast.FunctionDef)
    lines = source.splitlines()[node.lineno - 1 : node.end_lineno]
    return " ".join(line.strip().replace(f"def {node.name}(", "def (") for line in lines)


@pytest.mark.parametrize("where", sorted({mutant["in"] for mutant in LISTED}))
def test_survivors_quote_the_code(where: str) -> None:
    """What a listed survivor changes still stands there: else it is time for `make mutate`."""
    code = function(where)
    for mutant in LISTED:
        if mutant["in"] == where:
            assert mutant["was"] in code
            assert mutant["now"] != mutant["was"]


def test_survivors_are_listed_once_with_a_reason() -> None:
    """Nobody has two reasons, and nobody has none."""
    assert all(len(group["because"]) > 20 for group in GROUPS)
    keys = [(mutant["in"], mutant["was"], mutant["now"]) for mutant in LISTED]
    assert len(keys) == len(set(keys))


def test_targets_are_whole() -> None:
    """Every module of `keep` and `store` that does something is a target; what is named exists."""
    files = {file for target in TARGETS.values() for file in target["files"]}
    for path in sorted(ROOT.glob("generator/keep/*.py")) + sorted(
        ROOT.glob("generator/store/*.py")
    ):
        if "def " in path.read_text("utf-8") and path.name != "story.py":  # data alone
            assert path.relative_to(ROOT).as_posix() in files
    for target in TARGETS.values():
        assert all((ROOT / name).is_file() for name in [*target["files"], *target["tests"]])
        source = "".join((ROOT / name).read_text("utf-8") for name in target["tests"])
        assert all(f"def {name}(" in source for name in target.get("without", []))


def test_decorated_functions_are_changed_too() -> None:
    """A property and a context manager are made below the function; a cache is left out."""
    source = (
        "@lru_cache(maxsize=9)\ndef one(a: int) -> int:\n    return a\n\n\n"
        "class Thing:\n    @property\n    def two(self) -> int:\n        return 2\n\n"
        "    three = 3\n\n\n"
        "@contextmanager\ndef four(\n    a: int,\n) -> None:\n    yield\n\n    b()\n"
    )
    assert plain(source) == (
        "def one(a: int) -> int:\n    return a\n\n\n"
        "class Thing:\n    def two(self) -> int:\n        return 2\n\n    two = property(two)\n\n"
        "    three = 3\n\n\ndef four(\n    a: int,\n) -> None:\n    yield\n\n    b()\n\n"
        "four = contextmanager(four)\n"
    )


def test_mutants_are_made_and_read_with_their_change(tmp_path: Path) -> None:
    """Each with its place, its old and new line, and how it ended; in the file they sleep."""
    (tmp_path / "setup.cfg").write_text("[mutmut]\nsource_paths = generator\n")
    path = tmp_path / "generator" / "x" / "__init__.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "def f(a):\n    b = a\n    return b\n\n\n"
        "class C:\n    @property\n    def g(self):\n        return 1\n"
    )
    names = make(tmp_path, "generator/x/__init__.py")
    assert names == ["generator.x.x_f__mutmut_1", "generator.x.xǁCǁg__mutmut_1"]
    ended = {names[0]: "survived", names[1]: "late", "generator.y.x_f__mutmut_1": "noticed"}
    (tmp_path / "mutants.json").write_text(json.dumps(ended))
    f, g = mutants(tmp_path, "generator/x/__init__.py")
    assert f == Mutant("generator/x/__init__.py f", "b = a", "b = None", "survived")
    assert g == Mutant("generator/x/__init__.py C.g", "return 1", "return 2", "late")
    assert (f.dead, g.dead) == (False, True)
