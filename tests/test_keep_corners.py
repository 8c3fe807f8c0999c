"""The corners of keeping: markers lost or spoilt, nested items, no blank lines, moves and texts."""

from __future__ import annotations

import re

import pytest
from test_keep import BODY, _typed, edit, generated, kept, shown

from generator.keep import FORMAT, keep, reading, states

LATER = generated(BODY.replace("1 Dec", "5 Dec"))
CALL = BODY[BODY.index("- [ ] Call") : BODY.index("- [ ] Book")]
ROOM = "- [ ] Book the room · due 2 Dec #room\n\n"
ARCHIVE = "## Archived <!-- archive -->\n\n"


def typed(body: str, like: str = BODY) -> str:
    """The generated file with another body."""
    return _typed(generated(like), body)


def marker(text: str, id_: str) -> str:
    """The long marker of an item."""
    start = text.index(f" <!-- id: {id_} ")
    return text[start : text.index("-->", start) + 3]


def check_untouched(before: str, after: str) -> None:
    """A file that nobody has edited becomes the new one to the byte, whatever its line ends."""
    old, new = generated(before), generated(after)
    assert kept(old, new).content.decode() == new
    windows = keep(old.replace("\n", "\r\n").encode(), new)
    assert windows.content.decode() == new.replace("\n", "\r\n")


# --- files as they are ---


def test_same_file_is_left_alone() -> None:
    """Its bytes come back, and all its items are told as kept."""
    done = kept(generated(), generated())
    assert done.content.decode() == generated()
    assert (done.story.kept, done.story.new) == (("call", "room", "notes"), ())


def test_file_without_a_count_of_items() -> None:
    """The number of items is for people: who deletes it still has a checklist."""
    old = generated().replace("items: 3\n", "")
    assert kept(old, LATER).content.decode() == LATER.replace("items: 3\n", "")


def test_last_comment_on_several_lines() -> None:
    """An editor that wraps it does no harm; what the person deleted stays deleted."""
    old = edit(CALL, "").replace(", call:", ",\ncall:").replace(" | dropped", "\n| dropped")
    done = kept(old, LATER)
    assert shown(done.content) == BODY.replace(CALL, "")
    assert done.story.deleted == ("call",)
    assert done.content.count(b"<!-- base:") == 1


def test_blank_lines_stay() -> None:
    """Two of them, or none before the last comment, are as they were after a merge."""
    for text in (
        generated().replace("\n\n## After\n", "\n\n\n## After\n"),
        generated().replace("a week.\n\n<!--", "a week.\n\n\n<!--"),
        generated().replace("a week.\n\n<!--", "a week.\n<!--"),
    ):
        done = kept(text.replace("[ ] Call", "[x] Call"), generated())
        assert done.content.decode() == text.replace("[ ] Call", "[x] Call")


def test_all_items_have_new_ids() -> None:
    """That is no deletion, however many they are."""
    new = generated(BODY.replace("#call", "#a").replace("#room", "#b").replace("#notes", "#c"))
    done = kept(edit("[ ] Call", "[x] Call"), new, call="a", room="b", notes="c")
    assert states(done.content) == {"a": "x", "b": " ", "c": " "}
    assert done.story.deleted == ()


def test_own_items_are_counted() -> None:
    """Those with a box, and not the handbook's."""
    old = edit("## After", "- [ ] mine\n- no box\n\n## After")
    assert kept(old, LATER).story.theirs == 1


# --- markers ---


def test_item_without_its_marker_that_is_gone() -> None:
    """Untouched it goes; ticked it goes into the archive, with a marker to come back by."""
    without = generated(BODY.replace(CALL, ""))
    bare = edit("1 Dec #call", "1 Dec")
    assert kept(bare, without).content.decode() == without
    for end in ("\n", "\r\n"):
        old = bare.replace("[ ] Call", "[x] Call").replace("\n", end)
        done = keep(old.encode(), without)
        assert done.story.archived == ("call",)
        line = f"- [x] Call Tom · due 1 Dec{marker(generated(), 'call')}{end}"
        assert f"{ARCHIVE}{line}".replace("\n", end).replace("\r\r", "\r") in done.content.decode()
        back = keep(done.content, generated()).content.decode()
        assert back == generated().replace("[ ] Call", "[x] Call").replace("\n", end)


def test_item_without_its_marker_has_no_new_name() -> None:
    """It gets its marker back; nothing else is told of it."""
    done = kept(edit("1 Dec #call", "1 Dec"), generated())
    assert done.content.decode() == generated()
    assert (done.story.renamed, done.story.changed) == ((), ())


def test_same_words_beside_an_item() -> None:
    """What a person types without a marker is theirs, also where the item had been deleted."""
    mine = "- [~] Call Tom · due 1 Dec\n"
    old = edit("## After", f"{mine}\n## After").replace("[ ] Call", "[x] Call")
    done = kept(old, LATER)
    assert states(done.content) == {"call": "x", "room": " ", "notes": " "}
    assert f"#room\n\n{mine}\n## After" in shown(done.content)
    gone = kept(edit(CALL, ""), generated()).content.decode()
    again = gone.replace("## After", f"{mine}\n## After")
    done = kept(again, LATER)
    assert shown(done.content) == shown(again.encode())
    assert set(reading(done.content).deleted) == {"call"}


def test_marker_with_another_second_word() -> None:
    """An item is known by its words as well: as last generated they are the handbook's."""
    sound = marker(generated(), "call")
    spoilt = " <!-- id: call 00000000 -->"
    old = generated().replace("[ ] Call", "[x] Call").replace(sound, spoilt)
    assert kept(old, generated()).content.decode() == old.replace(spoilt, sound)
    edited = old.replace("Call Tom", "Call Ann")
    done = kept(edited, generated())
    assert done.content.decode() == edited.replace(spoilt, sound)  # and nothing is told
    copy = f"- [x] Call me{sound}\n"
    done = kept(old.replace("- [x] Call", f"{copy}- [ ] Call"), LATER)
    assert "- [x] Call me\n- [ ] Call Tom · due 5 Dec #call\n" in shown(done.content)


def test_line_of_an_earlier_file() -> None:
    """Who pastes the line of an earlier generation back has edited nothing."""
    earlier = generated(BODY.replace("2 Dec", "1 Dec"))
    (line,) = (line for line in earlier.split("\n") if "id: room" in line)
    (now,) = (line for line in generated().split("\n") if "id: room" in line)
    new = generated(BODY.replace("2 Dec", "3 Dec"))
    assert kept(generated().replace(now, line), new).content.decode() == new


@pytest.mark.parametrize("label", ["Order lunch", "Order a large lunch"])
def test_item_of_another_checklist(label: str) -> None:
    """What is pasted from one stays; the handbook takes it over when it has such a step."""
    lunch = "- [ ] Order lunch #lunch\n\n## After"
    full = generated(BODY.replace("## After", lunch))
    item = f"- [x] {label}{marker(full, 'lunch')}\n"
    old = generated().replace("## After", f"{item}\n## After")
    done = kept(old, LATER)
    assert item in done.content.decode()
    new = generated(BODY.replace("## After", lunch.replace("lunch #", "lunch for six #")))
    done = kept(old, new)
    assert states(done.content)["lunch"] == "x"
    told = ("- [x] Order lunch for six #lunch\n    - ticked as: Order lunch\n"
            if label == "Order lunch" else
            f"- [x] {label} #lunch\n    - handbook text now: Order lunch for six\n")  # fmt: skip
    assert told in shown(done.content)
    assert done.story.new == ()


def test_two_items_on_one_line() -> None:
    """Joined by a person, the line is the first item's; the rest are the person's words."""
    old = generated()
    joined = f"Call Tom · due 1 Dec{marker(old, 'call')} [ ] and room{marker(old, 'room')}"
    old = old.replace(f"Call Tom · due 1 Dec{marker(old, 'call')}", joined)
    old = old.replace(f"- [ ] Book the room · due 2 Dec{marker(generated(), 'room')}\n\n", "")
    done = kept(old, LATER)
    line = next(line for line in done.content.decode().split("\n") if "and room" in line)
    assert line == f"- [ ] {joined}".replace(marker(generated(), "call"), marker(LATER, "call"))
    assert done.story.deleted == ("room",)


def test_two_names_of_one_item() -> None:
    """The item that has the present id keeps its state; the other one goes into the archive."""
    plan = BODY.replace("#call", "#phone")
    old = typed(
        f"{BODY.replace('[ ] Call', '[x] Call')}- [~] Phone Tom #phone\n\n",
        f"{BODY}- [ ] P #phone\n",
    )
    done = kept(old, generated(plan), call="phone")
    assert states(done.content) == {"room": " ", "notes": " ", "phone": "~", "call": "x"}
    assert done.story.archived == ("call",)


def test_former_name_counts_if_the_new_one_is_in_the_plan() -> None:
    """Else an item keeps the id it has, in the archive too, and takes the new one when it comes."""
    without = generated(BODY.replace(CALL, ""))
    done = kept(edit("[ ] Call", "[x] Call"), without, call="phone")
    assert states(done.content) == {"room": " ", "notes": " ", "call": "x"}
    back = keep(done.content, generated(BODY.replace("#call", "#phone")), {"call": "phone"})
    assert states(back.content) == {"phone": "x", "room": " ", "notes": " "}
    assert (back.story.returned, back.story.renamed) == (("phone",), ("phone",))
    both = kept(edit("[ ] Call", "[x] Call"), LATER, call="room")
    assert states(both.content) == {"call": "x", "room": " ", "notes": " "}
    assert both.story.renamed == ()


def test_item_that_became_one_with_another_returns_no_second_time() -> None:
    """What lies in the archive under a former name does not come back as the present one."""
    both = generated(BODY.replace(CALL, "").replace("#room", "#both"))
    was = {"call": "both", "room": "both"}
    old = generated().replace("[ ] Call", "[x] Call").replace("[ ] Book", "[~] Book")
    done = keep(old.encode(), both, was)
    again = keep(done.content, both, was)
    assert again.content == done.content
    assert again.story.returned == ()


# --- what is told ---


def test_told_line_goes_with_its_item() -> None:
    """Whose line a person deletes; what the person wrote below it stays."""
    done = kept(edit("[ ] Call", "[x] Call"), LATER).content.decode()
    (item,) = (line for line in done.split("\n") if "id: call" in line)
    note = "\n    > Two weeks before.\n"
    left = kept(done.replace(f"{item}\n", ""), generated(BODY.replace("1 Dec", "6 Dec")))
    assert "ticked as" not in shown(left.content)
    assert f"## Before\n\n{note.lstrip(chr(10))}" in shown(left.content)
    alone = done.replace(f"{item}\n", "").replace(note, "")
    left = kept(alone, generated(BODY.replace("1 Dec", "6 Dec")))
    assert shown(left.content) == BODY.replace(CALL, "")
    (line,) = (line for line in alone.split("\n") if "ticked as" in line)
    below = kept(alone.replace(line, f"{line}\nMine too."), LATER)
    assert shown(below.content) == BODY.replace(CALL, "Mine too.\n\n")
    mine = alone.replace("## Before\n", "## Before\n\n    - mine\n")
    assert "    - mine\n" in shown(kept(mine, generated()).content)


def test_told_text_stays_until_it_is_settled() -> None:
    """A second run says the same; it is told of the handbook's text, not of the person's."""
    done = kept(edit("[ ] Call Tom", "[x] Call Ann"), LATER)
    line = "- [x] Call Ann · due 1 Dec #call\n    - handbook text now: Call Tom · due 5 Dec\n"
    assert f"{line}\n    > Two" in shown(done.content)
    assert keep(done.content, LATER).content == done.content
    assert (done.story.changed_since_ticked, done.story.edited) == ((), ("call",))


def test_ticked_and_the_same_is_not_told() -> None:
    """Only what was ticked with other words has changed since."""
    done = kept(edit("[ ] Call", "[x] Call"), generated(BODY.replace("2 Dec", "3 Dec")))
    assert (done.story.changed, done.story.changed_since_ticked) == (("room",), ())


def test_label_on_two_lines() -> None:
    """Who writes on below the label: what is told and the handbook's note come after it."""
    for more in ("and Ann\n", "  and Ann\n  and Eva\n"):
        old = edit("[ ] Call", "[x] Call").replace("\n\n    > Two", f"\n{more}\n    > Two", 1)
        told = f"#call\n{more}    - ticked as: Call Tom · due 1 Dec\n\n    > Two weeks"
        assert told in shown(kept(old, LATER).content)
        old = edit("2 Dec #room\n", f"2 Dec #room\n{more}")
        noted = generated(BODY.replace("#room\n", "#room\n\n    > The large one.\n"))
        assert f"#room\n{more}\n    > The large one.\n\n## After" in shown(kept(old, noted).content)


# --- notes ---


def test_note_comes_between_what_is_told_and_what_is_written() -> None:
    """Below the line that tells, above the person's, with blank lines around it."""
    new = generated(
        BODY.replace("2 Dec", "3 Dec").replace("#room\n", "#room\n\n    > The large one.\n")
    )
    old = edit("2 Dec #room\n", "2 Dec #room\n    - [x] asked\n").replace("[ ] Book", "[x] Book")
    assert (
        "#room\n    - ticked as: Book the room · due 2 Dec\n\n    > The large one.\n\n"
        "    - [x] asked\n\n## After"
    ) in shown(kept(old, new).content)


@pytest.mark.parametrize("mine", ["\n    Mine.\n", "    Mine.\n", "    Mine.\n\n    Mine too.\n"])
def test_note_goes_alone(mine: str) -> None:
    """What a person wrote above it stays, and the blank lines between the two go."""
    old = edit("#call\n", f"#call\n{mine}")
    done = kept(old, generated(BODY.replace("\n    > Two weeks before.\n", "")))
    assert f"#call\n{mine}\n- [ ] Book" in shown(done.content)


def test_one_line_below_an_item_is_work() -> None:
    """Also where it is all that stands there."""
    old = edit("#room\n", "#room\n    Asked twice.\n")
    done = kept(old, generated(BODY.replace(ROOM, "")))
    item = ROOM.replace("#room\n", "#room\n    Asked twice.\n")
    assert shown(done.content) == f"{BODY.replace(ROOM, '')}{ARCHIVE}{item}"


def test_note_of_three_lines() -> None:
    """It is the handbook's as a whole: changed, it goes as a whole."""
    three = BODY.replace("    > Two weeks before.\n", "    > Two weeks\n    > or\n    > three.\n")
    check_untouched(three, three.replace("three", "four"))
    check_untouched(three, BODY)


# --- items in items ---


def nested(first: str, second: str) -> str:
    """A file in which a person has put the second item under the first, without its blank line."""
    room = ROOM.replace("[ ]", second)
    body = BODY.replace(ROOM, "").replace("[ ] Call", f"{first} Call")
    return typed(body.replace(" before.\n\n", f" before.\n\n    {room}"))


def test_nested_item_keeps_its_outer_one() -> None:
    """The outer one gone from the handbook stays where it is as long as it holds a living one."""
    old = nested("[ ]", "[x]")
    done = kept(old, generated(BODY.replace(CALL, "")))
    assert shown(done.content) == shown(old.encode())
    assert (done.story.archived, done.story.removed) == (("call",), ())
    assert states(done.content) == {"call": " ", "room": "x", "notes": " "}


def test_nested_item_that_is_gone() -> None:
    """Ticked it stays under the living one that holds it; untouched it goes."""
    without = generated(BODY.replace(ROOM, ""))
    old = nested("[ ]", "[x]")
    done = kept(old, without)
    assert shown(done.content) == shown(old.encode())
    assert done.story.archived == ("room",)
    assert kept(nested("[x]", "[ ]"), without).story.removed == ("room",)


def test_both_nested_items_are_gone() -> None:
    """Untouched both go; with a tick in one of them both lie in the archive as they stood."""
    without = generated(BODY.replace(ROOM, "").replace(CALL, ""))
    done = kept(nested("[ ]", "[ ]"), without)
    assert done.content.decode() == without
    assert done.story.removed == ("call", "room")
    old = nested("[ ]", "[x]")
    done = kept(old, without)
    start, end = (shown(old.encode()).index(words) for words in ("- [ ] Call", "## After"))
    assert shown(done.content).endswith(f"{ARCHIVE}{shown(old.encode())[start:end]}")
    assert done.story.archived == ("call", "room")


def test_new_items_behind_a_nested_one() -> None:
    """Each comes right behind what it follows in the plan, and out of the item that holds that."""
    new = BODY.replace(ROOM, f"- [ ] Order lunch #lunch\n\n{ROOM}- [ ] Walk #walk\n\n")
    text = shown(kept(nested("[ ]", "[ ]"), generated(new)).content)
    lines = [line[:10].rstrip() for line in text.split("\n") if "- [ ]" in line]
    assert lines == ["- [ ] Call", "    - [ ]", "- [ ] Walk", "- [ ] Orde", "- [ ] Send"]


def test_item_under_a_text_that_is_gone() -> None:
    """The text stays, as the person's, for what it holds; a new section comes behind it."""
    old = typed(BODY.replace(ROOM, "").replace("P1\n", f"P1\n    {ROOM.rstrip(chr(10))}\n"))
    new = generated(
        BODY.replace("- Priority: P1\n", "").replace("## Before", "## Now\n\n## Before")
    )
    done = kept(old, new)
    assert shown(done.content) == shown(old.encode()).replace("## Before", "## Now\n\n## Before")


# --- the archive ---


def test_archive_is_one() -> None:
    """What goes later goes into the same archive; what goes together goes in its order."""
    old = typed(BODY.replace("[ ] Call", "[x] Call").replace("[ ] Book", "[~] Book"))
    call, room = CALL.replace("[ ]", "[x]"), ROOM.replace("[ ]", "[~]")
    neither = BODY.replace(CALL, "").replace(ROOM, "")
    at_once = kept(old, generated(neither))
    assert shown(at_once.content) == f"{neither}{ARCHIVE}{call}{room}"
    first = kept(old, generated(BODY.replace(ROOM, ""))).content
    then = keep(first, generated(neither))
    assert shown(then.content) == f"{neither}{ARCHIVE}{room}{call}"
    far = old.replace("a week.\n\n<!--", "a week.\n\n\n<!--")
    assert shown(kept(far, generated(neither)).content) == f"{neither}\n{ARCHIVE}{call}{room}"
    assert at_once.story.archived == ("call", "room")
    assert then.story.archived == ("call",)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_archive_without_blank_lines(end: str) -> None:
    """Whoever takes them out gets those that keep headings and the end apart, no more."""
    tight = typed(BODY.replace("[ ] Call", "[x] Call").replace("[ ] Book", "[~] Book"))
    tight = tight.replace("\n\n<!-- base", "\n<!-- base").replace("\n", end)
    done = keep(tight.encode(), generated(BODY.replace(CALL, "").replace(ROOM, "")))
    text = done.content.decode()
    assert f"a week.{end}{end}{ARCHIVE[:-2]}{end}{end}- [x] Call" in text
    assert text.index(f"{end}{end}<!-- base:") > text.index("[~] Book")
    head, _, archive = text.partition("## Archived")
    for gap in (2, 1):
        archive = archive.replace(end * 2, end) if gap == 1 else archive
        head = head.removesuffix(end * 2) + end * gap
        back = keep(f"{head}## Archived{archive}".encode(), generated(BODY.replace(ROOM, "")))
        assert states(back.content) == {"call": "x", "notes": " ", "room": "~"}
        every = keep(back.content, generated())
        assert states(every.content) == {"call": "x", "room": "~", "notes": " "}
        assert b"Archived" not in every.content
        assert f"a week.{end}{end}<!-- base:" in every.content.decode()


def test_item_that_a_person_put_into_the_archive() -> None:
    """It is done with: what is new goes behind what stands before it in the plan."""
    done = kept(edit("[ ] Book", "[x] Book"), generated(BODY.replace(ROOM, ""))).content.decode()
    (item,) = (line for line in done.split("\n") if "id: call" in line)
    dragged = done.replace(f"{item}\n", "", 1).replace("- [x] Book", f"{item}\n- [x] Book")
    new = BODY.replace(ROOM, "").replace("## After", "- [ ] Mail #mail\n\n## After")
    text = shown(kept(dragged, generated(new)).content)
    assert text.index("## Before") < text.index("- [ ] Mail") < text.index("## After")
    assert text.index("## Archived") < text.index("- [ ] Call")


# --- texts and order ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Show what was reached.\n\n", ""),
        ("- Priority: P1\n", ""),
        ("- Policy: FY24\n", ""),
        ("- Policy: FY24\n- Priority: P1\n\n", ""),
        ("- Policy: FY24\n", "- Policy: FY24\n- Stage: grow\n- Team: X\n"),
        ("# Review: Aurora\n", "Draft.\n\n# Review: Aurora\n"),
        ("Show what was reached.\n\n", "- Goal: growth\n"),
        ("Show what was reached.\n", "Show what  \nwas reached in phase X\n"),
        ("## After\n", "After that.\n"),
        ("#room\n\n", "#room\n\nThe room is large.\n\n"),
        ("reached.\n\n- Policy: FY24\n", "a list:\n\n- a\n- b\n  c\n\n- Policy: FY25\n"),
    ],
)
def test_texts_come_and_go(before: str, after: str) -> None:
    """Texts, lists, headings: where nobody has edited, the new file is the generated one."""
    assert before in BODY
    check_untouched(BODY, BODY.replace(before, after))
    check_untouched(BODY.replace(before, after), BODY)


def test_list_at_the_start_closes_up() -> None:
    """Where a text between its first lines goes, no blank line stays."""
    check_untouched("- a\n\nText.\n\n- b\n\n", "- a\n- b\n\n")


def test_text_that_goes_leaves_the_persons_before_it() -> None:
    """Their words, and the blank line between these and what comes now."""
    old = edit("Show what", "Mine.\n\nShow what")
    less = BODY.replace("Show what was reached.\n\n", "")
    done = kept(old, generated(less))
    assert shown(done.content) == less.replace("- Policy", "Mine.\n\n- Policy")


def test_new_texts_are_no_new_items() -> None:
    """The story tells of items alone; one that moves is not new."""
    extra = "- [ ] Order lunch #lunch\n\n- [ ] Walk #walk\n\n- [ ] Rest #rest\n\n"
    body = BODY.replace("## After", f"{extra}## After")
    moved = BODY.replace(CALL, "").replace("## After", f"{extra}{CALL}Soon.\n\n## After")
    done = kept(generated(body), generated(moved))
    assert done.content.decode() == generated(moved)
    assert done.story.new == ()


def test_section_moves_with_a_new_text() -> None:
    """A text that changes while its section moves is in its new place, as the new one."""
    one, two, three = (
        f"## {name}\n\n- [ ] {name} #{name}\n\nAbout {name}.\n\n- [ ] Then #then{name}\n\n"
        for name in ("one", "two", "three")
    )
    check_untouched(f"# A\n\n{one}{two}{three}", f"# A\n\n{two}{three}{one.replace('Ab', 'B')}")


def steps(order: str) -> str:
    """A list of steps, one a letter, with a blank line for each bar, and a section behind it."""
    lines = ["\n" if name == "|" else f"- [ ] Do {name} #{name}\n" for name in order]
    return f"# List\n\n{''.join(lines)}## End\n\n"


def spaced(order: str) -> str:
    """A blank line behind each."""
    return "".join(f"{name}|" for name in order)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("mine", "later", "made"),
    [
        ("bcade", "bcdea", "bcade"),
        ("bcade", "dabce", "dbcae"),
        ("bcade", "abced", "bc|ead|"),
        ("bcade", "abcd", "bcad|"),
        ("abced", "abcdef", "abce|f|d"),
        ("bcade", "abecd", "b|ecad|"),
    ],
)
def test_persons_order_goes_before_the_handbooks(
    mine: str, later: str, made: str, end: str
) -> None:
    """What both have moved stands where the person put it; what the handbook moved alone moves.

    Also where the person has taken out the blank lines: there are none but those that are needed.
    """
    new = generated(steps(spaced(later)))
    for had, has in ((mine, made), (spaced(mine), spaced(made.replace("|", "")))):
        old = _typed(generated(steps(spaced("abcde"))), steps(had)).replace("\n", end)
        done = keep(old.encode(), new)
        assert shown(done.content.replace(end.encode(), b"\n")) == steps(has)
        assert done.content.count(b"\n") == done.content.count(end.encode())
        assert done.story.new == tuple(set(later) - set(mine))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_goes_leaves_a_blank_line_where_one_is_needed(end: str) -> None:
    """Before a heading and before the last comment, for an item that goes, comes or a text; before
    a person's heading too."""

    def merged(text: str, plan: str) -> str:
        content = keep(text.replace("\n", end).encode(), generated(plan)).content
        assert content.count(b"\n") == content.count(end.encode())
        return content.decode().replace(end, "\n")

    tight = _typed(generated(steps(spaced("abcde"))), steps("abcde"))
    for name in "de":
        tight = tight.replace(f"[ ] Do {name}", f"[x] Do {name}")
    gone = merged(tight, steps(spaced("abc")))
    d, e = ("- [x] Do d #d\n", "- [x] Do e #e\n")
    assert shown(gone.encode()) == f"{steps('abc|')}{ARCHIVE}{d}\n{e}\n"
    head, mark, rest = gone.partition(ARCHIVE)
    back = merged(f"{head}{mark}{rest.replace(chr(10) * 2, chr(10))}", steps(spaced("abce")))
    again = steps("abc|").replace("## End", f"{e}\n## End")
    assert shown(back.encode()) == f"{again}{ARCHIVE}{d}\n"
    text = edit("P1\n\n## Before", "P1\n## Before")
    less = BODY.replace("- Priority: P1\n", "")
    assert shown(merged(text, less).encode()) == less
    text = edit("P1\n\n## Before", "P1\n## Mine\n\n## Before")
    mine = less.replace("## Before", "## Mine\n\n## Before")
    assert shown(merged(text, less).encode()) == mine


def test_what_was_told_goes_with_the_marker() -> None:
    """An edited item that lost its marker is the person's, without what Handrail told under it: it
    would be taken for told under a new item that comes before it, and go the next time."""
    lines = "- [ ] Call me #call\n\n    > Two weeks before.\n"
    text = edit("- [ ] Call Tom · due 1 Dec #call\n\n    > Two weeks before.\n", lines)
    later = generated(BODY.replace("1 Dec", "5 Dec"))
    told = keep(text.encode(), later).content.decode()
    assert "    - handbook text now: Call Tom · due 5 Dec" in told
    bare = re.sub(r"(Call me) <!-- id.*-->", r"\1", told)
    moved = bare.replace("- [ ] Call me", "    - [ ] Call me").replace(
        "    - handbook text now", "        - handbook text now"
    )
    for mine in (bare, moved):
        done = keep(mine.encode(), later, accept_deletions=True)
        assert b"Call me" in done.content
        assert b"handbook text now" not in done.content
        again = keep(done.content, later, accept_deletions=True)
        assert again.content == done.content


def test_file_of_the_first_format_gets_what_is_new() -> None:
    """Its texts count as known, also those it does not have; new steps and sections come."""
    text = generated()
    entries = [marker(text, id_).split()[2:4] for id_ in ("call", "room", "notes")]
    base = ", ".join(":".join(words) for words in entries)
    old = text[: text.index("<!-- base")].replace(f"format: {FORMAT}", "format: 1")
    new = BODY.replace(
        "## After", "- [ ] Mail #mail\n\n## During\n\nSoon.\n\n- [ ] Talk #talk\n\n## After"
    )
    done = kept(f"{old}<!-- base: {base} | dropped: | end -->\n", generated(new))
    assert shown(done.content) == new.replace("Soon.\n\n", "")
    assert done.story.new == ("mail", "talk")
    done = kept(f"{old}<!-- base: {base} | dropped: | end -->\n", generated(BODY.replace(ROOM, "")))
    assert shown(done.content) == BODY.replace(ROOM, "")
