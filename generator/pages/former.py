"""Former ids: old links to a heading, or to a page, still lead there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from generator.handbook import Handbook
from generator.pages.addresses import ADDRESSES

Former = Mapping[str, Mapping[str, Sequence[str]]]
"""For pages by path: their anchors, each with its former ids."""
_ANCHOR = re.compile(
    r'\{: #(?P<heading>[a-z0-9-]+) \}$|<span id="(?P<span>[a-z0-9-]+)">', re.MULTILINE
)


def former(handbook: Handbook) -> Former:
    """Steps that were renamed, and entries that share a page with others."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for kind, entry in handbook.entries():
        path, hash_, anchor = ADDRESSES[kind].format(entry.id).partition("#")
        if hash_ and entry.was:
            found.setdefault(path, {})[anchor] = entry.was
    for playbook in handbook.playbooks.values():
        steps: dict[str, Sequence[str]] = {
            id_: one.step.was for id_, one in playbook.steps.items() if one.step.was
        }
        if steps:
            found[ADDRESSES["playbooks"].format(playbook.id)] = steps
    return found


def anchored(text: str, was: Mapping[str, Sequence[str]]) -> str:
    """A page with an empty anchor for each former id; what has that id now keeps it."""
    taken = {mark["heading"] or mark["span"] for mark in _ANCHOR.finditer(text)}

    def marked(found: re.Match[str]) -> str:
        ids = was.get(found["heading"] or found["span"], ())
        return "".join(f'<a id="{id_}"></a>' for id_ in ids if id_ not in taken) + found[0]

    return _ANCHOR.sub(marked, text)


def moved(handbook: Handbook, taken: Collection[str]) -> dict[str, str]:
    """Former paths of entries with a page of their own, and where each is now.

    `taken`: the paths of pages that there are; a former id that another entry has is that one's.
    """
    return {
        ADDRESSES[kind].format(id_): ADDRESSES[kind].format(entry.id)
        for kind, entry in handbook.entries()
        for id_ in entry.was
        if kind != "customers" and "#" not in ADDRESSES[kind]
        if ADDRESSES[kind].format(id_) not in taken
    }


def followed(text: str, to: Mapping[str, str]) -> str:
    """A page whose links to former paths lead to where the entries are now."""
    start = r"(\]\(<?|^\[[^\]\n]+\]: *<?)(/|(?:\.\./)*)"
    link = re.compile(rf"{start}({'|'.join(map(re.escape, to))})(?=[#)>\s])", re.MULTILINE)
    return link.sub(lambda found: f"{found[1]}{found[2]}{to[found[3]]}", text)
