"""What the pages of the shipped handbook weigh, as they are published."""

from __future__ import annotations

from gzip import compress
from pathlib import Path

from site_reader import BuiltSite

MOST_OF_A_PAGE = 60_000
MOST_OF_A_VISIT = 350_000
SEARCH = ("search/search_index.json", "assets/javascripts/workers/*.js")
"""Loaded by scripts, once somebody is about to search."""


def test_first_page_and_playbooks_are_light(shipped_folder: Path) -> None:
    """Each is at most 60 KB of HTML; with all that a first visit loads, and the search, 350 KB
    compressed."""
    public = shipped_folder / "public"
    site = BuiltSite(public)
    search = sum(weight(path) for pattern in SEARCH for path in public.glob(pattern))
    assert search > 0
    names = [name for name in site.pages if name == "index.html" or "playbooks/" in name]
    assert len(names) > 30
    for name in names:
        html = public / name
        assert html.stat().st_size <= MOST_OF_A_PAGE, name
        loaded = {
            path for path, _ in site.links(name) if Path(path).suffix in (".css", ".js", ".svg")
        }
        assert len(loaded) >= 7, name
        assert (
            weight(html) + sum(weight(public / one) for one in loaded) + search <= MOST_OF_A_VISIT
        )


def weight(path: Path) -> int:
    """The bytes of a file on its way, compressed."""
    return len(compress(path.read_bytes()))
