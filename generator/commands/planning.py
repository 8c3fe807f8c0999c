"""Planning for `generate`: of each checklist, what it takes to write its file and tell of it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shard import Shard, of_shard, without_others
from generator.console import Options, chosen, environment, for_nobody, progress, sound, tell

if TYPE_CHECKING:
    from generator.changes import Change, Draft
    from generator.checklist import Checklist
    from generator.commands.writing import Scope, Wish
    from generator.handbook import Handbook
    from generator.loader import Edits
    from generator.plan import Planned
    from generator.problems import Problem


@dataclass
class Outcome:
    """What came of planning. A checklist itself is kept only where more than its file is made of
    it: a book has thousands."""

    asked: Sequence[str]  # customers
    problems: list[Problem] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    checklists: list[Checklist] = field(default_factory=list)
    left: list[Change] = field(default_factory=list)  # files for which no checklist came out
    late: dict[str, list[str]] = field(default_factory=dict)  # steps, by `customer/playbook`
    none: list[str] = field(default_factory=list)  # why there is none, as long as there is no draft
    former: dict[str, list[str]] = field(default_factory=dict)  # files under former ids, by today's
    customers: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)  # customers with errors

    def take(self, one: Planned, wish: Wish) -> None:
        """What is needed of one checklist, or why there is none."""
        from generator.changes import draft
        from generator.problems import has_errors

        self.problems += one.problems
        self.customers.add(one.customer)
        if has_errors(one.problems):
            self.broken.add(one.customer)
        if one.late:
            self.late[f"{one.customer}/{one.playbook}"] = [item.id for item in one.late]
        if one.checklist is None:
            self._leave(one, wish)
        elif "md" in wish.formats and wish.edition == "internal":
            self.drafts.append(draft(one.checklist))
        if one.checklist and (wish.edition == "customer" or list(wish.formats) != ["md"]):
            self.checklists.append(one.checklist)
        if one.checklist and "md" in wish.formats:
            self._pass_on(one, wish)
        if not self.drafts:
            self.none.append(_why_none(one, wish))

    def _leave(self, one: Planned, wish: Wish) -> None:
        """A checklist on disk for which no new one came out stays as it is."""
        from generator.changes import Change
        from generator.problems import has_errors

        name = f"{one.customer}/{one.playbook}.md"
        if "md" not in wish.formats or not os.path.lexists(wish.folder / name):
            return
        why = (
            "there are errors"
            if has_errors(one.problems)
            else f"the playbook is no longer for {one.customer}: " + "; ".join(one.applies.because)
        )
        self.left.append(Change(name, left=f"left as it is: {why}"))

    def _pass_on(self, one: Planned, wish: Wish) -> None:
        """A file whose playbook had another id: what is in it goes on under today's."""
        from generator.changes import Change

        now = f"{one.customer}/{one.playbook}.md"
        for former in one.former:
            name = f"{former}.md"
            if os.path.lexists(wish.folder / name):
                self.former.setdefault(now, []).append(name)
                why = f"left as it is: it goes on as {wish.folder / now}; this one can be deleted"
                self.left.append(Change(name, left=why))

    def scope(self, wish: Wish) -> Scope:
        """What of the book is here whole: of a part, a calendar or a project would be cut short."""
        from generator.commands.writing import Scope

        if wish.playbooks:
            return Scope()
        part = bool(wish.customers or wish.shard)
        return Scope(self.customers - self.broken, not (part or self.broken))


def _why_none(one: Planned, wish: Wish) -> str:
    if one.problems and one.checklist is None:
        return f"'{one.playbook}' is left out for {one.customer}: there are errors"
    if one.applies.holds:
        return for_nobody(one.playbook, one.customer, wish.edition)
    return f"'{one.playbook}' is not for {one.customer}: {'; '.join(one.applies.because)}"


def plan_all(options: Options, wish: Wish) -> Outcome:
    """Every checklist that is asked for; or the end of the run with what is wrong told."""
    one_by_one = None if wish.customers else _one_by_one(options, wish)
    return one_by_one or _at_once(options, wish)


def _one_by_one(options: Options, wish: Wish) -> Outcome | None:
    """A customer is read, planned and forgotten; None where the book has to be read whole."""
    from generator.build import examine
    from generator.stream import UnsoundError, streamed

    alone = examine(options.content, None)
    handbook = streamed(alone.handbook, options.book) if alone.sound else None
    if handbook is None or not set(wish.playbooks) <= handbook.playbooks.keys():
        return None
    try:
        outcome = _outcome(handbook, options, wish)
    except UnsoundError:
        return None
    tell(alone.problems)
    return outcome


def _at_once(options: Options, wish: Wish) -> Outcome:
    """The same where all are read, and checked, before anything is planned."""
    handbook = sound(options, _needless(options, wish), wish.customers)
    chosen("customer", handbook.customers, wish.customers)
    chosen("playbook", handbook.playbooks, wish.playbooks)
    return _outcome(handbook, options, wish)


def _outcome(handbook: Handbook, options: Options, wish: Wish) -> Outcome:
    from generator.build import plans

    asked = of_shard(wish.customers or handbook.customers, wish.shard)
    outcome = Outcome(asked)
    for one in progress(plans(handbook, options.today, asked, wish.playbooks) if asked else ()):
        outcome.take(one, wish)
    if "md" in wish.formats and not wish.playbooks:
        with environment():
            told = {name for names in outcome.former.values() for name in names}
            for customer in asked:
                outcome.left += _of_no_playbook(handbook, wish.folder / customer, told)
            if not wish.customers and not wish.shard:
                outcome.left += _of_no_customer(handbook, wish.folder)
    return outcome


def _of_no_playbook(handbook: Handbook, folder: Path, told: Collection[str]) -> Iterator[Change]:
    """A customer's kept files whose playbook has left the handbook, but for those that were `told`
    of; others there are a person's."""
    from generator.changes import Change

    for name in _checklists(folder, {f"{id_}.md" for id_ in handbook.playbooks}):
        if f"{folder.name}/{name}" not in told:
            why = f"left as it is: there is no playbook '{name.removesuffix('.md')}' any more"
            yield Change(f"{folder.name}/{name}", left=why)


def _of_no_customer(handbook: Handbook, folder: Path) -> Iterator[Change]:
    """Kept files of customers who are no longer in the book."""
    from generator import store
    from generator.changes import Change

    known = set(handbook.customers)  # nobody is read for this
    for customer in store.folders(folder):
        if customer not in known:
            why = f"left as it is: there is no customer '{customer}' in the book"
            for name in _checklists(folder / customer):
                yield Change(f"{customer}/{name}", left=why)


def _checklists(folder: Path, known: Collection[str] = ()) -> Iterator[str]:
    """The names of a customer's kept files, but for those known: what is a person's is none."""
    from generator import store
    from generator.keep import whose

    for name in store.listed(folder):
        if name.partition(".")[2] != "md" or name in known:
            continue
        if whose(store.read(folder / name) or b"") == folder.name:
            yield name


def _needless(options: Options, wish: Wish) -> Edits | None:
    """The files of customers that a part can do without."""
    shard: Shard | None = wish.shard
    if shard is None or wish.customers:
        return None
    with environment():
        return without_others(options.content, options.book, shard)
