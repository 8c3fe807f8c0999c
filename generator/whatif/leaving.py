"""One person fewer: whose customers pass to whom, by a rule that can be said in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from generator.book.ledger import Account
from generator.book.load import Carried, calls_a_week, carried
from generator.handbook import Handbook
from generator.models import Person
from generator.problems import did_you_mean, listed

IN_SEGMENT = "the fewest calls a week then, of those in the segment"
IN_ALL = "the fewest calls a week then; nobody else has the segment"

Move = tuple[str, str, str, str]
"""What passes on, from whom, to whom, and why to them."""


class LeavingError(Exception):
    """Nobody can be found who takes over: what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def people_of(handbook: Handbook) -> Mapping[str, Person]:
    """Everybody who holds a role for a customer, as first stated, by name."""
    found: dict[str, Person] = {}
    for customer in handbook.customers.values():
        for person in customer.people.values():
            found.setdefault(person.name, person)
    return found


def leave(
    handbook: Handbook, accounts: Sequence[Account], person: str, taker: str
) -> tuple[Handbook, list[Move]]:
    """The handbook without a person, and what passes to whom; all to `taker`, if one is named.

    Else those with the most calls pass on first, each to who then has the fewest calls a week of
    those who had customers of its segment; where there is nobody, of all. In each customer that
    passes on, the new person takes every role the old one held there; in others, roles that are no
    matter of a book stay as they are. Raises LeavingError.
    """
    theirs = [one for one in accounts if one.person == person]
    everybody, carriers = people_of(handbook), sorted({one.person for one in accounts} - {""})
    if not theirs:
        hint = f"customers are carried by {listed(carriers, 'and')}"
        raise LeavingError(f"{person} carries no customers", hint)
    if taker == person or (taker and taker not in everybody):
        hint = did_you_mean(taker, [one for one in everybody if one != person]) or "name another"
        raise LeavingError(f"'{taker}' is nobody who could take over", hint)
    if not taker and carriers == [person]:
        hint = f"say who takes them: 'without={person}:to=NAME'"
        raise LeavingError(f"nobody else carries customers than {person}", hint)
    segments = {(one.person, one.customer.segment) for one in accounts}
    loads = [carried(one) for one in accounts]
    books = {who: [one for one in loads if one.person == who] for who in carriers if who != person}
    moves, customers = [], dict(handbook.customers)
    for account in sorted(theirs, key=lambda one: (-calls_a_week([carried(one)])[1], one.name)):
        near = [one for one in books if (one, account.customer.segment) in segments]
        new = taker or _least(books, near or books)
        books.setdefault(new, []).append(carried(account))
        customer = customers[account.customer.id]
        people = {
            role: everybody[new] if held.name == person else held
            for role, held in customer.people.items()
        }
        customers[customer.id] = customer.model_copy(update={"people": people})
        moves.append((account.name, person, new, "" if taker else IN_SEGMENT if near else IN_ALL))
    return replace(handbook, customers=customers), moves


def _least(books: Mapping[str, list[Carried]], among: Iterable[str]) -> str:
    """Who has the fewest calls a week; of several, who has the fewest customers."""
    return min(among, key=lambda who: (calls_a_week(books[who])[1], len(books[who]), who))
