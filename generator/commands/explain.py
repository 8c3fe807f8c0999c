"""The command `explain`: what a message means, with an example."""

from __future__ import annotations

import click


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
def explain(codes: tuple[str, ...]) -> None:
    """Say what a message means: the code is the word in brackets, as in error[due].

    Without a code, list them all.
    """
    from generator.console import chosen
    from generator.explanations import chapters, explanations, in_words

    known = explanations()
    if codes:
        bare = [code.rpartition("[")[2].rstrip("]:") for code in codes]  # error[due]: as it stands
        found = chosen("message", known, bare)
        click.echo("\n".join(in_words(known[code]) for code in found), nl=False)
        return
    width = max(map(len, known))
    for title, chapter in chapters().items():
        click.echo(f"{title}\n")
        for one in chapter:
            click.echo(f"  {one.code:<{width}}  {one.says}")
        click.echo()
    click.echo("For more, with an example: handrail explain CODE")
