"""All that `handrail diff` has found, and how it is told on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from generator.comparison.difference import LEVELS, Difference, sentence, shortened
from generator.comparison.effect import Affected, Effect, Shift
from generator.problems import Location, counted, listed, plural, printable


@dataclass(frozen=True)
class Report:
    """What was compared, what differs, and what that does to the book."""

    base: str  # how the two were named
    head: str
    today: date
    differences: Sequence[Difference]
    effect: Effect


class Group(NamedTuple):
    """The same thing that has happened to several parts of an entry."""

    first: Difference
    others: Sequence[Difference]


def text(report: Report) -> str:
    """Totals, then entry by entry what differs, then customer by customer what moves."""
    parts = [totals(report.differences, report.effect)]
    parts += ["\n".join(_entry(ones)) for ones in by_entry(report.differences)]
    customers = by_customer(report.effect.lists)
    parts += ["\n".join(_customer(lists)) for lists in customers]
    return "\n\n".join(filter(None, parts)) + "\n"


def totals(differences: Sequence[Difference], effect: Effect) -> str:
    """Two lines: how much differs, and what becomes of open plans."""
    levels = [(sum(one.level == level for one in differences), level) for level in LEVELS]
    told = ", ".join(f"{count} {level}" for count, level in levels if count)
    lines = [f"{counted(len(differences), 'difference')}: {told}" if told else "No difference."]
    if effect.customers and told:
        lines.append(f"Open plans: {effect_in_words(effect)}")
    return "\n".join(lines)


def effect_in_words(effect: Effect) -> str:
    """`3 of 10 customers, 4 checklists: 1 item disappears, 8 move; 2 of them are ticked`."""
    found = effect.totals
    if not effect.lists:
        return f"nothing changes for any of {counted(effect.customers, 'customer')}"
    items = [
        (found[what], what if found[what] == 1 else several)
        for what, several in _SEVERAL.items()
        if found[what]
    ]
    told = [f"{counted(items[0][0], 'item')} {items[0][1]}"] if items else []
    told += [f"{count} {verb}" for count, verb in items[1:]]
    told += [
        f"{counted(found[change], 'checklist')} {one if found[change] == 1 else many}"
        for change, (one, many) in _LISTS.items()
        if found[change]
    ]
    done = f"; {found['done']} of them already ticked" if found["done"] else ""
    where = f"{found['customers']} of {counted(effect.customers, 'customer')}"
    return f"{where}, {counted(found['checklists'], 'checklist')}: {', '.join(told)}{done}"


_SEVERAL = {
    "disappears": "disappear", "appears": "appear", "moves": "move",
    "changes hands": "change hands",
}  # fmt: skip
_LISTS = {
    "fails": ("cannot be planned any more", "cannot be planned any more"),
    "ends": ("ends", "end"),
    "begins": ("begins", "begin"),
    "mended": ("can be planned now", "can be planned now"),
}


def by_entry(differences: Iterable[Difference]) -> list[list[Difference]]:
    """The differences of each entry."""
    groups = groupby(differences, key=lambda one: (one.kind, one.id))
    return [list(ones) for _, ones in groups]


def by_customer(lists: Iterable[Affected]) -> list[list[Affected]]:
    """The checklists of each customer."""
    return [list(ones) for _, ones in groupby(lists, key=lambda one: one.customer.id)]


def grouped(differences: Iterable[Difference]) -> list[Group]:
    """What is the same for several parts, once: a phase's owner changes that of all its steps."""
    found: dict[object, list[Difference]] = {}
    for n, one in enumerate(differences):
        alike = (one.noun, one.field, one.what, one.old, one.new)
        mergeable = one.part and one.old and one.new and one.field not in ("do", "id", "order")
        found.setdefault(alike if mergeable else n, []).append(one)
    return [Group(ones[0], ones[1:]) for ones in found.values()]


def words(group: Group) -> str:
    """One sentence for all of a group."""
    if not group.others:
        return sentence(group.first)
    parts = [f"'{shortened(one.subject, 60)}'" for one in (group.first, *group.others)]
    said = sentence(group.first).removeprefix(f"{group.first.noun} {parts[0]}: ")
    shown = listed(parts[:5], "and") if len(parts) <= 5 else ", ".join(parts[:5])
    more = f" and {len(parts) - 5} more" if len(parts) > 5 else ""
    return f"{len(parts)} {plural(group.first.noun)}: {said} ({shown}{more})"


def heading(one: Difference) -> str:
    """`playbooks/ebr: Executive business review`."""
    where = "/".join(filter(None, (one.kind, one.id)))
    return f"{where}: {one.title}" if one.title != one.id else where


def _entry(ones: Sequence[Difference]) -> Iterator[str]:
    yield printable(heading(ones[0]))
    for group in grouped(ones):
        yield printable(f"  {group.first.level:<9} {words(group)}")
        yield f"            {places(group.first)}"


def places(one: Difference) -> str:
    """Where it stands, and where it stood."""
    now, was = _place(one.after), _place(one.before)
    return " <- ".join(filter(None, (now, was))) if now != was else now


def _place(where: Location | None) -> str:
    if where is None:
        return ""
    return f"{printable(where.file)}:{where.span.line}" if where.span else printable(where.file)


def _customer(lists: Sequence[Affected]) -> Iterator[str]:
    first = lists[0]
    yield printable(f"{first.customer.name} ({first.customer.id})")
    for one in lists:
        yield printable(f"  {one.title}{list_words(one)}")
        for shift in one.shifts if one.change == "changed" else ():
            yield printable(f"    {shift_words(shift)}")


def list_words(one: Affected) -> str:
    """What becomes of the list as a whole; empty where only items of it change."""
    items = counted(len(one.shifts), "item")
    done = sum(shift.is_done for shift in one.shifts)
    ticked = f", {done} of them ticked" if done else ""
    told: Mapping[str, str] = {
        "begins": f": begins, {items}",
        "ends": f": ends, {items}{ticked}"
        + ("; the file that is kept stays as it is" if one.is_kept else ""),
        "fails": f": cannot be planned any more: {one.why}",
        "mended": ": can be planned now",
    }
    unread = f" (its file tells no ticks: {one.unread})" if one.unread else ""
    return told.get(one.change, "") + unread


def shift_words(shift: Shift) -> str:
    """`moves 2027-02-05 -> 2027-02-19 (9 working days later): Ask the leaders …; ticked`."""
    told = ", ".join(_told(shift, what) for what in shift.whats)
    return f"{told}: {shift.task.do}" + (" [ticked already]" if shift.is_done else "")


def _told(shift: Shift, what: str) -> str:
    old, new = shift.before, shift.after
    if what == "moves" and old and new:
        days = f" ({days_words(shift)})" if days_words(shift) else ""
        return f"moves {old.when or 'no day'} -> {new.when or 'no day'}{days}"
    if what == "changes hands" and old and new:
        return f"changes hands {old.owner} -> {new.owner}"
    when, owner = shift.task.when, shift.task.owner
    return f"{what} ({', '.join(filter(None, (when, str(owner))))})"


def days_words(shift: Shift) -> str:
    """`9 working days later`; `begins earlier` where only the start of a window moves."""
    old, new = shift.before, shift.after
    if shift.days:
        days = counted(abs(shift.days), "working day")
        return f"{days} {'later' if shift.days > 0 else 'earlier'}"
    if old and new and old.due == new.due and old.start and new.start and old.start != new.start:
        return f"begins {'later' if old.start < new.start else 'earlier'}"
    return ""
