"""The steps of keeping a checklist, one by one: what each makes of a few lines."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from test_keep import BODY, edit, generated

from generator.keep import FORMAT, RefusedError, keep, put_states, reading, states
from generator.keep.gate import front, read
from generator.keep.items import quotes
from generator.keep.marks import (
    Base,
    Entry,
    Task,
    fingerprint,
    joined,
    numbered,
    read_base,
    task,
    telling,
    told,
    write_base,
)
from generator.keep.order import moved, put_in, section_end, take_out, to_the_left
from generator.keep.sheet import (
    FOOT,
    HEAD,
    OWN,
    TASK,
    TEXT,
    Piece,
    _Reader,
    name_texts,
    parse,
    split,
    width,
)
from generator.keep.texts import replacements

A, B = "0123abcd", "89efcdab"


# --- marks ---


def test_fingerprint_is_blake2() -> None:
    """Eight digits, the same on every machine and in every version."""
    assert fingerprint("") == "1271cf25"
    assert fingerprint("Call Tom · due 1 Dec") == "584ce8b6"


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (f"- [ ] Call <!-- id: call {A} -->\n", ("- [", " ", "] ", "Call", "call", A)),
        (f"\t12) [x]\tCall Tom<!--id:call {A}-->\r\n",
         ("\t12) [", "x", "]\t", "Call Tom", "call", A)),
        (f"* [] Call <!-- id: a-1 {A} --> later\n", ("* [", "", "] ", "Call later", "a-1", A)),
        (f"+ [ab-] Call <!-- id: call {A} -->", ("+ [", "ab-", "] ", "Call", "call", A)),
        ("- [x] mine\n", ("- [", "x", "] ", "mine", "", "")),
        ("- mine\n", ("", None, "", "- mine", "", "")),
        (f"Call <!-- id: call {A} -->", ("", None, "", "Call", "call", A)),
        ("- [four] mine", ("", None, "", "- [four] mine", "", "")),
        (f"- [ ] a <!-- id: a {A} --> b <!-- id: b {B} -->",
         ("- [", " ", "] ", f"a b <!-- id: b {B} -->", "a", A)),
    ],
)  # fmt: skip
def test_line_of_an_item(line: str, parts: tuple[str, ...]) -> None:
    """Its box, its label, its marker: as a person may have left them."""
    assert task(line) == Task(*parts)


def test_line_is_made_anew_with_what_stood_there() -> None:
    """Bullet, box and gap are the person's; an item without a box gets none."""
    line = task(f"  3. [~]  Call <!-- id: call {A} -->\n")
    assert line.line("Phone", "phone", B) == f"  3. [~]  Phone <!-- id: phone {B} -->"
    assert task("Call").line("Phone", "phone", B) == f"Phone <!-- id: phone {B} -->"
    assert [task(f"- [{state}] a").blank for state in (" ", "", "x", "~")] == [
        True,
        True,
        False,
        False,
    ]
    assert task("no box").blank


def test_told_lines() -> None:
    """A line that tells something is known by its fingerprint; changed, it is the person's."""
    line = telling("ticked as", "Call Tom")
    assert line == f"- ticked as: Call Tom <!-- told: {fingerprint('ticked as: Call Tom')} -->"
    assert told(f"    {line}\n") == ("ticked as", "Call Tom")
    assert told(telling("handbook text now", "a: b")) == ("handbook text now", "a: b")
    assert told(line.replace("Tom", "Ann")) is None
    assert told("- ticked as: Call Tom") is None
    assert told(f"{line} and more") is None
    assert told(telling("said by", "Tom")) is None


BASE = Base(
    order=["#0123abcd", "call", "=89efcdab", "=89efcdab.2", "room"],
    items={"call": Entry(A, B), "room": Entry(B, "")},
    archived={"old-1": Entry(A, "-"), "old-2": Entry(B, "")},
    dropped=["lunch", "notes"],
)
COMMENT = (
    "<!-- base: #0123abcd, call:0123abcd:89efcdab, =89efcdab, =89efcdab, room:89efcdab: "
    "| dropped: lunch, notes | archived: old-1:0123abcd:-, old-2:89efcdab: | end -->"
)


def test_last_comment() -> None:
    """Written and read back; without an archive or anything deleted these parts are short."""
    assert write_base(BASE) == COMMENT
    assert read_base(f"{COMMENT}\n") == BASE
    assert write_base(Base()) == "<!-- base: | dropped: | end -->"
    assert read_base(write_base(Base())) == Base()
    only = Base(order=["call"], items={"call": Entry(A, "")})
    assert write_base(only) == "<!-- base: call:0123abcd: | dropped: | end -->"
    assert read_base(write_base(only)) == only


def test_last_comment_as_a_person_may_leave_it() -> None:
    """Wrapped lines and spaces do no harm; the first form has no notes; all else is no base."""
    assert read_base(COMMENT.replace(" ", "\n  ").replace("\n  base", " base")) == BASE
    older = read_base(f"<!-- base: call:{A} | dropped: | end -->")
    assert older == Base(order=["call"], items={"call": Entry(A, None)})
    for wrong in (
        COMMENT.replace("end", "ende"),
        COMMENT.replace("89efcdab: |", "89efcda: |"),
        COMMENT.replace("old-1:0123abcd", "old-1;0123abcd"),
        COMMENT.replace("| dropped: lunch, notes ", ""),
        f"x{COMMENT}",
    ):
        assert read_base(wrong) is None


def test_same_text_again_has_a_number() -> None:
    """From the second time on."""
    seen: dict[str, int] = {}
    found = [numbered(token, seen) for token in ("=a", "=b", "=a", "=a", "=b")]
    assert found == ["=a", "=b", "=a.2", "=a.3", "=b.2"]


def test_words_of_lines() -> None:
    """What stands around and between them does not count."""
    assert joined(["  a b \r\n", "\n", "\tc\n", "   "]) == "a b\nc"
    assert joined([]) == ""


# --- sheet ---


def test_lines_end_as_markdown_knows() -> None:
    """LF, CRLF and CR; other separators are no line ends."""
    assert split("a\nb\r\nc\rd\x0be\u2028f\x85g") == ["a\n", "b\r\n", "c\r", "d\x0be\u2028f\x85g"]
    assert split("") == []
    assert split("\n\r\n\r") == ["\n", "\r\n", "\r"]


def test_width_of_an_indent() -> None:
    """A tab reaches to the next fourth column."""
    lines = ("a", " a", "\ta", "  \ta", "\t a", "    \ta", "   ", "\t", "", "\xa0a", "X a")
    assert [width(line) for line in lines] == [0, 1, 4, 4, 5, 8, 3, 4, 0, 0, 0]


M = f"<!-- id: call {A} -->"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("\n\n", []),
        ("a\nb\n\nc\n", [(TEXT, 0, "a\nb\n", "\n"), (TEXT, 0, "c\n", "")]),
        ("# a\nb\n", [(HEAD, 0, "# a\n", ""), (TEXT, 0, "b\n", "")]),
        ("#a\n####### b\n", [(TEXT, 0, "#a\n####### b\n", "")]),
        ("a\n## b\n", [(TEXT, 0, "a\n", ""), (HEAD, 0, "## b\n", "")]),
        ("- a\nb\n  c\n- d\n", [(OWN, 0, "- a\nb\n  c\n", ""), (OWN, 0, "- d\n", "")]),
        ("- a\n\nb\n", [(OWN, 0, "- a\n", "\n"), (TEXT, 0, "b\n", "")]),
        ("- a\n\n  b\n", [(OWN, 0, "- a\n\n  b\n", "")]),
        ("- a\n  - b\n- c\n", [(OWN, 0, "- a\n  - b\n", ""), (OWN, 0, "- c\n", "")]),
        (f"- a {M}\n  - b\n", [(TASK, 0, f"- a {M}\n  - b\n", "")]),
        (f"- a\n  - b {M}\n  c\n", [(OWN, 0, "- a\n", ""), (TASK, 1, f"  - b {M}\n  c\n", "")]),
        (f"- a\n  - b {M}\n\n  c\n",
         [(OWN, 0, "- a\n", ""), (TASK, 1, f"  - b {M}\n", "\n"), (TEXT, 1, "  c\n", "")]),
        (f"- a\n  - b {M}\n\n  c\n\n  d\n",
         [(OWN, 0, "- a\n", ""), (TASK, 1, f"  - b {M}\n", "\n"), (TEXT, 1, "  c\n\n  d\n", "")]),
        (f"- a {M}\n\n  > b\n\n\n# c\n",
         [(TASK, 0, f"- a {M}\n\n  > b\n", "\n\n"), (HEAD, 0, "# c\n", "")]),
        (f"- a {M}\n  # b\n", [(TASK, 0, f"- a {M}\n  # b\n", "")]),
        ("> a\n> b\nc\n", [(TEXT, 0, "> a\n", ""), (TEXT, 0, "> b\nc\n", "")]),
        ("123456789. a\n1234567890. b\n", [(OWN, 0, "123456789. a\n1234567890. b\n", "")]),
        ("-a\n-\n", [(TEXT, 0, "-a\n", ""), (OWN, 0, "-\n", "")]),
        ("```\n# a\n```\n- b\n", [(TEXT, 0, "```\n# a\n```\n", ""), (OWN, 0, "- b\n", "")]),
        ("```\n# a\n", [(TEXT, 0, "```\n", ""), (HEAD, 0, "# a\n", "")]),
        ("```\n\n# a\n```\n", [(TEXT, 0, "```\n\n# a\n```\n", "")]),
        ("~~~\n~~\n# a\n~~~ x\n# b\n~~~\n", [(TEXT, 0, "~~~\n~~\n# a\n~~~ x\n# b\n~~~\n", "")]),
        ("``` x\n# a\n``` y\n", [(TEXT, 0, "``` x\n", ""), (HEAD, 0, "# a\n", ""),
                               (TEXT, 0, "``` y\n", "")]),
        ("~~~ x`y\n# a\n~~\n~~~~\n# b\n",
         [(TEXT, 0, "~~~ x`y\n# a\n~~\n~~~~\n", ""), (HEAD, 0, "# b\n", "")]),
        ("``` x`y\n# a\n```\n",
         [(TEXT, 0, "``` x`y\n", ""), (HEAD, 0, "# a\n", ""), (TEXT, 0, "```\n", "")]),
        (f"- a {M}\n  ```\n  # b\n# c\n",
         [(TASK, 0, f"- a {M}\n  ```\n  # b\n", ""), (HEAD, 0, "# c\n", "")]),
        (f"- a {M}\n  ```\n  # b\n", [(TASK, 0, f"- a {M}\n  ```\n  # b\n", "")]),
        (f"- a {M}\n  ```\n  - b {M}\n", [(TASK, 0, f"- a {M}\n  ```\n  - b {M}\n", "")]),
        (f"- a {M}\n  <!-- x\n- b\n",
         [(TASK, 0, f"- a {M}\n  <!-- x\n", ""), (OWN, 0, "- b\n", "")]),
        ("<!-- a\n# b\n-->\n# c\n", [(TEXT, 0, "<!-- a\n# b\n-->\n", ""), (HEAD, 0, "# c\n", "")]),
        ("<!-- a -->\n# b\n-->\n",
         [(TEXT, 0, "<!-- a -->\n", ""), (HEAD, 0, "# b\n", ""), (TEXT, 0, "-->\n", "")]),
        ("<!-- a\n# b\n", [(TEXT, 0, "<!-- a\n", ""), (HEAD, 0, "# b\n", "")]),
        (f"- a {M}\n  <!-- base: x\n  y -->\n- b\n",
         [(TASK, 0, f"- a {M}\n", ""), (FOOT, 0, "  <!-- base: x\n  y -->\n", ""),
          (OWN, 0, "- b\n", "")]),
        ("<!-- base: x\n# b", [(FOOT, 0, "<!-- base: x\n", ""), (HEAD, 0, "# b", "")]),
        ("<!-- base: x -->\nb", [(FOOT, 0, "<!-- base: x -->\n", ""), (TEXT, 0, "b", "")]),
    ],
)  # fmt: skip
def test_text_in_pieces(text: str, pieces: list[tuple[str, int, str, str]]) -> None:
    """Items with what belongs to them, headings, paragraphs, blocks; and the blank lines behind."""
    sheet = parse(text)
    found = [(p.kind, p.depth, "".join(p.lines), "".join(p.tail)) for p in sheet.pieces]
    assert found == pieces
    assert str(sheet) == text


def test_front_matter_is_the_first_thing_or_nothing() -> None:
    """From the first line to the next of its kind, and the blank lines behind it."""
    assert parse("---\na: 1\n---\n\n\nb\n").front == ["---\n", "a: 1\n", "---\n", "\n", "\n"]
    assert parse(" --- \na\n---").front == [" --- \n", "a\n", "---"]
    assert parse("\n---\na\n---\n").front == ["\n"]
    assert parse("---\na\n---\nb\n").front == ["---\n", "a\n", "---\n"]
    assert parse("---\na\n").front == []
    assert parse("").front == []


# --- items ---


def test_quotes_are_those_of_markdown() -> None:
    """Lines that begin with the sign behind blanks and tabs, and nothing else."""
    lines = ["a\n", "> b\n", " \t> c\n", "\n", ">\n", "\xa0> d\n", "X> e\n", "\t>f"]
    assert [lines[where] for where in quotes(lines)] == [
        ["> b\n", " \t> c\n"], [">\n"], ["\t>f"],
    ]  # fmt: skip
    assert list(quotes([])) == []


# --- gate ---


def full(text: str) -> tuple[str, int | None]:
    """Why a file is refused, and on which line."""
    with pytest.raises(RefusedError) as refused:
        keep(text.encode(), generated(BODY.replace("1 Dec", "5 Dec")))
    assert str(refused.value) == refused.value.message
    return refused.value.message, refused.value.line


NO_FRONT = (
    "the file does not begin as a checklist does, with customer, playbook and format "
    "between two lines of ---"
)
CUT = (
    "the comment that ends a checklist (<!-- base: ... | end -->) is missing: "
    "the file may have been cut off"
)
SPOILT = (
    "the comment that ends a checklist is not as it was written: "
    "the file may have been cut off, or the comment edited"
)
CONFLICT = "there are conflict markers of a merge: settle them first"


def test_refusals_in_full() -> None:
    """Each with its line and all its words."""
    text = generated()
    last = text.count("\n")
    assert full(text.replace("playbook: ebr\n", "")) == (NO_FRONT, 1)
    assert full("x") == (NO_FRONT, 1)
    long = "y" * 30
    assert full(text.replace(f"format: {FORMAT}", f"format: {long}")) == (
        f"'{long[:20]}' is not a format that a checklist can have", 4
    )  # fmt: skip
    for number in ("0", "02", "1234567", "-1", ""):
        what = f"'{number}' is not a format that a checklist can have"
        assert full(text.replace(f"format: {FORMAT}", f"format: {number}")) == (what, 4)
    assert full(text.replace(f"format: {FORMAT}", f"format: {FORMAT + 1}")) == (
        f"the file has format {FORMAT + 1}, this Handrail knows formats up to {FORMAT}: "
        "use a newer Handrail", 4,
    )  # fmt: skip
    foot = text[text.index("<!-- base:") :]
    assert full(text.replace(foot, "")) == (CUT, last - 1)
    assert full(f"{text}\nmore\n{foot}") == (
        f"the comment that ends a checklist stands twice, in lines {last} and {last + 3}: "
        "take one away", last + 3,
    )  # fmt: skip
    assert full(text.replace("| end", "| ende")) == (SPOILT, last)
    for mark in ("<<<<<<<", ">>>>>>>", "|||||||"):
        assert full(text.replace("## After", f"{mark} HEAD\n## After")) == (CONFLICT, 23)
        assert full(text.replace("## After", f"{mark}\r\n## After")) == (CONFLICT, 23)
        fine = text.replace("## After", f"{mark}<\n{mark[1:]}\n x{mark} \n## After").encode()
        assert keep(fine, generated()).content == fine
        assert full(f"\n{mark}\n") == (CONFLICT, 2)
    name = "b" * 90
    assert full(text.replace("customer: aurora", f"customer: {name}")) == (
        f"the file belongs to the customer '{name[:80]}', not to 'aurora'", 2
    )  # fmt: skip
    assert full(text.replace("playbook: ebr", "playbook: b")) == (
        "the file belongs to the playbook 'b', not to 'ebr'", 3
    )  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        keep(text.encode().replace(b"Tom", b"T\xf6m"), text)
    what = "the file is not UTF-8 text: save it as UTF-8"
    assert (refused.value.message, refused.value.line) == (what, 17)
    with pytest.raises(RefusedError) as refused:
        keep(b"\n\xff", text)
    assert (refused.value.message, refused.value.line) == (what, 2)


def test_deletions_in_full() -> None:
    """The numbers, and what to say; none are counted that had been deleted before."""
    items = "".join(f"- [ ] Step {n} · due 1 Dec #{chr(97 + n)}\n\n" for n in range(10))
    body = f"# Ten\n\n{items}"
    text = generated(body)
    lines = [f"- [ ] Step {n}" for n in range(10)]

    def without(text: str, *numbers: int) -> str:
        keep_ = [
            one for one in text.split("\n") if not any(one.startswith(lines[n]) for n in numbers)
        ]
        return "\n".join(keep_)

    new = generated(body.replace("1 Dec", "2 Dec"))
    assert keep(without(text, 0, 1, 2).encode(), new).story.deleted == ("a", "b", "c")
    with pytest.raises(RefusedError) as refused:
        keep(without(text, 0, 1, 2, 3).encode(), new)
    assert refused.value.message == (
        "4 of the 10 items are no longer in the file: if that is meant, say --accept-deletions"
    )
    assert refused.value.line is None
    first = keep(without(text, 0, 1, 2).encode(), new).content.decode()
    second = keep(without(first, 3, 4).encode(), new)  # two are never too many
    assert second.story.deleted == ("a", "b", "c", "d", "e")
    with pytest.raises(RefusedError, match="3 of the 7 items"):
        keep(without(first, 3, 4, 5).encode(), new)


def test_front_matter_is_read_with_its_lines() -> None:
    """Our keys alone, however they are spaced."""
    text = "---\ncustomer:\ta \nmine: b\nplaybook:b\nformat: 2\n---\n"
    assert front(parse(text).front) == {
        "customer": ("a", 2),
        "playbook": ("b", 4),
        "format": ("2", 5),
    }


def test_paper_keeps_how_the_file_was_written() -> None:
    """Mark at the start, line ends by their number, an open end."""
    text = generated()
    paper = read(text.encode())
    assert (paper.bom, paper.eol, paper.open_end, paper.format) == ("", "\n", False, FORMAT)
    windows = text.replace("\n", "\r\n")
    paper = read(f"\ufeff{windows}".rstrip().encode())
    assert (paper.bom, paper.eol, paper.open_end) == ("\ufeff", "\r\n", True)
    assert read(windows.replace("\r\n", "\n", windows.count("\n") // 2 + 1).encode()).eol == "\n"
    assert read(windows.replace("\r\n", "\n", windows.count("\n") // 2 - 1).encode()).eol == "\r\n"
    assert not read(f"{windows[:-1]}".encode()).open_end
    half = windows if windows.count("\n") % 2 == 0 else f"{windows}\r\n"
    assert read(half.replace("\r\n", "\n", half.count("\n") // 2).encode()).eol == "\n"


# --- states ---


def test_states_are_put_one_by_one() -> None:
    """Any sign but brackets and line ends; what stands before and after a box is left alone."""
    text = generated()
    for state in ("X", "x", "?", "ß"):
        assert put_states(text.encode(), {"notes": state}).content.decode() == text.replace(
            "[ ] Send", f"[{state}] Send"
        )
    for state in ("[", "]", "\r", "\n", "", "xx"):
        with pytest.raises(RefusedError) as refused:
            put_states(text.encode(), {"call": state})
        assert refused.value.message == f"'{state}' is no state that the box of 'call' can have"
    with pytest.raises(RefusedError) as refused:
        put_states(text.encode(), {"call": "abcdefghijklmnopqrstuvwxyz"})
    what = "'abcdefghijklmnopqrst' is no state that the box of 'call' can have"
    assert refused.value.message == what
    open_end = text.removesuffix("\n")
    assert put_states(open_end.encode(), {"call": "x"}).content.decode() == open_end.replace(
        "[ ] Call", "[x] Call"
    )


def test_states_of_items_without_box_or_marker() -> None:
    """What has no box gets none; what has no marker is read but not written to."""
    text = generated().replace("- [ ] Call", "Call")
    assert states(text.encode()) == {"room": " ", "notes": " "}
    assert put_states(text.encode(), {"call": "x"}).content.decode() == text
    unmarked = edit("Call Tom · due 1 Dec #call", "Call Tom · due 1 Dec").replace("[ ] C", "[x] C")
    assert states(unmarked.encode()) == {"call": "x", "room": " ", "notes": " "}
    done = put_states(unmarked.encode(), {"call": "~", "notes": "x"})
    assert done.content.decode() == unmarked.replace("[ ] Send", "[x] Send")
    assert (done.story.changed, done.story.kept) == (("notes",), ())
    assert set(reading(unmarked.encode()).deleted) == set()


# --- order and texts ---


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("abc", "abc", ""),
        ("abc", "acb", "c"),
        ("abc", "cab", "c"),
        ("abcde", "bcdea", "a"),
        ("abcdef", "fabcde", "f"),
        ("abcdef", "badcfe", "bdf"),
        ("abc", "xbyaz", "b"),
        ("", "abc", ""),
        ("abc", "", ""),
        ("abc", "cba", "cb"),
        ("abc", "bca", "a"),
        ("abcd", "bcad", "a"),
    ],
)
def test_fewest_have_moved(before: str, after: str, found: str) -> None:
    """As few as possible are said to have moved; what only one side has is not looked at."""
    assert moved(before, after) == set(found)


def test_new_texts_take_the_places_of_old_ones() -> None:
    """Between the same neighbours, first for first, headings for headings."""
    before = ["#h", "=a", "=b", "i1", "=c", "i2", "#k", "i3"]
    after = ["#h", "=x", "=y", "=z", "i1", "=w", "i2", "#l", "=n", "i3"]
    pairs, even = replacements(before, after)
    assert pairs == {"=a": "=x", "=b": "=y", "=c": "=w", "#k": "#l"}
    assert even == {"=c", "#k"}
    assert replacements(["=a", "i1"], ["i1", "=b"]) == ({}, set())
    assert replacements(["i1"], ["=a", "i1"]) == ({}, set())
    assert replacements(["=a"], ["=b"]) == ({"=a": "=b"}, {"=a"})


def sheet_of(text: str) -> list[Piece]:
    """Pieces, those whose first word has a capital being the handbook's."""
    pieces = parse(text).pieces
    for piece in pieces:
        words = piece.lines[0].strip("#-* \n")
        piece.token = words if words[:1].isupper() else ""
    return pieces


def named(pieces: list[Piece], words: str) -> Piece:
    """The piece whose first line has these words."""
    return next(piece for piece in pieces if words in piece.lines[0])


def text_of(pieces: list[Piece]) -> str:
    return "".join(map(str, pieces))


NESTED = (
    f"# A\n\n- One <!-- id: a {A} -->\n  - Two <!-- id: b {A} -->\n\n- Three <!-- id: c {A} -->\n"
)


def test_piece_goes_with_what_stands_in_it() -> None:
    """The blank line behind it stays behind what stood before, where that had none."""
    pieces = sheet_of(NESTED)
    out = take_out(pieces, named(pieces, "One"), "\n")
    assert [p.lines[0].split()[1] for p in out] == ["One", "Two"]
    assert text_of(pieces) == f"# A\n\n- Three <!-- id: c {A} -->\n"
    assert text_of(out).endswith("Two <!-- id: b 0123abcd -->\n\n")
    pieces = sheet_of(NESTED)
    out = take_out(pieces, named(pieces, "Two"), "\n")
    assert text_of(out) == f"  - Two <!-- id: b {A} -->\n"
    assert text_of(pieces) == f"# A\n\n- One <!-- id: a {A} -->\n\n- Three <!-- id: c {A} -->\n"
    pieces = sheet_of("- a\n- b\ntext\n\n# C\n")
    take_out(pieces, named(pieces, "b"), "\r\n")
    assert text_of(pieces) == "- a\n\n# C\n"
    pieces = sheet_of("- a\n- b\n# C\n")
    take_out(pieces, named(pieces, "b"), "\r\n")
    assert text_of(pieces) == "- a\n\r\n# C\n"  # it would be read as no heading in some readers
    pieces = sheet_of("- a\n- b\n- c\n")
    take_out(pieces, named(pieces, "b"), "\n")
    assert text_of(pieces) == "- a\n- c\n"
    pieces = sheet_of("# a\n- b\n# C\n")
    take_out(pieces, named(pieces, "b"), "\n")
    assert text_of(pieces) == "# a\n# C\n"
    pieces = sheet_of("- a\n# C\n")
    take_out(pieces, named(pieces, "a"), "\n")
    assert text_of(pieces) == "# C\n"
    pieces = sheet_of("- a\n- b\n")
    take_out(pieces, named(pieces, "b"), "\n")
    assert text_of(pieces) == "- a\n"


@pytest.mark.parametrize(
    ("text", "new", "anchor", "tight", "made"),
    [
        ("# A\n\n- B\n", "- New\n", "B", True, "# A\n\n- B\n- New\n"),
        ("# A\n\n- B\n", "- New\n", "B", False, "# A\n\n- B\n\n- New\n"),
        ("# A\n\n- B\n\n- C\n", "- New\n", "B", True, "# A\n\n- B\n- New\n\n- C\n"),
        ("# A\n\n- B\n\n- C\n", "- New\n", "B", False, "# A\n\n- B\n\n- New\n- C\n"),
        ("# A\n\n- B\n\n- C\n", "- New\n\n", "B", False, "# A\n\n- B\n\n- New\n\n- C\n"),
        ("- B\n  - c\n    d\n- e\n", "- New\n", "B", True, "- B\n  - c\n    d\n- New\n- e\n"),
        (f"- B\n  - c {M}\n- e\n- f\n", "- New\n", "B", True,
         f"- B\n  - c {M}\n\n- New\n- e\n- f\n"),
        ("- B\n- mine\n", "# New\n", "B", False, "- B\n- mine\n\n# New\n"),
        ("# Z\n\n- B\n\n# A\n\n- mine\n", "# New\n", "A", False,
         "# Z\n\n- B\n\n# A\n\n- mine\n\n# New\n"),
        ("# A\n", "- New\n", "", False, "- New\n\n# A\n"),
        ("", "- New\n", "", True, "- New\n"),
        ("# A\n\n- B\n- mine\n", "# New\n", "B", False, "# A\n\n- B\n- mine\n\n# New\n"),
        ("# A\n\n- B\n- mine\n- C\n", "# New\n", "B", False, "# A\n\n- B\n- mine\n\n# New\n- C\n"),
        ("# A\n\n- B\n\n# mine\n\n- my\n", "# New\n", "B", False,
         "# A\n\n- B\n\n# New\n# mine\n\n- my\n"),
        ("# mine\n\n- B\n- C\n\n# D\n", "# New\n", "B", False,
         "# mine\n\n- B\n- C\n\n# New\n# D\n"),
        ("# A\n\n- B\n- mine\n\n# D\n", "- New\n", "B", False,
         "# A\n\n- B\n\n- New\n- mine\n\n# D\n"),
    ],
)  # fmt: skip
def test_piece_comes_behind_its_anchor(
    text: str, new: str, anchor: str, tight: bool, made: str
) -> None:
    """Behind all that stands in the anchor; a heading also behind what the person put there."""
    pieces = sheet_of(text)
    put_in(pieces, parse(new).pieces, named(pieces, anchor) if anchor else None, tight, "\n")
    assert text_of(pieces) == made


def test_piece_comes_out_to_the_margin() -> None:
    """With what stands in it, each line by the indent of the first."""
    pieces = sheet_of(
        f"- a\n\t- Two <!-- id: b {A} -->\n\t\t- Three <!-- id: c {A} -->\n\t  x\n y\n"
    )
    out = pieces[1:]
    assert [piece.depth for piece in out] == [1, 2]
    to_the_left(out)
    assert [piece.depth for piece in out] == [0, 1]
    assert text_of(out) == (f"- Two <!-- id: b {A} -->\n\t- Three <!-- id: c {A} -->\n  x\n y\n")


def test_section_ends_at_the_next_heading() -> None:
    """Or at the last comment, or with the file; a heading inside an item ends nothing."""
    pieces = sheet_of("# A\n\n- b\n  # c\n\n- d\n\n# E\n\nf\n\n<!-- base: x -->\n\ng\n")
    names = ["A", "b", "d", "E", "f", "base", "g"]
    assert [p.lines[0].strip("#-<! \n").split(":")[0] for p in pieces] == names
    ends = {name: section_end(pieces, piece) for name, piece in zip(names, pieces, strict=True)}
    assert ends == {"A": 3, "b": 3, "d": 3, "E": 5, "f": 5, "base": 7, "g": 7}


ITEM = "- [ ] A <!-- id: a 0123abcd -->\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{ITEM}    > Why.\n",
        f"# Do\n\n{ITEM}\n    > Why.\n    > And why.\n\n{ITEM}    > Why.\n",
        f"{ITEM}    - [ ] B <!-- id: b 0123abcd -->\n\n  words\n    > whose?\n",
        f"{ITEM}    - [ ] B <!-- id: b 0123abcd -->\n    > whose?\n",
        f"{ITEM}    > moved <!-- id: c 0123abcd -->\n",
        f"{ITEM}# Do\n    > whose?\n",
        "    > nobody's\n",
    ],
)
def test_the_shorter_way_of_notes(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of a note is put where the long way puts it: to the item we are in, where that is the
    last piece and the line names no other."""
    short = list(map(asdict, parse(text).pieces))
    monkeypatch.setattr(_Reader, "_noted", lambda *_: False)
    assert short == list(map(asdict, parse(text).pieces))


def test_texts_have_names() -> None:
    """Headings, paragraphs and own items have one; items, what is within them, and the last comment
    have not."""
    pieces = parse(f"# Do\n\nWords\n\n- Own\n{ITEM}  words\n\n<!-- base: x -->\n").pieces
    name_texts(pieces)
    named = {piece.lines[0]: bool(piece.token) for piece in pieces}
    assert named == {
        "# Do\n": True,
        "Words\n": True,
        "- Own\n": True,
        ITEM: False,
        "<!-- base: x -->\n": False,
    }
