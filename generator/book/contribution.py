"""What one customer adds to the answers about a whole book: worked out from the customer alone, and
of plain words, numbers and days, so that it can be kept and used again."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from generator.book.ledger import Account
from generator.book.load import Carried, carried
from generator.book.roadmap import Ahead, ahead
from generator.book.tally import Tally
from generator.book.targets import Gauged, gauged
from generator.handbook import Handbook


class Contribution(NamedTuple):
    """One customer's part of `load`, of the roadmap, and of the metrics."""

    carried: Carried
    ahead: Ahead
    gauged: Gauged


def contribution(account: Account, end: date) -> Contribution:
    """What a customer adds; the roadmap goes up to `end`."""
    return Contribution(carried(account), ahead(account, end), gauged(account))


class Contributions:
    """What all customers add, in the order of the book; of the metrics only the sums are kept."""

    def __init__(self, handbook: Handbook, today: date) -> None:
        self.carried: list[Carried] = []
        self.ahead: list[Ahead] = []
        self.tally = Tally(handbook, today)

    def add(self, one: Contribution) -> None:
        """One customer more."""
        self.carried.append(one.carried)
        self.ahead.append(one.ahead)
        self.tally.add(one.carried.person, one.gauged)
