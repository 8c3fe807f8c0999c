"""The page of promises names tests that exist."""

from __future__ import annotations

import ast
import re

import pytest
from conftest import HERE

ROOT = HERE.parent
PAGE = ROOT / "content/pages/how-handrail-keeps-your-data.md"
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text(encoding="utf-8"))


def test_every_promise_has_a_test() -> None:
    """Each row of the page's tables ends with a test."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    promises = [row for row in rows if not row.startswith("| the promise")]
    assert len(promises) == len(NAMED) > 15


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_named_test_is_there(file: str, name: str) -> None:
    """The test of a promise is in the file that the page names."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
