"""The calendar file, read by two parsers that know nothing of how it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]
from checklists import checklist, checklists, filled, holder, item, shipped
from hostile import CLEAN, HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from strategies import TORTURE, examples

from generator.checklist import Checklist, Item, Section
from generator.edition import for_customer
from generator.formats.calendar import calendar
from generator.formats.shares import by_person

DAY = timedelta(days=1)
Event = dict[str, Any]


def by_icalendar(data: bytes) -> list[Event]:
    """The events as the icalendar library reads them."""
    found: Any = icalendar.Calendar.from_ical(data)
    return [
        {
            "UID": str(event["UID"]),
            "DTSTART": event.decoded("DTSTART"),
            "DTEND": event.decoded("DTEND"),
            "SUMMARY": str(event["SUMMARY"]),
            "DESCRIPTION": str(event["DESCRIPTION"]),
            "CATEGORIES": [str(one) for one in event["CATEGORIES"].cats],
            "STATUS": str(event["STATUS"]),
            "SEQUENCE": int(event["SEQUENCE"]),
        }
        for event in found.walk("VEVENT")
    ]


def by_vobject(data: bytes) -> list[Event]:
    """The events as vobject reads them."""
    found = vobject.readOne(data.decode())
    return [
        {
            "UID": event.uid.value,
            "DTSTART": event.dtstart.value,
            "DTEND": event.dtend.value,
            "SUMMARY": event.summary.value,
            "DESCRIPTION": event.description.value,
            "CATEGORIES": event.categories.value,
            "STATUS": event.status.value,
            "SEQUENCE": int(event.sequence.value),
        }
        for event in getattr(found, "vevent_list", [])
    ]


def names_in(data: bytes) -> Counter[str]:
    """How often each property stands in a file, after unfolding; nothing else is a line."""
    unfolded = data.replace(b"\r\n ", b"").decode()
    lines = unfolded.removesuffix("\r\n").split("\r\n")
    found = [re.match(r"(BEGIN:\w+|END:\w+|[A-Z-]+)", line) for line in lines]
    assert all(found), "every line starts with a name"
    return Counter(one[0] for one in found if one)


class Dated(NamedTuple):
    """An item that has a date, and its checklist."""

    checklist: Checklist
    item: Item
    due: date

    @property
    def uid(self) -> str:
        return f"{self.checklist.customer_id}/{self.checklist.playbook_id}/{self.item.id}@handrail"


def dated(lists: tuple[Checklist, ...]) -> Iterator[Dated]:
    """What must stand in the calendar of these checklists."""
    for one in lists:
        for step in one.items:
            if step.due and step.state != "~":
                yield Dated(one, step, step.due)


BOOK = shipped() if TORTURE else shipped()[::3]


@pytest.fixture(scope="module")
def everything() -> bytes:
    """The calendar of a third of the shipped book, or of the whole when there is time."""
    return calendar(BOOK, None, "The whole book")


def test_shipped_events_are_those_of_the_plans(everything: bytes) -> None:
    """Both parsers find every dated item of the book, with its days, owner and words."""
    plans = {one.uid: one for one in dated(BOOK)}
    assert len(plans) > 300
    for events in (by_icalendar(everything), by_vobject(everything)):
        assert sorted(event["UID"] for event in events) == sorted(plans)
        for event in events:
            plan = plans[event["UID"]]
            assert event["DTSTART"] == (plan.item.start or plan.due)
            assert event["DTEND"] == plan.due + DAY
            assert event["SUMMARY"] == f"{plan.item.do} · {plan.checklist.customer}"
            assert event["DESCRIPTION"].startswith(str(plan.item.accountable))
            assert plan.item.because in event["DESCRIPTION"].replace("\n", " ") or (
                plan.item.because[1:] in event["DESCRIPTION"]  # a capital letter starts it
            )
            assert event["CATEGORIES"] == [plan.checklist.title]
            assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)


def test_events_stand_in_the_order_of_their_days(everything: bytes) -> None:
    """Earlier events stand first, shorter ones before longer ones of the same day."""
    keys = [(e["DTSTART"], e["DTEND"], e["UID"]) for e in by_icalendar(everything)]
    assert keys == sorted(keys)


def test_lines_are_as_the_standard_wants(everything: bytes) -> None:
    """Lines end in CRLF, have 75 octets at most, and no character is cut in two."""
    assert everything.endswith(b"END:VCALENDAR\r\n")
    lines = everything.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode()


def test_nothing_is_sent_to_anybody(everything: bytes) -> None:
    """Days are free, nobody is invited, nothing rings; the file is for publishing, daily."""
    names = names_in(everything)
    assert names.keys().isdisjoint({"ATTENDEE", "ORGANIZER", "BEGIN:VALARM", "RRULE"})
    text = everything.decode()
    assert text.count("\r\nTRANSP:TRANSPARENT\r\n") == names["BEGIN:VEVENT"]
    for line in (
        "METHOD:PUBLISH", "X-WR-CALNAME:The whole book", "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D", "VERSION:2.0",
    ):  # fmt: skip
        assert text.count(f"\r\n{line}\r\n") == 1, line


def test_no_clock(everything: bytes) -> None:
    """The same plans make the same bytes, and its own file before it changes nothing."""
    again = calendar(BOOK[:3], None, "Three")
    assert again == calendar(BOOK[:3], None, "Three")
    assert again == calendar(BOOK[:3], again, "Three")


@given(checklists())
@examples(10)
def test_any_text_comes_back(made: Checklist) -> None:
    """Whatever is typed, both parsers give the same days and words back, and one says as much."""
    data = calendar([made], None, made.title)
    mine, other = by_icalendar(data), by_vobject(data)
    assert mine == other
    expected = {
        one.uid: (f"{'✓ ' * (one.item.state in 'xX')}{one.item.do} · {made.customer}", one.due)
        for one in dated((made,))
    }
    assert {e["UID"]: (e["SUMMARY"], e["DTEND"] - DAY) for e in mine} == expected
    assert calendar([made], data, made.title) == data


def steers(text: str) -> bool:
    """Whether characters stand in it that no reader should be given."""
    return bool(
        re.search("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", text)
    )


def test_hostile_text_stays_text() -> None:
    """No string makes a property, an event or an alarm; both parsers give the words back."""
    texts = list(HOSTILE.values())
    hostile = [replace(filled(t), playbook_id=f"p{n:03}") for n, t in enumerate(texts)]
    clean = [replace(filled(CLEAN), playbook_id=id_) for id_ in ("p000", "p001")]
    data = calendar(hostile, None, "x")
    one, two = (names_in(calendar(clean[:n], None, "x")) for n in (1, 2))
    more = len(texts) - 1
    assert names_in(data) == {name: one[name] + more * (two[name] - one[name]) for name in two}
    assert max(map(len, data.split(b"\r\n"))) <= 75
    mine, other = by_icalendar(data), by_vobject(data)
    assert mine == other
    for event, text in zip(sorted(mine, key=lambda e: str(e["UID"])), texts, strict=True):
        if not steers(text):
            words = " ".join(text.split())
            assert event["SUMMARY"] == " ".join(f"{text} · {text}".split())
            assert event["CATEGORIES"] == [words]


@pytest.mark.parametrize("text", ["x\r\nBEGIN:VALARM", "a;b,c", "\\n", "C:\\New", "a\u2028b"])
def test_name_of_the_calendar_is_one_line_of_text(text: str) -> None:
    """A name that means something to a calendar is shown as it is, under both its properties."""
    data = calendar([checklist()], None, text)
    read = vobject.readOne(data.decode())
    assert [read.contents[key][0].value for key in ("name", "x-wr-calname")] == [
        " ".join(text.split())
    ] * 2
    assert names_in(data) == names_in(SOUND)


def only(data: bytes) -> Event:
    """The one event of a file."""
    (event,) = by_icalendar(data)
    return event


def test_life_of_an_event() -> None:
    """Each change gives the event the next number; gone is cancelled, and stays so; back is new."""
    steps: list[tuple[list[Checklist], int, str]] = [
        ([checklist(item())], 0, "CONFIRMED"),
        ([checklist(item())], 0, "CONFIRMED"),
        ([checklist(item(due=date(2026, 12, 16)))], 1, "CONFIRMED"),
        ([checklist(item(due=date(2026, 12, 16), do="Hold the first call"))], 2, "CONFIRMED"),
        ([checklist(item(due=date(2026, 12, 16), do="Hold the first call"))], 2, "CONFIRMED"),
        ([], 3, "CANCELLED"),
        ([], 3, "CANCELLED"),
        ([checklist(item(due=None))], 3, "CANCELLED"),
        ([checklist(item())], 4, "CONFIRMED"),
        ([checklist(item(state="x"))], 5, "CONFIRMED"),
        ([checklist(item(state="~"))], 6, "CANCELLED"),
        ([checklist(item(detail="In a new way."))], 7, "CONFIRMED"),
    ]
    data = None
    for lists, sequence, status in steps:
        data = calendar(lists, data, "x")
        event = only(data)
        assert (event["SEQUENCE"], event["STATUS"]) == (sequence, status)
    assert event["DESCRIPTION"].endswith("In a new way.")


def test_renamed_item_stays_one_event() -> None:
    """An item with a new id keeps its event, run after run; an id in use elsewhere is not taken."""
    first = calendar([checklist(item(id="call"))], None, "x")
    renamed = checklist(item(id="kickoff", was=("hello", "call")))
    second = calendar([renamed], first, "x")
    assert second == first
    assert calendar([renamed], second, "x") == first
    both = checklist(item(id="kickoff", was=("call",)), item(id="call", do="Call"))
    found = {e["UID"].split("/")[-1]: e for e in by_icalendar(calendar([both], first, "x"))}
    assert {uid: e["SEQUENCE"] for uid, e in found.items()} == {
        "call@handrail": 1,
        "kickoff@handrail": 0,
    }


def test_cancelled_event_keeps_its_days_and_words() -> None:
    """A program can only cancel what it recognises: the last days and words stay in the file."""
    first = calendar([checklist(item(start=date(2026, 12, 1)))], None, "x")
    gone = only(calendar([], first, "x"))
    assert gone == {**only(first), "STATUS": "CANCELLED", "SEQUENCE": 1}


def test_ticked_and_not_applicable() -> None:
    """What is done says so; what is not applicable or has no date was never there."""
    steps = [
        item(id="done", state="X"), item(id="open"), item(id="not", state="~"),
        item(id="undated", due=None),
    ]  # fmt: skip
    events = by_icalendar(calendar([checklist(*steps)], None, "x"))
    assert [(e["UID"].split("/")[-1], e["SUMMARY"]) for e in events] == [
        ("done@handrail", "✓ Hold the kickoff call · Aurora Robotics"),
        ("open@handrail", "Hold the kickoff call · Aurora Robotics"),
    ]


def test_windows_and_what_comes_again() -> None:
    """A window spans its days; what comes again stands on its first date, with words."""
    steps = [
        item(id="window", start=date(2026, 12, 1), due=date(2026, 12, 4)),
        item(id="weekly", every="2 weeks", detail="- **one** [two](https://example.com)\n- `a;b`"),
    ]
    window, weekly = by_icalendar(calendar([checklist(*steps)], None, "x"))
    assert (window["DTSTART"], window["DTEND"]) == (date(2026, 12, 1), date(2026, 12, 5))
    assert (weekly["DTSTART"], weekly["DTEND"]) == (date(2026, 12, 15), date(2026, 12, 16))
    assert weekly["DESCRIPTION"] == (
        "Priya Nair (CSM) · every 2 weeks, first Tue 15 Dec 2026\n\n"
        "14 days after contract start (2026-12-01) is Tue 15 Dec 2026. Consult Tom Okafor (AE).\n\n"
        "- one two (https://example.com)\n- a;b"
    )


_plans = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.builds(
            item,
            do=st.sampled_from(["Call", "Write"]),
            due=st.sampled_from([None, date(2026, 12, 1), date(2026, 12, 2)]),
            state=st.sampled_from([" ", "x", "~"]),
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(_plans)
@examples(40)
def test_numbers_tell_every_change_and_never_fall(plans: list[dict[str, Item]]) -> None:
    """Through any history: no event is lost, its number rises by one just when it changes."""
    data: bytes | None = None
    before: dict[str, Event] = {}
    for plan in plans:
        steps = [step._replace(id=id_) for id_, step in plan.items()]
        data = calendar([checklist(sections=(Section("S", tuple(steps)),))], data, "x")
        after = {e["UID"]: e for e in by_icalendar(data)}
        assert before.keys() <= after.keys()
        for uid, old in before.items():
            changed = {**old, "SEQUENCE": 0} != {**after[uid], "SEQUENCE": 0}
            assert after[uid]["SEQUENCE"] == old["SEQUENCE"] + changed
        shown = {uid.split("/")[-1] for uid, e in after.items() if e["STATUS"] == "CONFIRMED"}
        assert shown == {f"{s.id}@handrail" for s in steps if s.due and s.state != "~"}
        before = after


SOUND = calendar([checklist()], None, "x")
FOREIGN = {
    "empty": b"",
    "another file": b"<!doctype html>",
    "not UTF-8": SOUND.replace(b"kickoff call", b"kickoff \xff call"),
    "no UID of ours": SOUND.replace(b"@handrail", b"@elsewhere"),
    "a time of day": SOUND.replace(b";VALUE=DATE:20261215", b":20261215T100000Z"),
    "no such day": SOUND.replace(b"20261215", b"20261345"),
    "no number": SOUND.replace(b"SEQUENCE:0", b"SEQUENCE:zero"),
    "number below 0": SOUND.replace(b"SEQUENCE:0", b"SEQUENCE:-1"),
    "number too big": SOUND.replace(b"SEQUENCE:0", b"SEQUENCE:99999999999"),
    "status": SOUND.replace(b"CONFIRMED", b"TENTATIVE"),
    "no summary": SOUND.replace(b"SUMMARY", b"X-SUMMARY"),
    "two summaries": SOUND.replace(b"SUMMARY", b"SUMMARY:x\r\nSUMMARY"),
    "repeated": SOUND.replace(b"END:VCALENDAR", SOUND[SOUND.index(b"BEGIN:VEVENT") :]),
    "two calendars": SOUND + SOUND,
    "an event alone": SOUND[SOUND.index(b"BEGIN:VEVENT") : SOUND.index(b"END:VCALENDAR")],
}


@pytest.mark.parametrize("name", FOREIGN)
def test_file_that_is_not_ours_is_refused(name: str) -> None:
    """A file that somebody else wrote or changed is never written over."""
    assert FOREIGN[name] != SOUND
    with pytest.raises(ValueError, match="put it elsewhere"):
        calendar([checklist()], FOREIGN[name], "x")


def test_cut_file_is_refused() -> None:
    """Cut after any byte, the file before is refused: numbers would fall, events be forgotten."""
    for end in range(0, len(SOUND) - 2, 7):
        with pytest.raises(ValueError, match="cut short"):
            calendar([checklist()], SOUND[:end], "x")


def test_dates_are_days_not_times() -> None:
    """Start and end are days, so that no time zone moves them; one fixed stamp is in UTC."""
    event: Any = icalendar.Calendar.from_ical(SOUND).walk("VEVENT")[0]
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert not isinstance(event.decoded("DTSTART"), datetime)
    assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)


def test_every_item_is_in_its_persons_calendar() -> None:
    """Across the shipped book the shares hold each item of our side once, with its owner."""
    found = Counter(
        (one.customer_id, one.playbook_id, step.id)
        for share in by_person(shipped()).values()
        for one in share.checklists
        for step in one.items
    )
    expected = Counter(
        (one.customer_id, one.playbook_id, step.id)
        for one in shipped()
        for step in one.items
        if step.accountable.name and step.accountable.side == "vendor"
    )
    assert found == expected
    for name, share in by_person(shipped()).items():
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name)
        owners = {s.accountable.name for one in share.checklists for s in one.items}
        assert owners == {share.name}


def test_two_people_are_never_one() -> None:
    """The same name for a file, but not the same person: both are told apart by a mark."""
    people = [
        holder(gitlab="p.nair", email=""),
        holder(gitlab="p-nair", email=""),
        holder(gitlab="", email="p.nair@example.com"),
        holder(gitlab="", email="p.nair@example.org"),
        holder(gitlab="", email="", name="P Nair"),
        holder(gitlab="con", email=""),
        holder(gitlab="", email="", name="漢字"),
        holder(gitlab="", email="", name="日本"),
    ]
    made = checklist(*(item(id=f"i{n}", accountable=one) for n, one in enumerate(people)))
    shares = by_person([made])
    assert len(shares) == len(people)
    assert [len(list(share.checklists[0].items)) for share in shares.values()] == [1] * len(people)
    assert sorted(re.sub("-[0-9a-f]{8}$", "", name) for name in shares) == [
        "con", "p-nair", "p-nair", "p-nair", "p-nair", "p-nair", "person", "person",
    ]  # fmt: skip


def test_one_person_is_one() -> None:
    """With a user name here and only the address there, in other letters, it is the same person."""
    here = checklist(item(accountable=holder()))
    there = checklist(
        item(accountable=holder(gitlab="", email="Priya@Example.com", role="ae", title="AE")),
        item(id="nobody", accountable=holder(name="", gitlab="", email="")),
        customer_id="borealis",
    )
    shares = by_person([there, here])
    assert {name: len(share.checklists) for name, share in shares.items()} == {"pnair": 2}


def test_customers_people_have_their_own_edition_only() -> None:
    """Internal plans make no calendar for the customer's people; theirs is one per customer."""
    maria = holder(role="champion", side="customer", name="Maria Weber", gitlab="", email="")
    step = item(accountable=maria, visible_to="customer", because="secret")
    plans = [checklist(step), checklist(step, customer_id="borealis")]
    assert by_person(plans) == {}
    shared = [one for one in map(for_customer, plans) if one]
    shares = by_person([*plans, *shared])
    assert [share.name for share in shares.values()] == ["Maria Weber"] * 2
    for share in shares.values():
        assert [one.edition for one in share.checklists] == ["customer"]
        assert b"secret" not in calendar(share.checklists, None, share.name)
