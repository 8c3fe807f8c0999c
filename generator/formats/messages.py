"""A checklist as a message: for Slack, and for e-mail as text and as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from generator.checklist import Checklist, Item
from generator.formats.cells import line, lines, status
from generator.formats.rich import as_html, as_text
from generator.formats.words import sentences, when
from generator.templates import legible, render_html

# --- Slack ---

_SLACK_BOXES = {"Open": "☐", "Done": "☑", "Not applicable": "\u2013"}
_JOINER = "\u2060"
_ADDRESS = re.compile(r"(https?://[^\s<>|]*[\w/=&#%+-])", re.IGNORECASE)
_LIVE = re.compile(
    r"(?<=[@#])(?=\w)|(?<=:)(?=[\w+-]+:)|(?<=[*_~`])|(?=[*_~`])|^(?=>)", re.MULTILINE
)


def slack(checklist: Checklist) -> str:
    """The message in Slack's mrkdwn: a line for each item, with its box, owner and day.

    How each is done stays out: a message is read in passing. Slack has neither task lists nor an
    escape for its marks. `&`, `<` and `>` are written as it wants them, so that no `<!channel>`
    comes through; an invisible word joiner beside each mark and after `@` and `#` leaves bold,
    code, people and channels the text they are.
    """
    parts = [f"*{_mrkdwn(_name(checklist))}*"]
    if checklist.purpose:
        parts.append(_mrkdwn(as_text(checklist.purpose)))
    parts.append("\n".join(f"• {_mrkdwn(words)}" for words in _known(checklist)))
    for section in checklist.sections:
        tasks = (f"{_box(item)} {_mrkdwn(_task(item))}" for item in section.items)
        parts.append("\n".join([f"*{_mrkdwn(line(section.title))}*", *tasks]))
    return "\n\n".join(filter(None, parts)) + "\n"


def _box(item: Item) -> str:
    word = status(item.state)
    return _SLACK_BOXES.get(word) or _mrkdwn(word)


def _mrkdwn(text: str) -> str:
    """Plain text for Slack; its addresses stay whole, and are links."""
    parts = _ADDRESS.split(lines(text))
    return "".join(
        f"<{_encoded(part)}>" if number % 2 else _encoded(_LIVE.sub(_JOINER, part))
        for number, part in enumerate(parts)
    )


def _encoded(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# --- e-mail ---


def email_text(checklist: Checklist) -> str:
    """The mail as plain text: `[ ]` boxes, what stands below a task moved in under it."""
    name = _name(checklist)
    parts = [f"{name}\n{'=' * min(len(name), 72)}"]
    parts += [lines(as_text(text)) for text in (checklist.purpose,) if text]
    if checklist.trigger:
        parts.append(lines(f"Starts when: {as_text(checklist.trigger)}"))
    parts.append("\n".join(_known(checklist)))
    for section in checklist.sections:
        title = line(section.title)
        parts.append(f"{title}\n{'-' * min(len(title), 72)}")
        parts += [_mail_task(item, checklist.edition) for item in section.items]
    return "\n\n".join(filter(None, parts)) + "\n"


def _mail_task(item: Item, edition: str) -> str:
    said = line(" ".join(sentences(item, edition)))
    below = "\n\n".join(filter(None, (said, _detail(item))))
    task = f"[{line(item.state) or ' '}] {line(item.do)}\n{_who_and_when(item)}"
    return "\n".join(filter(None, (task, below))).replace("\n", "\n    ").replace("    \n", "\n")


def email_html(checklist: Checklist) -> str:
    """The mail as HTML: styles in the tags, no colour of its own (dark clients choose theirs), no
    script, no picture, nothing that is loaded from elsewhere."""
    return render_html(
        "messages/email.html.j2",
        name=_name(checklist),
        purpose=_rich(checklist.purpose),
        trigger=_rich(checklist.trigger),
        known=list(_known(checklist)),
        sections=[
            (section.title, [_parts(item, checklist.edition) for item in section.items])
            for section in checklist.sections
        ],
    )


_MAIL_BOXES = {"Open": "☐", "Done": "☑", "Not applicable": "☒"}


def _parts(item: Item, edition: str) -> tuple[str, str, str, str, Markup]:
    """Box, task, who and when, why, and how it is done."""
    word = status(item.state)
    because = " ".join(sentences(item, edition))
    return _MAIL_BOXES.get(word, word), item.do, _who_and_when(item), because, _rich(item.detail)


def _rich(text: str) -> Markup:
    return Markup(as_html(legible(text)))


# --- all of them ---


def _name(checklist: Checklist) -> str:
    return line(f"{checklist.title}: {checklist.customer}")


def _known(checklist: Checklist) -> Iterator[str]:
    """What is known of the customer, and the dates that the plan rests on."""
    for label, value in checklist.facts:
        yield line(f"{label}: {value}")
    for _, _, because in checklist.moments:
        yield line(because[:1].upper() + because[1:])


def _task(item: Item) -> str:
    return f"{line(item.do)} · {_who_and_when(item)}"


def _who_and_when(item: Item) -> str:
    parts = [str(item.accountable), "optional" if item.optional else "", when(item)]
    if status(item.state) == "Not applicable":
        parts.append("not applicable")
    return line(" · ".join(filter(None, parts)))


def _detail(item: Item) -> str:
    return lines(as_text(item.detail))
