"""The last look before a file is written: each way to lose or invent something is refused."""

from __future__ import annotations

import pytest
from test_keep import BODY, FRONT, edit, generated

from generator.keep import RefusedError, keep
from generator.keep.guard import check, check_states

REPORT = (
    "Handrail leaves this file as it is: the next one {}. "
    "This is a mistake in Handrail; please report it"
)
MINE = edit("[ ] Call", "[x] Call").replace(
    "    > Two weeks before.\n", "    > Two weeks before.\n\n    Not at home.\n\n- [~] Mine\n"
)
LATER = generated(
    BODY.replace("2 Dec", "3 Dec")
    .replace("FY24", "FY25")
    .replace("Two weeks", "A month")
    .replace("## After", "- [ ] Order lunch #lunch\n\n## After"),
    FRONT.replace("items: 3", "items: 4"),
)
ROOM = "- [ ] Book the room · due 2 Dec"


def line_of(text: str, words: str) -> int:
    """The line in which these words stand."""
    (at,) = (at for at, line in enumerate(text.split("\n"), 1) if words in line)
    return at


def refused(old: str, content: str, new: str, **was: str) -> tuple[str, int | None]:
    """What is said of a next file, and of which line; it has to be refused."""
    with pytest.raises(RefusedError) as found:
        check(old.encode(), content.encode(), new, was)
    start, _, end = REPORT.partition("{}")
    assert found.value.message.startswith(start)
    assert found.value.message.endswith(end)
    return found.value.message.removeprefix(start).removesuffix(end), found.value.line


def test_sound_merge_passes() -> None:
    """New texts, notes, dates, items and front matter, with all that a person wrote."""
    content = keep(MINE.encode(), LATER).content
    check(MINE.encode(), content, LATER, {})
    assert b"Not at home." in content


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("    Not at home.\n", "", "would have lost line {}, 'Not at home.'"),
        ("- [~] Mine\n", "- [ ] Mine\n", "would have lost line {}, '- [~] Mine'"),
        ("- [~] Mine\n", "", "would have lost line {}, '- [~] Mine'"),
        ("[x] Call", "[ ] Call", "would have lost line {}, '- [x] Call Tom · due 1 Dec'"),
        ("[x] Call", "[X] Call", "would have lost line {}, '- [x] Call Tom · due 1 Dec'"),
        ("reviewed: yes\n", "", "would have lost line {}, 'reviewed: yes'"),
        ("    items: 7\n", "", "would have lost line {}, 'items: 7'"),
        ("- [x] Below\n", "", "would have lost line {}, '- [x] Below'"),
    ],
)
def test_lost_line_is_named(before: str, after: str, what: str) -> None:
    """A note, an own item, a state, a key, what stands below the end: by its line and words."""
    old = MINE.replace("items: 3\n", "items: 3\nreviewed: yes\n")
    old = old.replace("- [~] Mine\n", "    items: 7\n\n- [~] Mine\n") + "\n- [x] Below\n"
    content = keep(old.encode(), LATER).content.decode()
    assert content.count(before) == 1
    at = line_of(old, before.strip())
    assert refused(old, content.replace(before, after), LATER) == (what.format(at), at)


def test_long_line_is_named_by_its_start() -> None:
    """Sixty characters of it."""
    words = "".join(chr(ord("a") + n % 26) for n in range(80))
    old = MINE.replace("Not at home.", words)
    content = keep(old.encode(), LATER).content.decode().replace(words, "")
    at = line_of(old, words)
    assert refused(old, content, LATER) == (f"would have lost line {at}, '{words[:60]}'", at)
    ticked = f"{keep(old.encode(), LATER).content.decode()}\n- [x] {words}\n"
    what = f"would have a tick that nobody set, '- [x] {words[:54]}'"
    assert refused(old, ticked, LATER) == (what, None)


def test_one_of_two_alike_may_not_go() -> None:
    """The same words twice are two lines."""
    old = MINE.replace("    Not at home.\n", "    Not at home.\n    Not at home.\n")
    content = keep(old.encode(), LATER).content.decode()
    check(old.encode(), content.encode(), LATER, {})
    once = content.replace("    Not at home.\n", "", 1)
    at = old.split("\n").index("    Not at home.") + 1
    assert refused(old, once, LATER) == (f"would have lost line {at}, 'Not at home.'", at)


def test_end_has_to_stay() -> None:
    """The last comment is there once, as before."""
    content = keep(MINE.encode(), LATER).content.decode()
    foot = content[content.index("<!-- base:") :]
    what = ("would not end as a checklist does", None)
    assert refused(MINE, content.removesuffix(foot), LATER) == what
    assert refused(MINE, content + foot, LATER) == what


def test_item_without_its_marker_is_lost() -> None:
    """The words alone are not the item."""
    content = keep(MINE.encode(), LATER).content.decode()
    start = content.index(" <!-- id: call")
    end = content.index("-->", start) + 3
    what = ("would have lost the item 'call' or its state", None)
    assert refused(MINE, content[:start] + content[end:], LATER) == what


def test_state_that_nobody_set() -> None:
    """A box of the handbook's, one of the person's own, one that is new."""
    content = keep(MINE.encode(), LATER).content.decode()
    what = ("would have lost the item 'room' or its state", None)
    assert refused(MINE, content.replace("[ ] Book", "[x] Book"), LATER) == what
    what = ("would have the state 'x' for 'lunch', which nobody set", None)
    assert refused(MINE, content.replace("[ ] Order", "[x] Order"), LATER) == what
    what = ("would have a tick that nobody set, '- [~] Mine'", None)
    assert refused(MINE, content.replace("- [~] Mine\n", "- [~] Mine\n" * 2), LATER) == what
    check(
        MINE.encode(),
        content.replace("- [~] Mine\n", "- [~] Mine\n- [ ] Blank\n").encode(),
        LATER,
        {},
    )


def test_tick_of_a_copy_is_not_the_items() -> None:
    """A copied item lost its marker, and the handbook's words come back: two lines, and one tick
    each. A third would be nobody's, and so would one beside an item that has its marker."""
    (call,) = (line for line in MINE.split("\n") if "id: call" in line)
    twice = MINE.replace(f"{call}\n", f"{call}\n{call}\n")
    between = keep(twice.encode(), generated(BODY.replace("Call Tom", "Ring Tom"))).content
    back = keep(between, generated()).content
    words = call.partition(" <!--")[0]
    assert [line.partition(" <!--")[0] for line in back.decode().split("\n")].count(words) == 2
    what = (f"would have a tick that nobody set, '{words}'", None)
    more = back.decode().replace(f"{words}\n", f"{words}\n{words}\n")
    assert refused(between.decode(), more, generated()) == what
    content = keep(MINE.encode(), generated()).content.decode()
    assert refused(MINE, f"{content}\n{words}\n", generated()) == what


def test_tick_of_a_copy_beside_others_with_its_words() -> None:
    """The copy that loses its marker keeps its tick: beside a line of the person's that says the
    same, and beside another item that says it from now on."""
    (call,) = (line for line in MINE.split("\n") if "id: call" in line)
    words = call.partition(" <!--")[0]
    thrice = MINE.replace(f"{call}\n", f"{call}\n{call}\n").replace("- [~] Mine", words)
    assert keep(thrice.encode(), generated()).content.decode().count(words) == 3
    again = MINE.replace(f"{call}\n", f"{call}\n{call.replace('Tom', 'Ann')}\n")
    new = generated(BODY.replace("Book the room · due 2 Dec", "Call Ann · due 1 Dec"))
    old = again.replace("[ ] Book", "[x] Book")
    assert keep(old.encode(), new).content.decode().count(words.replace("Tom", "Ann")) == 2


def test_items_that_are_astray() -> None:
    """A new one that is missing, a deleted one that is back, one that is there twice."""
    content = keep(MINE.encode(), LATER).content.decode()
    (lunch,) = (line for line in content.split("\n") if "id: lunch" in line)
    what = ("would be without the new item 'lunch'", None)
    assert refused(MINE, content.replace(f"{lunch}\n", ""), LATER) == what
    what = ("would have the item 'lunch' twice", None)
    assert refused(MINE, content.replace(lunch, f"{lunch}\n{lunch}"), LATER) == what
    (room,) = (line for line in content.split("\n") if "id: room" in line)
    what = ("would have the item 'room' twice", None)
    assert refused(MINE, content.replace(room, f"{room}\n{room}"), LATER) == what
    (old_room,) = (line for line in MINE.split("\n") if "id: room" in line)
    gone = MINE.replace(f"{old_room}\n", "")
    what = ("would have the item 'room' again, which was deleted", None)
    assert refused(gone, content, LATER) == what


def test_renamed_items_are_followed() -> None:
    """By `was`, the tick and the deletion of the old id are those of the new one."""
    new = generated(BODY.replace("#call", "#phone"))
    content = keep(MINE.encode(), new, {"call": "phone"}).content.decode()
    check(MINE.encode(), content.encode(), new, {"call": "phone"})
    what = ("would have the state 'x' for 'phone', which nobody set", None)
    assert refused(MINE, content, new) == what
    (phone,) = (line for line in content.split("\n") if "id: phone" in line)
    bare = content.replace(phone, phone[: phone.index(" <!--")])
    what = ("would have lost the item 'call' or its state", None)
    assert refused(MINE, bare, new, call="phone") == what
    words = phone.partition(" <!--")[0]
    what = (f"would have a tick that nobody set, '{words}'", None)
    assert refused(MINE, f"{content}\n{words}\n", new, call="phone") == what
    (old_call,) = (line for line in MINE.split("\n") if "id: call" in line)
    gone = MINE.replace(f"{old_call}\n", "")
    back = content.replace("- [x] Call", "- [ ] Call")
    what = ("would have the item 'phone' again, which was deleted", None)
    assert refused(gone, back, new, call="phone") == what


def test_what_the_handbook_wrote_may_go() -> None:
    """Its own texts, notes, lines it told, front matter, and the heading of the archive."""
    ticked = keep(edit("[ ] Call", "[x] Call").encode(), generated(BODY.replace("1 Dec", "5 Dec")))
    assert b"ticked as" in ticked.content
    done = keep(ticked.content, generated())
    assert b"ticked as" not in done.content
    check(ticked.content, done.content, generated(), {})
    without = BODY[: BODY.index("- [ ] Call")] + BODY[BODY.index("- [ ] Book") :]
    archived = keep(edit("[ ] Call", "[x] Call").encode(), generated(without))
    assert b"## Archived" in archived.content
    back = keep(archived.content, generated())
    assert b"## Archived" not in back.content
    check(archived.content, back.content, generated(), {})
    told = ticked.content.decode().replace("ticked as: Call Tom", "ticked as: Call Ann")
    at = line_of(told, "Call Ann")
    lost = refused(told, done.content.decode(), generated())
    assert lost[1] == at


def test_tick_of_another_item_is_not_this_ones() -> None:
    """Two are ticked and get new texts; one may not lose its tick because the other has one."""
    old = MINE.replace("[ ] Book", "[x] Book")
    new = generated(BODY.replace("1 Dec", "5 Dec").replace("2 Dec", "6 Dec"))
    content = keep(old.encode(), new).content.decode()
    lost = content.replace("[x] Call", "[ ] Call").replace(
        "    - ticked as: Call", "    - as: Call"
    )
    at = line_of(old, "[x] Call")
    what = f"would have lost line {at}, '- [x] Call Tom · due 1 Dec'"
    assert refused(old, lost, new) == (what, at)


def test_files_that_look_odd_pass() -> None:
    """A mark at the start, a rule, an item of the handbook's in a fence, new or not."""
    lunch = next(line for line in LATER.split("\n") if "id: lunch" in line)
    call = next(line for line in MINE.split("\n") if "id: call" in line)
    for old in (
        f"\ufeff{MINE}",
        MINE.replace("- [~] Mine\n", "- [~] Mine\n\n---\n"),
        f"{MINE}\n```\n{lunch}\n```\n",
        f"{MINE}\n```\n{call}\n```\n",
    ):
        assert b"items: 4" in keep(old.encode(), LATER).content


def test_tick_of_the_handbooks_own() -> None:
    """A text of the handbook may show a ticked box: nobody's state is made up by that."""
    new = generated(BODY.replace("- Policy: FY24", "- [x] Policy: FY24"))
    check(MINE.encode(), keep(MINE.encode(), new).content, new, {})


@pytest.mark.parametrize(
    ("before", "after", "what", "at"),
    [
        ("Show what", "Show all", "would have another line {}", "Show what"),
        ("[ ] Book", "[x] Book", "would have another line {}", "[ ] Book"),
        ("[ ] Call", "[~] Call", "would have another line {}", "[ ] Call"),
        ("[ ] Call", "[x] Called", "would have another line {}", "[ ] Call"),
        ("- [ ] Call", "* [x] Call", "would have another line {}", "[ ] Call"),
    ],
)
def test_states_alone_may_change(before: str, after: str, what: str, at: str) -> None:
    """The boxes that are named become what was asked; any other difference is refused."""
    old = generated()
    new = old.replace("[ ] Call", "[x] Call").replace("[ ] Send", "[~] Send")
    asked = {"call": "x", "notes": "~", "unknown": "x"}
    check_states(old.encode(), new.encode(), asked)
    wrong = (old if "Call" in before else new).replace(before, after)
    with pytest.raises(RefusedError) as found:
        check_states(old.encode(), wrong.encode(), asked)
    line = line_of(old, at)
    assert found.value.message == REPORT.format(what.format(line))
    assert found.value.line == line


def test_states_leave_the_number_of_lines() -> None:
    """One more or less is refused, whatever it says."""
    old = generated()
    for wrong in (f"{old}\n", old.removesuffix("\n")):
        with pytest.raises(RefusedError) as found:
            check_states(old.encode(), wrong.encode(), {})
        assert found.value.message == REPORT.format("would have more lines or fewer")
        assert found.value.line is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_states_in_any_list(end: str) -> None:
    """Numbers and bullets, indents, line ends and boxes of three signs: only the box differs."""
    old = generated().replace("- [ ] Call", "  12) [   ] Call").replace("- [ ] Book", "\t+ [] Book")
    new = old.replace("[   ] Call", "[x] Call").replace("[] Book", "[-] Book")
    asked = {"call": "x", "room": "-"}
    check_states(old.replace("\n", end).encode(), new.replace("\n", end).encode(), asked)
    four = old.replace("[   ] Call", "[    ] Call")
    with pytest.raises(RefusedError, match="would have another line"):
        check_states(four.encode(), new.encode(), asked)
