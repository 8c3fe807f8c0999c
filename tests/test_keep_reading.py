"""A kept file read quickly says what the careful reader says, or nothing."""

from __future__ import annotations

from conftest import HERE
from hypothesis import given
from hypothesis import strategies as st
from inside import kept_of
from keep_edits import NOTES, OWN
from keep_properties import History
from strategies import examples
from test_keep_properties import HISTORIES

from generator.build import examine
from generator.keep import RefusedError
from generator.keep.plain import plain
from generator.keep.reading import careful, reading

MARKED = "- [x] a <!-- id: s0 12345678 -->"


def agree(text: str) -> bool:
    """Whether the quick reader says something of a file; then it is what the careful one says."""
    content = text.encode(errors="surrogatepass")
    quick = plain(content)
    try:
        slow = careful(content)
    except RefusedError:
        assert quick is None
        return False
    assert quick in (None, slow)
    return quick is not None


@examples(150)
@given(HISTORIES)
def test_readers_agree_on_what_people_make(history: History) -> None:
    """After every kind of edit and merge."""
    for text in (history.written, history.next, history.rewritten, history.last):
        agree(text)


@examples(150)
@given(
    HISTORIES,
    st.integers(0, 60),
    st.text("-*+ \t\r\n`~<>!#[]x1.:\u2028\x0b\x85\u3000abc", max_size=40)
    | st.sampled_from(["\n".join(lines) for lines in (*NOTES, *OWN)])
    | st.sampled_from(
        ["- [x] a <!-- id: s0 12345678 -->", "<!-- base: | dropped: | end -->", "---"]
    ),
)
def test_readers_agree_on_any_line(history: History, at: int, line: str) -> None:
    """With any text put in anywhere, the front matter and the last comment included."""
    lines = history.next.split("\n")
    lines.insert(at % (len(lines) + 1), line)
    agree("\n".join(lines))
    agree("\n".join(lines).replace("\n\n", "\n"))


def test_most_files_are_read_quickly() -> None:
    """As generated, ticked, with notes and items of one's own: no such file needs care."""
    handbook = examine(HERE / "sample", HERE / "sample").handbook
    note = "\n\n    Called *Tom*:\n\n    - [x] slides\n"
    for mark in ("[ ]", "[x]", "[~]"):
        kept = kept_of(
            handbook,
            lambda _, text, mark=mark: (  # type: ignore[misc]
                text.replace("[ ]", mark)
                .replace(" -->\n", f" -->{note}", 1)
                .replace("\n<!-- base:", "\n- [ ] Bring cake\n\n<!-- base:")
            ),
        )
        files = [content.decode() for of_one in kept.values() for content in of_one.values()]
        assert len(files) > 2
        assert all(map(agree, files))
        assert reading(files[0].encode()).own == ((" ", "Bring cake"),)
        assert "Called *Tom*:\n\n- [x] slides" in reading(files[0].encode()).notes.values()
