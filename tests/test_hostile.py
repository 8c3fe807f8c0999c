"""Hostile text in any field is refused on its line, or shown as typed in pages like any others.

`HANDRAIL_TORTURE=1` puts every string into every field; without it each string is in some, and each
field has some.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import TODAY
from dialects import Page, on_gitlab, on_site, read_html, to_html
from gitlab_reader import addresses, commands, references
from hostile import HOSTILE, SINKS
from planted import (
    CLOSED,
    LINES,
    NAMES_SOMETHING,
    SAMPLE,
    Field,
    Texts,
    is_line,
    known_fields,
    plant,
    typed,
)
from site_reader import BuiltSite
from strategies import TORTURE

from generator.build import examine, plans
from generator.docs import site_tree
from generator.fields import LONGEST_LINE
from generator.formats.markdown import markdown
from generator.loader import load
from generator.markdown import indented, prose, quoted
from generator.problems import Problem

DAY = date.fromisoformat(TODAY)
Files = dict[str, Any]


def test_the_corpus() -> None:
    """It has the strings it promises, each once, for every sink; most can be typed."""
    assert len(HOSTILE) == len(set(HOSTILE.values())) > 300
    assert len(LINES) > 250
    assert all(texts for texts in SINKS.values())


# --- at the door ------------------------------------------------------------------------------


def loaded(folder: Path, files: Files) -> tuple[Any, list[Problem]]:
    """A handbook of a few files, loaded; JSON is YAML."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(
            data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
        )
    return load(folder, folder)


def located(problems: Iterable[Problem]) -> bool:
    """Whether each problem is told in one line, with its file and its line."""
    told = [(str(p), p.where) for p in problems]
    return bool(told) and all(where.span and "Traceback" not in text for text, where in told)


@pytest.mark.parametrize("sink", SINKS)
def test_one_line_is_refused_or_kept(sink: str, tmp_path: Path) -> None:
    """Escaped in YAML or as it is, a string is refused where it stands, or it is just this text."""
    for text in SINKS[sink]:
        handbook, problems = loaded(tmp_path, {"roles.yaml": {"roles": [role(text)]}})
        assert bool(problems) != is_line(text), text
        assert located(problems) or typed(handbook.roles["a"].title) == typed(text)
        quoted_ = text.replace("\\", "\\\\").replace('"', '\\"')
        raw = f'roles:\n  - id: a\n    title: "{quoted_}"\n'.encode()
        handbook, problems = loaded(tmp_path, {"roles.yaml": raw})
        assert located(problems) or typed(handbook.roles["a"].title) == typed(text)


def role(title: str) -> dict[str, str]:
    return {"id": "a", "title": title}


@pytest.mark.parametrize("sink", SINKS)
def test_prose_is_refused_or_harmless(sink: str, tmp_path: Path) -> None:
    """A writer's text is refused on its line, or stays in its place and brings nothing active."""
    for text in SINKS[sink]:
        metric = {"id": "m", "title": "M", "how": f"Words before.\n\n{text}"}
        handbook, problems = loaded(tmp_path, {"metrics.yaml": {"metrics": [metric]}})
        if problems:
            assert located(problems)
            continue
        made = prose(handbook.metrics["m"].how)
        for place in (lambda t: f"{t}\n\nWords after.", in_a_task, in_a_definition):
            assert commands(place(made)) + references(place(made)) == []
            assert active(to_html(place(made))) == []
            for reader in (on_gitlab, on_site):
                assert frame(reader(place(made))) == frame(reader(place("Words before.\n\nx")))


@pytest.mark.parametrize("sink", SINKS)
def test_pages_written_by_hand_run_nothing(sink: str) -> None:
    """In a page of Markdown, which may hold HTML, no string as it is brings anything active."""
    for text in (text for text in SINKS[sink] if len(text) <= LONGEST_LINE):
        for place in (f"# Page\n\n{text}\n\nEnd\n", f"- {text}\n", f"|a|\n|-|\n|{text}|\n"):
            assert active(to_html(place)) == [], text


def in_a_task(text: str) -> str:
    """As a checklist has it."""
    return f"- [ ] **one**\n\n{quoted(text, 4)}\n\n- [ ] **two**\n\n# End\n"


def in_a_definition(text: str) -> str:
    """As a page has its facts."""
    return f"One\n:   {indented(text, 4).lstrip()}\n\nTwo\n:   Last\n"


def frame(page: Page) -> list[str]:
    """What stands around a writer's text: the words before and after it, and the headings."""
    texts = [text for _, text in page if text.strip()]
    heads = [f"{tag} {text}" for tag, text in page if re.fullmatch("h[1-6]", tag)]
    first = next(n for n, text in enumerate(texts) if "Words before." in text)
    return [*texts[: first + 1], *heads, texts[-1]]


RUNNING = {
    "script", "iframe", "object", "embed", "style", "form", "base", "meta", "link", "animate",
    "set", "use", "foreignobject", "math", "video", "audio", "source", "button", "textarea",
    "template",
}  # fmt: skip
"""Tags that run, load, send or move something, or change how the rest is read."""


def active(text: str) -> list[str]:
    """Tags and attributes that run, load or lead where nothing should."""
    found = []
    for tag, attrs in BuiltSite.parse(text).tags:
        wrong = [n for n in attrs if n.startswith("on") or n in ("style", "srcdoc", "formaction")]
        schemes = [urls(attrs.get(name) or "") for name in ("href", "src", "xlink:href")]
        found += [tag] if tag in RUNNING else []
        found += wrong + [s for s in schemes if s not in ("", "http", "https", "mailto")]
    return found


def urls(address: str) -> str:
    """The scheme of an address as a browser finds it."""
    plain = re.sub(r"[\x00-\x20]", "", html.unescape(address)).lower()
    return (re.match(r"([a-z][a-z0-9+.-]*):", plain) or ["", ""])[1]


@pytest.mark.parametrize("route", sorted(NAMES_SOMETHING))
def test_what_names_something_takes_no_other_text(route: str, tmp_path: Path) -> None:
    """Where a text has to be known (an answer, a country, a check), another is refused there."""
    names = list(LINES)[:: 1 if TORTURE else 60]
    for name in names:
        problems = examine_with(tmp_path, route, LINES[name])
        assert located(p for p in problems if p.level == "error"), name


ALONE = {"customers": "customers/ward-7.yaml", "playbooks": "playbooks/start-rounds.yaml"}
PACK = {
    "for": "handoff",
    "dates": ["opening"],
    "carried": "lead",
    "gives": "lead",
    "takes": "pharmacist",
}


def examine_with(folder: Path, route: str, text: str) -> list[Problem]:
    """All problems of the sample with this text in such a field."""
    kind, *keys = route.split()
    name = ALONE.get(kind, f"{kind}.yaml")
    data = yaml.load((SAMPLE / name).read_bytes(), Loader=yaml.BaseLoader)
    entry = data if kind in ALONE else data[kind][0]
    if keys[0] == "pack":
        entry["pack"] = {**PACK, "answers": {"specialty": text}}
    elif keys[-1] == "{}":
        entry[keys[0]]["specialty"] = text
    else:
        entry[keys[0]] = text
    for path in SAMPLE.rglob("*.yaml"):
        (folder / path.relative_to(SAMPLE)).parent.mkdir(parents=True, exist_ok=True)
        (folder / path.relative_to(SAMPLE)).write_bytes(path.read_bytes())
    (folder / name).write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return examine(folder, folder).problems


# --- in every field, on every page ------------------------------------------------------------


class Made(NamedTuple):
    """What came of a handbook: the site's sources and the checklists."""

    tree: dict[str, str]
    checklists: dict[str, str]


def make(folder: Path, text: Callable[[Field], str]) -> Made:
    """The sample's pages and checklists with these texts in them (pages about customers:
    test_internal.py)."""
    plant(folder, text)
    found = examine(folder, folder)
    assert found.sound, "\n".join(map(str, found.problems))
    lists = [p.checklist for p in plans(found.handbook, DAY) if p.checklist]
    tree = site_tree(found.handbook, DAY, internal=True)
    assert len(lists) > 2
    return Made(
        {name: raw.decode() for name, raw in tree.items() if name.endswith((".md", ".yml"))},
        {f"{c.customer_id}/{c.playbook_id}": markdown(c) for c in lists},
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Shapes:
    return shapes(make(tmp_path_factory.mktemp("plain"), Texts()))


def test_every_field_is_planted(tmp_path: Path) -> None:
    """No field of any model is left out: a new one is planted, or this test names it."""
    wanted = {f for f in known_fields() if f.form != CLOSED and str(f) not in NAMES_SOMETHING}
    assert plant(tmp_path, Texts()) == wanted
    assert len(wanted) > 80


@pytest.mark.parametrize("round_", range(3 * len(LINES)) if TORTURE else (0, 380, 760))
def test_every_page_stays_as_it_is(round_: int, plain: Shapes, tmp_path: Path) -> None:
    """With a string in every one-line field, each page has the shape of the harmless one, and shows
    what was typed; GitLab finds nothing to do in the checklists."""
    texts = Texts(round_)
    made = make(tmp_path, texts)
    for checklist in made.checklists.values():
        assert commands(checklist) + references(checklist) + addresses(checklist) == []
    hostile = shapes(made)
    assert hostile.keys() == plain.keys()
    for name, shape in hostile.items():
        assert_same(shape, plain[name], texts, name)
    navigation(made, texts)


Shapes = dict[str, list[str]]


def shapes(made: Made) -> Shapes:
    """Every page as the site reads it, every checklist as GitLab does."""
    pages = {n: site_shape(text) for n, text in made.tree.items() if n.endswith(".md")}
    return pages | {n: gitlab_shape(text) for n, text in made.checklists.items()}


def assert_same(made: list[str], expected: list[str], texts: Texts, name: str) -> None:
    """Element by element, in words without regard to capitals and spaces."""
    for shown, harmless in zip(made, expected, strict=True):
        assert words(shown) == words(texts.instead(harmless)), name


def words(text: str) -> str:
    return " ".join(text.split()).casefold()


PLACES = {("text", "x"), ("text", "dx"), ("text", "text-anchor")}


def site_shape(page: str) -> list[str]:
    """Each element of a page with its text, and each attribute but for made-up ids and the place
    of a drawing's words, which stand where there is room for them."""
    made = to_html(page)
    attributes = [
        f"{tag} {name}={value}"
        for tag, attrs in BuiltSite.parse(made).tags
        for name, value in attrs.items()
        if name != "id" and not (name == "href" and str(value).startswith("#"))
        if (tag, name) not in PLACES
    ]
    return [f"{tag}: {text}" for tag, text in read_html(made)] + attributes


def gitlab_shape(checklist: str) -> list[str]:
    """Each element of a checklist with its text, without our comments."""
    return [f"{tag}: {text}" for tag, text in on_gitlab(checklist) if tag]


def navigation(made: Made, texts: Texts) -> None:
    """Titles in the navigation are HTML to the theme, and show what was typed."""
    shown = list(titles(yaml.safe_load(made.tree["mkdocs.yml"])))
    assert not [title for title in shown if "<" in title]
    known = {typed(text) for text in texts.typed.values()}
    assert len(known & {html.unescape(title) for title in shown}) > 10


def titles(data: Any) -> Iterator[str]:
    """Every title in the navigation, and the name of the site."""
    for key, below in data.items() if isinstance(data, dict) else ():
        if key == "site_name":
            yield below
        elif key == "nav":
            yield from (title for one in below for title in listed(one))


def listed(entry: Any) -> Iterator[str]:
    """The titles of a part of the navigation."""
    for title, below in entry.items() if isinstance(entry, dict) else ():
        yield title
        yield from (
            (name for one in below for name in listed(one)) if isinstance(below, list) else ()
        )
