"""What differs in one entry: its fields, its parts, their ids and their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.comparison.difference import RANK, Difference, Level
from generator.comparison.matching import STEP, Match
from generator.comparison.pair import Pair, Side
from generator.comparison.pieces import Piece, Said
from generator.comparison.rules import LOST_KEYS, LOST_PARTS, ORDERED, rule
from generator.comparison.values import meaning, renamed, told, typed
from generator.conditions import ALWAYS, Condition, Group
from generator.domains import implies
from generator.problems import Route, plural

CONDITIONS = ("when", "applies_to")


class What(NamedTuple):
    """What has happened to a piece, or to one of its fields."""

    what: str
    level: Level
    field: str = ""
    label: str = ""
    old: str = ""
    new: str = ""


def whole(old: Side | None, new: Side | None, noun: str) -> Difference:
    """An entry that only one of the handbooks has."""
    one = new or old
    assert one
    level: Level = "notable" if new or one.kind == "accepted" else "breaking"
    return Difference(
        one.kind, one.name, one.title, noun, "", "", "", "added" if new else "removed", level,
        "", "", "", old.place(()) if old else None, new.place(()) if new else None,
    )  # fmt: skip


def in_entry(pair: Pair, old: Side, new: Side, noun: str) -> Iterator[Difference]:
    """What differs in an entry that both have."""
    yield from _InEntry(pair, old, new, noun).differences()


class _InEntry:
    """An entry on both sides, with its pieces matched."""

    def __init__(self, pair: Pair, old: Side, new: Side, noun: str) -> None:
        self.pair, self.old, self.new, self.noun = pair, old, new, noun
        self.match = Match(old.entry, new.entry, noun, pair.steps_in(new.entry))

    def differences(self) -> Iterator[Difference]:
        before, after = self.match.before, self.match.after
        if self.old.id != self.new.id and self.old.kind != "accepted":
            yield self._told(before[self.noun, ""], after[self.noun, ""], self._renamed())
        for noun, key in after:
            if (noun, key) in self.match.was:
                yield from self._in_piece(noun, key)
            elif self.match.is_told(after[noun, key]):
                yield self._told(None, after[noun, key], self._begun(after[noun, key]))
        for piece, old in before.items():
            if piece not in self.match.now and self.match.is_told(old):
                level: Level = "breaking" if old.noun in LOST_PARTS else "notable"
                yield self._told(old, None, What("removed", level))
        yield from self._reordered()

    def _renamed(self) -> What:
        return What("renamed", "notable", "id", "id", self.old.id, self.new.id)

    def _begun(self, new: Piece) -> What:
        """What is new; a policy begins on a day."""
        if new.noun != "policy":
            return What("added", "notable")
        return What("begun", "notable", new=told(new.said["start"].value, "", self.pair.new))

    def _in_piece(self, noun: str, key: str) -> Iterator[Difference]:
        old, new = self.match.pair(noun, key)
        if noun == STEP and old.key != key:
            yield self._told(old, new, What("renamed", "notable", "id", "id", old.key, key))
        moved = self.match.has_moved(noun, key)
        if moved:
            words = (old.inside, new.inside)
            yield self._told(old, new, What("moved", "notable", "phase", "phase", *words))
        before = {self._key(one, name): one for name, one in old.said.items()}
        whole = dict(_whole_parts(before, new.said))
        for part, is_new in whole.items():
            yield self._told(old, new, self._in_part(part, new.said if is_new else before, is_new))
        for name in dict.fromkeys((*new.said, *before)):
            if name.partition(".")[0] in whole:
                continue
            said = new.said.get(name) or before[name]
            whats = (
                self._in_condition(name, *_conditions(old, new, name, moved))
                if said.name in CONDITIONS
                else self._in_field(name, said, before.get(name), new.said.get(name))
            )
            yield from (self._told(old, new, what) for what in whats)

    def _in_part(self, part: str, said: Mapping[str, Said], is_new: bool) -> What:
        """A part of its own that only one side has, in one line with all that it says."""
        handbook = self.pair.new if is_new else self.pair.old
        inside = {name: one for name, one in said.items() if name.startswith(f"{part}.")}
        words = [
            f"{_label(name, one, rule(one.model, one.name).label)} {value}"
            for name, one in inside.items()
            if (value := told(one.value, one.kind, handbook))
        ]
        label = part.replace("_", " ")
        text = "; ".join(word.removeprefix(f"{label} ") for word in words)
        level = min((_level(one, not is_new) for one in inside.values()), key=RANK.__getitem__)
        return What("changed", level, part, label, *(("", text) if is_new else (text, "")))

    def _key(self, said: Said, name: str) -> str:
        """The name of a field of the old entry; a matrix has its cells by role."""
        if said.model != "MatrixRow" or not said.key:
            return name
        return f"{said.name}.{self._named('roles', said.key)}"

    def _in_field(
        self, name: str, said: Said, old: Said | None, new: Said | None
    ) -> Iterator[What]:
        """A field that says something else."""
        was, now = old.value if old else None, new.value if new else None
        if meaning(was, said.kind, self._named) == meaning(now, said.kind, _as_is):
            return
        found = rule(said.model, said.name)
        words = told(was, said.kind, self.pair.old), told(now, said.kind, self.pair.new)
        if words[0] == words[1]:  # others of the same name
            words = typed(was), typed(now)
        label = _label(name, said, found.label)
        yield What(found.what, _level(said, new is None), name, label, *words)

    def _in_condition(
        self, name: str, old: Condition | None, new: Condition | None
    ) -> Iterator[What]:
        """For more customers, for fewer, or for others; nothing where it is for the same."""
        if meaning(old, "", self._named) == meaning(new, "", _as_is):
            return
        questions, work = self.pair.questions, self.pair.work
        there, here = renamed(old, self._named) if old else ALWAYS, new or ALWAYS
        fewer, more = implies(questions, here, there, work), implies(questions, there, here, work)
        if not (fewer and more):
            words = told(old, "", self.pair.old), told(new, "", self.pair.new)
            what, level = _VERDICTS[fewer, more]
            yield What(what, level, name, name.replace("_", " "), *words)

    def _named(self, kind: str, id_: str) -> str:
        """An id of the old handbook as it is called now; a date goes before a step."""
        renames, steps = self.pair.renames, self.match.steps
        if kind == "steps" or (kind == "moments" and id_ not in self.pair.old.dates):
            return steps.get(id_, id_)
        return renames.get("dates" if kind == "moments" else kind, {}).get(id_, id_)

    def _reordered(self) -> Iterator[Difference]:
        """Parts of one list that stand in another order."""
        places = {one: n for n, one in enumerate(self.match.before)}
        for keys in self._lists().values():
            noun = keys[0][0]
            before = sorted(keys, key=lambda one: places[one[0], self.match.was[one]])
            if before != keys:
                titles = self._titles(before), self._titles(keys)
                level: Level = "notable" if noun in ORDERED else "wording"
                old, new = self.match.pair(*keys[0])
                what = What("reordered", level, "order", plural(noun), *titles)
                yield self._told(old, new, what)

    def _titles(self, ones: Sequence[tuple[str, str]]) -> str:
        return ", ".join(self.match.after[one].title for one in ones)

    def _lists(self) -> Mapping[tuple[str, str], Sequence[tuple[str, str]]]:
        """Pieces that both sides have in the same list, as they stand now."""
        lists: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for one, piece in self.match.after.items():
            if piece.key and one in self.match.was and not self.match.has_moved(*one):
                lists.setdefault((piece.noun, piece.inside), []).append(one)
        return lists

    def _told(self, old: Piece | None, new: Piece | None, what: What) -> Difference:
        one = new or old
        assert one
        places = (
            side.place(_route(piece, what.field)) if piece else None
            for side, piece in ((self.old, old), (self.new, new))
        )
        before, after = places
        return Difference(
            self.new.kind, self.new.name, self.new.title, one.noun, one.key, one.title, what.field,
            what.what, what.level, what.label, what.old, what.new, before, after,
        )  # fmt: skip


def _conditions(
    old: Piece, new: Piece, name: str, moved: bool
) -> tuple[Condition | None, Condition | None]:
    """The conditions on both sides; of a step that moved, with those of its phases."""
    found = []
    for piece in (old, new):
        own = piece.said[name].value if name in piece.said else None
        parts = tuple(part for part in (piece.around if moved else None, own) if part)
        found.append(Group("all", parts, ()) if len(parts) > 1 else next(iter(parts), None))
    return found[0], found[1]


def _level(said: Said, is_lost: bool) -> Level:
    """How grave it is that a field says something else, or nothing any more."""
    if is_lost and f"{said.model}.{said.name}" in LOST_KEYS:
        return "breaking"
    return rule(said.model, said.name).level


def _whole_parts(
    before: Mapping[str, Said], after: Mapping[str, Said]
) -> Iterator[tuple[str, bool]]:
    """Parts with fields of their own that only one side has, and whether it is the new one."""
    for there, here, is_new in ((before, after, True), (after, before, False)):
        names = dict.fromkeys(name.partition(".")[0] for name in here if name not in there)
        for name in names:
            if name in there and name not in here and there[name].value is None:
                yield name, is_new


def _route(piece: Piece, field: str) -> Route:
    """Where a field stands, or a part with fields of its own; else where the piece does."""
    if field in piece.said:
        return piece.said[field].route
    inside = (said.route[:-1] for name, said in piece.said.items() if name.startswith(f"{field}."))
    return next(inside, piece.route) if field else piece.route


def _label(name: str, said: Said, label: str) -> str:
    """`workshops every`, `health update red`: the field in words, with what it stands in."""
    around = name.removesuffix(f".{said.key}" if said.key else "").removesuffix(said.name)
    words = (around.replace(".", " ").replace("_", " ").strip(), label, said.key)
    return " ".join(filter(None, words))


def _as_is(_: str, id_: Any) -> str:
    return str(id_)


_VERDICTS: Mapping[tuple[bool, bool], tuple[str, Level]] = {
    (True, False): ("narrowed", "breaking"),
    (False, True): ("widened", "notable"),
    (False, False): ("redirected", "breaking"),
}
"""Whether all who meet the new condition meet the old one, and the other way round."""
