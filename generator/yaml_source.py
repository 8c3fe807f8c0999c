"""YAML text to plain data, with the position of every key and value.

Scalars stay text; the field they belong to converts them. What YAML can do beyond lists, mappings
and text (anchors, tags, merge keys, repeated keys, several documents) is refused with its place.
The events of the scanner are read once: depth and size are bounded before anything is built, and no
alias is ever followed, so no bomb can go off.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import yaml

from generator.encoding import FORBIDDEN, Fault, refused, span_at
from generator.problems import Route, Span
from generator.yaml_lines import read_lines
from generator.yaml_plain import LOADER, MAX_DEPTH, MAX_NODES, Data, UnusualError, read_plain
from generator.yaml_words import in_plain_words

MAX_BYTES = 1_000_000
MOST_FAULTS = 100


class Marks(NamedTuple):
    """Where a key and its value stand; a list item has no key. Worked out when asked for."""

    key_event: yaml.Event | None
    value_event: yaml.Event

    @property
    def key(self) -> Span | None:
        """The place of the key."""
        return _span(self.key_event) if self.key_event else None

    @property
    def value(self) -> Span:
        """The place of the value."""
        return _span(self.value_event)


class Source(NamedTuple):
    """What one file says: its data, and all that is wrong with it as YAML."""

    data: Data
    faults: list[Fault]


class _StopError(Exception):
    """Nothing more can be read from this file."""

    def __init__(self, event: yaml.Event, check: str, message: str, hint: str) -> None:
        self.fault = Fault((), _span(event), check, message, hint)


def read(text: str, marks: dict[Route, Marks] | None = None) -> Source:
    """Text to plain data. Fills `marks` with the place of everything, when given a dictionary.

    Never raises on bad input: what cannot be read is in the faults, on its line.
    """
    try:
        return _read_with_care(text, marks) if marks is not None else Source(_read(text), [])
    except (UnusualError, yaml.YAMLError, UnicodeEncodeError):
        return _read_with_care(text, marks)


def _read(text: str) -> Data:
    """The data of a sound file, by the quickest way that can read it."""
    try:
        return read_lines(text)
    except UnusualError:
        return read_plain(text)


def _read_with_care(text: str, marks: dict[Route, Marks] | None) -> Source:
    """The same, event by event, with the place of everything and of every fault."""
    reader = _Reader(marks)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            reader.take(event)
    except _StopError as stop:
        reader.faults.append(stop.fault)
    except yaml.MarkedYAMLError as error:
        reader.faults.append(_in_plain_words(error, text))
    except (yaml.reader.ReaderError, UnicodeEncodeError):
        bad = FORBIDDEN.search(text)
        span = span_at(text, bad.start() if bad else 0)
        reader.faults.append(Fault((), span, "character", "a character is not allowed here"))
    return Source(reader.root, reader.faults)


class _Frame:
    """A list or mapping being filled."""

    __slots__ = ("dead", "dropping", "items", "key", "key_event", "keys", "route")

    def __init__(self, items: list[Data] | dict[str, Data], route: Route, dead: bool) -> None:
        self.items = items
        self.route = route
        self.dead = dead  # inside a value that is dropped
        self.key: str | None = None
        self.key_event: yaml.Event | None = None
        self.dropping = False  # the value that comes belongs to a refused key
        self.keys: dict[str, yaml.Event] = {}

    @property
    def wants_key(self) -> bool:
        return isinstance(self.items, dict) and self.key is None


class _Reader:
    """Builds the data from the scanner's events."""

    def __init__(self, marks: dict[Route, Marks] | None) -> None:
        self.marks = marks
        self.root: Data = None
        self.faults: list[Fault] = []
        self.stack: list[_Frame] = []
        self.nodes = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.node(event)
            self.scalar(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            self.node(event)
            self.start(event)
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _StopError(
                    event,
                    "one-document",
                    "a second document starts here",
                    "put it into a file of its own",
                )

    def node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """What holds for every node: bounds, no anchor, no tag."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _StopError(
                event, "size", f"more than {MAX_NODES:,} values in one file", "split it"
            )
        if event.anchor is not None:
            self.fault(
                event,
                "anchor",
                f"the anchor '&{event.anchor}' is not allowed",
                "write the value out",
            )
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.fault(
                event,
                "tag",
                f"the tag '{tag}' is not allowed",
                "delete it: the field knows its type; text that begins with ! stands in quotes",
            )

    def alias(self, event: yaml.AliasEvent) -> None:
        message, hint = f"'*{event.anchor}' points to another place", "write the value out"
        if self.stack and self.stack[-1].wants_key:
            raise _StopError(event, "anchor", message, hint)
        if not (self.stack and self.stack[-1].dropping):
            self.fault(event, "anchor", message, hint)
        self.put(None, event)

    def scalar(self, event: yaml.ScalarEvent) -> None:
        text: str = event.value
        if event.style == '"' and (bad := FORBIDDEN.search(text)):
            self.fault(event, "character", *refused(bad.group()))
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if self.stack and self.stack[-1].wants_key:
            self.key(self.stack[-1], event, text)
        else:
            self.put(None if not text and not event.style else text, event)

    def key(self, top: _Frame, event: yaml.ScalarEvent, text: str) -> None:
        top.key, top.key_event = text, event
        if text == "<<" and not event.style:
            top.dropping = True
            fault = ("merge-key", "the merge key '<<' is not allowed", "write the keys out")
            self.faults.append(Fault(top.route, _span(event), *fault))
        elif text in top.keys:
            top.dropping = True
            message = f"the key '{text}' is here twice"
            first = _span(top.keys[text])
            self.fault(event, "repeated-key", message, "keep one of the two", first)
        else:
            top.keys[text] = event

    def start(self, event: yaml.CollectionStartEvent) -> None:
        if self.stack and self.stack[-1].wants_key:
            raise _StopError(
                event, "key", "a key has to be plain text", "put quotes around text with { or ["
            )
        if len(self.stack) >= MAX_DEPTH:
            raise _StopError(
                event, "depth", f"more than {MAX_DEPTH} levels of nesting", "flatten it"
            )
        route, top = self.here(), self.stack[-1] if self.stack else None
        items: list[Data] | dict[str, Data] = (
            [] if isinstance(event, yaml.SequenceStartEvent) else {}
        )
        dead = top is not None and (top.dead or top.dropping)
        self.put(items, event)
        self.stack.append(_Frame(items, route, dead))

    def put(self, value: Data, event: yaml.Event) -> None:
        """Store a value where it belongs, and its marks."""
        top = self.stack[-1] if self.stack else None
        if self.marks is not None and not (top and (top.dead or top.dropping)):
            self.marks[self.here()] = Marks(top.key_event if top else None, event)
        if top is None:
            self.root = value
        elif isinstance(top.items, list):
            top.items.append(value)
        else:
            if not top.dropping:
                top.items[str(top.key)] = value
            top.key = top.key_event = None
            top.dropping = False

    def here(self) -> Route:
        """The route of the value that comes next."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        last = len(top.items) if isinstance(top.items, list) else top.key
        return top.route if last is None else (*top.route, last)

    def fault(
        self, event: yaml.Event, check: str, message: str, hint: str, first: Span | None = None
    ) -> None:
        if len(self.faults) >= MOST_FAULTS:
            raise _StopError(
                event, "size", f"more than {MOST_FAULTS} faults in one file", "mend these first"
            )
        self.faults.append(Fault(self.here(), _span(event), check, message, hint, first))


def _span(event: yaml.Event) -> Span:
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None
    same_line = end.line == start.line and end.column > start.column
    return Span(start.line + 1, start.column + 1, end.column + 1 if same_line else start.column + 2)


def _within(text: str, line: int, column: int) -> Span:
    """A place counted from 0; the scanner may stop behind the end of the text."""
    lines = text.split("\n")
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    return Span(line + 1, column + 1, column + 2)


def _in_plain_words(error: yaml.MarkedYAMLError, text: str) -> Fault:
    """The scanner's complaint as a person would put it, at the place where the mistake began."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Fault(
            (), Span(1, 1, 2), "yaml", "this is not YAML", "check quotes, colons and indent"
        )
    start = error.context_mark or mark
    said = in_plain_words(
        str(error.problem or error.context or ""),
        text.split("\n"),
        (mark.line, mark.column),
        (start.line, start.column),
    )
    span = _within(text, said.line, said.column)
    return Fault((), span, "yaml", said.message, said.hint)
