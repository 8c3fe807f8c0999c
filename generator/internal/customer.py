"""The page of one customer: what is due, how far each plan is, what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.book.priorities import priorities
from generator.book.score import score
from generator.internal.dues import counts, dues
from generator.internal.entry import OVERDUE, THIRTY, THIS_WEEK, Call, Due, Entry
from generator.internal.people import week_of
from generator.internal.pieces import Pieces, answered, link, plain, table
from generator.internal.plans import checklist, overview
from generator.internal.shell import Made, Shell
from generator.internal.subject import Subject

MOST_DUE = 8
"""More rows of a period than this are left to the checklists below."""


class Section(NamedTuple):
    """A part of a page under a heading. The title is its id: no playbook's has a capital."""

    title: str
    body: str


def customer_page(shell: Shell, pieces: Pieces, subject: Subject, entry: Entry) -> Made:
    """The page of a customer, from what is known of this customer alone."""
    parts = [part for part in _sections(pieces, subject, entry) if part.body]
    plans = "".join(checklist(pieces, plan) for plan in subject.plans)
    listed = [(part.title, part.title) for part in parts]
    listed += [
        (plan.checklist.playbook_id, pieces.words[plan.checklist.title]) for plan in subject.plans
    ]
    title = plain(entry.name)
    body = pieces.head(title, _kind(pieces, entry)) + _facts(pieces, subject, entry)
    body += "".join(f'<h2 id="{one.title}">{one.title}</h2>{one.body}' for one in parts) + plans
    return Made(entry.path, shell.stamp(title, listed, body))


def _kind(pieces: Pieces, entry: Entry) -> str:
    """Segment, priority, and who carries the customer."""
    words = [pieces.words[word] for word in (entry.segment, entry.priority) if word]
    if entry.person:
        words.append(f'<a href="../{week_of(entry.person)}">{pieces.words[entry.person]}</a>')
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
    row = priorities([account], subject.today).parts[0].rows[0]
    why = plain(str(row[5] or ""))
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


def _sections(pieces: Pieces, subject: Subject, entry: Entry) -> Iterator[Section]:
    for period in (OVERDUE, THIS_WEEK, THIRTY):
        rows = [row for row in entry.dues if row.period == period]
        yield Section(_TITLES[period], _some(pieces, rows))
    yield Section("Plans", overview(pieces, subject.plans) if subject.plans else "")
    yield Section("Scores", _scores(pieces, subject))
    yield Section("Dates", _dates(pieces, subject))
    yield Section("People", _people(pieces, subject))
    yield Section("Unclear", _unclear(subject))


_TITLES = {OVERDUE: "Overdue", THIS_WEEK: "This week", THIRTY: "In 30 days"}


def _some(pieces: Pieces, rows: Sequence[Due]) -> str:
    """The first rows of a period, and how many more there are in the checklists below."""
    more = len(rows) - MOST_DUE
    rest = f'<p class="more">and {more} more, marked in the plans below</p>' if more > 0 else ""
    return dues(pieces, rows[:MOST_DUE], on_page=True) + rest if rows else ""


def _scores(pieces: Pieces, subject: Subject) -> str:
    """The scores, what they are made of, and the metrics: the answer to `handrail book score`."""
    if subject.account is None:
        return ""
    answer = score(pieces.handbook, [subject.account], subject.today)
    hidden = ("customer", "who")
    whole = answered(pieces, answer, "scores", hidden)
    parts = answered(pieces, answer, "parts", hidden)
    metrics = answered(pieces, answer, "customers", hidden, "Metrics")
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
    roles = pieces.handbook.roles
    rows = [
        (
            pieces.words[person.name],
            f'<a href="{link("roles", id_)}">{pieces.words[roles[id_].title]}</a>',
            pieces.words["the customer" if roles[id_].side == "customer" else "our side"],
            pieces.words[person.email or ""],
        )
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
