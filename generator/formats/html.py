"""A checklist as one HTML file: for paper, and to be ticked in a browser that remembers.

The file asks no other place for anything and says so in its policy: the one style and the one
script are named there by their hashes. Data reaches it as text and attributes (encoded by
`templates.render_html`), as a writer's Markdown (`rich`), and in the foot of the printed page
(`_css_string`).
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256

from markupsafe import Markup

from generator.checklist import Checklist, Item
from generator.formats.rich import as_html
from generator.formats.words import sentences
from generator.templates import legible, render_html, source

LONGEST_FOOT = 110
"""As many characters as stand beside the page's number in one line."""


def html(checklist: Checklist) -> str:
    """The text of `<customer>/<playbook>.html`."""
    style, script = _style(checklist), _file("checklists/checklist.js")
    return render_html(
        "checklists/checklist.html.j2",
        checklist=checklist,
        purpose=_rich(checklist.purpose),
        trigger=_rich(checklist.trigger),
        sections=[
            (section.title, [_parts(item, checklist.edition) for item in section.items])
            for section in checklist.sections
        ],
        edition=_edition(checklist),
        signers=_signers(checklist),
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
    )


def _parts(item: Item, edition: str) -> tuple[Item, str, Markup]:
    return item, " ".join(sentences(item, edition)), _rich(item.detail)


def _rich(text: str) -> Markup:
    return Markup(as_html(legible(text)))


def _edition(checklist: Checklist) -> str:
    inside = "Internal: not for the customer"
    return f"Shared with {checklist.customer}" if checklist.edition == "customer" else inside


def _signers(checklist: Checklist) -> list[str]:
    """Whose lines there are: one of ours; on a shared plan both sides'."""
    return [checklist.customer, "Provider"] if checklist.edition == "customer" else [""]


def _style(checklist: Checklist) -> str:
    """The style, with what the foot of each printed page says."""
    shared = checklist.edition == "customer"
    words = [checklist.title] if shared else [checklist.customer, checklist.title]
    last = [_edition(checklist), f"Plan {checklist.revision}"]
    room = LONGEST_FOOT - len(" · ".join(last)) - 3
    name = " ".join(legible(" · ".join(words)).split())
    name = name if len(name) <= room else f"{name[: room - 1]}…"
    foot = _css_string(" · ".join([name, *last]))
    return f"{_file('checklists/checklist.css')}@page {{ @bottom-left {{ content: {foot}; }} }}\n"


def _css_string(text: str) -> str:
    """Text for CSS: every character but letters, digits and spaces by its number."""
    return '"' + "".join(c if _plain(c) else f"\\{ord(c):x} " for c in text) + '"'


def _plain(character: str) -> bool:
    return character == " " or (character.isascii() and character.isalnum())


def _policy(style: str, script: str) -> str:
    """What the page may load and run: this style, this script, pictures inside itself."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    return source(name)
