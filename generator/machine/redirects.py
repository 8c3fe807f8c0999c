"""Former addresses: a small page at each, which leads on to where the entry is now."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Collection, Iterator

from generator.handbook import Handbook
from generator.models import Entry
from generator.pages.addresses import ADDRESSES, address, html_path, title

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0; url={target}">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width">
<link rel="canonical" href="{target}">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>This page has moved: <a href="{target}">{title}</a></p>
</main>
</body>
</html>
"""
"""No script and no style: it is seen for a moment, or by those whose browser does not lead on."""


def redirects(handbook: Handbook, taken: Collection[str]) -> dict[str, bytes]:
    """A small HTML page at each former address of an entry that has a page of its own.

    `taken`: the paths of the site's sources. What is there is never replaced: a former id that
    another entry has now is that entry's.
    """
    built = {html_path(path) for path in taken}
    found: dict[str, bytes] = {}
    for kind, entry in _public(handbook):
        for former in entry.was:
            path = html_path(address(kind, former))
            if path not in built and path not in found:
                found[path] = _leading_to(html_path(address(kind, entry.id)), path, title(entry))
    return found


def _public(handbook: Handbook) -> Iterator[tuple[str, Entry]]:
    """Entries with a page of their own; customers are no part of the handbook."""
    for kind, entry in handbook.entries():
        if kind != "customers" and "#" not in ADDRESSES[kind]:
            yield kind, entry


def _leading_to(target: str, here: str, words: str) -> bytes:
    way = posixpath.relpath(target, posixpath.dirname(here) or ".")
    return _PAGE.format(target=way, title=html.escape(words)).encode()
