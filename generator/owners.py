"""CODEOWNERS: who in GitLab is asked about a change to which file.

The form is GitLab's: a pattern of paths and who owns them; of several patterns that fit, the last
counts. Owners are those of the role that is accountable, else of the handbook as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.handbook import Handbook

HEAD = (
    "# Who is asked about a change to which file. Made by handrail codeowners; change `owners` in"
)


def codeowners(handbook: Handbook, content: str) -> str:
    """The text of the file, for content at this path below the project; all of it comes first."""
    lines = [HEAD, f"# {content}/handbook.yaml (of all) and {content}/roles.yaml (of a role).", ""]
    if handbook.settings.owners:
        lines.append(_line(f"/{content}/", handbook.settings.owners))
    return "\n".join([*lines, *_playbooks(handbook, content)]) + "\n"


def _playbooks(handbook: Handbook, content: str) -> Iterator[str]:
    """A line for each playbook whose roles have owners, in the order of their names."""
    for id_, playbook in sorted(handbook.playbooks.items()):
        steps = (placed.step.accountable for placed in playbook.steps.values())
        roles = [playbook.accountable, *(phase.accountable for phase in playbook.phases), *steps]
        named = dict.fromkeys(role for role in roles if role)
        owners = [owner for role in named for owner in handbook.roles[role].owners]
        if owners:
            yield _line(f"/{content}/playbooks/{id_}.yaml", list(dict.fromkeys(owners)))


def _line(path: str, owners: Sequence[str]) -> str:
    """A blank in a path would end it."""
    escaped = path.replace("\\", "\\\\").replace(" ", "\\ ").replace("#", "\\#")
    return f"{escaped} {' '.join(f'@{owner}' for owner in owners)}"
