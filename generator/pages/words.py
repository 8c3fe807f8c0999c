"""A writer's Markdown in the places of a page: a table cell, a definition, an opening line."""

from __future__ import annotations

from generator.markdown import Ready, prose


def cell(text: str) -> Ready:
    """A writer's Markdown on one line, for a table; nothing in it is read as HTML."""
    return Ready(" ".join(text.split()).replace("<", "&lt;").replace("|", "&#124;"))


def hanging(text: str, indent: int = 4) -> Ready:
    """A writer's Markdown whose later lines are indented, for lists and definitions."""
    first, *rest = prose(text).split("\n")
    return Ready("\n".join([first, *(f"{' ' * indent}{line}".rstrip() for line in rest)]))


def opening(text: str | None) -> Ready:
    """The first paragraph of a writer's Markdown, on one line."""
    return cell((text or "").strip().split("\n\n")[0])
