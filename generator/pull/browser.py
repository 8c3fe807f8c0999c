"""Ticks from the file that the HTML form of a checklist saves in a browser."""

from __future__ import annotations

import json

from generator.problems import Location
from generator.pull.pulled import ID, Gathering

FORMAT = 1
_HINT = "save it anew in the browser: 'Save ticks as a file'"


def read_browser(gathering: Gathering, data: bytes) -> None:
    """`{"format": 1, "customer": id, "playbook": id, "states": {id: "x"}}`, and nothing else."""
    text = gathering.text(data, "save the file as UTF-8")
    if text is None:
        return
    try:
        found = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        where = gathering.place(error.lineno, error.colno)
        gathering.complain("form", "this is not sound JSON", _HINT, where)
    except (ValueError, RecursionError):
        gathering.complain("form", "this is not sound JSON", _HINT)
    else:
        _read(gathering, text, found)


class _Pairs(list[tuple[str, object]]):
    """An object as it stands, keys that stand twice included."""

    def value(self, key: str) -> object:
        """What stands under a key, if it stands there once."""
        values = [value for name, value in self if name == key]
        return values[0] if len(values) == 1 else None


def _read(gathering: Gathering, text: str, found: object) -> None:
    whole = found if isinstance(found, _Pairs) else _Pairs()
    states = whole.value("states")
    if whole.value("format") != FORMAT or not isinstance(states, _Pairs):
        message = f"this is no file of ticks of format {FORMAT}"
        gathering.complain("form", message, _HINT, gathering.place(1))
        return
    customer, playbook = whole.value("customer"), whole.value("playbook")
    if not (_is_id(customer) and _is_id(playbook)):
        message = "'customer' and 'playbook' have to be ids"
        gathering.complain("id", message, _HINT, gathering.place(1))
        return
    gathering.belongs(str(customer), str(playbook), gathering.place(1))
    after = text.find('"states"')
    for id_, state in states:
        where, after = _place(gathering, text, id_, after)
        gathering.take(id_, state if isinstance(state, str) else "not a text", where)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def _place(gathering: Gathering, text: str, key: str, after: int) -> tuple[Location, int]:
    """Where a key stands, looked for after the one before it."""
    start = text.find(f'"{key}"', after + 1)
    if start < 0:
        return gathering.place(1), after
    line = text.count("\n", 0, start) + 1
    return gathering.place(line, start - text.rfind("\n", 0, start)), start
