"""How accepted.yaml names a place: `tables/enterprise-hours rows.release-posts.quarterly`."""

from __future__ import annotations

from typing import Any

from generator.handbook import Handbook
from generator.problems import Route


def address(handbook: Handbook, route: Route) -> str:
    """A route as people write it: kind/id, then the way down; list items by id or name."""
    kind, id_, *rest = route
    value: Any = handbook.of_kind(str(kind))[str(id_)]
    words = []
    for step in rest:
        value = _inside(value, step)
        name = getattr(value, "id", None) or getattr(value, "name", None)
        words.append(str(name if isinstance(step, int) and name else step))
    return f"{kind}/{id_} {'.'.join(words)}".rstrip()


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and step < len(value) else None
    if isinstance(value, dict):
        return value.get(step)
    fields = getattr(type(value), "model_fields", {})
    name = next((n for n, f in fields.items() if (f.alias or n) == step), step)
    return getattr(value, name, None)
