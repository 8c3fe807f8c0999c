"""All that lies beside the pages for programs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from generator.chronicle import Edit
from generator.handbook import Handbook
from generator.machine.data import DATA, SCHEMA, data, schema
from generator.machine.feed import feed
from generator.machine.index import INDEX, index
from generator.machine.redirects import redirects
from generator.pages.changes import FEED


def for_programs(
    handbook: Handbook, taken: Collection[str], edits: Sequence[Edit] = ()
) -> dict[str, bytes]:
    """Index, data, schema, redirects, and the feed of changes where there are any, by their paths
    below docs/; `taken`: those of the pages.

    Builders copy such files as they are. The Markdown twins are none of them, since a builder would
    make pages of those: `twins` are written beside the HTML when it is there.
    """
    return {
        INDEX: index(handbook),
        DATA: data(handbook),
        SCHEMA: schema(),
        **redirects(handbook, taken),
        **({FEED: feed(handbook, edits)} if edits else {}),
    }
