"""What a difference between two handbooks does to the open plans of a book."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from generator.calendars import working_days_between
from generator.comparison.compare import Comparison
from generator.comparison.former import as_it_was
from generator.comparison.matching import step_renames
from generator.comparison.outline import NOTHING, Outline, Task, outline
from generator.comparison.reach import touched
from generator.handbook import Handbook
from generator.keep import RefusedError, states
from generator.models import Customer, Playbook
from generator.people import Cast
from generator.standing import Standing

Kept = Callable[[str], bytes | None]
"""The kept file of a checklist by `<customer>/<playbook>.md`; None where there is none."""
DONE = "xX"


@dataclass(frozen=True)
class Shift:
    """What becomes of one item."""

    before: Task | None
    after: Task | None
    days: int | None = None  # working days from its old day to its new one
    state: str = " "  # of its box in the kept file

    @property
    def task(self) -> Task:
        """The item as it will be; as it was, where it goes."""
        found = self.after or self.before
        assert found
        return found

    @property
    def whats(self) -> tuple[str, ...]:
        """One or two of appears, disappears, moves, changes hands."""
        if self.before is None or self.after is None:
            return ("appears",) if self.after else ("disappears",)
        told = {
            "moves": self.before.when != self.after.when,
            "changes hands": self.before.owner.name != self.after.owner.name,
        }
        return tuple(what for what, so in told.items() if so)

    @property
    def is_done(self) -> bool:
        """Whether its box is ticked already."""
        return self.state in DONE


@dataclass(frozen=True)
class Affected:
    """One checklist that is not what it was. `change` is one of CHANGES."""

    customer: Customer
    playbook: str
    title: str
    change: str
    shifts: tuple[Shift, ...] = ()
    why: str = ""
    is_kept: bool = False  # a file of it is there
    unread: str = ""  # why that file tells no ticks


CHANGES = {
    "changed": "Some of its items are others.",
    "begins": "The playbook was not for this customer, and is now.",
    "ends": "The playbook is for this customer no more; a file that is kept stays as it is.",
    "fails": "It could be planned, and cannot be any more: the customer's file lacks something.",
    "mended": "It could not be planned before.",
}
"""What can become of a checklist."""
WHATS = ("appears", "disappears", "moves", "changes hands")


@dataclass(frozen=True)
class Effect:
    """Every checklist of the book that is affected, and how many there were to look at."""

    lists: list[Affected]
    customers: int
    playbooks: int  # whose plans may differ

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """How many customers, checklists and items are affected, and in what way."""
        shifts = [shift for one in self.lists for shift in one.shifts]
        counts = {what: sum(what in shift.whats for shift in shifts) for what in WHATS}
        return {
            "customers": len({one.customer.id for one in self.lists}),
            "checklists": len(self.lists),
            **{change: sum(one.change == change for one in self.lists) for change in CHANGES},
            **counts,
            "done": sum(shift.is_done for shift in shifts),
        }


def effect(found: Comparison, today: date, kept: Kept, own: bool = False) -> Effect:
    """The book of the new handbook planned with both, as of one day.

    Where the old handbook lacks what a customer's file says (a new answer, a new role), that is
    left out for it. Playbooks that nothing reaches are not planned. With `own` each handbook has
    customers of its own, whose differences count too; then who is in both is planned.
    """
    reached = touched(found)
    but_segments = [one for one in found.differences if one.kind != "segments"]
    elsewhere = touched(replace(found, differences=but_segments))
    before = found.old if own else as_it_was(found.old, found.new, found.renames)
    every = dict.fromkeys((*found.new.playbooks, *reached))

    def touching(was: Customer, now: Customer) -> Iterable[str]:
        """A segment's policies reach a plan by the customer's priority alone."""
        if own and was != now:
            return every
        sides = ((before, was), (found.new, now)) if reached != elsewhere else ()
        facts = [Standing(handbook, one, today).facts for handbook, one in sides]
        return elsewhere if facts and facts[0] == facts[1] else reached

    lists = [
        one
        for customer in found.new.customers.values()
        if (was := before.customers.get(customer.id))
        for id_ in touching(was, customer)
        if (one := _affected(found, before, customer, id_, today, kept))
    ]
    return Effect(lists, len(found.new.customers), len(reached))


def _affected(
    found: Comparison, old: Handbook, customer: Customer, id_: str, today: date, kept: Kept
) -> Affected | None:
    """One customer's plan of one playbook under both, or None where nothing becomes of it."""
    former = {now: was for was, now in found.renames["playbooks"].items()}.get(id_, id_)
    before = _outline(old, old.customers[customer.id], former, today)
    after = _outline(found.new, customer, id_, today)
    change = _change(before, after)
    if not change:
        return None
    named = (found.new.playbooks.get(id_) or old.playbooks[former]).title
    where = f"{customer.id}/{former}.md"
    ticks, unread = _states(kept(where))
    renames = _renames(old.playbooks.get(former), found.new.playbooks.get(id_))
    shifts = tuple(_shifts(Cast(found.new, customer), renames, before, after, ticks))
    if change == "changed" and not shifts:
        return None
    why = after.failed or before.failed
    return Affected(customer, id_, named, change, shifts, why, kept(where) is not None, unread)


def _outline(handbook: Handbook, customer: Customer, id_: str, today: date) -> Outline:
    playbook = handbook.playbooks.get(id_)
    return outline(handbook, customer, playbook, today) if playbook else NOTHING


def _change(before: Outline, after: Outline) -> str:
    """What has become of a checklist; empty where nothing has."""
    if before.failed or after.failed:
        if before.failed and after.failed:
            return ""
        return "fails" if after.failed else "mended" if after.tasks is not None else ""
    if before.tasks is None or after.tasks is None:
        same = before.tasks is None and after.tasks is None
        return "" if same else "begins" if before.tasks is None else "ends"
    return "changed"


def _states(content: bytes | None) -> tuple[Mapping[str, str], str]:
    """The boxes of a kept file, and why they cannot be read."""
    try:
        return (states(content) if content is not None else {}), ""
    except RefusedError as error:
        return {}, str(error)


def _shifts(
    cast: Cast,
    former: Mapping[str, str],
    before: Outline,
    after: Outline,
    ticks: Mapping[str, str],
) -> Iterator[Shift]:
    """What becomes of each item; those of which nothing becomes are left out. `former`: the ids
    that renamed steps had."""
    if before.failed or after.failed:
        return
    olds, news = dict(before.tasks or {}), after.tasks or {}
    for step, task in news.items():
        there = olds.pop(former.get(step, step), None)
        state = ticks.get(step) or ticks.get(former.get(step, step), " ")
        shift = Shift(there, task, _days(cast, there, task), state)
        yield from [shift] if shift.whats else []
    for step, task in olds.items():
        yield Shift(task, None, None, ticks.get(step, " "))


def _renames(old: Playbook | None, new: Playbook | None) -> Mapping[str, str]:
    """Present ids of steps with the former ones."""
    return {now: was for was, now in step_renames(old, new).items()} if old and new else {}


def _days(cast: Cast, old: Task | None, new: Task) -> int | None:
    if old is None or old.due is None or new.due is None:
        return None
    return working_days_between([cast.calendar(new.owner.role)], old.due, new.due)
