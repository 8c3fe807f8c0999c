"""Everything that a person's file says of its items, read in one go. Nothing is changed."""

from __future__ import annotations

from generator.keep.gate import BOM, check_same, front, read
from generator.keep.glance import TICKS, UNKNOWN, Reading, glance, lines_of, written
from generator.keep.identity import Names, identify
from generator.keep.marks import task
from generator.keep.sheet import OWN, TASK, parse


def reading(old: bytes, name: str = "") -> Reading:
    """What a file holds. Raises RefusedError where it is none that can be trusted, or not the one
    of that name, `<customer>/<playbook>.md`."""
    found, (customer, _, playbook) = at_a_glance(old), name.removesuffix(".md").partition("/")
    ours = (f"customer: {customer}\n", f"playbook: {playbook}\n")
    if name and (found is None or not old.startswith(f"---\n{''.join(ours)}".encode())):
        check_same(read(old).sheet.front, [*ours])
    return found or closely(old)


def at_a_glance(old: bytes) -> Reading | None:
    """What a file holds, where it can be seen quickly; else None."""
    try:
        return glance(old.decode())
    except UnicodeDecodeError:
        return None


def closely(old: bytes) -> Reading:
    """What any file holds. Raises RefusedError."""
    paper = read(old)
    known = identify(paper.sheet.pieces, paper.base, Names(paper.base.items, {}))
    items = {piece.token: piece for piece in paper.sheet.pieces if piece.kind == TASK}
    lines = {id_: task(piece.lines[0]) for id_, piece in items.items()}
    notes = {id_: written(p.lines[1:], known.get(id_) or UNKNOWN) for id_, p in items.items()}
    own = (task(piece.lines[0]) for piece in paper.sheet.pieces if piece.kind == OWN)
    states = {id_: _sign(line.state) for id_, line in lines.items() if line.state is not None}
    return Reading(
        states,
        {id_: lines_of("".join(items[id_].lines[1:])) for id_, s in states.items() if s in TICKS},
        {id_: text for id_, text in notes.items() if text},
        tuple((_sign(line.state), line.label) for line in own if line.state is not None),
        frozenset(paper.base.dropped),
    )


def whose(old: bytes) -> str:
    """The customer whose checklist a file says it is; nothing where it does not begin as one."""
    facts = front(parse(old.decode(errors="replace").removeprefix(BOM)).front)
    return facts["customer"][0] if {"customer", "playbook"} <= facts.keys() else ""


def _sign(state: str) -> str:
    return state.strip() or " "
