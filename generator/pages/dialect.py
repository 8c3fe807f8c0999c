"""What our pages add to Python-Markdown, and what may not come out of them.

Headings take a fixed id (`## Title {: #id }`), task boxes get a name, tables head their rows, a
backslash may stand before the signs that mean something to GitLab and break a line at its end, and
HTML is held to a list of harmless tags and attributes. Registered in mkdocs.yml by its dotted name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import partial
from typing import Any, cast
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocTreeprocessor
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AtomicString

from generator.pages.harmless import PUT_ASIDE, HarmlessHtml, restrict

_ID = re.compile(r"\s*\{: #([a-z0-9][a-z0-9-]*) \}\s*$")
_BOX = re.compile(r"\[([ xX~])\]\s+")
ESCAPED = tuple("$%&@~^:=/")
"""What a backslash stands before in `generator.markdown`, and Python-Markdown does not know."""
SIGNS = {
    "backtick": "`", "escape": "\\", "image_link": "![", "autolink": "<", "automail": "<",
    "linebreak": "\n", "html": "<", "entity": "&",
}  # fmt: skip
"""What has to stand in a text for an inline pattern of Python-Markdown to find anything in it."""
REFERRING = ("reference", "image_reference", "short_reference", "short_image_ref")
"""Patterns that find something only where a page defines addresses: `[name]: address`."""
ALWAYS = ("link", "em_strong")
"""Patterns that nearly every page has a use for."""
_MARK = re.compile(r"[\\`\[<&*_\n\x02]")
"""One of these stands wherever a pattern of the three tables finds anything."""
_FENCED, _FENCE, _TOC = "fenced_code_block", re.compile(r"```|~~~"), "toc"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Dialect(Extension):
    """The extension as Python-Markdown knows it."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *ESCAPED]
        line_break = SubstituteTagInlineProcessor(r"(?:  |\\)\n", "br")
        md.inlinePatterns.register(line_break, "linebreak", 100)
        if _FENCED in md.preprocessors:
            fences = md.preprocessors[_FENCED]
            fences.run = partial(_fenced, fences.run)  # type: ignore[method-assign]
        md.treeprocessors.register(_Needless(md), "handrail-needless", 21)  # just before inline
        md.treeprocessors.register(_Tree(md), "handrail-tree", 15)  # after inline, before toc
        md.postprocessors.register(HarmlessHtml(md), "handrail-html", 35)  # before HTML is put back


class _Needless(Treeprocessor):
    """Lets the texts of a page not be searched for what is nowhere in it, as most patterns are."""

    place = ""  # the mark at which a page has its own list of headings

    def run(self, root: Element) -> None:
        known = self.md.inlinePatterns
        if len(known) == sum(name in known for name in (*SIGNS, *REFERRING, *ALWAYS)):
            _let_be(root)
        text = "".join(root.itertext())
        names = [name for name, sign in SIGNS.items() if sign not in text]
        names += REFERRING if not self.md.references else ()
        needless = [known[name] for name in names if name in known]
        if _TOC in self.md.treeprocessors:  # it looks for its place in every part of every part
            toc = cast(TocTreeprocessor, self.md.treeprocessors[_TOC])
            self.place = self.place or toc.marker
            toc.marker = self.place if self.place in text else ""
        inline = cast(InlineProcessor, self.md.treeprocessors["inline"])
        # a list is quicker than their registry, too
        inline.inlinePatterns = [one for one in known if one not in needless]  # type: ignore[assignment]


def _let_be(root: Element) -> None:
    """Texts without a mark are as they are to be."""
    for element in root.iter():
        if element.text and not _MARK.search(element.text):
            element.text = AtomicString(element.text)
        if element.tail and not _MARK.search(element.tail):
            element.tail = AtomicString(element.tail)


def _fenced(run: Callable[[list[str]], list[str]], lines: list[str]) -> list[str]:
    """Look for blocks of code only where there is a fence."""
    return run(lines) if _FENCE.search("\n".join(lines)) else lines


class _Tree(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in HEADINGS:
                _take_id(element)
            elif element.tag == "li":
                self.name_box(element)
            elif element.tag == "table":
                _head_rows(element)
            if "data-search-exclude" in element.attrib:
                _leave_out(element)
            restrict(element)

    def name_box(self, item: Element) -> None:
        """`[ ]` at the start of a list item becomes a box that is named by the item's text."""
        inside = len(item) and item[0].tag == "p" and not (item.text or "").strip()
        first = item[0] if inside else item
        found = _BOX.match((first.text or "").lstrip())
        if not found:
            return
        words = (first.text or "").lstrip()[found.end() :]
        named = " ".join(self.plain(f"{words}{''.join(map(_words, first))}").split())
        label = named.replace("&", "&amp;")  # else what was typed as `&lt;` would be read as one
        box = Element("input", {"type": "checkbox", "disabled": "disabled", "aria-label": label})
        if found[1] in "xX":
            box.set("checked", "checked")
        first.text, box.tail = "", words
        first.insert(0, box)
        item.set("class", "not-needed task" if found[1] == "~" else "task")

    def plain(self, text: str) -> str:
        """The text without the tags that Python-Markdown has put aside; its entities read."""
        blocks: list[Any] = self.md.htmlStash.rawHtmlBlocks

        def read(found: re.Match[str]) -> str:
            raw = blocks[int(found[1])]
            return html.unescape(raw) if isinstance(raw, str) and raw.startswith("&") else ""

        return PUT_ASIDE.sub(read, text)


def _take_id(heading: Element) -> None:
    """`{: #id }` at the end of a heading becomes its id."""
    last = heading[-1] if len(heading) else None
    text = (heading.text if last is None else last.tail) or ""
    if found := _ID.search(text):
        heading.set("id", found[1])
        rest = text[: found.start()]
        if last is None:
            heading.text = rest
        else:
            last.tail = rest


def _leave_out(element: Element) -> None:
    """The search takes each heading for itself, also where what is around it is left out."""
    for heading in element.iter():
        if heading.tag in HEADINGS:
            heading.set("data-search-exclude", "1")


def _words(element: Element) -> str:
    """The text of an inline element and what follows it; nothing of a list within."""
    inner = "" if element.tag in ("ul", "ol", "blockquote", "pre") else "".join(element.itertext())
    return f"{inner}{element.tail or ''}"


def _head_rows(table: Element) -> None:
    """The first cell of each row heads it; every head says for what."""
    for cell in table.iterfind("thead/tr/th"):
        cell.set("scope", "col")
    for row in table.iterfind("tbody/tr"):
        if len(row) and row[0].tag == "td":
            row[0].tag = "th"
            row[0].set("scope", "row")


def makeExtension(**options: Any) -> Dialect:  # noqa: N802
    """What Python-Markdown calls."""
    return Dialect(**options)
