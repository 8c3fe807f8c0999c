"""Text into Markdown that stays the text that was typed, on GitLab and on the site alike.

Two dialects read it: CommonMark (GitLab) and Python-Markdown (MkDocs). Only what both take as
plain text is used: a backslash where both know it, a character reference elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

_INLINE = re.compile(r"[\\`*_\[\]<>&{}|~]")
_REFERENCES = {
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    "{": "&#123;",
    "}": "&#125;",
    "|": "&#124;",
    "~": "&#126;",
}
_LINE_START = re.compile(r"^(\s*)([#+=:/!-]|\d+[.)])")
_LAST_HASHES = re.compile(r"(?<!\\)#+$")
_LIST_LINE = re.compile(r" *([-*+]|\d{1,9}[.)]) ")
_STARTS_LIST = re.compile(r" *([-*+]|1[.)]) ")  # what may interrupt a paragraph in CommonMark
_FENCE = re.compile(r" *(`{3,}|~{3,})\s*(.*)")


class Ready(str):
    """Markdown made by us; the templates print it as it is."""

    __slots__ = ()


def inline(text: object) -> Ready:
    """One line of plain text as Markdown that shows just this text."""
    return _inline(str(text))


@lru_cache(maxsize=4096)
def _inline(text: str) -> Ready:
    words = " ".join(text.split())
    escaped = _INLINE.sub(lambda found: _REFERENCES.get(found[0], "\\" + found[0]), words)
    escaped = _LINE_START.sub(_escape_start, escaped)
    return Ready(_LAST_HASHES.sub(lambda found: found[0].replace("#", "\\#"), escaped))


def _escape_start(found: re.Match[str]) -> str:
    """`1. x` and `# x` at the start of a line are text, not a list or a heading."""
    space, mark = found.groups()
    if mark[-1] in "=:/!":
        return f"{space}&#{ord(mark)};"
    return f"{space}{mark[:-1]}\\{mark[-1]}"


def prose(text: object) -> Ready:
    """A writer's Markdown in the form both dialects read: a blank line before each list."""
    return _prose(str(text))


@lru_cache(maxsize=1024)
def _prose(text: str) -> Ready:
    lines: list[str] = []
    fence = ""
    for line in text.strip().splitlines():
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not mark[2] else fence
        elif mark:
            fence = mark[1]
        elif _STARTS_LIST.match(line) and lines and lines[-1] and not _inside_list(lines):
            lines.append("")
        lines.append(line.rstrip())
    return Ready("\n".join(lines))


def _inside_list(lines: list[str]) -> bool:
    """Whether the last line belongs to a list item."""
    return bool(_LIST_LINE.match(lines[-1])) or lines[-1].startswith("  ")


def quoted(text: object, indent: int = 0) -> Ready:
    """Markdown as a block quote, every line with its mark; `indent` spaces before it."""
    pad = " " * indent
    return Ready("\n".join(f"{pad}> {line}".rstrip() for line in str(text).splitlines()))


def indented(text: object, indent: int) -> Ready:
    """Markdown moved to the right; blank lines stay empty."""
    pad = " " * indent
    return Ready("\n".join(f"{pad}{line}".rstrip() for line in str(text).splitlines()))
