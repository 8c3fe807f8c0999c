"""`messages.md`: every message code, what it means, and the same piece wrong and right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.explanations import chapters
from generator.markdown import Ready, inline
from generator.pages.page import Site
from generator.templates import render

_FENCE = "`" * 4  # an example may hold a fence of three


def messages(_: Site) -> Iterator[tuple[str, str]]:
    """The same page for every handbook."""
    found = [
        (
            title,
            [(one, [*_shown("Wrong", one.wrong), *_shown("Right", one.right)]) for one in chapter],
        )
        for title, chapter in chapters().items()
    ]
    yield "messages.md", render("pages/messages.md.j2", chapters=found)


def _shown(word: str, texts: Mapping[str, str]) -> Iterator[tuple[Ready, Ready]]:
    """Each text of an example: the line above it, and the text as a block of code."""
    for file, text in texts.items():
        name = file.removesuffix("+")
        language = "yaml" if name.endswith(".yaml") else "text"
        code = f"{_FENCE}{language}\n{text.rstrip()}\n{_FENCE}"
        yield Ready(f"{word}, in {inline(name)}:"), Ready(code)
