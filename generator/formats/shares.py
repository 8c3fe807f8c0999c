"""Whose items are whose: the checklists of many customers, one person at a time."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from generator.checklist import Checklist
from generator.people import Holder

Person = tuple[str, str]
"""What tells people apart: the kind of name and the name, e.g. `("user", "pnair")`."""


class Share(NamedTuple):
    """A person, and the checklists with only the items they are accountable for."""

    name: str
    checklists: list[Checklist]


def by_person(checklists: Sequence[Checklist]) -> dict[str, Share]:
    """Each person's share by a name that is fit for a file and nobody else's, in its order.

    People are the same where their user name or address is; who has neither goes by name. Someone
    of a customer's side is that customer's, and has a share in the customer's edition only: a
    calendar is there to be sent to its person.
    """
    users = {
        h.email.casefold(): h.gitlab
        for checklist in checklists
        for h in (item.accountable for item in checklist.items)
        if h.email and h.gitlab
    }
    shares: dict[Person, Share] = {}
    for checklist in checklists:
        owned: dict[Person, list[str]] = {}
        for item in checklist.items:
            holder = item.accountable
            if holder.name and (holder.side != "customer" or checklist.edition == "customer"):
                person = _person(holder, checklist.customer_id, users)
                owned.setdefault(person, []).append(item.id)
                shares.setdefault(person, Share(holder.name, []))
        for person, ids in owned.items():
            shares[person].checklists.append(_only(checklist, ids))
    names = _file_names(list(shares))
    return {name: shares[person] for name, person in sorted(names.items())}


def _person(holder: Holder, customer: str, users: Mapping[str, str]) -> Person:
    address = holder.email.casefold()
    if user := holder.gitlab or users.get(address):
        return "user", user.casefold()
    if address:
        return "address", address
    name = " ".join(holder.name.split()).casefold()
    return (f"of {customer}", name) if holder.side == "customer" else ("name", name)


def _only(checklist: Checklist, ids: Collection[str]) -> Checklist:
    """The checklist with these items and no others."""
    sections = (
        replace(section, items=tuple(item for item in section.items if item.id in ids))
        for section in checklist.sections
    )
    return replace(checklist, sections=tuple(s for s in sections if s.items))


def _file_names(people: Sequence[Person]) -> dict[str, Person]:
    """A name for each; where two would have the same, both get a mark that tells them apart."""
    plain = {person: _plain(person) for person in people}
    often = Counter(plain.values())
    return {
        name if often[name] == 1 and name not in _RESERVED else f"{name}-{_mark(person)}": person
        for person, name in plain.items()
    }


_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
"""Names that Windows keeps for itself."""


def _plain(person: Person) -> str:
    kind, name = person
    words = name.split("@")[0] if kind == "address" else name
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")[:60] or "person"


def _mark(person: Person) -> str:
    return blake2b("\0".join(person).encode(), digest_size=4).hexdigest()
