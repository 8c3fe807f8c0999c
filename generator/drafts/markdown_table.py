"""A table out of a Markdown file, as GitLab and spreadsheets' exporters write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from generator.handbook import File
from generator.problems import Problem, Span, counted

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*")


class TableText(NamedTuple):
    """A table as it was written: the line of its head, what stands above it, its cells as text."""

    line: int
    title: str
    head: list[str]
    rows: list[list[str]]


def tables(file: File) -> tuple[list[TableText], list[Problem]]:
    """Every table of a Markdown file, and the rows that do not fit their head."""
    found: list[TableText] = []
    problems: list[Problem] = []
    for start in _starts(file.lines):
        block = list(_block(file.lines, start))
        head = cells(file.lines[start])
        rows = [(start + 2 + n, cells(line)) for n, line in enumerate(block)]
        problems += [_uneven(file, n, row, head) for n, row in rows if len(row) != len(head)]
        found.append(TableText(start + 1, _title(file.lines[:start]), head, [r for _, r in rows]))
    return found, problems


def cells(line: str) -> list[str]:
    """The cells of a row, without what Markdown needs to tell them apart."""
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(inner)]


def _starts(lines: list[str]) -> Iterator[int]:
    """Where a head stands above its rule; not among the rows of a table that has begun."""
    end = 0
    for n, (line, below) in enumerate(pairwise(lines)):
        is_rule = _RULE.fullmatch(below) and "-" in below
        if n >= end and is_rule and "|" in line and len(cells(line)) == len(cells(below)):
            end = n + 2 + len(list(_block(lines, n)))
            yield n


def _block(lines: list[str], start: int) -> Iterator[str]:
    """The rows below a rule, up to a line without any bar."""
    for line in lines[start + 2 :]:
        if not _BAR.search(line):
            return
        yield line


def _title(above: list[str]) -> str:
    """The nearest heading above; empty where there is none."""
    headings = (found[1] for line in reversed(above) if (found := _HEADING.fullmatch(line)))
    return next(headings, "")


def _uneven(file: File, number: int, row: list[str], head: list[str]) -> Problem:
    width = len(file.lines[number].rstrip())
    where = file.at(Span(number + 1, 1, max(2, width + 1)))
    message = f"this row has {counted(len(row), 'cell')}; the head has {len(head)}"
    return Problem(where, "form", message, "a bar inside a cell is written \\|")
