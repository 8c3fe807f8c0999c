"""The changes page and its feed, from real histories: what is told, to whom, and what never is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from conftest import TODAY
from dialects import on_site, read_html
from planted import LINES
from repositories import commit_all, git, replace_in
from strategies import TORTURE
from test_diff_formats import with_words

from generator import chronicle as chronicles
from generator.build import examine
from generator.chronicle import Edit, chronicle
from generator.comparison.compare import compare
from generator.comparison.difference import sentence
from generator.docs import site_tree
from generator.handbook import Handbook
from generator.history import last_changes
from generator.machine.feed import feed
from generator.pages.changes import FEED, PATH, changes
from generator.pages.page import Site

DAY = date.fromisoformat(TODAY)
ATOM = "{http://www.w3.org/2005/Atom}"
ROUNDS = "content/playbooks/start-rounds.yaml"


@pytest.fixture
def wards(sample: Path) -> Path:
    """The sample handbook, committed on the first of March."""
    git(sample.parent, "init", "-qb", "main")
    commit_all(sample.parent)
    return sample.parent


def told(folder: Path) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """What the history tells: days, authors, sentences."""
    found = chronicle(folder / "content")
    return [
        (one.day.isoformat(), one.authors, [sentence(d) for d in one.differences]) for one in found
    ]


def page_of(folder: Path) -> Mapping[str, bytes]:
    """The page and the feed, as the site has them; empty where there is none."""
    content = folder / "content"
    tree = site_tree(examine(content, None).handbook, DAY, edits=chronicle(content))
    return {name: tree[f"docs/{name}"] for name in (PATH, FEED) if f"docs/{name}" in tree}


def test_a_history(wards: Path) -> None:
    """The newest first; a merge is one entry, by those who made its branch; what changes no meaning
    is not told."""
    replace_in(wards / ROUNDS, "due: 2 days before first-round", "due: 3 days before first-round")
    commit_all(wards, "2026-03-02", "Bea")
    (wards / "content/roles.yaml").write_text(
        f"# who\n{(wards / 'content/roles.yaml').read_text()}"
    )
    commit_all(wards, "2026-03-03")
    git(wards, "checkout", "-qb", "side")
    replace_in(wards / "content/roles.yaml", "title: Ward sister", "title: Head of the ward")
    commit_all(wards, "2026-04-01", "Cay")
    replace_in(wards / "content/metrics.yaml", "at_most: 21", "at_most: 14")
    commit_all(wards, "2026-04-02", "Dan")
    git(wards, "checkout", "-q", "main")
    git(wards, "merge", "-q", "--no-ff", "-m", "Merge", "side", day="2026-04-05", author="Merger")
    corner = "step 'Set up a play corner for brothers and sisters': "
    assert told(wards) == [
        ("2026-04-05", ("Dan", "Cay"), ["target at most 14 days, was at most 21 days",
                                        "title Head of the ward, was Ward sister"]),
        ("2026-03-02", ("Bea",), [f"{corner}due 3 days before first-round, was 2 days before "
                                  "first-round"]),
    ]  # fmt: skip
    page = page_of(wards)[PATH].decode()
    assert page.index("## April 2026 {: #m-2026-04 }") < page.index("## March 2026")
    assert "### Sun 5 Apr 2026 {: #d-2026-04-05 }" in page
    assert "by Dan and Cay" in page
    (wards / "content/handbook.yaml").write_text("title: Rounds\nshow_authors: false\n")
    private = page_of(wards)
    assert "Dan" not in private[PATH].decode()
    assert b"Dan" not in private[FEED]


def test_a_day_is_told_once(wards: Path) -> None:
    """Small commits of one day by the same people are one list, in which a page of which the words
    alone are others is named once; another's are a list of their own. Days are in their order,
    whatever the order of the commits."""
    other = wards / "content/pages/visiting-hours.md"
    for number, (day, author) in enumerate((
        ("2026-03-02", "Bea"), ("2026-03-02", "Bea"), ("2026-03-01", "Cay"),
        ("2026-03-02", "Cay"), ("2026-03-02", "Bea"), ("2026-03-02", "Bea"),
    )):  # fmt: skip
        with other.open("a") as file:
            file.write(f"\nMore words, {number}.\n")
        if number == 4:
            replace_in(wards / "content/metrics.yaml", "at_most: 21", "at_most: 14")
        commit_all(wards, day, author)
    page = page_of(wards)[PATH].decode()
    lines = [line for line in page.splitlines() if re.match("#|- |    - |<p", line)]
    reworded = "- Reworded: [Visiting hours](pages/visiting-hours.md)"
    by = '<p class="kind" data-search-exclude="1" markdown>by {}</p>'.format
    metric = "- [Time to the first round](metrics/first-round-delay.md)"
    assert lines[1:] == [
        "## March 2026 {: #m-2026-03 }",
        "### Mon 2 Mar 2026 {: #d-2026-03-02 }",
        by("Bea"), metric, "    - target at most 14 days, was at most 21 days", reworded,
        by("Cay"), reworded,
        by("Bea"), reworded,
        "### Sun 1 Mar 2026 {: #d-2026-03-01 }",
        by("Cay"), reworded,
    ]  # fmt: skip


def test_customers_have_no_say(wards: Path, tmp_path: Path) -> None:
    """Two histories of the same handbook, one of them with customers, checklists, authors and
    accepted findings that come and go beside it: their pages and feeds are the same bytes."""
    other = Path(shutil.copytree(wards, tmp_path / "other"))
    for n, folder in enumerate((wards, other)):
        replace_in(folder / ROUNDS, "do: Read the ward's plan", "do: Read the plan")
        if n:
            ward = folder / "content/customers/ward-3.yaml"
            replace_in(ward, "name: Ward 3", "name: Secret Ward")
            (folder / "content/checklists/ward-3").mkdir(parents=True)
            (folder / "content/checklists/ward-3/start-rounds.md").write_text("Secret notes\n")
            (folder / "content/customers/secret.yaml").write_text("name: [Secret")
        commit_all(folder, "2026-03-02")
        if n:
            (folder / "content/customers/secret.yaml").unlink()
            replace_in(folder / "content/accepted.yaml", "prints 370", "prints a secret")
            commit_all(folder, "2026-03-03", "Secret author")
            replace_in(folder / "content/accepted.yaml", "prints a secret", "prints 370")
            commit_all(folder, "2026-03-03", "Secret author")
        replace_in(folder / "content/metrics.yaml", "at_most: 21", "at_most: 14")
        commit_all(folder, "2026-03-04")
    assert set(page_of(wards)) == {PATH, FEED}
    assert page_of(wards) == page_of(other)
    assert not any(b"ecret" in content for content in page_of(other).values())


def test_a_renamed_folder_is_followed(wards: Path) -> None:
    """Twice renamed, the second time with an edit in the same commit: all edits are told, under
    every name. That it was renamed is no edit. A copy is no renaming."""
    replace_in(wards / "content/metrics.yaml", "at_most: 21", "at_most: 14")
    commit_all(wards, "2026-03-02")
    git(wards, "mv", "content", "handbook")
    commit_all(wards, "2026-03-03")
    replace_in(wards / "handbook/metrics.yaml", "at_most: 14", "at_most: 13")
    commit_all(wards, "2026-03-04")
    (wards / "our").mkdir()
    git(wards, "mv", "handbook", "our/[rounds] 1")
    folder = wards / "our/[rounds] 1"
    replace_in(folder / "roles.yaml", "title: Ward sister", "title: Head of the ward")
    commit_all(wards, "2026-03-05")
    replace_in(folder / "metrics.yaml", "at_most: 13", "at_most: 12")
    commit_all(wards, "2026-03-06")
    days = [one.day.day for one in chronicle(folder)]
    assert days == [6, 5, 4, 2]
    assert [len(one.differences) for one in chronicle(folder)] == [1, 1, 1, 1]
    shutil.copytree(folder, wards / "copy")
    commit_all(wards, "2026-03-07")
    assert chronicle(wards / "copy") == []
    assert [one.day.day for one in chronicle(folder)] == days


def test_what_was_at_the_top_is_followed_into_a_folder(sample: Path) -> None:
    """A handbook that was the whole repository, and moved into a folder of it."""
    git(sample, "init", "-qb", "main")
    commit_all(sample)
    replace_in(sample / "metrics.yaml", "at_most: 21", "at_most: 14")
    (sample / "customers/ward-3.yaml").write_text("name: Another\n")
    commit_all(sample, "2026-03-02")
    (sample / "customers/ward-3.yaml").write_text("name: Yet another\n")
    commit_all(sample, "2026-03-03")
    names = [path.name for path in sample.iterdir() if path.name != ".git"]
    (sample / "rounds").mkdir()
    git(sample, "mv", *names, "rounds")
    commit_all(sample, "2026-03-04")
    assert [one.day.day for one in chronicle(sample / "rounds")] == [2]


def test_what_cannot_be_read_is_passed_over(wards: Path) -> None:
    """A revision that is no handbook, or that leads nowhere, is not told; what it changed is told
    with the next one that can be read."""
    rounds = (wards / ROUNDS).read_text()
    replace_in(wards / "content/metrics.yaml", "at_most: 21", "at_most: 14")
    (wards / ROUNDS).write_text(rounds.replace("title:", "title"))
    commit_all(wards, "2026-03-02", "Bea")
    (wards / ROUNDS).write_text(rounds.replace("accountable: clerk", "accountable: nobody"))
    commit_all(wards, "2026-03-03", "Cay")
    (wards / ROUNDS).write_text(rounds.replace("do: Read the ward's plan", "do: Read the plan"))
    commit_all(wards, "2026-03-04", "Dan")
    ((day, authors, lines),) = told(wards)
    assert (day, authors, len(lines)) == ("2026-03-04", ("Dan",), 2)
    assert "target at most 14 days, was at most 21 days" in lines


def test_as_much_as_is_told(wards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many commits and no more, none that is a year older than the newest; the oldest of them is
    compared with what was before it."""
    for n in range(2, 8):
        text = (wards / ROUNDS).read_text()
        changed = re.sub(r"due: \d+ days before first", f"due: {n + 1} days before first", text)
        (wards / ROUNDS).write_text(changed)
        commit_all(wards, f"2026-03-0{n}")
    monkeypatch.setattr(chronicles, "MOST", 3)
    assert [day for day, _, _ in told(wards)] == ["2026-03-07", "2026-03-06", "2026-03-05"]
    monkeypatch.undo()
    chronicles._edits.cache_clear()
    assert len(told(wards)) == 6
    replace_in(wards / "content/metrics.yaml", "at_most: 21", "at_most: 14")
    commit_all(wards, "2027-03-06")
    assert [day for day, _, _ in told(wards)] == [
        "2027-03-06", "2026-03-07", "2026-03-06", "2026-03-05",
    ]  # fmt: skip


def test_without_history(wards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first commit tells nothing; nor does a folder without a repository, or a machine without
    git: there is no page then, no feed, and nothing leads to them."""
    assert chronicle(wards / "content") == []
    tree = site_tree(examine(wards / "content", None).handbook, DAY, edits=[])
    assert not [name for name in tree if "changes" in name]
    assert "changes" not in tree["mkdocs.yml"].decode()
    assert yaml.safe_load(tree["mkdocs.yml"])["extra"]["feed"] == ""
    assert chronicle(wards / "nowhere") == []
    (wards / ".git").rename(wards / "gone")
    assert chronicle(wards / "content") == []
    (wards / "gone").rename(wards / ".git")
    monkeypatch.setenv("PATH", str(wards / "nowhere"))
    assert chronicle(wards / "content") == []


def test_the_site_leads_there(wards: Path) -> None:
    """With a history the navigation has the page, and the theme knows the feed."""
    replace_in(wards / "content/metrics.yaml", "at_most: 21", "at_most: 14")
    commit_all(wards, "2026-03-02")
    handbook, edits = examine(wards / "content", None).handbook, chronicle(wards / "content")
    settings = yaml.safe_load(site_tree(handbook, DAY, edits=edits)["mkdocs.yml"])
    assert settings["extra"]["feed"] == FEED
    (reference,) = (tab["Reference"] for tab in settings["nav"] if "Reference" in tab)
    assert reference[-1] == {"Changes": PATH}


def first_page(folder: Path) -> str:
    """What the first page says has changed lately."""
    content = folder / "content"
    docs = site_tree(examine(content, content).handbook, DAY, changes=last_changes(content))
    _, _, lately = docs["docs/index.md"].decode().partition("## Changed lately")
    return lately.partition("\n## ")[0]


def test_what_changed_lately(wards: Path) -> None:
    """The first page names the last days on which files of the handbook changed, the newest first,
    each with links to at most five pages; a customer's file is no news."""
    for day, name in enumerate(("metrics.yaml", "roles.yaml", "glossary.yaml"), 2):
        path = wards / "content" / name
        path.write_text(path.read_text() + "# read again\n")
        commit_all(wards, f"2026-03-0{day}")
    (customer,) = list((wards / "content/customers").glob("*.yaml"))[:1]
    customer.write_text(customer.read_text() + "# read again\n")
    commit_all(wards, "2026-03-09")
    lately = first_page(wards)
    days = re.findall(r"\w{3} \d{1,2} Mar 2026", lately)
    assert days == ["Wed 4 Mar 2026", "Tue 3 Mar 2026", "Mon 2 Mar 2026"]
    links = re.findall(r"\[([^]]+)\]\(([^)]+)\)", lately)
    assert ("Glossary", "glossary.md") in links
    assert customer.stem not in lately
    for path in (wards / "content").glob("*.yaml"):
        path.write_text(path.read_text() + "# and again\n")
    commit_all(wards, "2026-03-11")
    newest = first_page(wards).partition(":   ")[2].partition("\n")[0]
    assert newest.count("](") == 5
    assert re.search(r"\) and \d+ more$", newest)


def test_nothing_changed_lately(wards: Path) -> None:
    """Without a history the first page does not speak of one."""
    shutil.rmtree(wards / ".git")
    assert first_page(wards) == ""


# --- the feed, read by another reader ---


def entries(handbook: Handbook, edits: Sequence[Edit]) -> list[ElementTree.Element]:
    """The feed's entries; what RFC 4287 asks of a feed holds."""
    root = ElementTree.fromstring(feed(handbook, edits))
    assert root.tag == f"{ATOM}feed"
    found = root.findall(f"{ATOM}entry")
    for one in (root, *found):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated", "")).tzinfo
        assert re.fullmatch(
            "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
            one.findtext(f"{ATOM}id", ""),
        )
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    ids = [one.findtext(f"{ATOM}id") for one in (root, *found)]
    assert len(set(ids)) == len(ids)
    return found


def links(element: ElementTree.Element) -> list[str]:
    return [link.get("href", "") for link in element.findall(f"{ATOM}link")]


def test_the_feed(wards: Path) -> None:
    """Links are whole where the site's address is known; ids stay when it moves; each entry leads
    to its place on the page, and its content to what was changed."""
    replace_in(wards / "content/metrics.yaml", "at_most: 21", "at_most: 14")
    commit_all(wards, "2026-03-02", "Bea")
    replace_in(wards / ROUNDS, "do: Read the ward's plan", "do: Read the plan")
    commit_all(wards, "2026-03-03", "Cay")
    edits = chronicle(wards / "content")
    plain = entries(examine(wards / "content", None).handbook, edits)
    with (wards / "content/handbook.yaml").open("a") as file:
        file.write("address: https://rounds.example.org/book\n")
    handbook = examine(wards / "content", None).handbook
    moved = entries(handbook, edits)
    assert [one.findtext(f"{ATOM}id") for one in plain] == [
        one.findtext(f"{ATOM}id") for one in moved
    ]
    newest, oldest = moved
    assert newest.findtext(f"{ATOM}author/{ATOM}name") == "Cay"
    assert newest.findtext(f"{ATOM}updated") == "2026-03-03T23:30:00-08:00"
    (link,) = links(oldest)
    path, _, anchor = link.partition("#")
    assert path == "https://rounds.example.org/book/changes.html"
    ((_, page),) = changes(Site(handbook, DAY, {}, edits))
    assert f"{{: #{anchor} }}" in page
    content = oldest.findtext(f"{ATOM}content", "")
    assert 'href="https://rounds.example.org/book/metrics/first-round-delay.html"' in content
    assert "target at most 14 days, was at most 21 days" in content
    assert links(plain[1]) == [f"changes.html#{anchor}"]


def test_commits_of_one_second(wards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commits that were moved together have one moment; where they say the same, each still has a
    place of its own, also when the oldest is told no more."""
    page = wards / "content/pages/visiting-hours.md"
    for number in range(3):
        with page.open("a") as file:
            file.write(f"\nMore words, {number}.\n")
        commit_all(wards, "2026-03-02")
    edits = chronicle(wards / "content")
    assert len({one.moment for one in edits}) == 1
    marks = [one.mark for one in edits]
    assert len(set(marks)) == 3
    monkeypatch.setattr(chronicles, "MOST", 2)
    chronicles._edits.cache_clear()
    assert [one.mark for one in chronicle(wards / "content")] == marks[:2]


def test_hostile_words_stay_words(wards: Path) -> None:
    """In the feed and on the page, what people typed is text: the tags are those of harmless words,
    and every word can be read."""
    base = examine(wards / "content", wards / "content").handbook
    plain = shape(base, [f"Word {n}" for n in range(5)])
    corpus = list(LINES.values())
    for start in range(0, len(corpus) - 5, 5 if TORTURE else 20):
        words = corpus[start : start + 5]
        assert shape(base, words) == plain, words


def shape(base: Handbook, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The tags of the page and of an entry's content, for steps with these words."""
    old = with_words(base, [f"Old {one}" for one in words], "1 week after opening")
    new = with_words(base, words, "2 weeks after opening")
    edit = Edit("2026-03-02T23:30:00-08:00", (words[0],), compare(old, new).differences)
    ((_, page),) = changes(Site(new, DAY, {}, [edit]))
    (entry,) = entries(new, [edit])
    content = read_html(entry.findtext(f"{ATOM}content", ""))
    for made in (on_site(page), content):
        shown = " ".join(" ".join(said for _, said in made).split())
        assert " ".join(words[0].split()) in shown
        assert all(" ".join(one.split())[:50] in shown for one in words), words
    return [tag for tag, _ in on_site(page)], [tag for tag, _ in content]
