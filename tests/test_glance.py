"""Kept files and new texts read at a glance: what is seen is what a close look sees."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from checklists import shipped
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from generator.formats.markdown import markdown
from generator.keep import RefusedError, fresh
from generator.keep.reading import at_a_glance, closely, reading

LISTS = [markdown(one) for one in shipped()[:6]]
BODIES = [text.rpartition("<!-- base")[0] for text in LISTS]
ODD = [
    "", "x", "~", "- [ ] ", "- [x] Own", "\n- [~] Own\n    - [ ] with more\n", "\n\n", "    ", "  ",
    "\t", "\n    - done: 2026-12-01\n", "\n    Said *so*\n", "\n    > Mine\n", "\nlazy",
    "\n\nText\n", "\n# Head\n", "```\n", "~~~", "<!-- note -->", "<!--", "-->", "\r", "\ufeff",
    "<<<<<<< a\n", "1. one\n", "* star\n", "> q\n", "[", "]",
    "- ticked as: A <!-- told: 00000000 -->", "<!-- id: read-command-plan 00000000 -->",
]  # fmt: skip
SIGNS = ["[x]", "[X]", "[~]", "[]", "[?]"]
NOTES = ["    - done: 2026-12-01\n", "    Asked\n\n    again\n"]


@st.composite
def edited(draw: st.DrawFn) -> str:
    """A generated list with ticks, notes, and whatever people leave in such a file."""
    text = draw(st.sampled_from(LISTS))
    for _ in range(draw(st.integers(0, 3))):
        lines = text.splitlines(keepends=True)
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["tick", "note", "odd", "drop", "again", "any"]))
        if kind == "tick":
            lines[at] = lines[at].replace("[ ]", draw(st.sampled_from(SIGNS)))
        elif kind == "note":
            lines[at] += draw(st.sampled_from(NOTES))
        elif kind == "odd":
            place = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:place] + draw(st.sampled_from(ODD)) + lines[at][place:]
        elif kind == "drop":
            del lines[at : at + draw(st.integers(1, 3))]
        elif kind == "again":
            lines.insert(draw(st.integers(0, len(lines))), lines[at])
        else:
            lines[at] = draw(st.text("-[] x~>#`*<!ab\n", max_size=12)) + "\n"
        text = "".join(lines) or "x"
    return text


@examples(120)
@given(edited())
def test_a_glance_sees_what_a_close_look_sees(text: str) -> None:
    """Signs, notes, what is below each item, the person's own items, what was deleted: all the
    same, or the glance says that it is not enough."""
    seen = at_a_glance(text.encode())
    if seen is not None:
        assert seen == closely(text.encode())


@examples(120)
@given(edited(), st.booleans())
def test_what_is_generated_is_read_the_same(text: str, whole: bool) -> None:
    """A text as generated, or as a changed template might make it, is taken apart the same way by
    the quick reader as by the close one, or not at all. Lists as they are it reads."""
    for body in (text if whole else text.rpartition("<!-- base")[0], *BODIES):
        seen = fresh._quickly(body)
        assert seen is not None or body not in BODIES
        assert seen is None or parts(seen) == parts(fresh.closely(body))


FRONT = "---\ncustomer: a\nplaybook: b\nformat: 2\n---\n\n"
STEP = "- [ ] Do it <!-- id: one 0123abcd -->\n"


@pytest.mark.parametrize(
    "body",
    [
        FRONT + STEP,
        f"{FRONT}# Do\n\n{STEP}\n    > Why.\n",
        f"{FRONT}# Do\n\n{STEP}  not expected\n",
        FRONT + STEP + STEP,
        f"{FRONT}# Do\n\n- [ ] Do\rit <!-- id: one 0123abcd -->\n",
        STEP,
        "",
    ],
)
def test_what_is_odd_is_read_closely(body: str) -> None:
    """A step without a note, and what no list of ours has: a line in the wrong place, a step twice,
    an old line end, no beginning. What is read is what the close reader sees."""
    assert parts(fresh.read(body)) == parts(fresh.closely(body))


def parts(read: fresh.Fresh) -> object:
    """All that was read, to be compared."""
    return read.front, read.base, [asdict(piece) for piece in read.pieces.values()]


@pytest.mark.parametrize("text", LISTS)
def test_a_glance_is_enough_for_lists_in_use(text: str) -> None:
    """A generated list with ticks and notes below needs no closer look; without its whole end it
    does, and then it is refused."""
    used = text.replace("- [ ]", "- [x]", 2).replace(" -->\n", " -->\n    - done: 2026-12-01\n", 1)
    own = used.replace("\n<!-- base", "\n- [ ] Bring cake\n\n<!-- base")
    bare = re.sub(r"(?m)^ {4}>.*\n", "", used)  # the handbook's notes, deleted
    noted = text.replace("\n    > ", "\n    Said so\n\n        twice\n\n    > ", 1)
    quoted = text.replace(" -->\n", " -->\n\n    > Mine\n\n", 1)
    lunch = "- [x] Lunch <!-- id: lunch 01234567 -->\n\n    > For six\n"  # of another list
    pasted = used.replace("\n<!-- base", f"\n{lunch}\n<!-- base")
    gone = text.replace("| dropped: |", "| dropped: ask-them, call-them |")
    for one in (text, used, own, bare, noted, quoted, pasted, gone):
        seen = at_a_glance(one.encode())
        assert seen == closely(one.encode()) == reading(one.encode())
        assert seen is not None
    assert "Said so\n\n    twice" in (at_a_glance(noted.encode()) or closely(b"")).notes.values()
    assert reading(pasted.encode()).notes["lunch"] == "> For six"
    assert reading(gone.encode()).deleted == {"ask-them", "call-them"}
    assert at_a_glance(own.encode()) != at_a_glance(text.encode())
    for cut in (own.partition("<!-- base")[0], own.replace(" | end -->", " -->")):
        assert at_a_glance(cut.encode()) is None
        with pytest.raises(RefusedError):
            reading(cut.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" -->\n", " -->\n\n    ```\n    code\n    ```\n"),
        (" -->\n", " -->\n\n    ~~~\n    code\n    ~~~\n"),
        (" -->\n", " -->\n\n    <!-- mine -->\n"),
        (r"(\n {4}> )", r"\1a\rb"),
        (r"- \[ \] .* -->\n", ""),
        (r"(- \[ \] .* -->\n)", r"\1\n\1"),
        (r"\n(<!-- base)", r"\n## Archived <!-- archive -->\n\n\1"),
    ],
)
def test_what_a_glance_leaves_to_a_close_look(before: str, after: str) -> None:
    """A fence, a comment, another end of a line, an item that is gone or there
    twice, an archive."""
    front, start, body = LISTS[0].partition("\n- [ ] ")
    pattern = before if "\\" in before else re.escape(before)
    odd = front + re.sub(pattern, after, f"{start}{body}", count=1)
    assert odd != LISTS[0]
    assert at_a_glance(LISTS[0].encode())
    assert at_a_glance(odd.encode()) is None
    assert reading(odd.encode()) == closely(odd.encode())
