"""What the YAML scanner says, in words for the person who typed it."""

from __future__ import annotations

_WORDS = (
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
    (
        "found unexpected end of stream",
        "a quote is opened and never closed",
        "close it, on the line where it starts",
    ),
    (
        "found unexpected document indicator",
        "a quote is opened and never closed",
        "close it, on the line where it starts",
    ),
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
    ("found a tab character", "a tab is used to indent", "use spaces"),
    (
        "did not find expected <document start>",
        "this does not fit what is above it",
        "check the indent: the file has one list or one mapping",
    ),
)

TAB = ("a tab is used to indent", "use spaces")


def in_plain_words(problem: str) -> tuple[str, str, bool]:
    """Message, hint, and whether the place to show is where the thing began, not where it ended."""
    message, hint = next(
        ((words, help_) for raw, words, help_ in _WORDS if raw in problem),
        (f"this is not YAML: {problem}", "check quotes, colons and indent"),
    )
    return message, hint, "never closed" in message or "is not closed" in message
