"""Checklists as one iCalendar file (RFC 5545): an all-day event for every item that has a date.

A calendar program knows an event again by its UID and takes a changed one only when its SEQUENCE
has risen. So a new file is made from the plans and from the file before it: an event that differs
in anything gets the next number; one that is gone stays as cancelled, since programs keep what a
file no longer mentions.

A ticked item keeps its event, with a tick before its words: who looks at the calendar wants to see
that it is done. One that is not applicable has none. One that comes again has its first date, and
how often in words: a rule without an end would go on when the plan is long over. There are no
alarms and no attendees: a file sends nothing to anybody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from icalendar import Calendar, Event, vDuration, vText

from generator.checklist import Checklist, Item
from generator.formats.rich import as_text
from generator.formats.words import sentences, when

DAY = timedelta(days=1)
STAMP = datetime(2000, 1, 1, tzinfo=UTC)
"""The DTSTAMP of every event. A clock would change the bytes with each run, and SEQUENCE alone
tells which of two events is newer. Not 1970: careless programs take 0 for no time."""
OURS = "@handrail"
MOST_CHANGES = 2**31 - 1
CANCELLED, CONFIRMED = "CANCELLED", "CONFIRMED"


class Entry(NamedTuple):
    """What is written of an event; `end` is the day after its last one."""

    uid: str
    start: date
    end: date
    summary: str
    description: str
    category: str
    status: str = CONFIRMED
    sequence: int = 0


def calendar(checklists: Sequence[Checklist], before: bytes | None, name: str) -> bytes:
    """The file of a calendar with this name, given the one that is there (None: there is none).

    Raises ValueError, in words for a person, where that file is not one of ours.
    """
    known = _read(before) if before is not None else {}
    wanted = {entry.uid: entry for one in checklists for entry in _entries(one, known)}
    entries = [_next(wanted.get(uid), known.get(uid)) for uid in {**known, **wanted}]
    return _write(sorted(entries, key=lambda e: (e.start, e.end, e.uid)), name)


def _next(new: Entry | None, old: Entry | None) -> Entry:
    """An event as it goes out now, and the number that lets programs see a change."""
    if old is None:
        assert new is not None, "an event is in the plan, in the file, or in both"
        return new
    now = (new or old._replace(status=CANCELLED))._replace(sequence=old.sequence)
    return now if now == old else now._replace(sequence=old.sequence + 1)


def _entries(checklist: Checklist, known: Collection[str]) -> Iterator[Entry]:
    taken = {item.id for item in checklist.items}
    for item in checklist.items:
        if item.due and item.state != "~":
            done = "✓ " if item.state in ("x", "X") else ""
            ids = [item.id, *(id_ for id_ in item.was if id_ not in taken)]
            uids = [f"{checklist.customer_id}/{checklist.playbook_id}/{i}{OURS}" for i in ids]
            yield Entry(
                uid=next((uid for uid in uids if uid in known), uids[0]),  # renamed, it stays one
                start=item.start or item.due,
                end=item.due + DAY,
                summary=_line(f"{done}{item.do} · {checklist.customer}"),
                description=_text(_description(item, checklist.edition)),
                category=_line(checklist.title),
            )


def _description(item: Item, edition: str) -> str:
    """Who, how often, why, with whom, how; nothing that differs with a change elsewhere."""
    first = [str(item.accountable)]
    if item.every:
        first.append(when(item))
    if item.optional:
        first.append("optional")
    words = " ".join(sentences(item, edition))
    return "\n\n".join(filter(None, [" · ".join(first), words, as_text(item.detail)]))


_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def _text(text: str) -> str:
    """Text without what would steer a program or turn the direction of reading."""
    return _UNSEEN.sub("\ufffd", _LINE_END.sub("\n", text))


def _line(text: str) -> str:
    return " ".join(_text(text).split())


class _Text(vText):
    r"""TEXT encoded as RFC 5545 says; the library's own would make a line break of `C:\New`."""

    def to_ical(self) -> bytes:
        escaped = re.sub(r"([\\;,])", r"\\\1", str(self)).replace("\n", r"\n")
        return escaped.encode()


def _write(entries: Sequence[Entry], name: str) -> bytes:
    file = Calendar()
    file.add("version", "2.0")
    file.add("prodid", "-//Handrail//Checklists//EN")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        file.add(key, _Text(_line(name)))
    file.add("refresh-interval", vDuration(DAY, params={"VALUE": "DURATION"}))
    file.add("x-published-ttl", vDuration(DAY))
    for entry in entries:
        file.add_component(_event(entry))
    return bytes(file.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", _Text(entry.uid))
    event.add("dtstamp", STAMP)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT")
    event.add("summary", _Text(entry.summary))
    event.add("description", _Text(entry.description))
    event.add("categories", _Text(entry.category))
    return event


def _read(before: bytes) -> Mapping[str, Entry]:
    """The events of a file that we wrote."""
    try:
        file = Calendar.from_ical(before.decode())
        events = [_entry(event) for event in file.walk("VEVENT")]
        whole = file.name == "VCALENDAR" and before.rstrip().endswith(b"END:VCALENDAR")
        ours = whole and all(_is_ours(entry) for entry in events)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise ValueError(REFUSED) from error
    if not ours or len({entry.uid for entry in events}) < len(events):
        raise ValueError(REFUSED)
    return {entry.uid: entry for entry in events}


REFUSED = (
    "the calendar that is there was cut short, or holds events that Handrail did not write; "
    "put it elsewhere, and a new one is started"
)


def name_of(before: bytes) -> str:
    """The name of a calendar that we wrote; empty where it says none."""
    unfolded = before.decode(errors="replace").replace("\r\n ", "")
    found = re.search(r"^X-WR-CALNAME:(.*)\r$", unfolded, re.MULTILINE)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else ""


def _entry(event: Any) -> Entry:
    return Entry(
        uid=_word(event["uid"]),
        start=event["dtstart"].dt,
        end=event["dtend"].dt,
        summary=_word(event["summary"]),
        description=_word(event["description"]),
        category=str(event["categories"].cats[0]),
        status=_word(event["status"]),
        sequence=int(event["sequence"]),
    )


def _word(value: object) -> str:
    if not isinstance(value, vText):
        raise TypeError("a property stands there twice, or is no text")
    return str(value)


def _is_ours(entry: Entry) -> bool:
    return (
        entry.uid.endswith(OURS)
        and entry.status in (CANCELLED, CONFIRMED)
        and 0 <= entry.sequence < MOST_CHANGES
        and type(entry.start) is type(entry.end) is date  # a datetime is a date as well
    )
