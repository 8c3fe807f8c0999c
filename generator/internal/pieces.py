"""Pieces of HTML, each encoded once: words, days, steps, tables. No template, no Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from html import escape
from types import MappingProxyType
from urllib.parse import quote

from generator.answer import Answer, Cell
from generator.book.roadmap import fiscal_year
from generator.calendars import spoken
from generator.formats.answers import is_seen, words
from generator.handbook import Handbook
from generator.internal.people import week_of
from generator.internal.shell import START
from generator.pages.addresses import address, html_path
from generator.problems import counted
from generator.templates import legible

MOST_WORDS = 20_000
MOST_ROWS = 300
"""Of a table of an answer: more would make the page heavy."""


_AS_IT_IS = re.compile(r"[ !#-%(-;=?-~]*").fullmatch
"""Whether a text is its own HTML: quickly told of most."""
_UNKNOWN = words(None)
_OPTIONAL = " <em>optional</em>"


def plain(text: str) -> str:
    """A text as HTML, in an element or a quoted attribute: the one encoder in here."""
    return text if _AS_IT_IS(text) else escape(legible(text))


class Encoded(dict[str, str]):
    """Words that come again on many pages, each encoded once; forgotten when they are many, for
    those of a customer have no end."""

    def __missing__(self, text: str) -> str:
        if len(self) >= MOST_WORDS:
            self.clear()
        made = self[text] = plain(text)
        return made


class Days(dict[date, str]):
    """Days as people read them."""

    def __missing__(self, day: date) -> str:
        made = self[day] = f'<time datetime="{day.isoformat()}">{spoken(day)}</time>'
        return made


class Late(dict[date, str]):
    """How late a day is."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today

    def __missing__(self, day: date) -> str:
        days = (self.today - day).days
        made = self[day] = f" <strong>{counted(days, 'day')} late</strong>" if days > 0 else ""
        return made


class Whens(dict[date, str]):
    """Days and how late they are, as they stand below an item."""

    def __init__(self, days: Days, late: Late) -> None:
        super().__init__()
        self._days, self._late = days, late

    def __missing__(self, day: date) -> str:
        made = self[day] = f'<p class="when">{self._days[day]}{self._late[day]}</p>'
        return made


@dataclass(frozen=True)
class Pieces:
    """What the pages of a build have in common: handbook and day, and what was encoded already."""

    handbook: Handbook
    today: date
    words: Encoded = field(default_factory=Encoded)
    days: Days = field(default_factory=Days)

    @cached_property
    def year_end(self) -> date:
        """The last day of the fiscal year: roadmaps go up to it."""
        return fiscal_year(self.today, self.handbook.settings.fiscal_year_starts)[1]

    @cached_property
    def late(self) -> Late:
        """How late what is due on a day is: nothing where it is not."""
        return Late(self.today)

    @cached_property
    def whens(self) -> Whens:
        """The days of items that are due."""
        return Whens(self.days, self.late)

    @cached_property
    def titles(self) -> dict[str, str]:
        """What each playbook is called."""
        return {id_: plain(one.title) for id_, one in self.handbook.playbooks.items()}

    @cached_property
    def tasks(self) -> dict[str, dict[str, str]]:
        """For each playbook the words of its steps."""
        return {
            playbook.id: {id_: plain(placed.step.do) for id_, placed in playbook.steps.items()}
            for playbook in self.handbook.playbooks.values()
        }

    @cached_property
    def steps(self) -> dict[str, dict[str, tuple[str, str]]]:
        """The items of the same steps: up to how they stand, and from there up to their day. The
        words are a link to how it is done."""
        return {
            playbook: {
                id_: (
                    f'<li id="{playbook}.{id_}"',
                    f'<p class="do"><a href="{link("playbooks", playbook)}#{id_}">{words}</a>'
                    f'{_OPTIONAL * steps[id_].step.optional}</p><p class="when">',
                )
                for id_, words in tasks.items()
            }
            for playbook, tasks in self.tasks.items()
            for steps in (self.handbook.playbooks[playbook].steps,)
        }

    @cached_property
    def targets(self) -> dict[str, dict[str, str]]:
        """The rest of a link to an item of a customer's page, from its `#` on."""
        return {
            playbook: {id_: f'#{playbook}.{id_}">{words}</a></p>' for id_, words in tasks.items()}
            for playbook, tasks in self.tasks.items()
        }

    @cached_property
    def mark(self) -> str:
        """What stands on every page below its heading, on paper too."""
        return (
            f'<p class="internal"><strong>Internal: customer data</strong>, as of '
            f"{self.days[self.today]}. Not for publication.</p>"
        )

    @cached_property
    def roles(self) -> dict[str, tuple[str, str]]:
        """Each role as a link, and whose people hold it."""
        return {
            id_: (
                f'<a href="{link("roles", id_)}">{plain(role.title)}</a>',
                "the customer" if role.side == "customer" else "our side",
            )
            for id_, role in self.handbook.roles.items()
        }

    def head(self, title: str, kind: str) -> str:
        """Heading, mark, and the line below the heading; both are HTML."""
        below = f'<p class="kind">{kind}</p>' if kind else ""
        return f'<h1 id="{START}">{title}</h1>{below}{self.mark}'

    def person(self, name: str) -> str:
        """A link to somebody's week."""
        return f'<a href="../{week_of(name)}">{self.words[name]}</a>'

    def cell(self, cell: Cell) -> str:
        """A cell of an answer."""
        if isinstance(cell, str):
            return self.words[cell]
        return self.days[cell] if isinstance(cell, date) else words(cell)


def chapters(parts: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], str]:
    """Parts with their headings, for the list beside the page and for the page; empty ones are
    left out. The id is the heading: with its capital it is no id of the handbook."""
    found = [(title.replace(" ", "-"), title, body) for title, body in parts if body]
    listed = [(id_, title) for id_, title, _ in found]
    return listed, "".join(f'<h2 id="{id_}">{title}</h2>{body}' for id_, title, body in found)


@lru_cache(maxsize=65_536)
def link(kind: str, id_: str) -> str:
    """The address of an entry, from a page that lies in a folder."""
    return "../" + quote(html_path(address(kind, id_)), safe="/#.-_")


def table(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table with a name for those who hear it; heads and cells are HTML, the first one a head."""
    columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
    lines = "".join([
        f'<tr><th scope="row">{first}</th><td>{"</td><td>".join(rest)}</td></tr>'
        for first, *rest in rows
    ])  # fmt: skip
    return (
        f'<div class="wide{kind}" role="group" aria-label="{name}"><table><thead><tr>{columns}</tr>'
        f"</thead><tbody>{lines}</tbody></table></div>"
    )


def answered(
    pieces: Pieces,
    answer: Answer,
    part: str,
    hide: Sequence[str] = (),
    links: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> str:
    """One table of an answer as people see it; nothing if it is empty.

    Left out are the columns to `hide`, and rows beyond the first few hundred: the command has them
    all. `links`: what stands in a column instead of a word, by the ids of the columns.
    """
    of = next(one for one in answer.parts if one.id == part)
    if not of.rows:
        return ""
    heads, shown = [], []
    for column, cells in zip(of.columns, zip(*of.rows, strict=True), strict=True):
        if column.id not in hide and is_seen(column, cells):
            heads.append(pieces.words[column.title])
            shown.append(_column(pieces, cells[:MOST_ROWS], links.get(column.id)))
    more = len(of.rows) - MOST_ROWS
    rest = f'<p class="more">and {more} more: <code>handrail book {answer.id}</code></p>'
    return table(pieces.words[of.title], heads, zip(*shown, strict=True)) + rest * (more > 0)


def _column(
    pieces: Pieces, cells: Sequence[Cell], links: Mapping[str, str] | None
) -> Sequence[str]:
    if links is None:
        known = pieces.words
        return [
            known[c] if isinstance(c, str) else _UNKNOWN if c is None else pieces.cell(c)
            for c in cells
        ]
    return [links.get(str(cell)) or pieces.cell(cell) for cell in cells]
