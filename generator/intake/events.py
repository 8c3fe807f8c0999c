"""Rows of a table to what has happened to customers."""

from __future__ import annotations

from collections.abc import Sequence

from generator import models
from generator.csv_source import CsvFile, Row
from generator.happenings import fault_of
from generator.intake.cells import UNREAD, Cells
from generator.intake.customers import id_of
from generator.problems import Route, did_you_mean

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
        by_name = {id_of(customer.name): id_ for id_, customer in customers.items()}
        happened: dict[str, list[models.Happening]] = {}
        for row in self.sound(file, found):
            cells, sound = self.cells(file, row)
            sound &= self.none_missing(file, row, cells, NEEDED)
            name = cells.pop(("customer",))
            id_ = name if name in customers else by_name.get(id_of(name), "")
            if not id_ and name != UNREAD and not self.refused & {name, id_of(name)}:
                hint = did_you_mean(name, [c.name for c in customers.values()], "customers:")
                where = file.locate((row.line, "customer"))
                message = f"there is no customer '{name[:40]}' in the book"
                self.tell(where, "unknown-reference", message, hint)
            data = {str(route[0]): text for route, text in cells.items()}
            if not sound:
                continue
            happening = self.reading.model(models.Happening, data, file.name, (row.line,))
            if happening and self.says_what_it_can(file, row, happening) and id_:
                happened.setdefault(id_, []).append(happening)
        for id_, more in happened.items():
            events = [*customers[id_].events, *more]
            customers[id_] = customers[id_].model_copy(update={"events": events})

    def says_what_it_can(self, file: CsvFile, row: Row, happening: models.Happening) -> bool:
        event = self.reading.found["events"][happening.what]
        asked = self.reading.found["attributes"].get(event.changes or "")
        if fault := fault_of(event, asked, happening.value):
            self.tell(file.locate((row.line, "is")), "unknown-reference", *fault)
        return not fault
