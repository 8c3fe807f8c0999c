"""The Jinja environments: one for Markdown, one for HTML. What a template prints is encoded as
plain text of its form, unless it was made in that form (`Ready`, `Markup`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generator.calendars import spoken
from generator.markdown import Ready, indented, inline, prose, quoted
from generator.problems import counted, listed
from generator.shipped import folder


def assets(of: str = "assets") -> dict[str, bytes]:
    """Style and script of the site, by file name; `internal`: those of pages about customers."""
    return {path.name: path.read_bytes() for path in sorted((folder() / of).iterdir())}


def starter() -> dict[str, bytes]:
    """Every file of a new handbook, by its path in it."""
    home = folder() / "starter"
    files = sorted(path for path in home.rglob("*") if path.is_file())
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}


def render(template: str, **values: Any) -> str:
    """A template of the folder, e.g. `checklists/checklist.md.j2`, filled in."""
    return _environment().get_template(template).render(values)


def render_html(template: str, **values: Any) -> str:
    """An HTML template of the folder filled in; what it prints is encoded unless it is Markup."""
    return _html_environment().get_template(template).render(values)


def source(name: str) -> str:
    """A file of the folder as it stands, e.g. a style that goes into a page."""
    return (folder() / name).read_text(encoding="utf-8")


# Code points that no HTML file may hold, and those that turn the direction of what follows.
_NOT_HTML = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "\u202a-\u202e\u2066-\u2069]"
)


def legible(text: object) -> str:
    """Text for HTML, not yet encoded: what must not stand in a file is `\ufffd`."""
    words = str(text)
    plain = words.isascii() and words.isprintable()  # as nearly all are: quickly told
    return words if plain else _NOT_HTML.sub("\ufffd", words)


def _written(value: object) -> object:
    """Before HTML encodes it; Markup was made by us."""
    return value if isinstance(value, Markup) else legible(value)


def _printed(value: object) -> object:
    """The default encoder: everything a template prints is one line of plain text."""
    return value if isinstance(value, Ready) else inline(value)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return _sandbox(FILTERS, finalize=_printed, autoescape=False)


@cache
def _html_environment() -> ImmutableSandboxedEnvironment:
    return _sandbox(HTML_FILTERS, finalize=_written, autoescape=True)


def _sandbox(
    filters: Mapping[str, Callable[..., Any]], **encoding: Any
) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        **encoding,
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.filters.update(filters)
    return environment


def forget() -> None:
    """Read the templates anew: they were edited."""
    _environment.cache_clear()
    _html_environment.cache_clear()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "counted": counted,
    "indented": indented,
    "join": lambda words, mark=", ": Ready(mark.join(str(_printed(w)) for w in words)),
    "length": len,
    "listed": lambda words, last="or": Ready(listed([_printed(w) for w in words], last)),
    "prose": prose,
    "quoted": quoted,
    "sentence": _capital,
    "spoken": spoken,
}
HTML_FILTERS: Mapping[str, Callable[..., Any]] = {
    "iso": lambda day: day.isoformat(),
    "length": len,
    "sentence": _capital,
    "spoken": spoken,
}
