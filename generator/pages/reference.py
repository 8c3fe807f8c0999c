"""Pages of all entries of a kind: responsibilities, glossary, dates, questions, events and such."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator.calendars import spoken
from generator.markdown import Ready, inline, prose
from generator.models import Attribute, Calendar, Entry, Event, Moment, Responsibility, Term
from generator.pages.addresses import title
from generator.pages.page import Page, Site
from generator.pages.playbooks import Matrix, legend
from generator.pages.tasks import SCHEMES, letters, parts_of, roles_in, shown_parts
from generator.pages.words import cell, hanging
from generator.problems import listed
from generator.references import NOUNS
from generator.templates import render

Facts = list[tuple[str, Ready]]


@dataclass(frozen=True)
class Shown:
    """An entry under its heading."""

    id: str
    heading: str
    text: Ready
    facts: Facts
    hidden: str = ""


def responsibilities(site: Site) -> Iterator[tuple[str, str]]:
    """`responsibilities.md`: the matrix, then each in full."""
    page = site.page("responsibilities.md")
    found = list(site.handbook.responsibilities.values())
    if not found:
        return
    scheme = site.handbook.settings.scheme
    parts = {one.id: parts_of(one, one.accountable, scheme) for one in found}
    roles = roles_in(site.handbook, list(parts.values()))
    rows = tuple(
        (
            page.to("responsibilities", one.id),
            *(letters(parts[one.id], role, scheme) for role in roles),
        )
        for one in found
    )
    words = legend(shown_parts(list(parts.values()), scheme), scheme)
    yield (
        page.path,
        render(
            "pages/responsibilities.md.j2",
            matrix=Matrix(tuple(page.role(id_) for id_ in roles), rows, words),
            entries=[_responsibility(page, one) for one in found],
            foot=page.foot("responsibilities"),
        ),
    )


def _responsibility(page: Page, one: Responsibility) -> Shown:
    scheme = page.handbook.settings.scheme
    heads = SCHEMES[scheme]
    parts = parts_of(one, one.accountable, scheme)
    facts: Facts = [(heads[part], page.all("roles", roles)) for part, roles in parts.items()]
    for id_, words in one.measured.items():
        segment = page.handbook.segments.get(id_)
        label = segment.title if segment else id_.replace("-", " ").capitalize()
        facts.append((f"Measured, {label}", hanging(words)))
    if one.playbooks:
        facts.append(("Playbooks", page.all("playbooks", one.playbooks)))
    if one.metrics:
        facts.append(("Metrics", page.all("metrics", one.metrics)))
    if systems := [
        u for u in page.site.users.get(("responsibilities", one.id), []) if u[0] == "systems"
    ]:
        facts.append(("Part of", Ready(", ".join(page.to(*user) for user in systems))))
    facts += [("Note", hanging(one.note))] if one.note else []
    facts += _source(one)
    synonyms = page.synonyms("responsibilities", one.id)
    return Shown(one.id, one.title, prose(one.context or ""), facts, synonyms)


def _source(entry: Entry) -> Facts:
    return [("Source", inline(entry.source))] if entry.source else []


def glossary(site: Site) -> Iterator[tuple[str, str]]:
    """`glossary.md`: the terms by the alphabet, each with where it occurs."""
    page = site.page("glossary.md")
    terms = sorted(site.handbook.terms.values(), key=lambda t: (t.term.casefold(), t.id))
    found = _occurs(page)
    entries = [_term(term, found.get(term.id, [])) for term in terms]
    yield from _listing(page, "terms", "Glossary", "What the words mean, by the alphabet.", entries)


def _term(term: Term, occurs: list[Ready]) -> Shown:
    facts: Facts = [("Also called", inline(", ".join(term.also)))] if term.also else []
    facts += [("See", Ready(", ".join(occurs)))] if occurs else []
    return Shown(term.id, title(term), prose(term.meaning), [*facts, *_source(term)])


def _occurs(page: Page) -> Mapping[str, list[Ready]]:
    """For each term that occurs in the title of any entry, those entries."""
    found: dict[str, list[Ready]] = {}
    for (kind, id_), terms in page.site.terms.items():
        for term in terms:
            entry = Ready(f"{page.to(kind, id_)} ({NOUNS[kind]})")
            found.setdefault(term.id, []).append(entry)
    return found


def dates(site: Site) -> Iterator[tuple[str, str]]:
    """`dates.md`: the moments that due dates count from."""
    page = site.page("dates.md")
    entries = [_date(page, moment) for moment in site.handbook.dates.values()]
    about = "The moments of a customer's life that due dates count from."
    yield from _listing(page, "dates", "Dates", about, entries)


def _date(page: Page, moment: Moment) -> Shown:
    facts: Facts = []
    default = page.due(moment.default) if moment.default else Ready("")
    facts.append(("Unless stated", default or Ready("none: each customer states it")))
    if moment.working_day:
        facts.append(("Falls on", Ready("a working day")))
    if moment.attended_by:
        facts.append(("With", page.all("roles", moment.attended_by)))
    users = page.used_by("dates", moment.id) + page.used_by("moments", moment.id)
    facts += [("Counted from by", Ready(", ".join(dict.fromkeys(users))))] if users else []
    synonyms = page.synonyms("dates", moment.id)
    text = prose(moment.summary or "")
    return Shown(moment.id, moment.title, text, [*facts, *_source(moment)], synonyms)


def questions(site: Site) -> Iterator[tuple[str, str]]:
    """`questions.md`: what conditions ask about a customer."""
    page = site.page("questions.md")
    entries = [_question(page, one) for one in site.handbook.attributes.values()]
    about = "The answers decide which playbooks and steps a customer gets."
    yield from _listing(page, "attributes", "Questions", about, entries)


def _question(page: Page, one: Attribute) -> Shown:
    facts: Facts = [("Answers", inline(_answers(one)))]
    facts.append(("Unless stated", inline(one.label(one.default) if one.default else "none")))
    users = page.used_by("attributes", one.id)
    facts += [("Asked by", Ready(", ".join(users)))] if users else []
    return Shown(one.id, one.name, inline(one.question), [*facts, *_source(one)])


def _answers(one: Attribute) -> str:
    if one.number is None:
        return listed([one.label(answer) for answer in one.answers])
    limits = {"at least": one.number.at_least, "at most": one.number.at_most}
    words = [f"{word} {limit}" for word, limit in limits.items() if limit is not None]
    return ", ".join(["a number", *words])


def events(site: Site) -> Iterator[tuple[str, str]]:
    """`events.md`: what happens to customers, and what follows from it."""
    page = site.page("events.md")
    entries = [_event(page, one) for one in site.handbook.events.values()]
    about = "What happens to customers and is noted with its day; dates and answers follow from it."
    yield from _listing(page, "events", "Events", about, entries)


def _event(page: Page, one: Event) -> Shown:
    dates = (("First of them", one.first), ("Latest", one.latest), ("Next", one.next))
    facts: Facts = [(words, page.to("dates", id_)) for words, id_ in dates if id_]
    if one.changes:
        facts.append(("Answers", page.to("attributes", one.changes)))
    if one.values:
        facts.append(("Says", inline(listed(one.values))))
    if one.counts:
        facts.append(("Keeps what policies say of", inline(one.counts.replace("_", " "))))
    users = page.used_by("events", one.id)
    facts += [("Used by", Ready(", ".join(users)))] if users else []
    return Shown(one.id, one.title, prose(one.summary or ""), [*facts, *_source(one)])


def calendars(site: Site) -> Iterator[tuple[str, str]]:
    """`calendars.md`: who works when."""
    page = site.page("calendars.md")
    entries = [_calendar(one) for one in site.handbook.calendars.values()]
    about = "Weekends and holidays, on which nothing is due."
    yield from _listing(page, "calendars", "Calendars", about, entries)


def _calendar(one: Calendar) -> Shown:
    facts: Facts = []
    if one.country:
        place = f"{one.country}, {one.region}" if one.region else one.country
        facts.append(("Public holidays of", inline(place)))
    if one.weekend is not None:
        facts.append(("Weekend", inline(listed([d.capitalize() for d in one.weekend], "and"))))
    if one.holidays:
        days = [f"{spoken(day)} ({name})" for day, name in sorted(one.holidays.items())]
        facts.append(("Days off", inline(", ".join(days))))
    facts += [] if facts else [("Works", Ready("Monday to Friday"))]
    return Shown(one.id, one.title, Ready(), [*facts, *_source(one)])


def _listing(
    page: Page, kind: str, name: str, about: str, entries: list[Shown]
) -> Iterator[tuple[str, str]]:
    if entries:
        foot = page.foot(kind)
        text = render("pages/listing.md.j2", title=name, about=about, entries=entries, foot=foot)
        yield page.path, text


def accepted(site: Site) -> Iterator[tuple[str, str]]:
    """`disagreements.md`: the findings that are lived with, by check, and why."""
    from generator.checks import CHECKS, findings
    from generator.checks.accepted import address

    page = site.page("disagreements.md")
    handbook = site.handbook
    if not handbook.accepted:
        return
    said: Mapping[tuple[str, str], str] = {
        (name, address(handbook, finding.route)): finding.message
        for name, finding in findings(handbook)
    }
    groups: dict[str, list[tuple[Ready, Ready, Ready]]] = {}
    for one in handbook.accepted:
        what = inline(said.get((one.check, one.at), ""))
        groups.setdefault(one.check, []).append((_place(page, one.at), what, cell(one.because)))
    shown = [(name, _sentence(CHECKS[name][0]), rows) for name, rows in groups.items()]
    count = len(handbook.accepted)
    yield page.path, render("pages/accepted.md.j2", groups=shown, count=count)


def _place(page: Page, at: str) -> Ready:
    """A link to the entry, and the way down in it."""
    kind, _, rest = at.partition("/")
    id_, _, place = rest.partition(" ")
    return Ready(f"{page.to(kind, id_)} {inline(place)}" if place else page.to(kind, id_))


def _sentence(check: Callable[..., object]) -> str:
    return " ".join((check.__doc__ or "").split())


def checks(site: Site) -> Iterator[tuple[str, str]]:
    """`checks.md`: each check's own sentence."""
    from generator.checks import CHECKS

    page = site.page("checks.md")
    rows = [
        (page.link(name, f"messages.md#{name}"), _sentence(find))
        for name, (find, _) in CHECKS.items()
    ]
    link = page.link("Where the handbook disagrees with itself", "disagreements.md")
    other = link if site.handbook.accepted else Ready()
    yield page.path, render("pages/checks.md.j2", rows=rows, other=other)
