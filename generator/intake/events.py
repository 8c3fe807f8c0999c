"""Rows of a table to what has happened to customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator import models
from generator.csv_source import CsvFile, Row
from generator.happenings import fault_of
from generator.intake.cells import UNREAD, Cells, by_label, key_of
from generator.intake.table import ANYBODY
from generator.problems import Route, did_you_mean, listed

NEEDED: dict[Route, str] = {
    ("customer",): "this row does not say which customer it is about",
    ("what",): "this row does not say what happened",
    ("on",): "this row does not say on which day it was",
}


class Events(Cells):
    """A table with something that happened in each row."""

    must = ("customer", "what", "on")

    def take(self, file: CsvFile, found: Sequence[Row]) -> None:
        """Every row as something that happened to a customer who is known by now."""
        customers: dict[str, models.Customer] = self.reading.found["customers"]
        known: dict[str, list[str]] = {}
        for id_, customer in customers.items():
            known.setdefault(key_of(customer.name), []).append(id_)
        happened: dict[str, list[models.Happening]] = {}
        for row in self.sound(file, found):
            cells, sound = self.cells(file, row)
            sound &= self.none_missing(file, row, cells, NEEDED)
            name = cells.pop(("customer",))
            id_ = name if name in customers else self.whose(file, row, name, known)
            data = {str(route[0]): text for route, text in cells.items()}
            if not sound:
                continue
            if asked := self.asked(data["what"]):
                data |= {"is": by_label(asked, data["is"])} if "is" in data else {}
            happening = self.reading.model(models.Happening, data, file.name, (row.line,))
            if happening and self.says_what_it_can(file, row, happening) and id_:
                happened.setdefault(id_, []).append(happening)
        for id_, more in happened.items():
            events = [*customers[id_].events, *more]
            customers[id_] = customers[id_].model_copy(update={"events": events})

    def whose(self, file: CsvFile, row: Row, name: str, known: Mapping[str, list[str]]) -> str:
        """The id of the one customer of this name; empty where there is none, or more."""
        ids = known.get(key_of(name), [])
        if len(ids) == 1:
            return ids[0]
        where = file.locate((row.line, "customer"))
        if ids:
            message = f"{len(ids)} customers are called '{name[:40]}'"
            self.tell(where, "unknown-reference", message, f"write the id: {listed(ids)}")
        elif name != UNREAD and not self.refused & {ANYBODY, key_of(name)}:
            names = [customer.name for customer in self.reading.found["customers"].values()]
            message = f"there is no customer '{name[:40]}' in the book"
            hint = did_you_mean(name, names, "customers:")
            self.tell(where, "unknown-reference", message, hint)
        return ""

    def asked(self, what: str) -> models.Attribute | None:
        """The question that an event answers anew, if any."""
        found = self.reading.found
        asked: models.Attribute | None = found["attributes"].get(found["events"][what].changes)
        return asked

    def says_what_it_can(self, file: CsvFile, row: Row, happening: models.Happening) -> bool:
        event, asked = self.reading.found["events"][happening.what], self.asked(happening.what)
        if fault := fault_of(event, asked, happening.value):
            self.tell(file.locate((row.line, "is")), "unknown-reference", *fault)
        return not fault
