"""What the steps of a playbook can be filtered by, as attributes that handrail.js reads.

A condition is written as `deployment=self-managed|saas`, `use-cases-green=2..`, `(all …)`,
`(any …)` or `(not …)`: ids, numbers and these signs, so that nothing in it has to be encoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from generator.conditions import Condition, Group, Is, attributes_of
from generator.handbook import Handbook
from generator.markdown import Ready
from generator.models import Playbook
from generator.pages.tasks import Task, roles_in


def asked(*conditions: Condition | None) -> Ready:
    """The attribute for conditions that all have to hold; nothing where there are none."""
    found = [written(one) for one in conditions if one]
    words = found[0] if len(found) == 1 else f"(all {' '.join(found)})"
    return Ready(f' data-when="{words}"' if found else "")


def written(condition: Condition) -> str:
    """A condition as the script reads it."""
    if isinstance(condition, Group):
        return f"({condition.way} {' '.join(written(part) for part in condition.parts)})"
    if isinstance(condition, Is):
        return f"{condition.attribute}={'|'.join(condition.values)}"
    low, high = ("" if end is None else f"{end:f}" for end in (condition.low, condition.high))
    return f"{condition.attribute}={low}..{high}"


def filters(handbook: Handbook, playbook: Playbook, tasks: Sequence[Task]) -> Ready:
    """The place for the filters, with their questions and answers; empty where none is of use."""
    roles = roles_in(handbook, [task.parts for task in tasks])
    choices = [_choice("role", "Role", [(id_, handbook.roles[id_].name) for id_ in roles])]
    choices += [_question(handbook, id_) for id_ in _asked(playbook)]
    shown = [choice for choice in choices if choice]
    if len(tasks) < 2 or (len(roles) < 2 and len(shown) < 2):
        return Ready()
    lines = "\n".join(shown)
    return Ready(f'<div class="filters" data-search-exclude="1" hidden>\n{lines}\n</div>')


def _asked(playbook: Playbook) -> list[str]:
    """The attributes that steps and phases ask for, each once."""
    found = [phase.when for phase in playbook.phases]
    found += [placed.step.when for placed in playbook.steps.values()]
    questions = (question for one in found if one for question in attributes_of(one))
    return list(dict.fromkeys(question.attribute for question in questions))


def _question(handbook: Handbook, id_: str) -> str:
    question = handbook.questions[id_]
    if question.number:
        return f'<ul class="number" data-when="{id_}" title="{escape(question.name)}"></ul>'
    return _choice(id_, question.name, [(one, question.label(one)) for one in question.answers])


def _choice(id_: str, name: str, answers: Sequence[tuple[str, str]]) -> str:
    """A list of answers; the script makes a menu of it."""
    items = "".join(f'<li data-when="{value}">{escape(label)}</li>' for value, label in answers)
    return f'<ul data-when="{id_}" title="{escape(name)}">{items}</ul>' if items else ""
