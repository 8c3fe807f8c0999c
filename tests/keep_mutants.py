"""Bugs planted into copies of the merge, one line each, to show that the properties have teeth.

A mutant is the package `generator/keep` under another name with one line replaced. A line that is
no longer there fails the test: the table has to follow the code.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import keep_properties
import pytest

SOURCE = Path(__file__).parents[1] / "generator" / "keep"
NAMES = ("keep", "states", "RefusedError", "Kept")


class Mutant(NamedTuple):
    """One bug: what stands in which module, and what is to stand there."""

    name: str
    module: str
    line: str
    bug: str


LOSING = (
    Mutant(
        "the new state wins",
        "marks",
        "{self.head}{self.state or ''}{self.gap}",
        "{self.head} {self.gap}",
    ),
    Mutant(
        "ticked items are removed",
        "merge",
        "return line.blank and is_untouched",
        "return is_untouched",
    ),
    Mutant(
        "edited items are removed", "merge", "is_untouched(line, last) and not is_ann", "not is_ann"
    ),
    Mutant("annotated items are removed", "merge", "and not is_annotated(piece, last)", ""),
    Mutant("the archive is not written", "merge", "for out in retired:", "for out in retired[:0]:"),
    Mutant("only one is archived", "merge", "for out in retired:", "for out in retired[:1]:"),
    Mutant("what comes back is lost", "merge", "out = loose.get(token) or [_copy", "out = [_copy"),
    Mutant(
        "the person's label is overwritten",
        "items",
        "new.label and not is_untouched(line, last)",
        "new.label and False",
    ),
    Mutant(
        "any quote is the handbook's",
        "items",
        "elif last in standing:",
        "elif standing and (last := next(iter(standing))):",
    ),
    Mutant(
        "what is told drives out what stands there",
        "items",
        "rest = [first, *(line for line in piece.lines[1:] if not told(line))]",
        "rest = [first]",
    ),
    Mutant(
        "texts are always replaced",
        "merge",
        'piece.token = piece.token if piece.token in known else ""',
        "pass",
    ),
    Mutant(
        "copies lose their line",
        "identity",
        'piece.lines[0] = MARKER.sub("", piece.lines[0])',
        'piece.lines[0] = ""',
    ),
    Mutant(
        "front matter is written anew", "__init__", "if ours else line)", "if ours else '---\\n')"
    ),
    Mutant(
        "a state is invented",
        "merge",
        "0, _lines(fresh.lines, eol)",
        "0, _lines([f.replace('[ ]', '[x]') for f in fresh.lines], eol)",
    ),
    Mutant(
        "what was deleted comes back",
        "merge",
        "*merge.base.order, *merge.next.dropped, *unwanted}",
        "}",
    ),
    Mutant(
        "new steps are left out",
        "merge",
        "elif token in loose or token not in absent:",
        "elif token in loose:",
    ),
)
"""Bugs that lose or make up lines, states or items: the self-check has to refuse what they make."""

OTHER = (
    Mutant("a deletion is forgotten", "merge", "[id_ for id_ in names if id_ not in there]", "[]"),
    Mutant("renames are not followed", "identity", "new = self.was.get(id_, id_)", "new = id_"),
    Mutant(
        "untouched labels stay old",
        "items",
        "elif (line.label, line.id, line.mark) !=",
        "elif () and () !=",
    ),
    Mutant(
        "nothing is told of a new text",
        "items",
        "    if now and edited:",
        "    if now and not edited:",
    ),
    Mutant(
        "what was ticked is not told",
        "items",
        "if ticked and not line.blank and",
        "if ticked and line.blank and",
    ),
    Mutant("fences are looked into", "sheet", 'if words[0] in "`~<" and', "if words[0] in '<' and"),
    Mutant(
        "line ends are made alike",
        "gate",
        'eol = "\\r\\n" if text.count',
        'eol = "\\n" if text.count',
    ),
    Mutant(
        "the mark at the start goes",
        "gate",
        'bom = BOM if text.startswith(BOM) else ""',
        'bom = ""',
    ),
    Mutant(
        "customers are not compared",
        "gate",
        'for key in ("customer", "playbook"):',
        'for key in ("playbook",):',
    ),
    Mutant(
        "playbooks are not compared",
        "gate",
        'for key in ("customer", "playbook"):',
        'for key in ("customer",):',
    ),
    Mutant(
        "the archive keeps what is back",
        "merge",
        "loose = _take_back(merge)",
        "loose: dict[str, list[Piece]] = {}",
    ),
    Mutant("moves are not followed", "merge", "loose |= _follow_moves(merge, renamed)", "pass"),
    Mutant(
        "texts are not renewed", "merge", "piece.lines = _lines(fresh.lines, merge.eol)", "pass"
    ),
    Mutant(
        "a continued line is a piece", "sheet", "lazy = kind == TEXT and", "lazy = kind == FOOT and"
    ),
    Mutant(
        "notes are not renewed",
        "items",
        "piece.lines[where] = _indented(lines, indent, eol)",
        "pass",
    ),
    Mutant(
        "new things come first",
        "order",
        "at = 0 if anchor is None else pieces.index(anchor) + 1",
        "at = 0",
    ),
)
"""Bugs that lose nothing, but break another promise."""


def build(mutant: Mutant, folder: Path, guarded: bool) -> ModuleType:
    """The package with the bug, importable; `guarded`: with its self-check."""
    name = f"mutant_{len(sys.modules)}_{guarded}"
    (folder / name).mkdir()
    for path in SOURCE.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.stem == mutant.module:
            assert text.count(mutant.line) == 1, f"{mutant.line!r} is not in {path.name} just once"
            text = text.replace(mutant.line, mutant.bug)
        if path.stem == "__init__" and not guarded:
            assert text.count("    check(old, content, new, was)\n") == 1
            text = text.replace("    check(old, content, new, was)\n", "")
        text = text.replace("generator.keep", name)
        (folder / name / path.name).write_text(text, encoding="utf-8")
    return importlib.import_module(name)


@contextmanager
def planted(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the properties look at this package in place of the product."""
    with monkeypatch.context() as patch:
        for name in NAMES:
            patch.setattr(keep_properties, name, getattr(module, name))
        sheet = sys.modules[f"{module.__name__}.sheet"]
        patch.setattr(keep_properties, "parse", sheet.parse)
        yield
