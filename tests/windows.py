"""Windows on a site: where it is served, what is looked for in it, and what went wrong there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal, NamedTuple

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

AXE = "runOnly => axe.run({runOnly, resultTypes: ['violations']})"
AT_REST = """() => {
  const style = new CSSStyleSheet();  // the page's policy lets no style element in
  style.replaceSync("* { transition: none !important }");
  document.adoptedStyleSheets.push(style);
}"""
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(public: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """A folder at a local address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(public))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Complaints(NamedTuple):
    """What went wrong in a window: requests that left the origin, and errors of scripts."""

    outside: list[str]
    errors: list[str]


@contextmanager
def window(browser: Browser, origin: str) -> Iterator[tuple[Page, Complaints]]:
    """A window; what would leave the origin is noted (the browser knows no other host)."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=origin)
    page = context.new_page()
    complaints = Complaints([], [])
    near = (origin, "data:", "blob:")
    leave, note = complaints.outside.append, complaints.errors.append
    context.on("request", lambda asked: None if asked.url.startswith(near) else leave(asked.url))
    page.on("console", lambda said: note(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))
    yield page, complaints
    context.close()


def visit(page: Page, name: str, width: int) -> None:
    """Open a page with axe in it; colours are judged at rest, so nothing fades."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/{name}")
    page.evaluate(AT_REST)
    page.evaluate(Path(AXE_FILE_PATH).read_text())
    resize(page, width)


def resize(page: Page, width: int) -> None:
    """Make the window that wide, and see that the page settles within it."""
    page.set_viewport_size({"width": width, "height": 900})
    until(page, f"document.documentElement.scrollWidth <= {width}")


def until(page: Page, true: str) -> None:
    """Wait for it to hold (what Playwright has for this, a page's policy refuses)."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {true}")


def violations(page: Page, colours: Literal["light", "dark"], rules: list[str]) -> list[str]:
    """What axe finds on the page in these colours."""
    page.emulate_media(color_scheme=colours)
    scheme = {"light": "default", "dark": "slate"}[colours]
    until(page, f"document.body.dataset.mdColorScheme === '{scheme}'")
    found = page.evaluate(AXE, rules)["violations"]
    return [f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in found]


def search(page: Page, words: str, found: str) -> None:
    """Type once the search listens, and wait for the answer; a busy machine takes its time."""
    page.locator(".md-search__input").focus()
    page.locator(".md-search__input").press_sequentially(words, delay=30)
    page.locator(found).first.wait_for(state="attached", timeout=90_000)
