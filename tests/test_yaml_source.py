"""YAML to text with positions: nothing is guessed, nothing expands, everything has its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import examples, lines, slugs, typed_characters

from generator import yaml_lines, yaml_plain, yaml_source
from generator.encoding import FORBIDDEN, Fault, decode, is_plain
from generator.problems import Route, Span
from generator.yaml_lines import read_lines
from generator.yaml_plain import MAX_DEPTH, Data, UnusualError, read_plain
from generator.yaml_source import Marks, Source, read
from generator.yaml_words import Said, in_plain_words

NORWAY = ["no", "on", "yes", "1.10", "010", "12:30", "1_000", "1e3", "~", "null", "2026-01-02", "="]
texts = st.one_of(
    st.sampled_from(NORWAY),
    lines,
    st.text(typed_characters, min_size=1, max_size=12),
    st.sampled_from(
        ["- x", "a: b", "# x", "x #y", "'", '"', "[a]", "{a: b}", "&a", "*a", "!a", "%"]
    ),
)
keys = st.one_of(slugs, lines).filter(lambda key: key != "<<")


def trees(text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Lists and mappings of text, a few levels deep."""
    return st.recursive(
        text,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(keys, inner, max_size=4),
        ),
        max_leaves=12,
    ).filter(lambda data: not isinstance(data, str))


def normal(data: Any) -> Any:
    """The data as it is kept: text in Unicode's composed form."""
    if isinstance(data, dict):
        return {normal(key): normal(value) for key, value in data.items()}
    if isinstance(data, list):
        return [normal(value) for value in data]
    return unicodedata.normalize("NFC", data)


class Plain(yaml.SafeDumper):
    """A writer that puts quotes only where the syntax needs them: `no` stays `no`."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


Plain.yaml_implicit_resolvers = {}

WRITERS = st.fixed_dictionaries(
    {
        "default_style": st.sampled_from([None, "'", '"']),
        "default_flow_style": st.sampled_from([True, False, None]),
        "allow_unicode": st.booleans(),
        "indent": st.integers(2, 6),
    }
)


def dumped(data: Any, writer: dict[str, Any], **more: Any) -> str:
    return str(yaml.dump(data, Dumper=Plain, sort_keys=False, **writer, **more))


class Place(NamedTuple):
    """Where a key and its value stand."""

    key: Span | None
    value: Span


def with_marks(text: str, loader: Any = None) -> tuple[Source, dict[Route, Place]]:
    """What is read, and every place; by another scanner when one is given."""
    marks: dict[Route, Marks] = {}
    with pytest.MonkeyPatch.context() as patch:
        if loader:
            patch.setattr(yaml_source, "LOADER", loader)
        source = read(text, marks)
    return source, {route: Place(mark.key, mark.value) for route, mark in marks.items()}


def faults(text: str) -> list[tuple[str, int, int]]:
    """Check, line and column of everything that is wrong."""
    return [(f.check, f.span.line, f.span.column) for f in read(text).faults]


def at(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


def cut(text: str, span: Span) -> str:
    return text.split("\n")[span.line - 1][span.column - 1 : span.end - 1]


def routes(data: Any, route: Route = ()) -> Iterator[Route]:
    """Every place in the data."""
    yield route
    children = data.items() if isinstance(data, dict) else enumerate(data or ())
    for key, value in children if isinstance(data, dict | list) else ():
        yield from routes(value, (*route, key))


# --- properties ---


@examples(100)
@given(trees(texts), WRITERS)
def test_data_comes_back_as_text(data: Any, writer: dict[str, Any]) -> None:
    """However it is written, what was typed comes back, and as text."""
    assert read(dumped(data, writer)) == Source(normal(data), [])


@examples(100)
@given(trees(lines), WRITERS)
def test_marks_point_at_the_very_text(data: Any, writer: dict[str, Any]) -> None:
    """The span of a key or a value cuts out of the source just what was typed for it."""
    text = dumped(data, writer, width=10**9)
    source, marks = with_marks(text)
    assert set(marks) == set(routes(source.data))
    for route, mark in marks.items():
        value = at(source.data, route)
        if isinstance(value, str):
            assert normal(yaml.load(cut(text, mark.value), yaml.BaseLoader)) == value
        elif isinstance(value, list | dict):
            assert cut(text, mark.value)[:1] in ("-", "[", "{", *text)
        if route and isinstance(route[-1], str):
            assert mark.key
            assert normal(yaml.load(cut(text, mark.key), yaml.BaseLoader)) == route[-1]
        else:
            assert mark.key is None


@examples(60)
@given(trees(texts), WRITERS)
def test_marks_are_where_pyyaml_sees_the_nodes(data: Any, writer: dict[str, Any]) -> None:
    """Values over several lines too start where an independent reading of the nodes starts."""
    text = dumped(data, writer, width=20)
    _, marks = with_marks(text)

    def starts(node: Any, route: Route) -> Iterator[tuple[Route, tuple[int, int]]]:
        yield route, (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                yield from starts(value, (*route, normal(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for n, value in enumerate(node.value):
                yield from starts(value, (*route, n))

    expected = dict(starts(yaml.compose(text, yaml.SafeLoader), ()))
    assert {route: (m.value.line, m.value.column) for route, m in marks.items()} == expected


@examples(60)
@given(trees(texts), WRITERS)
def test_both_scanners_read_data_alike(data: Any, writer: dict[str, Any]) -> None:
    """With and without libyaml: the same data at the same places."""
    text = dumped(data, writer)
    assert with_marks(text, yaml.CSafeLoader) == with_marks(text, yaml.SafeLoader)


_PIECES = (
    "a", "b", "é", "漢", "👍", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", " ", "'", '"', "[",
    "]", "{", "}", ", ", "#", " # c", "|\n  ", ">\n  ", "&x ", "*x", "!t ", "<<: ", "? ", "---\n",
    "...\n", "%YAML 1.1\n", "~", "1.10", "@", "`", "\\n", "!!str ", "|-\n  x\n", "''", '""',
)  # fmt: skip
soup = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)


@examples(160)
@given(soup)
def test_both_scanners_refuse_alike(text: str) -> None:
    """Pieces of YAML in any order: both find it faulty, or both read the same at the same places.

    Left out: tabs and block headers with a comment, where PyYAML's two scanners are known to
    differ, and the place of values that are not there.
    """
    by_c, by_python = (with_marks(text, loader) for loader in (yaml.CSafeLoader, yaml.SafeLoader))
    assert bool(by_c[0].faults) == bool(by_python[0].faults)
    if not by_c[0].faults:
        assert by_c[0].data == by_python[0].data
        written = [{r: m for r, m in x.items() if at(s.data, r)} for s, x in (by_c, by_python)]
        assert written[0] == written[1]


@examples(160)
@given(st.one_of(soup, st.text(), st.text(typed_characters), st.binary().map(bytes.hex)))
@example("a: \ud800")
@example("ééé\x00")
@example("a: 'x\u2028y'\nb: [\n")
@example("a: [\u0085b: ]\ud800\r")
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    """No text raises; where it could come from a file, what is wrong with it lies inside it."""
    found = read(text).faults
    if decode(text.encode("utf-8", "surrogatepass")) != text:
        return
    rows = text.split("\n")
    for fault in found:
        assert fault.message
        assert 1 <= fault.span.line <= len(rows)
        assert 1 <= fault.span.column <= len(rows[fault.span.line - 1]) + 1
        assert fault.span.end > fault.span.column


PLAIN = [
    "a",
    "Bo's",
    "O & S",
    "x, y",
    "2026-12-01",
    "x# y",
    "x  y ",
    "x:y",
    "Zoe\u0308",
    "'p, q'",
    '"r"',
]
ODD = [
    "", " ", "x #y", "# y", "x: y", "x:", "'it''s'", '"a\\tb"', "\u00a0x", "x\u00a0", "-", "- a",
    "|", "- {a: b}", "&a b", "<<: ", "?", "a\tb", "[a]", "{", "}", ", ", "\r", "\n", "  ", "\n ",
    "'", '"', "c: d", "{}", "{k: }", "\u2028",
]  # fmt: skip


@st.composite
def written(draw: st.DrawFn) -> str:
    """A file as people write them, line by line; something odd may have come into it."""
    value = st.sampled_from(PLAIN)
    pairs = st.dictionaries(st.sampled_from("klm"), value.filter(lambda v: not set(v) & set(":#,")))
    flow = pairs.filter(bool).map(lambda d: f"{{{', '.join(f'{k}: {v}' for k, v in d.items())}}}")
    values = st.one_of(value, value, flow)
    text = ""
    for key in draw(st.lists(st.sampled_from("abcdef"), max_size=4, unique=True)):
        below = draw(
            st.lists(st.tuples(st.sampled_from("ghij"), values), max_size=3, unique_by=repr)
        )
        mark = draw(st.sampled_from(["- ", ""]))
        lines_ = [f"  {mark or f'{name}: '}{one}\n" for name, one in below]
        text += f"{key}:\n{''.join(lines_)}" if below else f"{key}: {draw(values)}\n"
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(["", *ODD])) + text[at:]


@examples(150)
@given(written())
@example("a:\n  b: c\n  - d\n")
@example("a: b\n  c\n")
@example("a: b # c\n\n  d\n")
@example("a:\n- b\n")
@example("a: {b: c, d: e}\n  f: g\n")
@example("a: 'b'c\n")
@example('a: {b: "c"d}\n')
@example("a: {b: 'c'{d: e}\n")
@example("a: b\u2028c\n")
def test_plainest_lines_are_what_the_scanner_reads(text: str) -> None:
    """Whatever is taken line by line, the scanner takes as well, and it says the same."""
    try:
        data = read_lines(text)
    except UnusualError:
        return
    assert repr(data) == repr(read_plain(text))


def test_lines_of_a_customer_need_no_scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file like those of the sample book is read line by line, every form in it."""
    text = (
        '# A customer\nname: Zoe\u0308\'s Water # since 2020\n\ncalendar: "de-by"\nempty:\n'
        "dates:\n  ebr: 2026-12-01\nevents:\n  - {what: call, on: 2026-07-15}\n  - seen\n"
        "people:\n  csm: {name: 'Marsh, Oliver', calendar: gb-eng}\nlast: {a: b}"
    )
    data: Data = {
        "name": "Zo\u00eb's Water", "calendar": "de-by", "empty": None,
        "dates": {"ebr": "2026-12-01"}, "events": [{"what": "call", "on": "2026-07-15"}, "seen"],
        "people": {"csm": {"name": "Marsh, Oliver", "calendar": "gb-eng"}}, "last": {"a": "b"},
    }  # fmt: skip
    assert read_plain(text) == data
    monkeypatch.setattr(yaml_source, "read_plain", None)
    assert read(text) == Source(data, [])


@examples(160)
@given(st.one_of(soup, st.text(typed_characters), trees(texts).map(yaml.dump)))
@example("- !!str x")
@example("a: &b c")
@example('"a\\u202eb"')
@example("'<<': {a: 1}")
@example("a: 1\n---\nb: 2")
def test_quick_and_careful_reading_agree(text: str) -> None:
    """Whether places are asked for or not, the same data and the same faults come out."""
    assert read(text) == read(text, {})


@given(st.one_of(st.binary(max_size=60), st.text().map(lambda t: t.encode("utf-8-sig"))))
@example(b"a: \xff")
@example(b"\xef\xbb\xbfa: \xff")
@example("\ufeff\ufeff".encode())
def test_any_bytes_are_text_or_a_fault(raw: bytes) -> None:
    """No bytes raise; what is decoded can be read, a fault lies inside."""
    found = decode(raw)
    if isinstance(found, str):
        assert found.encode() in (raw, raw[3:])
        read(found)
        return
    rows = raw.decode("utf-8-sig", "replace").split("\n")
    assert 1 <= found.span.line <= len(rows)
    assert 1 <= found.span.column <= len(rows[found.span.line - 1]) + 1


@examples(60)
@given(
    st.text(typed_characters, max_size=20),
    st.sampled_from([b"\xff", b"\xc3", b"\x80", b"\xed\xa0\x80"]),
)
def test_bad_byte_is_found_where_it_is(before: str, bad: bytes) -> None:
    """The byte that is not UTF-8 is named, on its place, with a byte order mark or not."""
    raw = before.encode() + bad + b" x"
    for encoded in (raw, b"\xef\xbb\xbf" + raw):
        found = decode(encoded)
        assert isinstance(found, Fault)
        assert found.message == f"the byte 0x{bad[0]:02x} is not UTF-8"
        last = before.rsplit("\n", maxsplit=1)[-1]
        assert (found.span.line, found.span.column) == (before.count("\n") + 1, len(last) + 1)


@examples(60)
@given(
    st.text(typed_characters, max_size=20),
    st.sampled_from("\x00\x07\x1b\x7f\x9f\u200b\u202e\u2066\ufeff\u2028\u0085"),
)
def test_invisible_character_is_found_where_it_is(before: str, bad: str) -> None:
    """Controls, bidi marks, zero-width spaces and odd line ends are refused on their place."""
    found = decode(f"a{before}{bad}x".encode())
    assert isinstance(found, Fault)
    assert found.check == "character"
    assert f"U+{ord(bad):04X}" in found.message
    last = f"a{before}".split("\n")[-1]
    assert (found.span.line, found.span.column) == (before.count("\n") + 1, len(last) + 1)


# --- what is refused ---


def test_norway_stays_text() -> None:
    """What YAML 1.1 takes for booleans, numbers, times, dates and null is what was typed."""
    text = "\n".join(f"- {word}" for word in NORWAY)
    assert read(text).data == NORWAY
    assert read("\n".join(f"{word}: {word}" for word in NORWAY)).data == {w: w for w in NORWAY}


def test_nothing_is_nothing_and_quotes_are_empty() -> None:
    """A key without a value holds None, one with quotes an empty text."""
    assert read("a:\nb: ''\nc: \"\"\nd: [ ]\ne: { }\n").data == {
        "a": None, "b": "", "c": "", "d": [], "e": {},
    }  # fmt: skip
    assert read("").data is None
    assert read("# only a comment\n").data is None
    assert read("").faults == []


@pytest.mark.parametrize(
    ("text", "fault", "data"),
    [
        ("a: &x 1\nb: 2", ("anchor", 1, 4), {"a": "1", "b": "2"}),
        ("a: &x\n  b: 1", ("anchor", 1, 4), {"a": {"b": "1"}}),
        ("a: &x [1]", ("anchor", 1, 4), {"a": ["1"]}),
        ("a: 1\nb: *x", ("anchor", 2, 4), {"a": "1", "b": None}),
        ("- *x\n- 2", ("anchor", 1, 3), [None, "2"]),
        ("a: !!int 1", ("tag", 1, 4), {"a": "1"}),
        ("a: !!binary xx", ("tag", 1, 4), {"a": "xx"}),
        ("a: ! x", ("tag", 1, 4), {"a": "x"}),
        ("a: !!python/object/apply:os.system [x]", ("tag", 1, 4), {"a": ["x"]}),
        ("a:\n  b: 1\n  <<: {c: 2}", ("merge-key", 3, 3), {"a": {"b": "1"}}),
        ("a: 1\nb: 2\na: 3", ("repeated-key", 3, 1), {"a": "1", "b": "2"}),
        ("a: 1\na: {b: {c: 2}, d: [3]}\ne: 4", ("repeated-key", 2, 1), {"a": "1", "e": "4"}),
        ("{a: 1, a: 2}", ("repeated-key", 1, 8), {"a": "1"}),
        ("é: 1\ne\u0301: 2", ("repeated-key", 2, 1), {"é": "1"}),
        ("a: 1\n---\nb: 2", ("one-document", 2, 1), {"a": "1"}),
        ("? [a, b]\n: 1", ("key", 1, 3), {}),
        ("? {a: b}\n: 1", ("key", 1, 3), {}),
        ("*x : 1", ("anchor", 1, 1), {}),
        ('a: "\\x1b[31m"', ("character", 1, 4), {"a": "\x1b[31m"}),
        ('a: "\\u200b"', ("character", 1, 4), {"a": "\u200b"}),
        ('"\\0": 1', ("character", 1, 1), {"\0": "1"}),
    ],
)
def test_what_yaml_can_do_beyond_text_is_refused(
    text: str, fault: tuple[str, int, int], data: Data
) -> None:
    """Each gives one fault, on its place, and the rest of the file is read all the same."""
    assert faults(text) == [fault]
    assert read(text).data == data


NO_COLON = ("this line needs a ':' after its key", "write 'key: value'")
NO_SPACE = ("this line needs a space after its ':'", "write 'key: value'")
COLON = (
    "a ':' is not expected here",
    "put quotes around text that has ': ' in it, or check the indent",
)
START = ("this character cannot start a value", "put quotes around the text")
NO_DASH_SPACE = ("this line needs a space after its '-'", "write '- key: value'")
NO_SPACE_HERE = (
    "the blank here is no space",
    "it was copied from elsewhere: delete it, and type spaces",
)
OPEN_LIST = ("a list in [ ] is not closed", "close it with ']'")
OPEN_MAPPING = ("a mapping in { } is not closed", "close it with '}'")
OPEN_QUOTE = ("a quote is opened and never closed", "close it, on the line where it starts")
TAB = ("a tab is used to indent", "use spaces")
CONFLICT = (
    "two versions of these lines stand in this file, from a merge",
    "keep one, and delete the other and the lines with <<<<<<<, ======= and >>>>>>>",
)
DASH = ("this line needs a space after its '-'", "write '- key: value'")
BLANK = ("the blank here is no space", "it was copied from elsewhere: delete it, and type spaces")
AFTER_QUOTES = (
    "the quotes end here, and text follows",
    "put double quotes around all of it, and single ones inside",
)
ASTRAY = (
    "the indent or the quotes do not fit the lines above",
    "line it up with its neighbours, with spaces",
)
QUOTE_IT = "put double quotes around text that has ', [, { or a comma in it"
CHECK = "check quotes, colons and indent"


@pytest.mark.parametrize(
    ("text", "fault", "words", "hint"),
    [
        ("a: [1, 2", (1, 4), *OPEN_LIST),
        ("a: [\n1\n", (1, 4), *OPEN_LIST),
        ("a: [x\n y: 1", (1, 4), *OPEN_LIST),
        ("a: {b: 1", (1, 4), *OPEN_MAPPING),
        ("a: {b: 'c'\nd: 1", (1, 4), *OPEN_MAPPING),
        ('a: 1\nb: "x\nc: 2\n', (2, 4), *OPEN_QUOTE),
        ("a: 'x\n---\n", (1, 4), *OPEN_QUOTE),
        ("a: b: c", (1, 5), *COLON),
        ("a: b: c\nd:e", (1, 5), *COLON),  # the last line is not the line above
        ("a: 1\nb: c: d", (2, 5), *COLON),  # in line with the one above
        ("a: 1\n  b: 2", (2, 3), "this line stands too far to the right",
         "line it up with 'a' in the line above"),
        ("- a: 1\n   b: 2", (2, 4), "this line stands too far to the right",
         "line it up with 'a' in the line above"),
        ("a:\n  - b: |\n    c d\n  - e: f", (3, 5), "the text below '|' has to stand further right",
         "indent it"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n", (2, 1), *CONFLICT),
        ("a:\n  -b: 1\n   c: 2", (2, 3), *DASH),
        ("a:\n  -{b: 1, c: 2}", (2, 3), *DASH),
        ("a: 1\nb:\u00a02\nc: 3", (2, 3), *BLANK),
        ("a:\n\u00a0\u00a0b: 1\n  c: 2", (2, 1), *BLANK),
        ("a: [b, c}", (1, 9), "a ',' or ']' is expected here", "close it with ']'"),
        ("a: {b: c] # d", (1, 9), "a ',' or '}' is expected here", "close it with '}'"),
        ("a; b\nc: 1", (1, 1), *NO_COLON),
        ("a: b\tc: d", (1, 7), *COLON),
        ("a\tb: c: d", (1, 7), *COLON),
        ("- - a:b\n    c: 1", (2, 6), *COLON),
        ("a: 1\nb\nc: 2", (2, 1), *NO_COLON),
        ("a:\n  - b\n  c", (3, 3), *NO_COLON),
        ("a:\n  b\n\nc\nd: 1\n", (4, 1), *NO_COLON),
        ("title Onboard\nstage: x", (1, 1), *NO_COLON),
        ("  title Onboard\n  stage: x", (1, 3), *NO_COLON),
        ("a:\n\tb: 1", (2, 1), *TAB),
        ("\ta: 1", (1, 1), *TAB),
        ("a:\n - b\n\tc", (3, 1), *TAB),
        ("a:\n  \tb: 1\n", (2, 3), *TAB),
        ("a: @x", (1, 4), *START),
        ("a: `x`", (1, 4), *START),
        ("a: %x", (1, 4), *START),
        ("a: - b", (1, 4), "a list cannot start here",
         "put '- ' on a line of its own, under the key"),
        ("  a: 1\nb: 2", (2, 1), "this does not fit what is above it",
         "check the indent: the file has one list or one mapping"),
        ("a:\n  - b\n  c: 1", (3, 3), "this line does not fit the list above it",
         "start it with '- ', or check the indent"),
        ("a:\n    b: 1\n  c: 2", (3, 3), *ASTRAY),
        ("a: 'it's'", (1, 8), *AFTER_QUOTES),
        ('a: "b" c', (1, 8), *AFTER_QUOTES),
        ("a: 'b'\tc: d", (1, 8), *ASTRAY),
        ("[a,,b]", (1, 4), "a value is missing here",
         "write the value, or put quotes around it"),
        ("a:1\nb: 2", (1, 2), *NO_SPACE),
        ("a:b\n\n\nc: d", (1, 2), *NO_SPACE),
        ("a:b\n\nc: d", (1, 2), *NO_SPACE),
        ("b:\n  - a:1\n    c: 2", (2, 6), *NO_SPACE),
        ("a:\n  -{b: 1}\n  - {c: 2}", (2, 3), *NO_DASH_SPACE),
        ("a:\n  - b: 1\n  -c: 2\n", (3, 3), *NO_DASH_SPACE),
        ("a: 1\n -b: 2\n\n\n @c", (2, 2), *NO_DASH_SPACE),
        ("-a: 1\n@", (1, 1), *NO_DASH_SPACE),
        ("a:\n  -\xa0b: 1\n    c: 2", (2, 4), *NO_SPACE_HERE),
        ("a:\n\u3000b: 1\n  c: 2\n", (2, 1), *NO_SPACE_HERE),
        ("a: ['b' c]", (1, 9), "a ',' or ']' is expected here", QUOTE_IT),
        ("a: {b: 'c' d}", (1, 12), "a ',' or '}' is expected here", QUOTE_IT),
        ('a: "\\U00110000"', (1, 7), "this escape stands for no character",
         "delete it, or type the character itself"),
        ("a: *", (1, 5),
         "text that begins with * or & is read as a shortcut",
         "put quotes around it; a list begins with '- '"),
        ("%FOO\na: 1", (1, 5), "this is not YAML: found unknown directive name", CHECK),
    ],
)  # fmt: skip
def test_broken_yaml_is_said_in_plain_words(
    text: str, fault: tuple[int, int], words: str, hint: str
) -> None:
    """The frequent mistakes, where they began, and what would be right."""
    line, column = fault
    assert read(text).faults == [Fault((), Span(line, column, column + 1), "yaml", words, hint)]


TWICE, ELSEWHERE, OUT = "keep one of the two", "points to another place", "write the value out"
TYPED = "delete it: the field knows its type; text that begins with ! stands in quotes"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: &x 1", [(("a",), (1, 4, 8), "anchor", "the anchor '&x' is not allowed", OUT)]),
        ("a: &x\n  b: 1", [(("a",), (1, 4, 5), "anchor", "the anchor '&x' is not allowed", OUT)]),
        ("b: {&x a: 1}", [(("b",), (1, 5, 9), "anchor", "the anchor '&x' is not allowed", OUT)]),
        ("a: !!int 1", [(("a",), (1, 4, 11), "tag", "the tag '!!int' is not allowed", TYPED)]),
        ("a: 1\nb: [x, *y]", [(("b", 1), (2, 8, 10), "anchor", f"'*y' {ELSEWHERE}", OUT)]),
        (
            "a: 1\na: {b: *x, c: [*y]}\nd: *z",
            [
                (("a",), (2, 1, 2), "repeated-key",
                 "the key 'a' is here twice", TWICE, Span(1, 1, 2)),
                (("a", "b"), (2, 8, 10), "anchor", f"'*x' {ELSEWHERE}", OUT),
                (("a", "c", 0), (2, 16, 18), "anchor", f"'*y' {ELSEWHERE}", OUT),
                (("d",), (3, 4, 6), "anchor", f"'*z' {ELSEWHERE}", OUT),
            ],
        ),
        (
            "a: 1\na: *x\n",  # the value of a refused key is not looked into
            [(("a",), (2, 1, 2), "repeated-key",
              "the key 'a' is here twice", TWICE, Span(1, 1, 2))],
        ),
        (
            "a:\n  b: 1\n  <<: {c: 2}\nd: 1",
            [(("a",), (3, 3, 5), "merge-key", "the merge key '<<' is not allowed",
              "write the keys out")],
        ),
        (
            "b:\n  a: 1\n  c: 2\n  a: 3",
            [(("b", "a"), (4, 3, 4), "repeated-key",
              "the key 'a' is here twice", TWICE, Span(2, 3, 4))],
        ),
        (
            "a: 1\n---\nb: 2",
            [((), (2, 1, 4), "one-document", "a second document starts here",
              "put it into a file of its own")],
        ),
        (
            "? [a, b]\n: 1",
            [((), (1, 3, 4), "key", "a key has to be plain text",
              "put quotes around text with { or [")],
        ),
        ("*x : 1", [((), (1, 1, 3), "anchor", f"'*x' {ELSEWHERE}", OUT)]),
        (
            'a: ["x", "\\x1b[31m"]',
            [(("a", 1), (1, 10, 20), "character",
              "the invisible character U+001B is not allowed", "delete it")],
        ),
        (
            "[" * 51 + "x",
            [((), (1, 51, 52), "depth", "more than 50 levels of nesting", "flatten it")],
        ),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_in_full(text: str, found: list[tuple[Any, ...]]) -> None:
    """Each fault leads to its entry and its place, and says what is wrong and what to write."""
    told = [
        (f.route, tuple(f.span), f.check, f.message, f.hint, *([f.first] if f.first else []))
        for f in read(text).faults
    ]
    assert told == found


def test_number_of_faults_has_a_bound() -> None:
    """A hundred faults are told; the next one ends the reading, and says so."""
    assert len(read("a: [" + "*x, " * 100 + "]").faults) == 100
    *told, last = read("a: [" + "*x, " * 101 + "]").faults
    assert [fault.route for fault in told] == [("a", n) for n in range(100)]
    assert last == Fault(
        (), Span(1, 405, 407), "size", "more than 100 faults in one file", "mend these first"
    )


def test_mark_in_the_text_itself_has_no_place() -> None:
    """Half a character, which no file holds, is refused by the scanner without a word on where."""
    (fault,) = read("a: x\ud800").faults
    assert fault == Fault((), Span(1, 5, 6), "character", "a character is not allowed here")


def test_crlf_has_the_same_places() -> None:
    """A file from Windows says the same at the same lines and columns."""
    text = "a: 1\nb:\n  - x\n  - {c: d}\n"
    assert with_marks(text.replace("\n", "\r\n")) == with_marks(text)
    assert faults("a: 1\r\nb: *x\r\n") == [("anchor", 2, 4)]
    assert decode(b"a: 1\r\nb: 2\r\n") == "a: 1\r\nb: 2\r\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(encoding: str) -> None:
    """A file in UTF-16 is told to be that, not a heap of odd characters."""
    found = decode("\ufeffa: 1".encode(encoding.removesuffix("-le")))
    assert found == Fault((), Span(1, 1, 2), "encoding", "this file is UTF-16", "save it as UTF-8")


ACCENTS = "more accents stand on one letter than any language needs"
LF = "save it with LF line ends"


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"a: 1\rb: 2\r", ((1, 5), "character", "the lines of this file end in CR alone", LF)),
        ("a: x" + "\u0301" * 5, ((1, 5), "character", ACCENTS, "delete them")),
        (
            "é: x\nb: \u202e",
            ((2, 4), "character", "the invisible character U+202E is not allowed", "delete it"),
        ),
        (
            "\n\u202e: 1\nb: 2\n",
            ((2, 1), "character", "the invisible character U+202E is not allowed", "delete it"),
        ),
        (
            b"a: \0",
            ((1, 4), "character", "the invisible character U+0000 is not allowed", "delete it"),
        ),
        (
            b"\n\nab\xc3(",
            ((3, 3), "encoding", "the byte 0xc3 is not UTF-8", "save the file as UTF-8"),
        ),
        (
            b"a: \xff",
            ((1, 4), "encoding", "the byte 0xff is not UTF-8", "save the file as UTF-8"),
        ),
    ],
)
def test_what_no_text_needs_is_named(
    raw: bytes | str, fault: tuple[tuple[int, int], str, str, str]
) -> None:
    """Old line ends, towers of accents and turned writing are refused, each in its own words."""
    (line, column), check, words, hint = fault
    found = decode(raw if isinstance(raw, bytes) else raw.encode())
    assert found == Fault((), Span(line, column, column + 1), check, words, hint)


def test_byte_order_mark_is_no_part_of_the_text() -> None:
    """A UTF-8 file may start with a mark."""
    assert decode("\ufeffa: 1".encode()) == "a: 1"


# --- bounds ---


@pytest.mark.parametrize(("start", "end"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_depth_has_a_bound(start: str, end: str) -> None:
    """Fifty levels are read, one more is refused on its place."""
    deep = start * MAX_DEPTH + "x" + end * MAX_DEPTH
    assert read(deep).faults == []
    assert faults(start * (MAX_DEPTH + 1) + "x") == [("depth", 1, len(start) * MAX_DEPTH + 1)]


@pytest.mark.parametrize("text", ["[" * 30_000, "{a: " * 30_000, "- " * 30_000, "? " * 30_000])
def test_deep_nesting_crashes_nothing(text: str) -> None:
    """What makes libyaml's own composer crash is refused early."""
    assert read(text).faults[-1].check in ("depth", "key")


def test_number_of_values_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many values as allowed, keys counted, and not one more."""
    for module in (yaml_plain, yaml_source):
        monkeypatch.setattr(module, "MAX_NODES", 5)
    monkeypatch.setattr(yaml_lines, "LONGEST", 0)  # a longer text is not read line by line
    assert read("a: 1\nb: 2").faults == []
    assert read("a: 1\nb: 2\nc: 3").faults == [
        Fault((), Span(3, 1, 2), "size", "more than 5 values in one file", "split it")
    ]
    assert faults("[[1, 2], 3, 4]") == [("size", 1, 13)]
    assert read("[[1, 2], 3]").faults == []


def test_bombs_do_not_go_off() -> None:
    """Nine levels of aliases and of merge keys stay as small as they are typed."""
    layers = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 10))]
    merges = [
        "m0: &m0 {k: v}",
        *(f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}" for n in range(1, 10)),
    ]
    source = read("\n".join(layers + merges))
    assert {fault.check for fault in source.faults} == {"anchor", "merge-key"}
    assert len(list(routes(source.data))) < 100


def test_dropped_values_leave_no_marks() -> None:
    """What stands under a refused key is not in the data, and no mark leads to it."""
    source, marks = with_marks("a: 1\na: {b: [1, {c: 2}]}\nd: 3\n")
    assert source.data == {"a": "1", "d": "3"}
    assert set(marks) == {(), ("a",), ("d",)}
    assert marks[("a",)].value == Span(1, 4, 5)


def test_alias_has_its_place() -> None:
    """In the place of an alias stands nothing, with its mark: a problem there can be told."""
    source, marks = with_marks("a: *x\nb: [1, *yz]\n")
    assert source.data == {"a": None, "b": ["1", None]}
    assert marks[("a",)] == Place(Span(1, 1, 2), Span(1, 4, 6))
    assert marks[("b", 1)] == Place(None, Span(2, 8, 11))


def test_quoted_merge_key_is_plain_text() -> None:
    """`"<<"` in quotes is a key like any other."""
    assert read('"<<": 1') == Source({"<<": "1"}, [])


def test_block_text_keeps_its_lines() -> None:
    """Block and folded text come back as YAML says; their mark is where they start."""
    source, marks = with_marks("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: x\n")
    assert source.data == {"a": "one\ntwo\n", "b": "one two", "c": "x"}
    assert [marks[(key,)].value[:2] for key in "abc"] == [(1, 4), (4, 4), (7, 4)]


def test_marks_are_made_only_when_asked_for() -> None:
    """Reading with and without marks gives the same."""
    text = "a: [1, {b: 2}]\n"
    assert read(text) == with_marks(text)[0]


# --- the quick way, and what the scanner leaves unsaid ---


def test_sound_file_is_read_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Care is taken only where something is unusual; then it says what."""
    text = "a: [1, {b: 'x', c: \"y\", d: }]\ne\u0301: z\n\"\": ''\n"
    data: Data = {"a": ["1", {"b": "x", "c": "y", "d": None}], "é": "z", "": ""}
    assert read_plain(text) == data
    assert read_plain("- a: x\u200b\n") == [{"a": "x\u200b"}]  # the decoder looks after these
    monkeypatch.setattr(yaml_source, "_read_with_care", None)
    assert read(text) == Source(data, [])


@pytest.mark.parametrize(
    "text",
    [
        "", "a: &x 1", "&x a: 1", "a: &x [1]", "a: *x", "- *x", "a: !t 1", "a: !t {}", "a: 1\na: 2",
        "a: 1\n<<: b", "? [a]\n: 1", "*x : 1", "a: 1\n--- \nb: 2", 'a: "\\u200b"', '"\\0": 1',
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "{a: " * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1),
    ],
)  # fmt: skip
def test_unusual_file_is_left_to_care(text: str) -> None:
    """Whatever is not plain data is not read the quick way."""
    with pytest.raises(UnusualError):
        read_plain(text)


def test_quick_way_has_the_same_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty levels; as many values as allowed, keys counted, a list or mapping in another twice."""
    deep = "[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH
    assert str(read_plain(deep)).count("[") == MAX_DEPTH
    deep = "{a: " * MAX_DEPTH + "x" + "}" * MAX_DEPTH
    assert str(read_plain(deep)).count("{") == MAX_DEPTH
    monkeypatch.setattr(yaml_plain, "MAX_NODES", 5)
    for fits in ("[1, 2, 3, 4]", "{a: 1, b: 2}", "[[1], 2]", "[{a: 1}]", "{a: [1]}"):
        assert read_plain(fits)
    for more in ("[1, 2, 3, 4, 5]", "{a: 1, b: 2, c: 3}", "[[1], 2, 3]", "[{a: 1}, 2]"):
        with pytest.raises(UnusualError):
            read_plain(more)


def test_nothing_and_empty_text_with_care() -> None:
    """With marks too a key without a value holds None, and one with quotes an empty text."""
    source, _ = with_marks("a:\nb: ''\nc: \"\"\n")
    assert source == Source({"a": None, "b": "", "c": ""}, [])


def mark(line: int, column: int) -> yaml.Mark:
    """A place as the scanner tells it, counted from 0."""
    return yaml.Mark("", 0, line, column, None, 0)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (yaml.MarkedYAMLError(), Fault((), Span(1, 1, 2), "yaml", "this is not YAML", CHECK)),
        (
            yaml.MarkedYAMLError("the start", mark(1, 2)),
            Fault((), Span(2, 3, 4), "yaml", "this is not YAML: the start", CHECK),
        ),
        (
            yaml.MarkedYAMLError(None, None, "the middle", mark(9, 9)),
            Fault((), Span(3, 3, 4), "yaml", "this is not YAML: the middle", CHECK),
        ),
        (
            yaml.MarkedYAMLError(None, None, "the end", mark(3, 0)),
            Fault((), Span(3, 3, 4), "yaml", "this is not YAML: the end", CHECK),
        ),
        (
            yaml.MarkedYAMLError(None, mark(2, 0)),
            Fault((), Span(3, 1, 2), "yaml", "this is not YAML: ", CHECK),
        ),
    ],
)
def test_scanner_that_says_little(
    monkeypatch: pytest.MonkeyPatch, error: yaml.MarkedYAMLError, fault: Fault
) -> None:
    """No place, no words, or a place behind the end: there is a fault and a place all the same."""

    def broken(*_: object, **__: object) -> Iterator[yaml.Event]:
        raise error

    monkeypatch.setattr(yaml, "parse", broken)
    assert read("a: 1\nb: 2\nc:", {}).faults == [fault]


def test_tab_is_named_wherever_it_is_in_the_way() -> None:
    """The first one of an indent, or the one at which the scanner stops."""
    assert in_plain_words("x", ["\ta\tb"], (0, 1), (0, 0)) == Said(*TAB, 0, 0)
    assert in_plain_words("x", ["a: \tb"], (0, 3), (0, 0)) == Said(*TAB, 0, 3)
    said = in_plain_words("did not find expected ',' or ']'", ["a: [1"], (1, 0), (1, 0))
    assert said == Said(*OPEN_LIST, 1, 0)


def test_missing_space_is_sought_on_three_lines() -> None:
    """Where the scanner stopped, where it began, and on the line above with something on it."""
    lines = ["-a: 1", "", "  -b: 1", "-c: 1"]
    for stopped, began, line, column in ((3, 0, 3, 0), (1, 2, 2, 2), (1, 1, 0, 0), (9, 9, 3, 0)):
        said = in_plain_words("x", lines, (stopped, 0), (began, 0))
        assert said == Said(*NO_DASH_SPACE, line, column)


def test_plain_text_prints() -> None:
    """With line feeds, and nothing else; letters with accents, but no accents apart."""
    assert is_plain("a: 1\nb: ~\n")
    assert is_plain("Zo\u00eb Ne\u010das\n")
    assert not any(is_plain(f"a{sign}b") for sign in "\r\t\0\x7f\x85\u00ad\u0301\u200b\ufeff")


@examples(200)
@given(st.text(st.one_of(typed_characters, st.sampled_from("\u0300\u0301\u02ff\x85"))))
def test_plain_text_has_nothing_forbidden(text: str) -> None:
    """What is taken without a look at each character would have passed that look."""
    assert not (is_plain(text) and FORBIDDEN.search(text))


def test_lines_in_lines() -> None:
    """Mappings and lists on deeper lines, three and more deep, and back out again."""
    text = "a:\n  b:\n    c:\n      - d: 1\n      - e\n    f: 2\n  g: 3\nh: {i: 4 , j: '5'}\n"
    ends = "k: 'v'\nl: MAX\nm: {n: MAX}\no: p\u00a0\nq: {r: s\u00a0}\n"
    assert read_lines(ends) == read_plain(ends)
    pairs = "a: { X: XbX, c: '',d: 'e, f',  g: \"h: i\", j: \"'\"}\n"
    assert read_lines(pairs) == read_plain(pairs)
    found = {"a": {"b": {"c": ["x"], "f": "2"}, "g": "3"}, "h": {"i": "4", "j": "5"}}
    plain = text.replace("      - d: 1\n      - e\n", "      - x\n")
    assert read_lines(plain) == read_plain(plain) == found
    for odd in (text, "a: b:\n", "a: b: c\n", "a:\n    b: 1\n  c: 2\n", "a: {b: ', c: '}\n"):
        with pytest.raises(UnusualError):
            read_lines(odd)
