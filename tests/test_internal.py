"""The internal edition's pages about customers: stamped, complete, with the command's figures."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from books import run
from conftest import HERE, TODAY, Handrail, files_below
from hostile import SINKS
from inside import BARE, DAY, bare, book, kept_of
from planted import LINES, Texts, plant, typed
from site_reader import BuiltSite
from sites import as_if_used, free_port, wait_for
from strategies import TORTURE
from vnu import html_errors

from generator import site
from generator.build import examine
from generator.handbook import Handbook
from generator.internal.contents import OURS, stamped
from generator.internal.customers import ON_A_PAGE
from generator.internal.people import week_of
from generator.internal.pieces import Pieces
from generator.internal.records import INDEX, SCRIPT
from generator.internal.shell import ShellError, shell
from generator.internal.subject import Subject
from generator.keep import keep
from generator.models import Customer
from generator.pages.finish import finished

SAMPLE = HERE / "sample"
LATER = "2026-12-20"
"""When something is overdue."""
NONE = "\u2013"
WARDS = "Acute wards"


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return examine(SAMPLE, SAMPLE).handbook


def many(handbook: Handbook, count: int) -> Handbook:
    """The sample with many customers, all alike but for their names."""
    ward = handbook.customers["ward-7"]
    customers = {
        f"ward-{n}": ward.model_copy(update={"id": f"ward-{n}", "name": f"Ward {n}"})
        for n in range(100, 100 + count)
    }
    return replace(handbook, customers=customers)


def words(html: str) -> str:
    return " ".join("".join(BuiltSite.parse(html).words).split())


# --- shells -------------------------------------------------------------------------------------


def test_a_page_is_the_shell_with_its_parts_in_it() -> None:
    """What is stamped stands in its places, once encoded, and nothing else changes."""
    page = shell(BARE, "x.html").stamp("A &amp; B", [("One", "First")], "<p>Text").decode()
    beside = '<li class=md-nav__item><a href="#One" class=md-nav__link>First</a>'
    assert page == (
        "<!doctype html><html lang=en><title>A &amp; B</title><a href=#Start>Skip</a>"
        f"<b>A &amp; B</b><p>On this page<ul>{beside}</ul><p>Text</html>"
    )
    assert "On this page" not in shell(BARE, "x.html").stamp("A", [], "").decode()


def test_every_shell_of_the_theme_can_be_stamped_from(sample_folder: Path) -> None:
    """MkDocs and Material build three; without any one of its tokens, or with one twice, a shell is
    refused by its name, as another version of the theme would be."""
    for path in OURS[:3]:
        html = finished((sample_folder / "frame" / path).read_text())
        assert shell(html, path).stamp("T", [("A", "a")], "B").count(b" T <") == 1
        tokens = sorted(set(re.findall(r"handrail-(?:title|start|entry|heading|body)", html)))
        assert len(tokens) == 5
        for token in tokens:
            if token != "handrail-start":
                with pytest.raises(ShellError, match=re.escape(path)):
                    shell(html.replace(token, ""), path)
                with pytest.raises(ShellError, match="one place too many"):
                    shell(f"{html}{token}", path)


def test_another_theme_is_told(
    quick: Handrail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell without a place for its parts ends the build with a message and exit code 4; no page
    is written."""
    monkeypatch.setattr(site, "_run", lambda _: None)
    done = quick("build", "--content", SAMPLE, "--book", SAMPLE, "--today", TODAY)
    assert done.code == 4
    assert done.err == (
        "the pages about customers cannot be made with this version of the theme: "
        "week/index.html has no place for the title\n"
    )
    assert not (tmp_path / "site/internal/public").exists()


# --- one customer alone -------------------------------------------------------------------------


def test_a_page_depends_on_its_customer_alone(handbook: Handbook) -> None:
    """Made alone, or in another book and order, a customer's page is the same to the byte; an edit
    of another customer's checklist does not change it, an edit of its own does."""
    kept = kept_of(handbook, as_if_used)
    whole = book(handbook, lambda id_: kept[id_])
    for id_, customer in handbook.customers.items():
        pieces = Pieces(replace(handbook, customers={}), DAY)
        page, said, *_ = stamped(bare(), pieces, customer, kept[id_])
        assert whole[page.path] == page.content.decode()
        assert (said.id, said.path) == (id_, f"customers/{id_}.html")
    other = kept_of(handbook, lambda _, text: text.replace("- [ ]", "- [x]"))
    now = book(handbook, lambda id_: other[id_] if id_ == "ward-7" else kept[id_])
    assert now["customers/ward-3.html"] == whole["customers/ward-3.html"]
    assert now["customers/ward-7.html"] != whole["customers/ward-7.html"]


def test_a_customer_called_index(handbook: Handbook) -> None:
    """The page of a customer whose id is `index` is not the list of customers."""
    ward = handbook.customers["ward-3"].model_copy(update={"id": "index"})
    made = book(replace(handbook, customers={"index": ward}))
    assert words(made["customers/_index.html"]).startswith("Ward 3")
    assert words(made["customers/index.html"]).startswith("Customers")


def test_people_have_pages_of_their_own() -> None:
    """Names that differ only in what an address cannot show lead to different pages."""
    names = ["Jo Kay", "jo kay", "Jö Kay", "Jo-Kay", "Jo  Kay", "李明", "王芳", "Index", "Con", ""]
    assert len({week_of(name) for name in names}) == len(names)
    assert week_of("Jo Kay") == "week/jo-kay.html"
    assert all(re.fullmatch(r"week/[a-z0-9-]+\.html", week_of(name)) for name in names)
    assert "week/index.html" not in map(week_of, names)


# --- ticks and notes ----------------------------------------------------------------------------


def test_ticks_and_notes_are_shown(handbook: Handbook) -> None:
    """Each item shows its state; a note shows as Markdown and never as HTML; what the person added
    stands below; the handbook's own note is not shown as the person's."""
    kept = kept_of(handbook, as_if_used)
    html = book(handbook, lambda id_: kept[id_])["customers/ward-3.html"]
    items = re.findall(r'<li id="start-rounds\.([a-z-]+)".*?<span>(.*?): </span>', html)
    assert [state for _, state in items[:3]] == ["Open", "Done", "Not applicable"]
    assert len(items) == 5
    (note,) = re.findall(r'<div class="notes">(.*?)</div>', html, re.DOTALL)
    assert note == (
        "<p>Spoke with <em>Jonas</em>: &lt;b&gt;keys&lt;/b&gt; first.</p>\n<ul>\n"
        "<li>[ ] Ask for the keys</li>\n</ul>\n"
    )
    assert "Added by handOpen: Bring the new list" in words(html)
    assert "2 of 5 items done" in words(html)


def test_what_is_kept_for_nothing_any_more_is_named(handbook: Handbook, sample: Path) -> None:
    """Where a playbook, or each of its steps, is for others now, its kept file is named with what
    is open there: in the handbook's words of today, and the person's own. One that is all done says
    so; where all is for the customer there is no such part."""

    def used(_: str, text: str) -> str:
        own = "\n- [ ] Ask <b>Jonas</b>\n- [x] Ask Maria\n"
        return text.replace("- [ ]", "- [x]", 1).replace("\n<!-- base:", f"{own}\n<!-- base:")

    def part(kept: Mapping[str, bytes]) -> str:
        now = examine(sample, sample)
        assert now.sound, now.problems
        pages = book(now.handbook, lambda id_: kept if id_ == "ward-3" else {})
        html = pages["customers/ward-3.html"].partition(">Not for them any more</h2>")[2]
        return words(html.partition("<h2")[0])

    kept = kept_of(handbook, used)["ward-3"]
    assert set(kept) == {"medicines-audit", "start-rounds"}
    assert part(kept) == ""
    file = sample / "playbooks/medicines-audit.yaml"
    text, path = file.read_text(), "checklists/ward-3/medicines-audit.md"
    file.write_text(re.sub("applies_to: .*", "applies_to: {beds: {at_least: 50}}", text))
    named = "Ask the lead about the oldest ones; Count them again; Show the figures to the ward"
    assert part(kept) == f"{path}: 4 items open: {named}; Ask <b>Jonas</b>"
    assert part({"start-rounds": kept["start-rounds"]}) == ""
    done = {id_: content.replace(b"- [ ]", b"- [x]") for id_, content in kept.items()}
    assert part(done) == f"{path}: nothing is open"
    noted = re.sub(rb"(\*\*Count them again.*)", rb"\1\n\n    In May.", kept["medicines-audit"])
    file.write_text(text.replace("when: {priority: [close]}", "when: {specialty: medicine}"))
    without = kept_of(examine(sample, sample).handbook, lambda _, new: new)["ward-3"]
    archived = keep(noted, without["medicines-audit"].decode()).content
    assert b"## Archived" in archived
    file.write_text(re.sub("applies_to: .*", "applies_to: {beds: {at_least: 50}}", text))
    assert part({"medicines-audit": archived}) == (
        f"{path}: 3 items open: {named.replace('Count them again; ', '')}; Ask <b>Jonas</b>"
    )
    few = text.partition("  - title: Close watch only")[0]
    few = few.replace(
        "id: ask-lead, do: Ask the lead about", "id: ask, was: [ask-lead], do: Ask on"
    )
    file.write_text(few.replace("    steps:", "    when: {specialty: medicine}\n    steps:"))
    assert (
        part(kept)
        == f"{path}: 4 items open: Ask on the oldest ones; second-count; present; Ask <b>Jonas</b>"
    )
    more = "".join(f"- [ ] Own {n}\n" for n in range(9)).encode()
    full = kept["medicines-audit"].replace(b"- [x] Ask Maria\n", more)
    assert part({"medicines-audit": full}).endswith("; Own 2; Own 3; and 5 more")


def test_a_file_that_cannot_be_read_is_told(
    sample: Path, quick: Handrail, tmp_path: Path, stub: None
) -> None:
    """The others' pages are made, this one's says so; the run ends with 1 and the file's line."""
    path = sample / "checklists/ward-3/start-rounds.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ncustomer: ward-3\n---\n<<<<<<< mine\n")
    done = quick("build", "--book", "content", "--today", TODAY)
    assert done.code == 1
    assert f"{Path('content/checklists/ward-3/start-rounds.md')}:4: there are conflict" in done.err
    pages = tmp_path / "site/internal/public/customers"
    assert "its ticks do not count" in words((pages / "ward-3.html").read_text())
    assert "do not count" not in words((pages / "ward-7.html").read_text())


def test_a_plan_that_cannot_be_made_is_told(
    sample: Path, quick: Handrail, tmp_path: Path, stub: None
) -> None:
    """A missing person is told as `check` tells it; the page of the customer names it too."""
    ward = sample / "customers/ward-3.yaml"
    ward.write_text(ward.read_text().replace("dates: {opening: 2026-12-12}\n", ""))
    done = quick("build", "--book", "content", "--today", TODAY)
    assert done.code == 1
    assert "Ward 3 does not state the date 'opening'" in done.err
    pages = tmp_path / "site/internal/public/customers"
    assert "Ward 3 does not state the date 'opening'" in words((pages / "ward-3.html").read_text())
    assert "start-rounds" in (pages / "ward-7.html").read_text()


# --- the same figures as the command ------------------------------------------------------------


@pytest.fixture
def asked(sample: Path, quick: Handrail) -> Callable[..., Any]:
    """Answers of `handrail book` about a sample whose checklists are kept and partly ticked."""
    quick("generate", "--today", TODAY)
    for path in (sample / "checklists").glob("*/*.md"):
        path.write_text(as_if_used("ward-3/start-rounds", path.read_text()))
    options = ("--content", sample, "--today", LATER, "--format", "json")
    return lambda *question: json.loads(quick("book", *question, *options).out)


@pytest.fixture
def pages(sample: Path, asked: Callable[..., Any]) -> dict[str, str]:
    """The pages of that book."""
    found = examine(sample, sample).handbook
    folder = sample / "checklists"
    return book(
        found,
        lambda id_: {path.stem: path.read_bytes() for path in (folder / id_).glob("*.md")},
        today=date.fromisoformat(LATER),
    )


def test_dues_are_those_of_the_command(pages: dict[str, str], asked: Callable[..., Any]) -> None:
    """Each person's page has just the items of `book due --person`, in its order; the list of
    customers and the team's page count them as it does."""
    rows = asked("due")["items"]
    ours = {name for name in pages if name.startswith("week/") and name != "week/index.html"}
    assert len(ours) == 2
    for name in {row["who"] for row in rows if week_of(row["who"]) in ours}:
        theirs = asked("due", "--person", name)
        links = re.findall(r'<p class="do"><a href="../customers/(.*?)"', pages[week_of(name)])
        assert links == [link(row["id"]) for row in theirs["items"]]
        (counts,) = [list(one.values())[1:] for one in theirs["people"]]
        figures = re.findall(r"<li><b>(\d+)</b>", pages[week_of(name)])
        assert list(map(int, figures)) == counts
        assert f">{name}</a></th>{cells(counts)}</tr>" in pages["team/index.html"]
    overdue = Counter(row["customer"] for row in rows if row["when"] == "Overdue")
    week = Counter(row["customer"] for row in rows if row["when"] == "This week")
    assert sum(overdue.values()) > 0
    for customer in ("Ward 3", "Ward 7"):
        shown = row_of(pages["customers/index.html"], customer)
        assert shown[1:3] == [str(overdue[customer]), str(week[customer])]


def link(id_: str) -> str:
    customer, playbook, item = id_.split("/")
    return f"{customer}.html#{playbook}.{item}"


def cells(figures: list[int]) -> str:
    return "".join(f"<td>{figure}</td>" for figure in figures)


def row_of(html: str, name: str) -> list[str]:
    """The cells of the row that begins with a name, as text."""
    (row,) = re.findall(rf"<tr><th[^>]*><a[^>]*>{name}</a></th>.*?</tr>", html)
    return [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]


def test_answers_are_those_of_the_command(pages: dict[str, str], asked: Callable[..., Any]) -> None:
    """Calls, priorities, scores, load and roadmap: every figure on the pages is the command's."""
    for row in asked("cadence")["customers"]:
        page = words(pages[f"customers/{row['customer'].lower().replace(' ', '-')}.html"])
        assert f"Calls{row['state']}" in page
        assert row["days_since"] is None or f"({row['days_since']} days ago)" in page
    for row in asked("priorities")["customers"]:
        page = words(pages[f"customers/{row['customer'].lower().replace(' ', '-')}.html"])
        assert f"{row['priority'] or 'not known'}: {row['because']}" in page
    score = asked("score")
    for row in score["scores"]:
        page = words(pages[f"customers/{row['customer'].lower().replace(' ', '-')}.html"])
        points = shown(row["points"]) if row["points"] is not None else ""  # no column of nothing
        assert f"{row['score']}{points}{row['verdict']}" in page
    team = words(pages["team/index.html"])
    for row in asked("load")["people"]:
        assert f"{row['who']}{row['segment']} {row['policy']}{row['customers']}" in team
    for row in asked("roadmap")["days"]:
        assert f"{row['customer']}{row['what']}{row['who']}" in team
    for row in score["metrics"]:
        assert f"{row['metric']}{row['target'] or NONE}{shown(row['figure'])}" in team


def shown(figure: float | None) -> str:
    return NONE if figure is None else f"{figure:.1f}"


def test_tables_are_whole(pages: dict[str, str]) -> None:
    """Every row of every table has a cell for each column."""
    counted = 0
    for name, html in pages.items():
        for table in re.findall(r"<table>.*?</table>", html):
            head, *rows = re.findall(r"<tr>.*?</tr>", table)
            assert {len(re.findall(r"<t[hd]", row)) for row in rows} == {head.count("<th")}, name
            counted += 1
    assert counted > 15


# --- lists, search ------------------------------------------------------------------------------


def test_customers_are_listed_by_the_hundred(handbook: Handbook) -> None:
    """Every customer stands on one page of the list, without scripts, and in the filter's rows."""
    made = book(many(handbook, 2 * ON_A_PAGE + 1))
    lists = [made["customers/index.html"], made["customers/_2.html"], made["customers/_3.html"]]
    links = [re.findall(r'href="../customers/(ward-\d+)\.html"', html) for html in lists]
    assert [len(found) for found in links] == [ON_A_PAGE, ON_A_PAGE, 1]
    assert len({id_ for found in links for id_ in found}) == 2 * ON_A_PAGE + 1
    for html in lists:
        turned = set(re.findall(r'href="../(customers/(?:index|_\d)\.html)"', html))
        assert len(turned) == 2
        assert turned <= made.keys()
    script = made["customers/_all.js"]
    rows = json.loads(script.removeprefix("window.handrailCustomers = ").removesuffix(";\n"))
    assert sorted(row[0] for row in rows) == sorted(
        f"customers/{id_}.html" for found in links for id_ in found
    )


def test_search_has_one_record_for_each_customer(sample_folder: Path) -> None:
    """Behind the handbook's records, which stay; the script of a site in a folder has the same. The
    theme's own settings are kept, without which its search never answers."""
    before = json.loads((sample_folder / "frame" / INDEX).read_text())
    after = json.loads((sample_folder / "public" / INDEX).read_text())
    assert after["config"] == before["config"]
    assert after["docs"][: len(before["docs"])] == before["docs"]
    texts = {
        3: f"{WARDS} \u00b7 Close watch \u00b7 Dr Amara Oyelaran",
        7: f"{WARDS} \u00b7 Standard",
    }
    assert after["docs"][len(before["docs"]) :] == [
        {"location": f"customers/ward-{n}.html", "title": f"Ward {n}", "text": text}
        for n, text in texts.items()
    ]
    script = (sample_folder / "public" / SCRIPT).read_text()
    assert json.loads(script.removeprefix("var __index = ")) == after
    assert not [one for one in before["docs"] if "handrail-" in json.dumps(one)]


def test_what_a_search_loads_is_small(handbook: Handbook) -> None:
    """The records of 200 customers are less than a 25th of the words of their pages, which the
    theme would put into its index."""
    made = book(many(handbook, 200))
    lean = len(made[INDEX]) - len(json.dumps(json.loads(made[INDEX])["docs"][:1]))
    full = sum(len(words(html)) for name, html in made.items() if "customers/ward-" in name)
    assert lean * 25 < full


# --- on disk ------------------------------------------------------------------------------------


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of MkDocs, a program that builds the shells and nothing else."""

    def run(folder: Path) -> None:
        index = json.dumps({"config": {}, "docs": []})
        for path in OURS[:4]:
            target = folder / "frame" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(index if path == INDEX else BARE)

    monkeypatch.setattr(site, "_run", run)


def test_pages_stay_or_go(sample: Path, quick: Handrail, tmp_path: Path, stub: None) -> None:
    """Built again, no page is touched; of a customer that is gone no file is left, and only pages
    on which the customer stood are written."""
    public = tmp_path / "site/internal/public"
    build = ("build", "--book", "content", "--today", TODAY)
    assert quick(*build).code == 0
    before = times(public)
    assert {"customers/ward-3.html", "customers/ward-7.html", "team/index.html"} <= before.keys()
    assert quick(*build).code == 0
    assert times(public) == before
    (sample / "customers/ward-7.yaml").unlink()
    assert quick(*build).code == 0
    after = times(public)
    assert "customers/ward-7.html" not in after
    assert after["customers/ward-3.html"] == before["customers/ward-3.html"]
    assert after["customers/index.html"] != before["customers/index.html"]
    assert not [name for name, raw in files_below(public).items() if b"Ward 7" in raw]


def times(folder: Path) -> dict[str, int]:
    return {name: (folder / name).stat().st_mtime_ns for name in files_below(folder)}


def test_serve_follows_ticks(sample: Path, tmp_path: Path, stub: None) -> None:
    """A tick reaches the page while it is shown; what cannot be read leaves the last good pages."""
    run(tmp_path, "generate", "--today", TODAY)
    tick = sample / "checklists/ward-3/start-rounds.md"
    ward = sample / "customers/ward-3.yaml"
    name = "customers/ward-3.html"
    page = tmp_path / "site/internal/public" / name
    address = f"127.0.0.1:{free_port()}"

    def shown() -> str:
        with (
            contextlib.suppress(OSError),
            urlopen(f"http://{address}/customers/ward-3.html") as got,
        ):
            return words(got.read().decode())
        return ""

    def said() -> str:
        """What the command has said so far, to those who run it here."""
        spoken: BytesIO = sys.stderr.buffer  # type: ignore[assignment]
        return spoken.getvalue().decode()

    steps: list[str] = []

    def edit() -> None:
        wait_for(lambda: "0 of 5 items done" in shown(), 120)
        good = ward.read_text()
        ward.write_text("{ not: yaml")
        wait_for(lambda: "the site was not built" in said(), 120)
        steps.append(shown())
        ward.write_text(good)
        tick.write_text(tick.read_text().replace("- [ ]", "- [x]", 1))
        wait_for(lambda: "1 of 5 items done" in words(page.read_text()), 120)
        steps.append(shown())

    def edit_and_end() -> None:
        try:
            edit()
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    editor = threading.Thread(target=edit_and_end)
    editor.start()
    done = run(tmp_path, "serve", "--book", "content", "--today", TODAY, "--address", address)
    editor.join()
    assert done.code == 0
    assert "error" in done.err
    assert ["0 of 5 items done" in one for one in steps] == [True, False]
    assert "1 of 5 items done" in steps[1]


def test_every_page_is_marked_and_leads_somewhere(sample_folder: Path) -> None:
    """Each page about customers says what it is, for the screen and for paper; every link of the
    edition resolves, every customer can be reached from the first page, and none is in the
    navigation."""
    found = BuiltSite(sample_folder / "public")
    folders = ("customers/", "week/", "team/")
    about = [name for name in found.pages if name.startswith(folders)]
    assert {"customers/ward-3.html", "week/index.html", "team/index.html"} <= set(about)
    for name in about:
        text = " ".join("".join(found.pages[name].words).split())
        assert f"Internal: customer data, as of {'Sat 21 Nov 2026'}. Not for publication." in text
    assert found.broken() == []
    assert set(about) <= found.reached()
    assert "ward-3" not in (sample_folder / "mkdocs.yml").read_text()


def test_pages_are_sound_html(sample_folder: Path) -> None:
    """The Nu checker finds no error on any page about customers."""
    folders = [sample_folder / "public" / one for one in ("customers", "week", "team")]
    assert html_errors(*folders) == ""


# --- what people type stays text ----------------------------------------------------------------


@pytest.mark.parametrize("round_", [0, 380])
def test_hostile_words_are_text(round_: int, tmp_path: Path) -> None:
    """With a string in every field of customers and handbook, each page about customers has the
    elements of the harmless one, and shows names letter by letter."""
    harmless, hostile = Texts(), Texts(round_)
    made = [planted(tmp_path / str(n), texts) for n, texts in enumerate((harmless, hostile))]
    (plain, _), (pages, customers) = made
    for name in ("customers/index.html", "week/index.html", "team/index.html"):
        assert elements(pages[name]) == elements(plain[name]), name
    for one in customers:
        name = f"customers/{one.id}.html"
        assert elements(pages[name]) == elements(plain[name]), name
        said = typed("".join(BuiltSite.parse(pages[name]).words)).casefold()
        people = [person.name for person in one.people.values()]
        assert all(typed(word).casefold() in said for word in (one.name, *people))


def planted(folder: Path, texts: Texts) -> tuple[dict[str, str], list[Customer]]:
    plant(folder, texts)
    found = examine(folder, folder)
    assert found.sound
    return book(found.handbook), list(found.handbook.customers.values())


def elements(html: str) -> Counter[tuple[str, ...]]:
    """How often each element stands on a page, with the names of its attributes."""
    return Counter((tag, *attrs) for tag, attrs in BuiltSite.parse(html).tags)


def test_hostile_notes_are_text(handbook: Handbook) -> None:
    """No note of a kept checklist brings an element that runs, loads, or leads to a script."""
    ward = replace(handbook, customers={"ward-3": handbook.customers["ward-3"]})
    start = kept_of(ward, lambda _, text: text)["ward-3"]["start-rounds"].decode()
    strings = [*SINKS["html"], *list(LINES.values())[:: 1 if TORTURE else 12]]
    shown = [page for text in strings if (page := with_note(ward, noted(start, text)))]
    assert len(shown) > len(strings) - 20  # but for those that no file may hold
    for page in shown:
        read = BuiltSite.parse(page)
        assert not {tag for tag, _ in read.tags} & {"script", "img", "iframe", "style", "svg"}
        for _, attrs in read.tags:
            assert not [name for name in attrs if name.startswith("on") or name == "style"]
            assert not re.match(
                r"\s*(javascript|data|vbscript):", attrs.get("href") or "", re.IGNORECASE
            )


def noted(text: str, note: str) -> str:
    """The text with a note below its first item."""
    first = re.search(r"- \[ \] .*\n", text)
    assert first
    note = " ".join(note.split())
    return f"{text[: first.end()]}\n    {note}\n\n{text[first.end() :]}"


def with_note(handbook: Handbook, text: str) -> str:
    """The page of the ward whose checklist is kept so; empty where the file is refused."""
    told: list[Subject] = []
    kept = {"start-rounds": text.encode(errors="surrogatepass")}
    page = book(handbook, lambda _: kept, told.append)["customers/ward-3.html"]
    return "" if told[0].unread else page
