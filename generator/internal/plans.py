"""A customer's checklists on the customer's page: each item with its tick, day, owner and notes."""

from __future__ import annotations

from collections.abc import Iterator

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
    days = [item.due for item in plan.todo if item.due]
    late = sum(day < today for day in days)
    coming = min((day for day in days if day >= today), default=None)
    done = len(plan.items) - len(plan.todo)
    return [
        f'<a href="#{checklist.playbook_id}">{pieces.words[checklist.title]}</a>',
        bar(done, len(plan.items)),
        str(len(plan.todo)),
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
    done = len(plan.items) - len(plan.todo)
    parts = [
        f'<h2 id="{id_}">{pieces.words[one.title]}</h2><p class="kind">{done} of '
        f'{counted(len(plan.items), "item")} done \u00b7 <a href="{link("playbooks", id_)}">'
        "How it is done</a></p>"
    ]
    holders = {id(item.accountable): item.accountable for item in plan.items}
    owners = {at: _owner(pieces, holder) for at, holder in holders.items()}
    steps, notes = pieces.steps[id_], plan.notes
    for section in one.sections:
        parts.append(f'<h3>{pieces.words[section.title]}</h3><ul class="items">')
        for item in section.items:
            owner, note = owners[id(item.accountable)], notes.get(item.id)
            parts.append(_item(pieces, steps[item.id], item, owner, note))
        parts.append("</ul>")
    return "".join([*parts, *_own(plan)])


def _item(pieces: Pieces, step: tuple[str, str], item: Item, owner: str, note: str | None) -> str:
    """An item. Most of it was encoded before; what is this customer's alone is so here."""
    state, due, because, (start, words) = item.state, item.due, item.because, step
    late = pieces.late[due] if due and state == " " else ""
    kind = _LATE if late else _OVER if state != " " else ""
    day = pieces.days[due] if due and not item.every and not item.start else plain(when(item))
    why = f'<p class="why">{plain(because[0].upper() + because[1:])}.</p>' if because else ""
    said = f'<div class="notes">{as_html(legible(note))}</div>' if note else ""
    sign = BOXES.get(state) or box(state)
    return f"{start}{kind}>{sign}{words}{day}{late}{owner}</p>{why}{said}</li>"


_OVER, _LATE = ' class="over"', ' class="late"'


def box(state: str) -> str:
    """How an item stands; a sign of the person's own is shown as it is."""
    return BOXES.get(state.lower()) or _OWN_SIGN.format(plain(state))


def _owner(pieces: Pieces, holder: Holder) -> str:
    return f" \u00b7 {pieces.words[str(holder)]}" if str(holder) else ""


def _own(plan: Plan) -> Iterator[str]:
    """What the person added to the checklist."""
    if plan.own:
        yield '<h3>Added by hand</h3><ul class="items">'
        yield from (
            f'<li>{box(state)}<p class="do">{plain(words)}</p></li>' for state, words in plan.own
        )
        yield "</ul>"
