"""A checklist file as pieces: `str(parse(text)) == text` for every text.

A piece is an item with what belongs to it, a heading, a paragraph or list line, or the last
comment. What is more indented than an item belongs to it, and so does a line that continues its
paragraph. What stands in a fenced block or a comment is never looked into.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from generator.keep.marks import fingerprint, joined, numbered, task

TASK, OWN, HEAD, TEXT, FOOT = "task", "own", "head", "text", "foot"
_QUOTE, _BLOCK = "quote", "block"

_LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)")
_HEADING = re.compile(r"#{1,6}(?=\s|$)")
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")


@dataclass(slots=True, eq=False)
class Piece:
    """Some lines that stay together, and the blank lines behind them."""

    kind: str
    depth: int  # in how many items it stands
    lines: list[str]
    tail: list[str] = field(default_factory=list)
    token: str = ""  # what it is to the handbook; empty: it is the person's

    def __str__(self) -> str:
        return "".join(self.lines + self.tail)


@dataclass(slots=True)
class Sheet:
    """A file: its front matter and the blank lines behind it, and its pieces."""

    front: list[str]
    pieces: list[Piece]

    def __str__(self) -> str:
        return "".join([*self.front, *map(str, self.pieces)])


def split(text: str) -> list[str]:
    """Lines with their ends as Markdown knows them: \\n, \\r\\n, \\r."""
    return _LINES.findall(text)


def parse(text: str) -> Sheet:
    """Any text as a sheet; it need not be a checklist."""
    lines = split(text)
    start = _front(lines)
    while start < len(lines) and not lines[start].strip():
        start += 1
    return Sheet(lines[:start], _Reader(lines, start).pieces)


def _front(lines: list[str]) -> int:
    """How many lines the front matter has."""
    if lines and lines[0].strip() == "---":
        for at, line in enumerate(lines[1:], 2):
            if line.strip() == "---":
                return at
    return 0


def width(line: str) -> int:
    """How far a line is indented; a tab reaches to the next fourth column."""
    rest = line.lstrip(" \t")
    space = line[: len(line) - len(rest)]
    return len(space.expandtabs(4)) if "\t" in space else len(space)


def name_texts(pieces: list[Piece]) -> None:
    """Give every piece that is no item the token under which the handbook knows such a text."""
    seen: dict[str, int] = {}
    for piece in pieces:
        if piece.depth == 0 and piece.kind in (HEAD, TEXT, OWN):
            mark = "#" if piece.kind == HEAD else "="
            piece.token = numbered(mark + fingerprint(joined(piece.lines)), seen)


class _Reader:
    """Goes through the lines once and knows which items it is in."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.lines = lines
        self.pieces: list[Piece] = []
        self.blank: list[str] = []
        self.within: list[tuple[int, Piece]] = []  # the items we are in: how far each is indented
        self.unclosed: set[str] = set()  # what opens a block and is closed nowhere
        while at < len(lines):
            if lines[at].startswith("    >") and self._noted(lines[at]):
                end = at + 1
            elif lines[at].strip():
                kind, end = self._kind(at)
                self._take(kind, lines[at:end])
            else:
                end = at + 1
                self.blank.append(lines[at])
            at = end
        if self.pieces:
            self.pieces[-1].tail = self.blank

    def _noted(self, line: str) -> bool:
        """Whether it is a line of a note of the item we are in, which then has it. As most lines
        are such ones, they have a shorter way."""
        indent, item = self.within[-1] if self.within else (4, None)
        if indent >= 4 or item is not self.pieces[-1] or "<!--" in line:
            return False
        item.lines += [*self.blank, line]
        self.blank = []
        return True

    def _kind(self, at: int) -> tuple[str, int]:
        """What begins at a line, and where it ends."""
        line = self.lines[at]
        words = line.strip()
        if words[0] in "`~<" and (end := self._block_end(at, words)):
            return (FOOT if words.startswith("<!-- base:") else _BLOCK), end
        if words.startswith("<!-- base:"):
            return FOOT, at + 1
        if "<!--" in words and task(line).id:
            return TASK, at + 1
        if _LIST.match(line):
            return OWN, at + 1
        if words[0] == "#" and _HEADING.match(words):
            return HEAD, at + 1
        return (_QUOTE if words.startswith((">", "<!--")) else TEXT), at + 1

    def _block_end(self, at: int, words: str) -> int:
        """Where a fenced block or a comment of several lines ends; 0: there is none here."""
        if words.startswith("<!--"):
            return 0 if "-->" in words else self._closed(at, "<!--")
        fence = _FENCE.match(words)
        return self._closed(at, fence[0]) if fence else 0

    def _closed(self, at: int, mark: str) -> int:
        """The line after the one that closes it. A fence in an item ends with the item."""
        limit = max((w for w, _ in self.within if w < width(self.lines[at])), default=-1)
        if mark in self.unclosed:
            return 0
        for end in range(at + 1, len(self.lines)):
            line = self.lines[end]
            words = line.strip()
            if mark == "<!--":
                if "-->" in words:
                    return end + 1
            elif words.startswith(mark) and not words.strip(mark[0]):
                return end + 1
            elif words and width(line) <= limit:
                return end
        self.unclosed.add(mark)
        return len(self.lines) if limit >= 0 and mark != "<!--" else 0

    def _take(self, kind: str, lines: list[str]) -> None:
        """Put lines where they belong: to the last piece, or to one of their own."""
        last = self.pieces[-1] if self.pieces else None
        lazy = kind == TEXT and not self.blank and last and last.kind in (TASK, OWN, TEXT)
        if kind == FOOT:
            self.within.clear()
        if not lazy:
            indent = width(lines[0])
            while self.within and indent <= self.within[-1][0]:
                self.within.pop()
        if last and (lazy or self._continues(kind, last)):
            last.lines += self.blank + lines
        else:
            self._begin(kind, lines)
        self.blank = []

    def _continues(self, kind: str, last: Piece) -> bool:
        """Whether lines of this kind belong to the last piece."""
        if kind in (TASK, FOOT) or not self.within:
            return False
        return last is self.within[-1][1] or (last.kind == TEXT and last.depth == len(self.within))

    def _begin(self, kind: str, lines: list[str]) -> None:
        depth = len(self.within)
        item = kind == TASK or (kind == OWN and depth == 0)
        whole = kind == FOOT or (kind == HEAD and depth == 0)
        piece = Piece(kind if item or whole else TEXT, depth, lines)
        if self.pieces:
            self.pieces[-1].tail = self.blank
        if item:
            self.within.append((width(lines[0]), piece))
        self.pieces.append(piece)
