"""What was typed as text comes out of both Markdown dialects as that text, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown as python_markdown
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from strategies import examples, lines, marked_up

from generator.markdown import Ready, indented, inline, prose, quoted

ROOT = Path(__file__).parents[1]
COMMONMARK = MarkdownIt("commonmark").enable("table")
typed = st.one_of(lines, marked_up)


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


def on_site(text: str) -> Page:
    """What the site shows, without the links to headings."""
    reader = _Text()
    reader.feed(SITE.reset().convert(text))
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
        elif child.type != "html_inline" or not child.content.startswith("<!--"):
            page.append((child.type, child.content))


BOTH = pytest.mark.parametrize("reader", [on_gitlab, on_site])
Reader = Callable[[str], Page]


# --- one line of text ---


@BOTH
@examples(100)
@given(typed)
def test_paragraph_is_the_text(reader: Reader, text: str) -> None:
    """A line of its own is one paragraph that holds just the text."""
    assert reader(inline(text)) == [("p", text)]


@BOTH
@examples(80)
@given(typed)
def test_heading_is_the_text(reader: Reader, text: str) -> None:
    """As a whole heading and at the end of one."""
    assert reader(f"# {inline(text)}\n") == [("h1", text)]
    assert reader(f"## For {inline(text)}\n") == [("h2", f"For {text}")]


@examples(80)
@given(typed)
def test_label_of_a_task_is_the_text_on_gitlab(text: str) -> None:
    """In bold, behind a task box, before the id."""
    page = on_gitlab(f"- [ ] **{inline(text)}** · {inline(text)} <!-- id: a 1a2b3c4d -->\n")
    assert [tag for tag, _ in page] == ["ul", "li", "strong"]
    assert page[2] == ("strong", text)
    assert page[1][1].rstrip() == f"[ ]  · {text}"


@examples(80)
@given(typed)
def test_label_of_a_task_is_the_text_on_the_site(text: str) -> None:
    """In bold, behind a task box, before the id, which is not shown."""
    page = on_site(f"- [ ] **{inline(text)}** · {inline(text)} <!-- id: a 1a2b3c4d -->\n")
    assert [tag for tag, _ in page] == ["ul", "li", "input", "strong"]
    assert page[3] == ("strong", text)
    assert page[1][1].strip() == f"· {text}"


@BOTH
@examples(80)
@given(typed)
def test_list_item_is_the_text(reader: Reader, text: str) -> None:
    """As a whole item, and after a colon in one."""
    page = reader(f"- {inline(text)}\n- x: {inline(text)}\n")
    loose = [("ul", ""), ("li", ""), ("p", text), ("li", ""), ("p", f"x: {text}")]
    assert page in ([("ul", ""), ("li", text), ("li", f"x: {text}")], loose)


@BOTH
@examples(80)
@given(typed)
def test_cell_of_a_table_is_the_text(reader: Reader, text: str) -> None:
    """In the head and in a row; no cell is split, none is lost."""
    cell = inline(text)
    page = reader(f"| {cell} | b |\n|---|---|\n| {cell} | {cell} |\n| x | {cell} |\n")
    cells = [shown for tag, shown in page if tag in ("th", "td")]
    assert cells == [text, "b", text, text, "x", text]
    assert {tag for tag, _ in page} <= {"table", "thead", "tbody", "tr", "th", "td"}


@BOTH
@examples(60)
@given(typed)
def test_quoted_line_is_the_text(reader: Reader, text: str) -> None:
    """Behind the mark of a block quote, and in one below a list item."""
    assert reader(quoted(inline(text))) == [("blockquote", ""), ("p", text)]
    page = reader(f"- x\n\n{quoted(inline(text), 4)}\n")
    assert page[-2:] == [("blockquote", ""), ("p", text)]


@BOTH
@examples(40)
@given(typed)
def test_text_of_a_link_is_the_text(reader: Reader, text: str) -> None:
    """Between the brackets of a link."""
    page = reader(f"[{inline(text)}](x.md)")
    assert page == [("p", ""), ("a", text)]


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "1234567890. long", "1. one", "1) one", "# head", "head #", "C # and #", "- list", "+ list",
        "* list", "--- ", "===", "!!! note", "??? note", "=== tab", ": definition", "    code",
        "> quote", "[x] done", "[TOC]", "*[abbr]: x", "{: #id }", "name {: #id }", "{{ name }}",
        "<b>bold</b>", "<!-- x", "&copy; &amp;copy;", "a|b", "~~gone~~", "H~2~O", "back\\", "\\*",
        "``code``", "snake_case_name", "2*3*4", "https://x.de/_a_*b*", "R&D", "AT&T;", "/close",
        "[a][b]", "[a]: b", "![a](b)", "^[note]", "[^1]: note", "$x$", ":smile:", "a  b",
    ],
)  # fmt: skip
def test_known_traps(reader: Reader, text: str) -> None:
    """What either dialect would take for markup, each as a paragraph and as a heading."""
    words = " ".join(text.split())
    assert reader(inline(text)) == [("p", words)]
    assert reader(f"# {inline(text)}") == [("h1", words)]


@examples(60)
@given(st.text(max_size=30))
def test_inline_is_one_line(text: str) -> None:
    """Whatever comes in, no line break of any kind comes out, and no space at an end."""
    found = inline(text)
    assert len(found.splitlines()) <= 1
    assert found == found.strip()


@examples(40)
@given(typed)
def test_no_quick_action(text: str) -> None:
    """No line of data can start with the slash of a GitLab quick action."""
    assert not inline(text).startswith("/")
    assert not inline(f"/{text}").startswith("/")


# --- a writer's Markdown ---


@BOTH
def test_list_after_text_gets_its_blank_line(reader: Reader) -> None:
    """A list right under a line of text is a list in both dialects."""
    tags = [tag for tag, _ in reader(prose("Ask for:\n- one\n- two\n\nThen go."))]
    assert [tag for tag in tags if tag in ("ul", "li")] == ["ul", "li", "li"]
    assert tags.count("p") >= 2


def test_prose_inside_a_list_stays_together() -> None:
    """Items, their wrapped lines and sub-items get no blank lines of ours."""
    text = "- one\n  more\n- two\n    - three"
    assert prose(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "It was released in\n2019. After that it grew.",
        "The sum is\n12) and no more",
        "One line\nand - a dash",
    ],
)
def test_wrapped_text_is_no_list(text: str) -> None:
    """A number that falls at the start of a wrapped line starts no list, in CommonMark's sense."""
    assert [tag for tag, _ in on_gitlab(prose(text))] == [tag for tag, _ in on_gitlab(text)]


@pytest.mark.parametrize(
    "text",
    [
        "```\na\n- b\n```",
        "~~~\na\n- b\n~~~",
        "````\n```\na\n- b\n````",
        "```\na\n```python\n- b\n```",
    ],
)
def test_code_is_left_alone(text: str) -> None:
    """Nothing is put between the lines of a code block."""
    assert prose(text) == text


def test_spaces_at_line_ends_go() -> None:
    """No line ends in spaces, and nothing stands before or after."""
    assert prose("\n a  \n\nb \n") == "a\n\nb"


@examples(60)
@given(st.lists(typed, min_size=1, max_size=5), st.integers(0, 8))
def test_quoted_and_indented_are_line_by_line(rows: list[str], indent: int) -> None:
    """Each line gets its mark or its spaces, and nothing else changes."""
    text = "\n\n".join(inline(row) for row in rows)
    pad = " " * indent
    back = [
        line.removeprefix(f"{pad}>").removeprefix(" ") for line in quoted(text, indent).split("\n")
    ]
    assert back == text.split("\n")
    moved = indented(text, indent).split("\n")
    assert [line.removeprefix(pad) for line in moved] == text.split("\n")
    assert all(line == line.rstrip() for line in moved)


def test_what_is_ready_is_marked_so() -> None:
    """Each encoder gives text that is not encoded a second time."""
    found: list[Any] = [inline("a"), prose("a"), quoted("a"), indented("a", 2)]
    assert {type(one) for one in found} == {Ready}
