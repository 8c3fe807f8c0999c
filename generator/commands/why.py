"""The command `why`: why a step is on a checklist or not, why then, why this person."""

from __future__ import annotations

import sys

import click

from generator.console import PROBLEMS, Options, chosen, options, sound, tell


@click.command()
@click.argument("customer")
@click.argument("playbook")
@click.argument("step")
@options
def why(options: Options, customer: str, playbook: str, step: str) -> None:
    """Say why a step is on a checklist or not, why on this day, why this person."""
    from generator.why import why as answer

    handbook = sound(options, customers=[customer])
    named = handbook.customers[chosen("customer", handbook.customers, [customer])[0]]
    wanted = handbook.playbooks[chosen("playbook", handbook.playbooks, [playbook])[0]]
    asked = chosen("step", wanted.steps, [step])[0]
    lines, problems = answer(handbook, named, wanted, asked, options.today)
    click.echo(f"{wanted.steps[asked].step.do}\n{wanted.title}, for {named.name}\n")
    said = ""
    for heading, line in lines:
        click.echo(f"{heading if heading != said else '':<8} {line}")
        said = heading
    tell(problems)
    if any(p.level == "error" for p in problems):
        sys.exit(PROBLEMS)
