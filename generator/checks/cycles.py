"""Things that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.handbook import Handbook
from generator.models import Playbook
from generator.problems import Finding, Route


def cycle(handbook: Handbook) -> Iterator[Finding]:
    """No date, step or role waits for itself, over however many others."""
    dates = {
        id_: [moment.default.anchor] for id_, moment in handbook.dates.items() if moment.default
    }
    for loop in _loops(dates):
        yield _finding(("dates", loop[0], "default"), "dates", loop, "is derived from")
    roles = {id_: [r.falls_back_to] for id_, r in handbook.roles.items() if r.falls_back_to}
    for loop in _loops(roles):
        yield _finding(("roles", loop[0], "falls_back_to"), "roles", loop, "falls back to")
    for playbook in handbook.playbooks.values():
        yield from _step_cycles(handbook, playbook)


def _step_cycles(handbook: Handbook, playbook: Playbook) -> Iterator[Finding]:
    after = {id_: placed.step.after for id_, placed in playbook.steps.items()}
    comes_after = list(_loops(after))
    for loop in comes_after:
        route: Route = ("playbooks", playbook.id, *playbook.steps[loop[0]].route, "after")
        yield _finding(route, "steps", loop, "comes after")
    if comes_after:
        return
    waits = {id_: _days_from(handbook, playbook, id_) for id_ in playbook.steps}
    for loop in _loops(waits):
        route = ("playbooks", playbook.id, *playbook.steps[loop[0]].route, "due")
        yield _finding(route, "steps", loop, "is dated by")


def _days_from(handbook: Handbook, playbook: Playbook, id_: str) -> list[str]:
    """The steps that a step's date rests on; a date of the same name goes before a step."""
    step = playbook.steps[id_].step
    if step.due is None:
        return step.after
    anchor = step.due.anchor
    return [anchor] if anchor in playbook.steps and anchor not in handbook.dates else []


def _finding(route: Route, noun: str, loop: list[str], verb: str) -> Finding:
    chain = f" {verb} ".join(f"'{id_}'" for id_ in [*loop, loop[0]])
    return Finding(route, f"these {noun} go round in a circle: {chain}", "take one of them out")


def _loops(edges: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """One loop for each group of names that lead back to themselves, from its first name on."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        stack = [(start, iter(edges.get(start, [])))] if start not in done else []
        while stack:
            name, following = stack[-1]
            if not path or path[-1] != name:
                path.append(name)
            nearest = next((n for n in following if n in edges), None)
            if nearest is None:
                done.add(name)
                stack.pop()
                path.pop()
            elif nearest in path:
                loop = path[path.index(nearest) :]
                if not done.intersection(loop):
                    first = min(loop, key=list(edges).index)
                    at = loop.index(first)
                    yield loop[at:] + loop[:at]
                    done.update(loop)
            elif nearest not in done:
                stack.append((nearest, iter(edges[nearest])))
