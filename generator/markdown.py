"""Text into Markdown that stays the text that was typed, on GitLab and on the site alike.

Two dialects read it: CommonMark (GitLab) and Python-Markdown (MkDocs, with our `pages.dialect`).
GitLab looks for mentions, references and links in the text that Markdown has made, so a character
reference (`&#64;all`) hides nothing from it; a backslash does, before these: `$ % # & @ ! ~ ^ :`.
It stands only where GitLab would act.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


_ACTS = (
    r"@(?=[\w.&])|[#!&](?=[\d&])|[$%](?=\S)"  # @name, #1, !1, &1, $1 and $math$, %milestone
    r"|(?<=[A-Za-z]):(?=\S)|:(?=//|[\w+-]+:)"  # https://, [vulnerability:1], :emoji:
    r"|(?<=www)\.(?=\S)"
)
_APART = r"(?<=GL)-(?=[\d&])|(?<=[\[{])[+-](?=.*[+-][\]}])|(?<=^\[)(?i:toc)(?=\]$)"
"""GL-1, {+added+}, [TOC]: no backslash hides them; in an element of its own this means nothing."""
_INLINE = re.compile(
    rf"(?P<marked>[\\`*_\[\]~]|{_ACTS})|(?P<apart>{_APART})|(?P<coded>[<>&{{}}|])", re.ASCII
)
_REFERENCES = {
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    "{": "&#123;",
    "}": "&#125;",
    "|": "&#124;",
}
_PLAIN = re.compile(r"(?![-+=/:]|\d+[.)])(?:[^\\`*_\[\]~@#!&$%<>{}|:]++|:(?!\S))*+")
"""A line in which nothing can mean anything but itself, as most are; but for `GL-` and `www.`."""
_LINE_START = re.compile(r"^([#+=:/!-]|\d+[.)])")
_LAST_HASHES = re.compile(r"(?<!\\)#+$")
_LIST_LINE = re.compile(r" *([-*+]|\d{1,9}[.)]) ")
_STARTS_LIST = re.compile(r" *([-*+]|1[.)]) ")  # what may interrupt a paragraph in CommonMark
_FENCE = re.compile(r" *(`{3,}|~{3,})\s*(.*)")

# A writer's text: what stays as it is, what is written another way, and what begins a line.
_PROSE = re.compile(
    r"(?P<kept>\\[^\w\s]|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"  # escapes, code
    r"|<[A-Za-z][\w+.-]{1,31}:[^<>\s]*>|<[\w.+-]+@[\w-]+(?:\.[\w-]+)+>"  # <address>
    r"|https?://[\w-]+(?:\.[\w-]+)+[^\s<>()\[\]{}`\\]*|mailto:[\w.+-]+@[\w.-]+)"
    r"|(?P<named>&(?:\#\d{1,7}|\#[xX][\da-fA-F]{1,6}|\w{1,31});)"
    rf"|(?P<marked>~(?=\S)|^#|^!(?=!!)|^:(?=\s)|^/(?=\w)|{_ACTS})|(?P<apart>{_APART})",
    re.ASCII | re.DOTALL | re.MULTILINE,
)
_BREAK = re.compile(r"(?<!\\) {2,}$")
_SLASH = re.compile(r"(?<!\\)(?:\\\\)*\\$")
_MAY_ACT = re.compile(r"[@#$%~&:!]|GL-|www\.|[\[{][+-]|^\s*/", re.MULTILINE)
_ACTING = frozenset("$%#@!~^:")


class Ready(str):
    """Markdown made by us; the templates print it as it is."""

    __slots__ = ()


def inline(text: object) -> Ready:
    """One line of plain text as Markdown that shows just this text."""
    return _inline(str(text))


@lru_cache(maxsize=4096)
def _inline(text: str) -> Ready:
    words = " ".join(text.split())
    if _PLAIN.fullmatch(words) and "GL-" not in words and "www." not in words:
        return Ready(words)
    return _escaped(words)


def _escaped(words: str) -> Ready:
    escaped = _INLINE.sub(_harmless, words)
    escaped = _LINE_START.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", escaped)
    return Ready(_LAST_HASHES.sub(lambda found: found[0].replace("#", "\\#"), escaped))


def _harmless(found: re.Match[str]) -> str:
    """What means something to Markdown or GitLab, in the form that means itself."""
    if found["apart"]:
        return f"<span>{found[0]}</span>"
    return f"\\{found[0]}" if found["marked"] else _REFERENCES[found[0]]


def prose(text: object) -> Ready:
    """A writer's Markdown in the form both dialects read; nobody is mentioned, nothing is done.

    A list gets a blank line before it. Outside code and addresses, what GitLab acts on is text.
    Two blanks that break a line are written as a backslash, which no editor takes away.
    """
    return _prose(str(text))


@lru_cache(maxsize=1024)
def _prose(text: str) -> Ready:
    lines: list[str] = []
    fence = ""
    text = text.strip()
    for line in (_broken(text) if "  \n" in text else text).splitlines():
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not mark[2] else fence
        elif mark:
            fence = mark[1]
        elif _STARTS_LIST.match(line) and lines and lines[-1] and not _inside_list(lines):
            lines.append("")
        lines.append(line.rstrip())
    spaced = "\n".join(lines)
    return Ready("\n".join(_inert(lines)) if _MAY_ACT.search(spaced) else spaced)


def _broken(text: str) -> str:
    """The text with each line break of two blanks as one of a backslash; code has none."""
    lines = text.split("\n")
    for block in _parser().parse(text):
        if block.type != "inline" or block.map is None:
            continue
        ends = [n for n in range(block.map[0], block.map[1] - 1) if _BREAK.search(lines[n])]
        breaks = sum(one.type == "hardbreak" for one in block.children or ())
        if len(ends) + sum(bool(_SLASH.search(lines[n])) for n in range(*block.map)) == breaks:
            for n in ends:
                lines[n] = _BREAK.sub("\\\\", lines[n])
    return "\n".join(lines)


def _inside_list(lines: list[str]) -> bool:
    """Whether the last line belongs to a list item."""
    return bool(_LIST_LINE.match(lines[-1])) or lines[-1].startswith("  ")


def _inert(lines: list[str]) -> Iterator[str]:
    """The lines with what GitLab would act on made text; code and addresses stay as they are."""
    done = [("", line) for line in lines]
    for block in _parser().parse("\n".join(lines)):
        if block.type != "inline" or block.map is None:
            continue
        old = [line.strip() for line in block.content.split("\n")]
        new = _PROSE.sub(_meant, "\n".join(old)).split("\n")
        for n, (was, now) in enumerate(zip(old, new, strict=True), block.map[0]):
            done[n] = _replaced(*done[n], was, now)
    for start, rest in done:
        line = start + rest
        yield f" {line}" if line.startswith("/") else line  # in code: a space is not seen there


def _replaced(start: str, rest: str, was: str, now: str) -> tuple[str, str]:
    """A line as far as it is done, and its rest. In a table's cell, `|` is written with `\\`."""
    if was not in rest:
        was, now = was.replace("|", "\\|"), now.replace("|", "\\|")
    if was not in rest:
        return start + _PROSE.sub(_meant, rest), ""
    before, _, after = rest.partition(was)
    return f"{start}{before}{now}", after


def _meant(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    if found["named"]:
        sign, follows = html.unescape(found[0]), found.string[found.end() : found.end() + 1]
        acts = sign in _ACTING if sign != "&" else follows.isdigit() or follows == "&"
        return f"\\{sign}" if acts else found[0]
    return _harmless(found)


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables, whose cells are texts of their own."""
    from markdown_it import MarkdownIt  # heavy, and few texts need it

    return MarkdownIt("commonmark").enable("table")


def quoted(text: object, indent: int = 0) -> Ready:
    """Markdown as a block quote, every line with its mark; `indent` spaces before it."""
    pad = " " * indent
    return Ready("\n".join(f"{pad}> {line}".rstrip() for line in str(text).splitlines()))


def indented(text: object, indent: int) -> Ready:
    """Markdown moved to the right; blank lines stay empty."""
    pad = " " * indent
    return Ready("\n".join(f"{pad}{line}".rstrip() for line in str(text).splitlines()))
