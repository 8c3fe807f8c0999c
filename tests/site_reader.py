"""A built site as a visitor finds it: pages, their links and their anchors."""

from __future__ import annotations

import posixpath
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Read(HTMLParser):
    """One HTML page: ids, the addresses it names, its tags, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids |= {value for name, value in attrs if name == "id" and value}
        self.addresses += [v for n, v in attrs if n in ("href", "src") and v]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class BuiltSite:
    """The folder `public` of a site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def parse(text: str) -> Read:
        """HTML that was made elsewhere."""
        read = Read()
        read.feed(text)
        return read

    @cached_property
    def pages(self) -> dict[str, Read]:
        """Every HTML page by its path, read."""
        found = {}
        for path in sorted(self.folder.rglob("*.html")):
            name = path.relative_to(self.folder).as_posix()
            found[name] = self.parse(path.read_text())
        return found

    def links(self, name: str) -> list[tuple[str, str]]:
        """The links of a page within the site: path and anchor."""
        found = []
        for address in self.pages[name].addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            here = "" if name == "404.html" else posixpath.dirname(name)
            path = posixpath.normpath(posixpath.join(here, unquote(parts.path).lstrip("/")))
            found.append((path if parts.path else name, unquote(parts.fragment)))
        return found

    def reached(self, start: str = "index.html") -> set[str]:
        """Every page that a visitor can get to by links."""
        seen, todo = {start}, [start]
        while todo:
            for path, _ in self.links(todo.pop()):
                if path in self.pages and path not in seen:
                    seen.add(path)
                    todo.append(path)
        return seen

    def broken(self) -> list[str]:
        """Links that lead to no file or to no anchor."""
        wrong = []
        for name in self.pages:
            for path, anchor in self.links(name):
                if not (self.folder / path).is_file():
                    wrong.append(f"{name}: {path}")
                elif anchor and path in self.pages and anchor not in self.pages[path].ids:
                    wrong.append(f"{name}: {path}#{anchor}")
        return wrong
