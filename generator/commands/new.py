"""The command `new`: a first draft of a playbook, a customer, a role and so on."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from generator.console import PROBLEMS, REFUSED, Options, chosen, environment, options, say, tell

if TYPE_CHECKING:
    from generator.drafts.kinds import Ask, Draft
    from generator.handbook import Handbook


class Drafts(click.Group):
    """A command for each kind that can be drafted; the table is read once it is needed."""

    def list_commands(self, _: click.Context) -> list[str]:
        from generator.drafts.kinds import DRAFTS

        return sorted(DRAFTS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        from generator.drafts.kinds import DRAFTS

        return _drafting(cmd_name, DRAFTS[cmd_name]) if cmd_name in DRAFTS else None


@click.group(cls=Drafts)
def new() -> None:
    """Write a first draft, with comments that say how to go on.

    It asks what it has to know. With --title it asks nothing, and takes the usual for what is not
    said. Nothing that is there is overwritten.
    """


def _drafting(noun: str, draft: Draft) -> click.Command:
    """The command that drafts one of a kind, with an option for each of its questions."""

    @options
    def command(
        options: Options, title: str | None, id_: str | None, said: Sequence[str] = (), **given: Any
    ) -> None:
        with environment():
            handbook = readable(options)
            answers = _answers(handbook, noun, title, given)
            entry = free(handbook, noun, id_, answers["title"])
            known = _pairs(said)
            if noun == "customer" and not title:
                known = _asked_of_customer(handbook, known)
            text = _text(handbook, noun, {"id": entry, **answers}, options.today, known)
            home = options.book if noun == "customer" else options.content
            path = put(home, draft.kind, entry, text)
            click.echo(f"{path}: a first draft of '{entry}'. Fill it in; handrail check helps.")

    for ask in reversed(draft.asks):
        command = click.option(f"--{ask.name}", help=ask.question)(command)
    if noun == "customer":
        about = "An answer, a date or a person: users=120, kickoff=2026-12-01, csm=Ada; repeatable."
        command = click.option("--set", "said", multiple=True, metavar="ID=VALUE", help=about)(
            command
        )
    article = "an" if noun[0] in "aeiou" else "a"
    command = click.option("--id", "id_", help="Its id; by default made from the title.")(command)
    command = click.option("--title", help=f"{draft.title} With it, nothing is asked.")(command)
    return click.command(noun, help=f"Write a first draft of {article} {noun}.")(command)


def readable(options: Options) -> Handbook:
    """The handbook as it stands; where it cannot be read, the end of the run."""
    from generator.loader import load
    from generator.problems import has_errors

    handbook, problems = load(options.content, options.book)
    if has_errors(problems):
        tell(problems)
        say("nothing was written: a draft is made to fit the handbook, which has to be sound first")
        sys.exit(PROBLEMS)
    return handbook


def _pairs(said: Sequence[str]) -> dict[str, str]:
    """`ID=VALUE` as pairs."""
    for one in said:
        if "=" not in one:
            raise click.UsageError(f"'{one}' says nothing: write ID=VALUE, like users=120")
    return {name: value for name, _, value in (one.partition("=") for one in said)}


def _answers(
    handbook: Handbook, noun: str, title: str | None, given: Mapping[str, str | None]
) -> dict[str, str]:
    """What was said or is now asked; with a title, the usual for what was not said."""
    from generator.drafts.kinds import DRAFTS, possible, usual

    draft = DRAFTS[noun]
    answers = {"title": title or click.prompt(draft.title)}
    for ask in draft.asks:
        words = possible(ask, handbook)
        answer = given[ask.name]
        if answer is None:
            normal = usual(ask, handbook)
            answer = normal if title else _asked(ask, words, normal)
        elif words:
            chosen(ask.kind[:-1] if ask.kind else ask.name, dict.fromkeys(words), [answer])
        answers[ask.name] = answer
    return answers


def _asked(ask: Ask, words: Sequence[str], normal: str) -> str:
    """Ask a person; Enter takes what stands in brackets."""
    if ask.kind and not words:
        return ""
    kind = click.Choice(words) if words else None
    said: str = click.prompt(ask.question, default=normal, type=kind, show_default=bool(normal))
    return said


def _asked_of_customer(handbook: Handbook, said: Mapping[str, str]) -> dict[str, str]:
    """What checklists may need to know, asked one by one."""
    from generator.drafts.customers import wanted

    click.echo("What is known of them? Enter: not yet.", err=True)
    known = dict(said)
    for place in wanted(handbook).values():
        for id_, what in place.items():
            if id_ not in known and (answer := click.prompt(what, default="", show_default=False)):
                known[id_] = answer
    return known


def free(handbook: Handbook, noun: str, id_: str | None, title: str) -> str:
    """The id of the new entry; the end of the run where there is one of that id."""
    from generator.drafts.kinds import DRAFTS
    from generator.drafts.written import identity
    from generator.fields import as_id

    try:
        entry = as_id(id_) if id_ else identity(title)
    except ValueError as error:
        raise click.UsageError(f"{error}: say another --title, or an --id") from None
    kind = DRAFTS[noun].kind
    if entry in handbook.of_kind(kind):
        where = handbook.locate((kind, entry))
        _refuse(f"there is a {noun} '{entry}' already, in {where.file}; nothing was written")
    return entry


def _refuse(why: str) -> NoReturn:
    say(why, fg="red")
    sys.exit(REFUSED)


def _text(
    handbook: Handbook, noun: str, answers: dict[str, str], today: date, said: dict[str, str]
) -> str:
    """The draft with everything in it that was said."""
    from generator import templates
    from generator.drafts.customers import facts, unknown
    from generator.drafts.written import filled, scalar
    from generator.fields import as_line

    if wrong := unknown(handbook, said):
        raise click.UsageError(f"this handbook has no question, date or role '{wrong[0]}'")
    try:
        written = {name: scalar(as_line(text)) for name, text in answers.items() if text}
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    more = {"from": today.replace(day=1).isoformat(), **facts(handbook, said)}
    return filled(templates.source(f"drafts/{noun}.yaml"), {**more, **written})


def put(home: Path, name: str, entry: str, draft: str) -> Path:
    """Write the draft to a file of its own, or to the end of the file of its kind."""
    from generator import output
    from generator.drafts.written import added
    from generator.loader import KINDS

    kind = next(kind for kind in KINDS if kind.name == name)
    path, text = kind.path, draft
    if kind.path.endswith("/"):
        path = f"{kind.path}{entry}.yaml"
        if output.existing(home, [path]):
            _refuse(f"{home / path} is there already; nothing was written")
    else:
        whole = added(output.text(home, path), name, draft)
        if whole is None:
            click.echo(draft, nl=False)
            _refuse(f"nothing can be added to {home / path} as it is written: put this in yourself")
        text = whole
    output.write(home, {path: text.encode()})
    return home / path
