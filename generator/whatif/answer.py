"""The answer to `what-if`: totals first, then people, customers, days, targets and plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from generator.answer import Answer, Cell, Part, columns
from generator.book.load import rounded
from generator.comparison.compare import compare
from generator.comparison.effect import Effect, Kept, effect
from generator.whatif.changes import Supposed
from generator.whatif.sides import Row, Side, both, pairs_of_days


def what_if(supposed: Supposed, before: Side, after: Side, kept: Kept) -> Answer:
    """Both sides compared. Of the totals, the first few and those that differ; in the other
    tables, but for the people, only what differs. `kept` has the kept files of the checklists."""
    compared = compare(before.handbook, after.handbook, with_places=False)
    plans = effect(compared, after.today, kept, own=True)
    changes = tuple((one.what, one.old, one.new, one.remark, one.typed) for one in supposed.changes)
    return Answer(
        "what-if", "What if", after.today,
        (
            Part("totals", "Totals", columns("What, Before, After, Difference"),
                 tuple(_totals(before, after, plans))),
            Part("changes", "What is changed", columns("What, Before, After, Remark", "Typed"),
                 changes),
            _part("people", "People", "Who, Segment, Policy", _LOAD, _people(before, after)),
            _part("shares", "Shares of priorities", "Who, Segment, Policy, Priority",
                  "Customers, Share, Verdict", _shares(before, after)),
            _part("customers", "Customers", "Customer, Because", "Who, Segment, Policy, Priority",
                  _customers(before, after)),
            _part("calls", "Calls", "Customer, Who, Last call", "Due by, State",
                  _calls(before, after)),
            Part("days", "Roadmap", columns("Customer, What, Who, Before, After, Because"),
                 tuple(_days(before, after))),
            _part("targets", "Targets", "Metric, Customer", "Target, Figure, Verdict",
                  _targets(before, after)),
            Part("plans", "Checklists", _PLANS, tuple(_plans(plans))),
            Part("items", "Items that appear, go or move", _ITEMS, tuple(_items(plans))),
            Part("contradictions", "New contradictions", columns("Check, What"),
                 tuple(supposed.contradictions)),
        ),
    )  # fmt: skip


_LOAD = "Customers, Calls a week, Reviews a month, Hours a week, Planned hours, Verdict"
_PLANS = columns("Customer, Playbook, Appear, Disappear, Move, Change hands, Ticked, Becomes")
_ITEMS = columns("Customer, Task, Who, Before, After, Working days, Playbook")


def _part(id_: str, title: str, first: str, twice: str, rows: Iterable[Row]) -> Part:
    """A table whose columns from some on stand there for before and after. Those that are the same
    in every row are a detail, if others are not."""
    found, start = tuple(rows), len(first.split(", "))
    titles = twice.split(", ")
    pairs = [slice(start + 2 * n, start + 2 * n + 2) for n in range(len(titles))]
    differ = [any(len(set(row[pair])) == 2 for row in found) for pair in pairs]
    heads = list(columns(first))
    for one, differs in zip(titles, differ, strict=True):
        names = f"{one} before, {one} after"
        heads += columns(names) if differs or not any(differ) else columns("", names)[1:]
    return Part(id_, title, tuple(heads), found)


def _woven(before: Row, after: Row) -> Row:
    return tuple(cell for pair in zip(before, after, strict=True) for cell in pair)


def _totals(before: Side, after: Side, plans: Effect) -> Iterator[Row]:
    old, new = dict(before.totals()), dict(after.totals())
    for n, what in enumerate(dict.fromkeys((*old, *new))):
        there, here = old.get(what, Decimal(0)), new.get(what, Decimal(0))
        if n < ALWAYS or there != here:
            yield what, _short(there), _short(here), _short(here - there)
    turns = Counter[str]()
    for id_ in before.standings.keys() & after.standings.keys():
        was, now = before.standings[id_], after.standings[id_]
        turns.update(what for what, n in _TURNS.items() if was[n] != now[n])
    counts = {f"Customers with another {what}": turns[what] for what in _TURNS}
    counts |= {f"Items that {many}": plans.totals[what] for what, many in _MANY.items()}
    counts["Checklists that cannot be planned any more"] = plans.totals["fails"]
    yield from ((what, None, None, count) for what, count in counts.items() if count)


ALWAYS = 6
"""So many of the totals are told even where nothing differs: customers, people, calls, reviews,
workshops, hours."""
_TURNS = {"priority": 4, "policy": 3, "segment": 2, "person": 1}
"""What a customer may change, by the column of `priorities`."""
_MANY = {
    "appears": "appear", "disappears": "disappear", "moves": "get another day",
    "changes hands": "change hands",
}  # fmt: skip


def _short(number: Decimal) -> Decimal:
    """With no more digits than it needs, two at most."""
    cut = rounded(number)
    assert cut is not None
    return cut.quantize(Decimal(1)) if cut == cut.to_integral_value() else cut


def _people(before: Side, after: Side) -> Iterator[Row]:
    """What each person carries under each policy; and in all, where there are several."""
    keys = sorted({*before.people, *after.people})
    for who, own in groupby(keys, key=lambda key: key[0]):
        ones = list(own)
        for key in ones:
            olds, news = before.people.get(key), after.people.get(key)
            named = olds or news or ()
            yield *named[:3], *_woven(_carried(olds), _carried(news))
        if len(ones) > 1:
            yield who, "all", None, *_woven(before.whole(who), after.whole(who))


def _carried(row: Row | None) -> Row:
    """Customers, calls, reviews, hours, planned hours and verdict of a row of `load`."""
    return tuple(row[n] for n in (3, 5, 7, 9, 10, 11)) if row else (None,) * 6


def _shares(before: Side, after: Side) -> Iterator[Row]:
    for old, new in both(before.shares, after.shares):
        shown = tuple((row[4], row[5], row[8]) for row in (old, new))
        if shown[0] != shown[1]:
            yield *(old[:4] if old[0] else new[:4]), *_woven(*shown)


def _customers(before: Side, after: Side) -> Iterator[Row]:
    for old, new in both(before.standings, after.standings):
        shown = (old[1:5], new[1:5])
        if shown[0] != shown[1]:
            yield old[0] or new[0], new[5], *_woven(*shown)


def _calls(before: Side, after: Side) -> Iterator[Row]:
    for id_, new in after.calls.items():
        old = before.calls.get(id_)
        if old and (old[5], old[7]) != (new[5], new[7]):
            yield new[0], new[1], new[3], *_woven((old[5], old[7]), (new[5], new[7]))


def _days(before: Side, after: Side) -> Iterator[Row]:
    """The days that are others, and reviews that now have to move from a month too full."""
    for old, new in pairs_of_days(before, after):
        row = new or old
        assert row
        day = None if old is None else old[0]
        yield row[1], row[2], row[3], day, new[0] if new else None, new[4] if new else None


def _targets(before: Side, after: Side) -> Iterator[Row]:
    for key in dict.fromkeys((*before.aims, *after.aims)):
        old, new = before.aims.get(key), after.aims.get(key)
        if old == new or not (old or new):
            continue
        one = new or old
        assert one
        cells = [
            (side.target, rounded(side.figure, 1), side.verdict) if side else (None, None, None)
            for side in (old, new)
        ]
        yield one.metric, one.customer or "the whole book", *_woven(*cells)


def _plans(plans: Effect) -> Iterator[Row]:
    for one in plans.lists:
        counts = Counter(what for shift in one.shifts for what in shift.whats)
        done = sum(shift.is_done for shift in one.shifts)
        cells: tuple[Cell, ...] = tuple(counts[what] or None for what in _ORDER)
        what = one.change if not one.why else f"{one.change}: {one.why}"
        yield one.customer.name, one.title, *cells, done or None, what


_ORDER = ("appears", "disappears", "moves", "changes hands")


def _items(plans: Effect) -> Iterator[Row]:
    """The items that appear, disappear or get another day; ticked ones are told by their number."""
    for one in plans.lists:
        for shift in one.shifts:
            if shift.whats == ("changes hands",) or shift.is_done:
                continue
            old, new = shift.before, shift.after
            who = shift.task.owner.name
            days = (old.when if old else None, new.when if new else None)
            yield one.customer.name, shift.task.do, who, *days, shift.days, one.title
