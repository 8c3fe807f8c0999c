"""What one customer adds to the answers about a whole book: worked out from the customer alone, and
of plain words, numbers and days, so that it can be kept and used again."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from generator.book.ledger import Account
from generator.book.load import Carried, carried
from generator.book.roadmap import Ahead, ahead
from generator.book.targets import Gauged, gauged


class Contribution(NamedTuple):
    """One customer's part of `load`, of the roadmap, and of the metrics."""

    carried: Carried
    ahead: Ahead
    gauged: Gauged


def contribution(account: Account, end: date) -> Contribution:
    """What a customer adds; the roadmap goes up to `end`."""
    return Contribution(carried(account), ahead(account, end), gauged(account))
