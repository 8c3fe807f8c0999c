"""Who answers for what."""

from __future__ import annotations

from collections.abc import Iterator

from generator.handbook import Handbook
from generator.people import accountable_of
from generator.problems import Finding


def no_accountable(handbook: Handbook) -> Iterator[Finding]:
    """Somebody is accountable for every step."""
    for playbook in handbook.playbooks.values():
        for placed in playbook.steps.values():
            if accountable_of(playbook, placed.phase, placed.step) is None:
                yield Finding(
                    ("playbooks", playbook.id, *placed.route),
                    f"nobody is accountable for the step '{placed.step.id}'",
                    "add 'accountable: …' to the step, its phase or the playbook",
                )
                break
