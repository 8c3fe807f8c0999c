"""Hostile text in every field, in a real browser: nothing runs, and what was typed is shown.

`HANDRAIL_TORTURE=30` builds as many sites as it takes for every string to stand in every field.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hostile import SINKS
from inside import build_book
from planted import LINES, PROSE, Field, Texts, plant, typed
from playwright.sync_api import Browser, Page
from strategies import TORTURE
from windows import search, served, window

from generator.build import examine
from generator.prose import as_prose

pytestmark = pytest.mark.browser
STEP = max(1, len(LINES) // (10 * TORTURE)) if TORTURE else len(LINES)
READ = """() => [
  document.title, document.querySelector('.md-container').textContent,
  ...[...document.querySelectorAll('[aria-label], [title], [alt]')].flatMap(
    one => ['aria-label', 'title', 'alt'].map(name => one.getAttribute(name) || '')),
].join('\\n\\n')"""
"""All that is read or read out on a page."""


def prose_lines() -> list[str]:
    """What of the corpus a writer's text may hold, but for links, which have to lead somewhere."""
    found = []
    for text in LINES.values():
        try:
            found += [as_prose(text)] if "](" not in text and "]:" not in text else []
        except ValueError:
            continue
    return found


PROSES = prose_lines()


class Beside(Texts):
    """The token of a place always right behind its string; hostile Markdown in writers' texts."""

    def of(self, token: str, field: Field) -> str:
        n = len(self.typed) + (self.round or 0)
        if field.form == PROSE:
            return PROSES[n % len(PROSES)]
        return f"{list(LINES.values())[n % len(LINES)][:290]} {token}"

    def __call__(self, field: Field) -> str:
        token = f"Qq{len(self.typed):04}"
        self.typed[token] = self.of(token, field)
        return self.typed[token]


class Site(NamedTuple):
    """A built site, where it is served, and what stands in its fields."""

    public: Path
    origin: str
    texts: Texts


@pytest.fixture(scope="module", params=range(0, len(LINES), STEP))
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The internal edition: all that the public one has, and the customers."""
    folder, texts = tmp_path_factory.mktemp("hostile"), Beside(request.param)
    plant(folder / "content", texts)
    found = examine(folder / "content", folder / "content")
    assert found.sound, "\n".join(map(str, found.problems))
    public = build_book(found.handbook, folder / "site")
    with served(public) as origin:
        yield Site(public, origin, texts)


def test_nothing_runs_and_all_is_shown(browser: Browser, site: Site) -> None:
    """On every page no script of theirs runs, no box opens, nothing is asked of other servers, and
    each string is shown letter by letter, in titles and names for screen readers too."""
    seen: set[str] = set()
    with window(browser, site.origin) as (page, complaints):
        page.on("dialog", lambda dialog: complaints.errors.append(dialog.message))
        for path in sorted(site.public.rglob("*.html")):
            page.goto(f"/{path.relative_to(site.public).as_posix()}")
            assert page.evaluate("window.__hit") is None, path
            shown = typed(page.evaluate(READ)).casefold()
            seen |= tokens_shown(shown, site.texts)
    assert complaints == ([], [])
    assert len(seen) > 180


def tokens_shown(shown: str, texts: Texts) -> set[str]:
    """The places whose token is on the page; before each stands what was typed there."""
    found = set()
    for token, text in texts.typed.items():
        if token in text and token.casefold() in shown:
            parts = shown.split(token.casefold())[:-1]
            string = typed(text.removesuffix(token)).casefold()
            assert all(part.rstrip().endswith(string) for part in parts), text
            found.add(token)
    return found


def test_search_shows_text(browser: Browser, site: Site) -> None:
    """A hostile title among the results of the search is text there too."""
    token = next(t for t, text in site.texts.typed.items() if t in text and text.startswith("<img"))
    with window(browser, site.origin) as (page, complaints):
        page.goto("/index.html")
        search(page, token, ".md-search-result__link")
        results = page.locator(".md-search-result__list").inner_text().casefold()
        assert page.evaluate("window.__hit") is None
    assert site.texts.typed[token].casefold() in typed(results)
    assert complaints == ([], [])


def test_the_strings_would_run(browser: Browser) -> None:
    """Control: written into a page as they are, many of the same strings do run."""
    with window(browser, "about:blank") as (page, _):
        hits = [text for text in SINKS["html"] if ran(page, text)]
    assert len(hits) > 8


def ran(page: Page, text: str) -> bool:
    page.goto("about:blank")
    page.set_content(f"<title>x</title><p>{text}</p>", wait_until="load")
    page.wait_for_timeout(50)
    return page.evaluate("window.__hit") is not None
