"""Answers put into a draft, and a draft put into a file, as YAML that says what was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from string import Template
from typing import Any

from generator.fields import as_id
from generator.problems import in_ascii
from generator.yaml_source import read

_PLACE = re.compile(r"\$([a-z]+)")


def scalar(text: str) -> str:
    """Text as a YAML value: as it stands where that is read back, else in quotes."""
    source = read(f"x: {text}\n")
    plain = not source.faults and source.data == {"x": text}
    return text if plain else json.dumps(text, ensure_ascii=False)


def identity(title: str) -> str:
    """An id from a title. Raises a complaint where none can be made of it."""
    return as_id(re.sub("[^a-z0-9]+", "-", in_ascii(title).lower())[:64].strip("-"))


def filled(draft: str, answers: Mapping[str, str]) -> str:
    """The draft with answers in it. A line that asks for what nobody answered is left out; an
    answer of several lines is indented as its place."""
    lines = [_line(line, answers) for line in draft.splitlines()]
    return "\n".join(line for line in lines if line is not None) + "\n"


def _line(line: str, answers: Mapping[str, str]) -> str | None:
    if not all(answers.get(name) for name in _PLACE.findall(line)):
        return None
    indent = line[: len(line) - len(line.lstrip())]
    return Template(line).substitute(answers).replace("\n", f"\n{indent}")


def added(text: str, kind: str, draft: str) -> str | None:
    """A file that lists entries of a kind, with one more at its end; all else stays as it is.

    None where it is not written in the usual way, so that nothing can be added without a risk.
    """
    text = text or f"{kind}:\n"
    opening = re.search(
        rf"^{kind}:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*( *)- ", text, re.MULTILINE
    )
    indent = opening[1] if opening else "  "
    whole = text.rstrip() + "\n" + "".join(f"{indent}{line}\n" for line in draft.splitlines())
    entry: Any = read(draft).data
    before, after = read(text), read(whole)
    former = before.data.get(kind) if isinstance(before.data, dict) else None
    wanted = {kind: [*(former if isinstance(former, list) else []), *entry]}
    return None if after.faults or after.data != wanted else whole
