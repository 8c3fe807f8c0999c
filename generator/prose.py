"""Text of several lines: a writer's Markdown, and what it may not hold."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Annotated

from generator.fields import Reader, complaint, text_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST_TEXT = 5_000
_MAY_BE_HTML = re.compile(r"<[A-Za-z/!?]")


def as_prose(value: object) -> str:
    """Markdown without raw HTML; links lead to https, mailto or another page."""
    text = text_of(value).strip()
    if not text:
        raise complaint("empty", "this is empty", "write a value, or delete the line")
    if len(text) > LONGEST_TEXT:
        size = f"this has {len(text):,} characters; {LONGEST_TEXT:,} is the most"
        raise complaint("text", size, "shorten it")
    if too_deep(text):
        raise complaint("markdown", "so much nesting is not allowed in text", "make it flatter")
    below = f"\n{text}"
    for structure, what, hint in _STRUCTURES:
        if found := structure.search(below):
            line = below[found.start() :].lstrip().partition("\n")[0]
            raise complaint("markdown", f"{what} is not allowed in text: {line[:40]}", hint)
    if _MAY_BE_HTML.search(text) or "](" in text or "]:" in text:
        _check_markdown(text)
    return text


_DEEP_LINE = re.compile(r"\n[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*){7}")
_DEEP_BRACKETS = re.compile(r"\[[ \t]*(?:!?\[[ \t]*){6}")


def too_deep(text: str) -> re.Match[str] | None:
    """Where there are more levels of quotes and lists, or brackets, than people nest, and MkDocs
    can read."""
    return _DEEP_LINE.search(f"\n{text}") or _DEEP_BRACKETS.search(text)


_STRUCTURES = (
    (re.compile(r"\n {0,3}#{1,6}(?:\s|$)"), "a heading", "make it **bold**"),
    (
        re.compile(r"\n {0,3}(?:=+|-+|_{3,}|\*{3,})[ \t]*(?=\n|$)"),
        "a rule of dashes",
        "delete that line",
    ),
    (
        re.compile(r"\n\s*(?:[-*+]|\d+[.)])\s+\[.\]\s"),
        "a task box",
        "make it a step of its own",
    ),
    (re.compile(r"\n\s*(?:`{3,}|~{3,})"), "a block of code", "indent it, or use `code`"),
    (re.compile(r"\n {0,3}>{3,}[ \t]*(?=\n|$)"), "a fence of >>>", "begin each line with >"),
    (
        re.compile(r"\n[ \t]*\[(?:TOC|toc|\[_TOC_\])\][ \t]*(?=\n|$)"),
        "a table of contents",
        "delete that line",
    ),
)
"""What would change the structure of the page or checklist that the text stands in, looked for in
the text after a line end: every pattern begins with one, which makes the search quick."""


def _check_markdown(text: str) -> None:
    """No HTML, whole or begun, and no link to where a browser would run something."""
    for block in _parser().parse(text):
        for token in (block, *(block.children or ())):
            is_html = token.type in ("html_inline", "html_block")
            if is_html or (token.type.startswith("text") and _MAY_BE_HTML.search(token.content)):
                tag = next(line for line in token.content.splitlines() if "<" in line)
                hint = "write it in Markdown, or put it in `code`"
                raise complaint(
                    "markdown", f"HTML is not allowed in text: {tag.strip()[:40]}", hint
                )
            address = str(token.attrGet("href") or token.attrGet("src") or "")
            scheme, colon, _ = address.partition(":")
            if colon and "/" not in scheme and scheme.lower() not in ("https", "http", "mailto"):
                hint = "use an https:// address"
                raise complaint("markdown", f"a link may not lead to '{address[:60]}'", hint)


@cache
def _parser() -> MarkdownIt:
    """CommonMark that shows every link, also those it would leave as text."""
    from markdown_it import MarkdownIt  # heavy, and few texts need it

    parser = MarkdownIt("commonmark", {"html": True})
    parser.validateLink = lambda url: isinstance(url, str)  # type: ignore[method-assign]
    return parser


Prose = Annotated[str, Reader(as_prose)]
