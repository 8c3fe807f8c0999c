"""The last step of a page: what the theme leaves undone, mended in the HTML that MkDocs has built.

Less white space, two faults of the theme, and a policy that lets no script run but the site's own.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

_KEPT = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_BLANKS = re.compile("  +")
_BLOCK = (
    r"</?(?:article|aside|body|dd|div|dl|dt|figure|figcaption|footer|form|h[1-6]|head|header|html|"
    r"input|li|link|main|meta|nav|ol|p|script|section|table|tbody|td|th|thead|title|tr|ul)\b"
)
"""Blanks beside these are never shown."""
_BEFORE, _BEHIND = re.compile(rf" (?={_BLOCK})"), re.compile(rf"({_BLOCK}[^>]*>) ")
_NEEDLESS = re.compile(r"</(?:li|t[dhr])>(?=</?(?:li|ul|ol|t[dhr]|tbody|table)\b)")
"""Ends that HTML lets one leave out: the next tag says them too."""
_PARAGRAPH = re.compile(r"</p>(?=</?(?:p|[uo]l|div|section|h[1-6])\b)")
_QUOTED = re.compile(r"""="([\w.#/:-]+)"(?=>| [^<>']*>)""")
"""Values that HTML lets one write without quotation marks. What follows is the rest of a tag."""
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CHARSET = re.compile(r'<meta charset="?utf-8"?>')
_MENDED = (
    # A box may not have it.
    (re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"'), r"\1"),
    # The search has no name for those who hear the page.
    (re.compile(r'(data-md-component="search" role="dialog")'), r'\1 aria-label="Search"'),
    # The page is shown before the scripts have come; they still run in their order.
    (re.compile(r"<script src="), "<script defer src="),
)
_DONE = '<meta http-equiv="Content-Security-Policy" content='
"""What a page has from its last step; in a text there would be no `<`."""
_POLICY = (
    "default-src 'self'; script-src 'self'{}; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)


def finished(html: str) -> str:
    """A page as MkDocs built it, as it is published. Once done, it stays as it is."""
    if _DONE in html:
        return html
    for fault, instead in _MENDED:
        html = fault.sub(instead, html)
    html = _squeezed(html)
    policy = f'{_DONE}"{_policy(html)}">'
    return _CHARSET.sub(lambda charset: charset[0] + policy, html, count=1)


def _policy(html: str) -> str:
    """Scripts of the site, and those that stand in this page, known by their hashes."""
    found = dict.fromkeys(_SCRIPT.findall(html))
    hashes = (b64encode(sha256(script.encode()).digest()).decode() for script in found)
    return _POLICY.format("".join(f" 'sha256-{one}'" for one in hashes))


def _squeezed(html: str) -> str:
    """One blank for many, except where blanks are shown."""
    parts = _KEPT.split(html)  # text, element, its tag, text, …
    parts[::3] = [_shortened(text) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts).strip() + "\n"


def _shortened(html: str) -> str:
    flat = _BLANKS.sub(" ", html.replace("\n", " ").replace("\t", " "))
    tight = _BEHIND.sub(_first, _BEFORE.sub("", flat)).replace(_NAMESPACE, "")
    return _QUOTED.sub(_bare, _PARAGRAPH.sub("", _NEEDLESS.sub("", tight)))


def _first(found: re.Match[str]) -> str:
    return found[1]


def _bare(found: re.Match[str]) -> str:
    return f"={found[1]}"
