"""The rules by which a person's checklist is kept, each as a short file before and after."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from conftest import HERE

from generator.keep import (
    FORMAT,
    Kept,
    RefusedError,
    fingerprint,
    keep,
    put_states,
    reading,
    seal,
    states,
)

FRONT = f"---\ncustomer: aurora\nplaybook: ebr\nformat: {FORMAT}\nitems: 3\n---\n\n"
BODY = """\
# Review: Aurora

Show what was reached.

- Policy: FY24
- Priority: P1

## Before

- [ ] Call Tom · due 1 Dec #call

    > Two weeks before.

- [ ] Book the room · due 2 Dec #room

## After

- [ ] Send the notes · due 9 Dec #notes

    > Within a week.

"""


def generated(body: str = BODY, front: str = FRONT) -> str:
    """A checklist as Handrail writes it; `#call` at the end of a task stands for its marker."""

    def marked(found: re.Match[str]) -> str:
        return f"- [ ] {found[1]} <!-- id: {found[2]} {fingerprint(found[1])} -->"

    return seal(front + re.sub(r"(?m)^- \[ \] (.*) #([a-z]+)$", marked, body))


def shown(content: bytes) -> str:
    """The body as a person sees it, markers short, without front matter and last comment."""
    text = re.sub(r" <!-- id: ([a-z]+) [0-9a-f]{8} -->", r" #\1", content.decode())
    text = re.sub(r" <!-- told: [0-9a-f]{8} -->", "", text)
    return re.sub(r"<!-- base: .* -->\n", "", text.partition("---\n\n")[2])


def kept(old: str, new: str, **was: str) -> Kept:
    """The merge of two texts."""
    return keep(old.encode(), new, was)


def test_new_file() -> None:
    """Where no file is, the generated one is it."""
    done = keep(None, generated())
    assert done.content.decode() == generated()
    assert done.story.new == ("call", "room", "notes")


def test_untouched_file_becomes_the_new_one() -> None:
    """Nobody has edited it: new dates, notes, facts and headings, byte for byte."""
    new = generated(
        BODY.replace("2 Dec", "3 Dec")
        .replace("Two weeks", "Three weeks")
        .replace("FY24", "FY25")
        .replace("## After", "## Afterwards")
        .replace("Show what", "Show all that")
    )
    done = kept(generated(), new)
    assert done.content.decode() == new
    assert (done.story.changed, done.story.kept) == (("room",), ("call", "notes"))


def test_what_a_person_wrote_stays_where_it_is() -> None:
    """Ticks, notes, sub-tasks, own items and sections, text anywhere, character for character."""
    mine = BODY
    for before, after in (
        ("- [ ] Call Tom", "- [~] Call Tom"),
        (
            "    > Two weeks before.\n",
            "    > Two weeks before.\n\n    Not at home.\n\t- [x] again\n",
        ),
        ("## After", "- [x] My own task\n\n## Mine\n\n1. [ ] one  \n2. [x] two\n\n## After"),
        ("- Policy", "Their number: 0800\n\n- Policy"),
    ):
        assert before in mine
        mine = mine.replace(before, after)
    old = generated()
    for line, other in (("Call Tom", "- [~] Call Tom"),):
        old = old.replace(f"- [ ] {line}", other)
    old = _typed(old, mine)
    new = generated(BODY.replace("2 Dec", "3 Dec"))
    done = kept(old, new)
    assert shown(done.content) == mine.replace("2 Dec", "3 Dec")
    assert done.story.theirs == 3


def _typed(text: str, body: str) -> str:
    """The file with another body: markers long again, the front and the end as they were."""
    markers = {found[1]: found[0] for found in re.finditer(r" <!-- id: ([a-z]+) \S+ -->", text)}
    long = re.sub(r" #([a-z]+)(?= |$)", lambda f: markers[f[1]], body, flags=re.MULTILINE)
    return text[: text.index("---\n\n") + 5] + long + text[text.index("<!-- base:") :]


def edit(before: str, after: str, body: str = BODY) -> str:
    """The generated file after one edit of its body."""
    assert before in body
    return _typed(generated(body), body.replace(before, after))


def test_changed_text_of_a_ticked_item() -> None:
    """It gets the new text, and a line says what was ticked; once, and gone with the tick."""
    new = generated(BODY.replace("1 Dec", "5 Dec"))
    done = kept(edit("[ ] Call", "[x] Call"), new)
    told = "- [x] Call Tom · due 5 Dec #call\n    - ticked as: Call Tom · due 1 Dec\n"
    assert told in shown(done.content)
    assert done.story.changed_since_ticked == ("call",)
    later = keep(done.content, generated(BODY.replace("1 Dec", "6 Dec"))).content
    assert told.replace("5 Dec", "6 Dec") in shown(later)
    unticked = done.content.replace(b"[x]", b"[ ]")
    assert keep(unticked, new).content.decode() == new


def test_label_of_the_persons_own() -> None:
    """It stays; where the handbook changes too, one line says what its text is now."""
    old = edit("Call Tom · due", "Call Tom and Ann · due")
    assert kept(old, generated()).content.decode() == old
    done = kept(old, generated(BODY.replace("1 Dec", "5 Dec")))
    line = "- [ ] Call Tom and Ann · due 1 Dec #call\n"
    assert f"{line}    - handbook text now: Call Tom · due 5 Dec\n" in shown(done.content)
    assert done.story.edited == ("call",)
    taken = done.content.replace(
        b"Call Tom and Ann \xc2\xb7 due 1 Dec", b"Call Tom \xc2\xb7 due 5 Dec"
    )
    assert keep(taken, generated(BODY.replace("1 Dec", "5 Dec"))).content.decode() == generated(
        BODY.replace("1 Dec", "5 Dec")
    )


def test_words_behind_the_marker_are_the_persons() -> None:
    """Who types on at the end of a line in the raw file has edited the label."""
    old = edit("1 Dec #call", "1 Dec #call done by phone")
    done = kept(old, generated(BODY.replace("1 Dec", "5 Dec")))
    assert "- [ ] Call Tom · due 1 Dec #call done by phone\n" in shown(done.content)


def test_note_of_the_handbook() -> None:
    """An untouched note is renewed; an edited or deleted one is the person's from then on."""
    new = generated(BODY.replace("Two weeks", "A month"))
    edited = edit("Two weeks before.", "Two weeks before, or so.")
    assert "> Two weeks before, or so.\n" in shown(kept(edited, new).content)
    assert "A month" not in shown(kept(edited, new).content)
    gone = kept(edit("    > Two weeks before.\n\n", ""), new)
    assert "A month" not in shown(gone.content)
    third = keep(gone.content, generated(BODY.replace("Two weeks", "A year")))
    assert "A year" not in shown(third.content)


def test_note_that_comes_and_goes() -> None:
    """A note that an item gets stands below it, above what the person wrote; it goes alike."""
    old = edit("2 Dec #room\n", "2 Dec #room\n\n    - [x] asked\n")
    new = generated(BODY.replace("#room\n", "#room\n\n    > The large one.\n"))
    done = kept(old, new)
    assert "#room\n\n    > The large one.\n\n    - [x] asked\n\n## After" in shown(done.content)
    assert keep(done.content, generated()).content.decode() == old


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[ ] Call", "[x] Call"),
        ("Call Tom · due", "Call Ann · due"),
        ("    > Two weeks before.\n", "    > Two weeks before.\n\n    My note.\n"),
        ("    > Two weeks before.\n", "    > Two weeks, I think.\n"),
    ],
    ids=["ticked", "label", "note", "quote"],
)
def test_gone_from_the_handbook_with_work_in_it(before: str, after: str) -> None:
    """Ticked, edited or annotated: it moves whole to the archive, and back when it returns."""
    old = edit(before, after)
    start, end = BODY.index("- [ ] Call"), BODY.index("- [ ] Book")
    without = BODY[:start] + BODY[end:]
    done = kept(old, generated(without))
    item = BODY[start:end].replace(before, after)
    assert shown(done.content) == f"{without}## Archived <!-- archive -->\n\n{item}"
    assert (done.story.archived, done.story.removed) == (("call",), ())
    assert keep(done.content, generated(without)).content == done.content
    back = keep(done.content, generated())
    assert back.content == kept(old, generated()).content
    assert back.story.returned == ("call",)


def test_gone_from_the_handbook_untouched() -> None:
    """Nobody has touched it: it is removed."""
    start, end = BODY.index("- [ ] Call"), BODY.index("- [ ] Book")
    new = generated(BODY[:start] + BODY[end:])
    done = kept(generated(), new)
    assert done.content.decode() == new
    assert done.story.removed == ("call",)


def test_deleted_by_the_person() -> None:
    """It stays deleted, whatever becomes of it in the handbook, and the story says so."""
    old = edit("- [ ] Book the room · due 2 Dec #room\n\n", "")
    done = kept(old, generated(BODY.replace("2 Dec", "4 Dec")))
    assert "Book" not in shown(done.content)
    assert done.story.deleted == ("room",)
    assert set(reading(done.content).deleted) == {"room"}
    assert "room" not in states(done.content)
    again = keep(done.content, generated())
    assert again.story.deleted == ("room",)
    assert shown(again.content) == shown(old.encode())


def test_pasted_back() -> None:
    """Who pastes a deleted item back has it again."""
    gone = kept(edit("- [ ] Book the room · due 2 Dec #room\n\n", ""), generated()).content
    line = generated().splitlines(keepends=True)
    (item,) = [one for one in line if "id: room" in one]
    back = gone.decode().replace("## After", f"{item}\n## After")
    done = keep(back.encode(), generated(BODY.replace("2 Dec", "4 Dec")))
    assert "- [ ] Book the room · due 4 Dec #room\n" in shown(done.content)
    assert done.story.deleted == ()


def test_renamed_step() -> None:
    """The tick follows the step to its new id; deletions do as well."""
    new = generated(BODY.replace("#call", "#phone"))
    done = kept(edit("[ ] Call", "[x] Call"), new, call="phone")
    assert states(done.content) == {"phone": "x", "room": " ", "notes": " "}
    assert done.story.renamed == ("phone",)
    start, end = BODY.index("- [ ] Call"), BODY.index("- [ ] Book")
    gone = kept(edit(BODY[start:end], ""), new, call="phone")
    assert gone.story.deleted == ("phone",)


def test_two_steps_become_one() -> None:
    """The first keeps its tick under the new id; the second is archived with its own."""
    start, end = BODY.index("- [ ] Call"), BODY.index("- [ ] Book")
    both = BODY[:start] + BODY[end:].replace("#room", "#both")
    old = edit("[ ] Call", "[x] Call").replace("[ ] Book", "[~] Book")
    done = keep(old.encode(), generated(both), {"call": "both", "room": "both"})
    assert states(done.content) == {"both": "x", "notes": " ", "room": "~"}
    assert done.story.archived == ("room",)


def test_new_item_goes_behind_its_predecessor() -> None:
    """Also where the person has moved that, and in front of what the person put there."""
    old = edit("## After", "- [ ] mine\n\n## After")
    new = generated(BODY.replace("## After", "- [ ] Order lunch #lunch\n\n## After"))
    done = kept(old, new)
    assert "#room\n\n- [ ] Order lunch #lunch\n\n- [ ] mine\n\n## After" in shown(done.content)
    assert done.story.new == ("lunch",)


def test_new_section_leaves_own_items_where_they_are() -> None:
    """A new heading comes behind the person's items at the end of the section before it."""
    old = edit("## After", "- [ ] mine\n\n## After")
    new = generated(BODY.replace("## After", "## During\n\n- [ ] Talk #talk\n\n## After"))
    text = shown(kept(old, new).content)
    assert "#room\n\n- [ ] mine\n\n## During\n\n- [ ] Talk #talk\n\n## After" in text


def test_moves() -> None:
    """The handbook's order is followed for what the person has not moved."""
    room = "- [ ] Book the room · due 2 Dec #room\n\n"
    moved = BODY.replace(room, "").replace("## After\n\n", f"## After\n\n{room}")
    assert kept(generated(), generated(moved)).content.decode() == generated(moved)
    by_person = BODY.replace(room, "").replace(
        "# Review: Aurora\n\n", f"# Review: Aurora\n\n{room}"
    )
    old = _typed(generated(), by_person)
    assert shown(kept(old, generated(moved)).content) == by_person


def test_copied_item() -> None:
    """The first as generated stays the item; the copy is the person's, without a marker."""
    call = "- [ ] Call Tom · due 1 Dec #call\n"
    old = edit("## After", f"{call.replace('Tom', 'Ann')}\n## After")
    done = kept(old, generated(BODY.replace("1 Dec", "5 Dec")))
    assert "- [ ] Call Tom · due 5 Dec #call\n" in shown(done.content)
    assert "- [ ] Call Ann · due 1 Dec\n\n## After" in shown(done.content)


def test_lost_marker() -> None:
    """An item without its marker is known by its words if no other item has them."""
    old = edit("[ ] Call Tom · due 1 Dec #call", "[x] Call Tom · due 1 Dec")
    done = kept(old, generated(BODY.replace("1 Dec", "5 Dec")))
    assert states(done.content)["call"] == "x"
    twice = BODY.replace("Book the room · due 2 Dec", "Call Tom · due 1 Dec")
    old = _typed(
        generated(twice),
        twice.replace("[ ] Call Tom · due 1 Dec #call", "[x] Call Tom · due 1 Dec"),
    )
    done = kept(old, generated(twice))
    assert states(done.content) == {"room": " ", "notes": " "}
    assert "- [x] Call Tom · due 1 Dec\n" in shown(done.content)


def test_head_and_headings() -> None:
    """Untouched facts and headings are renewed; edited and deleted ones are the person's."""
    new = generated(
        BODY.replace("FY24", "FY25").replace("P1", "P2").replace("## After", "## Later")
    )
    mine = BODY.replace("- Policy: FY24", "- Policy: FY24 (agreed)").replace("## After\n\n", "")
    done = kept(_typed(generated(), mine), new)
    assert shown(done.content) == mine.replace("P1", "P2")


@pytest.mark.parametrize(
    "block",
    [
        "```\n- [x] Call Tom #call\n```",
        "~~~\n- [x] Call Tom #call\n## No heading\n~~~",
        "<!--\n- [x] hidden\n## hidden\n-->",
    ],
    ids=["fence", "tildes", "comment"],
)
def test_blocks_are_not_looked_into(block: str) -> None:
    """What looks like an item in a fence or comment is none, and stays as it is."""
    old = edit("## After", f"{block}\n\n## After")
    done = kept(old, generated(BODY.replace("1 Dec", "5 Dec")))
    assert f"\n{block}\n\n## After" in shown(done.content)
    assert "- [ ] Call Tom · due 5 Dec #call\n" in shown(done.content)
    assert set(states(done.content).values()) == {" "}


def test_line_ends_and_indents() -> None:
    """CRLF, a byte order mark, no line end at the end, tabs, bullets and numbers stay."""
    old = edit("- [ ] Call", "* [x] Call").replace("- [ ] Book", "3. [X] Book")
    old = "\ufeff" + old.replace("    > ", "\t> ").rstrip("\n").replace("\n", "\r\n")
    new = generated(BODY.replace("1 Dec", "5 Dec").replace("weeks", "days"))
    text = kept(old, new).content.decode()
    assert text.startswith("\ufeff---\r\n")
    assert text.endswith("-->")
    assert "\n" not in text.replace("\r\n", "")
    assert "* [x] Call Tom · due 5 Dec" in text
    assert "\r\n\t> Two days before.\r\n" in text
    assert "3. [X] Book" in text


def test_text_after_the_end() -> None:
    """What a person adds below the last comment stays there."""
    old = generated() + "\n- [x] one more\n"
    done = kept(old, generated(BODY.replace("1 Dec", "5 Dec")))
    assert done.content.decode().endswith("| end -->\n\n- [x] one more\n")


def test_own_front_matter() -> None:
    """Keys of the person's own stay between ours."""
    old = generated().replace("items: 3\n", "items: 3\nreviewed: yes\n")
    new = generated(
        BODY.replace("## After", "- [ ] More #more\n\n## After"), FRONT.replace("3", "4")
    )
    assert "items: 4\nreviewed: yes\n---\n" in kept(old, new).content.decode()


def test_file_of_the_first_format() -> None:
    """It knew no texts and notes: what differs counts as edited, and nothing comes twice."""
    base = ", ".join(f"{i}:{p}" for i, p in re.findall(r"id: (\w+) (\w+)", generated()))
    text = generated()[: generated().index("<!-- base")].replace(f"format: {FORMAT}", "format: 1")
    old = text.replace("[ ] Call", "[x] Call") + f"<!-- base: {base} | dropped: | end -->\n"
    new = generated(BODY.replace("2 Dec", "3 Dec").replace("FY24", "FY25"))
    done = kept(old, new)
    assert shown(done.content) == BODY.replace("[ ] Call", "[x] Call").replace("2 Dec", "3 Dec")
    assert f"format: {FORMAT}\n" in done.content.decode()


REFUSALS: dict[str, tuple[Callable[[str], bytes], int | None, str]] = {
    "not UTF-8": (lambda t: t.encode().replace(b"Tom", b"T\xf6m"), 17, "not UTF-8"),
    "conflict": (
        lambda t: t.replace("## After", "<<<<<<< HEAD\n## After").encode(),
        23,
        "conflict",
    ),
    "customer": (
        lambda t: t.replace("customer: aurora", "customer: b").encode(),
        2,
        "belongs to the customer 'b'",
    ),
    "playbook": (
        lambda t: t.replace("playbook: ebr", "playbook: b").encode(),
        3,
        "belongs to the playbook 'b'",
    ),
    "newer": (
        lambda t: t.replace(f"format: {FORMAT}", "format: 99").encode(),
        4,
        "use a newer Handrail",
    ),
    "no number": (
        lambda t: t.replace(f"format: {FORMAT}", "format: new").encode(),
        4,
        "'new' is not a format",
    ),
    "cut": (lambda t: t[: t.index("## After")].encode(), 22, "may have been cut off"),
    "cut in the comment": (
        lambda t: t[: t.index("| dropped")].encode(),
        29,
        "may have been cut off",
    ),
    "comment edited": (lambda t: t.replace("call:", "call;").encode(), 29, "is not as it was"),
    "twice": (lambda t: (t + t[t.index("<!-- base") :]).encode(), None, "stands twice"),
    "empty": (lambda _: b"", 1, "does not begin as a checklist does"),
    "no front": (lambda t: t.removeprefix(FRONT).encode(), 1, "does not begin as a checklist does"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals(case: str) -> None:
    """What cannot be trusted is refused with its line: a person decides."""
    ruin, line, words = REFUSALS[case]
    with pytest.raises(RefusedError, match=re.escape(words)) as refused:
        keep(ruin(generated()), generated(BODY.replace("1 Dec", "5 Dec")))
    if line is not None:
        assert refused.value.line == line
    assert str(refused.value) == refused.value.message


def test_too_much_deleted() -> None:
    """More than two items and 30 % gone at once is refused, unless it is said to be meant."""
    old = _typed(generated(), BODY[: BODY.index("## Before")])
    with pytest.raises(RefusedError, match="3 of the 3 items are no longer in the file"):
        kept(old, generated(BODY.replace("1 Dec", "5 Dec")))
    done = keep(old.encode(), generated(), accept_deletions=True)
    assert done.story.deleted == ("call", "room", "notes")
    assert keep(done.content, generated()).content == done.content
    two = _typed(generated(), BODY[: BODY.index("- [ ] Book")] + "## After\n\n")
    assert kept(two, generated()).story.deleted == ("room", "notes")


def test_states() -> None:
    """What stands in each box, whatever it is, by id."""
    old = (
        edit("[ ] Call", "[X] Call").replace("[ ] Book", "[~] Book").replace("[ ] Send", "[?] Send")
    )
    assert states(old.encode()) == {"call": "X", "room": "~", "notes": "?"}


def test_put_states() -> None:
    """Only the boxes that are named change; the rest is the same to the byte."""
    old = "\ufeff" + edit("    > Two weeks before.\n", "    note\n").replace("\n", "\r\n")
    done = put_states(old.encode(), {"call": "x", "room": " ", "unknown": "x"})
    assert done.content.decode() == old.replace("[ ] Call", "[x] Call")
    assert (done.story.changed, done.story.kept) == (("call",), ("room",))
    with pytest.raises(RefusedError, match="is no state"):
        put_states(old.encode(), {"call": "]"})
    with pytest.raises(RefusedError, match="cut off"):
        put_states(old[:-40].encode(), {"call": "x"})


def test_goldens_are_sealed_alike() -> None:
    """The files of tests/golden end as `seal` ends them: merge and format see the same pieces."""
    for path in sorted((HERE / "golden" / "checklists").rglob("*.md")):
        text = path.read_text()
        assert seal(text[: text.index("<!-- base:")]) == text
        ticked = text.replace("- [ ]", "- [x]", 1)
        assert kept(ticked, text).content.decode() == ticked


def test_imports_nothing_heavy() -> None:
    """Merging needs none of the libraries that the rest is made with."""
    code = "import sys, generator.keep; print(*{'jinja2', 'pydantic', 'yaml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_words_in_our_front_matter() -> None:
    """What a person types behind a key of ours stays there."""
    old = generated().replace("items: 3\n", "items: 3, one of them mine\n")
    done = kept(old, generated(BODY.replace("1 Dec", "5 Dec")))
    assert "items: 3, one of them mine\n" in done.content.decode()


def test_comment_below_an_item_is_not_the_items() -> None:
    """A comment at the margin ends the paragraph before it, as Markdown has it."""
    old = edit("2 Dec #room\n", "2 Dec #room\n<!-- mine -->\n")
    start, end = BODY.index("- [ ] Book"), BODY.index("## After")
    done = kept(old, generated(BODY[:start] + BODY[end:]))
    assert done.story.removed == ("room",)
    assert "<!-- mine -->\n\n## After" in shown(done.content)


def test_note_once_edited_is_the_persons_for_good() -> None:
    """Also where it later says what the handbook says: nothing there is replaced."""
    edited = edit("Two weeks before.", "Some weeks before.")
    done = kept(edited, generated(BODY.replace("1 Dec", "5 Dec"))).content
    undone = done.replace(b"Some weeks", b"Two weeks")
    later = keep(undone, generated(BODY.replace("Two weeks", "A year")))
    assert "> Two weeks before.\n" in shown(later.content)
