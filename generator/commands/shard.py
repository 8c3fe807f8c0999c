"""The option `--shard`: one of several equal parts of a book, for machines side by side."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from generator.loader import Edits

Shard = tuple[int, int]


class ShardType(click.ParamType[Shard]):
    """`2/5`: the second of five parts."""

    name = "shard"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Shard:
        found = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", str(value))
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            self.fail(f"'{value}' is no part: write 2/5 for the second of five", param, ctx)
        return int(found[1]), int(found[2])


def of_shard(ids: Iterable[str], shard: Shard | None) -> list[str]:
    """Those of the ids that belong to this part: by the id alone, whoever else is in the book."""
    if shard is None:
        return list(ids)
    number, parts = shard
    return [id_ for id_ in ids if zlib.crc32(id_.encode()) % parts == number - 1]


def without_others(content: Path, book: Path, shard: Shard) -> Edits:
    """A book of files as if those of the other parts were gone, so that they need not be read; as
    it is where there are tables, which may speak of any customer, as accepted findings may. Raises
    OSError, UnsafePathError."""
    from generator.intake import BOOK
    from generator.output import inside, text

    if os.path.lexists(book / BOOK) or "customers/" in text(content, "accepted.yaml"):
        return {}
    folder, ending = book / "customers", ".yaml"
    ids = {name.removesuffix(ending) for name in inside(folder) if name.endswith(ending)}
    return {folder / f"{id_}{ending}": None for id_ in ids.difference(of_shard(ids, shard))}
