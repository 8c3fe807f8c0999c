"""Which new text of the handbook comes in the place of which old one."""

from __future__ import annotations

from collections.abc import Sequence

HEADING, TEXT = "#", "="


def replacements(before: Sequence[str], after: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """New text by the old one in whose place it comes, both by their tokens.

    Between two neighbours that both generations have, the first old text makes way for the first
    new one, the second for the second; headings likewise. Also those old ones of which it is sure:
    as many came as went.
    """
    both = set(before) & set(after)
    old, new = _runs(before, both), _runs(after, both)
    pairs: dict[str, str] = {}
    even: set[str] = set()
    for place, comes in new.items():
        goes = old.get(place, [])
        pairs |= zip(goes, comes, strict=False)
        if len(goes) == len(comes):
            even.update(goes)
    return pairs, even


def _runs(tokens: Sequence[str], both: set[str]) -> dict[tuple[str, str], list[str]]:
    """The texts that only this generation has, by the last neighbour before them and their kind."""
    runs: dict[tuple[str, str], list[str]] = {}
    neighbour = ""
    for token in tokens:
        if token in both:
            neighbour = token
        elif token[0] in (HEADING, TEXT):
            runs.setdefault((neighbour, token[0]), []).append(token)
    return runs
