"""The one Jinja environment. What a template prints is encoded as plain text unless it is Ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.calendars import spoken
from generator.markdown import Ready, indented, inline, prose, quoted
from generator.problems import counted, listed


def folder() -> Path:
    """Where the templates are: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    shipped = package / "shipped" / "templates"
    return shipped if shipped.is_dir() else package.parent / "templates"


def assets() -> dict[str, bytes]:
    """Style and script of the site, by file name."""
    return {path.name: path.read_bytes() for path in sorted((folder() / "assets").iterdir())}


def render(template: str, **values: Any) -> str:
    """A template of the folder, e.g. `checklists/checklist.md.j2`, filled in."""
    return _environment().get_template(template).render(values)


def _printed(value: object) -> object:
    """The default encoder: everything a template prints is one line of plain text."""
    return value if isinstance(value, Ready) else inline(value)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder()),
        undefined=StrictUndefined,
        finalize=_printed,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.filters.update(FILTERS)
    return environment


def forget() -> None:
    """Read the templates anew: they were edited."""
    _environment.cache_clear()


FILTERS: Mapping[str, Callable[..., Any]] = {
    "counted": counted,
    "indented": indented,
    "join": lambda words, mark=", ": Ready(mark.join(str(_printed(w)) for w in words)),
    "length": len,
    "listed": lambda words, last="or": Ready(listed([_printed(w) for w in words], last)),
    "prose": prose,
    "quoted": quoted,
    "sentence": lambda words: words[:1].upper() + words[1:],
    "spoken": spoken,
}
