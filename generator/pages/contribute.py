"""`contribute.md`: how to change the handbook in a browser, for those who are no programmers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.markdown import Ready, inline
from generator.pages.addresses import FOLDERS, title
from generator.pages.page import Page, Site
from generator.references import NOUNS
from generator.templates import render

PATH = "contribute.md"


def contribute(site: Site) -> Iterator[tuple[str, str]]:
    """The same steps for every handbook, with its own address and files."""
    page = site.page(PATH)
    repository = site.handbook.settings.repository
    yield (
        PATH,
        render(
            "pages/contribute.md.j2",
            project=Ready(f"[the project]({repository})") if repository else None,
            files=list(_files(page)),
        ),
    )


def _files(page: Page) -> Iterator[tuple[str, Ready]]:
    """What is written where: the word for one entry, and the file, for kinds that there are."""
    for kind, noun in NOUNS.items():
        entries = page.handbook.of_kind(kind)
        if kind == "customers" or not entries:
            continue
        first = next(iter(entries))
        file = Ready(f"`{page.file(kind, first)}`")
        named = inline(title(entries[first]))
        yield noun, Ready(f"{file} ({named}), and so on") if kind in FOLDERS else file
