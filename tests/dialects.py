"""Markdown read by both dialects: tags in their order, with the text that is directly in each."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import markdown as python_markdown
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
COMMONMARK = MarkdownIt("commonmark").enable("table")


def _site() -> python_markdown.Markdown:
    """Python-Markdown as mkdocs.yml sets it up."""
    listed = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))[
        "markdown_extensions"
    ]
    settings = dict(next(iter(e.items())) if isinstance(e, dict) else (e, {}) for e in listed)
    return python_markdown.Markdown(
        extensions=list(settings), extension_configs={k: v or {} for k, v in settings.items()}
    )


SITE = _site()
Page = list[tuple[str, str]]
"""Every tag with the text directly inside it, in order; a tag without text with none."""


class _Text(HTMLParser):
    """HTML to tags and the text in them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[int] = []
        self.page: Page = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span" and not attrs and self.open:  # it only keeps two signs apart
            self.open.append(self.open[-1])
            return
        self.page.append(("headerlink" if ("class", "headerlink") in attrs else tag, ""))
        if tag != "input":
            self.open.append(len(self.page) - 1)

    def handle_endtag(self, tag: str) -> None:
        if tag != "input":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, text = self.page[self.open[-1]]
            self.page[self.open[-1]] = (tag, text + data)


def to_html(text: str) -> str:
    """The HTML of a page's Markdown, as the site has it."""
    return SITE.reset().convert(text)


def on_site(text: str) -> Page:
    """What the site shows, without the links to headings."""
    return read_html(to_html(text))


def read_html(text: str) -> Page:
    """The same of HTML."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    return [(tag, text.strip("\n")) for tag, text in reader.page if tag != "headerlink"]


def on_gitlab(text: str) -> Page:
    """The same of CommonMark with tables; Markdown's own words for tags are turned into HTML's."""
    page: Page = []
    for token in COMMONMARK.parse(text):
        if token.type == "inline":
            _read_inline(token.children or [], page)
        elif token.nesting >= 0 and not token.hidden:
            page.append((token.tag, token.content))
    return page


def _read_inline(children: list[Token], page: Page) -> None:
    stack = [len(page) - 1] if page else []
    for child in children:
        if child.nesting == 1:
            page.append((child.tag, ""))
            stack.append(len(page) - 1)
        elif child.nesting == -1:
            stack.pop()
        elif child.type == "text":
            tag, text = page[stack[-1]]
            page[stack[-1]] = (tag, text + child.content)
        elif child.type != "html_inline" or not child.content.startswith(("<!--", "<span", "</sp")):
            page.append((child.type, child.content))
