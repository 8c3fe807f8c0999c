"""A checklist as Markdown that reads well raw, in GitLab and on the site.

Every item is a task line that ends in `<!-- id: kickoff-call 1a2b3c4d -->`: the id by which its
tick is found again, and a fingerprint of the line as generated. The block quote below a task is the
handbook's; anything else that stands there is the person's. The comment at the end (`keep.seal`)
holds the fingerprints of all that was generated, and marks the file as whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.calendars import spoken
from generator.checklist import Checklist, Item
from generator.keep import FORMAT, fingerprint, seal
from generator.markdown import Ready, inline, prose, quoted
from generator.people import Holder
from generator.problems import listed
from generator.templates import render

_PAGE_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|mailto:)[^)\s]*\)")


def markdown(checklist: Checklist) -> str:
    """The text of `<customer>/<playbook>.md`."""
    sections = [
        (section.title, [_block(item) for item in section.items]) for section in checklist.sections
    ]
    text = render(
        "checklists/checklist.md.j2",
        checklist=checklist,
        sections=sections,
        count=len(list(checklist.items)),
        format=FORMAT,
    )
    return seal(text)


def _block(item: Item) -> tuple[Ready, Ready]:
    """A task line with its id and fingerprint, and what stands below it."""
    words = label(item)
    mark = fingerprint(words)
    return Ready(f"{words} <!-- id: {item.id} {mark} -->"), quoted(note(item), 4)


def label(item: Item) -> Ready:
    """The words of a task: what, who, when."""
    words = [f"**{inline(item.do)}**", inline(item.accountable)]
    if item.optional:
        words.append(inline("optional"))
    if item.due is None:
        words.append(inline(f"every {item.every}" if item.every else "no date"))
    elif item.every:
        words.append(inline(f"every {item.every}, first {spoken(item.due)}"))
    elif item.start and item.start != item.due:
        words.append(inline(f"{spoken(item.start)} to {spoken(item.due)}"))
    else:
        words.append(inline(f"due {spoken(item.due)}"))
    return Ready(" · ".join(words))


def note(item: Item) -> Ready:
    """What stands below a task: why this day, with whom, why this step; and how it is done."""
    sentences = [sentence for sentence in _sentences(item) if sentence]
    detail = _PAGE_LINK.sub(r"\1", item.detail)  # a page of the site is none of the checklist's
    parts = [" ".join(sentences), prose(detail) if detail else ""]
    return Ready("\n\n".join(part for part in parts if part))


def _sentences(item: Item) -> Iterator[str]:
    yield _sentence("", item.because)
    together = any(holder.role == item.accountable.role for holder in item.responsible)
    yield _sentence("Together with " if together else "Done by ", _names(item.helpers))
    yield _sentence("Consult ", _names(item.consulted))
    yield _sentence("Inform ", _names(item.informed))
    yield _sentence("Here because ", item.here)
    yield _sentence("Counts towards ", "; ".join(item.serves))


def _names(holders: Sequence[Holder]) -> str:
    return listed(holders, "and")


def _sentence(start: str, words: str) -> str:
    words = start + words if words else ""
    return inline(words[:1].upper() + words[1:] + ".") if words else ""
