"""The command `why`: why a step is on a checklist or not, why then, why this person."""

from __future__ import annotations

import sys

import click

from generator.commands.again import Asking, answer
from generator.console import DONE, PROBLEMS, Options, chosen, options, soundly, tell
from generator.recall import Said


@click.command()
@click.argument("customer")
@click.argument("playbook")
@click.argument("step")
@options
def why(options: Options, customer: str, playbook: str, step: str) -> None:
    """Say why a step is on a checklist or not, why on this day, why this person."""
    asking = Asking(options, customer, ("why", playbook, step))
    answer(asking, lambda: explained(options, customer, playbook, step))


def explained(options: Options, customer: str, playbook: str, step: str) -> tuple[Said, bool]:
    """What is said of a step, and whether it rests on this customer alone. Where there are
    problems, they are told after it, and that is the end of the run."""
    from generator.problems import has_errors
    from generator.why import why as found

    examined, told = soundly(options, customers=[customer])
    handbook = examined.handbook
    named = handbook.customers[chosen("customer", handbook.customers, [customer])[0]]
    wanted = handbook.playbooks[chosen("playbook", handbook.playbooks, [playbook])[0]]
    asked = chosen("step", wanted.steps, [step])[0]
    lines, problems = found(handbook, named, wanted, asked, options.today)
    text = [f"{wanted.steps[asked].step.do}\n{wanted.title}, for {named.name}\n\n"]
    said = ""
    for heading, line in lines:
        text.append(f"{heading if heading != said else '':<8} {line}\n")
        said = heading
    if problems:
        click.echo("".join(text), nl=False)
        tell(problems)
        sys.exit(PROBLEMS if has_errors(problems) else DONE)
    return Said("".join(text).encode(), told, []), examined.named
