"""Rows of a table to customers, as if a writer had typed them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from generator import models
from generator.csv_source import CsvFile, Row
from generator.fields import LONGEST_LINE
from generator.intake.cells import UNREAD, Cells, Wrong, key_of
from generator.intake.table import ANYBODY, as_route, dotted
from generator.problems import Problem, Route


def id_of(name: str) -> str:
    """The id that follows from a name: `Müller & Söhne` is `muller-sohne`, today and tomorrow."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore")
    return re.sub("[^a-z0-9]+", "-", plain.decode().lower()).strip("-")[:64].strip("-")


class Customers(Cells):
    """A table with a customer in each row."""

    must = ("name",)

    def take(self, file: CsvFile, found: Sequence[Row]) -> None:
        """Every row as a customer."""
        fixed = self.fixed()
        for row in self.sound(file, found):
            filled, sound = self.cells(file, row)
            cells = {**fixed, **filled}
            sound &= self.none_missing(file, row, cells, self.needed(cells))
            id_ = self.id(file, row, cells)
            data = _nested(cells)
            data["id"] = id_ or "no-id"
            customer = self.reading.model(models.Customer, data, file.name, (row.line,))
            if customer and sound and id_:
                self.reading.found["customers"][id_] = customer
                self.reading.homes["customers", id_] = (file.name, (row.line,))
            else:
                self.refused |= {id_, key_of(cells[("name",)])}

    def fields_are_known(self) -> bool:
        return super().fields_are_known() & self.people_have_names()

    def people_have_names(self) -> bool:
        """Whether somebody of whom a column says something has a name, too."""
        fields = list(map(as_route, [*self.source.columns.values(), *self.source.fixed]))
        roles = dict.fromkeys(str(route[1]) for route in fields if route[0] == "people")
        known = [role for role in roles if role in self.reading.found["roles"]]
        nameless = [role for role in known if ("people", role, "name") not in fields]
        for role in nameless:
            where = self.home.locate((*self.route, "columns"), key=True)
            hint = f"add the name of a column: 'COLUMN: people.{role}'"
            self.tell(where, "column", f"no column says who 'people.{role}' is", hint)
        return not nameless

    def refuse(self, row: Row) -> None:
        self.refused |= set(map(key_of, row.cells)) if row.cells else {ANYBODY}

    def fixed(self) -> dict[Route, str]:
        """What holds for every row; what is wrong in it is told once, where it is written."""
        found: dict[Route, str] = {}
        for field, text in self.source.fixed.items():
            route = as_route(field)
            said = self.converted(route, text, "YYYY-MM-DD")
            if isinstance(said, Wrong):
                where = self.home.locate((*self.route, "fixed", dotted(field)))
                self.tell(where, said.check, said.message, said.hint)
            elif said:
                found[route] = said
        return found

    def needed(self, cells: Mapping[Route, str]) -> dict[Route, str]:
        """What a row cannot be without, and what is said where it is: a name, and one for each
        person of whom something is known."""
        titles = {id_: role.title for id_, role in self.reading.found["roles"].items()}
        roles = dict.fromkeys(str(route[1]) for route in cells if route[0] == "people")
        return {("name",): "this customer has no name"} | {
            ("people", role, "name"): f"the name of the {titles.get(role, role)} is missing"
            for role in roles
        }

    def id(self, file: CsvFile, row: Row, cells: Mapping[Route, str]) -> str:
        """The row's id, from its own column or from the name; empty where it cannot be taken."""
        stated = cells.get(("id",)) or cells.get(("name",), "")
        if stated == UNREAD:
            return ""
        id_, column = id_of(stated[:LONGEST_LINE]), file.placed.get(("id",))
        column = file.placed.get(("name",), 0) if column is None else column
        where = file.cell(row.line, column)
        if not id_ and stated:
            hint = "map a column with letters a-z and digits to 'id' in book.yaml"
            self.tell(where, "id", f"no id can be made of '{stated[:40]}'", hint)
        elif id_ and ("customers", id_) in self.reading.homes:
            other, route = self.reading.homes["customers", id_]
            there = self.reading.files[other].locate((*route, "id"))
            hint = "keep the customer in one place, or give one of the two another id"
            message = f"the id '{id_}' is taken"
            made = f"{message}: it is made of '{stated[:40]}'" if id_ != stated else message
            self.reading.problems.append(
                Problem(where, "repeated-id", made, hint, also=there, also_says="first here")
            )
            return ""
        return id_


def _nested(cells: Mapping[Route, str]) -> dict[str, Any]:
    """Values by their fields, as they would stand in a customer's file."""
    data: dict[str, Any] = {}
    for route, text in cells.items():
        if route[0] == "events":
            data.setdefault("events", []).append({"what": route[1], "on": text})
            continue
        here = data
        for key in route[:-1]:
            here = here.setdefault(str(key), {})
        here[str(route[-1])] = text
    return data
