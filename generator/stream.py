"""The customers of a book's files one at a time, so that a book of any size needs the room of one.

Only customers of whom there is nothing to tell are taken this way. Whoever meets another one reads
the book whole (`build.examine`), which tells what is wrong as it always does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.checks.customers import against_itself
from generator.encoding import decode
from generator.fields import ID
from generator.folder import files_below, read_bytes
from generator.handbook import File, Handbook
from generator.intake import BOOK
from generator.links import broken_in
from generator.loader import Reading
from generator.models import Customer
from generator.problems import Problem
from generator.yaml_plain import Data

Sources = Mapping[str, Path]
"""The file of each customer by the customer's id, in the order of the book."""


def sources(handbook: Handbook, book: Path) -> Sources | None:
    """Where the customers are written. None where the book has to be read whole: it has tables, or
    something that is no customer's file, or the handbook accepts a finding about a customer."""
    if has_tables(book) or _accepts(handbook):
        return None
    folder, problems = book / "customers", list[Problem]()
    paths = list(files_below(folder, problems)) if folder.is_dir() else []
    sound = not problems and all(_is_customers(path, folder) for path in paths)
    return {path.stem: path for path in paths} if sound else None


def has_tables(book: Path) -> bool:
    """Whether customers may be in tables, which may say more of any of them."""
    return os.path.lexists(book / BOOK)


def _accepts(handbook: Handbook) -> bool:
    return any(one.at.startswith("customers/") for one in handbook.accepted)


def _is_customers(path: Path, folder: Path) -> bool:
    return path.parent == folder and path.suffix == ".yaml" and bool(ID.fullmatch(path.stem))


def streamed(handbook: Handbook, book: Path) -> Handbook | None:
    """A handbook that is sound, with the customers of a book, each of whom is read when it is asked
    for, and then forgotten: UnsoundError where there is anything to tell of it. None where the book
    has to be read whole."""
    files = sources(handbook, book)
    if files is None:
        return None
    return replace(placing(handbook, files), customers=_Customers(handbook, files))


class UnsoundError(Exception):
    """There is something to tell of a customer: the book has to be read whole."""


class _Customers(Mapping[str, Customer]):
    def __init__(self, handbook: Handbook, files: Sources) -> None:
        self._handbook, self._files = handbook, files

    def __getitem__(self, id_: str) -> Customer:
        found = _sound(self._handbook, self._files[id_])
        if found is None:
            raise UnsoundError
        return found[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def sound_data(handbook: Handbook, path: Path) -> dict[str, Data] | None:
    """What the file of a customer holds; None where there is anything to tell of it."""
    found = _sound(handbook, path)
    return found[0] if found else None


def _sound(handbook: Handbook, path: Path) -> tuple[dict[str, Data], Customer] | None:
    reading = Reading({})
    data = reading.data(path)
    if data is None or "id" in data or reading.problems:
        return None
    customer = reading.model(Customer, {**data, "id": path.stem}, str(path), ())
    if customer is None or any(_wrong(handbook, customer)):
        return None
    if any(os.path.lexists(path.with_name(f"{was}.yaml")) for was in customer.was):
        return None  # another has the id
    return data, customer


def _wrong(handbook: Handbook, customer: Customer) -> Iterator[object]:
    yield from broken_in(handbook, "customers", customer)
    yield from against_itself(handbook, customer)


def customer(id_: str, data: dict[str, Data]) -> Customer:
    """A customer from what was found to be sound."""
    return Customer.model_validate({**data, "id": id_})


def with_named(handbook: Handbook, book: Path, ids: Sequence[str]) -> Handbook | None:
    """A handbook that is sound, with these customers of the book. None where it has to be read
    whole: there is anything to tell of one of them, or it is in no file of its own."""
    if has_tables(book) or _accepts(handbook) or not all(map(ID.fullmatch, ids)):
        return None
    files = {path.stem: path for path in sorted(book / "customers" / f"{id_}.yaml" for id_ in ids)}
    found = {}
    for id_, path in files.items():
        one = _sound(handbook, path)
        if one is None:
            return None
        found[id_] = one[1]
    return replace(placing(handbook, files), customers=found)


def placing(handbook: Handbook, files: Sources) -> Handbook:
    """The same handbook, which finds the lines of these files too."""
    homes = {("customers", id_): (str(path), ()) for id_, path in files.items()}
    return replace(handbook, homes={**handbook.homes, **homes}, files=_Files(handbook.files))


class _Files(dict[str, File]):
    """Files that were read, and others as soon as a line of theirs is asked for. Of those the last
    one is kept."""

    _last = File("", "")

    def __missing__(self, name: str) -> File:
        if self._last.name != name:
            raw = read_bytes(Path(name), [])
            text = decode(raw) if raw is not None else ""
            self._last = File(name, text if isinstance(text, str) else "")
        return self._last
