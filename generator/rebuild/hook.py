"""MkDocs's hook of `handrail build`: a page that is known is not made again.

It changes no byte of the site, and stands in a configuration of its own (`quick.yml`), not in
mkdocs.yml: plain MkDocs, and other builders, make the same site without it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jinja2 import FileSystemLoader
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.toc import get_toc
from mkdocs.utils import CountHandler

from generator.pages.finish import finished
from generator.rebuild.found import sections
from generator.rebuild.inputs import content_of, digest, tools
from generator.rebuild.rendered import Rendered, keep, rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    from jinja2 import Environment, Template
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import AnchorLink

    Context = MutableMapping[str, Any]
    """What a template sees."""

NOT_FOUND = "404.html"
AS_IT_IS = "as-it-is.html"
"""The template of what is known: it prints the content alone."""
SEARCH = "material/search"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """What MkDocs calls first; the other events are those of the plugin."""
    config.theme.get_env = partial(_environment, config.theme.get_env)  # type: ignore[method-assign]
    config.plugins["handrail"] = cast("BasePlugin[Any]", Known(config))
    return config


class Shown(FileSystemLoader):
    """The theme's files, among which MkDocs looks for those to copy. It copies nothing hidden, such
    as 14,000 icons, and so need not see it."""

    def list_templates(self) -> list[str]:
        """Their paths."""
        found = set[str]()
        for place in self.searchpath:
            for root, folders, files in os.walk(place):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update(Path(root, name).relative_to(place).as_posix() for name in files)
        return sorted(found)


def _environment(make: Callable[[], Environment]) -> Environment:
    """Where the theme's templates are."""
    made = make()
    made.loader = Shown(cast(FileSystemLoader, made.loader).searchpath)
    return made


class Known:
    """The pages of the last build and of this one. The events come in the order in which they
    stand here."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.folder = Path(config.config_file_path).parent
        self.published = Path(config.site_dir).parent == self.folder
        self.index = config.plugins[SEARCH].search_index  # type: ignore[attr-defined]
        self.last = rendered(self.folder)
        self.made: dict[str, Rendered] = {}
        self.keys: dict[str, str] = {}
        self.rest = self.around = ""  # what each page is read by, and what is around it
        self.already = 0  # records of the search, before those of a page
        self.meta: MutableMapping[str, Any] = {}  # what the page says of itself
        self.warned = CountHandler(level=logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self.warned)

    def on_nav(self, nav: Navigation, *, files: Files, **_: object) -> Navigation:
        """Of all files it is known where they will be, and which will not. (How Markdown is read
        stands in the hand-written configuration, one of the tools.)"""
        named = (f"{one.src_uri} {one.dest_uri} {one.inclusion.name}" for one in files)
        self.rest = digest(tools(), *named)
        files.get_file_from_path = cache(files.get_file_from_path)  # type: ignore[method-assign]
        return nav

    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """A page has been read. Where it is known, its Markdown is not parsed."""
        path = page.file.src_uri
        about = json.dumps([page.title, page.meta], default=str)
        self.keys[path] = digest(self.rest, path, about, markdown)
        if known := self._known(path):
            page.render = partial(_restore, page, known)  # type: ignore[method-assign]
        return markdown

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """All pages have been read. Where nothing around them has changed, files stay the same."""
        pages = [file.page for file in files.documentation_pages() if file.page]
        about = [(page.file.src_uri, page.title, page.meta) for page in pages]
        named = json.dumps([about, config.site_url, self.published], default=str)
        self.around = digest(self.rest, content_of(self.folder / "mkdocs.yml"), named)
        for page in pages:
            if self._whole(page.file.src_uri):
                page.meta["template"] = AS_IT_IS
        return env

    def on_pre_template(self, template: Template, *, template_name: str, **_: object) -> Template:
        """The page for addresses that lead nowhere is a template of its own."""
        known = template_name == NOT_FOUND and self._whole(NOT_FOUND)
        return template.environment.get_template(AS_IT_IS) if known else template

    def on_post_template(self, output_content: str, *, template_name: str, **_: object) -> str:
        if template_name != NOT_FOUND:
            return output_content
        known = self._whole(NOT_FOUND)
        html = known.html if known else self._finished(output_content)
        self.made[NOT_FOUND] = Rendered("", "", "", [], [], {}, [], self.around, html)
        return html

    @event_priority(100)
    def _before_search(self, /, context: Context, *, page: Page, **_: object) -> Context:
        """What is known is not read again; all else is read in our way where it can be."""
        self.already, self.meta = len(self.index.entries), page.meta
        known = self._known(page.file.src_uri)
        if known or self._found(page):
            page.meta = {**page.meta, "search": {"exclude": True}}
        self.index.entries += known.found if known else ()
        return context

    @event_priority(-100)
    def _after_search(self, /, context: Context, *, page: Page, **_: object) -> Context:
        """The plugin has taken out of the page what was there for the search alone."""
        page.meta = self.meta
        if known := self._known(page.file.src_uri):
            page.content = known.html if self._whole(page.file.src_uri) else known.content
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """A page is done. What is known is finished already."""
        path = page.file.src_uri
        if whole := self._whole(path):
            self.made[path] = whole
            return whole.html
        html = self._finished(output)
        self.made[path] = Rendered(
            self.keys[path],
            str(page.title),
            page.content or "",
            _listed(page.toc),
            sorted(page.present_anchor_ids or ()),
            {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()},
            self.index.entries[self.already :],
            self.around,
            html,
        )
        return html

    def on_post_build(self, **_: object) -> None:
        """Leave all to the next build, but where something is wrong: it is to be told again."""
        logging.getLogger("mkdocs").removeHandler(self.warned)
        if self.made != self.last and not self.warned.get_counts():
            with contextlib.suppress(OSError):
                keep(self.folder, self.made)

    def _found(self, page: Page) -> bool:
        """Give the search its records of a page that is to be found; False where the plugin has to
        see to it."""
        read = None if page.meta.get("search", {}).get("exclude") else sections(page.content or "")
        for section in read or ():
            if not section.is_excluded():
                self.index.create_entry_for_section(section, page.toc, page.url, page)
        return read is not None

    def _finished(self, html: str) -> str:
        """What is served while one edits is not finished: MkDocs puts a script of its own in it."""
        return finished(html) if self.published else html

    def _known(self, path: str) -> Rendered | None:
        """The page as it was, if its Markdown and all that this is read by is the same."""
        page = self.last.get(path)
        return page if page and page.key == self.keys.get(path) else None

    def _whole(self, path: str) -> Rendered | None:
        """The file as it was, if what is around is the same as well."""
        page = self.last.get(path) if path == NOT_FOUND else self._known(path)
        return page if page and page.around == self.around else None


def _restore(page: Page, known: Rendered, _: MkDocsConfig, files: Files) -> None:
    """In place of the page's `render`: what that made of the same."""
    page.content, page.toc = known.content, get_toc(known.headings)
    page._title_from_render = known.title
    page.present_anchor_ids = set(known.ids)
    found = ((files.get_file_from_path(path), links) for path, links in known.links.items())
    page.links_to_anchors = {file: links for file, links in found if file}


def _listed(headings: Iterable[AnchorLink]) -> list[Any]:
    """The list of headings as Python-Markdown made it."""
    return [
        {"level": one.level, "id": one.id, "name": one.title, "children": _listed(one.children)}
        for one in headings
    ]
