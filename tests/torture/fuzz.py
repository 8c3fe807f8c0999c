"""A reader fed with made-up bytes by atheris: `python fuzz.py READER [libFuzzer options]`.

Atheris sees which branches the bytes reach and bends them towards new ones. A reader may refuse in
its own way; anything else it raises ends the run with the bytes that did it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["generator"]):
    from generator.encoding import Fault, decode
    from generator.fields import as_offset
    from generator.formats.calendar import calendar
    from generator.formats.gitlab.issue import as_file, marker
    from generator.formats.workbook import workbook
    from generator.keep import RefusedError, keep, put_states, seal, states
    from generator.prose import as_prose
    from generator.pull import read_states
    from generator.yaml_source import read

from checklists import checklist
from pydantic_core import PydanticCustomError

NEW = seal(
    "---\ncustomer: a\nplaybook: b\nformat: 2\nitems: 2\n---\n\n# List\n\n## Begin\n\n"
    "- [ ] **Call** <!-- id: call 12345678 -->\n\n    > Why.\n\n"
    "- [ ] **Write** <!-- id: write 12345678 -->\n\n"
)
"""A generated checklist: what garbage is merged with."""


def yaml(data: bytes) -> None:
    """Any bytes are data, or faults at their places."""
    text = decode(data)
    if not isinstance(text, Fault):
        quick, careful = read(text), read(text, {})
        assert quick == careful


def kept(data: bytes) -> None:
    """Any file merges, again to the same bytes, or is refused."""
    try:
        once = keep(data, NEW).content
    except RefusedError:
        return
    assert keep(once, NEW).content == once
    assert put_states(once, states(once)).content == once


def text_field(data: bytes) -> None:
    """Any text is taken or complained about."""
    text = data.decode(errors="replace")
    for field in (as_prose, as_offset):
        try:
            field(text)
        except PydanticCustomError:
            continue


def calendar_before(data: bytes) -> None:
    """Any file in the place of a calendar is continued or refused."""
    try:
        calendar([], data, "x")
    except ValueError:
        return


def issue(data: bytes) -> None:
    """Any issue's text is one of ours or none."""
    text = data.decode(errors="replace")
    marker(text)
    as_file(text)


def pulled(ending: str) -> Callable[[bytes], None]:
    """Any file that is given back is read, or its problems are told."""

    def read_one(data: bytes) -> None:
        read_states(f"x{ending}", data)

    return read_one


def every(data: bytes) -> None:
    """The first byte says who is to read the others."""
    readers = list(READERS.values())[:-2]
    if data:
        readers[data[0] % len(readers)](data[1:])


@atheris.instrument_func  # type: ignore[untyped-decorator]
def planted(data: bytes) -> None:
    """A reader with a fault: it proves that faults are found."""
    if data[:1] == b"!" and data[1:2] == b"[":
        raise KeyError(data)


READERS: Mapping[str, Callable[[bytes], None]] = {
    "yaml": yaml,
    "keep": kept,
    "text-field": text_field,
    "calendar": calendar_before,
    "issue": issue,
    "pull-md": pulled(".md"),
    "pull-csv": pulled(".csv"),
    "pull-xlsx": pulled(".xlsx"),
    "pull-json": pulled(".json"),
    "every": every,
    "planted": planted,
}
SEEDS: Mapping[str, bytes] = {
    "yaml": b"a: [1, {b: 'c'}]\nd: |\n  e\n# f\n\"g\": &h !!str x\n",
    "keep": NEW.replace("[ ]", "[x]", 1).encode() + b"\n- [ ] mine\n",
    "text-field": b"3-4 working days before [x](https://y) `z`\n\n- *a*\n",
    "calendar": calendar([], None, "x"),
    "issue": b"<!-- handrail: a/b | edition: customer | due: none | format: 2 -->\n- [x] c\n",
    "pull-md": NEW.encode(),
    "pull-csv": b'"Status","Id"\r\n"Done","a/b/call"\r\n',
    "pull-xlsx": workbook(checklist()),
    "pull-json": b'{"format": 1, "customer": "a", "playbook": "b", "states": {"call": "x"}}',
}


def main() -> None:
    """Feed the reader that is named, beginning with something sound."""
    name, *options = sys.argv[1:]
    corpus = Path(options.pop(0))
    for number, reader in enumerate(READERS):
        mark = bytes([number]) if name == "every" else b""
        if reader in SEEDS and name in (reader, "every"):
            (corpus / reader).write_bytes(mark + SEEDS[reader])
    atheris.Setup([sys.argv[0], *options, str(corpus)], READERS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
