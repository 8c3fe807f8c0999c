"""Checklists for the tests of formats: made by hand, by Hypothesis, and those of the handbook."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from strategies import TODAY, lines, marked_up

from generator.build import examine, plans
from generator.checklist import Checklist, Item, Section
from generator.people import Holder

CONTENT = Path(__file__).parents[1] / "content"


def holder(**changes: Any) -> Holder:
    """Priya Nair, the CSM, with whatever is to be different."""
    values: dict[str, Any] = {
        "role": "csm",
        "title": "CSM",
        "side": "vendor",
        "name": "Priya Nair",
        "gitlab": "pnair",
        "email": "priya@example.com",
    }
    return Holder(**(values | changes))


def item(**changes: Any) -> Item:
    """The kickoff call on Tue 15 Dec 2026, with whatever is to be different."""
    owner = changes.get("accountable", holder())
    values: dict[str, Any] = {
        "id": "kickoff-call",
        "do": "Hold the kickoff call",
        "accountable": owner,
        "responsible": (owner,),
        "consulted": (holder(role="ae", title="AE", name="Tom Okafor", email="", gitlab=""),),
        "informed": (),
        "due": date(2026, 12, 15),
        "start": None,
        "because": "14 days after contract start (2026-12-01) is Tue 15 Dec 2026",
        "here": "",
    }
    return Item(**(values | changes))


def checklist(*items: Item, **changes: Any) -> Checklist:
    """Aurora's onboarding: these items (one, when none is given) in one section."""
    values: dict[str, Any] = {
        "customer_id": "aurora",
        "customer": "Aurora Robotics",
        "playbook_id": "onboarding",
        "title": "Onboard a new customer",
        "purpose": "Reach first value fast.",
        "trigger": "The contract is signed.",
        "scheme": "DCI",
        "facts": (("Segment", "Enterprise"),),
        "moments": (
            ("Contract start", date(2026, 12, 1), "contract start: Tue 1 Dec 2026, as stated"),
        ),
        "sections": (Section("First", items or (item(),)),),
    }
    return Checklist(**(values | changes))


def filled(text: str) -> Checklist:
    """A checklist with this text in every field that holds text; ids stay ids."""
    someone = Holder("csm", text, "vendor", text, text, text, text)
    other = Holder("champion", text, "customer", text, text, text, text)
    first = item(
        id="first",
        do=text,
        accountable=someone,
        responsible=(someone, other),
        consulted=(other,),
        informed=(other,),
        start=date(2026, 12, 1),
        because=text,
        here=text,
        detail=text,
        customer_detail=text,
        every=text,
        serves=(text, text),
        visible_to="customer",
    )
    second = item(id="second", do=text, due=None, accountable=someone, after=("first",), state="x")
    return checklist(
        customer=text,
        title=text,
        customer_title=text,
        purpose=text,
        trigger=text,
        facts=((text, text),),
        moments=((text, date(2026, 12, 1), text),),
        sections=(Section(text, (first,), text), Section("Afterwards", (second,), text)),
    )


@cache
def shipped() -> tuple[Checklist, ...]:
    """Every checklist of the shipped handbook, planned on 2026-11-21."""
    handbook = examine(CONTENT, CONTENT).handbook
    return tuple(one.checklist for one in plans(handbook, TODAY) if one.checklist)


_words = st.one_of(lines, marked_up)
_days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
_holders = st.builds(
    Holder,
    st.sampled_from(["csm", "ae", "champion"]),
    _words,
    st.sampled_from(["vendor", "customer"]),
    st.just("") | _words,
    st.sampled_from(["", "pnair"]),
    st.sampled_from(["", "priya@example.com"]),
    st.just("") | _words,
)
_people = st.lists(_holders, max_size=3).map(tuple)
_texts = st.one_of(st.just(""), _words, st.lists(_words, max_size=4).map("\n".join))


@st.composite
def _items(draw: st.DrawFn, id_: str) -> Item:
    due = draw(st.none() | _days)
    start = draw(st.none() | _days)
    return Item(
        id=id_,
        do=draw(_words),
        accountable=draw(_holders),
        responsible=draw(_people),
        consulted=draw(_people),
        informed=draw(_people),
        due=due,
        start=min(start, due) if start and due else None,
        because=draw(_texts),
        here=draw(st.just("") | _words),
        detail=draw(_texts),
        every=draw(st.sampled_from(["", "week", "2 weeks", "month"])),
        optional=draw(st.booleans()),
        visible_to=draw(st.sampled_from(["internal", "customer"])),
        serves=tuple(draw(st.lists(_words, max_size=2))),
        customer_detail=draw(_texts),
        state=draw(st.sampled_from([" ", "x", "X", "~"])),
    )


@st.composite
def checklists(draw: st.DrawFn) -> Checklist:
    """Any checklist of up to three sections of up to three items."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    sections = tuple(
        Section(draw(_words), tuple(draw(_items(f"step-{s}-{n}")) for n in range(size)))
        for s, size in enumerate(sizes)
    )
    return checklist(
        customer=draw(_words),
        title=draw(_words),
        purpose=draw(_texts),
        trigger=draw(_texts),
        facts=tuple(draw(st.lists(st.tuples(_words, _words), max_size=2))),
        moments=tuple(draw(st.lists(st.tuples(_words, _days, _words), max_size=2))),
        sections=sections,
    )
