"""What the YAML scanner says, in words for the person who typed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_BACKSLASH = "a backslash in double quotes begins a code for a character"
_SINGLE = "put single quotes around the text instead"

_UNCLOSED = ("a quote is opened and never closed", "close it, on the line where it starts")

_WORDS = (
    ("did not find expected hexdecimal number", _BACKSLASH, _SINGLE),
    ("found unknown escape character", _BACKSLASH, _SINGLE),
    (
        "invalid Unicode character escape code",
        "this escape stands for no character",
        "delete it, or type the character itself",
    ),
    (
        "found character that cannot start any token",
        "this character cannot start a value",
        "put quotes around the text",
    ),
    (
        "mapping values are not allowed",
        "a ':' is not expected here",
        "put quotes around text that has ': ' in it, or check the indent",
    ),
    ("could not find expected ':'", "this line needs a ':' after its key", "write 'key: value'"),
    (
        "did not find expected key",
        "the indent or the quotes do not fit the lines above",
        "line it up with its neighbours, with spaces",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not fit the list above it",
        "start it with '- ', or check the indent",
    ),
    ("did not find expected ',' or ']'", "a list in [ ] is not closed", "close it with ']'"),
    ("did not find expected ',' or '}'", "a mapping in { } is not closed", "close it with '}'"),
    ("found unexpected end of stream", *_UNCLOSED),
    ("found unexpected document indicator", *_UNCLOSED),
    (
        "block sequence entries are not allowed",
        "a list cannot start here",
        "put '- ' on a line of its own, under the key",
    ),
    (
        "did not find expected node content",
        "a value is missing here",
        "write the value, or put quotes around it",
    ),
    (
        "did not find expected alphabetic or numeric character",
        "text that begins with * or & is read as a shortcut",
        "put quotes around it; a list begins with '- '",
    ),
    (
        "did not find expected comment or line break",
        "text that begins with | or > goes on in the next line",
        "put quotes around it, or write it below, indented",
    ),
    (
        "mapping keys are not allowed",
        "this character cannot start a value",
        "put quotes around the text",
    ),
    (
        "found undefined tag handle",
        "text that begins with ! is read as a mark",
        "put quotes around the text",
    ),
    ("found a tab character", "a tab is used to indent", "use spaces"),
    (
        "did not find expected <document start>",
        "this does not fit what is above it",
        "check the indent: the file has one list or one mapping",
    ),
)

_CONFLICT = (
    "two versions of these lines stand in this file, from a merge",
    "keep one, and delete the other and the lines with <<<<<<<, ======= and >>>>>>>",
)
_TAB = ("a tab is used to indent", "use spaces")
_STARTED_EARLIER = ("never closed", "is not closed", "needs a ':'")
_GLUED = re.compile(r"\s*(- +)?[\w-]+:(?=[^\s:/])")
_DASH = re.compile(r"\s*-(?=\{|\w+:\s)")
_OTHER_BLANK = re.compile(r" *(?:- *)?(?:[\w-]+: *)?([\u00a0\u2000-\u200a\u202f\u3000]+)")
_NO_COLON = re.compile(r"\s*(- +)?[a-z_]+ *[;=]? +[^:#]+$")
_OPENS_TEXT = re.compile(r": *[|>][-+0-9]* *$")
_KEY = re.compile(r" *(?:- +)*[\w-]+:(?: |$)")
_KEY_AND_VALUE = re.compile(r"( *(?:- +)*)([\w-]+): +\S")


class Said(NamedTuple):
    """Words and a place; line and column count from 0."""

    message: str
    hint: str
    line: int
    column: int


def in_plain_words(
    problem: str, lines: Sequence[str], stopped: tuple[int, int], began: tuple[int, int]
) -> Said:
    """What the scanner says about where it stopped, and where the thing it was reading began."""
    line, column = stopped
    text = lines[line] if line < len(lines) else ""
    near = (line, began[0], _above(lines, line))
    special = (
        _conflict(lines)
        or _tab(text, line, column)
        or next(filter(None, (_slip(lines, n) for n in near)), None)
        or ("mapping values are not allowed" in problem and _line_before(lines, line))
        or ("did not find expected key" in problem and _after_value(lines, line, column))
    )
    if special:
        return special
    message, hint = next(
        ((words, help_) for raw, words, help_ in _WORDS if raw in problem),
        (f"this is not YAML: {problem}", "check quotes, colons and indent"),
    )
    if "is not closed" in message and text[column:].strip() and line == began[0]:
        closing = "]" if "]" in problem else "}"
        ends = text[column : column + 1] in ("]", "}")
        hint = f"close it with '{closing}'" if ends else _QUOTES
        return Said(f"a ',' or '{closing}' is expected here", hint, line, column)
    if "a ':' is not expected" in message and _CURLY.match(text[:column].lstrip(" -")):
        return Said("these quotes are typographic ones, which quote nothing", _STRAIGHT, *stopped)
    if "needs a ':'" in message and _OPENS_TEXT.search(lines[_above(lines, began[0])]):
        return Said("the text below '|' has to stand further right", "indent it", *began)
    place = began if any(words in message for words in _STARTED_EARLIER) else stopped
    return Said(message, hint, *place)


def _slip(lines: Sequence[str], line: int) -> Said | None:
    """A line with something other than a space where a space has to be, or nothing."""
    text = lines[line] if line < len(lines) else ""
    if found := _OTHER_BLANK.match(text):
        hint = "it was copied from elsewhere: delete it, and type spaces"
        return Said("the blank here is no space", hint, line, found.start(1))
    if found := _DASH.match(text):
        message = "this line needs a space after its '-'"
        return Said(message, "write '- key: value'", line, found.end() - 1)
    return None


def _conflict(lines: Sequence[str]) -> Said | None:
    """What git leaves in a file that two people have changed."""
    rows = (n for n, row in enumerate(lines) if row.startswith("<<<<<<< "))
    return next((Said(*_CONFLICT, n, 0) for n in rows), None)


def _tab(text: str, line: int, column: int) -> Said | None:
    """A tab in the indent, or where the scanner stopped."""
    if "\t" in text[: len(text) - len(text.lstrip())] or text[column : column + 1] == "\t":
        return Said(*_TAB, line, text.index("\t"))
    return None


def _after_value(lines: Sequence[str], line: int, column: int) -> Said | None:
    """Text after a value that has ended: in quotes, by a quote that was meant as text, or in
    brackets."""
    before = lines[line][:column] if line < len(lines) else ""
    if _CLOSED.fullmatch(before):
        return Said("the quotes end here, and text follows", _ALL_OF_IT, line, column)
    if _BRACKETED.fullmatch(before):
        return Said("the brackets end here, and text follows", _NOT_A_LIST, line, column)
    quote = before.rstrip()[-1:]
    for above in range(line - 1, -1, -1) if quote in _QUOTATION else ():
        if (opened := _OPENED.fullmatch(lines[above])) and opened[1] == quote:
            return Said(*_UNCLOSED, above, opened.start(1))
    return None


_QUOTATION = ("'", '"')
_CLOSED = re.compile(r".*[\w-]: +(['\"]).*\1 *")
_BRACKETED = re.compile(r" *(?:- +)*(?:[\w-]+: +)?(?:\[.*\]|\{.*\}) *")
_OPENED = re.compile(r" *(?:- +)*(?:[\w-]+: +)?(['\"])(?:(?!\1).)*")
_CURLY = re.compile("[\\w-]+: +[\u2018\u201a-\u201f\u00ab\u00bb].*")
_STRAIGHT = 'put straight quotes, ", around the text'
_ALL_OF_IT = "put double quotes around all of it, and single ones inside"
_NOT_A_LIST = "put double quotes around text that begins so; a list has one pair of brackets"
_QUOTES = "put double quotes around text that has ', [, { or a comma in it"


def _above(lines: Sequence[str], line: int) -> int:
    """The line with something on it that stands before this one; itself where there is none."""
    before = range(min(line, len(lines)) - 1, -1, -1)
    return next((n for n in before if lines[n].strip()), line)


def _line_before(lines: Sequence[str], line: int) -> Said | None:
    """The line above is at fault where its colon is missing or has no space after it."""
    above = _above(lines, line)
    if above == line:
        return None
    if glued := _GLUED.match(lines[above]):
        message = "this line needs a space after its ':'"
        return Said(message, "write 'key: value'", above, glued.end() - 1)
    if _NO_COLON.match(lines[above]):
        column = len(lines[above]) - len(lines[above].lstrip())
        return Said("this line needs a ':' after its key", "write 'key: value'", above, column)
    indent = len(lines[line]) - len(lines[line].lstrip())
    key = _KEY_AND_VALUE.match(lines[above])
    if key and indent > len(key[1]) and _KEY.match(lines[line]):
        hint = f"line it up with '{key[2]}' in the line above"
        return Said("this line stands too far to the right", hint, line, indent)
    return None
