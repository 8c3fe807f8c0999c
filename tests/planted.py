"""The sample handbook with texts of a test's own in every text field that the models know.

The fields are found by walking the models, so a new one is planted too, or is named as forgotten.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import (
    Annotated,
    Any,
    NamedTuple,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import yaml
from conftest import HERE
from hostile import HOSTILE
from pydantic import BaseModel

from generator.encoding import FORBIDDEN
from generator.fields import LONGEST_LINE, Reader
from generator.loader import KINDS, SETTINGS
from generator.models import Settings

Route: TypeAlias = tuple[str, ...]
SAMPLE = HERE / "sample"
LINE, PROSE, CLOSED = "line", "prose", "closed"
READERS = {
    "as_line": LINE, "as_prose": PROSE, "_values": LINE, "_holidays": LINE, "_cell": LINE,
    "as_id": CLOSED, "as_number": CLOSED, "as_whole": CLOSED, "as_flag": CLOSED, "as_day": CLOSED,
    "as_month_day": CLOSED, "as_url": CLOSED, "as_offset": CLOSED, "as_duration": CLOSED,
    "as_range": CLOSED, "parse_condition": CLOSED, "_letters": CLOSED, "_as_handle": CLOSED,
}  # fmt: skip
"""What reads a field, and whether any text may be typed there."""
NAMES_SOMETHING = {
    "customers attributes {}", "customers policy", "customers events [] is",
    "customers figures {}", "playbooks pack answers {}", "attributes default",
    "accepted check", "accepted at",
    "calendars country", "calendars region",
}  # fmt: skip
"""One-line fields that have to name something known; any other text is refused by a check."""


class Field(NamedTuple):
    """A field by its kind and keys: `playbooks phases [] title`; and what may be typed there."""

    route: Route
    form: str

    def __str__(self) -> str:
        return " ".join(self.route)


def known_fields() -> list[Field]:
    """Every field of every kind that some text is typed into."""
    models: dict[str, type[BaseModel]] = {kind.name: kind.model for kind in KINDS}
    return [
        Field((name, *route), form)
        for name, model in {"settings": Settings, **models}.items()
        for route, form in _fields(model, ())
    ]


def _fields(type_: Any, marks: tuple[Any, ...]) -> Iterator[tuple[Route, str]]:
    """The text fields within a type; `[]` stands for each of a list, `{}` for each of a mapping."""
    origin, args = get_origin(type_), get_args(type_)
    reader = next((m for m in marks if isinstance(m, Reader)), None)
    if reader is not None:
        yield (), READERS[getattr(reader.func, "__name__", "")]
    elif origin is Annotated:
        yield from _fields(args[0], args[1:])
    elif origin in (Union, UnionType):
        yield from (found for arg in args for found in _fields(arg, ()))
    elif origin in (list, dict):
        sign = "[]" if origin is list else "{}"
        yield from (((sign, *route), form) for route, form in _fields(args[-1], ()))
    elif type_ is str:
        assert marks, "text that nothing reads"
    elif isinstance(type_, type) and issubclass(type_, BaseModel):
        yield from _fields_of(type_)


def _fields_of(model: type[BaseModel]) -> Iterator[tuple[Route, str]]:
    for name, field in model.model_fields.items():
        for route, form in _fields(field.annotation, tuple(field.metadata)):
            yield (field.alias or name, *route), form
    if model.model_config.get("extra") == "allow":
        extra = get_type_hints(model, include_extras=True)["__pydantic_extra__"]
        yield from _fields(extra, ())


Plant = Callable[[Field], str]
WORD_COLUMNS = {"room"}
"""The sample's columns of a table that hold words."""
MADE: dict[Route, Any] = {("[]",): ["", ""], ("{}",): {"some": ""}}
"""Lists and mappings of texts, where the sample has none."""


def plant(into: Path, text: Plant) -> set[Field]:
    """Write the sample with a text in each of its fields; all fields that were planted."""
    met: set[Field] = set()
    fields = [f for f in known_fields() if f.form != CLOSED and str(f) not in NAMES_SOMETHING]
    for path in sorted(SAMPLE.rglob("*.yaml")):
        name = path.relative_to(SAMPLE).as_posix()
        data = yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)  # all is text
        kind = "settings" if name == SETTINGS else _kind(name)
        entries = [data] if kind == "settings" or "/" in name else next(iter(data.values()))
        for entry in entries:
            entry.pop("policy", None)  # the policies have other names now
            for field in (f for f in fields if f.route[0] == kind and not _ruled_out(f, entry)):
                for holder, key in _places(entry, field.route[1:]):
                    holder[key] = text(field)
                    met.add(field)
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return met


def _ruled_out(field: Field, entry: dict[str, Any]) -> bool:
    """Whether an entry may not have a field beside those that it has."""
    return field.route == ("metrics", "needs") and not {"measured", "counted"}.isdisjoint(entry)


def _kind(name: str) -> str:
    return next(k.name for k in KINDS if name in (k.path, f"{k.path}{Path(name).name}"))


def _places(data: Any, keys: Route) -> Iterator[tuple[Any, Any]]:
    """Where the keys end: the list or mapping, and the place in it. What is missing is made."""
    key, rest = keys[0], keys[1:]
    ways: Mapping[str, Callable[[Any], list[Any]]] = {"[]": _indices, "{}": _words}
    here: Any = data
    for at in ways[key](data) if key in ways else [key]:
        if rest:
            if rest in MADE and isinstance(data, dict):
                data.setdefault(at, MADE[rest].copy())
            below = here[at] if key in ways else data.get(at)
            yield from _places(below, rest) if isinstance(below, list | dict) else ()
        elif key in ("values", "holidays"):
            named = data.get(key)
            yield from ((named, label) for label in (named if isinstance(named, dict) else ()))
        else:
            yield data, at


def _indices(data: Any) -> list[Any]:
    return list(range(len(data)))


def _words(data: dict[str, Any]) -> list[Any]:
    """The keys of a mapping; of a table's row, those that hold words."""
    return [key for key in data if "title" not in data or key in WORD_COLUMNS]


# --- hostile texts ---

HIDDEN = frozenset(
    "\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\ufeff"
)


def is_line(text: str) -> bool:
    """Whether a file may hold this on one line: what the loader has to agree with."""
    words = text.strip(" \t\n\u00a0\u3000")
    hidden = any(c in HIDDEN or (unicodedata.category(c) == "Cc" and c != "\t") for c in words)
    return not hidden and 0 < len(words) <= LONGEST_LINE and not FORBIDDEN.search(words)


def typed(text: str) -> str:
    """What of a text is kept: its words, with accents on their letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


LINES = {name: typed(t) for name, t in HOSTILE.items() if is_line(t)}
"""What of the corpus can be typed on one line."""
TOKEN = re.compile(r"(?i:qq)\d{4}")
FORMS = ("{0}", "{0} {1}", "{1} {0}")
"""A string alone, at the beginning, and at the end."""


class Texts:
    """A text for each place in turn: harmless words, or a string of the corpus by round."""

    def __init__(self, round_: int | None = None) -> None:
        self.round = round_
        self.typed: dict[str, str] = {}

    def __call__(self, field: Field) -> str:
        token = f"Qq{len(self.typed):04}"
        plain = self.round is None or field.form == PROSE
        self.typed[token] = token if plain else self.of(token, field)
        return self.typed[token]

    def of(self, token: str, field: Field) -> str:
        """A string that is another in each place and round, with the place's token beside it."""
        n = len(self.typed) + (self.round or 0)
        text = list(LINES.values())[n % len(LINES)]
        if field.route[0] == "terms":  # pages sort them
            return f"{token} {text}"[:LONGEST_LINE].strip()
        whole = FORMS[n // len(LINES) % 3].format(text, token)
        return whole if len(whole) <= LONGEST_LINE else text

    def instead(self, words: str) -> str:
        """What a page shows where the harmless one shows these words."""
        return TOKEN.sub(lambda found: self.typed[found[0].capitalize()], words)
