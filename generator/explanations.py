"""What every message code means, with an example: the texts are in templates/explanations.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from textwrap import fill
from typing import Any

import yaml

from generator.templates import source
from generator.yaml_plain import LOADER

WIDTH = 88


@dataclass(frozen=True)
class Explanation:
    """One code: what is wrong, why it matters, and the same piece wrong and right.

    `wrong` and `right` are texts by file; a name that ends in `+` is a file whose list the text is
    put at the end of. `beside` is what both need as well. All are empty where no text can show it.
    """

    code: str
    says: str
    why: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    right: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)


@cache
def chapters() -> Mapping[str, tuple[Explanation, ...]]:
    """The explanations in the order in which they are to be read, by the title of their chapter."""
    written = yaml.load(source("explanations.yaml"), Loader=LOADER)
    return {
        chapter["title"]: tuple(
            _explanation(code, **said) for code, said in chapter["codes"].items()
        )
        for chapter in written
    }


@cache
def explanations() -> Mapping[str, Explanation]:
    """Every explanation by its code."""
    return {one.code: one for chapter in chapters().values() for one in chapter}


def _explanation(
    code: str, wrong: Any = None, right: Any = None, file: str = "", **said: Any
) -> Explanation:
    return Explanation(code, wrong=_by_file(wrong, file), right=_by_file(right, file), **said)


def _by_file(text: Any, file: str) -> Mapping[str, str]:
    return {file: text} if isinstance(text, str) else text or {}


def in_words(one: Explanation) -> str:
    """An explanation as plain text."""
    parts = [f"{one.code}: {one.says}", fill(one.why, WIDTH, break_on_hyphens=False)]
    for word, texts in (("Wrong", one.wrong), ("Right", one.right)):
        parts += [f"{word}, {_place(file)}:\n\n{_indented(text)}" for file, text in texts.items()]
    return "\n\n".join(parts) + "\n"


def _place(file: str) -> str:
    return f"in {file.removesuffix('+')}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
