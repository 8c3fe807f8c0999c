"""content/ to a Handbook: the table of kinds, and all that is wrong with what was typed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from generator import models
from generator.comments import cut_off
from generator.encoding import Fault
from generator.fields import ID
from generator.folder import files_below, read_bytes, refused, text_of
from generator.handbook import File, Handbook
from generator.intake import BOOK, take_book, unread
from generator.misplaced import DOUBLE, hint_for
from generator.problems import Problem, Route, Span, did_you_mean, has_errors
from generator.prose import too_deep
from generator.wording import explain, is_rest
from generator.yaml_plain import Data
from generator.yaml_source import MOST_FAULTS, read


class Kind(NamedTuple):
    """A kind of entry and where it is written: a list in one file, or a folder with a file each."""

    name: str
    path: str
    model: type[BaseModel]


KINDS = (
    Kind("stages", "journey.yaml", models.Stage),
    Kind("roles", "roles.yaml", models.Role),
    Kind("dates", "dates.yaml", models.Moment),
    Kind("attributes", "attributes.yaml", models.Attribute),
    Kind("events", "events.yaml", models.Event),
    Kind("calendars", "calendars.yaml", models.Calendar),
    Kind("metrics", "metrics.yaml", models.Metric),
    Kind("responsibilities", "responsibilities.yaml", models.Responsibility),
    Kind("terms", "glossary.yaml", models.Term),
    Kind("tables", "tables/", models.Table),
    Kind("scales", "scales/", models.Scale),
    Kind("scores", "scores/", models.Score),
    Kind("matrices", "matrices/", models.Matrix),
    Kind("rules", "rules.yaml", models.Rule),
    Kind("systems", "systems.yaml", models.System),
    Kind("segments", "segments/", models.Segment),
    Kind("playbooks", "playbooks/", models.Playbook),
    Kind("customers", "customers/", models.Customer),
    Kind("accepted", "accepted.yaml", models.Accepted),
)
SETTINGS = "handbook.yaml"
OF_THE_BOOK = ("customers", "checklists", BOOK)
_CUT_SHORT = ("empty", "unknown-key")
_COMMA = "a comma ends a number"
_COMMENT = re.compile(r": +#")
PAGE_TYPES = (".md", ".png", ".jpg", ".jpeg", ".gif", ".webp")


Edits = Mapping[Path, bytes | None]
"""What files are to hold that is not on disk yet; None: the file is to go."""


def load(
    content: Path, book: Path | None = None, edits: Edits | None = None
) -> tuple[Handbook, list[Problem]]:
    """Read a handbook, and the customers of a book where one is given.

    Without a book nothing of one is looked at, not even listed. All problems of all files are
    returned; with an error among them the handbook is not complete. With `edits` it is read as if
    they had been made.
    """
    reading = Reading(edits or {})
    reading.folder(content, skip=OF_THE_BOOK)
    if book is not None:
        reading.book(book)
    if not reading.homes and not reading.problems:
        hint = "a handbook has roles.yaml, dates.yaml, playbooks/ and more; see --content"
        reading.problems.append(refused(content, "empty", "there is no handbook here", hint))
    return reading.handbook(), reading.problems


class Reading:
    """What has been read so far."""

    def __init__(self, edits: Edits) -> None:
        self.edits = edits
        self.problems: list[Problem] = []
        self.settings: models.Settings | None = None
        self.found: dict[str, dict[str, Any]] = {kind.name: {} for kind in KINDS}
        self.homes: dict[tuple[str, str], tuple[str, Route]] = {}
        self.files: dict[str, File] = {}
        self.tables: dict[str, Path] = {}  # of the book, by their names in customers/
        self.pages: dict[str, bytes] = {}
        self.faulty: list[Route] = []  # routes in the file at hand that YAML complained about

    def handbook(self) -> Handbook:
        accepted = tuple(self.found.pop("accepted").values())
        order = {kind.name: n for n, kind in enumerate(KINDS)}
        homes = dict(sorted(self.homes.items(), key=lambda home: order[home[0][0]]))
        settings = self.settings or models.Settings(title="Handbook")
        return Handbook(
            settings=settings, accepted=accepted, pages=self.pages, files=self.files,
            homes=homes, **self.found,
        )  # fmt: skip

    def folder(self, folder: Path, prefix: str = "", skip: tuple[str, ...] = ()) -> None:
        """Read the files of a folder, as they are with the edits."""
        new = (one for one in sorted(self.edits) if folder in one.parents and not one.exists())
        added = [path for path in new if path.relative_to(folder).parts[0] not in skip]
        for path in (*files_below(folder, self.problems, skip), *added):
            if self.edits.get(path, b"") is not None:
                self.take(path, prefix + path.relative_to(folder).as_posix())

    def read(self, path: Path) -> bytes | None:
        """The bytes of a file, or None and a problem."""
        edited = self.edits.get(path)
        return edited if edited is not None else read_bytes(path, self.problems)

    def book(self, book: Path) -> None:
        """Read the customers of a book on disk: their files, then the tables of book.yaml."""
        if (book / "customers").is_dir():
            self.folder(book / "customers", prefix="customers/")
        if os.path.lexists(book / BOOK):
            take_book(self, book / BOOK, self.tables)
        if not has_errors(self.problems):
            self.problems += unread(p for p in self.tables.values() if str(p) not in self.files)

    def take(self, path: Path, name: str) -> None:
        """Read one file by its name within the content."""
        if name.startswith("pages/"):
            self.page(path, name.removeprefix("pages/"))
        elif name == SETTINGS:
            if (data := self.data(path)) is not None:
                self.settings = self.model(models.Settings, data, str(path), ())
        elif kind := next((k for k in KINDS if name == k.path), None):
            self.listing(kind, path)
        elif kind := next((k for k in KINDS if _is_entry_of(k, name)), None):
            self.entry(kind, path)
        elif name.startswith("customers/") and path.suffix.lower() == ".csv":
            self.tables[name.removeprefix("customers/")] = path
        elif path.suffix.lower() in (".yaml", ".yml") or DOUBLE.search(path.name):
            self.unknown(path, name)

    def unknown(self, path: Path, name: str) -> None:
        lists = [SETTINGS, *(k.path for k in KINDS if not k.path.endswith("/"))]
        hint = hint_for(path, name, lists, [k.path for k in KINDS if k.path.endswith("/")])
        self.problems.append(
            refused(path, "unknown-file", "no kind of entry is written in this file", hint)
        )

    def page(self, path: Path, name: str) -> None:
        if path.suffix.lower() not in PAGE_TYPES:
            types = " ".join(PAGE_TYPES)
            self.problems.append(
                refused(path, "page", "a page cannot be of this type", f"pages are {types}")
            )
        elif (raw := self.read(path)) is not None:
            text = text_of(path, raw, self.problems) if path.suffix == ".md" else ""
            if text and (deep := too_deep(text)):
                file = File(str(path), text)
                line = text.count("\n", 0, deep.start()) + 1
                message = "so much nesting is not allowed in text"
                where = file.at(Span(line, 1, 2))
                self.problems.append(Problem(where, "markdown", message, "make it flatter"))
            elif text is not None:
                self.pages[name] = raw

    def data(self, path: Path) -> dict[str, Data] | None:
        """The mapping that a YAML file holds, or None and problems."""
        raw = self.read(path)
        text = text_of(path, raw, self.problems) if raw is not None else None
        if text is None:
            return None
        file = self.files[str(path)] = File(str(path), text)
        data, faults = read(text)
        if not faults:
            self.problems += cut_off(file, data)
        self.problems += (_told(file, fault) for fault in faults)
        self.faulty = [fault.route for fault in faults]
        if () in self.faulty:
            return None
        if not isinstance(data, dict):
            empty, form = "this file is empty", "this file has to be a mapping of keys to values"
            check, message = ("empty", empty) if data is None else ("form", form)
            hint = "write key: value lines"
            self.problems.append(Problem(file.locate(()), check, message, hint))
            return None
        return data

    def listing(self, kind: Kind, path: Path) -> None:
        """A file that holds all entries of its kind."""
        data = self.data(path)
        if data is None:
            return
        file = self.files[str(path)]
        for key in data:
            if key != kind.name:
                hint = did_you_mean(key, [kind.name])
                where = file.locate((key,), key=True)
                self.problems.append(
                    Problem(where, "unknown-key", f"the key '{key}' is not known here", hint)
                )
        entries = data.get(kind.name, [])
        if not isinstance(entries, list):
            hint = "start each entry with '- id: …'"
            self.problems.append(
                Problem(file.locate((kind.name,)), "form", f"'{kind.name}' is a list", hint)
            )
            return
        before = len(self.problems)
        for n, entry in enumerate(entries):
            self.add(kind, entry, str(path), (kind.name, n))
            if len(self.problems) - before > MOST_FAULTS:
                return

    def entry(self, kind: Kind, path: Path) -> None:
        """A file that is one entry; the name of the file is its id."""
        data = self.data(path)
        if data is None:
            return
        if not ID.fullmatch(path.stem):
            hint = "use small letters, digits and hyphens"
            self.problems.append(refused(path, "id", f"'{path.stem}' cannot be an id", hint))
        elif data.get("id", path.stem) != path.stem:
            where = self.files[str(path)].locate(("id",))
            self.problems.append(
                Problem(
                    where,
                    "id",
                    f"the name of the file makes its id '{path.stem}'",
                    "delete this line",
                )
            )
        else:
            self.add(kind, {**data, "id": path.stem}, str(path), ())

    def add(self, kind: Kind, data: object, file: str, route: Route) -> None:
        entry = self.model(kind.model, data, file, route)
        if entry is None:
            return
        id_ = entry.id if isinstance(entry, models.Entry) else str(route[-1])
        if (kind.name, id_) in self.homes:
            other, there = self.homes[kind.name, id_]
            self.problems.append(
                Problem(
                    self.files[file].locate((*route, "id")),
                    "repeated-id",
                    f"the id '{id_}' is taken",
                    "choose another id",
                    also=self.files[other].locate((*there, "id")),
                    also_says="first here",
                )
            )
            return
        self.found[kind.name][id_] = entry
        self.homes[kind.name, id_] = (file, route)

    def model(self, model: type[Any], data: object, file: str, route: Route) -> Any:
        """The entry, or None and its problems; what YAML already complained about is left out."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            source = self.files[file]
            for said in explain(model, error, hidden=() if route else ("id",)):
                at = (*route, *said.route)
                if not any(at[: len(faulty)] == faulty for faulty in self.faulty):
                    where, key = source.locate(at, said.on_key), source.locate(at, key=True)
                    message, hint = said.message, said.hint
                    if said.check in _CUT_SHORT and key.span and is_rest(key.text, key.span.end):
                        where, message, hint = key, _COMMA, "write it without one, like 1200 or 2.5"
                    elif said.check == "empty" and _COMMENT.search(where.text):
                        hint = "put quotes around text that begins with #"
                    self.problems.append(Problem(where, said.check, message, hint))
            return None


def _told(file: File, fault: Fault) -> Problem:
    """A fault of YAML as a problem."""
    where = file.at(fault.span, file.way(fault.route))
    also = file.at(fault.first) if fault.first else None
    return Problem(where, fault.check, fault.message, fault.hint, also=also, also_says="first here")


def _is_entry_of(kind: Kind, name: str) -> bool:
    folder, _, rest = name.rpartition("/")
    return kind.path == f"{folder}/" and rest.endswith(".yaml")
