"""A checklist as Markdown that reads well raw, in GitLab and on the site.

Every item is a task line that ends in `<!-- id: kickoff-call 1a2b3c4d -->`: the id by which its
tick is found again, and a fingerprint of the line as generated. The block quote below a task is the
handbook's; anything else that stands there is the person's. The comment at the end (`keep.seal`)
holds the fingerprints of all that was generated, and marks the file as whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from generator.checklist import Checklist, Item
from generator.formats.words import sentences, when
from generator.keep import FORMAT, fingerprint, seal
from generator.markdown import Ready, inline, prose, quoted
from generator.templates import render

_TASK = re.compile(r"^- \[.\](?= .*<!-- id: ([a-z0-9-]+) [^>]*-->$)", re.MULTILINE)
PAGE_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|mailto:)[^)\s]*\)")


def markdown(checklist: Checklist) -> str:
    """The text of `<customer>/<playbook>.md`."""
    sections = [
        (section.title, [_block(item, checklist.edition) for item in section.items])
        for section in checklist.sections
    ]
    text = render(
        "checklists/checklist.md.j2",
        checklist=checklist,
        sections=sections,
        count=len(list(checklist.items)),
        format=FORMAT,
    )
    return seal(text)


def _block(item: Item, edition: str) -> tuple[Ready, Ready]:
    """A task line with its id and fingerprint, and what stands below it."""
    words = label(item)
    mark = fingerprint(words)
    below = filter(None, (quoted(_why(item, edition), 4), _how_quoted(item.detail)))
    return Ready(f"{words} <!-- id: {item.id} {mark} -->"), Ready("\n    >\n".join(below))


def label(item: Item) -> Ready:
    """The words of a task: what, who, when."""
    optional = [inline("optional")] if item.optional else []
    words = [f"**{inline(item.do)}**", inline(item.accountable), *optional, inline(when(item))]
    return Ready(" · ".join(words))


def note(item: Item, edition: str) -> Ready:
    """What stands below a task: why this day, with whom, why this step; and how it is done."""
    return Ready("\n\n".join(filter(None, (_why(item, edition), _how(item.detail)))))


def _why(item: Item, edition: str) -> Ready:
    return Ready(" ".join(map(inline, sentences(item, edition))))


@lru_cache(maxsize=1024)
def _how(detail: str) -> Ready:
    """How a step is done; a page of the site is none of the checklist's."""
    return prose(PAGE_LINK.sub(r"\1", detail))


@lru_cache(maxsize=1024)
def _how_quoted(detail: str) -> Ready:
    return quoted(_how(detail), 4)


def with_ticks(checklist: Checklist) -> str:
    """The same text with the state of every box."""
    return with_states(markdown(checklist), {item.id: item.state for item in checklist.items})


def with_states(text: str, states: Mapping[str, str]) -> str:
    """Generated text with the state of each box; one that is not named stays open."""
    return _TASK.sub(lambda found: f"- [{states.get(found[1], ' ')}]", text)
