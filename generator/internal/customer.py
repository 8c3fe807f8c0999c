"""The page of one customer: what is due, how far each plan is, what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.book.contribution import Contribution
from generator.book.due import Coming
from generator.book.ledger import Account
from generator.book.priorities import reason
from generator.book.score import of_customer
from generator.book.targets import Gauged
from generator.internal.dues import by_period, counts, due, dues
from generator.internal.entry import OVERDUE, THIRTY, THIS_WEEK, Call, Entry
from generator.internal.former import listing
from generator.internal.pieces import Pieces, answered, chapters, plain, table
from generator.internal.plans import checklist, overview
from generator.internal.shell import Made, Shell
from generator.internal.subject import Subject

MOST_DUE = 8
"""More rows of a period than this are left to the checklists below."""


def customer_page(
    shell: Shell,
    pieces: Pieces,
    subject: Subject,
    entry: Entry,
    coming: Sequence[Coming],
    adds: Contribution | None,
) -> Made:
    """The page of a customer, from what is known of this customer alone."""
    listed, known = chapters(_parts(pieces, subject, coming, adds))
    plans = "".join(checklist(pieces, plan) for plan in subject.plans)
    listed += [(one.playbook_id, pieces.words[one.title]) for one in subject.checklists]
    title = plain(entry.name)
    head = pieces.head(title, _kind(pieces, entry)) + _facts(pieces, subject, entry)
    return Made(entry.path, shell.stamp(title, listed, head + known + plans))


def _kind(pieces: Pieces, entry: Entry) -> str:
    """Segment, priority, and who carries the customer."""
    words = [pieces.words[word] for word in (entry.segment, entry.priority) if word]
    if entry.person:
        words.append(pieces.person(entry.person))
    return " \u00b7 ".join(words)


def _facts(pieces: Pieces, subject: Subject, entry: Entry) -> str:
    """Figures in large, and below them what decides how often the customer is called."""
    figures = counts([
        (entry.count(OVERDUE), "overdue"),
        (entry.count(THIS_WEEK), "this week"),
        (entry.count(THIRTY), "in 30 days"),
        (f"{entry.done} of {entry.done + entry.todo}", "done"),
    ])  # fmt: skip
    rows = "".join(
        f"<dt>{name}</dt><dd>{said}</dd>" for name, said in _known(pieces, subject, entry)
    )
    return figures + (f'<div class="facts"><dl>{rows}</dl></div>' if rows else "")


def _known(pieces: Pieces, subject: Subject, entry: Entry) -> Iterator[tuple[str, str]]:
    """What the book's answers say of the customer, as labels and HTML."""
    account = subject.account
    if account is None or entry.call is None:
        yield "Segment", "none: no policy says anything of this customer"
        return
    why = pieces.words[reason(account)]
    yield "Priority", f"{pieces.words[entry.priority or 'not known']}: {why}"
    if entry.call.rule:
        yield "Policy", pieces.words[entry.call.rule]
    yield "Calls", _call(pieces, entry.call)


def _call(pieces: Pieces, call: Call) -> str:
    """`on time; last Wed 12 Aug 2026 (101 days ago), next by …`."""
    said = [f"<strong>{pieces.words[call.state]}</strong>"]
    if call.every:
        said.append(f"one every {pieces.words[call.every]}")
    if call.last:
        said.append(f"last on {pieces.days[call.last]} ({call.days} days ago)")
    if call.due_by:
        said.append(f"the next due by {pieces.days[call.due_by]}")
    if call.next:
        said.append(f"planned for {pieces.days[call.next]}")
    return ", ".join(said)


def _parts(
    pieces: Pieces, subject: Subject, coming: Sequence[Coming], adds: Contribution | None
) -> Iterator[tuple[str, str]]:
    """The parts of the page above the checklists, each with its heading."""
    for title, rows in by_period(coming, pieces.today).items():
        yield title, _some(pieces, rows)
    yield "Plans", overview(pieces, subject.plans) if subject.plans else ""
    if subject.account and adds:
        yield "Scores", _scores(pieces, subject.account, adds.gauged)
    yield "Dates", _dates(pieces, subject)
    yield "People", _people(pieces, subject)
    yield "Not for them any more", listing(subject.former)
    yield "Unclear", _unclear(subject)


def _some(pieces: Pieces, rows: Sequence[Coming]) -> str:
    """The first rows of a period, and how many more there are in the checklists below."""
    more = len(rows) - MOST_DUE
    rest = f'<p class="more">and {more} more, in the plans below</p>' if more > 0 else ""
    items = []
    for day, of, item in rows[:MOST_DUE]:
        whose = pieces.words[item.accountable.name or item.accountable.title]
        items.append(due(pieces, day, "", of.playbook_id, item.id, whose))
    return dues(items) + rest


def _scores(pieces: Pieces, account: Account, gauged: Gauged) -> str:
    """The scores, what they are made of, and the metrics: the answer to `handrail book score`."""
    answer = of_customer(account, gauged)
    hidden = ("customer", "who")
    whole = answered(pieces, answer, "scores", hidden)
    parts = answered(pieces, answer, "parts", hidden)
    metrics = answered(pieces, answer, "customers", hidden)
    folded = f"<details><summary>What they are made of</summary>{parts}</details>" if parts else ""
    return whole + folded + (f"<h3>Metrics</h3>{metrics}" if metrics else "")


def _dates(pieces: Pieces, subject: Subject) -> str:
    """The dates that the plans rest on, each with its reason."""
    moments = {
        title: (day, because) for one in subject.checklists for title, day, because in one.moments
    }
    ordered = sorted((day, title, because) for title, (day, because) in moments.items())
    rows = [
        (pieces.days[day], pieces.words[title], plain(because)) for day, title, because in ordered
    ]
    return table("Dates", ("Day", "Date", "Why"), rows) if rows else ""


def _people(pieces: Pieces, subject: Subject) -> str:
    """Who holds which role."""
    roles = pieces.roles
    rows = [
        (pieces.words[person.name], *roles[id_], pieces.words[person.email or ""])
        for id_, person in subject.customer.people.items()
    ]
    return table("People", ("Name", "Role", "Side", "Mail"), rows) if rows else ""


def _unclear(subject: Subject) -> str:
    """What could not be read or planned, and what ticks leave open."""
    said = [f"{one.message} ({one.level})" for one in subject.problems if one.level == "error"]
    said += [
        f"checklists/{subject.customer.id}/{id_}.md: its ticks do not count: {error}"
        for id_, error in subject.unread.items()
    ]
    lines = "".join(f"<li>{plain(one)}</li>" for one in (*said, *subject.remarks))
    return f'<ul class="unclear">{lines}</ul>' if lines else ""
