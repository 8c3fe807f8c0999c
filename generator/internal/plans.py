"""A customer's checklists on the customer's page: each item with its tick, day, owner and notes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.book.due import is_open
from generator.checklist import Item
from generator.formats.rich import as_html
from generator.formats.words import when
from generator.internal.pieces import Pieces, link, plain, table
from generator.internal.subject import Plan
from generator.people import Holder
from generator.problems import counted
from generator.templates import legible

BOXES = {
    "x": '<span class="box done"><span>Done: </span></span>',
    "~": '<span class="box off"><span>Not applicable: </span></span>',
    " ": '<span class="box"><span>Open: </span></span>',
}
"""How an item stands, to see and to hear."""
_OWN_SIGN = '<span class="box own"><span>Marked {}: </span></span>'


def overview(pieces: Pieces, plans: tuple[Plan, ...]) -> str:
    """A row for each checklist: how far it is, what is late, and what comes next."""
    heads = ("Checklist", "Progress", "Open", "Overdue", "Next")
    return table("Checklists", heads, [_row(pieces, plan) for plan in plans])


def _row(pieces: Pieces, plan: Plan) -> list[str]:
    checklist, today = plan.checklist, pieces.today
    items = list(checklist.items)
    still = [item for item in items if is_open(item)]
    days = sorted(item.due for item in still if item.due)
    late = sum(day < today for day in days)
    coming = next((day for day in days if day >= today), None)
    done = len(items) - len(still)
    return [
        f'<a href="#{checklist.playbook_id}">{pieces.words[checklist.title]}</a>',
        bar(done, len(items)),
        str(len(still)),
        f"<strong>{late}</strong>" if late else "0",
        pieces.days[coming] if coming else "\u2013",
    ]


def bar(done: int, whole: int) -> str:
    """How much is done, as a bar; the words beside it say the same."""
    drawn = f'<progress max="{whole}" value="{done}" aria-hidden="true"></progress>'
    return f'<span class="far">{drawn} {done} of {whole}</span>'


def checklist(pieces: Pieces, plan: Plan) -> str:
    """One checklist with its phases; each item has an address of its own, `<playbook>.<item>`."""
    id_, one = plan.checklist.playbook_id, plan.checklist
    done = sum(not is_open(item) for item in one.items)
    parts = [
        f'<h2 id="{id_}">{pieces.words[one.title]}</h2><p class="kind">{done} of '
        f'{counted(len(list(one.items)), "item")} done \u00b7 <a href="{link("playbooks", id_)}">'
        "How it is done</a></p>"
    ]
    steps = pieces.steps[id_]
    owners: dict[int, str] = {}
    for section in one.sections:
        parts.append(f'<h3>{pieces.words[section.title]}</h3><ul class="items">')
        parts += [
            _item(pieces, f"{id_}.{item.id}", steps, item, owners, plan.notes.get(item.id, ""))
            for item in section.items
        ]
        parts.append("</ul>")
    return "".join([*parts, *_own(plan)])


def _item(
    pieces: Pieces,
    place: str,
    steps: dict[str, str],
    item: Item,
    owners: dict[int, str],
    note: str,
) -> str:
    state, day = item.state, item.due
    kind, days = "", ""
    if state == " ":
        if day and day < pieces.today:
            kind, days = ' class="late"', f" <strong>{late(pieces, day)}</strong>"
    else:
        kind = ' class="over"'
    who = owners.get(id(item.accountable))
    if who is None:
        who = owners[id(item.accountable)] = _owner(pieces, item.accountable)
    because = f'<p class="why">{plain(_sentence(item.because))}</p>' if item.because else ""
    return (
        f'<li id="{place}"{kind}>{box(state)}<p class="do">{steps[item.id]}'
        f"{' <em>optional</em>' if item.optional else ''}</p>"
        f'<p class="when">{pieces.words[when(item)]}{days}{who}</p>{because}'
        f"{_note(note) if note else ''}</li>"
    )


def late(pieces: Pieces, day: object) -> str:
    """`12 days late`."""
    return counted((pieces.today - day).days, "day") + " late"  # type: ignore[operator]


def box(state: str) -> str:
    """How an item stands; a sign of the person's own is shown as it is."""
    found = BOXES.get(state.lower())
    return found or _OWN_SIGN.format(plain(state))


def _owner(pieces: Pieces, holder: Holder) -> str:
    return f" \u00b7 {pieces.words[str(holder)]}" if str(holder) else ""


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _note(text: str) -> str:
    """What a person wrote, in the Markdown that is harmless in every place."""
    return f'<div class="notes">{as_html(legible(text))}</div>'


def _own(plan: Plan) -> Iterator[str]:
    """What the person added to the checklist."""
    if plan.own:
        yield '<h3>Added by hand</h3><ul class="items">'
        yield from (
            f'<li>{box(state)}<p class="do">{plain(words)}</p></li>' for state, words in plan.own
        )
        yield "</ul>"
