"""The commands `book …`: questions about all customers, answered from data and kept ticks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from generator.console import (
    DONE,
    PROBLEMS,
    Day,
    Options,
    chosen,
    end,
    environment,
    options,
    say,
    tell,
)

if TYPE_CHECKING:
    from generator.answer import Answer
    from generator.book.ledger import Account
    from generator.checklist import Checklist
    from generator.handbook import Handbook
    from generator.models import Happening
    from generator.problems import Problem

FORMS = ("text", "md", "csv", "json", "html", "xlsx")


@click.group()
def book() -> None:
    """Answer questions about the whole book, from its data and the ticks of kept checklists."""


@dataclass
class Asked:
    """A book on a day, as it was asked about."""

    options: Options
    handbook: Handbook
    customers: tuple[str, ...]
    person: str
    wrong: bool  # something could not be read or planned
    notes: list[str] = field(default_factory=list)

    def accounts(self) -> list[Account]:
        """The customers who are meant, with what ticks record."""
        from generator.book.ledger import ledger, left_out

        known = self.handbook.customers
        meant = {id_: known[id_] for id_ in known if not self.customers or id_ in self.customers}
        handbook = replace(self.handbook, customers=meant)
        ticked = {id_: list(self.recorded(id_)) for id_ in meant}
        found = ledger(handbook, self.options.today, ticked)
        self.notes += left_out(handbook, found)
        return [account for account in found if self.person in ("", account.person)]

    def recorded(self, customer_id: str) -> Iterator[Happening]:
        """What the ticks of a customer's kept checklists record; what they leave open is noted."""
        from generator import store
        from generator.book.ticks import recorded
        from generator.keep import RefusedError, reading

        customer = self.handbook.customers[customer_id]
        for playbook in self.handbook.playbooks.values():
            if not any(placed.step.records for placed in playbook.steps.values()):
                continue
            path = self.options.book / "checklists" / customer_id / f"{playbook.id}.md"
            with environment():
                old = store.read(path)
            if old is None:
                continue
            try:
                kept = reading(old, f"{customer_id}/{playbook.id}.md")
            except RefusedError as error:
                self.unreadable(path, error.line or 1, str(error))
                continue
            for one in recorded(customer, playbook, kept.states, kept.remarks):
                if isinstance(one, str):
                    self.notes.append(one)
                else:
                    yield one

    def unreadable(self, path: Any, line: int, why: str) -> None:
        """Tell that the ticks of a kept file do not count."""
        self.wrong = True
        self.notes.append(f"{path}: its ticks do not count: {why}")
        say(f"{path}:{line}: {why}", fg="red")

    def checklists(self) -> Iterator[Checklist]:
        """The plans of the customers who are meant, with the states of their kept files."""
        from generator import store
        from generator.build import plans
        from generator.outgoing import UnreadableError, kept_in, one_out
        from generator.problems import has_errors, in_order

        kept = kept_in(self.options.book / "checklists", store.read)
        problems = []
        for one in plans(self.handbook, self.options.today, self.customers):
            problems += one.problems
            if one.checklist is None:
                continue
            try:
                with environment():
                    shown = one_out(one.checklist, "internal", kept)
            except UnreadableError as error:
                self.unreadable(error.place, error.line, str(error))
                shown = one.checklist
            if shown:
                yield shown
        errors = [p for p in in_order(problems) if p.level == "error"]
        tell(errors)
        self.wrong |= has_errors(errors)
        for id_ in dict.fromkeys(p.where.file for p in errors):
            self.notes.append(f"{id_}: not all of its plans could be made")


def question(command: Callable[..., Answer]) -> Callable[..., Any]:
    """A command that answers: its options, the book it asks, and the printing."""

    @options
    @wraps(command)
    def asked(options: Options, /, **given: Any) -> None:
        form, part, detail = (given.pop(name) for name in ("form", "part", "detail"))
        asking = ask(options, given.pop("customers"), given.pop("person"), given.pop("keep_going"))
        answer = command(asking, **given)
        show(answer, asking, form, part, detail)

    for option in (
        click.option("--keep-going", is_flag=True, help="Leave out customers with errors."),
        click.option("--detail", is_flag=True, help="Also where each figure comes from."),
        click.option("--part", metavar="ID", help="Only this table of the answer."),
        click.option(
            "--format", "form", type=click.Choice(FORMS), default="text", show_default=True
        ),
        click.option("--person", default="", metavar="NAME", help="Only this person's customers."),
        click.option(
            "--customer",
            "customers",
            multiple=True,
            metavar="ID",
            help="Only this one.",
        ),
    ):
        asked = option(asked)
    return book.command()(asked)


def ask(options: Options, customers: tuple[str, ...], person: str, keep_going: bool) -> Asked:
    """The book that is asked about, or the end of the run."""
    from generator.build import examine, examine_named

    if customers and not (person or keep_going):
        examined = examine_named(options.content, options.book, customers)
    else:
        examined = examine(options.content, options.book, keep_going=keep_going)
    tell(examined.problems)
    if not examined.sound:
        end(examined.problems)
    chosen("customer", examined.handbook.customers, customers)
    everybody = (c.people.values() for c in examined.handbook.customers.values())
    names = dict.fromkeys(one.name for people in everybody for one in people)
    chosen("person", names, [person] if person else [])
    wrong = examined.left_out and bool(examined.problems)
    notes = [f"left out for their errors: {_left_out(examined.problems)}"] if wrong else []
    return Asked(options, examined.handbook, customers, person, wrong, notes)


def _left_out(problems: Sequence[Problem]) -> str:
    """How much of a book is left out: `3 rows and 1 file`."""
    from generator.problems import counted, listed

    wrong = [p.where for p in problems if p.level == "error"]
    rows = {(at.file, at.span.line) for at in wrong if at.file.lower().endswith(".csv") and at.span}
    files = {at.file for at in wrong} - {file for file, _ in rows}
    found = {"row": len(rows), "file": len(files)}
    return listed([counted(number, noun) for noun, number in found.items() if number], "and")


def show(answer: Answer, asked: Asked, form: str, part: str | None, detail: bool) -> None:
    """Print an answer in a form, and end the run."""
    from generator.formats.answers import FORMATS

    ids = {one.id: one for one in answer.parts}
    parts = [ids[id_] for id_ in chosen("part", ids, [part])] if part else list(answer.parts)
    notes = tuple(dict.fromkeys((*answer.notes, *asked.notes)))
    whole = replace(answer, parts=tuple(parts), notes=notes)
    if form == "text" and sys.stdout.isatty():
        from generator.commands.terminal import on_terminal

        on_terminal(whole, detail)
    elif form == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("a terminal cannot show 'xlsx': send it to a file with '>'")
    else:
        click.echo(FORMATS[form](whole, parts, detail), nl=False)
    sys.exit(PROBLEMS if asked.wrong else DONE)


@question
@click.option("--role", default="", metavar="ID", help="Only what this role answers for.")
@click.option("--days", type=click.Choice(["30", "60", "90"]), default="30", help="How far ahead.")
def due(asked: Asked, role: str, days: str) -> Answer:
    """What is overdue, due this week, and in the next 30, 60 or 90 days.

    What is ticked in a kept checklist is not due. --person names who answers for the task.
    """
    from generator.book.due import Wish
    from generator.book.due import due as answer

    chosen("role", asked.handbook.roles, [role] if role else [])
    wish = Wish(asked.person, role, int(days))
    return answer(asked.checklists(), asked.options.today, wish)


@question
@click.option("--until", type=Day(), help="Up to this day; by default the fiscal year's end.")
def roadmap(asked: Asked, until: date | None) -> Answer:
    """The reviews and renewals of the fiscal year, levelled to the policy's reviews a month."""
    from generator.book.roadmap import ahead, fiscal_year
    from generator.book.roadmap import roadmap as answer

    today = asked.options.today
    if until and until < today:
        raise click.UsageError(f"--until {until} is before {today}, the day that counts as today")
    end_ = until or fiscal_year(today, asked.handbook.settings.fiscal_year_starts)[1]
    return answer(asked.handbook, [ahead(one, end_) for one in asked.accounts()], today, end_)


@question
def cadence(asked: Asked) -> Answer:
    """When each customer was called last and is called next, and who is non-engaged."""
    from generator.book.cadence import cadence as answer

    return answer(asked.accounts(), asked.options.today)


@question
def load(asked: Asked) -> Answer:
    """What each person carries: customers, calls, reviews and hours, against the policy."""
    from generator.book.load import carried
    from generator.book.load import load as answer

    return answer(asked.handbook, map(carried, asked.accounts()), asked.options.today)


@question
def score(asked: Asked) -> Answer:
    """Each metric against its target, and the health score with its parts."""
    from generator.book.score import score as answer

    return answer(asked.handbook, asked.accounts(), asked.options.today)


@question
@click.option("--under", default="", metavar="POLICY", help="Compare with this policy only.")
def priorities(asked: Asked, under: str) -> Answer:
    """Who has which priority and why, and who would have another under another policy."""
    from generator.book.priorities import priorities as answer

    names = {p.name for segment in asked.handbook.segments.values() for p in segment.policies}
    chosen("policy", dict.fromkeys(sorted(names)), [under] if under else [])
    return answer(asked.accounts(), asked.options.today, under)
