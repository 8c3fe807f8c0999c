"""What the search finds in a page is what Material's own plugin finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser
from strategies import examples

from generator.rebuild.found import sections

Read = list[tuple[str | None, list[str], list[str], bool]]
WORDS = st.sampled_from((
    "Ask", " and ", "\n", " \n ", "&amp;", "&lt;b&gt;", "Ünal's", ">", "&quot;", "&", "&#x27;",
    "\xa0", " ", "a\nb", "&copy", "&nbsp;",
))  # fmt: skip
IDS = st.sampled_from(("", ' id="a"', ' id="b &amp; c"', ' id=""', ' class="x id=" title="y"'))
LEFT_OUT = st.sampled_from(("", "", "", ' data-search-exclude="1"', " data-search-exclude"))
ALONE = st.sampled_from(("<br />", "<br>", '<img alt="a" src="b">', "<hr/>", '<circle cx="1" />'))
HEADINGS = ("h1", "h2", "h3", "h6")
TAGS = ("p", "div", "li", "ul", "code", "pre", "a", "sub", "span", "td", "svg", "section")


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Something in a tag, with other things in it; some are not closed, or not opened."""

    def made(tag: str, about: str, left_out: str, parts: list[str], ends: int) -> str:
        opened = f"<{tag}{about if tag in HEADINGS else ''}{left_out}>"
        closed = f"</{tag}>"
        inside = "".join(parts)
        return (opened + inside + closed, opened + inside, inside + "</td>")[max(0, ends - 7)]

    return st.builds(
        made, st.sampled_from(HEADINGS + TAGS), IDS, LEFT_OUT, st.lists(inner, max_size=4),
        st.integers(0, 9),
    )  # fmt: skip


PAGES = st.lists(
    st.recursive(WORDS | ALONE, lambda inner: element(inner) | inner, max_leaves=12), max_size=9
).map("".join)


def theirs(html: str) -> Read | str:
    """What the plugin reads, or that it cannot."""
    parser: Any = Parser()
    try:
        parser.feed(html)
        parser.close()
    except ValueError:
        return "an end without a beginning"
    return [(one.id, one.title, one.text, one.is_excluded()) for one in parser.data]


def ours(html: str) -> Read | str:
    try:
        found = sections(html)
    except ValueError:
        return "an end without a beginning"
    assert found is not None
    return [(one.id, one.title, one.text, one.is_excluded()) for one in found]


@examples(300)
@given(PAGES)
def test_same_as_the_plugin(html: str) -> None:
    """Whatever elements, well-formed or not, with whatever left out of the search: the same
    sections, titles, words and marks."""
    assert ours(html) == theirs(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>1 < 2</p>",
        "<p>a<!-- b --></p>",
        "<script>if (a < b) c()</script>",
        "<style>p {}</style>",
        "<P>Capitals</P>",
        "<p class=bare>a</p>",
        "<p title='one'>a</p>",
        '<h2 id="a">A<a class="headerlink" href="#a">#</a></h2>',
        '<td class="linenodiv">1</td>',
        "<p>cut <b",
    ],
)
def test_anything_else_is_left_to_the_plugin(html: str) -> None:
    """What a page of ours never has is not guessed at."""
    assert sections(html) is None
