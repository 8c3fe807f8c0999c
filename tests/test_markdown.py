"""What was typed as text comes out of both Markdown dialects as that text, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from dialects import Page, on_gitlab, on_site
from gitlab_reader import addresses, commands, references
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, lines, marked_up

from generator.encoding import FORBIDDEN
from generator.markdown import Ready, _escaped, indented, inline, prose, quoted
from generator.prose import as_prose

typed = st.one_of(lines, marked_up)
BOTH = pytest.mark.parametrize("reader", [on_gitlab, on_site])
Reader = Callable[[str], Page]


# --- one line of text ---


@examples(200)
@given(typed | st.text(" aGL1-.:/w#=+)", max_size=8))
def test_a_line_with_nothing_to_encode_is_seen(text: str) -> None:
    """A line that is taken as it is would have come out so from the encoder as well."""
    assert inline(text) == _escaped(" ".join(text.split()))


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


TEXTS = {
    name: " ".join(text.split())
    for name, text in HOSTILE.items()
    if len(text) < 1000 and not FORBIDDEN.search(text)
}
"""What of the corpus a file may hold, on one line."""
ROWS = "| {0} | b |\n|---|---|\n| {0} | {0} |\n"
PLACES = (
    "{0}", "# For {0}", "- {0}\n- x: {0}", "[{0}](x.md) *{0}*", "> {0}", ROWS,
    "- [ ] **{0}** · {0} <!-- id: a 1a2b3c4d -->", "- x\n\n    > {0}\n",
)  # fmt: skip
"""Where templates put a text."""


@BOTH
@pytest.mark.parametrize("place", PLACES)
def test_hostile_text_is_text(reader: Reader, place: str) -> None:
    """Every string of the corpus on one page: as harmless words, tag by tag."""
    page = reader("\n\n".join(place.format(inline(text)) for text in TEXTS.values()))
    plain = reader("\n\n".join(place.format(f"Qq{n:03}") for n in range(len(TEXTS))))
    texts = list(TEXTS.values())

    def typed(words: str) -> str:
        return re.sub(r"Qq(\d{3})", lambda found: texts[int(found[1])], words)

    for shown, harmless in zip(page, plain, strict=True):
        assert shown == (harmless[0], typed(harmless[1]))


# --- GitLab ---


@pytest.mark.parametrize("place", PLACES)
def test_gitlab_acts_on_no_text(place: str) -> None:
    """No quick action, mention, reference, emoji or bare address comes out of any string."""
    for name, text in TEXTS.items():
        made = place.format(inline(text))
        assert commands(made) + references(made) + addresses(made) == [], name


@examples(60)
@given(typed)
def test_gitlab_acts_on_no_typed_text(text: str) -> None:
    """The same for whatever else is typed, also behind what GitLab looks for."""
    for made in (f"- {inline(text)}", f"x {inline(f'/{text} @{text} #{text} ~{text}')}"):
        assert commands(made) + references(made) + addresses(made) == []


def test_gitlab_would_act() -> None:
    """Typed as they are, dozens of the same strings are found: the model can see."""
    acting = [
        name for name, text in TEXTS.items() if commands(text) + references(text) + addresses(text)
    ]
    sinks = {name.rpartition("-")[0] for name in acting}
    assert {"quick-action", "mention", "reference", "autolink", "emoji"} <= sinks
    assert len(acting) > 60


def test_character_references_hide_nothing_from_gitlab() -> None:
    """The model reads text as GitLab does: after Markdown. Only a backslash hides a sign."""
    assert references("&#64;all") == ["mention: @all"]
    assert references("\\@all \\#1 \\~label") == []
    assert references("\\[x\\] \\- GL\\-1") == ["work item: GL-1"]


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


def test_list_after_code_gets_its_blank_line() -> None:
    """A fence that is closed is over; one that is not goes on to the end."""
    assert prose("```\na\n```\ntext\n- b") == "```\na\n```\ntext\n\n- b"
    assert prose("~~~ x\na\n~~~~\ntext\n- b") == "~~~ x\na\n~~~~\ntext\n\n- b"
    assert prose("```\na\n``\ntext\n- b") == "```\na\n``\ntext\n- b"


@BOTH
@pytest.mark.parametrize("end", ["  ", "    ", "\\"])
def test_a_line_break_stays(reader: Reader, end: str) -> None:
    """Two blanks at a line's end and a backslash break it, on GitLab and on the site, also where
    an editor then takes blanks away; in code, and where nothing follows, they mean nothing."""
    made = prose(f"one{end}\ntwo *three*{end}\nfour")
    assert made == "one\\\ntwo *three*\\\nfour"
    assert sum(tag in ("br", "hardbreak") for tag, _ in reader(made)) == 2
    assert prose("a  \n\n    code  \n    more  \n\n`b  \nc`  \nd  ").count("\\") == 0


def test_spaces_at_line_ends_go() -> None:
    """No line ends in spaces, and nothing stands before or after."""
    assert prose("\n a  \n\nb \n") == "a\n\nb"


@pytest.mark.parametrize(
    ("typed_", "made"),
    [
        ("Ask @ann about #1, !2, &3, $4, %5 and ~six.",
         "Ask \\@ann about \\#1, \\!2, \\&3, \\$4, \\%5 and \\~six."),
        ("Ask\n/close", "Ask\n\\/close"),
        ("/close\nnow", "\\/close\nnow"),
        ("`a\n/close\nb`", "`a\n /close\nb`"),
        ("&#64;all &commat;all &amp;1 &amp;amp; &copy;", "\\@all \\@all \\&1 &amp;amp; &copy;"),
        ("@&#97;ll #&#49;", "\\@&#97;ll \\#&#49;"),
        ("a](@all) https://@all <@all>", "a](\\@all) https\\://\\@all <\\@all>"),
        ("a ` b\nc ` @all ` d", "a ` b\nc ` \\@all ` d"),
        ("a `b\n\n@all` c", "a `b\n\n\\@all` c"),
        ("- x\n    - @y", "- x\n    - \\@y"),
        ("> @y\n@z", "> \\@y\n\\@z"),
        ("|a|b|\n|-|-|\n| `@a \\| b` | @c ` |", "|a|b|\n|-|-|\n| `@a \\| b` | \\@c ` |"),
        ("|a|b|\n|-|-|\n| a ` \\| b | @c ` |", "|a|b|\n|-|-|\n| a ` \\| b | \\@c ` |"),
        ("|a|b|\n|-|-|\n| @a | @a |", "|a|b|\n|-|-|\n| \\@a | \\@a |"),
        ("R&amp;&x R&amp;1 R&amp;D", "R\\&&x R\\&1 R&amp;D"),
        ("a\0 @all\n> \0 @b", "a\0 \\@all\n> \0 \\@b"),  # which Markdown shows as another sign
        ("!!! note\n: x", "\\!!! note\n\\: x"),
        ("{+in+} GL-1 :tada:", "{<span>+</span>in+} GL<span>-</span>1 \\:tada:"),
    ],
)  # fmt: skip
def test_prose_acts_on_nothing(typed_: str, made: str) -> None:
    """Mentions, references and quick actions in a writer's Markdown are text; the rest is his."""
    assert prose(typed_) == made
    assert commands(made) + references(made) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ask `@ann` and ``a ` #1``.", "    @code\n    /close", "https://x.example/a_b?c=2&d=3#n_4",
        "[a](https://x.example/#1) <https://x.example/@b> <a@b.example>", "[m](mailto:a@b.example)",
        "50 % of R&D, C#, a (1:1) at 12:30", "\\@ann", "**bold** _it_ ~ $ % & #",
    ],
)  # fmt: skip
def test_code_addresses_and_plain_words_stay(text: str) -> None:
    """Code, addresses, and signs that mean nothing are left as the writer typed them."""
    assert prose(f"x\n\n{text}").removeprefix("x\n\n") == text


@pytest.mark.parametrize("frame", ["{0}", "**Starts when:** {0}", "- [ ] **x**\n\n    > {0}"])
def test_hostile_prose_acts_on_nothing(frame: str) -> None:
    """What of the corpus may stand in a writer's text makes GitLab do nothing either."""
    accepted = 0
    for name, text in HOSTILE.items():
        try:
            made = frame.format(prose(as_prose(text)).replace("\n", "\n    > " * ("> " in frame)))
        except ValueError:
            continue
        accepted += 1
        assert commands(made) + references(made) == [], name
    assert accepted > 150


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


def test_quoted_and_indented_to_the_letter() -> None:
    """Blank lines have no spaces; a quote stands at the margin unless it is said where."""
    assert quoted("a\n\n b") == "> a\n>\n>  b"
    assert quoted("a\n\nb", 2) == "  > a\n  >\n  > b"
    assert indented("a\n\n b", 2) == "  a\n\n   b"


def test_what_is_ready_is_marked_so() -> None:
    """Each encoder gives text that is not encoded a second time."""
    found: list[Any] = [inline("a"), prose("a"), quoted("a"), indented("a", 2)]
    assert {type(one) for one in found} == {Ready}
