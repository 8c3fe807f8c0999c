"""Small parts of a bundle: conditions, offsets, texts in the forms that are needed."""

from __future__ import annotations

from typing import Any

from generator.conditions import Condition, Group, Is
from generator.formats.markdown import PAGE_LINK
from generator.formats.rich import as_text
from generator.markdown import prose
from generator.offsets import Offset

Data = dict[str, Any]


def present(**fields: object) -> Data:
    """Only what is there: what is empty, or false, is left out."""
    return {name: value for name, value in fields.items() if value}


def texts(text: str | None, alone: bool = False) -> str | list[str] | None:
    """Markdown as typed; where they differ, also as a checklist has it and as plain text.

    `alone`: a page of the site is none of the checklist's, so links to pages are text there.
    """
    if not text:
        return None
    markdown, plain = str(prose(PAGE_LINK.sub(r"\1", text) if alone else text)), as_text(text)
    return text if text == markdown == plain else [text, markdown, plain]


def offset_data(offset: Offset | None) -> Data | None:
    """`{before: anchor, text: 3-4 months, months: [3, 4]}`, or `{on: anchor}`."""
    if offset is None:
        return None
    length = offset.length
    if length is None:
        return {"on": offset.anchor}
    amounts = [length.low] if length.low == length.high else [length.low, length.high]
    return {
        offset.direction: offset.anchor,
        "text": length.text,
        "working days" if length.working else length.unit: amounts,
    }


def condition_data(condition: Condition | None) -> Data | None:
    """A tree of `all`, `any`, `not`; its leaves ask for one of some values, or for a number."""
    if condition is None:
        return None
    if isinstance(condition, Group):
        return {condition.way: [condition_data(one) for one in condition.parts]}
    if isinstance(condition, Is):
        return {"is": condition.attribute, "values": list(condition.values)}
    limits = (("at least", condition.low), ("at most", condition.high))
    return {
        "within": condition.attribute,
        "limits": [None if limit is None else f"{limit:f}" for _, limit in limits],
        "words": " and ".join(f"{word} {limit}" for word, limit in limits if limit is not None),
    }
