"""Words that were meant as text and are a comment: `do: Post in #channel` says `Post in`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from generator.encoding import span_at
from generator.fields import quoted
from generator.handbook import File
from generator.problems import Problem, Span
from generator.yaml_plain import Data
from generator.yaml_source import read

_HASH = re.compile(r"(?m)^(?![ \t]*#)(?:(?![ \t]#).)*[^\s:-][ \t]+(#\w.*)$")
"""A '#' with a word, behind something that is no comment; in quotes and blocks it is text. Where
all of a value stands behind it, that is an error of its own."""
_HINT = "put quotes around the text, or a blank behind the '#' of a comment"
MOST = 20


def cut_off(file: File, data: Data) -> Iterator[Problem]:
    """Warnings: words of a file that nobody reads. `data` is what it says."""
    if " #" not in file.text and "\t#" not in file.text:  # as in most files
        return
    for found in islice(_HASH.finditer(file.text), MOST):
        begin, end = found.span(1)
        without = read(file.text[:begin] + file.text[end:])
        if not without.faults and without.data == data:
            message = f"what stands behind a '#' is a comment: {quoted(found[1])}"
            line, column, _ = span_at(file.text, begin)
            where = file.at(Span(line, column, column + end - begin))
            yield Problem(where, "comment", message, _HINT, "warning")
