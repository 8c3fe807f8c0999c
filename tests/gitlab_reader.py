"""What GitLab would do with a Markdown text: a model of its readers, and stricter than they are.

After GitLab's source (late 2026): quick actions are lines that start with a slash; mentions,
references, emoji, inline diffs and bare addresses are looked for in the text nodes that Markdown
has made, so a character reference hides nothing. A backslash does: comrak puts the signs below
into an element of their own (`only_escape_chars`). Nothing is looked for in code and links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

ESCAPED = frozenset("$%#&@!~^:")
_LINES = re.compile("[\n\v\f\u0085\u2028\u2029]")
_COMMAND = re.compile(r"/([A-Za-z_]+)")
_ADDRESS = re.compile(
    r"(?<![\w/])[A-Za-z][A-Za-z0-9+.-]*://[\w-]+(?:\.[\w-]+)*[^\s<]*"
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+",
    re.ASCII,
)
_WWW = re.compile(r"(?<![\w/])www\.[\w.-]+", re.ASCII)
_REFERENCES = {
    "mention": r"(?<!\w)@[a-zA-Z0-9_.]",
    "issue": r"#\d",
    "merge request": r"!\d",
    "epic": r"&\d",
    "snippet": r"\$\d",
    "milestone": r"%[^\s<]",
    "label": r"~[\w\"?.&-]",
    "maths": r"\$\S.*\S\$",
    "work item": r"GL-\d",
    "named": r"\[[a-z_]+:[^\]\s]+\]",
    "iteration": r"\*iteration:\S",
    "alert": r"\^alert#",
    "emoji": r":[a-z0-9_+-]+:",
    "placeholder": r"%\{",
    "inline diff": r"[\[{]([+-]).*?\1[\]}]",
    "contents": r"\A\[(?i:toc)\]\Z",
}
"""By what is meant; each is at least as wide as GitLab's own pattern."""
_PATTERNS = {name: re.compile(pattern, re.ASCII) for name, pattern in _REFERENCES.items()}


def _parser() -> MarkdownIt:
    """CommonMark with GitLab's tables and strikethrough; escapes stay apart."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")


PARSER = _parser()


def commands(text: str) -> list[str]:
    """The quick actions in a text, wherever they stand."""
    found = (_COMMAND.match(line) for line in _LINES.split(text.replace("\r", "")))
    return [command[1] for command in found if command]


def addresses(text: str) -> list[str]:
    """Bare addresses that would become links; `www.` is looked for while Markdown is read."""
    found = [found[0] for node in nodes(text) for found in _ADDRESS.finditer(node)]
    typed = nodes(text, ESCAPED | frozenset("."))
    return found + [found[0] for node in typed for found in _WWW.finditer(node)]


def references(text: str) -> list[str]:
    """What would be mentioned, linked or shown as something else: `mention: @all`."""
    return [
        f"{name}: {node[found.start() : found.end() + 20]}"
        for node in map(_without_addresses, nodes(text))
        for name, pattern in _PATTERNS.items()
        for found in pattern.finditer(node)
    ]


def _without_addresses(node: str) -> str:
    """A link's own text is not searched."""
    return _ADDRESS.sub("\0", node)


def nodes(text: str, apart: frozenset[str] = ESCAPED) -> Iterator[str]:
    """The text nodes of the page outside of code and links; these signs, escaped, part them."""
    for block in PARSER.parse(text):
        if block.type == "inline":
            yield from _nodes(block.children or [], apart)


def _nodes(children: Sequence[Token], apart: frozenset[str]) -> Iterator[str]:
    node, links = "", 0
    for child in children:
        links += (child.type == "link_open") - (child.type == "link_close")
        hidden = child.info == "escape" and child.content in apart
        if links == 0 and child.type in ("text", "text_special") and not hidden:
            node += child.content
        else:
            yield node
            node = ""
    yield node
