"""What the merge promises, as functions over a history: P0 to P15 of the design notes.

A history is a plan, what a person did to its checklist, how the plan changed, what the person did
then, and how it changed again. Each property raises AssertionError where the promise is broken.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from keep_edits import STATES, edited
from keep_plans import Choice, Plan, Step, evolve, first_plan
from keep_reader import MARKER, Row, boxes, footer, items, rows, tagged

from generator.keep import Kept, RefusedError, keep, states
from generator.keep.sheet import parse

Choices = Sequence[Choice]


@dataclass(frozen=True)
class History:
    """Everything that happens to one checklist. Numbers say what; the rest follows from them."""

    steps: Choices
    edits: Choices
    changes: Choices
    later_edits: Choices
    later_changes: Choices

    @cached_property
    def plans(self) -> tuple[Plan, Plan, Plan]:
        """The plan at three times."""
        first = first_plan(self.steps)
        second = evolve(first, self.changes)
        return first, second, evolve(second, self.later_changes, earlier=first)

    @cached_property
    def written(self) -> str:
        """What the person made of the first checklist."""
        return edited(self.plans[0].text, self.edits)

    @cached_property
    def next(self) -> str:
        """What the first merge makes of that."""
        return merged(self.written, self.plans[1])

    @cached_property
    def rewritten(self) -> str:
        """What the person made of it then."""
        return edited(self.next, self.later_edits, tags=1000)

    @cached_property
    def last(self) -> str:
        """What the second merge makes of that."""
        return merged(self.rewritten, self.plans[2])

    @property
    def merges(self) -> list[tuple[str, Plan, Plan, str]]:
        """Both merges: the file before, the plan it came from, the new plan, the file after."""
        first, second, third = self.plans
        return [
            (self.written, first, second, self.next),
            (self.rewritten, second, third, self.last),
        ]


def thrown(dice: random.Random) -> History:
    """A history by chance, for where Hypothesis would be too slow."""

    def some(fewest: int, most: int) -> list[Choice]:
        count = dice.randint(fewest, most)
        return [
            (dice.randrange(999), dice.randrange(999), dice.randrange(999)) for _ in range(count)
        ]

    return History(some(2, 8), some(0, 8), some(0, 5), some(0, 4), some(0, 4))


def merge(old: str, plan: Plan) -> Kept:
    """The merge under test; deletions are meant."""
    return keep(old.encode(), plan.text, plan.former, accept_deletions=True)


def merged(old: str, plan: Plan) -> str:
    """The text that comes out."""
    return merge(old, plan).content.decode()


def plainly(text: str) -> dict[str, Row]:
    """The items that stand in a file just once."""
    return {id_: found[0] for id_, found in items(text).items() if len(found) == 1}


def unmarked(text: str) -> set[str]:
    """The labels of tasks without a marker: some may have been items."""
    return {row.label for row in rows(text) if not row.id and row.state is not None}


def p0_lossless(h: History) -> None:
    """Taking a file apart and putting it together gives the file."""
    for text in (h.written, h.next, h.rewritten, h.last):
        assert str(parse(text)) == text


def p1_again(h: History) -> None:
    """Merging once more changes nothing, and tells of nothing."""
    for _, _, plan, after in h.merges:
        again = merge(after, plan)
        assert again.content.decode() == after
        story = again.story
        assert not story.new + story.changed + story.archived + story.removed + story.returned


def p2_untouched(h: History) -> None:
    """A file in which only boxes were ticked becomes the new file with these ticks."""
    first, second, _ = h.plans
    assert merged(first.text, first) == first.text
    assert merged(first.text, second) == second.text
    same = first.text.replace("[ ]", "[x]", 1)
    assert merged(same, first) == same
    facts = replace(first, facts=("Policy: FY30",), purpose="New")
    new = facts.text.replace("[ ]", "[x]", 1)
    assert merged(same, facts) == new


def p3_states(h: History) -> None:
    """Every state that is not blank is there afterwards under its item's id."""
    for before, _, plan, after in h.merges:
        there = items(after)
        for id_, found in items(before).items():
            now = plan.former.get(id_, id_)
            name = now if now in plan.steps and id_ not in plan.steps else id_
            ticked = [row for row in found if (row.state or "").strip()]
            if len(found) == 1 and ticked:
                assert [row.state for row in there.get(name, [])] == [found[0].state], id_
            elif name in plan.steps:
                assert there[name][0].state in {row.state for row in found}, id_


def p4_nothing_invented(h: History) -> None:
    """As many boxes hold each state as before; an item that was blank or new is blank."""
    for before, _, _, after in h.merges:
        assert boxes(before) == boxes(after)


def p5_persons_lines(h: History) -> None:
    """Every line of the person's is there as it was, as often, in the same order, in its item."""
    for before, _, plan, after in h.merges:
        _compare_lines(before, after, plan)


def _bare(row: Row) -> str:
    """A line without its marker, which may come and go."""
    return MARKER.sub("", row.text).rstrip() if not row.hidden else row.text


def _compare_lines(before: str, after: str, plan: Plan) -> None:
    old, new = tagged(before), tagged(after)
    assert Counter(map(_moved_left, old)) == Counter(map(_moved_left, new))
    plain, single = plainly(before), plainly(after)
    owners: dict[str, list[str]] = {}
    for row in old:
        owners.setdefault(row.owner, []).append(_moved_left(row))
    found: dict[str, list[str]] = {}
    for row in new:
        found.setdefault(row.owner, []).append(_moved_left(row))
    for id_, lines in owners.items():
        now = plan.former.get(id_, id_)
        name = now if now in plan.steps and id_ not in plan.steps else id_
        if id_ in plain and name in single:
            assert [line for line in found.get(name, []) if line in lines] == lines, id_
    old_free = [_moved_left(row) for row in old if not row.owner and not row.id]
    new_free = [_moved_left(row) for row in new if not row.owner and not row.id]
    both = set(old_free) & set(new_free)
    assert [line for line in old_free if line in both] == [
        line for line in new_free if line in both
    ]


def _moved_left(row: Row) -> str:
    return _bare(row).strip()


def p6_own_sections(h: History) -> None:
    """What stands in a section of the person's own stays in it, in the same order."""
    for before, _, _, after in h.merges:
        both = _free(before) & _free(after)  # an item that finds its marker takes its notes back
        found = _sections(after, both)
        for heading, lines in _sections(before, both).items():
            assert [line for line in found.get(heading, []) if line in lines] == lines


def _free(text: str) -> set[str]:
    """The person's lines that belong to no item and are none."""
    return {row.text.strip() for row in tagged(text) if not (row.owner or row.id or row.hidden)}


def _sections(text: str, lines: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in tagged(text):
        if "mine" in row.heading and row.text.strip() in lines and not row.hidden:
            found.setdefault(row.heading, []).append(row.text.strip())
    return found


def p7_every_step_once(h: History) -> None:
    """Every step of the plan is there just once, unless the person has deleted it."""
    for before, was, plan, after in h.merges:
        gone = _dropped(before)
        for id_ in plan.steps:
            count = len(items(after).get(id_, []))
            names = {id_, *(old for old, new in plan.former.items() if new == id_)}
            had = bool(names & items(before).keys())
            if had or not names & (was.steps.keys() | gone):
                assert count == 1, id_
            else:
                labels = {was.steps[name].label for name in names & was.steps.keys()}
                assert count == 0 or (count == 1 and labels & unmarked(before)), id_


def _dropped(text: str) -> set[str]:
    part = re.search(r"\| dropped:([^|]*)", footer(text))
    archived = re.search(r"\| archived:([^|]*)", footer(text))
    names = re.findall(r"[a-z0-9-]+(?=[,\s])", part[1] if part else "")
    return {*names, *re.findall(r"([a-z0-9-]+):[0-9a-f]{8}", archived[1] if archived else "")}


def p8_labels(h: History) -> None:
    """A label nobody has touched says what the handbook says now; a person's stays as it is."""
    for before, was, plan, after in h.merges:
        for id_, row in plainly(before).items():
            now = plan.former.get(id_, id_)
            name = now if now in plan.steps and id_ not in plan.steps else id_
            if name not in plan.steps or id_ not in was.steps or name not in items(after):
                continue
            old, new = was.steps[id_], plan.steps[name]
            _compare_label(row, old, new, after, name)
            ticked = row.label == old.label != new.label and (row.state or "").strip()
            back = f"ticked as: {new.label} <!--" in _under(before, id_)  # as it was when ticked
            if ticked and not back:
                assert "- ticked as:" in _under(after, name)


def _compare_label(row: Row, old: Step, new: Step, after: str, name: str) -> None:
    (there,) = items(after)[name]
    told = f"handbook text now: {new.label} <!-- told:"
    if row.label in (old.label, new.label) and row.state is not None:
        assert there.label == new.label
        assert told not in _under(after, name)
    else:
        assert _bare(there) == _bare(row)
        if old.label != new.label:
            assert told in _under(after, name)


def _under(text: str, id_: str) -> str:
    """What stands in an item."""
    return "\n".join(row.text for row in rows(text) if row.owner == id_)


def p9_there_and_back(h: History) -> None:
    """A step that goes and comes back has its tick and its notes again."""
    first = h.plans[0]
    without = Plan(tuple((title, steps[1::2]) for title, steps in first.phases), first.title)
    without = replace(without, purpose=first.purpose, facts=first.facts)
    for before in (h.written,):
        back = merged(merged(before, without), first)
        straight = merged(before, first)
        assert states(back.encode()) == states(straight.encode())
        _compare_lines(straight, back, first)
        assert boxes(back) == boxes(before)
        assert "<!-- archive -->" not in back


def p10_two_steps(h: History) -> None:
    """Two upgrades one after the other leave the same states as one."""
    _, second, third = h.plans
    twice = states(merged(merged(h.written, second), third).encode())
    once = states(merged(h.written, third).encode())
    ids = third.steps.keys()
    assert {i: s for i, s in twice.items() if i in ids} == {
        i: s for i, s in once.items() if i in ids
    }


def p11_deleted(h: History) -> None:
    """What the person deletes stays deleted, whatever the handbook does."""
    first, second, third = h.plans
    none = replace(third, phases=())
    there = items(h.written)
    labels = unmarked(h.written)
    gone = {i for i, step in first.steps.items() if i not in there and step.label not in labels}
    text = h.written
    for plan in (second, third, none, third):
        text = merged(text, plan)
        for id_ in gone:
            assert id_ not in items(text)
            now = plan.former.get(id_, id_)
            assert now not in items(text), now
    if gone & first.steps.keys():
        assert gone <= set(merge(h.written, first).story.deleted)


def p12_line_ends(h: History) -> None:
    """Line ends, byte order mark and the end of the file are as the person's editor wrote them."""
    for before, _, _, after in h.merges:
        for mark in ("\ufeff", "\r\n"):
            assert (mark in before) == (mark in after)
        assert len(re.findall(r"(?<!\r)\n", after)) == 0 or "\r\n" not in before
        assert before.endswith("\n") == after.endswith("\n")


def p13_any_text(h: History) -> None:
    """Whatever has become of a file: it is merged without loss, or refused in a sentence."""
    dice = random.Random(repr(h))
    plan = h.plans[1]
    for text in _ruins(h.written, dice):
        refusal = refused(text, plan)
        if refusal:
            assert refusal.message
            assert "mistake in Handrail" not in refusal.message, refusal.message
        else:
            after = MARKER.sub("", keep(text, plan.text, plan.former).content.decode())
            assert [part for part in _typed(text.decode()) if part not in after] == []


def _typed(text: str) -> set[str]:
    """What has a tag of the lines, before and behind a marker each for itself."""
    lines = re.findall(r"^.*mine\d+.*$", text, re.MULTILINE)
    parts = (part for line in lines for part in MARKER.split(line) if part)
    return {part.strip() for part in parts if re.search(r"mine\d", part)}


def refused(text: bytes, plan: Plan) -> RefusedError | None:
    """How the merge refuses a file; None: it does not."""
    try:
        keep(text, plan.text, plan.former)
    except RefusedError as refusal:
        return refusal
    return None


def _ruins(text: str, dice: random.Random) -> list[bytes]:
    """A file cut off, with lines lost, doubled, swapped or split, with bytes changed."""
    lines = text.splitlines(keepends=True)
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    marks = ("```", "<!--", "-->", "~~~", "---", "    ", "\t- [x] a", "> ", "\u2028", "\0", "\x0c")
    content = bytearray(text.encode())
    content[dice.randrange(len(content))] = dice.randrange(256)
    return [
        text[: dice.randrange(len(text) + 1)].encode(),
        "".join(lines[:at] + lines[at + 1 :]).encode(),
        "".join([*lines[:at], lines[other], *lines[at:]]).encode(),
        "".join([*lines[:at], dice.choice(marks) + "\n", *lines[at:]]).encode(),
        "".join([*lines[:at], dice.choice(marks), *lines[at:]]).encode(),
        "".join(lines[min(at, other) : max(at, other)]).encode(),
        bytes(content),
    ]


def p14_commutes(h: History) -> None:
    """Ticking and noting before the merge gives the same file as doing it afterwards."""
    _, second, third = h.plans
    before, after = h.next, merged(h.next, third)
    same = [
        id_
        for id_, row in plainly(before).items()
        if id_ in plainly(after) and id_ in second.steps and id_ in third.steps
        and row.label == plainly(after)[id_].label == second.steps[id_].label
        and second.steps[id_].label == third.steps[id_].label and row.state == " "
        and (second.steps[id_].note or not third.steps[id_].note)
    ]  # fmt: skip
    for n, id_ in enumerate(same[:3]):
        state = STATES[n]
        before = _ticked(before, id_, state, f"mine{9000 + n} noted")
        after = _ticked(after, id_, state, f"mine{9000 + n} noted")
    assert merged(before, third) == after


def _ticked(text: str, id_: str, state: str, note: str) -> str:
    """The file with one item ticked and a sub-task in front of all that stands in it."""
    eol = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(eol)
    rows_ = [row.text for row in rows(text) if row.id == id_ and not row.hidden]
    at = next(n for n, line in enumerate(lines) if line.removeprefix("\ufeff") == rows_[0])
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines[at] = lines[at].replace("[ ]", f"[{state}]", 1)
    lines[at + 1 : at + 1] = [f"{indent}    - {note}"]
    return eol.join(lines)


def p15_never_mixed(h: History) -> None:
    """The checklist of another customer or playbook is refused."""
    plan = h.plans[1]
    for other in (replace(plan, customer="borealis"), replace(plan, playbook="ebr")):
        refusal = refused(h.written.encode(), other)
        assert refusal
        assert "belongs to" in refusal.message
        assert refusal.line


PROPERTIES: dict[str, Callable[[History], None]] = {
    function.__name__: function
    for function in (
        p0_lossless, p1_again, p2_untouched, p3_states, p4_nothing_invented, p5_persons_lines,
        p6_own_sections, p7_every_step_once, p8_labels, p9_there_and_back, p10_two_steps,
        p11_deleted, p12_line_ends, p13_any_text, p14_commutes, p15_never_mixed,
    )
}  # fmt: skip
