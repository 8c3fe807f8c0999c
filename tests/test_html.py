"""The HTML sheet, read back by a parser that knows nothing of how it was written."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from checklists import checklist, checklists, filled, holder, item, shipped
from hostile import CLEAN, HOSTILE
from hypothesis import given
from strategies import examples
from vnu import html_errors

from generator.checklist import Checklist, ticked
from generator.edition import for_customer
from generator.formats.html import html
from generator.formats.rich import as_html, as_text

VOID = {"meta", "input", "br", "img", "hr", "link"}
Attributes = dict[str, str]


class Node:
    """An element: its tag, attributes and what stands in it."""

    def __init__(self, tag: str, attributes: Attributes) -> None:
        self.tag, self.attributes = tag, attributes
        self.inside: list[Node | str] = []

    def all(self, name: str) -> list[Node]:
        """Elements below of a tag, or of a class when the name starts with a dot."""
        found: list[Node] = []
        for one in self.inside:
            if isinstance(one, Node):
                classes = one.attributes.get("class", "").split()
                found += [one] * (name in (one.tag, *(f".{word}" for word in classes)))
                found += one.all(name)
        return found

    def one(self, name: str) -> Node:
        """The only such element."""
        (found,) = self.all(name)
        return found

    @property
    def raw(self) -> str:
        """All text in it."""
        return "".join(one if isinstance(one, str) else one.raw for one in self.inside)

    @property
    def text(self) -> str:
        """All text in it with single spaces, as a browser shows it."""
        return " ".join(re.split("[ \t\n\f\r]+", self.raw)).strip(" ")

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tags with the names of their attributes, in order."""
        found = [(self.tag, tuple(self.attributes))]
        return found + [pair for n in self.inside if isinstance(n, Node) for pair in n.shape()]


class Reader(HTMLParser):
    """Builds the tree, and insists that every element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), attrs
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def read(text: str) -> Node:
    """The tree of a file."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    (document,) = reader.open
    return document


def said(one: Checklist) -> list[tuple[str, ...]]:
    """What must be read of each item: id, what, owner, state, days."""
    return [
        (
            step.id,
            step.do,
            step.accountable.name or step.accountable.title,
            "x" if step.state in ("x", "X") else "",
            *(day.isoformat() for day in days if day),
        )
        for step in one.items
        for window in [step.start if step.start != step.due and not step.every else None]
        for days in [(window if step.due else None, step.due)]
    ]


def shown(sheet: Node) -> list[tuple[str, ...]]:
    """The same as the sheet has it."""
    return [
        (
            step.attributes["data-item"],
            step.one("label").text,
            str(next(one for one in step.one(".owner").inside if isinstance(one, str))).strip(),
            "x" if "checked" in step.one("input").attributes else "",
            *(time.attributes["datetime"] for time in step.one(".when").all("time")),
        )
        for step in sheet.all(".item")
    ]


def test_shipped_sheets_say_what_the_plans_say() -> None:
    """Items, owners, states, days, sections and dates of every shipped checklist, in order."""
    for one in shipped():
        sheet = read(html(one))
        assert shown(sheet) == said(one)
        heads = [head.text for head in sheet.all("h2")]
        assert heads == [*(section.title for section in one.sections), "Sign-off"]
        assert sheet.one("h1").text == one.title
        assert sheet.one("title").text == f"{one.title}: {one.customer}"
        known = [(n.one("dt").text, n.one("time").text) for n in sheet.all(".moment")]
        assert len(known) == len(one.moments)
        for step, plan in zip(sheet.all(".item"), one.items, strict=True):
            assert plan.because[1:] in step.text
            for label, box in zip(step.all("label"), step.all("input"), strict=True):
                assert label.attributes["for"] == box.attributes["id"]
        ids = [n.attributes["id"] for n in sheet.one("body").all("label") if "id" in n.attributes]
        assert len(set(ids)) == len(ids)


@given(checklists())
@examples(10)
def test_any_text_is_shown_as_typed(made: Checklist) -> None:
    """Whatever is typed stands there, in its place and no other."""
    sheet = read(html(made))
    for mine, theirs in zip(shown(sheet), said(made), strict=True):
        assert mine == tuple(" ".join(re.split("[ \t\n\f\r]+", w)).strip(" ") for w in theirs)
    heads = [head.text for head in sheet.all("h2")]
    assert heads[:-1] == [section.title for section in made.sections]


def test_hostile_text_changes_no_element() -> None:
    """In every plain field a string is text: the same tags and attributes as of harmless words."""
    clean = read(html(_plain(CLEAN))).shape()
    for name, text in HOSTILE.items():
        assert read(html(_plain(text))).shape() == clean, name


def _plain(text: str) -> Checklist:
    """The text in every field that is not Markdown."""
    one = filled(text)
    sections = tuple(
        replace(s, items=tuple(step._replace(detail="") for step in s.items)) for s in one.sections
    )
    return replace(one, sections=sections, purpose="", trigger="")


def test_hostile_prose_is_harmless() -> None:
    """Where Markdown is read, only its own few tags come out, and links that lead outside."""
    for name, text in HOSTILE.items():
        for node in walk(read(as_html(text[:5_000]))):
            assert node.tag in {
                "p", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "br",
                "table", "thead", "tbody", "tr", "th", "td",
            }, name  # fmt: skip
            assert node.attributes.keys() <= {"href", "rel", "start", "class", "title"}, name
            address = node.attributes.get("href", "https://")
            assert re.match("https?://|mailto:", address, re.IGNORECASE), name


def walk(node: Node) -> Sequence[Node]:
    """All elements below."""
    below = [one for one in node.inside if isinstance(one, Node)]
    return [*below, *(deeper for one in below for deeper in walk(one))]


RICH = [
    ("**b** *i* `c`", "<p><strong>b</strong> <em>i</em> <code>c</code></p>", "b i c"),
    ("[page](ebr.md) [up](../x.md#y)", "<p>page up</p>", "page up"),
    (
        "[out](https://a.example)",
        '<p><a href="https://a.example" rel="noopener noreferrer">out</a></p>',
        "out (https://a.example)",
    ),
    (
        "<https://a.example>",
        '<p><a href="https://a.example" rel="noopener noreferrer">https://a.example</a></p>',
        "https://a.example",
    ),
    (
        "![pic](https://a.example/p.png)",
        '<p><a href="https://a.example/p.png" rel="noopener noreferrer">pic</a></p>',
        "pic",
    ),
    ("![pic](p.png)", "<p>pic</p>", "pic"),
    (
        "[![pic](https://a.example/p.png)](https://b.example)",
        '<p><a href="https://b.example" rel="noopener noreferrer">pic</a></p>',
        "pic (https://b.example)",
    ),
    ("[x](javascript:1)", "<p>[x](javascript:1)</p>", "[x](javascript:1)"),
    ("[x](//a.example)", "<p>x</p>", "x"),
    ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>", "a <b>c</b>"),
    ("# no heading", "<p># no heading</p>", "# no heading"),
    ("- a\n- b\n  1. c\n", None, "- a\n- b\n  1. c"),
    ("3. a\n4. b", None, "3. a\n4. b"),
    ("a\nb\\\nc", "<p>a\nb<br>\nc</p>", "a b\nc"),
    ("> a\n>\n> b", None, "> a\n>\n> b"),
    ("    x <y>", None, "x <y>"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", None, "a | b\n1 | 2"),
]


@pytest.mark.parametrize(("source", "as_page", "as_words"), RICH)
def test_prose_as_html_and_as_text(source: str, as_page: str | None, as_words: str) -> None:
    """A writer's Markdown keeps its meaning in both forms; links to pages of the site are words."""
    if as_page is not None:
        assert as_html(source).strip() == as_page
    assert as_text(source) == as_words


def test_policy_names_the_one_style_and_the_one_script() -> None:
    """The policy allows nothing but what stands there, by its hash; no attribute runs or loads."""
    for one in (checklist(), filled("</style><script>x</script>"), shipped()[0]):
        sheet = read(html(one))
        meta = [m.attributes for m in sheet.all("meta") if "http-equiv" in m.attributes]
        assert [m["http-equiv"] for m in meta] == ["Content-Security-Policy"]
        hashes = [
            f"'sha256-{b64encode(sha256(sheet.one(tag).raw.encode()).digest()).decode()}'"
            for tag in ("style", "script")
        ]
        assert meta[0]["content"] == (
            f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; img-src data:; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
        )
        for node in walk(sheet):
            names = {name for name in node.attributes if name.startswith("on")}
            assert not names | node.attributes.keys() & {"style", "src", "srcset", "action"}
            assert node.tag not in {"link", "iframe", "object", "embed", "base", "form"}


def test_foot_of_the_page_is_text() -> None:
    """What the printed page says at its foot is one CSS string, whatever the customer's name."""
    for name, text in HOSTILE.items():
        one = checklist(customer=text)
        style = read(html(one)).one("style").raw
        found = re.fullmatch(
            r'@page \{ @bottom-left \{ content: "((?:[A-Za-z0-9 ]|\\[0-9a-f]+ )*)"; \} \}\n',
            style[style.rindex("@page") :],
        )
        assert found, name
        words = re.sub(r"\\([0-9a-f]+) ", lambda c: chr(int(c[1], 16)), found[1])
        assert words.endswith(f" · Internal: not for the customer · Plan {one.revision}"), name
        assert len(words) <= 110, name


def test_states() -> None:
    """Ticked is ticked, not applicable is marked, and a mark of the person's own is told."""
    steps = [item(id=id_) for id_ in ("open", "done", "also", "not", "own")]
    kept = ticked(checklist(*steps), {"done": "x", "also": "X", "not": "~", "own": "/"})
    sheet = read(html(kept))
    boxes = {n.attributes["data-item"]: n for n in sheet.all(".item")}
    ticks = [id_ for id_, n in boxes.items() if "checked" in n.one("input").attributes]
    assert ticks == ["done", "also"]
    assert [n.attributes["data-state"] for n in boxes.values()] == [" ", "x", "X", "~", "/"]
    assert "marked /" in boxes["own"].one(".do").text
    assert "marked" not in boxes["not"].one(".do").text


def test_when_and_who() -> None:
    """Windows, what comes again, no date; one standing in, a role nobody holds, no role told."""
    steps = [
        item(id="a", start=date(2026, 12, 1), accountable=holder(stands_in_for="AE")),
        item(id="b", every="2 weeks", optional=True),
        item(id="c", due=None, every="week", accountable=holder(name="")),
        item(id="d", due=None, accountable=holder(title="")),
    ]
    sheet = read(html(checklist(*steps)))
    assert [n.one(".when").text for n in sheet.all(".item")] == [
        "Tue 1 Dec 2026 to Tue 15 Dec 2026",
        "every 2 weeks, first Tue 15 Dec 2026",
        "every week",
        "no date",
    ]
    assert [n.one(".owner").text for n in sheet.all(".item")] == [
        "Priya Nair CSM standing in for AE",
        "Priya Nair CSM",
        "CSM",
        "Priya Nair",
    ]
    assert [t.text for t in sheet.all(".item")[1].all(".tag")] == ["optional", "not applicable"]


def test_customers_edition_leaves_no_holes() -> None:
    """Without purpose, facts and dates there is no empty place, and both sides sign."""
    shared = for_customer(checklist(item(visible_to="customer")))
    assert shared
    sheet = read(html(shared))
    empty = [n for n in walk(sheet.one("body")) if not n.text and n.tag not in VOID]
    assert {n.attributes.get("class", n.tag) for n in empty} == {"count", "progress"}
    for name in (".purpose", ".trigger", ".known"):
        assert sheet.all(name) == []
    assert [n.text for n in sheet.all(".side")] == ["Aurora Robotics", "Provider"]
    assert "Internal" not in html(shared)
    assert "Shared with Aurora Robotics" in sheet.one("footer").text


def test_same_bytes() -> None:
    """Made twice it is the same; no clock, no chance."""
    assert html(shipped()[0]) == html(shipped()[0])


def test_valid(tmp_path: Path) -> None:
    """The Nu checker finds no error: in sheets of the book, a customer's, one of hostile text."""
    shared = [one for one in map(for_customer, shipped()) if one]
    hostile = checklist(
        *(item(id=name, do=text, detail=text, here=text) for name, text in HOSTILE.items())
    )
    for number, one in enumerate([shipped()[0], shared[0], hostile]):
        (tmp_path / f"{number}.html").write_text(html(one), encoding="utf-8", newline="")
    assert html_errors(tmp_path) == ""
