"""A writer's Markdown as HTML and as plain text, for formats that are neither Markdown nor GitLab.

Raw HTML stays text. A link leads to http, https or mailto, or is no link; a picture is a link to
it: a checklist asks no other place for anything. Headings and rules stay text as well, for they
would change the structure of what the text stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

_OUTSIDE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def as_html(text: str) -> str:
    """Markdown as HTML: paragraphs, lists, quotes, code, tables, emphasis and links."""
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        if token.children:
            token.children = list(_with_safe_links(token.children))
    return str(parser.renderer.render(tokens, parser.options, {}))


@lru_cache(maxsize=4096)
def as_text(text: str) -> str:
    """Markdown as plain text: no marks, lists with their bullets, a link with its address."""
    return _blocks(SyntaxTreeNode(_parser().parse(text)).children)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable("table")
    return parser.disable(["heading", "lheading", "hr"])


def _with_safe_links(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens of a line without links to nowhere."""
    kept: list[bool] = []  # links never nest, but a picture may stand in one
    for token in tokens:
        if token.type == "image":
            yield from _picture(token, inside_link=any(kept))
        elif token.type == "link_open":
            kept.append(_is_outside(token.attrGet("href")))
            token.attrSet("rel", "noopener noreferrer")
            yield from [token] * kept[-1]
        elif token.type == "link_close":
            yield from [token] * kept.pop()
        else:
            yield token


def _picture(token: Token, inside_link: bool) -> list[Token]:
    address = token.attrGet("src")
    words = Token("text", "", 0, content=token.content or str(address))
    if inside_link or not _is_outside(address):
        return [words]
    attributes: dict[str, str | int | float] = {
        "href": str(address),
        "rel": "noopener noreferrer",
    }
    return [Token("link_open", "a", 1, attrs=attributes), words, Token("link_close", "a", -1)]


def _is_outside(address: object) -> bool:
    return bool(_OUTSIDE.match(str(address)))


def _blocks(nodes: Sequence[SyntaxTreeNode], gap: str = "\n\n") -> str:
    return gap.join(filter(None, map(_block, nodes)))


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "blockquote":
        return "\n".join(f"> {line}".rstrip() for line in _blocks(node.children).splitlines())
    if node.type in ("bullet_list", "ordered_list"):
        first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        return "\n".join(
            _list_item(item, f"{first + number}. " if first is not None else "- ")
            for number, item in enumerate(node.children)
        )
    if node.type in ("fence", "code_block"):
        return node.content.rstrip("\n")
    if node.type == "table":
        rows = [row for part in node.children for row in part.children]
        return "\n".join(" | ".join(_line(cell) for cell in row.children) for row in rows)
    return _line(node)


def _list_item(node: SyntaxTreeNode, mark: str) -> str:
    lines = _blocks(node.children, gap="\n").splitlines() or [""]
    pad = " " * len(mark)
    return "\n".join([mark + lines[0], *(f"{pad}{line}".rstrip() for line in lines[1:])]).rstrip()


def _line(node: SyntaxTreeNode) -> str:
    """The words of a line of text."""
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    if node.type == "image":
        return node.content
    words = "".join(map(_line, node.children)) if node.children else node.content
    address = str(node.attrs.get("href", ""))
    shown = address.removeprefix("mailto:")
    return f"{words} ({shown})" if _is_outside(address) and words != shown else words
