"""What MkDocs does not build, with the places where the links are written that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from generator.console import say
from generator.handbook import File, Handbook
from generator.problems import Span
from generator.site import SiteError

_DEAD = re.compile(r"contains a link '([^']+)'")


def tell_refusal(error: SiteError, handbook: Handbook, content: Path) -> None:
    """MkDocs's own words, which name pages of the site, and below them files of the handbook."""
    say(f"MkDocs cannot build the site:\n{error}", fg="red")
    pages = [
        File(str(content / "pages" / name), raw.decode())
        for name, raw in handbook.pages.items()
        if name.endswith(".md")
    ]
    for link in dict.fromkeys(_DEAD.findall(str(error))):
        for file in (*handbook.files.values(), *pages):
            for place in _written(file, link):
                say(f"{place}: here is '{link}'")


def _written(file: File, link: str) -> Iterator[str]:
    """Every place of a file where a link leads there."""
    wanted = re.compile(rf"(?:\]\(|\]: *|src=\"|href=\")<?({re.escape(link)})(?![\w/.#-])")
    for n, line in enumerate(file.lines, start=1):
        for found in wanted.finditer(line):
            yield str(file.at(Span(n, found.start(1) + 1, found.end(1) + 1)))
