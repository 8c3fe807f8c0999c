"""What a file says of ticks, and how it is gathered so that every doubt is told."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from generator.encoding import span_at
from generator.problems import (
    Level,
    Location,
    Problem,
    Span,
    counted,
    did_you_mean,
    listed,
    printable,
)

ID = re.compile("[a-z0-9][a-z0-9-]{0,63}")
MEANT = " xX~"
"""Open, done, done, not applicable. A person may use other signs in their own file."""
_SHOWN = 40


@dataclass(frozen=True)
class Pulled:
    """Whose ticks they are, as far as the file says; the state of each item by its id."""

    customer: str | None
    playbook: str | None
    states: dict[str, str]
    problems: list[Problem]
    places: dict[str, Location] = field(default_factory=dict)

    def unknown(self, known: Collection[str]) -> list[Problem]:
        """A problem for each id that the checklist, whose ids these are, does not hold."""
        return [
            Problem(self.places[id_], "id", f"no item has the id '{id_}'", did_you_mean(id_, known))
            for id_ in self.states
            if id_ not in known
        ]


class Gathering:
    """The ticks of one file, while it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._whose: tuple[str, str] | None = None
        self._states: dict[str, str] = {}
        self._places: dict[str, Location] = {}
        self._repeated: set[str] = set()

    def place(self, line: int, column: int = 1, text: str = "") -> Location:
        """A place in this file."""
        return Location(self.name, Span(line, column, max(column, len(text)) + 1), text)

    def complain(
        self,
        check: str,
        message: str,
        hint: str = "",
        where: Location | None = None,
        level: Level = "error",
    ) -> None:
        """Note a problem; without a place it is one of the whole file."""
        place = where or Location(self.name)
        self.problems.append(Problem(place, check, message, hint, level))

    def belongs(self, customer: str, playbook: str, where: Location) -> bool:
        """Note whose ticks these are; False, with a problem, where the file said otherwise."""
        if self._whose in (None, (customer, playbook)):
            self._whose = (customer, playbook)
            return True
        assert self._whose
        first = "/".join(self._whose)
        message = f"this is of {customer}/{playbook}; what stands before it is of {first}"
        self.complain("other", message, "pull each checklist from a file of its own", where)
        return False

    def take(self, id_: str, state: str, where: Location) -> None:
        """The state of an item; told if it is not clear, or if the id has stood there before."""
        if not ID.fullmatch(id_):
            self.complain("id", f"{_quoted(id_)} cannot be an id", "leave ids as they are", where)
        elif id_ in self._places:
            first = self._places[id_].span
            message = f"'{id_}' stands twice: it is in line {first.line if first else 1} as well"
            self.complain("repeated", message, "delete one of them", where)
            self._repeated.add(id_)
        else:
            self._places[id_] = where
            if self._is_state(state, where):
                self._states[id_] = state

    def _is_state(self, state: str, where: Location) -> bool:
        if len(state) != 1 or not state.isprintable():
            message = f"{_quoted(state)} is not the state of a box"
            if not state:
                message = "this box holds nothing, not even a space"
            self.complain("state", message, "it can be ' ', x or ~", where)
            return False
        if state not in MEANT:
            message = f"'{state}' is a sign of your own: it is taken as it is"
            self.complain("state", message, "", where, "warning")
        return True

    def without_id(self, noun: str, places: list[Location], hint: str) -> None:
        """Tell of tasks or rows that no id leads back: a person's own, or an editor lost it."""
        if places:
            lines = listed([place.span.line for place in places if place.span], "and")
            where = f"in line{'' if len(places) == 1 else 's'} {lines}"
            what = f"{counted(len(places), noun)} without an id, {where}"
            self.complain("no-id", f"{what}: not read", hint, places[0], "warning")

    def text(self, data: bytes, hint: str) -> str | None:
        """The file's text, or None and a problem where it is not UTF-8."""
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self.complain("encoding", "this file is UTF-16", hint, self.place(1))
            return None
        data = data.removeprefix(codecs.BOM_UTF8)
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            before = data[: error.start].decode()
            message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
            where = Location(self.name, span_at(before, len(before)))
            self.complain("encoding", message, hint, where)
            return None

    def pulled(self) -> Pulled:
        """All that was gathered; an id that stood twice is left out."""
        states = {id_: state for id_, state in self._states.items() if id_ not in self._repeated}
        customer, playbook = self._whose or (None, None)
        return Pulled(customer, playbook, states, self.problems, self._places)


def _quoted(text: str) -> str:
    shown = printable(text)
    return f"'{shown}'" if len(shown) <= _SHOWN else f"'{shown[:_SHOWN]}…'"
