"""The option `--shard`: one of several equal parts of a book, for machines side by side."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import Any

import click

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
